"""What review settled, and how: frozen records that export formats share, each of which says all of one case.

Moments are aware datetimes, people are usernames, articles, claims and disputes are numbers. What nobody may know yet is not
in them: a vote is there once its voting was counted.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from annotations.domain.dispute_records import PositionRecord, RulingRecord
from annotations.domain.evidence import StoredEvidence

SCHEMA = "claimdesk.adjudication/1"
"""Name and version of the record's form; the number rises when something that was there changes its meaning."""


class TextRecord(NamedTuple):
    """The text that is disputed, and the article that it is of.

    Attributes:
        id: the article's number.
        revision: the one that the place of the case counts into.
        sha256: of that text, over its UTF-8 form.
    """

    id: int
    title: str
    language: str
    outlet: str | None
    url: str | None
    published_at: datetime | None
    story: str | None
    revision: int
    sha256: str


class GoldSpan(NamedTuple):
    """What holds at a place; offsets as in `annotations.domain.snapshots.SpanRecord`."""

    id: UUID
    revision: int
    start: int
    end: int
    segments: Sequence[Sequence[int]]
    quote: str
    tags: Sequence[str]
    attributes: Mapping[str, Any]


class GoldLink(NamedTuple):
    """A link that holds, between two gold spans."""

    id: UUID
    type: str
    source: UUID
    target: UUID
    attributes: Mapping[str, Any]


class CoderReading(NamedTuple):
    """What a coder said when it was settled; while it is only disputed, what she says.

    Attributes:
        coder: her username, or what stands for it where coders are anonymous.
        id: of her highlight or relation; None where coders are anonymous.
        quote: None of a link.
        reading: `revision`, `start`, `end`, `segments`, `tags`, `attributes`; of a link `type`, `from`, `to`, `attributes`.
        changed_at: since when she says something else; None while she does not.
    """

    coder: str | None
    id: UUID | None
    quote: str | None
    reading: Mapping[str, Any]
    changed_at: datetime | None


class DecisionRecord(NamedTuple):
    """How gold came about.

    Attributes:
        id: of the decision.
        kind: see `annotations.domain.gold.GoldKind`.
        threshold: the share of the coders who had to agree; None when somebody decided, or nobody wrote it down.
        decided_by: None when the coders agree.
        replaces: ids of the gold highlights that it took the place of.
    """

    id: UUID
    kind: str
    threshold: float | None
    decided_by: str | None
    decided_at: datetime
    waivers: Sequence[str]
    guidelines: int | None
    replaces: Sequence[str]


class StepRecord(NamedTuple):
    """One event of the log.

    Attributes:
        verb: `dispute.resolved`, `gold.settled`, ….
        by: None when it came about by itself.
        said: keys, numbers and moments: for a dispute what `annotations.domain.dispute_log.replay` takes.
        words: what somebody wrote: reasons, questions, answers.
    """

    at: datetime
    verb: str
    by: str | None
    said: Mapping[str, Any]
    words: Mapping[str, str]


class RevealedVote(NamedTuple):
    """A vote of a voting that was counted; `position` is None when it cannot be told."""

    round: int
    user: str
    position: int | None
    reason: str
    counted: bool
    created_at: datetime
    updated_at: datetime


class DisputeCase(NamedTuple):
    """A dispute with all that belongs to it; the fields are those of `annotations.domain.dispute_records.DisputeRecord`.

    Attributes:
        votes: of all rounds, once they were counted.
        evidence: brought in it, or about the claim that it is about.
        history: every step, the first opens it.
    """

    id: int
    kind: str
    state: str
    origin: str
    question: str
    highlight: UUID | None
    claim: int | None
    round: int
    opened_by: str | None
    coders: Sequence[str]
    positions: Sequence[PositionRecord]
    voting_closes_at: datetime | None
    voting_closed_at: datetime | None
    votes: Sequence[RevealedVote]
    rulings: Sequence[RulingRecord]
    evidence: Sequence[StoredEvidence]
    history: Sequence[StepRecord]
    due_at: datetime | None
    created_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    version: int


class AdjudicationRecord(NamedTuple):
    """One case: a decision about a place or a link, or a dispute that no gold stands for.

    Attributes:
        subject: `span`, `link` or `dispute`.
        id: of the decision; of a dispute its number, as text.
        article: None when the case is about a claim alone.
        gold: None when nothing is there, or nothing is settled.
        decision: None of a dispute.
        readings: every coder's that the member may see, by coder.
        dispute: the one that it came of; None when there was none.
        comments: how many there are on the dispute and on the highlights of the case.
        history: what was recorded of the decision.
    """

    subject: str
    id: str
    article: TextRecord | None
    gold: GoldSpan | GoldLink | None
    decision: DecisionRecord | None
    readings: Sequence[CoderReading]
    dispute: DisputeCase | None
    comments: int
    history: Sequence[StepRecord]
