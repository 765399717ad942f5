"""What the page about an article shows besides its text: who works on it, the states of its text, what it was made from."""

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet

from newsapp.access import ArticleAccess
from newsapp.blindness import sees_work_on
from newsapp.domain.roles import Action, Role, may
from newsapp.errors import NotVisible
from newsapp.models import Assignment, Membership, RawDocument, Revision, User
from newsapp.queries.activity import Person, as_coder
from newsapp.queries.assignments import is_overdue, is_stalled, with_touch
from newsapp.wording import gettext as _


class AssignmentRow(NamedTuple):
    """Who has an article to code; `done_at` and `started_at` are None while it is neither, `skip_reason` is "".

    `hidden` says that nothing is told of how far she is: the reader codes blind. `due_on`, `overdue` and `stalled` as for
    `newsapp.queries.assignments.AssignmentRecord`.
    """

    person: Person
    since: datetime
    started_at: datetime | None
    done_at: datetime | None
    skip_reason: str
    due_on: date | None
    overdue: bool = False
    stalled: bool = False
    hidden: bool = False


class RevisionRow(NamedTuple):
    """A state of an article's text; `length` in code points, `by` None for the command line.

    `original` says that the document is kept that it was made from, `filename` is that document's, or "".
    """

    number: int
    created_at: datetime
    by: Person | None
    length: int
    origin: str
    original: bool
    filename: str


class Original(NamedTuple):
    """The bytes that a revision was made from, as they came."""

    content: bytes
    media_type: str
    filename: str


def _person(user: User) -> Person:
    return Person(user.pk, user.username, user.display_name)


def assignments_of(access: ArticleAccess) -> list[AssignmentRow]:
    """The people who have the article, the first one first.

    To whom their work is hidden she herself is; whoever hands out articles sees the others too, but not how far they are.
    """
    found = Assignment.objects.filter(article=access.article).select_related("user").order_by("pk")
    if not sees_work_on(access):
        # Whoever left keeps what she was done with: that she is here would say so.
        members = found.exclude(user=access.user).filter(user__memberships__project=access.project)
        others = members if access.may(Action.ASSIGN) else members.none()
        hidden = [
            AssignmentRow(_person(row.user), row.created_at, None, None, "", row.due_on, hidden=True) for row in others
        ]
        return [*_assignment_rows(access, found.filter(user=access.user)), *hidden]
    return _assignment_rows(access, found)


def _assignment_rows(access: ArticleAccess, found: QuerySet[Assignment]) -> list[AssignmentRow]:
    return [
        AssignmentRow(
            as_coder(access, _person(row.user)),
            row.created_at,
            row.started_at,
            row.done_at,
            row.skip_reason,
            row.due_on,
            is_overdue(row.due_on, done=bool(row.done_at or row.skipped_at)),
            is_stalled(access.project, row.touched_at),
        )
        for row in with_touch(found)
    ]


def coders_of(access: ArticleAccess) -> list[Person]:
    """The members of the article's project to whom it could be assigned, by name."""
    coding = [role.value for role in Role if may(role, Action.HIGHLIGHT)]
    members = Membership.objects.filter(project=access.project, role__in=coding, user__is_active=True)
    return [_person(member.user) for member in members.select_related("user").order_by("user__username")]


def revisions_of(access: ArticleAccess) -> list[RevisionRow]:
    """The states of the article's text, the newest first; without the texts."""
    found = Revision.objects.filter(article=access.article).select_related("created_by").order_by("-number")
    fields = (
        "number", "created_at", "created_by_id", "created_by__username", "created_by__first_name",
        "created_by__last_name", "length", "origin", "raw_document__pk", "raw_document__filename",
    )  # fmt: skip
    return [
        RevisionRow(
            number,
            created_at,
            Person(by, username, f"{first} {last}".strip() or username) if by else None,
            length,
            origin,
            raw is not None,
            filename or "",
        )
        for number, created_at, by, username, first, last, length, origin, raw, filename in found.values_list(*fields)
    ]


def original_of(*, access: ArticleAccess, revision: int) -> Original:
    """The document that a revision of the article was made from.

    Raises:
        NotVisible: the article has no such revision, or it came as data.
    """
    found = RawDocument.objects.filter(revision__article=access.article, revision__number=revision).first()
    if found is None:
        raise NotVisible(_("This text came without a document."))
    return Original(bytes(found.content), found.media_type, found.filename)
