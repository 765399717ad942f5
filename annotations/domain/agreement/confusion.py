"""Which tags coders take for which: two coders' spans against each other, tag by tag.

Spans are matched as in `readings.matches`. On a matched span the tags that both put there are alike; each tag that only the
first put there is crossed with each that only the second did, or with none when the second has none of her own left, and the
other way round. On a span that only one marked each tag is crossed with none.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from annotations.domain.agreement.continua import Unit
from annotations.domain.agreement.readings import Place, matched_places, places

NO_TAG = ""
Cell = tuple[str, str]
"""The tag of the first coder and that of the second; `NO_TAG` where there is none."""


class Crossing(NamedTuple):
    """A span of one coder or two; None for who did not mark it.

    Attributes:
        cells: where it counts, each once.
    """

    first: Place | None
    second: Place | None
    cells: tuple[Cell, ...]

    @property
    def start(self) -> int:
        """Where the earlier of the two begins."""
        return min(place.start for place in (self.first, self.second) if place)


def crossings_of(first: Sequence[Unit], second: Sequence[Unit]) -> list[Crossing]:
    """Every span of two coders in one article, in reading order."""
    left, right = places(first), places(second)
    found = [_crossing(one, other) for one, other in matched_places(left, right)]
    seen = {one.first for one in found}, {one.second for one in found}
    found += [_crossing(place, None) for place in left if place not in seen[0]]
    found += [_crossing(None, place) for place in right if place not in seen[1]]
    return sorted(found, key=lambda one: one.start)


def _crossing(first: Place | None, second: Place | None) -> Crossing:
    return Crossing(
        first, second, tuple(_cells(first.tags if first else frozenset(), second.tags if second else frozenset()))
    )


def _cells(first: frozenset[str], second: frozenset[str]) -> Iterator[Cell]:
    yield from ((tag, tag) for tag in sorted(first & second))
    yield from product(sorted(first - second), sorted(second - first) or [NO_TAG])
    if first <= second:
        yield from ((NO_TAG, tag) for tag in sorted(second - first))
