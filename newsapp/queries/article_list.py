"""The list of articles as its page shows it: no texts, newest first."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import Left

from newsapp.access import ProjectAccess
from newsapp.models import Article
from newsapp.queries.articles import ArticleFilter, filtered, visible_articles
from newsapp.queries.pages import Page, Window, page_of

COUNTED = 1_000
"""Where counting stops: past it the page says "1,000+"."""


class ArticleRow(NamedTuple):
    """An article in the list; `heading` is its title, or how its text begins."""

    pk: int
    number: int
    title: str
    beginning: str
    language: str
    outlet: str | None
    story: str | None
    published_at: datetime | None
    length: int

    @property
    def heading(self) -> str:
        """What the list calls it."""
        return self.title or self.beginning.strip().split("\n")[0]


_FIELDS = (
    "pk", "number", "title", "beginning", "language", "outlet__name", "story__name", "published_at",
    "current_revision__length",
)  # fmt: skip


def _rows(articles: QuerySet[Article]) -> list[tuple[int, ArticleRow]]:
    shown = articles.annotate(beginning=Left("current_revision__text", 120))
    return [(row[1], ArticleRow(*row)) for row in shown.values_list(*_FIELDS)]


def article_rows(*, access: ProjectAccess, wanted: ArticleFilter, window: Window) -> Page[ArticleRow]:
    """A page of the list, in one statement."""
    return page_of(filtered(visible_articles(access), wanted), window, key="number", read=_rows, newest_first=True)


def count_up_to(*, access: ProjectAccess, wanted: ArticleFilter) -> int:
    """How many articles there are, counted no further than `COUNTED` + 1."""
    return filtered(visible_articles(access), wanted)[: COUNTED + 1].count()


def languages_of(access: ProjectAccess) -> list[tuple[str, int]]:
    """The languages of the project's articles with how many there are of each, the most frequent first."""
    counted = visible_articles(access).exclude(language="").values_list("language").annotate(count=Count("pk"))
    return list(counted.order_by("-count", "language"))
