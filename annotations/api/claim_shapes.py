"""The JSON of claims: what answers hold, and what bodies may."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from annotations.domain.claim_reviews import DEFAULT_RATINGS, MAX_NAME, MAX_RATING, Rating
from annotations.domain.claims import BOUNDS, MAX_STATEMENT, ClaimStatus, StoredClaim
from annotations.domain.claims import MAX_NAME as MAX_CLAIMANT
from annotations.domain.verdicts import Accuracy, DatePrecision, Verdict
from newsapp.api.fields import Shape, StrictDay, StrictInteger, StrictObject, StrictString
from newsapp.domain.languages import MAX_LANGUAGE
from newsapp.wording import gettext as _

STATUSES = [status.value for status in ClaimStatus]
VERDICTS = [verdict.value for verdict in Verdict]
_PRECISIONS = ["", *(precision.value for precision in DatePrecision)]


class QuantityJSON(serializers.Serializer[Any]):
    """A figure that a claim names."""

    value = serializers.FloatField()
    bound = serializers.ChoiceField(choices=BOUNDS)
    unit = serializers.CharField()
    place = serializers.CharField()
    time = serializers.CharField()


class AppearanceJSON(serializers.Serializer[Any]):
    """A highlight in which a claim appears."""

    highlight = serializers.UUIDField()
    article = serializers.IntegerField()
    revision = serializers.IntegerField()
    language = serializers.CharField(help_text="Of the edition.")
    title = serializers.CharField()
    outlet = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    start = serializers.IntegerField()
    quote = serializers.CharField()
    analyst = serializers.CharField(allow_null=True)
    first = serializers.BooleanField(help_text="Whether it is the earliest that is known.")


class ClaimJSON(serializers.Serializer[Any]):
    """A claim with its appearances, the earliest first."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField()
    translations = serializers.DictField(child=serializers.CharField(), help_text="`{language: text}`.")
    claimants = serializers.ListField(child=serializers.CharField())
    claimed_on = serializers.DateField(allow_null=True)
    claimed_precision = serializers.ChoiceField(choices=_PRECISIONS, help_text="How much of the date is known.")
    place = serializers.CharField()
    quantities = QuantityJSON(many=True)
    appearances = AppearanceJSON(many=True)
    status = serializers.ChoiceField(choices=STATUSES)
    verdict = serializers.ChoiceField(choices=["", *VERDICTS], help_text="Whether it is true; empty until it is ruled.")
    accuracy = serializers.ChoiceField(
        choices=["", *(each.value for each in Accuracy)], help_text="Whether it was reported accurately."
    )
    confidence = serializers.FloatField(allow_null=True)
    evidence = serializers.IntegerField(help_text="How many pieces there are.")
    created_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


@extend_schema_field({"type": "array", "items": {"type": "string", "format": "uuid"}})
class Appearing(serializers.Field[Any, Any, Any, Any]):
    """Ids of highlights; an appearance as answers hold it says its highlight's."""

    def to_internal_value(self, data: Any) -> list[UUID]:
        """The ids."""
        if not isinstance(data, list):
            raise ValidationError(_("Expected a list of ids of highlights."), code="not_a_list")
        ids: list[UUID] = []
        faults: Any = {}
        for index, item in enumerate(data):
            try:
                ids.append(UUID(item["highlight"] if isinstance(item, Mapping) else item))
            except (KeyError, ValueError, TypeError, AttributeError):
                faults[index] = [_("Expected the id of a highlight.")]
        if faults:
            raise ValidationError(faults, code="not_an_id")
        return ids

    def to_representation(self, value: Any) -> Any:
        """The same."""
        return value


class _Statement(Shape):
    text = StrictString(max_length=MAX_STATEMENT, help_text="The statement in its own words.")
    language = StrictString(max_length=MAX_LANGUAGE, allow_blank=True, required=False)
    translations = StrictObject(required=False, help_text="`{language: text}`.")
    claimants = serializers.ListField(child=StrictString(max_length=MAX_CLAIMANT), required=False)
    claimed_on = StrictDay(allow_null=True, required=False)
    claimed_precision = serializers.ChoiceField(choices=_PRECISIONS, required=False)
    place = StrictString(max_length=MAX_CLAIMANT, allow_blank=True, required=False)
    quantities = serializers.ListField(
        child=StrictObject(), required=False, help_text="`[{value, bound, unit, place, time}, …]`."
    )


class ClaimBody(_Statement):
    """A new claim."""

    appearances = Appearing(required=False, help_text="Highlights in which it appears; each in one claim at most.")
    also: ClassVar[frozenset[str]] = frozenset(
        {
            "id", "status", "verdict", "accuracy", "confidence", "evidence", "created_by", "created_at", "updated_at",
            "version",
        }
    )  # fmt: skip


class ClaimChange(ClaimBody):
    """What may change of a claim; a verdict is a ruling's."""


class ClaimMergeBody(Shape):
    """Into which claim one is merged."""

    into = StrictInteger(help_text="Id of the claim that stands for both.")


class ClaimSplitBody(Shape):
    """What is split off a claim: some of its appearances, or a claim that was merged into it."""

    appearances = Appearing(required=False)
    text = StrictString(
        max_length=MAX_STATEMENT,
        required=False,
        help_text="What the new claim says; the words of its first appearance.",
    )
    language = StrictString(max_length=MAX_LANGUAGE, allow_blank=True, required=False)
    merged = StrictInteger(required=False, help_text="Id of a claim that was merged into this one; takes that back.")


class ReviewJSON(serializers.Serializer[Any]):
    """JSON-LD of schema.org: a `ClaimReview` with the `Claim` in `itemReviewed`, or a `Claim` alone."""

    vars()["@context"] = serializers.CharField()
    vars()["@type"] = serializers.ChoiceField(choices=["ClaimReview", "Claim"])
    vars()["@id"] = serializers.CharField(required=False)
    url = serializers.CharField(required=False)
    claimReviewed = serializers.CharField(required=False)
    text = serializers.CharField(required=False)
    inLanguage = serializers.CharField(required=False)
    author = serializers.JSONField(required=False)
    reviewRating = serializers.DictField(
        required=False, help_text="A `Rating`; without a number where no number says the verdict."
    )
    datePublished = serializers.CharField(required=False)
    reviewBody = serializers.CharField(required=False)
    citation = serializers.ListField(child=serializers.CharField(), required=False)
    creativeWorkStatus = serializers.CharField(
        required=False,
        help_text="`Disputed` while the verdict is heard again; the rating holds until another is ruled.",
    )
    itemReviewed = serializers.DictField(required=False, help_text="The `Claim`.")
    firstAppearance = serializers.DictField(required=False)
    appearance = serializers.ListField(child=serializers.DictField(), required=False)


class RatingJSON(serializers.Serializer[Any]):
    """How a verdict is told elsewhere."""

    rating = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class RatingsJSON(serializers.Serializer[Any]):
    """The project's table of verdicts."""

    ratings = serializers.DictField(child=RatingJSON())
    version = serializers.IntegerField()


class RatingBody(Shape):
    """How one verdict is told."""

    rating = StrictInteger(allow_null=True, max_value=MAX_RATING)
    name = StrictString(max_length=MAX_NAME)


class RatingsBody(Shape):
    """A whole table: each verdict with its number and its name."""

    ratings = StrictObject()
    also: ClassVar[frozenset[str]] = frozenset({"version"})


def claim_json(claim: StoredClaim) -> dict[str, Any]:
    """A claim as the contract has it, members in its order."""
    appearances = [{**each._asdict(), "first": index == 0} for index, each in enumerate(claim.appearances)]
    return {**claim._asdict(), "appearances": appearances}


def ratings_json(ratings: Mapping[str, Rating], *, version: int) -> dict[str, Any]:
    """The table as the contract has it, the verdicts in their order."""
    return {"ratings": {verdict: ratings[verdict]._asdict() for verdict in DEFAULT_RATINGS}, "version": version}
