"""What is proposed about a claim for a person to decide: that it is another one, that a figure disagrees with another."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from annotations.domain.claims import StoredClaim
from annotations.domain.figures.conflicts import FigureConflict
from annotations.domain.figures.figure import plain
from annotations.domain.figures.statements import Statement as FigureStatement
from annotations.domain.similarity.similar_claims import Similar


class ProposalKind(StrEnum):
    """What is proposed."""

    SAME = "same"
    CONFLICT = "conflict"


class ProposalDecision(StrEnum):
    """What a person made of it."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class SameProposal(NamedTuple):
    """That another claim says the same; `similar` has the score and the reasons."""

    other: StoredClaim
    similar: Similar


class FigurePlace(NamedTuple):
    """A figure that disagrees with another.

    Attributes:
        words: as the text has it.
        signs: in signs that need no language.
        claim: number of the claim that appears there.
        highlight: where it was read.
        mark: the highlight that stands for the figure itself; the two of a conflict are linked between these.
    """

    words: str
    signs: str
    claim: int
    article: int
    highlight: UUID
    mark: UUID


class ConflictProposal(NamedTuple):
    """That two figures cannot both be right, or only look so.

    Attributes:
        subject: names the two figures, whatever the language; what was decided about them holds for all places.
        others: in how many other pairs of places the same two figures stand against each other.
    """

    subject: str
    first: FigurePlace
    second: FigurePlace
    conflict: FigureConflict
    others: int

    @property
    def linkable(self) -> bool:
        """Whether there are two highlights to be linked."""
        return self.first.mark != self.second.mark


class Decided(NamedTuple):
    """What was decided about a proposal, and why."""

    kind: str
    other: int
    subject: str
    decision: str
    reason: str
    reasons: Mapping[str, Any]


def subject_of(conflict: FigureConflict) -> str:
    """The two figures of a conflict as a key: the same in every language and in either order."""
    return " / ".join(sorted(map(_figure_key, conflict.figures)))


def _figure_key(statement: FigureStatement) -> str:
    upper = "" if statement.upper is None else f"-{plain(statement.upper)}"
    unit = statement.unit.dimension[0] if statement.unit else ""
    return f"{statement.bound} {plain(statement.value)}{upper} {unit}".rstrip()
