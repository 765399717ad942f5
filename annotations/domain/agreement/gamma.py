"""Gamma: how much less disorder there is between coders than there would be by chance.

Source: Mathet, Widlöcher, Métivier, The unified and holistic method gamma (2015): gamma = 1 - observed / expected, each
the disorder of a best alignment divided by the mean number of units per coder. What is expected is the mean over random
continua (section 5.2): each coder's units are those of a coder drawn at random, turned round the text by a random distance,
two such distances being at least half the mean length of a unit apart. As many are drawn as make the mean precise to 2 %
with 95 % (section 5.3), 30 at the least.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np

from annotations.domain.agreement.alignments import Costs, Places, TooManyAlignments, best_disorder
from annotations.domain.agreement.continua import Continuum
from annotations.domain.agreement.estimates import Estimate, Undefined, undefined

SEED = 20_150
LEAST_SAMPLES = 30
MOST_SAMPLES = 500
_PRECISION = 0.02
_NORMAL_95 = 1.96
_MOST_EFFORT = 2_000_000
"""Microseconds, about, that drawing may take; see `best_disorder`."""
_TRIES = 20


@dataclass(frozen=True)
class Gamma:
    """Gamma, and the observed disorder, which does not depend on sampling."""

    estimate: Estimate
    disorder: float | None = None


def gamma(continuum: Continuum, *, costs: Costs | None = None, seed: int = SEED) -> Gamma:
    """Gamma of one text.

    Args:
        continuum: two coders or more.
        costs: the parameters; all 1 unless told.
        seed: of the samples.
    """
    if len(continuum.coders) < 2:
        return Gamma(undefined(Undefined.FEW_CODERS))
    if not continuum.size:
        return Gamma(undefined(Undefined.NOTHING))
    if continuum.uniform:
        return Gamma(undefined(Undefined.SAME, n=continuum.size), 0.0)
    sampler = Sampler(continuum, costs=costs or Costs(), seed=seed)
    disorder = None
    try:
        disorder = sampler.observed()
        expected = sampler.expected()
    except TooManyAlignments:
        return Gamma(undefined(Undefined.TOO_MANY, n=continuum.size), disorder)
    if not expected:
        return Gamma(undefined(Undefined.NO_CHANCE, n=continuum.size), disorder)
    return Gamma(Estimate(1 - disorder / expected, continuum.size), disorder)


class Sampler:
    """The disorder of a text, and that of texts like it where coders set their units at random.

    Args:
        continuum: with at least one unit.
        costs: the parameters.
        seed: of the samples.
    """

    def __init__(self, continuum: Continuum, *, costs: Costs, seed: int) -> None:
        numbers = {label: number for number, label in enumerate(continuum.labels)}
        self.costs = costs
        self.start, self.length = continuum.start, continuum.length
        self.random = np.random.default_rng(seed)
        self.coders = [
            Places(
                np.array([unit.start for unit in units], np.float64),
                np.array([unit.end for unit in units], np.float64),
                np.array([numbers[unit.label] for unit in units], np.int64),
            )
            for units in continuum.units
        ]
        lengths = sum(float((coder.ends - coder.starts).sum()) for coder in self.coders)
        self.least_apart = lengths / continuum.size / 2

    def observed(self) -> float:
        """The disorder of what the coders did."""
        return self._disorder(self.coders)[0]

    def expected(self, *, least: int = LEAST_SAMPLES, most: int = MOST_SAMPLES) -> float:
        """The mean disorder of random texts.

        Args:
            least: how many are drawn at the least.
            most: and at the most, however far they scatter.

        Raises:
            TooManyAlignments: see `best_disorder`; or so many samples would be too much work.
        """
        found: list[float] = []
        effort = 0.0
        wanted = least
        while len(found) < wanted:
            disorder, more = self._disorder(self._sample())
            found.append(disorder)
            effort += more
            if effort > _MOST_EFFORT and len(found) < least:
                raise TooManyAlignments
            if effort > _MOST_EFFORT:
                break
            if len(found) == least < most:
                wanted = min(most, _samples_for_precision(found))
        return float(np.mean(found))

    def _disorder(self, coders: list[Places]) -> tuple[float, float]:
        total, effort = best_disorder(coders, self.costs)
        return total * len(coders) / sum(map(len, coders)), effort

    def _sample(self) -> list[Places]:
        while True:
            drawn = self.random.integers(len(self.coders), size=len(self.coders))
            if any(len(self.coders[coder]) for coder in drawn):
                return [self._turned(self.coders[coder], by) for coder, by in zip(drawn, self._turns(), strict=True)]

    def _turns(self) -> list[int]:
        turns: list[int] = []
        for _coder in self.coders:
            for _try in range(_TRIES):
                turn = int(self.random.integers(self.length))
                if all(self._far_enough(turn, other) for other in turns):
                    break
            turns.append(turn)
        return turns

    def _far_enough(self, turn: int, other: int) -> bool:
        way = abs(turn - other)
        return min(way, self.length - way) >= self.least_apart

    def _turned(self, coder: Places, by: int) -> Places:
        """A unit that would begin past the end begins at the beginning; one that runs over the end keeps its length."""
        starts = self.start + (coder.starts - self.start + by) % self.length
        return Places(starts, starts + (coder.ends - coder.starts), coder.labels)


def _samples_for_precision(found: list[float]) -> int:
    mean = float(np.mean(found))
    return ceil((float(np.std(found, ddof=1)) / mean * _NORMAL_95 / _PRECISION) ** 2) if mean else len(found)
