"""Charts as shapes, for SVG that the server writes: where each bar stands, and each label. No words of their own."""

from collections.abc import Sequence
from typing import NamedTuple

LABELS = 180
BARS = 420
ROW = 26
BAR = 16
COLUMN = 20
HEIGHT = 120
FOOT = 20


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


class Chart(NamedTuple):
    """A chart of a size in units of its own."""

    width: float
    height: float
    bars: list[Bar]
    labels: list[Label]


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
