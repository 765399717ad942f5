"""The best alignment of coders' units: the one whose disorder is least.

Source: Mathet, Widlöcher, Métivier, The unified and holistic method gamma for inter-annotator agreement measure and
alignment (2015), sections 4.3 to 4.5. A unitary alignment takes at most one unit of each coder; its disorder is the mean
dissimilarity over all pairs of coders, any pair of which one or both have no unit costing as much as an empty unit. An
alignment puts every unit into one unitary alignment.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb, sqrt

import numpy as np
from scipy.optimize import LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import csc_array

from annotations.domain.agreement.estimates import Codes, Numbers

MOST_ALIGNMENTS = 10_000
"""Unitary alignments among which the best are chosen at once."""
_MOST_SECONDS = 5
_MOST_CELLS = 10_000_000
"""Numbers that are held while unitary alignments are found."""
_AT_ONCE = 60
"""Units that are aligned at once although they fall into groups far from each other: each call has its price."""
_EFFORT_OF_PAIR, _EFFORT_OF_ALIGNMENT = 0.1, 30.0


class TooManyAlignments(Exception):
    """The best alignment would take too long to find."""


@dataclass(frozen=True)
class Costs:
    """How much what counts.

    Attributes:
        position: alpha of the paper: the weight of places that differ.
        category: beta of the paper: the weight of labels that differ, which do so by 0 or 1.
        empty: the dissimilarity of a unit and none.
    """

    position: float = 1
    category: float = 1
    empty: float = 1


@dataclass(frozen=True)
class Places:
    """The units of one coder: where they are, and the numbers of their labels."""

    starts: Numbers
    ends: Numbers
    labels: Codes

    def __len__(self) -> int:
        return len(self.starts)


def best_disorder(coders: list[Places], costs: Costs) -> tuple[float, float]:
    """The least disorder, and about how many microseconds it took to find.

    Returns:
        The disorders of the best alignment's unitary alignments, summed; and the effort, which does not depend on how
        busy the machine is.

    Raises:
        TooManyAlignments: three or more coders have so many units near each other that it cannot be found exactly.
    """
    total = effort = 0.0
    for near in _groups(coders, costs):
        if len(near) == 2:
            total += _best_of_two(near[0], near[1], costs)
            effort += _EFFORT_OF_PAIR * len(near[0]) * len(near[1])
        else:
            alignments = _Alignments(near, costs)
            total += alignments.best()
            effort += _EFFORT_OF_ALIGNMENT * len(alignments.savings)
    return total, effort


def _groups(coders: list[Places], costs: Costs) -> Iterator[list[Places]]:
    """The units in groups, no unit of one of which can be aligned with one of another.

    Two units are no further apart than `_furthest`, so their starts and ends together no further than its root times the
    sum of their lengths: the stretches round their middles that are that many times as long as they share a point.
    """
    if sum(map(len, coders)) <= _AT_ONCE or not costs.position:
        yield coders
        return
    reach = sqrt(_furthest(len(coders)) / costs.position) / 2
    owners = np.repeat(np.arange(len(coders)), [len(coder) for coder in coders])
    starts, ends = (np.concatenate([getattr(coder, side) for coder in coders]) for side in ("starts", "ends"))
    middles, reaches = (starts + ends) / 2, (ends - starts) * reach
    order = np.argsort(middles - reaches, kind="stable")
    apart = np.maximum.accumulate((middles + reaches)[order])[:-1] < (middles - reaches)[order][1:]
    labels = np.concatenate([coder.labels for coder in coders])
    first = 0
    for last in (*(np.flatnonzero(apart) + 1), len(order)):
        if last - first >= _AT_ONCE or last == len(order):
            own = [order[first:last][owners[order[first:last]] == coder] for coder in range(len(coders))]
            yield [Places(starts[one], ends[one], labels[one]) for one in own]
            first = last


def _furthest(coders: int) -> int:
    """How many empty units a unit of a best unitary alignment may be from another at the most; see `_Alignments`."""
    return comb(coders, 2) + coders - 1


def dissimilarities(first: Places, second: Places, costs: Costs) -> Numbers:
    """Of every unit of one coder and every one of another."""
    apart = np.abs(first.starts[:, None] - second.starts) + np.abs(first.ends[:, None] - second.ends)
    lengths = (first.ends - first.starts)[:, None] + (second.ends - second.starts)
    different = first.labels[:, None] != second.labels
    return np.asarray(costs.empty * (costs.position * (apart / lengths) ** 2 + costs.category * different))


def _best_of_two(first: Places, second: Places, costs: Costs) -> float:
    # Two units that are less alike than each is to none are better off alone.
    pairs = np.minimum(dissimilarities(first, second, costs), 2 * costs.empty)
    chosen = linear_sum_assignment(pairs)
    return float(pairs[chosen].sum() + costs.empty * abs(len(first) - len(second)))


class _Alignments:
    """Every unitary alignment of two or more units that may be in the best alignment of three or more coders.

    None of them is dearer than its units are when each of these, or any one of them, is left alone: with k units among
    the p pairs of coders, a unit is no further from the others together than p + k - 1 empty units.
    """

    def __init__(self, coders: list[Places], costs: Costs) -> None:
        self.sizes = [len(coder) for coder in coders]
        self.pairs = comb(len(coders), 2)
        self.empty = costs.empty
        self.apart = {
            (one, other): dissimilarities(coders[one], coders[other], costs)
            for other in range(len(coders))
            for one in range(other)
        }
        chosen, apart = self._grow()
        units = (chosen >= 0).sum(axis=1)
        cost = (apart.sum(axis=1) / 2 + self.empty * (self.pairs - units * (units - 1) / 2)) / self.pairs
        savings = self.empty * units - cost
        alone = self.empty * (self.pairs + units - 1)[:, None]
        kept = (units > 1) & (savings > 0) & (apart <= alone).all(axis=1)
        self.chosen, self.savings = chosen[kept], savings[kept]
        if len(self.savings) > MOST_ALIGNMENTS:
            raise TooManyAlignments

    def _grow(self) -> tuple[Codes, Numbers]:
        """Unitary alignments, coder by coder, and how far each unit of each is from the others together."""
        most = self.empty * _furthest(len(self.sizes))
        chosen = np.empty((1, 0), dtype=np.int64)
        apart = np.empty((1, 0))
        for coder, size in enumerate(self.sizes):
            if len(chosen) * size * (coder + 1) > _MOST_CELLS:
                raise TooManyAlignments
            steps = np.zeros((len(chosen), size, coder))
            for earlier in range(coder):
                has = chosen[:, earlier] >= 0
                steps[has, :, earlier] = self.apart[earlier, coder][chosen[has, earlier]]
            added = steps.sum(axis=2)
            rows, units = np.nonzero((added <= most) & (apart[:, None, :] + steps <= most).all(axis=2))
            without = np.full((len(chosen), 1), -1)
            chosen = np.vstack((np.hstack((chosen, without)), np.hstack((chosen[rows], units[:, None]))))
            grown = np.hstack((apart[rows] + steps[rows, units], added[rows, units][:, None]))
            apart = np.vstack((np.hstack((apart, np.zeros((len(apart), 1)))), grown))
        return chosen, apart

    def best(self) -> float:
        """The least disorder: that of all units alone, less what the best set of disjoint unitary alignments saves."""
        alone = self.empty * sum(self.sizes)
        if not len(self.savings):
            return alone
        rows, coders = np.nonzero(self.chosen >= 0)
        units = np.cumsum([0, *self.sizes])[coders] + self.chosen[rows, coders]
        shape = (sum(self.sizes), len(self.savings))
        members = csc_array((np.ones(len(rows)), (units, rows)), shape=shape)
        found = milp(
            -self.savings,
            integrality=np.ones(len(self.savings)),
            bounds=(0, 1),
            constraints=LinearConstraint(members, ub=1),
            options={"time_limit": _MOST_SECONDS, "mip_rel_gap": 0},
        )
        if not found.success:
            raise TooManyAlignments
        return float(alone + found.fun)
