"""What relations that are there keep a scheme from doing."""

from annotations.domain.relations import has_circle
from annotations.domain.schemes import Scheme
from annotations.models import RelationType
from annotations.queries.relations import edges_of_type, relations_with
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _


def uses_of_type(*, project_id: int, key: str) -> dict[str, int]:
    """How many relations have a type, deleted ones apart; nothing new gets it until the transaction ends."""
    _hold(project_id, key)
    return relations_with(project_id=project_id, key=key)


def refuse_circles_that_are_there(*, project_id: int, before: Scheme, after: Scheme) -> None:
    """Refuse that a type forms no circle any more while its relations form one.

    Raises:
        RuleViolation: the path is `relations.N.acyclic`.
    """
    for index, (key, spec) in enumerate(after.relations.items()):
        was = before.relations.get(key)
        if was is None or was.acyclic or not spec.acyclic:
            continue
        row = _hold(project_id, key)
        if has_circle(edges_of_type(type_id=row.pk)):
            message = _("Some relations of this type form a circle now. Take one out of each circle first.")
            raise RuleViolation("circle", message, path=f"relations.{index}.acyclic")


def _hold(project_id: int, key: str) -> RelationType:
    return RelationType.objects.select_for_update(no_key=True).only("pk").get(project_id=project_id, key=key)
