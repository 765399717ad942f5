"""Reading comments: for lists, for what they are on, for whoever is called in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from annotations.access import visible_comments
from annotations.models import Comment, Mention
from newsapp.access import ProjectAccess
from newsapp.queries.pages import Page, Window, page_of


class CommentRecord(NamedTuple):
    """A comment as everybody sees it; the fields of the contract's JSON, in its order.

    Attributes:
        article, claim, dispute: numbers.
        highlight: its id.
        parent: id of the comment that it answers.
        author: username.
        mentions: usernames of those who are called in it.
        author_name, resolved_by_name: what pages show.
        deleted: whether it was; its text is empty then.
    """

    id: UUID
    article: int | None
    highlight: UUID | None
    claim: int | None
    dispute: int | None
    parent: UUID | None
    text: str
    author: str | None
    mentions: list[str]
    created_at: datetime
    updated_at: datetime
    resolved_by: str | None
    resolved_at: datetime | None
    version: int
    author_name: str = ""
    resolved_by_name: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class CommentFilter:
    """Which comments; None leaves a field open.

    Attributes:
        article, claim, dispute: numbers of what they are on.
        highlight: id of what they are on.
        author: username.
        resolved: whether they are settled; of remarks, not of answers.
    """

    article: int | None = None
    highlight: UUID | None = None
    claim: int | None = None
    dispute: int | None = None
    author: str | None = None
    resolved: bool | None = None


class Thread(NamedTuple):
    """A remark with its answers, in the order of their making."""

    remark: CommentRecord
    answers: list[CommentRecord]


_FIELDS = (
    "uuid", "article__number", "highlight__uuid", "claim__number", "dispute__number", "parent__uuid", "text",
    "author__username", "called", "created_at", "updated_at", "resolved_by__username", "resolved_at", "version",
    "author__first_name", "author__last_name", "resolved_by__first_name", "resolved_by__last_name", "deleted_at",
)  # fmt: skip


def page_of_comments(*, access: ProjectAccess, wanted: CommentFilter, window: Window) -> Page[CommentRecord]:
    """A page of the comments that a member may see, in the order of their making."""
    return page_of(_filtered(visible_comments(access), wanted), window, key="pk", read=_read)


def comment_record(*, access: ProjectAccess, uuid: UUID) -> CommentRecord:
    """One comment that is there."""
    return _read(visible_comments(access, deleted=True).filter(uuid=uuid))[0][1]


def threads_on(*, access: ProjectAccess, wanted: CommentFilter, newest: int | None = None) -> list[Thread]:
    """The remarks on something with their answers; a deleted one stands while an answer to it does.

    Args:
        access: the project.
        wanted: which remarks.
        newest: only so many, the newest, of those that are not settled; None for all.
    """
    found = _filtered(visible_comments(access, deleted=True), wanted)
    if newest is not None:
        remarks = found.filter(parent=None, resolved_at=None).order_by("-pk").values("pk")[:newest]
        found = found.filter(Q(pk__in=remarks) | Q(parent__in=remarks))
    rows = [row for _, row in _read(found.order_by("pk"))]
    answers: dict[UUID, list[CommentRecord]] = {}
    for row in rows:
        if row.parent is not None and not row.deleted:
            answers.setdefault(row.parent, []).append(row)
    return [
        Thread(row, answers.get(row.id, []))
        for row in rows
        if row.parent is None and (not row.deleted or row.id in answers)
    ]


def mentions_of(access: ProjectAccess) -> QuerySet[Mention]:
    """Where a member is called by name and has not taken note of it, in comments that she may see."""
    seen = visible_comments(access).order_by().values("pk")
    return Mention.objects.filter(project=access.project, user=access.user, seen_at=None, comment__in=seen)


def comments_calling(access: ProjectAccess) -> list[CommentRecord]:
    """The comments in which a member is called by name and has not taken note of it, the oldest first."""
    rows = visible_comments(access).filter(pk__in=mentions_of(access).values("comment"))
    return [row for _, row in _read(rows.order_by("pk"))]


def _filtered(comments: QuerySet[Comment], wanted: CommentFilter) -> QuerySet[Comment]:
    exact = {
        "article__number": wanted.article,
        "highlight__uuid": wanted.highlight,
        "claim__number": wanted.claim,
        "dispute__number": wanted.dispute,
        "author__username": wanted.author,
    }
    found = comments.filter(**{name: value for name, value in exact.items() if value is not None})
    if wanted.resolved is None:
        return found
    return found.filter(parent=None, resolved_at__isnull=not wanted.resolved)


def _read(rows: QuerySet[Comment]) -> list[tuple[int, CommentRecord]]:
    called = Mention.objects.filter(comment=OuterRef("pk")).order_by("user__username").values("user__username")
    return [
        (key, _record(*row)) for key, *row in rows.annotate(called=ArraySubquery(called)).values_list("pk", *_FIELDS)
    ]


def _record(*values: Any) -> CommentRecord:
    *fields, first, last, settler_first, settler_last, deleted_at = values
    names = [_name(first, last, fields[7]), _name(settler_first, settler_last, fields[11])]
    record = CommentRecord._make([*fields, *names, deleted_at is not None])
    return record._replace(text="") if record.deleted else record


def _name(first: str | None, last: str | None, username: str | None) -> str:
    return f"{first or ''} {last or ''}".strip() or username or ""
