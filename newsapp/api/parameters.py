"""Query parameters: each route names its own, any other is refused."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from newsapp.api.fields import MAX_INTEGER, StrictMoment
from newsapp.errors import RuleViolation, Several
from newsapp.wording import gettext as _

_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)


@dataclass(frozen=True)
class Parameter:
    """One query parameter.

    Attributes:
        name: in the address.
        read: makes the value; raises ValueError, with a sentence, for what it does not take.
        schema: JSON schema of the value.
        description: one sentence.
    """

    name: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    description: str = ""


def word(name: str, description: str) -> Parameter:
    """A string, taken as it is."""
    return Parameter(name, str, {"type": "string"}, description)


def number(name: str, description: str, *, least: int = 1, most: int = MAX_INTEGER) -> Parameter:
    """A whole number."""

    def read(value: str) -> int:
        if not _NUMBER.fullmatch(value) or not least <= int(value) <= most:
            raise ValueError(_("Expected a whole number from {least} to {most}.", least=least, most=most))
        return int(value)

    return Parameter(name, read, {"type": "integer", "minimum": least, "maximum": most}, description)


def choice(name: str, description: str, *values: str) -> Parameter:
    """One of some words."""

    def read(value: str) -> str:
        if value not in values:
            raise ValueError(_("Expected one of: {choices}.", choices=", ".join(values)))
        return value

    return Parameter(name, read, {"type": "string", "enum": list(values)}, description)


def uuid_of(name: str, description: str) -> Parameter:
    """The id of something that a client made."""

    def read(value: str) -> UUID:
        try:
            return UUID(value)
        except ValueError:
            raise ValueError("Expected a UUID.") from None

    return Parameter(name, read, {"type": "string", "format": "uuid"}, description)


def time(name: str, description: str) -> Parameter:
    """A time."""

    def read(value: str) -> Any:
        try:
            # A plus that was not escaped arrives as a space.
            return StrictMoment().to_internal_value(value.replace(" ", "+") if "T" in value else value)
        except ValidationError:
            raise ValueError(_("Expected a time, like 2026-01-31T12:00:00Z.")) from None

    return Parameter(name, read, {"type": "string", "format": "date-time"}, description)


def read_parameters(query: QueryDict, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The values of the parameters that were sent.

    Raises:
        RuleViolation: an unknown parameter, one that comes twice, a value that is none; several of them as `Several`.
    """
    known = {parameter.name: parameter for parameter in parameters}
    values: dict[str, Any] = {}
    faults = []
    for name, sent in query.lists():
        try:
            if name not in known:
                raise ValueError(_("There is no such parameter here."))
            if len(sent) > 1:
                raise ValueError(_("This parameter comes twice."))
            values[name] = known[name].read(sent[0])
        except ValueError as fault:
            faults.append(RuleViolation("bad_parameter", str(fault), path=name))
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Several(faults)
    return values
