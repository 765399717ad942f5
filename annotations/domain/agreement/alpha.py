"""Krippendorff's alpha over the values of given units.

Source: Krippendorff, Content Analysis: An Introduction to Its Methodology (2004), chapter 11; with alpha = 1 - Do / De,
n pairable values, n_c of them c, m_u of them in unit u:
Do = 1/n sum_u 1/(m_u - 1) sum_{i != j in u} d(i, j)^2,  De = 1/(n (n - 1)) sum_{c, k} n_c n_k d(c, k)^2.
The distance d: nominal 0 or 1; ordinal the values' mean ranks apart; interval their difference; ratio their difference
divided by their sum.
"""

from collections.abc import Callable
from enum import StrEnum

import numpy as np

from annotations.domain.agreement import bootstrap
from annotations.domain.agreement.codings import ABSENT, Codings, totals
from annotations.domain.agreement.estimates import Estimate, Numbers, Undefined, estimate, ratio, undefined


class Level(StrEnum):
    """What about values counts."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


def krippendorff_alpha(codings: Codings, *, level: Level) -> Estimate:
    """Alpha at a level; values may be missing.

    Args:
        codings: with numbers at any level but the nominal one.
        level: of the values.
    """
    units = codings.pairable()
    if len(codings.coders) < 2:
        return undefined(Undefined.FEW_CODERS)
    if not len(units.kinds):
        return undefined(Undefined.NOTHING)
    value_of = _VALUES[level](units)
    return estimate(
        value_of(units.counts[None, :])[0],
        n=int(units.counts.sum()),
        otherwise=Undefined.SAME,
        interval=bootstrap.interval(value_of, counts=units.counts),
    )


def _nominal(units: Codings) -> bootstrap.Coefficient:
    apart = units.coded * (units.coded - 1) - 2 * units.agreeing

    def value_of(weights: Numbers) -> Numbers:
        counts = totals(weights, units.tally)
        size = counts.sum(axis=-1)
        return _alpha(weights @ (apart / (units.coded - 1)), size**2 - (counts**2).sum(axis=-1), counts)

    return value_of


def _interval(units: Codings) -> bootstrap.Coefficient:
    numbers = _scaled(units)
    apart = _squares_apart(units, numbers)

    def value_of(weights: Numbers) -> Numbers:
        counts = totals(weights, units.tally)
        return _alpha(weights @ apart, _all_squares_apart(counts, numbers), counts)

    return value_of


def _ordinal(units: Codings) -> bootstrap.Coefficient:
    """Ranks are those among the values of each resample, so the distances differ from one to the next."""

    def value_of(weights: Numbers) -> Numbers:
        counts = totals(weights, units.tally)
        size = counts.sum(axis=-1)
        ranks = (np.cumsum(counts, axis=-1) - counts / 2) / size[:, None]
        observed = [row @ _squares_apart(units, rank) for row, rank in zip(weights, ranks, strict=True)]
        return _alpha(np.array(observed), _all_squares_apart(counts, ranks), counts)

    return value_of


def _ratio(units: Codings) -> bootstrap.Coefficient:
    assert units.numbers is not None
    numbers = units.numbers / 2
    sums = numbers[:, None] + numbers[None, :]
    distances = np.divide(numbers[:, None] - numbers[None, :], sums, out=np.zeros_like(sums), where=sums != 0) ** 2
    apart = np.zeros(len(units.kinds))
    for first in range(len(units.coders)):
        for second in range(first + 1, len(units.coders)):
            one, other = units.kinds[:, first], units.kinds[:, second]
            apart += np.where((one != ABSENT) & (other != ABSENT), 2 * distances[one, other], 0)

    def value_of(weights: Numbers) -> Numbers:
        counts = totals(weights, units.tally)
        expected = ((counts @ distances) * counts).sum(axis=-1)
        return _alpha(weights @ (apart / (units.coded - 1)), expected, counts)

    return value_of


_VALUES: dict[Level, Callable[[Codings], bootstrap.Coefficient]] = {
    Level.NOMINAL: _nominal,
    Level.ORDINAL: _ordinal,
    Level.INTERVAL: _interval,
    Level.RATIO: _ratio,
}


def _alpha(observed: Numbers, expected: Numbers, counts: Numbers) -> Numbers:
    several = (counts > 0).sum(axis=-1) > 1
    return 1 - ratio((counts.sum(axis=-1) - 1) * observed, np.where(several, expected, 0))


def _scaled(units: Codings) -> Numbers:
    """The values from 0 to 1, for their squares neither overflow nor drown their differences then; alpha stays the same."""
    assert units.numbers is not None
    above = units.numbers / 2 - units.numbers.min() / 2
    return np.asarray(above / (above.max() or 1))


def _squares_apart(units: Codings, numbers: Numbers) -> Numbers:
    """By kind: the squared differences of every two values of a unit, both ways round, divided by m - 1."""
    given = units.kinds != ABSENT
    found = np.where(given, numbers[units.kinds], 0)
    centre = found.sum(axis=1) / units.coded
    spread = np.where(given, found - centre[:, None], 0)
    return np.asarray(2 * units.coded * (spread**2).sum(axis=1) / (units.coded - 1))


def _all_squares_apart(counts: Numbers, numbers: Numbers) -> Numbers:
    """The squared differences of every two of all values, by row of counts."""
    size = counts.sum(axis=-1)
    centre = (counts * numbers).sum(axis=-1) / size
    return np.asarray(2 * size * (counts * (numbers - centre[:, None]) ** 2).sum(axis=-1))
