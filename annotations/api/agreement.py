"""Agreement between coders."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.domain.agreement.alpha import Level
from annotations.domain.agreement.answers import agreement_of
from annotations.domain.agreement.brought import WHILE_SOMEBODY_WAITS, read_brought
from newsapp.api.fields import Shape, StrictInteger
from newsapp.api.operations import operation
from newsapp.api.views import ContractView

_UNITS: dict[str, Any] = {
    "type": "array",
    "maxItems": WHILE_SOMEBODY_WAITS.units,
    "items": {
        "type": "object",
        "additionalProperties": {"oneOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]},
    },
}
_CONTINUA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "start": {"type": "integer", "minimum": 0},
                "end": {"type": "integer", "minimum": 1},
                "label": {"type": "string", "minLength": 1},
            },
            "required": ["start", "end", "label"],
            "additionalProperties": False,
        },
    },
}


@extend_schema_field(_UNITS)
class _Units(serializers.Field[Any, Any, Any, Any]):
    pass


@extend_schema_field(_CONTINUA)
class _Continua(serializers.Field[Any, Any, Any, Any]):
    pass


class BroughtBody(Shape):
    """Either `units` with a `level`, or `continua` with a `length` and a `start`."""

    units = _Units(required=False, help_text="`{coder: value}` for each; who is absent from one did not code it.")
    level = serializers.ChoiceField(choices=list(Level), required=False, help_text="`nominal` when left out.")
    length = StrictInteger(required=False, min_value=1, help_text="Characters of the text.")
    start = StrictInteger(required=False, help_text="Where the text begins; 0 when left out.")
    continua = _Continua(required=False, help_text="`{coder: units}`, half-open; the first coder counts as gold.")


class EstimateJSON(serializers.Serializer[Any]):
    """A statistic; `value` is null where it is undefined, for the `reason` given."""

    value = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField(help_text="Units that two or more coded, or spans of all coders.")
    reason = serializers.CharField(allow_null=True)


class IntervalEstimateJSON(EstimateJSON):
    """A statistic with its interval of 95 % from a bootstrap over units."""

    interval = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2, allow_null=True)


class CohenOfPairJSON(IntervalEstimateJSON):
    """Cohen's kappa of two coders."""

    coders = serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2)


class CohenJSON(IntervalEstimateJSON):
    """The mean of Cohen's kappa of every two coders."""

    pairs = CohenOfPairJSON(many=True)


class LabelledEstimateJSON(EstimateJSON):
    """A statistic over all units, and over those of each label alone."""

    labels = serializers.DictField(child=EstimateJSON())


class DisorderJSON(EstimateJSON):
    """Gamma, and the observed disorder of the best alignment."""

    disorder = serializers.FloatField(allow_null=True)


class GammaJSON(DisorderJSON):
    """Gamma over all units, and over those of each label alone."""

    labels = serializers.DictField(child=DisorderJSON())


class SpanScoreJSON(EstimateJSON):
    """F1 of spans, with precision and recall."""

    precision = serializers.FloatField(allow_null=True)
    recall = serializers.FloatField(allow_null=True)


class SpanScoreOfPairJSON(SpanScoreJSON):
    """F1 of the second coder's spans, the first one's being gold."""

    coders = serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2)


class SpanScoresJSON(SpanScoreJSON):
    """The means of F1, precision and recall of every two coders."""

    pairs = SpanScoreOfPairJSON(many=True)


class BroughtAgreementJSON(serializers.Serializer[Any]):
    """The first four of units, the others of continua."""

    percent = IntervalEstimateJSON(required=False)
    cohen_kappa = CohenJSON(required=False)
    fleiss_kappa = IntervalEstimateJSON(required=False)
    krippendorff_alpha = IntervalEstimateJSON(required=False)
    unitizing_alpha_1995 = LabelledEstimateJSON(required=False)
    unitizing_alpha_2016 = LabelledEstimateJSON(required=False)
    gamma = GammaJSON(required=False)
    span_f1_exact = SpanScoresJSON(required=False)
    span_f1_overlap = SpanScoresJSON(required=False)


class AgreementOfBrought(ContractView):
    """Agreement statistics of data brought along."""

    @operation("agreement_of", BroughtAgreementJSON, body=BroughtBody, refusals=(413,))
    def post(self, request: Request) -> Response:
        """Agreement statistics of data brought along; nothing is stored.

        413 above 20 coders, 10,000 units, 50,000 values, 1,000 different values at the ratio level, or 1,000 spans;
        `manage.py agreement_of` takes more.
        """
        return Response(agreement_of(read_brought(request.data, limits=WHILE_SOMEBODY_WAITS)))
