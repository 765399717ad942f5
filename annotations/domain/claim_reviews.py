"""A claim as schema.org has it: `Claim`, and `ClaimReview` once it was ruled (https://schema.org/ClaimReview).

A verdict's rating is a number of the project's own table. `not_enough_evidence` and `not_checkable` have none: a number
would say something about the claim that nobody knows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from annotations.domain.claims import AppearanceRecord, ClaimStatus, StoredClaim
from annotations.domain.verdicts import Verdict
from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

MAX_NAME = 80
MAX_RATING = 100

DISPUTED = "Disputed"
"""`creativeWorkStatus` of a review whose verdict is heard again; its rating is the one that holds until another is ruled."""

WITHOUT_NUMBER = (Verdict.NOT_ENOUGH_EVIDENCE.value, Verdict.NOT_CHECKABLE.value)
"""Verdicts that no number says."""


class Rating(NamedTuple):
    """How a verdict is told to machines and to readers elsewhere.

    Attributes:
        rating: its number, from the worst to the best of the table; None where no number says it.
        name: its words.
    """

    rating: int | None
    name: str


DEFAULT_RATINGS: Mapping[str, Rating] = {
    Verdict.SUPPORTED.value: Rating(5, "Supported"),
    Verdict.CONFLICTING_EVIDENCE.value: Rating(3, "Conflicting evidence"),
    Verdict.REFUTED.value: Rating(1, "Refuted"),
    Verdict.NOT_ENOUGH_EVIDENCE.value: Rating(None, "Not enough evidence"),
    Verdict.NOT_CHECKABLE.value: Rating(None, "Not checkable"),
}


def checked_ratings(ratings: Mapping[str, Rating]) -> dict[str, Rating]:
    """A whole table, in the order of `DEFAULT_RATINGS`.

    Raises:
        RuleViolation: naming the verdict at fault; `supported` is above `conflicting_evidence`, which is above
            `refuted`.
    """
    checked: dict[str, Rating] = {}
    for verdict in DEFAULT_RATINGS:
        if verdict not in ratings:
            raise RuleViolation("required", _("This field is required."), path=verdict)
        checked[verdict] = _checked_rating(verdict, ratings[verdict])
    numbers = [checked[verdict].rating or 0 for verdict in DEFAULT_RATINGS if verdict not in WITHOUT_NUMBER]
    if numbers != sorted(set(numbers), reverse=True):
        message = _("The better a verdict, the higher its number: supported, conflicting evidence, refuted.")
        raise RuleViolation("out_of_order", message, path=Verdict.REFUTED.value)
    return checked


def _checked_rating(verdict: str, rating: Rating) -> Rating:
    name = rating.name.strip()
    path = f"{verdict}.name"
    refuse_unstorable(text=name, path=path)
    if not name:
        raise RuleViolation("required", _("Give the verdict a name."), path=path)
    if len(name) > MAX_NAME:
        message = ngettext("At most {most:,} character.", "At most {most:,} characters.", MAX_NAME, most=MAX_NAME)
        raise RuleViolation("too_long", message, path=path)
    number, path = rating.rating, f"{verdict}.rating"
    if verdict in WITHOUT_NUMBER:
        if number is not None:
            raise RuleViolation("no_number", _("No number says this verdict."), path=path)
    elif number is None or not 0 <= number <= MAX_RATING:
        message = _("Expected a whole number from {least} to {most}.", least=0, most=MAX_RATING)
        raise RuleViolation("bad_rating", message, path=path)
    return Rating(number, name)


@dataclass(frozen=True, slots=True)
class Review:
    """What is known of a claim's verdict besides the claim itself.

    Attributes:
        reviewer: name of the team that stands for the verdict.
        page: address of the claim's page.
        ruled_at: when the verdict was resolved.
        justification: its reasons.
        sources: addresses of the evidence, in order.
    """

    reviewer: str
    page: str
    ruled_at: datetime | None = None
    justification: str = ""
    sources: Sequence[str] = ()


def claim_review(claim: StoredClaim, *, review: Review, ratings: Mapping[str, Rating]) -> dict[str, Any]:
    """The claim's `ClaimReview` with the `Claim` in it; while nobody ruled, the `Claim` alone.

    Args:
        claim: as it is stored.
        review: what is known of its verdict.
        ratings: the project's table.
    """
    item = _claim(claim, page=review.page)
    if not claim.verdict:
        return {"@context": "https://schema.org", **item}
    known = {
        "datePublished": review.ruled_at and review.ruled_at.date().isoformat(),
        "reviewBody": review.justification,
        "citation": list(review.sources),
        "creativeWorkStatus": DISPUTED if claim.status == ClaimStatus.DISPUTED else None,
    }
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": review.page,
        "claimReviewed": claim.text,
        "author": {"@type": "Organization", "name": review.reviewer},
        "reviewRating": _rating(claim.verdict, ratings),
        **_known(known),
        "itemReviewed": item,
    }


def _rating(verdict: str, ratings: Mapping[str, Rating]) -> dict[str, Any]:
    said = ratings[verdict]
    words = {"@type": "Rating", "alternateName": said.name}
    if said.rating is None:
        return words
    numbers = [rating.rating for rating in ratings.values() if rating.rating is not None]
    return {**words, "ratingValue": said.rating, "worstRating": min(numbers), "bestRating": max(numbers)}


def _claim(claim: StoredClaim, *, page: str) -> dict[str, Any]:
    known = {
        "inLanguage": claim.language,
        # Whether somebody is a person or an organisation is not known of a claimant.
        "author": [{"@type": "Thing", "name": name} for name in claim.claimants],
        "datePublished": _day(claim),
        "firstAppearance": _work(claim.appearances[0]) if claim.appearances else None,
        "appearance": [_work(each) for each in claim.appearances[1:]],
    }
    return {"@type": "Claim", "@id": f"{page}#claim", "text": claim.text, **_known(known)}


def _day(claim: StoredClaim) -> str | None:
    """As much of the date as is known; ISO 8601 leaves the rest out."""
    length = {"year": 4, "month": 7}.get(claim.claimed_precision, 10)
    return claim.claimed_on.isoformat()[:length] if claim.claimed_on else None


def _work(appearance: AppearanceRecord) -> dict[str, Any]:
    known = {
        "headline": appearance.title,
        "url": appearance.url,
        "inLanguage": appearance.language,
        "datePublished": appearance.published_at and appearance.published_at.isoformat(),
        "publisher": appearance.outlet and {"@type": "Organization", "name": appearance.outlet},
    }
    return {"@type": "NewsArticle", **_known(known), "text": appearance.quote}


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
