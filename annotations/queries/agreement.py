"""Reading what coders made of articles, to compare it; and what came of it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db.models import F

from annotations.access import visible_highlights
from annotations.domain.agreement.continua import Unit
from annotations.domain.agreement.estimates import Estimate, Undefined
from annotations.domain.agreement.pooled import Statistic
from annotations.domain.agreement.readings import Reading, Words
from annotations.models import AgreementFigure, AgreementRun, Highlight
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.models import Article, Assignment

UNKNOWN_LANGUAGE = "und"
_WORD = re.compile(r"\w+")

Coded = dict[int, dict[str, list[Unit]]]


def readings_of(*, access: ProjectAccess, opened_only: bool) -> list[Reading]:
    """The articles that two or more coded, each by those who did, from the layer `analyst` in the current text.

    A coder counts when she is done, or has highlights in an article that nobody assigned to her.

    Args:
        access: the project, with a reviewer's view.
        opened_only: only articles whose comparison is open.
    """
    units, last = _marked(access, opened_only)
    for article, coder, done in _assigned(access):
        if done is None:
            units[article].pop(coder, None)
        else:
            units[article].setdefault(coder, [])
            last[article] = max(last.get(article, done), done)
    found = [article for article, coders in units.items() if len(coders) > 1]
    articles = Article.objects.filter(project=access.project, deleted_at=None, pk__in=found)
    if opened_only:
        articles = articles.filter(comparison_opened_at__isnull=False)
    rows = articles.order_by("number").values_list("pk", "number", "language", "current_revision__text")
    return [
        _reading(number, language, text, last[pk].date(), units[pk])
        for pk, number, language, text in rows.iterator(chunk_size=50)
        if text is not None
    ]


def _marked(access: ProjectAccess, opened_only: bool) -> tuple[Coded, dict[int, datetime]]:
    highlights = visible_highlights(access).filter(
        layer=Highlight.Layer.ANALYST, analyst__isnull=False, revision_id=F("article__current_revision_id")
    )
    if opened_only:
        highlights = highlights.filter(article__comparison_opened_at__isnull=False)
    units: Coded = defaultdict(dict)
    last: dict[int, datetime] = {}
    rows = highlights.exclude(state=Highlight.State.ORPHANED).order_by()
    for article, coder, start, end, made, tag in rows.values_list(
        "article_id", "analyst__username", "start", "end", "created_at", "tags__key"
    ):
        own = units[article].setdefault(coder, [])
        if tag is not None:
            own.append(Unit(start, end, tag))
        last[article] = max(last.get(article, made), made)
    return units, last


def _assigned(access: ProjectAccess) -> Iterator[tuple[int, str, datetime | None]]:
    rows = Assignment.objects.filter(project=access.project, article__deleted_at=None)
    return rows.values_list("article_id", "user__username", "done_at").iterator(chunk_size=5_000)


def _reading(number: int, language: str | None, text: str, day: date, coded: dict[str, list[Unit]]) -> Reading:
    coders = sorted(coded)
    return Reading(
        number,
        language or UNKNOWN_LANGUAGE,
        day - timedelta(days=day.weekday()),
        len(text),
        words_of(text),
        tuple(coders),
        tuple(tuple(sorted(coded[coder])) for coder in coders),
    )


def words_of(text: str) -> Words:
    """Where the words of a text are: letters, digits and underscores without a break."""
    places = np.array([match.span() for match in _WORD.finditer(text)], dtype=np.int64).reshape(-1, 2)
    return Words(places[:, 0], places[:, 1])


@dataclass(frozen=True)
class AgreementFilter:
    """Which group of articles, and which tag.

    Attributes:
        dimension: what the group is made by.
        key: which group; "" for the project.
        tag: "" for all.
    """

    dimension: str = AgreementFigure.Dimension.PROJECT.value
    key: str = ""
    tag: str = ""


@dataclass(frozen=True)
class Figure:
    """A statistic of a group, and of how many articles."""

    statistic: Statistic
    estimate: Estimate
    articles: int


@dataclass(frozen=True)
class StoredAgreement:
    """What was computed last.

    Attributes:
        computed_at: None while nothing was.
        articles: how many two or more had coded.
        figures: every statistic of what was asked for.
        groups: the keys that there are, by dimension.
        tags: the keys of the tags that there are.
    """

    computed_at: datetime | None
    articles: int
    figures: list[Figure]
    groups: dict[str, list[str]]
    tags: list[str]


def run_for(access: ProjectAccess) -> AgreementRun | None:
    """The newest computation that a member may see; None while there is none.

    While a project codes blind it is that of the articles whose comparison is open, except for reviewers.
    """
    runs = {run.audience: run for run in AgreementRun.objects.filter(project=access.project)}
    members, reviewers = (runs.get(audience) for audience in AgreementRun.Audience.values)
    if not access.project.blind:
        return members
    if access.may(Action.EDIT_ANY_HIGHLIGHT):
        return reviewers or members
    return members if members and members.blind else None


def stored_agreement(*, access: ProjectAccess, wanted: AgreementFilter) -> StoredAgreement:
    """What was computed last of a group and a tag; where nothing was, every statistic is undefined."""
    run = run_for(access)
    if run is None:
        return StoredAgreement(None, 0, [_nothing(name) for name in Statistic], {}, [])
    rows = AgreementFigure.objects.filter(run=run)
    chosen = rows.filter(dimension=wanted.dimension, key=wanted.key, tag=wanted.tag)
    known = {figure.statistic: _figure(figure) for figure in chosen}
    groups: dict[str, list[str]] = defaultdict(list)
    keys = rows.filter(tag="").exclude(dimension=AgreementFigure.Dimension.PROJECT)
    for dimension, key in keys.order_by("dimension", "key").values_list("dimension", "key").distinct():
        groups[dimension].append(key)
    tags = rows.exclude(tag="").order_by("tag").values_list("tag", flat=True).distinct()
    figures = [known.get(name) or _nothing(name) for name in Statistic]
    return StoredAgreement(run.computed_at, run.articles, figures, dict(groups), list(tags))


def _figure(row: AgreementFigure) -> Figure:
    interval = None if row.low is None or row.high is None else (row.low, row.high)
    reason = Undefined(row.reason) if row.reason else None
    return Figure(Statistic(row.statistic), Estimate(row.value, row.n, reason, interval), row.articles)


def _nothing(name: Statistic) -> Figure:
    return Figure(name, Estimate(None, 0, Undefined.NOTHING), 0)
