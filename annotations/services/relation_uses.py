"""What relations that are there keep a scheme from doing."""

from annotations.domain.relations import has_circle
from annotations.domain.schemes import Scheme
from annotations.models import RelationType
from annotations.queries.relations import edges_of_type, relations_with
from newsapp.access import ProjectAccess
from newsapp.blindness import hides_work
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _


def uses_of_type(*, access: ProjectAccess, key: str) -> dict[str, int | bool]:
    """How many relations that the member sees have a type, deleted ones apart; `unseen` when she does not see all.

    Nothing new gets it until the transaction ends.
    """
    _hold(access.project.pk, key)
    unseen = {"unseen": True} if hides_work(access) else {}
    return {**relations_with(access=access, key=key), **unseen}


def refuse_circles_that_are_there(*, access: ProjectAccess, before: Scheme, after: Scheme) -> None:
    """Refuse that a type forms no circle any more while its relations form one.

    Raises:
        RuleViolation: the path is `relations.N.acyclic`.
    """
    for index, (key, spec) in enumerate(after.relations.items()):
        was = before.relations.get(key)
        if was is None or was.acyclic or not spec.acyclic:
            continue
        row = _hold(access.project.pk, key)
        if has_circle(edges_of_type(access=access, type_id=row.pk)):
            message = _("Some relations of this type form a circle now. Take one out of each circle first.")
            raise RuleViolation("circle", message, path=f"relations.{index}.acyclic")


def _hold(project_id: int, key: str) -> RelationType:
    return RelationType.objects.select_for_update(no_key=True).only("pk").get(project_id=project_id, key=key)
