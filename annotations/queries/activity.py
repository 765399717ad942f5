"""What the log of a project needs to know of its highlights."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models.functions import Left

from annotations.access import visible_highlights
from annotations.models import Evidence
from newsapp.access import ProjectAccess
from newsapp.models import Event
from newsapp.queries.activity import ActivityFilter, ActivityPage, page_of_activity
from newsapp.queries.pages import Window

EXCERPT = 200
"""Code points of a quote that are read."""


class Quoted(NamedTuple):
    """A highlight as a sentence shows it; `quote` may be cut."""

    quote: str
    article: int


def quoted_highlights(*, access: ProjectAccess, ids: Iterable[UUID]) -> dict[UUID, Quoted]:
    """Those of some highlights that are there and that the member may see, in one statement."""
    found = visible_highlights(access).filter(uuid__in=set(ids)).order_by()
    rows = found.annotate(excerpt=Left("quote", EXCERPT + 1)).values_list("uuid", "excerpt", "article__number")
    return {uuid: Quoted(_cut(excerpt), number) for uuid, excerpt, number in rows}


def _cut(excerpt: str) -> str:
    words = " ".join(excerpt.split())
    return words if len(excerpt) <= EXCERPT else words[:EXCERPT] + "…"


REOPENED = "dispute.reopened"
"""Its state is the first of the next round."""

MOST_STEPS = 200
"""Events that the page of a dispute shows."""


def log_of_dispute(*, access: ProjectAccess, number: int) -> ActivityPage:
    """What happened in a dispute, and with the evidence that was brought in it; the newest first."""
    brought = Evidence.objects.filter(project=access.project, dispute__number=number).values_list("uuid", flat=True)
    objects = (("dispute", str(number)), *(("evidence", str(uuid)) for uuid in brought))
    return page_of_activity(access=access, wanted=ActivityFilter(objects=objects), window=Window(MOST_STEPS))


def way_of_dispute(*, access: ProjectAccess, number: int) -> list[str]:
    """The states that a dispute has been in since it was opened, or reopened last; in order."""
    events = Event.objects.filter(
        project=access.project, verb__startswith="dispute.", object_id=str(number), data__has_key="after"
    )
    way: list[str] = []
    for verb, state in events.order_by("pk").values_list("verb", "data__after"):
        way = [state] if verb == REOPENED else [*way, state]
    return way
