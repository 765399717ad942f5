"""A text, and the units that coders set in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Unit(NamedTuple):
    """A stretch with a label; half-open.

    Attributes:
        segments: what is really covered when it is discontinuous; empty when that is the whole stretch.
    """

    start: int
    end: int
    label: str
    segments: tuple[tuple[int, int], ...] = ()

    @property
    def whole(self) -> "Unit":
        """The whole stretch, gaps within it too."""
        return self._replace(segments=()) if self.segments else self

    @property
    def pieces(self) -> "list[Unit]":
        """What is really covered, each piece a unit."""
        return [Unit(start, end, self.label) for start, end in self.segments] if self.segments else [self]


class Section(NamedTuple):
    """A stretch of a continuum that is cut up: a unit, or a gap, which has no label."""

    start: int
    end: int
    label: str | None

    @property
    def length(self) -> int:
        """How many characters."""
        return self.end - self.start


@dataclass(frozen=True)
class Continuum:
    """What several coders did in one text.

    Attributes:
        start: where it begins.
        length: how many characters it has.
        coders: their names.
        units: those of each coder, in the order of `coders`, each sorted.
    """

    start: int
    length: int
    coders: tuple[str, ...]
    units: tuple[tuple[Unit, ...], ...]

    @property
    def labels(self) -> list[str]:
        """All labels that units have, sorted."""
        return sorted({unit.label for units in self.units for unit in units})

    @property
    def size(self) -> int:
        """How many units there are, of all coders."""
        return sum(map(len, self.units))

    @property
    def uniform(self) -> bool:
        """Whether the text is one and the same unit for every coder, so that there is nothing to disagree about."""
        return len(self.labels) == 1 and all(
            [unit[:2] for unit in own] == [(self.start, self.start + self.length)] for own in self.units
        )

    def only(self, label: str) -> "Continuum":
        """The same with units of one label alone."""
        units = tuple(tuple(unit for unit in own if unit.label == label) for own in self.units)
        return Continuum(self.start, self.length, self.coders, units)

    def sections(self, coder: int) -> list[Section] | None:
        """The whole text as a coder cut it up, gaps and all; None when units overlap."""
        found: list[Section] = []
        here = self.start
        for unit in self.units[coder]:
            if unit.start < here:
                return None
            if unit.start > here:
                found.append(Section(here, unit.start, None))
            found.append(Section(unit.start, unit.end, unit.label))
            here = unit.end
        end = self.start + self.length
        if here < end:
            found.append(Section(here, end, None))
        return found


def crossings(first: list[Section], second: list[Section]) -> Iterator[tuple[Section, Section]]:
    """Every section of one cut and every one of the other that share characters."""
    left = right = 0
    while left < len(first) and right < len(second):
        one, other = first[left], second[right]
        yield one, other
        left += one.end <= other.end
        right += other.end <= one.end
