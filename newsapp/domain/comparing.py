"""What is different between two texts: lines, and words within the lines that changed."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Kind = Literal["same", "added", "removed"]

CONTEXT = 2
"""Unchanged lines that are shown on either side of a change."""

_MOST_LINES = 4_000
"""Lines of one side that are compared one by one; beyond, all of them count as replaced (the matching is quadratic)."""

_MOST_WORDS = 1_500
"""Words of two lines, together, that are compared one by one."""

_ALIKE = 0.35
"""How alike two lines must be (0 to 1) for their words to be compared; else the one went and the other came."""

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Part(NamedTuple):
    """Words of a line that came, went or stayed."""

    kind: Kind
    words: str


class Line(NamedTuple):
    """A line: `changed` has parts of several kinds, the others one part.

    `skipped` lines are unchanged and not shown: `number` of them, without parts.
    """

    kind: Literal["same", "added", "removed", "changed", "skipped"]
    parts: tuple[Part, ...] = ()
    number: int = 1


class Comparison(NamedTuple):
    """All lines in order, with how many came and how many went (a changed line counts as both)."""

    lines: list[Line]
    added: int
    removed: int


def compare(before: str, after: str, *, context: int = CONTEXT) -> Comparison:
    """What it takes to make one text of the other; unchanged stretches are folded up to `context` lines."""
    lines = list(_lines(before.splitlines(), after.splitlines()))
    return Comparison(
        list(_folded(lines, context)),
        sum(line.kind in {"added", "changed"} for line in lines),
        sum(line.kind in {"removed", "changed"} for line in lines),
    )


def _lines(before: list[str], after: list[str]) -> Iterator[Line]:
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    yield from (_whole("same", line) for line in before[:head])
    yield from _middle(before[head : len(before) - tail], after[head : len(after) - tail])
    yield from (_whole("same", line) for line in before[len(before) - tail :])


def _common(one: list[str], other: list[str]) -> int:
    length = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        length += 1
    return length


def _middle(before: list[str], after: list[str]) -> Iterator[Line]:
    if max(len(before), len(after)) > _MOST_LINES:
        yield from _replaced(before, after)
        return
    for kind, start, end, first, last in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            yield from (_whole("same", line) for line in before[start:end])
        elif kind == "replace" and end - start == last - first:
            for old, new in zip(before[start:end], after[first:last], strict=True):
                yield from _line(old, new)
        else:
            yield from _replaced(before[start:end], after[first:last])


def _replaced(before: list[str], after: list[str]) -> Iterator[Line]:
    yield from (_whole("removed", line) for line in before)
    yield from (_whole("added", line) for line in after)


def _whole(kind: Kind, line: str) -> Line:
    return Line(kind, (Part(kind, line),))


def _line(before: str, after: str) -> Iterator[Line]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(lambda word: word.isspace(), old, new)
    if len(old) + len(new) > _MOST_WORDS or matcher.quick_ratio() < _ALIKE or matcher.ratio() < _ALIKE:
        yield from _replaced([before], [after])
        return
    parts: list[Part] = []
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            parts.append(Part("same", "".join(old[start:end])))
            continue
        if end > start:
            parts.append(Part("removed", "".join(old[start:end])))
        if last > first:
            parts.append(Part("added", "".join(new[first:last])))
    yield Line("changed", tuple(parts))


def _folded(lines: list[Line], context: int) -> Iterator[Line]:
    near = [False] * len(lines)
    for place, line in enumerate(lines):
        if line.kind != "same":
            near[max(0, place - context) : place + context + 1] = [True] * len(
                near[max(0, place - context) : place + context + 1]
            )
    skipped = 0
    for shown, line in zip(near, lines, strict=True):
        if not shown:
            skipped += 1
            continue
        if skipped:
            yield Line("skipped", number=skipped)
            skipped = 0
        yield line
    if skipped:
        yield Line("skipped", number=skipped)
