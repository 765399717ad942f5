"""Reading the log of events."""

from typing import NamedTuple

from newsapp.access import ProjectAccess
from newsapp.errors import RuleViolation
from newsapp.models import Event

PAGE = 100


class ActivityPage(NamedTuple):
    """Events, newest first, and where the next page begins (None after the last)."""

    events: list[Event]
    older: int | None


def activity_page(*, access: ProjectAccess, before: str | None = None, limit: int = PAGE) -> ActivityPage:
    """A page of a project's log.

    Args:
        access: the project.
        before: only events older than the one with this id, as it came in the address.
        limit: how many.

    Raises:
        RuleViolation: `before` is no id.
    """
    events = Event.objects.filter(project=access.project).select_related("actor", "article").order_by("-pk")
    events = events.defer("article__search", "article__metadata")
    if before is not None:
        if not before.isascii() or not before.isdigit() or len(before) > 18:
            raise RuleViolation("invalid", "Expected the id of an event.", path="before")
        events = events.filter(pk__lt=int(before))
    found = list(events[: limit + 1])
    return ActivityPage(found[:limit], found[limit - 1].pk if len(found) > limit else None)
