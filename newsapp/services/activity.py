"""The log of what people did."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from newsapp.models import Event, EventDetail


class Happening(NamedTuple):
    """One event to be recorded.

    Attributes:
        verb: topic and past participle, `highlight.created`.
        object_id: what it was done to.
        article_id: row of the article it belongs to, if any.
        data: ids, offsets, keys, versions.
        detail: words that somebody wrote, kept apart so that they can be erased; None when there are none.
    """

    verb: str
    object_id: str
    article_id: int | None = None
    data: Mapping[str, Any] = {}
    detail: Mapping[str, Any] | None = None


def record(*, project_id: int | None, actor_id: int | None, happenings: Sequence[Happening]) -> None:
    """Write events in the caller's transaction: one statement, and one more if any of them has words.

    Args:
        project_id: the project they belong to; None for what belongs to no project.
        actor_id: who did it; None for the command line.
        happenings: in order.
    """
    events = Event.objects.bulk_create(
        Event(
            project_id=project_id,
            article_id=happening.article_id,
            actor_id=actor_id,
            verb=happening.verb,
            object_id=happening.object_id,
            data=dict(happening.data),
        )
        for happening in happenings
    )
    details = [
        EventDetail(event=event, data=dict(happening.detail))
        for event, happening in zip(events, happenings, strict=True)
        if happening.detail
    ]
    if details:
        EventDetail.objects.bulk_create(details)
