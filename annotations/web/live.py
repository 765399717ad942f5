"""What a stream says of events that concern highlights."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from annotations.domain.highlighting import HighlightRecord
from annotations.queries.live import highlights_now
from newsapp.access import ProjectAccess
from newsapp.queries.live import LoggedEvent
from newsapp.web.live.topics import Said, describe_events_by


def describe(access: ProjectAccess, events: Sequence[LoggedEvent]) -> Iterator[Said]:
    """One message for each highlight that the events concern, with what became of it last; changes of the scheme."""
    last: dict[UUID, LoggedEvent] = {}
    for event in events:
        for uuid in _concerned(event):
            last.pop(uuid, None)
            last[uuid] = event
    now = highlights_now(access=access, ids=last) if last else {}
    for uuid, event in last.items():
        if uuid in now:
            record = now[uuid]
            yield (
                "highlight",
                {
                    "event": event.id,
                    "id": str(uuid),
                    "article": record.article if record else event.article,
                    "actor": event.actor,
                    "highlight": _json(record) if record else None,
                },
            )


def _concerned(event: LoggedEvent) -> Iterator[UUID]:
    """The highlights that an event changed: a change of the scheme takes many along."""
    named = [event.object_id] if event.verb.startswith("highlight.") else event.data.get("touched", [])
    for text in named if isinstance(named, list) else []:
        try:
            yield UUID(str(text))
        except ValueError:
            continue


def _json(record: HighlightRecord) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, UUID) else _moment(value) if isinstance(value, datetime) else value
        for name, value in record._asdict().items()
    }


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def register() -> None:
    """Make it known."""
    describe_events_by(describe)
