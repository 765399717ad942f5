"""Agreement about the values of given units: percent, Cohen's and Fleiss' kappa.

Sources: Cohen, A coefficient of agreement for nominal scales (1960); Fleiss, Measuring nominal scale agreement among
many raters (1971).
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotations.domain.agreement import bootstrap
from annotations.domain.agreement.codings import Codings, tally, totals
from annotations.domain.agreement.estimates import Estimate, Numbers, Undefined, estimate, ratio, undefined


@dataclass(frozen=True)
class PairEstimate:
    """A coefficient of two coders."""

    coders: tuple[str, str]
    estimate: Estimate


def percent(codings: Codings) -> Estimate:
    """The share of pairs of coders, over all units, who gave the same value; from 0 to 1. Chance is not taken out."""
    units = codings.pairable()
    if reason := _missing(codings, units):
        return undefined(reason)
    pairs = units.coded * (units.coded - 1) / 2

    def value_of(weights: Numbers) -> Numbers:
        return ratio(weights @ units.agreeing, weights @ pairs)

    return _with_interval(value_of, units)


def fleiss_kappa(codings: Codings) -> Estimate:
    """Fleiss' kappa: chance is that of all coders together. Every unit has to be coded by equally many."""
    units = codings.pairable()
    if reason := _missing(codings, units):
        return undefined(reason)
    coders = units.coded[0]
    if (units.coded != coders).any():
        return undefined(Undefined.UNEQUAL, n=int(units.counts.sum()))

    def value_of(weights: Numbers) -> Numbers:
        count = weights.sum(axis=-1)
        observed = weights @ units.agreeing / (count * coders * (coders - 1) / 2)
        shares = totals(weights, units.tally) / (count * coders)[:, None]
        return _beyond_chance(observed, (shares**2).sum(axis=-1))

    return _with_interval(value_of, units)


def cohen_kappa(codings: Codings) -> Estimate:
    """Cohen's kappa of two coders over the units that both coded: chance is each one's own."""
    if len(codings.coders) != 2:
        return undefined(Undefined.FEW_CODERS)
    units = codings.pairable()
    if not len(units.kinds):
        return undefined(Undefined.NOTHING)
    return _with_interval(lambda weights: cohen_values(units, weights), units)


def cohen_values(units: Codings, weights: Numbers) -> Numbers:
    """Cohen's kappa under each row of weights of the kinds; two coders, both of whom coded every unit."""
    count = weights.sum(axis=-1)
    sides = [totals(weights, tally(units.kinds[:, [side]], units.values)) for side in (0, 1)]
    expected = ratio((sides[0] * sides[1]).sum(axis=-1), count**2)
    return _beyond_chance(ratio(weights @ units.agreeing, count), expected)


def pairwise_cohen(codings: Codings) -> tuple[Estimate, list[PairEstimate]]:
    """Cohen's kappa of every two coders, and the mean of those that are defined; its N is the units that any two coded.

    The interval of the mean comes from resampling units for all pairs at once.
    """
    indexes = list(combinations(range(len(codings.coders)), 2))
    pairs = [
        PairEstimate((codings.coders[first], codings.coders[second]), cohen_kappa(codings.of_pair(first, second)))
        for first, second in indexes
    ]
    units = codings.pairable()
    if reason := _missing(codings, units):
        return undefined(reason), pairs
    known = [pair.estimate.value for pair in pairs if pair.estimate.value is not None]
    n = int(units.counts.sum())
    if not known:
        return undefined(Undefined.SAME, n=n), pairs
    if len(pairs) == 1:
        return pairs[0].estimate, pairs
    return Estimate(float(np.mean(known)), n, None, _interval_of_mean(units, indexes)), pairs


def _interval_of_mean(units: Codings, indexes: list[tuple[int, int]]) -> tuple[float, float] | None:
    chosen = []
    for pair in indexes:
        kinds = units.kinds[:, pair]
        both = (kinds >= 0).all(axis=1)
        chosen.append((both, Codings(("", ""), kinds[both], units.counts[both], units.values)))

    def value_of(weights: Numbers) -> Numbers:
        values = np.array([cohen_values(pair, weights[:, both]) for both, pair in chosen if both.any()])
        known = ~np.isnan(values)
        return ratio(np.where(known, values, 0).sum(axis=0), known.sum(axis=0).astype(np.float64))

    return bootstrap.interval(value_of, counts=units.counts)


def _beyond_chance(observed: Numbers, expected: Numbers) -> Numbers:
    return ratio(observed - expected, 1 - expected)


def _missing(codings: Codings, units: Codings) -> Undefined | None:
    if len(codings.coders) < 2:
        return Undefined.FEW_CODERS
    return None if len(units.kinds) else Undefined.NOTHING


def _with_interval(value_of: bootstrap.Coefficient, units: Codings) -> Estimate:
    return estimate(
        value_of(units.counts[None, :])[0],
        n=int(units.counts.sum()),
        otherwise=Undefined.SAME,
        interval=bootstrap.interval(value_of, counts=units.counts),
    )
