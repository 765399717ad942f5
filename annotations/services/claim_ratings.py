"""Changing how a project's verdicts are told elsewhere."""

from collections.abc import Mapping

from django.db import transaction

from annotations.domain.claim_reviews import Rating, checked_ratings
from annotations.models import ClaimRatings
from annotations.queries.claim_reviews import ratings_of
from newsapp.access import ProjectAccess
from newsapp.errors import Stale
from newsapp.models import Project
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _


@transaction.atomic
def change_ratings(*, access: ProjectAccess, ratings: Mapping[str, Rating], version: int) -> int:
    """Write the project's table of verdicts.

    Args:
        access: the project, opened for `MANAGE_PROJECT`.
        ratings: the whole table.
        version: the one that the person saw; 0 while nobody changed it.

    Returns:
        The version that is stored now.

    Raises:
        RuleViolation: naming the verdict at fault.
        Stale: somebody changed it since `version`; `current` is its (table, version).
    """
    checked = checked_ratings(ratings)
    Project.objects.select_for_update(no_key=True).only("pk").get(pk=access.project.pk)
    before, stored = ratings_of(access)
    if stored != version:
        raise Stale(_("Somebody changed the ratings meanwhile."), current=(before, stored))
    changed = [verdict for verdict in checked if checked[verdict] != before[verdict]]
    if not changed:
        return stored
    table = {verdict: list(rating) for verdict, rating in checked.items()}
    ClaimRatings.objects.update_or_create(project=access.project, defaults={"ratings": table, "version": stored + 1})
    sides = {
        side: {verdict: [rating.rating, rating.name] for verdict, rating in table.items() if verdict in changed}
        for side, table in (("before", before), ("after", checked))
    }
    happening = Happening("claim.ratings_changed", "", data={"version": stored + 1}, detail=sides)
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=[happening])
    return stored + 1
