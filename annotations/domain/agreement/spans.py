"""Precision, recall and F1 of one coder's spans against another's.

Overlap as in the scorer of SemEval-2020 task 11 (Da San Martino et al. 2020): the spans of each side that overlap and have
the same label are merged; then each span counts by the share of it that spans of the other side with its label cover.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from annotations.domain.agreement.continua import Continuum, Unit
from annotations.domain.agreement.estimates import Estimate, Undefined, undefined


class Hits(NamedTuple):
    """What precision and recall are made of; several texts' add up.

    Attributes:
        of_gold: spans of the gold side that were found, parts of them as fractions.
        gold: how many spans that side has.
        of_other: spans of the other side that are right.
        other: how many that has.
    """

    of_gold: float
    gold: int
    of_other: float
    other: int


@dataclass(frozen=True)
class SpanScore:
    """F1 with what it is the harmonic mean of; either of these is None when there is no span to count."""

    f1: Estimate
    precision: float | None = None
    recall: float | None = None


@dataclass(frozen=True)
class PairScore:
    """How the spans of the second of two coders do against those of the first."""

    coders: tuple[str, str]
    score: SpanScore


Count = Callable[[Sequence[Unit], Sequence[Unit]], Hits]


def exact_hits(gold: Sequence[Unit], other: Sequence[Unit]) -> Hits:
    """Spans count when start, end and label are the same."""
    both = (Counter(gold) & Counter(other)).total()
    return Hits(both, len(gold), both, len(other))


def overlap_hits(gold: Sequence[Unit], other: Sequence[Unit]) -> Hits:
    """Spans count by the share that is covered, each side being merged first."""
    left, right = merged(gold), merged(other)
    return Hits(_covered(left, right), len(left), _covered(right, left), len(right))


def merged(units: Iterable[Unit]) -> list[Unit]:
    """The units with those of one label that share characters made one; sorted by label."""
    found: list[Unit] = []
    for unit in sorted(units, key=lambda one: (one.label, one.start)):
        last = found[-1] if found else None
        if last and last.label == unit.label and unit.start < last.end:
            found[-1] = last._replace(end=max(last.end, unit.end))
        else:
            found.append(unit)
    return found


def score_of(hits: Hits) -> SpanScore:
    """Precision, recall and F1. F1 is 0 when nothing fits, and undefined when neither side has a span."""
    n = hits.gold + hits.other
    if not n:
        return SpanScore(undefined(Undefined.NOTHING))
    precision = hits.of_other / hits.other if hits.other else None
    recall = hits.of_gold / hits.gold if hits.gold else None
    f1 = 2 * precision * recall / (precision + recall) if precision and recall else 0.0
    return SpanScore(Estimate(f1, n), precision, recall)


def pairwise_scores(continuum: Continuum, count: Count) -> tuple[SpanScore, list[PairScore]]:
    """The scores of every two coders, the earlier as gold, and the means of those that are defined."""
    pairs = [
        PairScore(
            (continuum.coders[first], continuum.coders[second]),
            score_of(count(continuum.units[first], continuum.units[second])),
        )
        for first, second in combinations(range(len(continuum.coders)), 2)
    ]
    if not pairs:
        return SpanScore(undefined(Undefined.FEW_CODERS)), pairs
    scores = [pair.score for pair in pairs if pair.score.f1.value is not None]
    mean = _mean([score.f1.value for score in scores])
    if mean is None:
        return SpanScore(undefined(Undefined.NOTHING)), pairs
    precision, recall = _mean([score.precision for score in scores]), _mean([score.recall for score in scores])
    return SpanScore(Estimate(mean, continuum.size), precision, recall), pairs


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _covered(units: list[Unit], by: list[Unit]) -> float:
    """Both merged: sorted by label, and disjoint within each."""
    total = 0.0
    first = 0
    for unit in units:
        while first < len(by) and (by[first].label, by[first].end) <= (unit.label, unit.start):
            first += 1
        here = first
        shared = 0
        while here < len(by) and by[here].label == unit.label and by[here].start < unit.end:
            shared += min(unit.end, by[here].end) - max(unit.start, by[here].start)
            here += 1
        total += shared / (unit.end - unit.start)
    return total
