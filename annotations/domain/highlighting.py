"""What a highlight may be: places in a text, tags, one form for comparison.

Offsets are Unicode code points, half-open, into a revision's text; Python's `str` counts the same way.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from annotations.domain.merging import follow_merged
from annotations.domain.schemes import Scheme, check_attributes
from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

MAX_NOTE = 10_000
"""Code points in a note."""
MAX_SEGMENTS = 100

Segments = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a highlight lies: its edges, and its segments when it is discontinuous (else empty)."""

    start: int
    end: int
    segments: Segments = ()

    @property
    def all_segments(self) -> Segments:
        """The segments; the one stretch when the highlight is continuous."""
        return self.segments or ((self.start, self.end),)

    @property
    def stored_segments(self) -> list[list[int]] | None:
        """As the table keeps them: None when continuous."""
        return [list(segment) for segment in self.segments] or None


@dataclass(frozen=True, slots=True)
class Marking:
    """What somebody says of a place: everything of a highlight that its maker chose and may change."""

    place: Place
    quote: str
    tags: tuple[str, ...]
    attributes: Mapping[str, Mapping[str, Any]]
    note: str

    @property
    def fields(self) -> dict[str, Any]:
        """What a `HighlightRecord` has of it, by name."""
        return {
            "start": self.place.start,
            "end": self.place.end,
            "segments": [list(segment) for segment in self.place.all_segments],
            "quote": self.quote,
            "tags": list(self.tags),
            "attributes": {key: dict(values) for key, values in self.attributes.items()},
            "note": self.note,
        }

    def digest(self, *, article: int, layer: str, score: float | None = None) -> str:
        """SHA-256 of all that a maker sends, so that a retry can be told from another body under the same id."""
        body = [article, layer, self.place.all_segments, self.tags, self.attributes, self.note]
        if score is not None:
            body.append(score)
        return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class HighlightRecord(NamedTuple):
    """A highlight as everybody sees it; the fields of the contract's JSON, in its order.

    `article` and `revision` are numbers, not rows; `segments` always holds at least one pair; `attributes` is
    `{tag: {attribute: value}}`; `analyst` is a username; `guidelines` is the number of those
    that counted when it was made; `score` is how sure the maker of a suggestion was, from 0 to 1; `outdated` holds its
    tags whose definition is another one than when they were put on it.
    """

    id: UUID
    article: int
    revision: int
    start: int
    end: int
    segments: list[list[int]]
    quote: str
    tags: list[str]
    attributes: dict[str, dict[str, Any]]
    note: str
    analyst: str | None
    layer: str
    state: str
    created_at: datetime
    updated_at: datetime
    version: int
    guidelines: int | None = None
    score: float | None = None
    outdated: Sequence[str] = ()


def place_in(
    text: str, *, start: int | None = None, end: int | None = None, segments: Sequence[Sequence[int]] | None = None
) -> Place:
    """A checked place in a text.

    Args:
        text: the revision's text.
        start: first code point; may be left out when `segments` is given, must agree with it otherwise.
        end: code point after the last; likewise.
        segments: `[[start, end], …]` in order, apart from each other; one segment is the same as start and end.

    Raises:
        RuleViolation: with path `start`, `end` or `segments.N`.
    """
    if segments is not None:
        return _segmented_place(text, segments, start=start, end=end)
    if start is None or end is None:
        missing = "start" if start is None else "end"
        raise RuleViolation("required", _("This field is required."), path=missing)
    _check_edges(text, start, end, path_of_start="start", path_of_end="end")
    return Place(start, end)


def _check_edges(text: str, start: int, end: int, *, path_of_start: str, path_of_end: str) -> None:
    if start < 0 or start >= len(text):
        raise RuleViolation(
            "outside_text",
            ngettext(
                "Outside the text, which has {count} code point.",
                "Outside the text, which has {count} code points.",
                len(text),
                count=len(text),
            ),
            path=path_of_start,
        )
    if end > len(text):
        raise RuleViolation(
            "outside_text",
            ngettext(
                "Outside the text, which has {count} code point.",
                "Outside the text, which has {count} code points.",
                len(text),
                count=len(text),
            ),
            path=path_of_end,
        )
    if end <= start:
        raise RuleViolation("empty_place", _("The end must come after the start."), path=path_of_end)


def _segmented_place(text: str, segments: Sequence[Sequence[int]], *, start: int | None, end: int | None) -> Place:
    if not segments:
        raise RuleViolation("empty_place", _("At least one segment is needed."), path="segments")
    if len(segments) > MAX_SEGMENTS:
        raise RuleViolation(
            "too_many_segments",
            ngettext("At most {most} segment.", "At most {most} segments.", MAX_SEGMENTS, most=MAX_SEGMENTS),
            path="segments",
        )
    reached = -1
    for index, segment in enumerate(segments):
        path = f"segments.{index}"
        if len(segment) != 2:
            raise RuleViolation("invalid_segment", _("Expected [start, end]."), path=path)
        _check_edges(text, segment[0], segment[1], path_of_start=path, path_of_end=path)
        if segment[0] <= reached:
            raise RuleViolation("invalid_segment", _("Segments must be in order and apart from each other."), path=path)
        reached = segment[1]
    first, last = segments[0][0], segments[-1][1]
    if start is not None and start != first:
        raise RuleViolation("invalid_segment", _("The first segment begins elsewhere."), path="start")
    if end is not None and end != last:
        raise RuleViolation("invalid_segment", _("The last segment ends elsewhere."), path="end")
    if len(segments) == 1:
        return Place(first, last)
    return Place(first, last, tuple((segment[0], segment[1]) for segment in segments))


def marking_on(
    text: str,
    scheme: Scheme,
    *,
    place: Place,
    tags: Sequence[str],
    quote: str | None = None,
    attributes: Mapping[str, Any] | None = None,
    note: str = "",
    already: Sequence[str] = (),
) -> Marking:
    """A checked marking of a place.

    Args:
        text: the revision's text.
        scheme: the project's scheme.
        place: from `place_in`.
        tags: keys of the scheme's span tags, at least one, each once; their order is kept. A merged one becomes the
            tag that took its place.
        quote: if given, must be the text at the place.
        attributes: `{tag: {attribute: value}}`.
        note: free text.
        already: tags that the highlight has; a retired one among them may stay.

    Raises:
        RuleViolation: naming the field at fault.
    """
    actual = text[place.start : place.end]
    if quote is not None and quote != actual:
        raise RuleViolation("quote_mismatch", _("The quote is not the text at this place."), path="quote")
    if not tags:
        raise RuleViolation("required", _("At least one tag is needed."), path="tags")
    for index, key in enumerate(tags):
        spec = scheme.tags.get(key)
        if spec is None:
            raise RuleViolation("unknown_tag", _("The scheme has no tag “{key}”.", key=key), path=f"tags.{index}")
        if spec.scope != "span":
            raise RuleViolation("wrong_scope", _("“{key}” is a tag for whole articles.", key=key), path=f"tags.{index}")
        if scheme.followed(key).retired and key not in already:
            message = _("“{key}” was retired: it stays where it is, and is put on nothing new.", key=key)
            raise RuleViolation("retired_tag", message, path=f"tags.{index}")
        if key in tags[:index]:
            raise RuleViolation("duplicate_tag", _("“{key}” is there twice.", key=key), path=f"tags.{index}")
    check_attributes(scheme, tags=list(tags), attributes=attributes or {})
    refuse_unstorable(text=note, path="note")
    if len(note) > MAX_NOTE:
        raise RuleViolation(
            "too_long",
            ngettext("At most {most} character.", "At most {most} characters.", MAX_NOTE, most=MAX_NOTE),
            path="note",
        )
    followed, values = follow_merged(scheme, tags=tags, attributes=attributes or {})
    return marking_of(actual, place=place, tags=followed, attributes=values, note=note)


def marking_of(quote: str, *, place: Place, tags: Sequence[str], attributes: Mapping[str, Any], note: str) -> Marking:
    """A marking as somebody sent it, in the one form for comparison; unchecked."""
    values = {key: dict(sorted(asked.items())) for key, asked in sorted(attributes.items()) if asked}
    return Marking(place, quote, tuple(tags), values, note)
