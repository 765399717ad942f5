"""What several coders say of one text, side by side: which of their readings are of one thing, and in what they differ."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from annotations.domain.highlighting import Segments
from annotations.domain.matching import aligned


class Difference(StrEnum):
    """In what coders' readings of one thing differ; `AGREED` when in nothing."""

    AGREED = "agreed"
    BOUNDARY = "boundary"
    TAG = "tag"
    ATTRIBUTE = "attribute"
    ONE_ONLY = "one_only"
    RELATION = "relation"


class Status(StrEnum):
    """How far a group of readings is.

    `CHANGED`: it was settled, and a coder says something else since. `DISPUTED`: a dispute about it is open.
    """

    OPEN = "open"
    SETTLED = "settled"
    CHANGED = "changed"
    DISPUTED = "disputed"


class Coded(NamedTuple):
    """A coder's highlight.

    Attributes:
        coder: row of who made it.
        segments: at least one pair, in order.
        attributes: `{tag: {attribute: value}}`, only of tags that have any.
    """

    id: UUID
    coder: int
    segments: Segments
    tags: tuple[str, ...]
    attributes: Mapping[str, Mapping[str, Any]]

    @property
    def start(self) -> int:
        """The first code point."""
        return self.segments[0][0]

    @property
    def end(self) -> int:
        """The code point after the last."""
        return self.segments[-1][1]

    @property
    def said(self) -> Hashable:
        """All that it says: what is equal in this is the same reading."""
        return self.segments, frozenset(self.tags), _frozen(self.attributes)


class CodedLink(NamedTuple):
    """A coder's relation; `source` and `target` are ids of highlights."""

    id: UUID
    coder: int
    type: str
    source: UUID
    target: UUID
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """What coders say of one thing: at most one reading of each, in the order of the coders.

    Attributes:
        differences: `AGREED` alone when all coders of the article say the same; `ONE_ONLY` when some did not mark it.
    """

    readings: tuple[Coded, ...]
    differences: tuple[Difference, ...]

    @property
    def start(self) -> int:
        """Where the first of them begins."""
        return min(reading.start for reading in self.readings)

    @property
    def end(self) -> int:
        """Where the last of them ends."""
        return max(reading.end for reading in self.readings)


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """What coders say of how two groups are related.

    Attributes:
        links: at most one of each coder, in their order.
        ends: the places of the two groups in the list of groups, the smaller first.
        differences: `AGREED`, or `RELATION`, with `ONE_ONLY` when some coders made no such link.
        differing: the fields in which the links differ: `type`, `direction`, `attributes`.
    """

    links: tuple[CodedLink, ...]
    ends: tuple[int, int]
    differences: tuple[Difference, ...]
    differing: tuple[str, ...]


SCALE = 1_000
"""What a likeness of one counts in whole numbers, so that sums are exact."""

LEAST_OVERLAP_OF_OTHER_TAGS = SCALE // 2
"""How much of two highlights without a common tag must be common to both for them to be readings of one thing: a source
inside a claim is another thing, the same words called a source and a claim are one."""


def compare_readings(readings: Iterable[Coded], *, coders: Sequence[int]) -> list[Group]:
    """All readings in groups of one thing, in the order of the text.

    Args:
        readings: of one state of one text.
        coders: rows of everybody who coded the article; who marked nothing is one of them.
    """
    ordered = sorted(readings, key=lambda each: (each.start, -each.end, each.tags, each.coder, each.id))
    groups = aligned(ordered, same=lambda each: each.said, likeness=_likeness)
    found = [Group(tuple(group), _differences(group, coders)) for group in groups]
    return sorted(found, key=lambda group: (group.start, -group.end, group.readings[0].tags, group.readings[0].id))


def _likeness(one: Coded, other: Coded) -> int:
    """The common share of the places counts most, then the common share of tags, then that of values.

    0 when they cannot be readings of one thing.
    """
    place = overlap(one.segments, other.segments)
    if not place:
        return 0
    tags = _share(one.tags, other.tags)
    if not tags and place < LEAST_OVERLAP_OF_OTHER_TAGS:
        return 0
    return 4 * place + 2 * tags + _share(_values(one), _values(other)) // 2


def overlap(one: Segments, other: Segments) -> int:
    """The code points that two places have in common, of those that either has (Jaccard), in parts of `SCALE`."""
    if one[-1][1] <= other[0][0] or other[-1][1] <= one[0][0]:
        return 0
    common = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)
    either = sum(end - start for start, end in (*one, *other)) - common
    return max(1, common * SCALE // either) if common else 0


def _share(one: Iterable[Hashable], other: Iterable[Hashable]) -> int:
    these, those = set(one), set(other)
    return len(these & those) * SCALE // len(these | those) if these | those else SCALE


def _values(reading: Coded) -> list[Hashable]:
    return [(tag, name, str(value)) for tag, values in reading.attributes.items() for name, value in values.items()]


def _differences(readings: Sequence[Coded], coders: Sequence[int]) -> tuple[Difference, ...]:
    found = [
        difference
        for difference, said in (
            (Difference.BOUNDARY, [reading.segments for reading in readings]),
            (Difference.TAG, [frozenset(reading.tags) for reading in readings]),
            (Difference.ATTRIBUTE, _asked_of_all(readings)),
        )
        if any(each != said[0] for each in said)
    ]
    if {reading.coder for reading in readings} < set(coders):
        found.append(Difference.ONE_ONLY)
    return tuple(found) or (Difference.AGREED,)


def _asked_of_all(readings: Sequence[Coded]) -> list[Hashable]:
    """The values of those tags that all have: another tag is a difference of its own, and brings its values along."""
    common = set.intersection(*(set(reading.tags) for reading in readings))
    return [_frozen({tag: values for tag, values in each.attributes.items() if tag in common}) for each in readings]


def _frozen(value: Any) -> Hashable:
    if isinstance(value, Mapping):
        return frozenset((key, _frozen(each)) for key, each in value.items() if each != {})
    return value if isinstance(value, bool) or not isinstance(value, int) else float(value)


Said = TypeVar("Said")


def shared(said: Sequence[Said], *, coders: int, threshold: float) -> Said | None:
    """What at least this share of the coders say alike, to the letter; None when there is nothing.

    That some marked nothing is no reading: it may be oversight as well as judgement, and is left to a person.

    Args:
        said: what each of those says who marked something, hashable.
        coders: how many coded the article; a single one agrees with nobody.
        threshold: a share above a half, so that there is never more than one.
    """
    if not said:
        return None
    most, number = Counter(said).most_common(1)[0]
    # Two of three meet two thirds, however these were rounded.
    return most if number >= 2 and number / coders >= threshold - 0.005 else None


def compare_links(links: Iterable[CodedLink], *, groups: Sequence[Group], coders: Sequence[int]) -> list[LinkGroup]:
    """How coders relate what they marked, as far as both ends are among the groups, in the order of the ends.

    Args:
        links: in any order.
        groups: from `compare_readings`.
        coders: likewise.
    """
    place = {reading.id: index for index, group in enumerate(groups) for reading in group.readings}
    between: dict[tuple[int, int], list[CodedLink]] = {}
    for link in sorted(links, key=lambda each: (each.type, each.coder, each.id)):
        if link.source in place and link.target in place and place[link.source] != place[link.target]:
            first, second = sorted((place[link.source], place[link.target]))
            between.setdefault((first, second), []).append(link)
    return [
        _link_group(group, ends, place, coders)
        for ends, those in sorted(between.items())
        for group in aligned(
            those,
            same=lambda link: (link.type, place[link.source], _frozen(link.attributes)),
            likeness=lambda one, other: _likeness_of_links(one, other, place),
        )
    ]


def _likeness_of_links(one: CodedLink, other: CodedLink, place: Mapping[UUID, int]) -> int:
    """Any two between the same two groups may be the same one; the type counts most, then the direction, then values."""
    return (
        1
        + 8 * (one.type == other.type)
        + 4 * (place[one.source] == place[other.source])
        + 2 * (_frozen(one.attributes) == _frozen(other.attributes))
    )


def _link_group(
    links: Sequence[CodedLink], ends: tuple[int, int], place: Mapping[UUID, int], coders: Sequence[int]
) -> LinkGroup:
    fields: dict[str, set[Hashable]] = {
        "type": {link.type for link in links},
        "direction": {place[link.source] for link in links},
        "attributes": {_frozen(link.attributes) for link in links},
    }
    differing = tuple(name for name, said in fields.items() if len(said) > 1)
    missing = {link.coder for link in links} < set(coders)
    differences = [Difference.RELATION] if differing or missing else [Difference.AGREED]
    if missing:
        differences.append(Difference.ONE_ONLY)
    return LinkGroup(tuple(links), ends, tuple(differences), differing)
