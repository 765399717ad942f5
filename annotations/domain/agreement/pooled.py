"""The statistics of many articles together, with intervals from drawing articles with replacement."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from annotations.domain.agreement.bootstrap import RESAMPLES, SEED, ends
from annotations.domain.agreement.estimates import Estimate, Numbers, Undefined, ratio, undefined
from annotations.domain.agreement.parts import NONE, ArticleParts
from annotations.domain.agreement.readings import Table, Tags

Pair = tuple[str, str]
Tables = Sequence[dict[Pair, Table]]


class Statistic(StrEnum):
    """What is told of a project."""

    WORDS_PERCENT = "words_percent"
    WORDS_COHEN = "words_cohen_kappa"
    WORDS_FLEISS = "words_fleiss_kappa"
    WORDS_ALPHA = "words_krippendorff_alpha"
    PLACES_PERCENT = "matched_percent"
    PLACES_COHEN = "matched_cohen_kappa"
    PLACES_FLEISS = "matched_fleiss_kappa"
    PLACES_ALPHA = "matched_krippendorff_alpha"
    ALPHA_1995 = "unitizing_alpha_1995"
    ALPHA_2016 = "unitizing_alpha_2016"
    GAMMA = "gamma"
    F1_EXACT = "span_f1_exact"
    F1_OVERLAP = "span_f1_overlap"


def pooled(articles: Sequence[ArticleParts], tags: Iterable[str] = ("",)) -> dict[str, dict[Statistic, Estimate]]:
    """The statistics of some articles, by tag.

    Args:
        articles: one or more.
        tags: those whose spans are looked at alone; "" for all together.
    """
    draws = _draws(len(articles))
    words = _Said.of([one.words for one in articles])
    # A place that two coders matched is a unit of theirs alone, however many others there are.
    places = _Said.of([one.places for one in articles], by_pairs=True)
    return {
        tag: _of_values(words.about(tag), draws, _WORDS)
        | _of_values(places.about(tag), draws, _PLACES)
        | _of_spans(articles, tag, draws)
        for tag in tags
    }


def _draws(articles: int) -> Numbers:
    """How often each article is in each resample; the first row is what there is."""
    random = np.random.default_rng(SEED)
    drawn = random.multinomial(articles, np.full(articles, 1 / articles), size=RESAMPLES if articles > 1 else 0)
    return np.vstack((np.ones((1, articles)), drawn)).astype(np.float64)


_WORDS = (Statistic.WORDS_PERCENT, Statistic.WORDS_COHEN, Statistic.WORDS_FLEISS, Statistic.WORDS_ALPHA)
_PLACES = (Statistic.PLACES_PERCENT, Statistic.PLACES_COHEN, Statistic.PLACES_FLEISS, Statistic.PLACES_ALPHA)


@dataclass(frozen=True)
class _Columns:
    """Tables of articles side by side: what each cell says, and how often each article has it."""

    cells: list[tuple[Tags, Tags]]
    counts: Numbers

    @classmethod
    def of(cls, tables: Sequence[Table]) -> "_Columns":
        places = {cell: column for column, cell in enumerate(dict.fromkeys(cell for table in tables for cell in table))}
        counts = np.zeros((len(tables), len(places)))
        for row, table in enumerate(tables):
            for cell, count in table.items():
                counts[row, places[cell]] = count
        return cls(list(places), counts)

    def about(self, tag: str) -> "_Columns":
        """The same when only one tag is looked at: it is there or not."""
        if not tag:
            return self
        said = [(first & {tag}, second & {tag}) for first, second in self.cells]
        cells = list(dict.fromkeys(said))
        joined = np.array([[one == cell for cell in cells] for one in said], np.float64).reshape(len(said), len(cells))
        return _Columns(cells, self.counts @ joined)

    def sides(self) -> tuple[Numbers, Numbers]:
        """Which value the first coder gave in each cell, and which the second (cells x values, 0 or 1)."""
        numbers = {value: number for number, value in enumerate({value for cell in self.cells for value in cell})}
        eye = np.eye(len(numbers))
        return eye[[numbers[first] for first, _second in self.cells]], eye[
            [numbers[second] for _first, second in self.cells]
        ]

    @property
    def same(self) -> Numbers:
        """1 for a cell in which both gave the same value."""
        return np.array([float(first == second) for first, second in self.cells])


@dataclass(frozen=True)
class _Said:
    """What coders said in articles.

    Attributes:
        together: the tables of all pairs of coders.
        pairs: those of each pair.
        coders: how many each article has.
    """

    together: _Columns
    pairs: list[_Columns]
    coders: Numbers

    @classmethod
    def of(cls, tables: Tables, *, by_pairs: bool = False) -> "_Said":
        names = sorted({pair for table in tables for pair in table})
        pairs = [_Columns.of([table.get(name, Counter()) for table in tables]) for name in names]
        together = pairs[0] if len(pairs) == 1 else _Columns.of([_all_pairs(table) for table in tables])
        coders = [2 if by_pairs else len({coder for pair in table for coder in pair}) for table in tables]
        return cls(together, pairs, np.array(coders, np.float64))

    def about(self, tag: str) -> "_Said":
        """The same when only one tag is looked at."""
        return _Said(self.together.about(tag), [pair.about(tag) for pair in self.pairs], self.coders)


def _all_pairs(table: dict[Pair, Table]) -> Table:
    total: Table = Counter()
    for one in table.values():
        total.update(one)
    return total


def _of_values(said: _Said, draws: Numbers, names: tuple[Statistic, ...]) -> dict[Statistic, Estimate]:
    """Percent, Cohen's and Fleiss' kappa and alpha, in this order."""
    columns = said.together
    # Of m coders each value is in m - 1 pairs.
    share = 1 / (said.coders - 1)
    n = round(float((columns.counts.sum(axis=1) * 2 * share / said.coders).sum()))
    if not n:
        return {name: undefined(Undefined.NOTHING) for name in names}
    first, second = columns.sides()
    seen = draws @ columns.counts
    weighed = draws @ (columns.counts * share[:, None])
    margins = weighed @ (first + second)
    size = margins.sum(axis=1)
    several = (margins > 0).sum(axis=1) > 1
    agreeing = ratio(2 * weighed @ columns.same, size)
    by_chance = (ratio(margins, size[:, None]) ** 2).sum(axis=1)
    apart_by_chance = ratio(size**2 - (margins**2).sum(axis=1), size * (size - 1))
    found = [
        _estimate(ratio(seen @ columns.same, seen.sum(axis=1)), n, Undefined.NOTHING),
        _estimate(_cohen(said.pairs, draws), n, Undefined.SAME),
        _estimate(ratio(agreeing - by_chance, np.where(several, 1 - by_chance, 0)), n, Undefined.SAME),
        _estimate(1 - ratio(1 - agreeing, np.where(several, apart_by_chance, 0)), n, Undefined.SAME),
    ]
    if len(set(said.coders)) > 1:
        found[2] = undefined(Undefined.UNEQUAL, n=n)
    return dict(zip(names, found, strict=True))


def _cohen(pairs: list[_Columns], draws: Numbers) -> Numbers:
    """The mean of the pairs of coders for which it is defined."""
    kappas = []
    for columns in pairs:
        if not columns.cells:
            continue
        counts = draws @ columns.counts
        size = counts.sum(axis=1)
        first, second = columns.sides()
        observed = ratio(counts @ columns.same, size)
        expected = ratio(((counts @ first) * (counts @ second)).sum(axis=1), size**2)
        kappas.append(
            ratio(observed - expected, np.where(np.isclose(expected, 1, atol=1e-12, rtol=0), 0, 1 - expected))
        )
    if not kappas:
        return np.full(len(draws), np.nan)
    values = np.array(kappas)
    known = ~np.isnan(values)
    return ratio(np.where(known, values, 0).sum(axis=0), known.sum(axis=0).astype(np.float64))


def _of_spans(articles: Sequence[ArticleParts], tag: str, draws: Numbers) -> dict[Statistic, Estimate]:
    parts = [one.spans.get(tag, NONE) for one in articles]
    spans, pieces = sum(part.spans for part in parts), sum(part.pieces for part in parts)
    if not spans:
        return {name: undefined(Undefined.NOTHING) for name in _OF_SPANS}
    found = {}
    for name, of_part in _OF_SPANS.items():
        n = pieces if name in _BY_CHARACTERS else spans
        rows = [of_part(part) for part in parts]
        kept = [row for row in rows if row is not None]
        if len(kept) < len(rows):
            found[name] = undefined(Undefined.TOO_MANY, n=n)
        else:
            sums = draws @ np.array(kept, np.float64)
            values = (
                _f1(sums) if name in (Statistic.F1_EXACT, Statistic.F1_OVERLAP) else 1 - ratio(sums[:, 0], sums[:, 1])
            )
            found[name] = _estimate(values, n, Undefined.SAME)
    return found


_OF_SPANS: dict[Statistic, Callable[..., Sequence[float] | None]] = {
    Statistic.ALPHA_1995: lambda part: part.boundaries,
    Statistic.ALPHA_2016: lambda part: part.characters,
    Statistic.GAMMA: lambda part: part.disorder,
    Statistic.F1_EXACT: lambda part: part.exact,
    Statistic.F1_OVERLAP: lambda part: part.overlap,
}
_BY_CHARACTERS = frozenset({Statistic.ALPHA_2016, Statistic.F1_EXACT, Statistic.F1_OVERLAP})
"""Those that count what is really covered: of a discontinuous span each piece."""


def _f1(sums: Numbers) -> Numbers:
    recall, precision = ratio(sums[:, 0], sums[:, 1]), ratio(sums[:, 2], sums[:, 3])
    harmonic = ratio(2 * precision * recall, precision + recall)
    some = sums[:, 1] + sums[:, 3] > 0
    return np.asarray(np.where(some, np.nan_to_num(harmonic), np.nan))


def _estimate(values: Numbers, n: int, otherwise: Undefined) -> Estimate:
    """From the value of what there is, and those of the resamples behind it."""
    if np.isnan(values[0]):
        return undefined(otherwise, n=n)
    return Estimate(float(values[0]), n, None, ends(values[1:]) if len(values) > 1 else None)
