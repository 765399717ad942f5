"""What a stream says of events that concern highlights, relations and suggestions."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from annotations.domain.relations import JSON_NAMES
from annotations.queries.live import highlights_now
from annotations.queries.relations import relations_around, relations_now
from annotations.queries.suggestions import articles_of_suggestions, suggestions_made_into
from newsapp.access import ProjectAccess
from newsapp.queries.live import LoggedEvent
from newsapp.web.live.topics import Said, describe_events_by

Concerned = dict[UUID, LoggedEvent]
"""What some events concern, each with the last of them, in the order of those."""


def describe(access: ProjectAccess, events: Sequence[LoggedEvent]) -> Iterator[Said]:
    """One message for each highlight, relation and suggestion that the events concern, with what became of it last.

    Highlights come first: a relation is shown between two of them.
    """
    highlights = _last((uuid, event) for event in events for uuid in _highlights_of(event))
    now = highlights_now(access=access, ids=highlights) if highlights else {}
    for uuid, event in highlights.items():
        if uuid in now:
            record = now[uuid]
            yield "highlight", _said(event, uuid, record.article if record else event.article, highlight=_json(record))
    yield from _relations(access, events)
    yield from _suggestions(access, events, others={uuid: highlights[uuid] for uuid in highlights.keys() - now.keys()})


def _relations(access: ProjectAccess, events: Sequence[LoggedEvent]) -> Iterator[Said]:
    named = _last((uuid, event) for event in events if event.verb.startswith("relation.") for uuid in _named(event))
    now = dict(relations_now(access=access, ids=named)) if named else {}
    back = _last((uuid, event) for event in events if event.verb == "highlight.restored" for uuid in _named(event))
    if back:
        # They were hidden while an end of them was deleted.
        for uuid, there in relations_around(access=access, highlights=back).items():
            now[uuid] = there
            named.setdefault(uuid, back.get(there.source) or back[there.target])
    for uuid, relation in now.items():
        event = named[uuid]
        yield "relation", _said(event, uuid, relation.article if relation else event.article, relation=_json(relation))


def _suggestions(access: ProjectAccess, events: Sequence[LoggedEvent], *, others: Concerned) -> Iterator[Said]:
    """That something is different about a suggestion: it came, it went, or this person decided about it.

    Args:
        access: whose stream it is.
        events: in order.
        others: what was marked, changed or deleted and is no reading: suggestions, unless she may not see it.
    """
    concerned = dict(others)
    hers = [event for event in events if event.actor == access.user.username]
    concerned |= _last((uuid, event) for event in hers for uuid in _decided(event))
    turned = _last((uuid, event) for event in hers if event.verb in _TURNS for uuid in _named(event))
    if turned:
        last = next(reversed(turned.values()))
        concerned |= dict.fromkeys(suggestions_made_into(access=access, highlights=turned), last)
    if concerned:
        for uuid, number in articles_of_suggestions(access=access, ids=concerned).items():
            yield "suggestion", _said(concerned[uuid], uuid, number)


_TURNS = {"highlight.deleted", "highlight.restored"}
"""What makes a suggestion wait again, or no more, when it happens to what was made of it."""


def _decided(event: LoggedEvent) -> Iterator[UUID]:
    if event.verb.startswith("suggestion."):
        yield from _named(event)
    elif event.verb == "highlight.created":
        yield from _uuids([event.data.get("suggestion", "")])


def _highlights_of(event: LoggedEvent) -> Iterator[UUID]:
    """The highlights that an event changed: a change of the scheme takes many along."""
    if event.verb.startswith("highlight."):
        yield from _named(event)
    else:
        touched = event.data.get("touched", [])
        yield from _uuids(touched if isinstance(touched, list) else [])


def _named(event: LoggedEvent) -> Iterator[UUID]:
    return _uuids([event.object_id])


def _uuids(texts: Sequence[object]) -> Iterator[UUID]:
    for text in texts:
        try:
            yield UUID(str(text))
        except ValueError:
            continue


def _last(pairs: Iterator[tuple[UUID, LoggedEvent]]) -> Concerned:
    last: Concerned = {}
    for uuid, event in pairs:
        last.pop(uuid, None)
        last[uuid] = event
    return last


def _said(event: LoggedEvent, uuid: UUID, article: int | None, **more: object) -> dict[str, Any]:
    return {"event": event.id, "id": str(uuid), "article": article, "actor": event.actor, **more}


def _json(record: Any) -> dict[str, Any] | None:
    """A record as the interface writes it; None for none."""
    if record is None:
        return None
    return {JSON_NAMES.get(name, name): _plain(value) for name, value in record._asdict().items()}


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
    return value


def register() -> None:
    """Make it known."""
    describe_events_by(describe)
