"""Units that are given, and the values that coders gave them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from annotations.domain.agreement.estimates import Codes, Numbers

Value = str | int | float | bool
ABSENT = -1


@dataclass(frozen=True)
class Codings:
    """What coders said of units, like units together.

    Attributes:
        coders: their names.
        kinds: which units there are (kinds x coders): positions in the order of values, `ABSENT` for who did not code it.
        counts: how many units are of each kind.
        values: how many different values there are.
        numbers: the values themselves in their order, when they are numbers.
    """

    coders: tuple[str, ...]
    kinds: Codes
    counts: Numbers
    values: int
    numbers: Numbers | None = None

    @cached_property
    def coded(self) -> Numbers:
        """How many coded a unit, by kind."""
        return np.asarray((self.kinds != ABSENT).sum(axis=1), np.float64)

    @cached_property
    def agreeing(self) -> Numbers:
        """How many pairs of coders gave a unit the same value, by kind."""
        pairs = np.zeros(len(self.kinds))
        for first in range(len(self.coders)):
            same = self.kinds[:, first + 1 :] == self.kinds[:, [first]]
            pairs += (same & (self.kinds[:, [first]] != ABSENT)).sum(axis=1)
        return pairs

    @cached_property
    def tally(self) -> csr_array:
        """How often each value was given to a unit (kinds x values)."""
        return tally(self.kinds, self.values)

    def pairable(self) -> "Codings":
        """The same without units that fewer than two coded."""
        kept = self.coded >= 2
        return Codings(self.coders, self.kinds[kept], self.counts[kept], self.values, self.numbers)

    def of_pair(self, first: int, second: int) -> "Codings":
        """What two of the coders said of the units that both coded."""
        kinds = self.kinds[:, [first, second]]
        both = (kinds != ABSENT).all(axis=1)
        return grouped((self.coders[first], self.coders[second]), kinds[both], self.counts[both], self.values)


def tally(kinds: Codes, values: int) -> csr_array:
    """How often each value is in each row."""
    rows, columns = np.nonzero(kinds != ABSENT)
    return csr_array((np.ones(len(rows)), (rows, kinds[rows, columns])), shape=(len(kinds), values))


def totals(weights: Numbers, table: csr_array) -> Numbers:
    """Sums of the rows of a table under each row of weights (resamples x columns)."""
    return np.asarray((table.T @ weights.T).T)


def grouped(
    coders: tuple[str, ...], rows: Codes, weights: Numbers, values: int, numbers: Numbers | None = None
) -> Codings:
    """Codings from rows that may be alike.

    Args:
        coders: whose columns the rows have.
        rows: units x coders.
        weights: how many units each row stands for.
        values: how many different values there are.
        numbers: the values in their order, when they are numbers.
    """
    kinds, where = np.unique(rows, axis=0, return_inverse=True)
    counts = np.bincount(where.ravel(), weights=weights, minlength=len(kinds)).astype(np.float64)
    return Codings(coders, kinds, counts, values, numbers)


def codings_of(units: Sequence[Mapping[str, Value]], *, numeric: bool) -> Codings:
    """Codings from a value by coder for every unit; coders in the order in which they appear.

    Args:
        units: who said what of each.
        numeric: the values are numbers, and their order and distance count.
    """
    coders = {name: column for column, name in enumerate(dict.fromkeys(name for unit in units for name in unit))}
    # In JSON true is not 1, which in Python it equals.
    found = {(isinstance(value, bool), value) for unit in units for value in unit.values()}
    ordered = sorted(found, key=lambda one: float(one[1])) if numeric else list(found)
    place = {one: position for position, one in enumerate(ordered)}
    rows = np.full((len(units), len(coders)), ABSENT, dtype=np.int64)
    for row, unit in enumerate(units):
        for name, value in unit.items():
            rows[row, coders[name]] = place[isinstance(value, bool), value]
    numbers = np.array([float(value) for _is_bool, value in ordered]) if numeric else None
    return grouped(tuple(coders), rows, np.ones(len(units)), len(place), numbers)
