"""The events of a dispute as its history: played again, they give the state in which it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from annotations.domain.disputes import DisputeKind, DisputeState

FIELDS = (
    "kind",
    "round",
    "version",
    "answer_state",
    "asked",
    "due_at",
    "voting_closes_at",
    "voting_closed_at",
    "resolved_at",
    "ruling",
)
"""What an event says of the dispute under the names of `Replayed`, where it changed it."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the events of a dispute say that it is; moments are in ISO 8601, people and rulings are rows."""

    state: DisputeState
    kind: DisputeKind
    round: int = 1
    version: int = 1
    answer_state: str = ""
    asked: int | None = None
    due_at: str | None = None
    voting_closes_at: str | None = None
    voting_closed_at: str | None = None
    resolved_at: str | None = None
    ruling: int | None = None


def replay(events: Iterable[Mapping[str, Any]]) -> Replayed:
    """The state after some events.

    Args:
        events: the `data` of all of a dispute's events, in order; the first opens it.

    Raises:
        ValueError: there is none, or one does not begin where the one before it ended.
    """
    state: Replayed | None = None
    for data in events:
        before = state.state.value if state else None
        if "after" in data and data["before"] != before:
            raise ValueError(f"An event leads out of {data['before']} where the dispute was {before}.")
        said = {name: data[name] for name in FIELDS if name in data}
        if "kind" in said:
            said["kind"] = DisputeKind(said["kind"])
        if "after" in data:
            said["state"] = DisputeState(data["after"])
        state = replace(state, **said) if state else Replayed(**said)
    if state is None:
        raise ValueError("No event opens it.")
    return state
