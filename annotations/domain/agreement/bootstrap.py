"""Percentile intervals from resampling what was coded.

Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
"""

from collections.abc import Callable

import numpy as np

from annotations.domain.agreement.estimates import Numbers

Coefficient = Callable[[Numbers], Numbers]
"""The coefficients of resamples, given how often each kind of unit is in them (resamples x kinds); not a number where
undefined."""

SEED = 20_160
RESAMPLES = 1_000
_BATCH = 100
_LEAST_DEFINED = 0.5


def interval(value_of: Coefficient, *, counts: Numbers, resamples: int = RESAMPLES) -> tuple[float, float] | None:
    """The interval of 95 % of a coefficient.

    Args:
        value_of: the coefficient.
        counts: how many units there are of each kind. Units of one kind are interchangeable, so that drawing units with
            replacement is drawing kinds in these proportions.
        resamples: how many are drawn.

    Returns:
        Its ends; None for fewer than two units, or when most resamples leave the coefficient undefined.
    """
    units = int(counts.sum())
    if units < 2:
        return None
    random = np.random.default_rng(SEED)
    shares = counts / units
    drawn = [
        value_of(random.multinomial(units, shares, size=min(_BATCH, resamples - done)).astype(np.float64))
        for done in range(0, resamples, _BATCH)
    ]
    return ends(np.concatenate(drawn))


def ends(values: Numbers) -> tuple[float, float] | None:
    """The 2.5th and the 97.5th percentile of the values that are defined; None when most are not."""
    known = values[~np.isnan(values)]
    if len(known) < _LEAST_DEFINED * len(values) or not len(known):
        return None
    low, high = np.percentile(known, (2.5, 97.5))
    return float(low), float(high)
