"""The spans behind the numbers of agreement, in their context, as they are now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from annotations.domain.agreement.confusion import Cell, Crossing, crossings_of
from annotations.domain.agreement.readings import Place, Reading
from annotations.domain.contexts import Context, context_of
from annotations.models import AgreementCell
from annotations.queries.agreement import AgreementFilter, Dimension, cells_of
from annotations.queries.agreement_readings import coded_articles
from newsapp.access import ProjectAccess
from newsapp.blindness import sees_work_in
from newsapp.models import Article
from newsapp.queries.pages import Page, Window, page_of

REACH = 90
"""Code points of context on each side."""


class Side(NamedTuple):
    """What one of the two coders made of it.

    Attributes:
        coder: username; None where coders are anonymous.
        tags: sorted keys; empty when she did not mark it.
        segments: `[start, end]` of each piece.
    """

    coder: str | None
    tags: list[str]
    segments: list[list[int]]


class Difference(NamedTuple):
    """A span of one coder or two; where coders are anonymous the order of the two says nothing."""

    first: Side
    second: Side
    context: Context


class ArticleDifferences(NamedTuple):
    """The differences in one article; none when its coders changed them since.

    Attributes:
        opened: whether its comparison is open.
    """

    number: int
    title: str
    language: str
    opened: bool
    differences: list[Difference]


def page_of_differences(
    *, access: ProjectAccess, wanted: AgreementFilter, cell: Cell | None, window: Window
) -> Page[ArticleDifferences]:
    """A page of the articles whose spans are behind some cells, by number; as many statements for any number of them.

    Args:
        access: the project.
        wanted: the group, and the tag that one of the two has.
        cell: the tags of the two, either way round but for a pair; None for all in which they differ.
        window: which articles.
    """
    either_way = wanted.dimension != Dimension.PAIR
    cells = _in_cell(cells_of(access=access, wanted=wanted), cell, either_way=either_way)
    articles = Article.objects.filter(
        sees_work_in(access, ""),
        project=access.project,
        deleted_at=None,
        current_revision__isnull=False,
        number__in=cells.order_by().values("article"),
    ).select_related("current_revision")

    def read(rows: QuerySet[Article]) -> list[tuple[int, ArticleDifferences]]:
        found = list(rows)
        readings = _readings(access, [row.number for row in found])
        shown = _Shown(access, wanted, cell, either_way=either_way)
        return [(row.number, shown.article(row, readings.get(row.number))) for row in found]

    return page_of(articles, window, key="number", read=read)


def _in_cell(cells: QuerySet[AgreementCell], cell: Cell | None, *, either_way: bool) -> QuerySet[AgreementCell]:
    if cell is None:
        return cells.exclude(row=F("column"))
    row, column = cell
    there = Q(row=row, column=column)
    return cells.filter(there | Q(row=column, column=row) if either_way else there)


def _readings(access: ProjectAccess, numbers: Sequence[int]) -> Mapping[int, Reading]:
    if not numbers:
        return {}
    coded = coded_articles(access=access, opened_only=False, with_gold=False, numbers=list(numbers))
    return {reading.article: reading for reading in coded.together}


class _Shown:
    """The differences that are behind a cell, with or without their coders' names."""

    def __init__(self, access: ProjectAccess, wanted: AgreementFilter, cell: Cell | None, *, either_way: bool) -> None:
        self._anonymous = access.project.coders_anonymous
        self._wanted = wanted
        self._cells = None if cell is None else {cell, cell[::-1]} if either_way else {cell}

    def article(self, row: Article, reading: Reading | None) -> ArticleDifferences:
        assert row.current_revision is not None
        text = row.current_revision.text
        found = list(self._differences(reading, text)) if reading else []
        return ArticleDifferences(row.number, row.title, row.language, row.comparison_opened_at is not None, found)

    def _differences(self, reading: Reading, text: str) -> Iterator[Difference]:
        for pair in reading.pairs():
            if self._wanted.dimension == Dimension.PAIR and ",".join(pair) != self._wanted.key:
                continue
            for crossing in crossings_of(*reading.of(pair).units):
                if any(self._asked(cell) for cell in crossing.cells):
                    yield self._difference(pair, crossing, text)

    def _asked(self, cell: Cell) -> bool:
        if self._wanted.tag and self._wanted.tag not in cell:
            return False
        return cell[0] != cell[1] if self._cells is None else cell in self._cells

    def _difference(self, pair: tuple[str, str], crossing: Crossing, text: str) -> Difference:
        places = (crossing.first, crossing.second)
        sides = [self._side(coder, place) for coder, place in zip(pair, places, strict=True)]
        if self._anonymous:
            sides.sort(key=lambda side: (side.segments, side.tags), reverse=True)
        names = ("A", "B")
        marked = {name: side.segments for name, side in zip(names, sides, strict=True) if side.segments}
        return Difference(sides[0], sides[1], context_of(text, marked, reach=REACH))

    def _side(self, coder: str, place: Place | None) -> Side:
        name = None if self._anonymous else coder
        if place is None:
            return Side(name, [], [])
        return Side(name, sorted(place.tags), [list(piece) for piece in place.covered])
