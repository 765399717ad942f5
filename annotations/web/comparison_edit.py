"""The form of a reading that a reviewer writes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.http import QueryDict

from annotations.domain.comparison import Coded
from annotations.domain.joining import reading_from
from annotations.domain.schemes import Attribute, Scheme, TagSpec
from annotations.queries.comparison import Compared, Comparison
from newsapp.errors import NotVisible, RuleViolation
from newsapp.wording import gettext as _

_PAIR = re.compile(r"\s*([0-9]{1,9})\s*[-–]\s*([0-9]{1,9})\s*", re.ASCII)


class Asked(NamedTuple):
    """An attribute with what it is now."""

    attribute: Attribute
    name: str
    value: str


class TagChoice(NamedTuple):
    """A tag that may be put on, with its attributes."""

    tag: TagSpec
    chosen: bool
    asked: list[Asked]


class EditForm(NamedTuple):
    """What the form begins with.

    Attributes:
        group: key of the row of a comparison; "" elsewhere.
        place: as it is written: `46–66, 70–80`; "" while there is none.
    """

    group: str
    place: str
    choices: list[TagChoice]


def form_of(comparison: Comparison, key: str, *, scheme: Scheme) -> EditForm:
    """The form for a row; it begins with the gold that holds, else with the first reading.

    Raises:
        NotVisible: there is no such row (any more).
    """
    compared = next((group for group in comparison.groups if group.key == key), None)
    if compared is None:
        raise NotVisible(
            _("This is not as you saw it any more: somebody settled it, or a coder changed it. Look at it again.")
        )
    return form_from(_beginning(compared), scheme=scheme, group=key)


def form_from(reading: Mapping[str, Any], *, scheme: Scheme, group: str = "") -> EditForm:
    """The form that begins with a reading, which may be empty."""
    tags, attributes = reading.get("tags", ()), reading.get("attributes", {})
    offered = [tag for tag in scheme.tags.values() if tag.scope == "span" and (not tag.retired or tag.key in tags)]
    segments = (reading.get("segments") or [[reading["start"], reading["end"]]]) if reading else []
    return EditForm(
        group,
        written_place(segments),
        [TagChoice(tag, tag.key in tags, _asked(tag, attributes.get(tag.key, {}))) for tag in offered],
    )


def _beginning(compared: Compared) -> dict[str, Any]:
    if compared.gold:
        segments = tuple((start, end) for start, end in compared.gold.segments)
        return reading_from(segments, compared.gold.tags, compared.gold.attributes)
    assert compared.group is not None
    first: Coded = compared.group.readings[0]
    return reading_from(first.segments, first.tags, first.attributes)


def _asked(tag: TagSpec, values: Mapping[str, Any]) -> list[Asked]:
    return [Asked(each, f"{tag.key}.{each.key}", str(values.get(each.key, ""))) for each in tag.attributes]


def written_place(segments: Sequence[Sequence[int]]) -> str:
    """Segments as the form has them."""
    return ", ".join(f"{start}–{end}" for start, end in segments)


def reading_of_form(typed: QueryDict, scheme: Scheme) -> dict[str, Any]:
    """What was typed as a reading, unchecked but for its form.

    Raises:
        RuleViolation: a place or a number that is none.
    """
    segments = _segments(typed.get("place", ""))
    tags = [key for key in typed.getlist("tags") if key in scheme.tags]
    attributes = {key: values for key in tags if (values := _values(typed, scheme.tags[key]))}
    return {"segments": segments, "tags": tags, "attributes": attributes}


def _segments(written: str) -> list[list[int]]:
    pairs = [_PAIR.fullmatch(part) for part in written.split(",")]
    if not all(pairs):
        raise RuleViolation("invalid_segment", _("Write where it begins and ends, like 46–66."), path="place")
    return [[int(pair[1]), int(pair[2])] for pair in pairs if pair]


def _values(typed: QueryDict, tag: TagSpec) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for asked in tag.attributes:
        value = typed.get(f"{tag.key}.{asked.key}", "").strip()
        if value:
            found[asked.key] = _number(value, asked) if asked.type == "number" else value
    return found


def _number(written: str, asked: Attribute) -> float | int:
    try:
        number = float(written)
    except ValueError:
        raise RuleViolation("invalid_attribute", _("Expected a number."), path=asked.key) from None
    return int(number) if number.is_integer() else number
