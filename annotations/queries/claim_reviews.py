"""What the review of a claim needs: the project's ratings, and how its verdict came about."""

from collections.abc import Collection, Sequence

from annotations.domain.claim_reviews import DEFAULT_RATINGS, Rating, Review
from annotations.domain.claims import StoredClaim
from annotations.domain.evidence import StoredEvidence
from annotations.models import ClaimRatings, Ruling
from annotations.queries.evidence import EvidenceFilter, evidence_for
from newsapp.access import ProjectAccess


def ratings_of(access: ProjectAccess) -> tuple[dict[str, Rating], int]:
    """The project's table of verdicts, and its version: 0 while nobody changed it."""
    row = ClaimRatings.objects.filter(project=access.project).first()
    if row is None:
        return dict(DEFAULT_RATINGS), 0
    return {verdict: Rating(*row.ratings[verdict]) for verdict in DEFAULT_RATINGS}, row.version


def rulings_of(access: ProjectAccess, *, claim: int) -> list[Ruling]:
    """The resolved rulings on a claim, the newest first, those that were withdrawn since too."""
    return rulings_on(access, claims=[claim]).get(claim, [])


def rulings_on(access: ProjectAccess, *, claims: Collection[int]) -> dict[int, list[Ruling]]:
    """The same for several claims, by number, in one statement."""
    rows = Ruling.objects.filter(
        project=access.project, dispute__claim__number__in=set(claims), resolved_at__isnull=False
    )
    found: dict[int, list[Ruling]] = {}
    related = ("dispute__claim", "proposed_by", "resolved_by")
    for ruling in rows.select_related(*related).order_by("-resolved_at", "-pk"):
        assert ruling.dispute.claim is not None
        found.setdefault(ruling.dispute.claim.number, []).append(ruling)
    return found


def review_of(*, access: ProjectAccess, claim: StoredClaim, page: str) -> Review:
    """What is known of a claim's verdict.

    Args:
        access: the project.
        claim: as the member sees it.
        page: the whole address of its page.
    """
    if not claim.verdict:
        return Review(access.project.team.name, page)
    evidence = evidence_for(access=access, wanted=EvidenceFilter(claim=claim.id))
    return review_from(access, claim, page=page, rulings=rulings_of(access, claim=claim.id), evidence=evidence)


def review_from(
    access: ProjectAccess,
    claim: StoredClaim,
    *,
    page: str,
    rulings: Sequence[Ruling],
    evidence: Sequence[StoredEvidence],
) -> Review:
    """What is known of a claim's verdict, from what was read of it: rulings the newest first, evidence as it came."""
    ruling = next((each for each in rulings if each.verdict == claim.verdict), None)
    return Review(
        access.project.team.name,
        page,
        ruling.resolved_at if ruling else None,
        ruling.justification if ruling else "",
        [each.archived_url or each.url for each in evidence if each.archived_url or each.url],
    )
