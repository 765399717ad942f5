"""Making one reading of several coders'."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from annotations.domain.comparison import Coded
from annotations.domain.highlighting import Segments
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _


class Merge(StrEnum):
    """How places and tags of several readings become one: all of them, or what they have in common."""

    UNION = "union"
    INTERSECTION = "intersection"


def merged_reading(readings: Sequence[Coded], *, how: Merge) -> dict[str, Any]:
    """One reading of several, see `annotations.domain.gold.Reading`.

    Tags are merged like places. A value stays unless somebody gave another one for the same attribute.

    Args:
        readings: of one thing, at least one.
        how: the way.

    Raises:
        RuleViolation: they have no place or no tag in common.
    """
    segments = union_of(readings) if how is Merge.UNION else intersection_of(readings)
    tags = list(dict.fromkeys(tag for reading in readings for tag in reading.tags))
    if how is Merge.INTERSECTION:
        tags = [tag for tag in tags if all(tag in reading.tags for reading in readings)]
    if not segments:
        raise RuleViolation("nothing_common", _("These readings have no words in common."), path="merge")
    if not tags:
        raise RuleViolation("nothing_common", _("These readings have no tag in common."), path="merge")
    return reading_from(segments, tags, _agreed_values(readings, tags))


def reading_from(
    segments: Segments, tags: Sequence[str], attributes: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """A reading, as data."""
    return {
        "start": segments[0][0],
        "end": segments[-1][1],
        "segments": [list(segment) for segment in segments] if len(segments) > 1 else None,
        "tags": list(tags),
        "attributes": {tag: dict(values) for tag, values in attributes.items()},
    }


def _agreed_values(readings: Sequence[Coded], tags: Sequence[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for tag in tags:
        said: dict[str, list[Any]] = {}
        for reading in readings:
            for name, value in reading.attributes.get(tag, {}).items():
                said.setdefault(name, []).append(value)
        values = {name: given[0] for name, given in said.items() if all(value == given[0] for value in given)}
        if values:
            found[tag] = values
    return found


def union_of(readings: Sequence[Coded]) -> Segments:
    """All that any of them covers, as segments; what touches is one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(segment for reading in readings for segment in reading.segments):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def intersection_of(readings: Sequence[Coded]) -> Segments:
    """What all of them cover, as segments; empty when there is no such place."""
    common = readings[0].segments
    for reading in readings[1:]:
        common = tuple(
            (max(a[0], b[0]), min(a[1], b[1]))
            for a in common
            for b in reading.segments
            if max(a[0], b[0]) < min(a[1], b[1])
        )
    return common
