"""Reading the log of what people did."""

from datetime import datetime
from typing import Any, NamedTuple

from newsapp.access import ProjectAccess
from newsapp.errors import RuleViolation
from newsapp.models import Event
from newsapp.queries.pages import Page, Window, page_of

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


class EventRecord(NamedTuple):
    """One thing that somebody did.

    `article` is a number within the project, `actor` a username (None for the command line); `detail` holds the words
    that somebody wrote and is None when there were none, or when they were erased.
    """

    id: int
    verb: str
    object: str
    article: int | None
    actor: str | None
    data: dict[str, Any]
    detail: dict[str, Any] | None
    created_at: datetime


def page_of_events(*, access: ProjectAccess, window: Window) -> Page[EventRecord]:
    """A page of a project's log, the newest first."""
    fields = ("id", "verb", "object_id", "article__number", "actor__username", "data", "detail__data", "created_at")
    return page_of(
        Event.objects.filter(project=access.project),
        window,
        key="pk",
        read=lambda rows: [(row[0], EventRecord(*row)) for row in rows.values_list(*fields)],
        newest_first=True,
    )
