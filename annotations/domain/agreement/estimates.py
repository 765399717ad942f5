"""What a coefficient comes to, or why it comes to nothing."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from newsapp.wording import Wording
from newsapp.wording import gettext as _

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]


class Undefined(StrEnum):
    """Why there is no value."""

    FEW_CODERS = "few_coders"
    NOTHING = "nothing"
    SAME = "same"
    UNEQUAL = "unequal"
    OVERLAP = "overlap"
    TOO_MANY = "too_many"
    NO_CHANCE = "no_chance"

    @property
    def sentence(self) -> Wording:
        """The reason for a person."""
        return _SENTENCES[self]


_SENTENCES = {
    Undefined.FEW_CODERS: _("There are fewer than two coders."),
    Undefined.NOTHING: _("There is nothing that two coders coded."),
    Undefined.SAME: _("All values are the same, so there is nothing to disagree about."),
    Undefined.UNEQUAL: _("Not every unit was coded by equally many coders, which Fleiss' kappa needs."),
    Undefined.OVERLAP: _("Units of one coder overlap, which this coefficient has no place for."),
    Undefined.TOO_MANY: _("There are too many ways to align the units to find the best one."),
    Undefined.NO_CHANCE: _("Chance alone leads to no disagreement, so there is nothing to compare with."),
}


@dataclass(frozen=True)
class Estimate:
    """One coefficient.

    Attributes:
        value: what it comes to; None when it is undefined.
        n: what it was computed from: units that two or more coded, or spans of all coders.
        reason: why it is undefined.
        interval: of 95 %, from a bootstrap; None when it was not asked for or cannot be had.
    """

    value: float | None
    n: int
    reason: Undefined | None = None
    interval: tuple[float, float] | None = None


def undefined(reason: Undefined, *, n: int = 0) -> Estimate:
    """A coefficient that has no value."""
    return Estimate(None, n, reason)


def estimate(value: float, *, n: int, otherwise: Undefined, interval: tuple[float, float] | None = None) -> Estimate:
    """A coefficient that is undefined for the reason given when the value is not a number."""
    if np.isnan(value):
        return Estimate(None, n, otherwise)
    return Estimate(float(value), n, None, interval)


def ratio(numerator: Numbers, denominator: Numbers) -> Numbers:
    """Quotients; not a number where the denominator is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient: Numbers = np.where(denominator == 0, np.nan, np.divide(numerator, denominator))
    return quotient
