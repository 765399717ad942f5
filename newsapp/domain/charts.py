"""Charts as shapes, for SVG that the server writes: where each bar stands, and each label. No words of their own."""

from collections.abc import Sequence
from math import floor
from typing import NamedTuple

LABELS = 180
BARS = 420
ROW = 26
BAR = 16
COLUMN = 20
HEIGHT = 120
FOOT = 20
STEP = 64
SCALE = 40


class Bar(NamedTuple):
    """A rectangle; `kind` says what it counts."""

    kind: str
    x: float
    y: float
    width: float
    height: float


class Label(NamedTuple):
    """Words at a place; `end` when they end there."""

    x: float
    y: float
    words: str
    end: bool = False


class Line(NamedTuple):
    """From one place to another; `kind` says what it is."""

    kind: str
    x1: float
    y1: float
    x2: float
    y2: float


class Dot(NamedTuple):
    """A value at a place."""

    x: float
    y: float


class Chart(NamedTuple):
    """A chart of a size in units of its own."""

    width: float
    height: float
    bars: list[Bar]
    labels: list[Label]
    lines: Sequence[Line] = ()
    dots: Sequence[Dot] = ()


class Measured(NamedTuple):
    """A value of at most 1 with its label and its interval; no value leaves a gap."""

    words: str
    value: float | None
    interval: tuple[float, float] | None


def stacked(rows: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> Chart:
    """A row for each label, its numbers beside each other, the longest row as long as there is room.

    Args:
        rows: label, and its numbers with what they count.
    """
    most = max((sum(number for _, number in parts) for _, parts in rows), default=0) or 1
    bars, labels = [], []
    for place, (words, parts) in enumerate(rows):
        x, y = float(LABELS), place * ROW + (ROW - BAR) / 2
        labels.append(Label(LABELS - 8, y + BAR - 4, words, end=True))
        for kind, number in parts:
            width = round(number / most * BARS, 2)
            if number:
                bars.append(Bar(kind, x, y, width, BAR))
            x += width
        labels.append(Label(x + 6, y + BAR - 4, str(sum(number for _, number in parts))))
    return Chart(LABELS + BARS + 50, len(rows) * ROW, bars, labels)


def columns(values: Sequence[tuple[str, int]], *, kind: str, labelled: int = 7) -> Chart:
    """A column for each value, the highest as high as there is room.

    Args:
        values: label and number.
        kind: what is counted.
        labelled: every which column, counted from the last, has its label.
    """
    most = max((number for _, number in values), default=0) or 1
    bars, labels = [], []
    for place, (words, number) in enumerate(values):
        height = round(number / most * (HEIGHT - 14), 2)
        if number:
            bars.append(Bar(kind, place * COLUMN + 2, HEIGHT - height, COLUMN - 4, height))
            labels.append(Label(place * COLUMN + 4, HEIGHT - height - 3, str(number)))
        if (len(values) - 1 - place) % labelled == 0:
            labels.append(Label((place + 1) * COLUMN, HEIGHT + FOOT - 5, words, end=True))
    return Chart(max(len(values), 1) * COLUMN, HEIGHT + FOOT, bars, labels)


def course(values: Sequence[Measured]) -> Chart:
    """Values one after the other as dots on a line, each with its interval; the scale ends at 1 and begins at 0 or below."""
    known = [one for value in values for one in (value.value, *(value.interval or ())) if one is not None]
    least = min(0.0, *(floor(one * 2) / 2 for one in known)) if known else 0.0

    def height(value: float) -> float:
        return round(8 + (1 - value) / (1 - least) * (HEIGHT - 8), 2)

    width = SCALE + max(len(values), 1) * STEP
    labels = []
    lines = []
    for half in range(round(least * 2), 3):
        y = height(half / 2)
        lines.append(Line("scale", SCALE, y, width, y))
        labels.append(Label(SCALE - 6, y + 4, f"{half / 2:g}", end=True))
    dots: list[Dot] = []
    before: Dot | None = None
    for place, one in enumerate(values):
        x = SCALE + (place + 0.5) * STEP
        labels.append(Label(x + STEP / 2 - 6, HEIGHT + FOOT - 2, one.words, end=True))
        here = None if one.value is None else Dot(x, height(one.value))
        if here and one.interval:
            lines.append(Line("interval", x, height(one.interval[0]), x, height(one.interval[1])))
        if here and before:
            lines.append(Line("course", before.x, before.y, here.x, here.y))
        if here:
            dots.append(here)
        before = here
    return Chart(width, HEIGHT + FOOT, [], labels, lines, dots)
