"""What the review of a claim needs: the project's ratings, and how its verdict came about."""

from annotations.domain.claim_reviews import DEFAULT_RATINGS, Rating, Review
from annotations.domain.claims import StoredClaim
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
    rows = Ruling.objects.filter(project=access.project, dispute__claim__number=claim, resolved_at__isnull=False)
    return list(rows.select_related("dispute", "proposed_by", "resolved_by").order_by("-resolved_at", "-pk"))


def review_of(*, access: ProjectAccess, claim: StoredClaim, page: str) -> Review:
    """What is known of a claim's verdict.

    Args:
        access: the project.
        claim: as the member sees it.
        page: the whole address of its page.
    """
    reviewer = access.project.team.name
    if not claim.verdict:
        return Review(reviewer, page)
    rulings = [each for each in rulings_of(access, claim=claim.id) if each.verdict == claim.verdict]
    ruling = rulings[0] if rulings else None
    evidence = evidence_for(access=access, wanted=EvidenceFilter(claim=claim.id))
    return Review(
        reviewer,
        page,
        ruling.resolved_at if ruling else None,
        ruling.justification if ruling else "",
        [each.archived_url or each.url for each in evidence if each.archived_url or each.url],
    )
