"""Reading articles: for lists, for one, and the states of its text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from newsapp.access import ArticleAccess, ProjectAccess
from newsapp.domain.searching import STEMMED, Term, terms_of
from newsapp.models import Article, Revision
from newsapp.queries.pages import Page, Window, page_of

_FIELDS = (
    "number", "title", "language", "url", "outlet__name", "published_at", "story__name", "current_revision__number",
    "current_revision__text", "current_revision__sha256", "current_revision__blocks", "tags",
    "current_revision__cleaning", "metadata", "created_at", "version",
)  # fmt: skip


class ArticleRecord(NamedTuple):
    """An article as everybody sees it; `id` is its number within the project, `revision` the current one's."""

    id: int
    title: str
    language: str
    url: str | None
    outlet: str | None
    published_at: datetime | None
    story: str | None
    revision: int
    text: str
    sha256: str
    blocks: list[dict[str, Any]]
    tags: list[str]
    cleaning: list[dict[str, Any]]
    metadata: dict[str, Any]
    created_at: datetime
    version: int


class RevisionRecord(NamedTuple):
    """One state of an article's text; `length` in code points, `created_by` a username."""

    revision: int
    text: str
    sha256: str
    length: int
    blocks: list[dict[str, Any]]
    cleaning: list[dict[str, Any]]
    origin: str
    created_by: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles; None leaves a field open.

    Attributes:
        language: BCP 47 tag; `en` lets `en-GB` through.
        outlet, story: a name.
        tag: key of an article tag.
        created_after: taken in after this moment.
        q: see `newsapp.domain.searching.terms_of`.
    """

    language: str | None = None
    outlet: str | None = None
    story: str | None = None
    tag: str | None = None
    created_after: datetime | None = None
    q: str | None = None


def visible_articles(access: ProjectAccess) -> QuerySet[Article]:
    """What a member may see of the project's articles: the one place that decides it."""
    return Article.objects.filter(project=access.project, deleted_at=None)


def filtered(articles: QuerySet[Article], wanted: ArticleFilter) -> QuerySet[Article]:
    """Those that a filter lets through."""
    conditions = Q()
    if wanted.language is not None:
        conditions &= Q(language=wanted.language) | Q(language__startswith=f"{wanted.language}-")
    if wanted.outlet is not None:
        conditions &= Q(outlet__name=wanted.outlet)
    if wanted.story is not None:
        conditions &= Q(story__name=wanted.story)
    if wanted.tag is not None:
        conditions &= Q(tags__contains=[wanted.tag])
    if wanted.created_after is not None:
        conditions &= Q(created_at__gt=wanted.created_after)
    if wanted.q and wanted.q.strip():
        conditions &= matches(wanted.q)
    return articles.filter(conditions)


def matches(search: str) -> Q:
    """The condition that an article has what somebody looks for."""
    terms = terms_of(search)
    query = Q() if terms else Q(pk__in=[])
    for term in terms:
        query &= ~Q(search=_looked_for(term)) if term.without else Q(search=_looked_for(term))
    return query


def _looked_for(term: Term) -> Any:
    """A word is found by its beginning as it stands, and by its stem in each language that has one."""
    if term.exact:
        return SearchQuery(term.words, config="simple", search_type="phrase")
    escaped = term.words.replace("\\", "\\\\").replace("'", "''")
    query: Any = SearchQuery(f"'{escaped}':*", config="simple", search_type="raw")
    for config in STEMMED.values():
        query |= SearchQuery(term.words, config=config, search_type="phrase")
    return query


def records(articles: QuerySet[Article]) -> list[ArticleRecord]:
    """The articles as everybody sees them, in one statement."""
    return [ArticleRecord(*row) for row in articles.values_list(*_FIELDS)]


def page_of_articles(*, access: ProjectAccess, wanted: ArticleFilter, window: Window) -> Page[ArticleRecord]:
    """A page of the articles that a member may see, by number."""
    return page_of(
        filtered(visible_articles(access), wanted),
        window,
        key="number",
        read=lambda rows: [(record.id, record) for record in records(rows)],
    )


def articles_by_number(*, access: ProjectAccess, numbers: list[int]) -> list[ArticleRecord]:
    """Articles in the order of their numbers; those that there are."""
    return records(visible_articles(access).filter(number__in=numbers).order_by("number"))


def record_of(access: ArticleAccess) -> ArticleRecord:
    """An article that was opened with its blocks."""
    article, revision = access.article, access.revision
    return ArticleRecord(
        id=article.number,
        title=article.title,
        language=article.language,
        url=article.url,
        outlet=article.outlet.name if article.outlet else None,
        published_at=article.published_at,
        story=article.story.name if article.story else None,
        revision=revision.number,
        text=revision.text,
        sha256=revision.sha256,
        blocks=revision.blocks,
        tags=article.tags,
        cleaning=revision.cleaning,
        metadata=article.metadata,
        created_at=article.created_at,
        version=article.version,
    )


def page_of_revisions(*, access: ArticleAccess, window: Window) -> Page[RevisionRecord]:
    """A page of the states of an article's text, the first one first."""
    fields = (
        "number",
        "text",
        "sha256",
        "length",
        "blocks",
        "cleaning",
        "origin",
        "created_by__username",
        "created_at",
    )
    return page_of(
        Revision.objects.filter(article=access.article),
        window,
        key="number",
        read=lambda rows: [(row[0], RevisionRecord(*row)) for row in rows.values_list(*fields)],
    )
