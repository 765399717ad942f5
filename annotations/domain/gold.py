"""How a piece of gold comes about, and when what it settled is open again."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from annotations.domain.highlighting import Marking
from annotations.domain.merging import carried, follow_merged
from annotations.domain.schemes import Scheme

GOLD = "gold"
"""The layer that review makes."""

Reading = Mapping[str, Any]
"""What somebody says of a place: `start`, `end`, `segments` (None when it is continuous), `tags`, `attributes`; `{}` says
that nothing is there."""


class GoldKind(StrEnum):
    """Who settled it: the coders by agreeing, a ruling, or a reviewer who took, merged or edited their readings."""

    AGREEMENT = "agreement"
    RULING = "ruling"
    ADOPTION = "adoption"


DECIDED_OWN = "decided_own"
"""The waiver of a small team: whoever settled it coded the article herself."""


def reading_of(marking: Marking) -> dict[str, Any]:
    """A marking as a reading."""
    return {
        "start": marking.place.start,
        "end": marking.place.end,
        "segments": marking.place.stored_segments,
        "tags": list(marking.tags),
        "attributes": {key: dict(values) for key, values in marking.attributes.items()},
    }


def same_reading(one: Reading, other: Reading, *, scheme: Scheme) -> bool:
    """Whether two readings say the same: the same place, tags in any order, values; merged tags count as what they became.

    Args:
        one: a reading whose tags the scheme has, or had before they were removed.
        other: likewise.
        scheme: the project's, as it is now.
    """
    return bool(_compared(one, scheme) == _compared(other, scheme))


def _compared(reading: Reading, scheme: Scheme) -> Any:
    if not reading:
        return None
    segments = reading["segments"] or [[reading["start"], reading["end"]]]
    known = [key for key in reading["tags"] if key in scheme.tags]
    attributes = {
        key: carried(values, asked=scheme.tags[key].attributes)
        for key, values in reading["attributes"].items()
        if key in known
    }
    tags, values = follow_merged(scheme, tags=known, attributes=attributes)
    return [list(segment) for segment in segments], sorted(tags), values
