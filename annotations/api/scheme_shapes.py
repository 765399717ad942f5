"""What bodies about schemes may hold, and what they are as the services want it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from annotations.api.shapes import TagJSON
from annotations.domain.scheme_rules import MAX_DESCRIPTION, MAX_LABEL
from annotations.domain.schemes import Attribute, RelationSpec, TagSpec
from newsapp.api.fields import Keys, Shape, StrictObject, StrictString, read_shape
from newsapp.services.assignments import LONGEST_REASON
from newsapp.wording import gettext as _


class StrictBoolean(serializers.BooleanField):
    """`true` or `false`, nothing that looks like it."""

    def to_internal_value(self, data: Any) -> bool:
        """The value."""
        if type(data) is not bool:
            raise ValidationError(_("Expected true or false."), code="not_a_boolean")
        return data


class _Listed(serializers.Field[Any, Any, Any, Any]):
    """A list of objects; each fault has the index in its path."""

    shape: ClassVar[type[Shape]]

    def to_internal_value(self, data: Any) -> list[dict[str, Any]]:
        """The checked members of each."""
        if not isinstance(data, list):
            raise ValidationError(_("Expected a list."), code="not_a_list")
        read: list[dict[str, Any]] = []
        faults: dict[Any, Any] = {}
        for index, item in enumerate(data):
            try:
                read.append(read_shape(self.shape, item))
            except ValidationError as fault:
                faults[index] = fault.detail
        if faults:
            raise ValidationError(faults)
        return read

    def to_representation(self, value: Any) -> Any:
        """The same."""
        return value


class Values(Keys):
    """What a choice may be."""

    child = StrictString(max_length=60)


class AttributeBody(Shape):
    """Something that a tag is to ask for."""

    key = StrictString(max_length=60)
    label = StrictString(max_length=MAX_LABEL)  # type: ignore[assignment]
    type = serializers.ChoiceField(choices=["choice", "text", "number"])
    values = Values(required=False)
    description = StrictString(max_length=MAX_DESCRIPTION, required=False, allow_blank=True)
    required = StrictBoolean(required=False)  # type: ignore[assignment]


@extend_schema_field(AttributeBody(many=True))
class Attributes(_Listed):
    """A list of attributes."""

    shape = AttributeBody


class TagBody(Shape):
    """A new tag. Without a colour or a pattern it gets one far from those in use."""

    key = StrictString(max_length=60, help_text="Never changes: small Latin letters, digits, `-` and `_`.")
    label = StrictString(max_length=MAX_LABEL)  # type: ignore[assignment]
    colour = StrictString(max_length=20, required=False)
    pattern = StrictString(max_length=10, required=False)
    shortcut = StrictString(max_length=1, required=False, allow_blank=True)
    description = StrictString(max_length=MAX_DESCRIPTION, required=False, allow_blank=True)
    scope = StrictString(max_length=7, required=False, help_text="`span`, unless told, or `article`. Never changes.")
    attributes = Attributes(required=False)
    parent = StrictString(max_length=60, required=False, allow_null=True)  # type: ignore[assignment]
    retired = StrictBoolean(required=False)
    merged_into = StrictString(max_length=60, required=False, allow_null=True)
    also: ClassVar[frozenset[str]] = frozenset({"version", "definition"})


@extend_schema_field(TagBody(many=True))
class TagBodies(_Listed):
    """A list of tags."""

    shape = TagBody


CLEAR = "Values that a tag does not take any more may be taken from the highlights that have them; 409 without it."


class TagChange(TagBody):
    """What may change of a tag; `key`, `scope` and `merged_into` only as they are."""

    clear_values = StrictBoolean(required=False, help_text=CLEAR)
    redefined = StrictBoolean(
        required=False,
        help_text="It means something else now: what has it already was coded under an older definition.",
    )


class RelationTypeBody(Shape):
    """A relation type."""

    key = StrictString(max_length=60)
    label = StrictString(max_length=MAX_LABEL)  # type: ignore[assignment]
    description = StrictString(max_length=MAX_DESCRIPTION, required=False, allow_blank=True)
    from_tags = Keys(required=False)
    to_tags = Keys(required=False)
    attributes = Attributes(required=False)
    acyclic = StrictBoolean(required=False)
    retired = StrictBoolean(required=False)
    also: ClassVar[frozenset[str]] = frozenset({"version"})


@extend_schema_field(RelationTypeBody(many=True))
class RelationTypeBodies(_Listed):
    """A list of relation types."""

    shape = RelationTypeBody


class SchemeBody(Shape):
    """A whole scheme, in order."""

    tags = TagBodies()
    relations = RelationTypeBodies()
    clear_values = StrictBoolean(required=False, help_text=CLEAR)
    also: ClassVar[frozenset[str]] = frozenset({"version"})


class MergeBody(Shape):
    """Which tag takes this one's place."""

    into = StrictString(max_length=60)


class SplitBody(Shape):
    """A new tag, and which of the old one's highlights it takes over: all conditions must hold."""

    key = StrictString(max_length=60)
    label = StrictString(max_length=MAX_LABEL)  # type: ignore[assignment]
    colour = StrictString(max_length=20, required=False)
    pattern = StrictString(max_length=10, required=False)
    shortcut = StrictString(max_length=1, required=False, allow_blank=True)
    description = StrictString(max_length=MAX_DESCRIPTION, required=False, allow_blank=True)
    values = StrictObject(required=False, help_text="Attribute -> list of values, any of which.")
    analysts = Keys(required=False, help_text="Usernames, any of which.")
    words = StrictString(max_length=300, required=False, help_text="In the quote, or in an article's title; any case.")
    language = StrictString(max_length=35, required=False, help_text="Of the article.")
    keep = StrictBoolean(required=False, help_text="They keep the old tag as well.")


class SendBackBody(Shape):
    """Why articles go back."""

    reason = StrictString(max_length=LONGEST_REASON, help_text="What people are to look at, in words.")


class SentBackJSON(serializers.Serializer[Any]):
    """How many articles went back, and to how many people."""

    articles = serializers.IntegerField()
    people = serializers.IntegerField()


class FollowedJSON(serializers.Serializer[Any]):
    """What followed a change of a tag."""

    tag = TagJSON(help_text="The tag that they have now.")
    highlights = serializers.IntegerField(help_text="Deleted ones too, since they can be restored.")
    articles = serializers.IntegerField()


def fields_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The checked members of a tag or relation type, as its fields."""
    fields = dict(values)
    if "attributes" in fields:
        fields["attributes"] = tuple(Attribute.from_json(one) for one in fields["attributes"])
    for side in ("from_tags", "to_tags"):
        if side in fields:
            fields[side] = tuple(fields[side])
    return fields


def tag_of(values: Mapping[str, Any]) -> TagSpec:
    """A tag from a checked body."""
    return TagSpec(**{"colour": "", "pattern": "", **fields_of(values)})


def relation_of(values: Mapping[str, Any]) -> RelationSpec:
    """A relation type from a checked body."""
    return RelationSpec(**{"description": "", **fields_of(values)})
