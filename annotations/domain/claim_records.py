"""A claim with all that stands around it: a frozen record that export formats share."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from annotations.domain.claim_timeline import Branch, Chain
from annotations.domain.claims import AppearanceRecord, StoredClaim
from annotations.domain.evidence import StoredEvidence
from annotations.domain.figures.figure import Figure, quantities_of

SCHEMA = "claimdesk.claim/1"
"""Name and version of the record's form; the number rises when something that was there changes its meaning."""


class FigureSaid(NamedTuple):
    """A figure as it is read from the text; see `annotations.domain.figures.figure.Figure`.

    Attributes:
        start, end: in the text of the appearance's revision.
        quantities: as the tag `quantity` has them; a range is two.
    """

    words: str
    start: int
    end: int
    sign: str
    quantities: Sequence[Mapping[str, Any]]


def figure_said(figure: Figure) -> FigureSaid:
    """A figure for an export."""
    return FigureSaid(figure.words, figure.start, figure.end, str(figure), quantities_of(figure))


class AppearanceCase(NamedTuple):
    """A place where a claim appears.

    Attributes:
        chains: to whom the text attributes it, each from who said it to who the article has it from.
        figures: in the order of the text.
    """

    appearance: AppearanceRecord
    chains: Sequence[Chain]
    figures: Sequence[FigureSaid]


class Linked(NamedTuple):
    """A link of an appearance to a highlight elsewhere.

    Attributes:
        type: key of the relation's type.
        here: the appearance's highlight.
        outward: whether it leads from here to there.
        claim: number of the claim that appears there; None when none does.
    """

    type: str
    attributes: Mapping[str, Any]
    here: UUID
    there: UUID
    quote: str
    article: int
    outward: bool
    claim: int | None


class VerdictRecord(NamedTuple):
    """A ruling that gave the claim a verdict, or took one back.

    Attributes:
        withdrawn_at: when it was taken back; None while it holds.
    """

    dispute: int
    verdict: str
    accuracy: str
    confidence: float | None
    justification: str
    searched: str
    waivers: Sequence[str]
    guidelines: int | None
    proposed_by: str
    resolved_by: str | None
    resolved_at: datetime | None
    withdrawn_at: datetime | None


class EvidenceCase(NamedTuple):
    """A piece of evidence with what to be warned of in it."""

    evidence: StoredEvidence
    warnings: Sequence[str]


class ClaimRecord(NamedTuple):
    """A claim with all that a member may see of it.

    Attributes:
        appearances: the earliest first.
        tree: outlets, below each the sources that it has the claim from.
        independent: how many of its sources repeat no other.
        verdicts: the resolved rulings, the oldest first.
        disputes: numbers of those that are about it.
        merged: numbers of the claims that were merged into it.
        review: as schema.org has it.
    """

    claim: StoredClaim
    appearances: Sequence[AppearanceCase]
    tree: Sequence[Branch]
    links: Sequence[Linked]
    evidence: Sequence[EvidenceCase]
    independent: int
    verdicts: Sequence[VerdictRecord]
    disputes: Sequence[int]
    merged: Sequence[int]
    review: Mapping[str, Any]
