"""Reading what coders made of articles, to compare it with each other and with gold."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
from django.db.models import F, Q

from annotations.access import visible_highlights
from annotations.domain.agreement.continua import Unit
from annotations.domain.agreement.readings import Reading, Words
from annotations.models import GoldOrigin, GoldReading, Highlight
from annotations.models.highlights import HighlightQuerySet
from newsapp.access import ProjectAccess
from newsapp.models import Article, Assignment

UNKNOWN_LANGUAGE = "und"
GOLD_CODER = ""
"""What gold is called among the coders of a reading: no username is empty."""
_WORD = re.compile(r"\w+")

Ranges = tuple[tuple[int, int], ...]


class _Mark(NamedTuple):
    """A tag on a highlight, by the highlight's row."""

    row: int
    unit: Unit


Marks = dict[str, list[_Mark]]
"""By the username of the coder."""


class CodedArticles(NamedTuple):
    """What coders made of articles.

    Attributes:
        together: articles that two or more coded, by those who did.
        against_gold: every coder's reading of an article with gold, beside it; the week is that in which she was done.
    """

    together: list[Reading]
    against_gold: list[Reading]


@dataclass(frozen=True)
class _Gold:
    """The gold of some articles.

    Attributes:
        units: by the row of the article; empty where it was decided that nothing is there.
        settled: the rows of coders' highlights that gold settles.
    """

    units: Mapping[int, list[Unit]]
    settled: frozenset[int]

    def settles(self, article: int, mark: _Mark) -> bool:
        """Whether it says something about a coder's span: it settles it, or marks some of the same characters."""
        start, end = mark.unit.start, mark.unit.end
        return mark.row in self.settled or any(one.start < end and start < one.end for one in self.units[article])


_NO_GOLD = _Gold({}, frozenset())


def coded_articles(
    *, access: ProjectAccess, opened_only: bool, with_gold: bool = True, numbers: list[int] | None = None
) -> CodedArticles:
    """What coders made of the current texts: the layer `analyst`, and gold beside it.

    A coder counts when she is done, or has highlights in an article that nobody assigned to her. Against gold a span of hers
    that nothing decided says anything about is left out. While a project codes blind, gold is that of articles whose
    comparison is open.

    Args:
        access: the project; what its member does not see is not there.
        opened_only: only articles whose comparison is open.
        with_gold: whether gold is read.
        numbers: of the articles; None for all.
    """
    shown = Q(article__deleted_at=None)
    if numbers is not None:
        shown &= Q(article__number__in=numbers)
    if opened_only:
        shown &= Q(article__comparison_opened_at__isnull=False)
    marks, last = _marked(access, shown)
    gold = _gold(access, shown) if with_gold else _NO_GOLD
    rows = Article.objects.filter(
        pk__in=[pk for pk, coders in marks.items() if len(coders) > 1 or pk in gold.units],
        current_revision__isnull=False,
    ).order_by("number")
    found = CodedArticles([], [])
    columns = ("pk", "number", "language", "current_revision__text")
    for pk, number, language, text in rows.values_list(*columns).iterator(chunk_size=50):
        article = _Article(number, language or UNKNOWN_LANGUAGE, len(text), words_of(text))
        if len(marks[pk]) > 1:
            coded = {coder: [mark.unit for mark in own] for coder, own in marks[pk].items()}
            found.together.append(article.read(coded, max(last[pk].values())))
        if pk in gold.units:
            found.against_gold.extend(_beside(article, gold, pk, marks[pk], last[pk]))
    return found


def _beside(
    article: "_Article", gold: _Gold, pk: int, coders: Marks, last: Mapping[str, datetime]
) -> Iterator[Reading]:
    for coder, own in coders.items():
        decided = [mark.unit for mark in own if gold.settles(pk, mark)]
        yield article.read({GOLD_CODER: gold.units[pk], coder: decided}, last[coder])


def _marked(access: ProjectAccess, shown: Q) -> tuple[dict[int, Marks], dict[int, dict[str, datetime]]]:
    """By the row of the article, who marked what, and when each was done."""
    marks: dict[int, Marks] = defaultdict(dict)
    last: dict[int, dict[str, datetime]] = defaultdict(dict)
    rows = _current(access, shown).filter(layer=Highlight.Layer.ANALYST, analyst__isnull=False)
    columns = ("article_id", "analyst__username", "pk", "start", "end", "segments", "created_at", "tags__key")
    for article, coder, pk, start, end, segments, made, tag in rows.values_list(*columns):
        own = marks[article].setdefault(coder, [])
        if tag is not None:
            own.append(_Mark(pk, Unit(start, end, tag, _ranges(segments))))
        last[article][coder] = max(last[article].get(coder, made), made)
    assigned = Assignment.objects.filter(shown, project=access.project)
    for article, coder, done in assigned.values_list("article_id", "user__username", "done_at").iterator(
        chunk_size=5_000
    ):
        if done is None:
            marks[article].pop(coder, None)
            last[article].pop(coder, None)
        else:
            marks[article].setdefault(coder, [])
            last[article][coder] = max(last[article].get(coder, done), done)
    return marks, last


def _current(access: ProjectAccess, shown: Q) -> HighlightQuerySet:
    highlights = visible_highlights(access).filter(shown, revision_id=F("article__current_revision_id"))
    return highlights.exclude(state=Highlight.State.ORPHANED).order_by()


def _ranges(segments: list[list[int]] | None) -> Ranges:
    return tuple((start, end) for start, end in segments) if segments else ()


def _gold(access: ProjectAccess, shown: Q) -> _Gold:
    if access.project.blind:
        shown &= Q(article__comparison_opened_at__isnull=False)
    units: dict[int, list[Unit]] = {}
    rows = _current(access, shown).filter(layer=Highlight.Layer.GOLD)
    for article, start, end, segments, tag in rows.values_list("article_id", "start", "end", "segments", "tags__key"):
        own = units.setdefault(article, [])
        if tag is not None:
            own.append(Unit(start, end, tag, _ranges(segments)))
    decisions = GoldOrigin.objects.in_force().filter(shown, project=access.project, relation=None)
    for article in decisions.values_list("article_id", flat=True).distinct():
        units.setdefault(article, [])
    settled = GoldReading.objects.filter(origin__in=decisions, highlight__isnull=False, replaced_at=None)
    return _Gold(units, frozenset(settled.values_list("highlight_id", flat=True)))


class _Article(NamedTuple):
    number: int
    language: str
    length: int
    words: Words

    def read(self, coded: Mapping[str, list[Unit]], moment: datetime) -> Reading:
        coders = tuple(sorted(coded))
        units = tuple(tuple(sorted(coded[coder])) for coder in coders)
        return Reading(self.number, self.language, monday_of(moment), self.length, self.words, coders, units)


def monday_of(moment: datetime) -> date:
    """The day on which its week begins."""
    day = moment.date()
    return day - timedelta(days=day.weekday())


def words_of(text: str) -> Words:
    """Where the words of a text are: letters, digits and underscores without a break."""
    places = np.array([match.span() for match in _WORD.finditer(text)], dtype=np.int64).reshape(-1, 2)
    return Words(places[:, 0], places[:, 1])
