"""What came of comparing the coders of a project, and who may see which of it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum

from annotations.domain.agreement.confusion import NO_TAG, Cell
from annotations.domain.agreement.estimates import Estimate, Undefined
from annotations.domain.agreement.pooled import Statistic
from annotations.models import AgreementCell, AgreementFigure, AgreementRun
from newsapp.access import ProjectAccess
from newsapp.blindness import hides_work
from newsapp.domain.roles import Action, may

Dimension = AgreementFigure.Dimension


@dataclass(frozen=True)
class AgreementFilter:
    """Which group of articles, and which tag.

    Attributes:
        dimension: what the group is made by.
        key: which group; "" for the project.
        tag: "" for all.
    """

    dimension: str = Dimension.PROJECT.value
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

    While a project codes blind it is that of the articles whose comparison is open, except for reviewers from whom no
    article is hidden.
    """
    runs = {run.audience: run for run in AgreementRun.objects.filter(project=access.project)}
    members, reviewers = (runs.get(audience) for audience in AgreementRun.Audience.values)
    if not access.project.blind:
        return members
    opened = members if members and members.blind else None
    if may(access.role, Action.REVIEW) and not hides_work(access):
        return reviewers or opened
    return opened


def names_coders(access: ProjectAccess) -> bool:
    """Whether a member sees statistics by coders' names: where coders are anonymous only managers do."""
    return not access.project.coders_anonymous or may(access.role, Action.MANAGE_PROJECT)


def stored_agreement(*, access: ProjectAccess, wanted: AgreementFilter) -> StoredAgreement:
    """What was computed last of a group and a tag; where nothing was, every statistic is undefined."""
    run = run_for(access)
    if run is None:
        return StoredAgreement(None, 0, [_nothing(name) for name in Statistic], {}, [])
    rows = _shown_figures(run, access)
    chosen = rows.filter(dimension=wanted.dimension, key=wanted.key, tag=wanted.tag)
    known = {figure.statistic: _figure(figure) for figure in chosen}
    groups: dict[str, list[str]] = defaultdict(list)
    keys = rows.filter(tag="").exclude(dimension=Dimension.PROJECT)
    for dimension, key in keys.order_by("dimension", "key").values_list("dimension", "key").distinct():
        groups[dimension].append(key)
    tags = rows.exclude(tag="").order_by("tag").values_list("tag", flat=True).distinct()
    figures = [known.get(name) or _nothing(name) for name in Statistic]
    return StoredAgreement(run.computed_at, run.articles, figures, dict(groups), list(tags))


def _shown_figures(run: AgreementRun, access: ProjectAccess) -> QuerySet[AgreementFigure]:
    rows = AgreementFigure.objects.filter(run=run).exclude(dimension=Dimension.GOLD)
    return rows if names_coders(access) else rows.exclude(dimension=Dimension.PAIR)


class WeekFigure(NamedTuple):
    """A statistic of one week, from its Monday."""

    week: date
    figure: Figure


def trend_of(*, access: ProjectAccess, statistic: Statistic, tag: str = "") -> list[WeekFigure]:
    """A statistic of each week, the oldest first."""
    run = run_for(access)
    rows = AgreementFigure.objects.filter(run=run, dimension=Dimension.WEEK, tag=tag, statistic=statistic)
    return [WeekFigure(date.fromisoformat(row.key), _figure(row)) for row in rows.order_by("key")]


class Drift(NamedTuple):
    """How far one coder agrees with gold: in all, and in each of her weeks."""

    coder: str
    whole: Figure
    weeks: list[WeekFigure]


def drift_of(*, access: ProjectAccess, statistic: Statistic, tag: str = "") -> list[Drift]:
    """Coders against gold, by their names: everybody's for reviewers and managers, else a member's own.

    Where coders are anonymous a reviewer sees her own alone, too.
    """
    rows = AgreementFigure.objects.filter(run=run_for(access), dimension=Dimension.GOLD, tag=tag, statistic=statistic)
    if not (may(access.role, Action.REVIEW) and names_coders(access)):
        own = access.user.get_username()
        rows = rows.filter(Q(key=own) | Q(key__startswith=f"{own},"))
    found: dict[str, Drift] = {}
    for row in rows.order_by("key"):
        coder, _comma, week = row.key.partition(",")
        if week:
            found[coder].weeks.append(WeekFigure(date.fromisoformat(week), _figure(row)))
        else:
            found[coder] = Drift(coder, _figure(row), [])
    return list(found.values())


@dataclass(frozen=True)
class Confusion:
    """Which tags coders take for which.

    Attributes:
        tags: keys that occur, in order; `NO_TAG` last.
        cells: how often, by the first coder's tag and the second's; cells that are not there are 0. Unless it is of a pair,
            which coder was first says nothing: a cell and its mirror image are the same number.
        n: spans' tags that were crossed, each once.
        alike: how many of them both coders put there.
        of_pair: whether it is of two coders.
    """

    tags: list[str]
    cells: dict[Cell, int]
    n: int
    alike: int
    of_pair: bool


def confusion_of(*, access: ProjectAccess, wanted: AgreementFilter) -> Confusion:
    """The confusion matrix of a group; with a tag, of the rows and columns that it is confused with."""
    of_pair = wanted.dimension == Dimension.PAIR
    rows = cells_of(access=access, wanted=wanted).order_by().values_list("row", "column").annotate(total=Sum("count"))
    counted: Counter[Cell] = Counter()
    n = alike = 0
    for row, column, count in rows:
        n += count
        alike += count if row == column else 0
        counted[row, column] += count
        if row != column and not of_pair:
            counted[column, row] += count
    tags = sorted({tag for cell in counted for tag in cell} - {NO_TAG})
    return Confusion([*tags, NO_TAG] if tags else [], dict(counted), n, alike, of_pair)


def cells_of(*, access: ProjectAccess, wanted: AgreementFilter) -> QuerySet[AgreementCell]:
    """The cells of a group of the newest computation that a member may see; with a tag, those that it is in."""
    rows = AgreementCell.objects.filter(run=run_for(access))
    if wanted.tag:
        rows = rows.filter(Q(row=wanted.tag) | Q(column=wanted.tag))
    match wanted.dimension:
        case Dimension.PAIR:
            first, _comma, second = wanted.key.partition(",")
            return rows.filter(first=first, second=second) if names_coders(access) else rows.none()
        case Dimension.LANGUAGE:
            return rows.filter(language=wanted.key)
        case Dimension.WEEK:
            return rows.filter(week=wanted.key) if _is_day(wanted.key) else rows.none()
    return rows


def _is_day(words: str) -> bool:
    try:
        date.fromisoformat(words)
    except ValueError:
        return False
    return True


def _figure(row: AgreementFigure) -> Figure:
    interval = None if row.low is None or row.high is None else (row.low, row.high)
    reason = Undefined(row.reason) if row.reason else None
    return Figure(Statistic(row.statistic), Estimate(row.value, row.n, reason, interval), row.articles)


def _nothing(name: Statistic) -> Figure:
    return Figure(name, Estimate(None, 0, Undefined.NOTHING), 0)
