"""A dispute as a member sees it: the fields of the contract's JSON, numbers and usernames in place of rows."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from annotations.domain.disputes import SETTLED, Standing, Transition


class PositionRecord(NamedTuple):
    """One way to settle a dispute; `author` is a username, None where nobody is known, or to be known."""

    place: int
    title: str
    words: str
    highlight: UUID | None
    reading: dict[str, Any] | None
    author: str | None


class VoteRecord(NamedTuple):
    """What somebody voted for; `position` is None when it cannot be told, `counted` while the voting is open."""

    user: str
    position: int | None
    reason: str
    counted: bool | None


class VotingRecord(NamedTuple):
    """A voting of the newest round.

    Attributes:
        closes_at, closed_at: see `annotations.models.Dispute`.
        voted: how many of those who may vote have.
        of: how many may vote.
        own: her own vote.
        votes: everybody's; empty while it is open.
    """

    closes_at: datetime
    closed_at: datetime | None
    voted: int
    of: int
    own: VoteRecord | None
    votes: list[VoteRecord]


class RulingRecord(NamedTuple):
    """A ruling; see `annotations.models.Ruling`."""

    round: int
    position: int | None
    reading: dict[str, Any] | None
    verdict: str
    accuracy: str
    confidence: float | None
    justification: str
    searched: str
    waivers: list[str]
    guidelines: int | None
    proposed_by: str
    created_at: datetime
    resolved_by: str | None
    resolved_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class DisputeRecord:
    """A dispute as one member sees it.

    Attributes:
        asked: who is asked for information, None for anyone.
        coders: who coded what is disputed; empty where they are anonymous.
        rulings: all there were, the one in force last.
        standings: how it stands with each transition that leads out of its state, for this member.
    """

    number: int
    kind: str
    state: str
    origin: str
    question: str
    article: int | None
    highlight: UUID | None
    claim: int | None
    round: int
    opened_by: str | None
    asked: str | None
    coders: list[str]
    positions: list[PositionRecord]
    voting: VotingRecord | None
    rulings: list[RulingRecord]
    standings: dict[Transition, Standing]
    due_at: datetime | None
    created_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    version: int

    @property
    def lawful(self) -> list[str]:
        """The transitions that this member may make now."""
        return [transition.value for transition, standing in self.standings.items() if standing.lawful]

    @property
    def ruling(self) -> RulingRecord | None:
        """The one in force."""
        return next((ruling for ruling in self.rulings if ruling.withdrawn_at is None), None)

    @property
    def overdue(self) -> bool:
        """Whether it should have been settled by now."""
        return self.due_at is not None and self.due_at < datetime.now(UTC) and self.state not in SETTLED
