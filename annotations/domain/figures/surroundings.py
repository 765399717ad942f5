"""Which of the places or times in a sentence is a figure's."""

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

# Where a clause ends; a comma between digits is none.
_CLAUSE = re.compile(r"[;:–—()]|,(?!\d)|(?<!\d),")


class Placed(Protocol):
    """Words with their place in the text."""

    @property
    def start(self) -> int:
        """First code point."""

    @property
    def end(self) -> int:
        """One past the last."""


P = TypeVar("P", bound=Placed)


def nearest(text: str, candidates: Sequence[P], figures: Sequence[tuple[int, int]], at: int) -> P | None:
    """The candidate that belongs to a figure; None when that is not clear.

    The one that follows it in its clause before another figure; else the one before it in its clause; else the only one
    of a sentence with this figure alone. Two that would do are none.

    Args:
        text: that all places are of.
        candidates: of the figure's sentence.
        figures: the places of all figures of the sentence, in order.
        at: which of them it is.
    """
    start, end = figures[at]
    before = figures[at - 1][1] if at else 0
    after = figures[at + 1][0] if at + 1 < len(figures) else len(text)
    following = [one for one in candidates if end <= one.start < after and not _CLAUSE.search(text, end, one.start)]
    preceding = [one for one in candidates if before <= one.start and one.end <= start]
    close = [one for one in preceding if not _CLAUSE.search(text, one.end, start)]
    for found in (following, close, candidates if len(figures) == 1 else []):
        if found:
            return found[0] if len(found) == 1 else None
    return None
