"""Claims with all that stands around them, as a stream."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.conf import settings
from django.urls import reverse

from annotations.access import visible_disputes, visible_evidence
from annotations.domain.claim_records import (
    AppearanceCase,
    ClaimRecord,
    EvidenceCase,
    Linked,
    VerdictRecord,
    figure_said,
)
from annotations.domain.claim_reviews import Rating, claim_review
from annotations.domain.claim_timeline import attribution_tree, timeline
from annotations.domain.claims import StoredClaim
from annotations.domain.evidence import StoredEvidence, independent_sources
from annotations.models import Ruling
from annotations.queries.claim_contexts import chains_of, links_at
from annotations.queries.claim_figures import figures_at
from annotations.queries.claim_reviews import ratings_of, review_from, rulings_on
from annotations.queries.claims import ClaimFilter, claim_numbers, merged_numbers, stored_claims
from annotations.queries.evidence import evidence_of_rows, warnings_for
from annotations.queries.highlights import HighlightFilter
from annotations.queries.review_filters import ReviewFilter
from annotations.queries.streams import Connection, SameState, stream
from newsapp.access import ProjectAccess

CLAIMS_AT_ONCE = 50
"""Claims that are in memory together; each may appear a thousand times."""


def claim_records(
    own: Connection, state: SameState, *, access: ProjectAccess, wanted: HighlightFilter, case: ReviewFilter
) -> Iterator[ClaimRecord]:
    """The claims that a member may see, by number.

    Args:
        own: the stream's connection.
        state: of the stream.
        access: the project.
        wanted: `article`, `tag`, `language`, `outlet`, `q` and `created_after` count, as for lists of claims.
        case: its `status`, `verdict` and `claimant` count.
    """
    asked = ClaimFilter(
        q=wanted.q,
        status=case.status,
        verdict=case.verdict,
        language=wanted.language,
        outlet=wanted.outlet,
        claimant=case.claimant,
        tag=wanted.tag,
        article=wanted.article,
    )
    keys = claim_numbers(access=access, wanted=asked, created_after=wanted.created_after)
    for batch in stream(own, "claims", keys, at_once=CLAIMS_AT_ONCE):
        with state.reading():
            found = _records(access, [number for (number,) in batch])
        yield from found


def _records(access: ProjectAccess, numbers: Sequence[int]) -> list[ClaimRecord]:
    """A batch of claims, in the order of their numbers; a fixed number of statements."""
    claims = stored_claims(access=access, numbers=numbers)
    appearing = {each.highlight: claim.id for claim in claims.values() for each in claim.appearances}
    chains = chains_of(access=access, uuids=list(appearing))
    figures = {
        uuid: [figure_said(read.figure) for read in found]
        for uuid, found in figures_at(access=access, uuids=list(appearing)).items()
    }
    links = links_at(access=access, appearing=appearing)
    evidence = _evidence(access, numbers)
    rulings = rulings_on(access, claims=numbers)
    disputes = _disputes(access, numbers)
    merged = merged_numbers(access=access, numbers=numbers)
    ratings, _version = ratings_of(access)
    return [
        ClaimRecord(
            claim=claim,
            appearances=[
                AppearanceCase(
                    each,
                    chains.get(each.highlight, ()),
                    figures.get(each.highlight, ()),
                )
                for each in claim.appearances
            ],
            tree=attribution_tree(timeline(claim.appearances, chains=chains, figures={}), unnamed=""),
            links=_in_order(links.get(number, ())),
            evidence=evidence.get(number, []),
            independent=independent_sources(each.evidence.source for each in evidence.get(number, ())),
            verdicts=[_verdict(ruling) for ruling in reversed(rulings.get(number, []))],
            disputes=disputes.get(number, []),
            merged=merged.get(number, []),
            review=_review(access, claim, rulings.get(number, []), evidence.get(number, []), ratings),
        )
        for number, claim in sorted(claims.items())
    ]


def _in_order(links: Collection[Linked]) -> list[Linked]:
    return sorted(links, key=lambda link: (link.type, str(link.here), str(link.there), link.outward))


def _evidence(access: ProjectAccess, numbers: Collection[int]) -> dict[int, list[EvidenceCase]]:
    rows = visible_evidence(access).filter(claim__number__in=numbers).order_by("created_at", "uuid")
    pieces = evidence_of_rows(rows)
    warnings = warnings_for(access=access, evidence=pieces)
    found: dict[int, list[EvidenceCase]] = {}
    for each in pieces:
        if each.claim is not None:
            case = EvidenceCase(each, [warning.value for warning in warnings[each.id]])
            found.setdefault(each.claim, []).append(case)
    return found


def _disputes(access: ProjectAccess, numbers: Collection[int]) -> dict[int, list[int]]:
    rows = visible_disputes(access).filter(claim__number__in=numbers).order_by("number")
    found: dict[int, list[int]] = {}
    for claim, number in rows.values_list("claim__number", "number"):
        found.setdefault(claim, []).append(number)
    return found


def _verdict(ruling: Ruling) -> VerdictRecord:
    return VerdictRecord(
        ruling.dispute.number,
        ruling.verdict,
        ruling.accuracy,
        ruling.confidence,
        ruling.justification,
        ruling.searched,
        ruling.waivers,
        ruling.guidelines,
        ruling.proposed_by.username,
        ruling.resolved_by.username if ruling.resolved_by else None,
        ruling.resolved_at,
        ruling.withdrawn_at,
    )


def _review(
    access: ProjectAccess,
    claim: StoredClaim,
    rulings: Sequence[Ruling],
    evidence: Sequence[EvidenceCase],
    ratings: Mapping[str, Rating],
) -> Mapping[str, object]:
    pieces: list[StoredEvidence] = [each.evidence for each in evidence]
    page = settings.PUBLIC_ADDRESS + reverse("claim", args=[access.project.slug, claim.id])
    review = review_from(access, claim, page=page, rulings=rulings, evidence=pieces)
    return claim_review(claim, review=review, ratings=ratings)
