"""Filters of what review makes, beside those of highlights."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which cases and claims; None leaves a field open.

    Attributes:
        dispute_state: state of the dispute, or `unsettled`; lets no case through that came of no dispute.
        status: of the claim, see `annotations.domain.claims.ClaimStatus`.
        verdict: of the claim; `none` for those without one.
        claimant: who is said to have made the claim.
    """

    dispute_state: str | None = None
    status: str | None = None
    verdict: str | None = None
    claimant: str | None = None
