"""The figures that stand in the places where claims appear, read from the texts."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q, Value
from django.db.models.functions import Greatest, Least, Substr

from annotations.access import visible_highlights
from annotations.domain.claims import APPEARING_TAGS
from annotations.domain.figures.figure import Figure
from annotations.domain.figures.reading import figures_in
from newsapp.access import ProjectAccess

AROUND = 1_000
"""Code points around a highlight that are read for a figure's unit, place and time."""


class FigureRead(NamedTuple):
    """A figure in a highlight; its offsets are those of the revision's text.

    Attributes:
        highlight: where it was read.
        text: row of the revision.
    """

    figure: Figure
    highlight: UUID
    article: int
    text: int
    language: str


def figures_at(*, access: ProjectAccess, uuids: Collection[UUID]) -> dict[UUID, list[FigureRead]]:
    """The figures in highlights that a member may see, in the order of the text; one statement."""
    found = visible_highlights(access).filter(uuid__in=set(uuids)).order_by()
    around = found.annotate(
        window=Substr(
            "revision__text",
            Greatest(F("start") - AROUND, 0) + 1,
            Least(F("start"), Value(AROUND)) + F("end") - F("start") + AROUND,
        )
    )
    rows = around.values_list("uuid", "article__number", "revision_id", "article__language", "start", "end", "window")
    return {
        uuid: [
            FigureRead(figure, uuid, article, text, language)
            for figure in _figures(window, language, start=start, end=end)
        ]
        for uuid, article, text, language, start, end, window in rows
    }


@lru_cache(maxsize=2_000)
def _read(window: str, language: str, start: int, end: int) -> tuple[Figure, ...]:
    """Kept, since a claim's page reads the same places whenever somebody looks."""
    return tuple(figures_in(text=window, language=language, start=start, end=end))


def _figures(window: str, language: str, *, start: int, end: int) -> Iterable[Figure]:
    before = min(start, AROUND)
    shift = start - before
    for figure in _read(window, language, before, before + end - start):
        first, last = figure.sentence
        yield replace(
            figure,
            start=figure.start + shift,
            end=figure.end + shift,
            parts=tuple(replace(part, start=part.start + shift, end=part.end + shift) for part in figure.parts),
            sentence=(first + shift, last + shift),
        )


def marks_of(*, access: ProjectAccess, figures: Collection[FigureRead]) -> dict[tuple[int, int, int], UUID]:
    """The highlight that stands for each figure: the shortest claim or quantity that touches it, of those that she sees.

    Returns:
        By (revision, start, end) of the figure; one statement.
    """
    places = {(read.text, read.figure.start, read.figure.end) for read in figures}
    if not places:
        return {}
    touching = Q()
    for text, start, end in places:
        touching |= Q(revision=text, start__lt=end, end__gt=start)
    rows = visible_highlights(access).readings().filter(touching, tags__key__in=APPEARING_TAGS).order_by("pk")
    marks = sorted(rows.values_list("revision_id", "start", "end", "uuid"), key=lambda row: row[2] - row[1])
    found: dict[tuple[int, int, int], UUID] = {}
    for text, start, end in places:
        for revision, first, last, uuid in marks:
            if revision == text and first < end and last > start:
                found[text, start, end] = uuid
                break
    return found


def own_words(figure: Figure) -> str:
    """A figure in signs that are the same in every language: “≤ 11 000”."""
    return str(replace(figure, unit=None))
