"""What becomes of suggested highlights."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol
from uuid import UUID

from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _

SUGGESTED = "suggested"
"""The layer of highlights that wait to be accepted."""

Decision = Literal["accepted", "changed", "rejected"]

DECISIONS: tuple[Decision, ...] = ("accepted", "changed", "rejected")


class DecisionRecord(NamedTuple):
    """What somebody decided about a suggestion; the fields of its JSON, in order.

    Attributes:
        suggestion: id of the suggestion.
        article: number of its article.
        user: username of who decided.
        decision: what.
        highlight: id of what she made of it; None when she rejected it.
        created_at: when.
        score: how sure the suggestion was said to be, from 0 to 1; None when nobody said.
    """

    suggestion: UUID
    article: int
    user: str
    decision: str
    highlight: UUID | None
    created_at: datetime
    score: float | None


def check_score(score: float | None, *, layer: str) -> None:
    """Refuse a score that is none, or that stands on what is no suggestion.

    Raises:
        RuleViolation: with path `score`.
    """
    if score is None:
        return
    if layer != SUGGESTED:
        raise RuleViolation("score_of_suggestion", _("Only a suggestion has a score."), path="score")
    if not 0 <= score <= 1:
        raise RuleViolation("invalid_score", _("A score is a number from 0 to 1."), path="score")


class Reading(Protocol):
    """What a decision compares of two highlights."""

    @property
    def segments(self) -> Sequence[Sequence[int]]:
        """Where it lies."""

    @property
    def tags(self) -> Sequence[str]:
        """Its tags."""

    @property
    def attributes(self) -> Mapping[str, Mapping[str, Any]]:
        """Their values."""


def decision_of(suggestion: Reading, made: Reading) -> Decision:
    """`accepted` when place, tags in any order and attributes are the suggestion's, else `changed`."""
    same = (
        [list(segment) for segment in suggestion.segments] == [list(segment) for segment in made.segments]
        and set(suggestion.tags) == set(made.tags)
        and _said(suggestion) == _said(made)
    )
    return "accepted" if same else "changed"


def _said(reading: Reading) -> dict[str, dict[str, Any]]:
    return {key: dict(values) for key, values in reading.attributes.items() if values}
