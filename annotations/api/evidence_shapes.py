"""The JSON of evidence: what answers hold, and what bodies may."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rest_framework import serializers

from annotations.domain.evidence import LIMITS, EvidenceWarning, StoredEvidence
from annotations.domain.verdicts import Directness, Stance
from newsapp.api.fields import Shape, StrictInteger, StrictMoment, StrictString
from newsapp.domain.languages import MAX_LANGUAGE

STANCES = [stance.value for stance in Stance]
_DIRECTNESS = [each.value for each in Directness]


class EvidenceJSON(serializers.Serializer[Any]):
    """A source, with the words in it that count."""

    id = serializers.UUIDField()
    claim = serializers.IntegerField(allow_null=True)
    dispute = serializers.IntegerField(allow_null=True)
    position = serializers.IntegerField(allow_null=True, help_text="Place among the dispute's positions, from 0.")
    title = serializers.CharField()
    url = serializers.CharField()
    archived_url = serializers.CharField()
    retrieved_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    quote = serializers.CharField()
    language = serializers.CharField()
    stance = serializers.ChoiceField(choices=STANCES)
    directness = serializers.ChoiceField(choices=_DIRECTNESS)
    independence_group = serializers.CharField()
    answers = serializers.CharField(help_text="The question that it answers.")
    added_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()
    warnings = serializers.ListField(
        child=serializers.ChoiceField(choices=[warning.value for warning in EvidenceWarning]),
        help_text="What to know before relying on it.",
    )


class _Source(Shape):
    title = StrictString(max_length=LIMITS["title"], allow_blank=True, required=False)
    url = StrictString(max_length=LIMITS["url"], allow_blank=True, required=False)
    archived_url = StrictString(
        max_length=LIMITS["archived_url"], allow_blank=True, required=False, help_text="A copy that stays."
    )
    retrieved_at = StrictMoment(allow_null=True, required=False)
    published_at = StrictMoment(allow_null=True, required=False)
    quote = StrictString(max_length=LIMITS["quote"], help_text="The exact words.")
    language = StrictString(max_length=MAX_LANGUAGE, allow_blank=True, required=False)
    stance = serializers.ChoiceField(choices=STANCES)
    directness = serializers.ChoiceField(choices=_DIRECTNESS)
    independence_group = StrictString(
        max_length=LIMITS["independence_group"],
        allow_blank=True,
        required=False,
        help_text="Sources of one group repeat one another and count as one.",
    )
    answers = StrictString(max_length=LIMITS["answers"], allow_blank=True, required=False)


class EvidenceBody(_Source):
    """A new piece of evidence, about a claim, in a dispute, or both."""

    id = serializers.UUIDField(required=False, help_text="Made by the client; with PUT it is that of the address.")
    claim = StrictInteger(required=False, allow_null=True)
    dispute = StrictInteger(required=False, allow_null=True)
    position = StrictInteger(required=False, allow_null=True)
    also: ClassVar[frozenset[str]] = frozenset({"added_by", "created_at", "updated_at", "version", "warnings"})


class EvidenceChange(_Source):
    """What may change of a piece of evidence."""

    also: ClassVar[frozenset[str]] = EvidenceBody.also | {"id", "claim", "dispute", "position"}


def evidence_json(evidence: StoredEvidence, warnings: Sequence[EvidenceWarning]) -> dict[str, Any]:
    """A piece of evidence as the contract has it, members in its order."""
    return {**evidence._asdict(), "warnings": [warning.value for warning in warnings]}
