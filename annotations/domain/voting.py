"""Counting votes."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

CANNOT_TELL: None = None
"""What a vote for none of the positions stands for: it cannot be told. It counts like a position."""


class Tally(NamedTuple):
    """What a vote came to.

    Attributes:
        counts: (row of the position, votes), the most votes first; only what somebody voted for.
        leading: the position with most votes, `CANNOT_TELL` too; of no meaning in a tie, or when nobody voted.
        tie: whether several have most.
    """

    counts: tuple[tuple[int | None, int], ...]
    leading: int | None
    tie: bool

    @property
    def votes(self) -> int:
        """How many votes counted."""
        return sum(number for _, number in self.counts)


def tally(votes: Iterable[int | None]) -> Tally:
    """Count votes, each the row of a position or `CANNOT_TELL`. No vote at all is no tie."""
    counts = tuple(Counter(votes).most_common())
    if not counts:
        return Tally((), CANNOT_TELL, tie=False)
    most = counts[0][1]
    return Tally(counts, counts[0][0], tie=sum(number == most for _, number in counts) > 1)
