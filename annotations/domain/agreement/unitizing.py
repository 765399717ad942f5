"""Krippendorff's two alphas for units that coders set themselves in a text. They are different statistics.

- 1995: Krippendorff, On the reliability of unitizing continuous data (1995), as in Content Analysis (2004), chapter 11.6.
  Boundaries that differ count by the square of their distance, a unit where the other has a gap by that of its length;
  each label is compared by itself, and the labels' disagreements are summed.
- 2016: Krippendorff, Mathet, Bouvry, Widlöcher, On the reliability of unitizing textual continua (2016), as in Content
  Analysis (2019), chapter 12.6, equations 32 to 34. Every character counts by the label that it is under, the gap being a
  label of its own; in what is expected a unit is not paired with itself.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from itertools import accumulate, combinations
from typing import NamedTuple

from annotations.domain.agreement.continua import Continuum, Section, crossings
from annotations.domain.agreement.estimates import Estimate, Undefined, undefined

Sections = list[list[Section]]


class Disagreement(NamedTuple):
    """What alpha is made of: 1 - observed / expected."""

    observed: float
    expected: float


def unitizing_alpha_1995(continuum: Continuum) -> Estimate:
    """The coefficient of 1995/2004 over all labels. Units of one coder with one label must not overlap."""
    return _alpha(continuum, disagreement_1995)


def unitizing_alpha_2016(continuum: Continuum) -> Estimate:
    """The nominal coefficient of 2016 with gaps, over all labels. Units of one coder must not overlap."""
    return _alpha(continuum, disagreement_2016)


def by_label(continuum: Continuum, coefficient: Callable[[Continuum], Estimate]) -> dict[str, Estimate]:
    """A coefficient for the units of each label alone, as though there were no others."""
    return {label: coefficient(continuum.only(label)) for label in continuum.labels}


def disagreement_1995(continuum: Continuum) -> Disagreement | None:
    """Disagreement summed over the labels, each text's being divided by the square of its length; None when units overlap."""
    observed = expected = 0.0
    for label in continuum.labels:
        cut = _cut(continuum.only(label))
        if cut is None:
            return None
        observed += _observed_1995(cut, continuum.length)
        expected += _expected_1995(cut, continuum.length)
    return Disagreement(observed, expected)


def disagreement_2016(continuum: Continuum) -> Disagreement | None:
    """Disagreement in characters, all coders' together; None when units overlap."""
    cut = _cut(continuum)
    if cut is None:
        return None
    lengths: Counter[str | None] = Counter()
    itself: Counter[str | None] = Counter()
    for sections in cut:
        for section in sections:
            lengths[section.label] += section.length
            # A gap is no unit: each of its characters stands alone.
            itself[section.label] += section.length if section.label is None else section.length**2
    whole = len(cut) * continuum.length
    pairable = whole - sum(itself.values()) / whole
    if not pairable:
        return Disagreement(0, 0)
    expected = (whole**2 - sum(itself.values()) - sum(n**2 - itself[label] for label, n in lengths.items())) / pairable
    return Disagreement(whole - _alike(cut), expected if len(lengths) > 1 else 0)


def _alike(cut: Sections) -> float:
    """Characters under the same label, as the diagonal of the observed coincidences sums them."""
    shared = sum(
        min(one.end, other.end) - max(one.start, other.start)
        for first, second in combinations(cut, 2)
        for one, other in crossings(first, second)
        if one.label == other.label
    )
    return 2 * shared / (len(cut) - 1)


def _alpha(continuum: Continuum, disagreement: Callable[[Continuum], Disagreement | None]) -> Estimate:
    if len(continuum.coders) < 2:
        return undefined(Undefined.FEW_CODERS)
    if not continuum.size:
        return undefined(Undefined.NOTHING)
    if continuum.uniform:
        return undefined(Undefined.SAME, n=continuum.size)
    found = disagreement(continuum)
    if found is None:
        return undefined(Undefined.OVERLAP, n=continuum.size)
    if not found.expected:
        return undefined(Undefined.SAME, n=continuum.size)
    return Estimate(1 - found.observed / found.expected, continuum.size)


def _cut(continuum: Continuum) -> Sections | None:
    found = [continuum.sections(coder) for coder in range(len(continuum.coders))]
    sections = [one for one in found if one is not None]
    return sections if len(sections) == len(found) else None


def _observed_1995(cut: Sections, length: int) -> float:
    apart = sum(
        _apart_1995(one, other) for first, second in combinations(cut, 2) for one, other in crossings(first, second)
    )
    return 2 * apart / (len(cut) * (len(cut) - 1) * length**2)


def _apart_1995(one: Section, other: Section) -> int:
    if one.label is not None and other.label is not None:
        return (one.start - other.start) ** 2 + (one.end - other.end) ** 2
    if one.label is None and other.label is None:
        return 0
    unit, gap = (one, other) if other.label is None else (other, one)
    return unit.length**2 if gap.start <= unit.start and unit.end <= gap.end else 0


def _expected_1995(cut: Sections, length: int) -> float:
    units = [section.length for sections in cut for section in sections if section.label is not None]
    gaps = sorted(section.length for sections in cut for section in sections if section.label is None)
    longer = list(accumulate(reversed(gaps), initial=0))
    total = 0.0
    for size in units:
        wide = len(gaps) - bisect_left(gaps, size)
        total += (len(units) - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
        total += size**2 * (longer[wide] - wide * (size - 1))
    whole = len(cut) * length
    return 2 / length * total / (whole * (whole - 1) - sum(size * (size - 1) for size in units))
