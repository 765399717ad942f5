"""Reading who has which article to code, since when, until when, and how far she is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from newsapp.access import ProjectAccess
from newsapp.anonymity import coder_asked_for, coder_behind, coder_names
from newsapp.models import Assignment, Event, Project
from newsapp.queries.articles import seen_assignments
from newsapp.queries.pages import Page, Window, page_of

_FIELDS = (
    "article__number", "user__username", "assigned_by__username", "created_at", "started_at", "done_at", "skipped_at",
    "skip_reason", "due_on", "touched_at",
)  # fmt: skip


class AssignmentRecord(NamedTuple):
    """An article in somebody's hands.

    Attributes:
        article: its number within the project.
        user: who has it: username, or what the member sees for it.
        assigned_by: username of who handed it out; her own when she took it.
        touched_at: when she last did something in it, while she has begun and is not done; None otherwise.
        overdue: whether the day has passed by which it was to be done, and it is not.
        stalled: whether she began, and has left it alone for as long as the project says.
    """

    article: int
    user: str
    assigned_by: str | None
    created_at: datetime
    started_at: datetime | None
    done_at: datetime | None
    skipped_at: datetime | None
    skip_reason: str
    due_on: date | None
    touched_at: datetime | None
    overdue: bool
    stalled: bool


@dataclass(frozen=True, slots=True)
class AssignmentFilter:
    """Which assignments; None leaves a field open.

    Attributes:
        article: number within the project.
        user: username, or what the member sees for it.
        state: `open` (neither done nor skipped), `started` of these, `done`, `skipped`.
    """

    article: int | None = None
    user: str | None = None
    state: str | None = None


def with_touch(assignments: QuerySet[Assignment]) -> QuerySet[Any]:
    """Assignments with `touched_at`, see `AssignmentRecord`."""
    last = Event.objects.filter(article=OuterRef("article"), actor=OuterRef("user")).order_by("-pk")
    at_it = Q(started_at__isnull=False, done_at=None, skipped_at=None)
    return assignments.annotate(touched_at=Case(When(at_it, then=Subquery(last.values("created_at")[:1]))))


def is_stalled(project: Project, touched_at: datetime | None) -> bool:
    """Whether work that somebody last touched then has stalled."""
    return touched_at is not None and touched_at < timezone.now() - timedelta(days=project.stalled_days)


def is_overdue(due_on: date | None, *, done: bool) -> bool:
    """Whether the day has passed by which something was to be done, and it is not."""
    return due_on is not None and not done and due_on < timezone.localdate()


def page_of_assignments(*, access: ProjectAccess, wanted: AssignmentFilter, window: Window) -> Page[AssignmentRecord]:
    """A page of the assignments of which a member may know, in the order in which they were made."""
    conditions = Q()
    if wanted.article is not None:
        conditions &= Q(article__number=wanted.article)
    if wanted.user is not None:
        conditions &= Q(user__username=coder_asked_for(access, wanted.user, path="user"))
    if wanted.state is not None:
        conditions &= _STATES[wanted.state]
    return page_of(
        seen_assignments(access).filter(conditions, article__deleted_at=None),
        window,
        key="pk",
        read=lambda rows: [(pk, _record(access, *row)) for pk, *row in with_touch(rows).values_list("pk", *_FIELDS)],
    )


_OPEN = Q(done_at=None, skipped_at=None)
_STATES = {
    "open": _OPEN,
    "started": _OPEN & Q(started_at__isnull=False),
    "done": Q(done_at__isnull=False),
    "skipped": Q(skipped_at__isnull=False),
}


def assignment_of(*, access: ProjectAccess, number: int, username: str) -> AssignmentRecord | None:
    """Somebody's assignment to an article; None when she has none of which the member may know."""
    coder = coder_behind(access, username)
    found = seen_assignments(access).filter(article__number=number, user__username=coder, article__deleted_at=None)
    row = with_touch(found).values_list(*_FIELDS).first()
    return _record(access, *row) if row else None


def new_assignment(*, access: ProjectAccess, number: int, username: str) -> AssignmentRecord:
    """What was handed out just now: there is nothing in it yet that could be hidden."""
    found = Assignment.objects.filter(project=access.project, article__number=number, user__username=username)
    return _record(access, *with_touch(found).values_list(*_FIELDS)[0])


def _record(access: ProjectAccess, *row: Any) -> AssignmentRecord:
    number, user, assigned_by, *rest = row
    names = coder_names(access)
    by = names(assigned_by) if assigned_by == user else assigned_by
    record = AssignmentRecord._make((number, names(user), by, *rest, False, False))
    over = record.done_at is not None or record.skipped_at is not None
    return record._replace(
        overdue=is_overdue(record.due_on, done=over), stalled=is_stalled(access.project, record.touched_at)
    )
