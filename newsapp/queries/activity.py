"""Reading the log of what people did."""

from datetime import datetime
from typing import Any, NamedTuple

from newsapp.access import ProjectAccess
from newsapp.models import Event
from newsapp.queries.pages import Page, Window, page_of


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
