"""The JSON of schemes and highlights: what answers hold, and what bodies may."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from annotations.domain.highlighting import MAX_NOTE, HighlightRecord
from annotations.domain.schemes import RelationSpec, Scheme, TagSpec
from newsapp.api.fields import MAX_INTEGER, Keys, Shape, StrictInteger, StrictNumber, StrictObject, StrictString
from newsapp.wording import gettext as _

LAYERS = ("analyst", "gold", "suggested")
STATES = ("exact", "moved", "changed", "ambiguous", "orphaned")

SEGMENTS: dict[str, Any] = {
    "type": "array",
    "items": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
}


@extend_schema_field(SEGMENTS)
class Segments(serializers.Field[Any, Any, Any, Any]):
    """`[[start, end], …]`."""

    def to_internal_value(self, data: Any) -> list[list[int]]:
        """The pairs of whole numbers."""
        if not isinstance(data, list):
            raise ValidationError(_("Expected a list of [start, end]."), code="not_a_list")
        faults: Any = {index: [_("Expected [start, end].")] for index, pair in enumerate(data) if not _is_pair(pair)}
        if faults:
            raise ValidationError(faults, code="invalid_segment")
        return data

    def to_representation(self, value: Any) -> Any:
        """The same."""
        return value


def _is_pair(pair: Any) -> bool:
    return (
        isinstance(pair, list)
        and len(pair) == 2
        and all(type(edge) is int and 0 <= edge <= MAX_INTEGER for edge in pair)
    )


class HighlightJSON(serializers.Serializer[Any]):
    """A highlight; offsets in code points."""

    id = serializers.UUIDField()
    article = serializers.IntegerField()
    revision = serializers.IntegerField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    segments = Segments()
    quote = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    attributes = serializers.DictField(child=serializers.DictField())
    note = serializers.CharField()
    analyst = serializers.CharField(allow_null=True)
    layer = serializers.ChoiceField(choices=LAYERS)
    state = serializers.ChoiceField(choices=STATES)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()
    guidelines = serializers.IntegerField(
        allow_null=True, help_text="The version of the guidelines that counted when it was made."
    )
    score = serializers.FloatField(
        allow_null=True, help_text="How sure a suggestion is, from 0 to 1; null when nobody said."
    )
    outdated = serializers.ListField(
        child=serializers.CharField(),
        help_text="Those of its tags that were defined otherwise when they were put there.",
    )


class _Marking(Shape):
    start = StrictInteger(required=False)
    end = StrictInteger(required=False)
    segments = Segments(required=False)
    quote = StrictString(required=False, allow_blank=True, help_text="If it is sent, it must be the text at the place.")
    tags = Keys()
    attributes = StrictObject(required=False)
    note = StrictString(required=False, allow_blank=True, max_length=MAX_NOTE)


class HighlightBody(_Marking):
    """A new highlight. `segments` stands in for `start` and `end` when it is discontinuous."""

    id = serializers.UUIDField(required=False, help_text="Made by the client; with PUT it is that of the address.")
    article = StrictInteger()
    revision = StrictInteger(
        required=False, help_text="The one that the offsets count into; 409 when there is a newer."
    )
    layer = serializers.ChoiceField(
        choices=LAYERS,
        required=False,
        help_text="`suggested` is a proposal that each coder accepts, changes or rejects; `analyst` when left out. "
        "Nobody sends `gold`.",
    )
    suggestion = serializers.UUIDField(
        required=False,
        help_text="Id of the suggestion that this highlight accepts, as it is or changed; with an id of one's own.",
    )
    score = StrictNumber(
        required=False, allow_null=True, help_text="How sure a suggestion is, from 0 to 1; of suggestions alone."
    )
    also: ClassVar[frozenset[str]] = frozenset(
        {"analyst", "state", "created_at", "updated_at", "version", "guidelines", "outdated"}
    )


class HighlightChange(_Marking):
    """What may change of a highlight."""

    outdated = Keys(
        required=False,
        help_text="Those of its tags that go on counting as put there under an older definition: left out, one is right "
        "under the newer one, too; named again, that is taken back.",
    )
    also: ClassVar[frozenset[str]] = HighlightBody.also - {"outdated"} | {
        "id", "article", "revision", "layer", "suggestion", "score",
    }  # fmt: skip


class AttributeJSON(serializers.Serializer[Any]):
    """Something that a tag asks for."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.ChoiceField(choices=["choice", "text", "number"])
    values = serializers.ListField(child=serializers.CharField())
    description = serializers.CharField()
    required = serializers.BooleanField(help_text="Pages ask for it until it is given.")  # type: ignore[assignment]


class TagJSON(serializers.Serializer[Any]):
    """An entry of the scheme; its `key` never changes."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    colour = serializers.CharField()
    pattern = serializers.CharField()
    shortcut = serializers.CharField()
    description = serializers.CharField()
    scope = serializers.ChoiceField(choices=["span", "article"])
    attributes = AttributeJSON(many=True)
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    retired = serializers.BooleanField()
    merged_into = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()
    definition = serializers.IntegerField(help_text="Grows when it means something else than before.")


class RelationTypeJSON(serializers.Serializer[Any]):
    """A type that a relation may have."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    description = serializers.CharField()
    from_tags = serializers.ListField(child=serializers.CharField())
    to_tags = serializers.ListField(child=serializers.CharField())
    attributes = AttributeJSON(many=True)
    acyclic = serializers.BooleanField()
    retired = serializers.BooleanField()
    version = serializers.IntegerField()


class SchemeJSON(serializers.Serializer[Any]):
    """All tags and relation types of a project, in order."""

    tags = TagJSON(many=True)
    relations = RelationTypeJSON(many=True)
    version = serializers.IntegerField()


class ProjectBody(Shape):
    """A new project."""

    slug = StrictString(max_length=60)
    name = StrictString(max_length=120, required=False, allow_blank=True)
    description = StrictString(max_length=2_000, required=False, allow_blank=True)
    scheme = StrictString(
        max_length=60,
        required=False,
        help_text="`claims` (when left out), `empty`, or the slug of a project whose scheme, guidelines and settings "
        "are copied.",
    )
    also = frozenset(
        {
            "team",
            "role",
            "coders_per_article",
            "blind",
            "coders_anonymous",
            "small_team",
            "gold_threshold",
            "assign_automatically",
            "assign_order",
            "open_at_once",
            "due_days",
            "stalled_days",
            "archived",
            "created_at",
            "version",
        }
    )


def highlight_json(record: HighlightRecord) -> dict[str, Any]:
    """A highlight as the contract has it, members in its order."""
    return record._asdict()


def tag_json(tag: TagSpec) -> dict[str, Any]:
    """An entry of the scheme."""
    return {
        "key": tag.key,
        "label": tag.label,
        "colour": tag.colour,
        "pattern": tag.pattern,
        "shortcut": tag.shortcut,
        "description": tag.description,
        "scope": tag.scope,
        "attributes": [attribute.as_json() for attribute in tag.attributes],
        "parent": tag.parent,
        "retired": tag.retired,
        "merged_into": tag.merged_into,
        "version": tag.version,
        "definition": tag.definition,
    }


def _relation_json(relation: RelationSpec) -> dict[str, Any]:
    return {
        "key": relation.key,
        "label": relation.label,
        "description": relation.description,
        "from_tags": list(relation.from_tags),
        "to_tags": list(relation.to_tags),
        "attributes": [attribute.as_json() for attribute in relation.attributes],
        "acyclic": relation.acyclic,
        "retired": relation.retired,
        "version": relation.version,
    }


def scheme_json(scheme: Scheme, *, version: int) -> dict[str, Any]:
    """A whole scheme."""
    return {
        "tags": [tag_json(tag) for tag in scheme.tags.values()],
        "relations": [_relation_json(relation) for relation in scheme.relations.values()],
        "version": version,
    }
