"""What is proposed about a claim: similar claims, and figures that disagree; each with its reasons."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from annotations.access import visible_claims, visible_relations
from annotations.domain.claim_proposals import (
    ConflictProposal,
    Decided,
    FigurePlace,
    ProposalDecision,
    ProposalKind,
    SameProposal,
    subject_of,
)
from annotations.domain.claims import StoredClaim
from annotations.domain.figures.conflicts import FigureConflict, figure_conflicts
from annotations.domain.figures.statements import Statement, stated
from annotations.domain.similarity.features import ClaimText
from annotations.domain.similarity.similar_claims import SimilarClaims
from annotations.models import Claim, ClaimProposal
from annotations.queries.claim_figures import FigureRead, figures_at, marks_of, own_words
from annotations.queries.claims import stored_claims
from newsapp.access import ProjectAccess

COMPARED = 5_000
"""Claims of a project that one is compared with: the newest."""
RELATED = 10
"""Claims of which something is proposed."""
ALIKE = 0.3
"""From which score on two claims may say the same."""
KIN = 0.1
"""From which score on the figures of two claims are compared: claims that disagree are less alike."""
FIGURES = 80
"""Figures that are compared with each other."""
CONTRADICTS = "contradicts"
"""Key of the relation type that an accepted conflict becomes."""


def decided_about(*, access: ProjectAccess, claim: int) -> list[Decided]:
    """What was decided about proposals for a claim, in the order of the decisions; one statement."""
    seen = visible_claims(access).order_by().values("pk")
    rows = ClaimProposal.objects.filter(project=access.project, claim__in=seen, other__in=seen)
    fields = ("kind", "other__number", "subject", "decision", "reason", "reasons")
    own = rows.filter(claim__number=claim).values_list("pk", *fields)
    turned = rows.filter(other__number=claim).exclude(claim__number=claim)
    others = turned.values_list("pk", "kind", "claim__number", *fields[2:])
    return [Decided._make(row[1:]) for row in sorted([*own, *others])]


def related_to(*, access: ProjectAccess, claim: StoredClaim) -> list[SameProposal]:
    """Claims that have something in common with one, the likest first; from `ALIKE` on they may say the same."""
    index = _index_of(_compared_with(access, claim))
    found = index.best_for(claim.id, limit=RELATED, least=KIN)
    stored = stored_claims(access=access, numbers=[_number(similar.second) for similar in found])
    return [
        SameProposal(stored[_number(similar.second)], similar) for similar in found if _number(similar.second) in stored
    ]


def likest(*, access: ProjectAccess, text: str, language: str, most: int) -> list[int]:
    """The numbers of the claims that have something in common with a text, the likest first."""
    found = _index_of(_compared_with(access)).nearest_to(_text(0, text, language), limit=most, least=KIN)
    return [_number(claim) for claim in found]


def same_as(related: Iterable[SameProposal], *, decided: Iterable[Decided]) -> list[SameProposal]:
    """Those of some claims that may say the same, but for those that a person rejected."""
    rejected = {each.other for each in decided if each.kind == ProposalKind.SAME}
    return [each for each in related if each.similar.score >= ALIKE and each.other.id not in rejected]


def _number(claim_id: Hashable) -> int:
    assert isinstance(claim_id, int)
    return claim_id


def _compared_with(access: ProjectAccess, claim: StoredClaim | None = None) -> tuple[tuple[int, int], ...]:
    """Row and version of the claims that something is compared with; a claim's own among them."""
    seen = visible_claims(access).order_by("-pk").values_list("pk", "version", "number")
    newest = list(seen[:COMPARED])
    if claim and all(number != claim.id for _row, _version, number in newest):
        newest += seen.filter(number=claim.id)
    return tuple((row, version) for row, version, _number in newest)


@lru_cache(maxsize=4)
def _index_of(claims: tuple[tuple[int, int], ...]) -> SimilarClaims:
    """The index of some claims, by row and version. Kept, some 10 MB for 5,000 claims, since most pages ask for the same."""
    rows = Claim.objects.filter(pk__in=[row for row, _version in claims]).order_by("-pk")
    fields = ("number", "text", "language", "translations", "claimants", "claimed_on", "claimed_precision")
    return SimilarClaims(_text(*said) for said in rows.values_list(*fields))


def _text(
    number: int,
    text: str,
    language: str,
    translations: Mapping[str, str] = MappingProxyType({}),
    claimants: Sequence[str] = (),
    day: date | None = None,
    precision: str = "",
) -> ClaimText:
    # A claim whose language nobody said is read by its signs alone.
    texts = {language or "und": text, **translations}
    said = day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)] if day else ""
    return ClaimText(number, texts, claimants, said)


def conflicts_around(
    *, access: ProjectAccess, claim: StoredClaim, related: Iterable[SameProposal], decided: Iterable[Decided]
) -> list[ConflictProposal]:
    """Figures of a claim's places that disagree with others there, or with those of related claims.

    What was decided already, or says a link that is there, is left out.

    Args:
        access: the project.
        claim: whose places are looked at.
        related: claims whose places are looked at too.
        decided: what was decided about the claim.

    Returns:
        Certain conflicts first; each two figures once, however many places say them.
    """
    claims = {each.highlight: one.id for one in (*(row.other for row in related), claim) for each in one.appearances}
    read = _figures(access, claim, claims)
    statements = [statement for index, each in enumerate(read) if (statement := _statement(index, each)) is not None]
    concerning = [
        conflict
        for conflict in figure_conflicts(statements)
        if claim.id in (claims[_of(read, conflict.first).highlight], claims[_of(read, conflict.second).highlight])
    ]
    marks = marks_of(access=access, figures=read)
    linked = _linked(access, set(marks.values()))
    settled = {each.subject for each in decided}
    grouped: dict[str, list[FigureConflict]] = {}
    for conflict in sorted(concerning, key=lambda each: (each.certainty != "conflict", not each.same_sentence)):
        ends = {_place(_of(read, index), claims, marks).mark for index in (conflict.first, conflict.second)}
        if ends not in linked:
            grouped.setdefault(subject_of(conflict), []).append(conflict)
    return [
        ConflictProposal(
            subject,
            _place(_of(read, group[0].first), claims, marks),
            _place(_of(read, group[0].second), claims, marks),
            group[0],
            len(group) - 1,
        )
        for subject, group in grouped.items()
        if subject not in settled
    ]


def _figures(access: ProjectAccess, claim: StoredClaim, claims: Mapping[UUID, int]) -> list[FigureRead]:
    """The claim's own figures first, so that those of others are left out where there are too many."""
    found = figures_at(access=access, uuids=claims)
    own = [each.highlight for each in claim.appearances]
    others = [uuid for uuid, number in claims.items() if number != claim.id]
    return [read for uuid in (*own, *others) for read in found.get(uuid, ())][:FIGURES]


def _statement(index: int, read: FigureRead) -> Statement | None:
    sentence = (read.text, read.figure.sentence)
    return stated(of=index, figure=read.figure, language=read.language, sentence=sentence)


def _of(read: list[FigureRead], index: Hashable) -> FigureRead:
    assert isinstance(index, int)
    return read[index]


def _place(read: FigureRead, claims: Mapping[UUID, int], marks: Mapping[tuple[int, int, int], UUID]) -> FigurePlace:
    figure = read.figure
    return FigurePlace(
        words=figure.words,
        signs=own_words(figure),
        claim=claims[read.highlight],
        article=read.article,
        highlight=read.highlight,
        mark=marks.get((read.text, figure.start, figure.end), read.highlight),
    )


def _linked(access: ProjectAccess, marks: Collection[UUID]) -> set[frozenset[UUID]]:
    """Pairs of highlights that somebody said contradict each other."""
    rows = visible_relations(access).filter(type__key=CONTRADICTS, source__uuid__in=marks, target__uuid__in=marks)
    return {frozenset(pair) for pair in rows.values_list("source__uuid", "target__uuid")}


def rejected_in(decided: Iterable[Decided]) -> list[Decided]:
    """Those proposals that a person rejected."""
    return [each for each in decided if each.decision == ProposalDecision.REJECTED]
