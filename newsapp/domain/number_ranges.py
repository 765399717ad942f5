"""Whole numbers written short, in their order: `1-50,77,90-80`."""

import re
from collections.abc import Iterable, Iterator

from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

_PIECE = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?", re.ASCII)


def written(numbers: Iterable[int]) -> str:
    """Runs of neighbours as `first-last`, rising or falling."""
    runs: list[list[int]] = []
    for number in numbers:
        run = runs[-1] if runs else None
        if run and abs(number - run[-1]) == 1 and (run[0] == run[-1] or (number > run[-1]) == (run[-1] > run[0])):
            run[1:] = [number]
        else:
            runs.append([number])
    return ",".join("-".join(map(str, run)) for run in runs)


def read(text: str, *, most: int) -> list[int]:
    """The numbers of such a text, each once, in its order.

    Raises:
        RuleViolation: it is none, or has more than `most` numbers; with path `numbers`.
    """
    numbers: dict[int, None] = {}
    for number in _each(text, most):
        numbers[number] = None
        if len(numbers) > most:
            raise _too_many(most)
    return list(numbers)


def _each(text: str, most: int) -> Iterator[int]:
    for piece in filter(None, text.split(",")):
        match = _PIECE.fullmatch(piece.strip())
        if match is None:
            raise RuleViolation("invalid", _("Expected numbers of articles."), path="numbers")
        first = int(match[1])
        last = int(match[2] or first)
        if abs(last - first) >= most:
            raise _too_many(most)
        yield from range(first, last + 1) if last >= first else range(first, last - 1, -1)


def _too_many(most: int) -> RuleViolation:
    return RuleViolation(
        "too_many",
        ngettext("At most {most:,} article at once.", "At most {most:,} articles at once.", most, most=most),
        path="numbers",
    )
