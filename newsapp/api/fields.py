"""Fields that take what the contract says and nothing that looks like it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, ClassVar

from django.utils.dateparse import parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from newsapp.wording import gettext as _

MAX_INTEGER = 2**31 - 1


class StrictInteger(serializers.IntegerField):
    """A whole number: `10`, neither `"10"` nor `1.0` nor `true`; at most `MAX_INTEGER` unless told."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": MAX_INTEGER, **kwargs})

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        if type(data) is not int:
            raise ValidationError(_("Expected a whole number."), code="not_an_integer")
        return data


class StrictNumber(serializers.FloatField):
    """A number, whole or not: neither `"0.5"` nor `true`."""

    def to_internal_value(self, data: Any) -> float:
        """The number."""
        try:
            if type(data) not in (int, float):
                raise TypeError
            return float(data)
        except (TypeError, OverflowError):
            raise ValidationError(_("Expected a number."), code="not_a_number") from None


class StrictString(serializers.CharField):
    """A string as it is: nothing trimmed, nothing made of a number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        """The string."""
        if not isinstance(data, str):
            raise ValidationError(_("Expected a string."), code="not_a_string")
        return data


class StrictBoolean(serializers.BooleanField):
    """`true` or `false`, nothing that looks like it."""

    def to_internal_value(self, data: Any) -> bool:
        """The value."""
        if not isinstance(data, bool):
            raise ValidationError(_("Expected true or false."), code="not_a_boolean")
        return data


class StrictMoment(serializers.DateTimeField):
    """A time in RFC 3339; what names no zone is taken as UTC."""

    def to_internal_value(self, value: Any) -> datetime:
        """The time, in UTC."""
        try:
            parsed = parse_datetime(value) if isinstance(value, str) else None
            if parsed is None:
                raise ValueError
            return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError(_("Expected a time, like 2026-01-31T12:00:00Z."), code="not_a_time") from None


class StrictDay(serializers.DateField):
    """A day as `2026-01-31`, and in no other form."""

    def to_internal_value(self, value: Any) -> date:
        """The day."""
        try:
            if not isinstance(value, str) or len(value) != len("2026-01-31"):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError(_("Expected a day, such as 2024-10-31."), code="not_a_day") from None


@extend_schema_field(OpenApiTypes.OBJECT)
class StrictObject(serializers.Field[Any, Any, Any, Any]):
    """A JSON object."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The object."""
        if not isinstance(data, dict):
            raise ValidationError(_("Expected an object."), code="not_an_object")
        return data

    def to_representation(self, value: Any) -> Any:
        """The same."""
        return value


class Keys(serializers.ListField):
    """A list of strings, each once."""

    child = StrictString(max_length=60)

    def to_internal_value(self, data: Any) -> list[Any]:
        """The list."""
        if not isinstance(data, list):
            raise ValidationError(_("Expected a list of strings."), code="not_a_list")
        keys = super().to_internal_value(data)
        twice: Any = {
            index: [_("“{key}” is there twice.", key=key)] for index, key in enumerate(keys) if key in keys[:index]
        }
        if twice:
            raise ValidationError(twice, code="duplicate")
        return keys


class Shape(serializers.Serializer[Any]):
    """What a body may hold. Unknown members are refused by name.

    Attributes:
        also: members of the resource's JSON that only the server writes; they are let in and left out, so that what
            was read can be sent back.
    """

    also: ClassVar[frozenset[str]] = frozenset()

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The checked members."""
        if not isinstance(data, Mapping):
            raise ValidationError({"non_field_errors": [_("Expected an object.")]}, code="not_an_object")
        unknown = {
            str(name): [_("There is no such field.")]
            for name in data
            if name not in self.fields and name not in self.also
        }
        faults: dict[str, Any] = {}
        values: dict[str, Any] = {}
        try:
            values = super().to_internal_value(data)
        except ValidationError as fault:
            faults = fault.detail if isinstance(fault.detail, dict) else {"non_field_errors": fault.detail}
        if unknown or faults:
            raise ValidationError({**faults, **unknown})
        return values


@cache
def _only(shape: type[Shape]) -> Shape:
    return shape()


@cache
def _partial(shape: type[Shape]) -> Shape:
    return shape(partial=True)


def read_shape(shape: type[Shape], data: Any, *, partial: bool = False) -> dict[str, Any]:
    """The checked members of a body; what was left out is absent.

    Args:
        shape: what it may hold.
        data: the body.
        partial: nothing is required.

    Raises:
        ValidationError: naming each member at fault.
    """
    reader = _partial(shape) if partial else _only(shape)
    value: dict[str, Any] = reader.run_validation(data)
    return value
