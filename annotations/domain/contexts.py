"""A stretch of a text with several readings marked in it, for pages that show them side by side.

Everything here counts code points, and nothing is cut within what people see as one character.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from annotations.domain.concordance import is_edge

REACH = 220
"""Code points of context on each side of what is marked."""

Segments = Sequence[Sequence[int]]


class Piece(NamedTuple):
    """Words, and the readings that mark them."""

    words: str
    marks: tuple[str, ...]


class Context(NamedTuple):
    """Pieces in order; `before` and `after` say that the text goes on there."""

    pieces: tuple[Piece, ...]
    before: bool
    after: bool


def context_of(text: str, readings: Mapping[str, Segments], *, reach: int = REACH) -> Context:
    """What is around some readings of a text.

    Args:
        text: the revision's.
        readings: by the name of each, `[[start, end], …]`; at least one.
        reach: code points on each side of all of them; the beginning of a paragraph is not passed.
    """
    edges = [edge for segments in readings.values() for segment in segments for edge in segment]
    first = _first(text, min(edges), reach)
    last = _last(text, max(edges), reach)
    cuts = sorted({first, last, *edges})
    pieces = tuple(
        Piece(text[start:end], tuple(name for name, segments in readings.items() if _within(start, end, segments)))
        for start, end in pairwise(cuts)
    )
    return Context(pieces, before=bool(text[:first].strip()), after=bool(text[last:].strip()))


def _within(start: int, end: int, segments: Segments) -> bool:
    return any(low <= start and end <= high for low, high in segments)


def _first(text: str, edge: int, reach: int) -> int:
    """Where the context begins: at a paragraph within reach, else at a word."""
    least = max(0, edge - reach)
    paragraph = text.rfind("\n", least, edge)
    if paragraph >= 0:
        return paragraph + 1
    if not least:
        return 0
    space = text.find(" ", least, edge)
    if space >= 0:
        return space + 1
    while least < edge and not is_edge(text, least):
        least += 1
    return least


def _last(text: str, edge: int, reach: int) -> int:
    most = min(len(text), edge + reach)
    paragraph = text.find("\n", edge, most)
    if paragraph >= 0:
        return paragraph
    if most == len(text):
        return most
    space = text.rfind(" ", edge, most)
    if space >= 0:
        return space
    while most > edge and not is_edge(text, most):
        most -= 1
    return most
