"""What one article adds to the statistics of a project: sums, so that articles can be put together and drawn anew."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from annotations.domain.agreement.alignments import Costs, TooManyAlignments
from annotations.domain.agreement.confusion import Cell, crossings_of
from annotations.domain.agreement.continua import Continuum
from annotations.domain.agreement.gamma import SEED, Sampler
from annotations.domain.agreement.readings import Reading, Table, word_table
from annotations.domain.agreement.spans import Hits, exact_hits, overlap_hits
from annotations.domain.agreement.unitizing import Disagreement, disagreement_1995, disagreement_2016


class SpanParts(NamedTuple):
    """Sums over the spans of one tag, or of all.

    Attributes:
        spans: how many there are, of all coders; discontinuous ones are whole.
        pieces: how many pieces they are in.
        boundaries: observed and expected disagreement of the alpha of 1995.
        characters: the same of the alpha of 2016.
        disorder: observed and expected disorder of gamma; None where they cannot be found.
        exact: what precision and recall are made of, over all pairs of coders.
        overlap: the same by overlap.
    """

    spans: int
    pieces: int
    boundaries: Disagreement
    characters: Disagreement
    disorder: Disagreement | None
    exact: Hits
    overlap: Hits


NONE = SpanParts(0, 0, Disagreement(0, 0), Disagreement(0, 0), Disagreement(0, 0), Hits(0, 0, 0, 0), Hits(0, 0, 0, 0))


@dataclass(frozen=True)
class ArticleParts:
    """What an article adds.

    Attributes:
        reading: the article.
        spans: by tag; "" for all of them.
        words: tables of the tags of words, by pair of coders.
        places: tables of the tags of matched places, by pair of coders.
        crossed: how often the first of two coders has this tag where the second has that; see `confusion`.
    """

    reading: Reading
    spans: dict[str, SpanParts]
    words: dict[tuple[str, str], Table]
    places: dict[tuple[str, str], Table]
    crossed: dict[tuple[str, str], Counter[Cell]]


def parts_of(reading: Reading, *, samples: int) -> ArticleParts:
    """What an article adds to the statistics.

    Args:
        reading: by two coders or more.
        samples: how many random texts its expected disorder comes from; 0 to do without gamma.
    """
    whole, covered, seed = reading.continuum, reading.covered, SEED + reading.article
    spans = {label: _span_parts(whole.only(label), covered.only(label), samples, seed) for label in whole.labels}
    spans[""] = _over_all(whole, list(spans.values()), samples, seed)
    places, crossed = {}, {}
    for pair in reading.pairs():
        found = crossings_of(*reading.of(pair).units)
        places[pair] = Counter((one.first.tags, one.second.tags) for one in found if one.first and one.second)
        crossed[pair] = Counter(cell for one in found for cell in one.cells)
    return ArticleParts(reading, spans, word_table(reading), places, crossed)


def _span_parts(whole: Continuum, covered: Continuum, samples: int, seed: int) -> SpanParts:
    boundaries, characters = disagreement_1995(whole), disagreement_2016(covered)
    assert boundaries is not None, "units of one tag are merged"
    assert characters is not None
    exact, overlap = _hits(covered)
    disorder = _disorder(whole, samples, seed)
    return SpanParts(whole.size, covered.size, boundaries, characters, disorder, exact, overlap)


def _over_all(continuum: Continuum, tags: list[SpanParts], samples: int, seed: int) -> SpanParts:
    """All tags: disagreements and hits are those of the tags together; gamma compares tags with each other, too."""
    if not tags:
        return NONE
    return SpanParts(
        continuum.size,
        sum(tag.pieces for tag in tags),
        Disagreement(*_sums([tag.boundaries for tag in tags])),
        Disagreement(*_sums([tag.characters for tag in tags])),
        _disorder(continuum, samples, seed) if len(tags) > 1 else tags[0].disorder,
        Hits._make(_sums([tag.exact for tag in tags])),
        Hits._make(_sums([tag.overlap for tag in tags])),
    )


def _sums(rows: list[Disagreement] | list[Hits]) -> list[float]:
    return [sum(column) for column in zip(*rows, strict=True)]


def _hits(continuum: Continuum) -> tuple[Hits, Hits]:
    both = [
        (exact_hits(first, second), overlap_hits(first, second))
        for number, first in enumerate(continuum.units)
        for second in continuum.units[number + 1 :]
    ]
    return Hits._make(_sums([exact for exact, _overlap in both])), Hits._make(
        _sums([overlap for _exact, overlap in both])
    )


def _disorder(continuum: Continuum, samples: int, seed: int) -> Disagreement | None:
    """Disorders as sums over the text's alignments, so that a text counts by its units; None when they are not asked for."""
    if not continuum.size or continuum.uniform:
        return Disagreement(0, 0)
    if not samples:
        return None
    sampler = Sampler(continuum, costs=Costs(), seed=seed)
    weight = continuum.size / len(continuum.coders)
    try:
        return Disagreement(sampler.observed() * weight, sampler.expected(least=samples, most=samples) * weight)
    except TooManyAlignments:
        return None
