"""Reading articles: for lists, for one, and the states of its text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from newsapp.access import ArticleAccess, ProjectAccess
from newsapp.anonymity import coder_asked_for
from newsapp.blindness import may_hide, sees_part_in, sees_work_in, sees_work_on
from newsapp.domain.searching import Status
from newsapp.models import Article, Assignment, Outlet, Revision, Story, User
from newsapp.queries.article_search import matching
from newsapp.queries.pages import Page, Window, page_of

_FIELDS = (
    "number", "title", "language", "url", "outlet__name", "published_at", "story__name", "current_revision__number",
    "current_revision__text", "current_revision__sha256", "current_revision__blocks", "tags",
    "current_revision__cleaning", "metadata", "shown_status", "archived_at", "comparison_opened_at", "created_at",
    "version",
)  # fmt: skip


class ArticleRecord(NamedTuple):
    """An article as everybody sees it.

    `id` is its number within the project, `revision` the current one's; `status` is `new`, `assigned`, `done`, `archived`:
    see `with_status`.
    """

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
    status: str
    comparison_opened_at: datetime | None
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


NOBODY = ""
"""Stands for an assignee: articles that nobody has."""


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles; None leaves a field open.

    Attributes:
        language: BCP 47 tag; `en` lets `en-GB` through.
        outlet, story: a name.
        tag: key of an article tag.
        created_after: taken in after this moment.
        q: see `newsapp.domain.searching.terms_of`.
        status: one of `newsapp.domain.searching.Status`; with an assignee that of her own work, not of the article.
        assignee: username of somebody who has it; `NOBODY` for those that nobody has.
        with_archived: whether archived articles are among them when no status is asked for.
    """

    language: str | None = None
    outlet: str | None = None
    story: str | None = None
    tag: str | None = None
    created_after: datetime | None = None
    q: str | None = None
    status: str | None = None
    assignee: str | None = None
    with_archived: bool = True


def visible_articles(access: ProjectAccess) -> QuerySet[Article]:
    """What a member may see of the project's articles: the one place that decides it."""
    return Article.objects.filter(project=access.project, deleted_at=None)


def with_status(access: ProjectAccess, articles: QuerySet[Article]) -> QuerySet[Any]:
    """Articles with `shown_status`: how far the work on each is, as far as the member may know.

    Where others' work is hidden from her it is how far her own is.
    """
    status: Combinable = F("status")
    if may_hide(access):
        status = Case(When(sees_work_in(access, ""), then=status), default=_own_status(access))
    return articles.annotate(shown_status=status)


def _own_status(access: ProjectAccess) -> Coalesce:
    done = Case(
        When(done_at__isnull=False, then=Value(Article.Status.DONE)),
        default=Value(Article.Status.ASSIGNED),
        output_field=CharField(),
    )
    hers = Assignment.objects.filter(article=OuterRef("pk"), user=access.user)
    return Coalesce(Subquery(hers.values(own=done)), Value(Article.Status.NEW), output_field=CharField())


def _status_now(access: ArticleAccess) -> str:
    if sees_work_on(access):
        return access.article.status
    shown = with_status(access, Article.objects.filter(pk=access.article.pk))
    return str(shown.values_list("shown_status", flat=True)[0])


def wanted_articles(*, access: ProjectAccess, wanted: ArticleFilter) -> QuerySet[Article]:
    """Those of the articles that a member may see that a filter lets through."""
    conditions = _in_status(access, wanted)
    if wanted.language is not None:
        conditions &= Q(language=wanted.language) | Q(language__startswith=f"{wanted.language}-")
    if wanted.outlet is not None:
        conditions &= Q(outlet=_row_called(Outlet, access, wanted.outlet))
    if wanted.story is not None:
        conditions &= Q(story=_row_called(Story, access, wanted.story))
    if wanted.tag is not None:
        conditions &= Q(tags__contains=[wanted.tag])
    if wanted.created_after is not None:
        conditions &= Q(created_at__gt=wanted.created_after)
    if wanted.q and wanted.q.strip():
        conditions &= Q(pk__in=matching(project_id=access.project.pk, search=wanted.q, language=wanted.language))
    return with_status(access, visible_articles(access)).filter(conditions)


def _row_called(table: type[Outlet] | type[Story], access: ProjectAccess, name: str) -> Subquery:
    return Subquery(table._default_manager.filter(project=access.project, name=name).values("pk")[:1])


def _in_status(access: ProjectAccess, wanted: ArticleFilter) -> Q:
    if wanted.status == Status.ARCHIVED:
        conditions = Q(archived_at__isnull=False)
    elif wanted.status is None and wanted.with_archived:
        conditions = Q()
    else:
        conditions = Q(archived_at=None)
    working = wanted.status if wanted.status != Status.ARCHIVED else None
    if wanted.assignee == NOBODY:
        # The status follows the assignments: without any it is "new".
        return conditions & Q(shown_status=Status.NEW) & (Q() if working in {None, Status.NEW} else Q(pk__in=[]))
    if wanted.assignee is not None:
        return conditions & Q(pk__in=_assigned(access, wanted.assignee, working))
    if working == Status.STARTED:
        started = seen_assignments(access).filter(started_at__isnull=False, done_at=None, skipped_at=None)
        return conditions & Q(pk__in=started.values("article"))
    if working == Status.SKIPPED:
        skipped = seen_assignments(access).filter(skipped_at__isnull=False)
        return conditions & Q(pk__in=skipped.values("article"))
    return conditions & Q(shown_status=working) if working else conditions


def seen_assignments(access: ProjectAccess) -> QuerySet[Assignment]:
    """The project's assignments of which a member may know how far they are."""
    return Assignment.objects.filter(sees_part_in(access, "article", "user"), project=access.project)


def open_for(access: ProjectAccess, assignment: str = "") -> Q:
    """What holds for assignments that are neither done nor skipped, as far as a member may know.

    Where others' work is hidden from her, all that they have counts as open.

    Args:
        access: the project.
        assignment: the path from a row to an assignment, "" for assignments themselves.
    """
    at = f"{assignment}__" if assignment else ""
    waiting = Q(**{f"{at}done_at": None, f"{at}skipped_at": None})
    if may_hide(access):
        waiting |= ~sees_part_in(access, f"{at}article", f"{at}user")
    return waiting & Q(**{f"{at}project": access.project})


def _assigned(access: ProjectAccess, username: str, status: str | None) -> Any:
    """The rows of articles that somebody has; the status is that of her own work."""
    coder = coder_asked_for(access, username, path="assignee")
    person = Subquery(User.objects.filter(username=coder).values("pk")[:1])
    rows = seen_assignments(access).filter(user=person)
    if status == Status.ASSIGNED:
        rows = rows.filter(done_at=None, skipped_at=None)
    elif status == Status.STARTED:
        rows = rows.filter(started_at__isnull=False, done_at=None, skipped_at=None)
    elif status == Status.SKIPPED:
        rows = rows.filter(skipped_at__isnull=False)
    elif status == Status.DONE:
        rows = rows.filter(done_at__isnull=False)
    elif status == Status.NEW:
        rows = rows.none()
    return rows.values("article")


def records(articles: QuerySet[Article]) -> list[ArticleRecord]:
    """Articles from `with_status` as a member sees them, in one statement."""
    return [_record(*row) for row in articles.values_list(*_FIELDS)]


def _record(*row: Any) -> ArticleRecord:
    *known, status, archived_at, opened_at, created_at, version = row
    return ArticleRecord._make([*known, _status(status, archived_at), opened_at, created_at, version])


def _status(status: str, archived_at: datetime | None) -> str:
    return Status.ARCHIVED.value if archived_at is not None else status


def page_of_articles(*, access: ProjectAccess, wanted: ArticleFilter, window: Window) -> Page[ArticleRecord]:
    """A page of the articles that a member may see, by number."""
    return page_of(
        wanted_articles(access=access, wanted=wanted),
        window,
        key="number",
        read=lambda rows: [(record.id, record) for record in records(rows)],
    )


def articles_by_number(*, access: ProjectAccess, numbers: list[int]) -> list[ArticleRecord]:
    """Articles in the order of their numbers; those that there are."""
    return records(with_status(access, visible_articles(access)).filter(number__in=numbers).order_by("number"))


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
        status=_status(_status_now(access), article.archived_at),
        comparison_opened_at=article.comparison_opened_at,
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
