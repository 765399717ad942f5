"""What a stream says of review: that something has happened to a dispute, a claim, a comment, and never what."""

from collections.abc import Iterator, Sequence
from typing import Any

from annotations.queries.live import seen_of
from newsapp.access import ProjectAccess
from newsapp.queries.live import LoggedEvent
from newsapp.web.live.topics import Said, describe_events_by

TOPICS = ("comment", "dispute", "claim", "evidence", "gold", "comparison")
"""How the verbs begin that tell of review."""
_ABOUT = ("highlight", "claim", "dispute")
"""What an event may say that it is about, by number or id."""

_OTHER = ("into", "from", "other")
"""How an event of a claim names the one that it was merged into, split off or compared with."""


def describe(access: ProjectAccess, events: Sequence[LoggedEvent]) -> Iterator[Said]:
    """One message for each event of review that the member finds in the log, too: who, and what it is about.

    Neither votes nor words nor readings are in it: whoever may see them finds them where it leads.
    """
    ours = [event for event in events if event.verb.partition(".")[0] in TOPICS]
    seen = seen_of(access=access, ids=[event.id for event in ours]) if ours else frozenset()
    for event in ours:
        if event.id in seen:
            yield "review", _said(event)


def _said(event: LoggedEvent) -> dict[str, Any]:
    topic = event.verb.partition(".")[0]
    about: dict[str, Any] = {name: event.data.get(name) for name in _ABOUT}
    if topic in ("claim", "dispute") and event.object_id.isdigit():
        about[topic] = int(event.object_id)
    about["other"] = (
        next((event.data[name] for name in _OTHER if name in event.data), None) if topic == "claim" else None
    )
    return {"event": event.id, "topic": topic, "article": event.article, "actor": event.actor, **about}


def register() -> None:
    """Make it known."""
    describe_events_by(describe)
