"""What several coders made of one article, and how their readings are compared: by words, by spans, by places."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from annotations.domain.agreement.continua import Continuum, Unit
from annotations.domain.agreement.estimates import Codes, Numbers
from annotations.domain.agreement.spans import merged

MATCHED = 0.5
"""Two coders' spans are the same one when they share this much of what they cover together."""

Tags = frozenset[str]
Table = Counter[tuple[Tags, Tags]]
"""How often the first of two coders said this and the second that."""


class Place(NamedTuple):
    """A stretch that a coder marked, with all tags that she put on it; `segments` as those of a unit."""

    start: int
    end: int
    tags: Tags
    segments: tuple[tuple[int, int], ...] = ()

    @property
    def covered(self) -> tuple[tuple[int, int], ...]:
        """The pieces that are really covered."""
        return self.segments or ((self.start, self.end),)


@dataclass(frozen=True)
class Words:
    """The words of a text: where each starts and where it ends."""

    starts: np.ndarray[tuple[int], np.dtype[np.int64]]
    ends: np.ndarray[tuple[int], np.dtype[np.int64]]

    def covered(self, start: int, end: int) -> tuple[int, int]:
        """Which words a stretch touches: the first, and the one after the last."""
        return int(np.searchsorted(self.ends, start, "right")), int(np.searchsorted(self.starts, end, "left"))


@dataclass(frozen=True)
class Reading:
    """An article that two or more coded.

    Attributes:
        article: its number.
        language: BCP 47 tag; "" when it is not known.
        week: the Monday of the week in which the last of them was done.
        length: of its text.
        words: of its text.
        coders: their usernames, sorted.
        units: those of each coder, sorted; a highlight with several tags is as many units.
    """

    article: int
    language: str
    week: date
    length: int
    words: Words
    coders: tuple[str, ...]
    units: tuple[tuple[Unit, ...], ...]

    @cached_property
    def continuum(self) -> Continuum:
        """The units as whole stretches, those of one coder and tag that overlap being one."""
        return self._continuum([[unit.whole for unit in own] for own in self.units])

    @cached_property
    def covered(self) -> Continuum:
        """The same with the pieces of discontinuous units in place of the whole: the characters that are under a tag."""
        if not any(unit.segments for own in self.units for unit in own):
            return self.continuum
        return self._continuum([[piece for unit in own for piece in unit.pieces] for own in self.units])

    def _continuum(self, coded: Iterable[Iterable[Unit]]) -> Continuum:
        return Continuum(0, self.length, self.coders, tuple(tuple(sorted(merged(own))) for own in coded))

    def of(self, coders: Sequence[str]) -> "Reading":
        """The same by some of the coders."""
        units = tuple(self.units[self.coders.index(coder)] for coder in coders)
        return Reading(self.article, self.language, self.week, self.length, self.words, tuple(coders), units)

    def pairs(self) -> Iterable[tuple[str, str]]:
        """Every two of its coders."""
        return combinations(self.coders, 2)


def word_table(reading: Reading) -> dict[tuple[str, str], Table]:
    """For every two coders: under which tags each has the words of the article."""
    changes: list[dict[int, Tags]] = []
    for own in reading.covered.units:
        change: dict[int, Tags] = defaultdict(frozenset)
        # Two units of a tag may share a word of which each has a part.
        counted: dict[str, int] = {}
        for unit in own:
            first, after = reading.words.covered(unit.start, unit.end)
            for edge in (max(first, counted.get(unit.label, 0)), after):
                change[edge] ^= {unit.label}
            counted[unit.label] = after
        changes.append(change)
    edges = sorted({0, len(reading.words.starts), *(edge for change in changes for edge in change)})
    now = [Tags() for _coder in reading.coders]
    tables: dict[tuple[str, str], Table] = {pair: Counter() for pair in reading.pairs()}
    for here, after in pairwise(edges):
        now = [tags ^ change[here] if here in change else tags for tags, change in zip(now, changes, strict=True)]
        for pair, said in zip(tables, combinations(now, 2), strict=True):
            tables[pair][said] += after - here
    return tables


def places(units: Iterable[Unit]) -> list[Place]:
    """Units at one place together, in reading order."""
    tags: dict[tuple[int, int, tuple[tuple[int, int], ...]], set[str]] = defaultdict(set)
    for unit in units:
        tags[unit.start, unit.end, unit.segments].add(unit.label)
    return [Place(start, end, frozenset(found), segments) for (start, end, segments), found in sorted(tags.items())]


def matches(first: Sequence[Unit], second: Sequence[Unit]) -> list[tuple[Place, Place]]:
    """The places of two coders that are the same span, one to one.

    Of all ways to match them it is the one in which they share most; places match whatever their tags are.
    """
    return matched_places(places(first), places(second))


def matched_places(left: Sequence[Place], right: Sequence[Place]) -> list[tuple[Place, Place]]:
    """The same of places."""
    if not left or not right:
        return []
    shared, together = _overlaps(left, right)
    share = np.where(shared >= MATCHED * together, shared / together, 0)
    chosen = zip(*linear_sum_assignment(share, maximize=True), strict=True)
    return [(left[i], right[j]) for i, j in chosen if share[i, j]]


def _overlaps(left: Sequence[Place], right: Sequence[Place]) -> tuple[Numbers, Numbers]:
    """How many characters every two places share, and how many they cover together."""
    shared = np.zeros((len(left), len(right)))
    rows, one = _pieces(left)
    columns, other = _pieces(right)
    common = np.minimum(one[:, None, 1], other[:, 1]) - np.maximum(one[:, None, 0], other[:, 0])
    np.add.at(shared, (rows[:, None], columns), np.maximum(common, 0))
    sizes = [np.bincount(of, weights=piece[:, 1] - piece[:, 0]) for of, piece in ((rows, one), (columns, other))]
    return shared, sizes[0][:, None] + sizes[1] - shared


def _pieces(found: Sequence[Place]) -> tuple[Codes, Codes]:
    """Every piece of some places: whose it is, and its start and end."""
    owners = [number for number, place in enumerate(found) for _piece in place.covered]
    return np.array(owners), np.array([piece for place in found for piece in place.covered])
