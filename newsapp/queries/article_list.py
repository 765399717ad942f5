"""The list of articles as its page shows it: no texts; first the rows of a page are found, then read.

What finds and counts them asks for nothing that is not in the indexes of `newsapp.models.Article`, so that a project of
100,000 articles is listed without reading them (`benchmarks/plans.py` holds that). Full-text search finds its rows in an
index of its own and reads the words of no more than `RANKED` of them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, QuerySet, Value
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.db.models.functions import Coalesce, Left

from newsapp.access import ProjectAccess
from newsapp.anonymity import shown_coder
from newsapp.domain.initials import initials_of
from newsapp.domain.searching import Sort, Status
from newsapp.models import Article, ArticleSearch
from newsapp.models.articles import UNDATED
from newsapp.queries.article_search import Excerpt, excerpts, relevance
from newsapp.queries.articles import (
    ArticleFilter,
    seen_assignments,
    visible_articles,
    wanted_articles,
    with_status,
)
from newsapp.queries.assignments import is_overdue, is_stalled, with_touch

COUNTED = 1_000
"""Where counting stops: past it the page says "1,000+"."""

RANKED = 1_000
"""How many of the articles that match a search are put in order of relevance: the newest."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Place = tuple[int, ...]
"""Where a row stands: its number, before it (by date, by relevance) the microseconds since 1970 or the score."""


@dataclass(frozen=True, slots=True)
class ListWindow:
    """Which part of the list: at most `limit` rows behind the place `after`, or in front of `before` (never both)."""

    limit: int
    after: Place | None = None
    before: Place | None = None


class Assignee(NamedTuple):
    """Somebody who has an article; `state` is `assigned`, `started`, `skipped` or `done`.

    `due_on`, `overdue` and `stalled` as for `newsapp.queries.assignments.AssignmentRecord`.
    """

    username: str
    name: str
    state: str
    due_on: date | None
    overdue: bool
    stalled: bool

    @property
    def initials(self) -> str:
        """Two letters for the list."""
        return initials_of(self.name)


class ArticleRow(NamedTuple):
    """An article in the list; `status` is `new`, `assigned`, `done` or `archived`, `length` is in code points."""

    pk: int
    number: int
    title: str
    beginning: str
    language: str
    outlet: str | None
    story: str | None
    published_at: datetime | None
    tags: list[str]
    length: int
    status: str
    assignees: list[Assignee]
    excerpt: Excerpt | None

    @property
    def overdue(self) -> bool:
        """Whether somebody should have been done with it by now."""
        return any(person.overdue for person in self.assignees)

    @property
    def stalled(self) -> bool:
        """Whether somebody began with it and has left it alone since."""
        return any(person.stalled for person in self.assignees)

    @property
    def heading(self) -> str:
        """What the list calls it: its title, or how its text begins."""
        return self.title or self.beginning.strip().split("\n")[0]


class ListPage(NamedTuple):
    """A page of the list; `following` and `preceding` are the windows of the pages beside it, None at the ends."""

    rows: list[ArticleRow]
    following: ListWindow | None
    preceding: ListWindow | None


class Facets(NamedTuple):
    """How many articles there are that are not archived, by language (the most frequent first) and by status."""

    languages: list[tuple[str, int]]
    statuses: dict[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.statuses.values())

    @property
    def handed_out(self) -> int:
        """Those that somebody has or had."""
        return self.total - self.statuses.get(Status.NEW.value, 0)


_FIELDS = (
    "pk", "number", "title", "beginning", "language", "outlet__name", "story__name", "published_at", "tags",
    "current_revision__length", "shown_status", "archived_at",
)  # fmt: skip


def article_page(*, access: ProjectAccess, wanted: ArticleFilter, sort: Sort, window: ListWindow) -> ListPage:
    """A page of the list; three statements, one more for a search."""
    found, following, preceding = find_page(access=access, wanted=wanted, sort=sort, window=window)
    return ListPage(_read(access, found, wanted), following, preceding)


def find_page(
    *, access: ProjectAccess, wanted: ArticleFilter, sort: Sort, window: ListWindow
) -> tuple[list[int], ListWindow | None, ListWindow | None]:
    """The articles' rows of a page, in order, and the windows beside it."""
    rows, keys = ordered_rows(access=access, wanted=wanted, sort=sort)
    backwards = window.before is not None
    falling = backwards != (sort != Sort.OLDEST)
    border = window.before if backwards else window.after
    if border is not None:
        rows = _beyond(rows, keys, border, falling=falling)
    rows = rows.order_by(*(f"-{key}" if falling else key for key in keys))
    found = [(pk, _place(key)) for pk, *key in rows.values_list("pk", *keys)[: window.limit + 1]]
    more = len(found) > window.limit
    del found[window.limit :]
    if backwards:
        found.reverse()
    # A page whose rows have all gone leads back to where it stood.
    last, first = (found[-1][1], found[0][1]) if found else (border, border)
    following = ListWindow(window.limit, after=last) if last and (backwards or more) else None
    preceding = (
        ListWindow(window.limit, before=first) if first and (more if backwards else window.after is not None) else None
    )
    return [pk for pk, _ in found], following, preceding


def ordered_rows(*, access: ProjectAccess, wanted: ArticleFilter, sort: Sort) -> tuple[QuerySet[Any], tuple[str, ...]]:
    """The whole list and the fields it is ordered by: all falling, but rising for `Sort.OLDEST`."""
    articles: QuerySet[Article] = wanted_articles(access=access, wanted=wanted)
    if sort == Sort.PUBLISHED:
        return articles.annotate(day=Coalesce("published_at", Value(UNDATED))), ("day", "number")
    if sort == Sort.RELEVANCE and wanted.q:
        ranked = ArticleSearch.objects.filter(
            article__in=articles.order_by("-number").values("pk")[:RANKED], article__deleted_at=None
        )
        score = relevance(search=wanted.q, language=wanted.language)
        return ranked.annotate(score=score, number=F("article__number")), ("score", "number")
    return articles, ("number",)


def _beyond(rows: QuerySet[Any], keys: tuple[str, ...], border: Place, *, falling: bool) -> QuerySet[Any]:
    values: tuple[Any, ...] = border
    if keys[0] == "day":
        values = (_EPOCH + border[0] * _MICROSECOND, *border[1:])
    compare = TupleLessThan if falling else TupleGreaterThan
    if len(keys) == 1:
        return rows.filter(**{f"{keys[0]}__{'lt' if falling else 'gt'}": values[0]})
    return rows.filter(compare(tuple(F(key) for key in keys), values))


def _place(key: Iterable[Any]) -> Place:
    return tuple((part - _EPOCH) // _MICROSECOND if isinstance(part, datetime) else part for part in key)


def _read(access: ProjectAccess, found: Collection[int], wanted: ArticleFilter) -> list[ArticleRow]:
    shown = with_status(access, Article.objects.filter(pk__in=found)).annotate(
        beginning=Left("current_revision__text", 120)
    )
    rows = {row[0]: row for row in shown.values_list(*_FIELDS)}
    assignees = _assignees(access, found)
    places = _excerpts(access, [(pk, row[4]) for pk, row in rows.items()], wanted.q)
    return [_row(rows[pk], assignees.get(pk, []), places.get(pk)) for pk in found if pk in rows]


def _row(row: tuple[Any, ...], assignees: list[Assignee], excerpt: Excerpt | None) -> ArticleRow:
    *known, status, archived_at = row
    status = Status.ARCHIVED.value if archived_at is not None else status
    return ArticleRow._make([*known, status, assignees, excerpt])


def _assignees(access: ProjectAccess, found: Collection[int]) -> dict[int, list[Assignee]]:
    by_article: dict[int, list[Assignee]] = {}
    rows = with_touch(seen_assignments(access).filter(article__in=found).select_related("user"))
    for row in rows.order_by("pk"):
        state = "done" if row.done_at else "skipped" if row.skipped_at else "started" if row.started_at else "assigned"
        by_article.setdefault(row.article_id, []).append(
            Assignee(
                *shown_coder(access, row.user.username, row.user.display_name),
                state,
                row.due_on,
                is_overdue(row.due_on, done=state in {"done", "skipped"}),
                is_stalled(access.project, row.touched_at),
            )
        )
    return by_article


def _excerpts(access: ProjectAccess, rows: list[tuple[int, str]], search: str | None) -> dict[int, Excerpt]:
    if not search:
        return {}
    return excerpts(access=access, languages=rows, search=search)


def count_up_to(*, access: ProjectAccess, wanted: ArticleFilter) -> int:
    """How many articles there are, counted no further than `COUNTED` + 1."""
    return wanted_articles(access=access, wanted=wanted)[: COUNTED + 1].count()


def numbers_of(*, access: ProjectAccess, wanted: ArticleFilter, sort: Sort, limit: int) -> list[int]:
    """The numbers of all that a filter lets through, at most `limit`; in the list's order, by relevance the newest first."""
    rows, keys = ordered_rows(access=access, wanted=wanted, sort=Sort.NEWEST if sort == Sort.RELEVANCE else sort)
    ordered = rows.order_by(*(key if sort == Sort.OLDEST else f"-{key}" for key in keys))
    return list(ordered.values_list("number", flat=True)[:limit])


def facets_of(access: ProjectAccess) -> Facets:
    """What filters have to offer, in one statement."""
    there = with_status(access, visible_articles(access).filter(archived_at=None))
    counted = there.values_list("language", "shown_status").order_by()
    languages: dict[str, int] = {}
    statuses: dict[str, int] = {}
    for language, status, number in counted.annotate(count=Count("pk")):
        statuses[status] = statuses.get(status, 0) + number
        if language:
            languages[language] = languages.get(language, 0) + number
    return Facets(sorted(languages.items(), key=lambda entry: (-entry[1], entry[0])), statuses)


def languages_of(access: ProjectAccess) -> list[tuple[str, int]]:
    """The languages of the project's articles with how many there are of each, the most frequent first."""
    return facets_of(access).languages


def count_in_hand(access: ProjectAccess) -> int:
    """How many articles the member has that she has not done, counted no further than `COUNTED` + 1."""
    mine = ArticleFilter(assignee=access.user.username, status=Status.ASSIGNED.value, with_archived=False)
    return count_up_to(access=access, wanted=mine)
