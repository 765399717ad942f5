"""What a stream says of events. Each app says it for its own; whatever nobody describes is told to nobody."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from newsapp.access import ProjectAccess
from newsapp.queries.live import LoggedEvent

Said = tuple[str, dict[str, Any]]
"""The type of a message, and its data."""
Describe = Callable[[ProjectAccess, Sequence[LoggedEvent]], Iterator[Said]]
"""What a member may know of some events, which come in the order of the log; asked for each person by herself."""

_describing: list[Describe] = []


def describe_events_by(describe: Describe) -> None:
    """Make a way of describing events known."""
    if describe not in _describing:
        _describing.append(describe)


def described(access: ProjectAccess, events: Sequence[LoggedEvent]) -> Iterator[Said]:
    """All that a member may know of some events."""
    for describe in _describing:
        yield from describe(access, events)
