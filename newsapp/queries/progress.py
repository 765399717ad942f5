"""How far a project is: by person, by day. In a blind project as far as a member may know."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from newsapp.access import ProjectAccess
from newsapp.anonymity import shown_coder
from newsapp.queries.articles import seen_assignments

DAYS = 28
"""Days that are shown, today the last."""


class PersonProgress(NamedTuple):
    """How many articles somebody has, by how far she is; `overdue` are some of those that wait or were begun."""

    username: str
    name: str
    waiting: int
    started: int
    done: int
    skipped: int
    overdue: int

    @property
    def total(self) -> int:
        """All that she has or had."""
        return self.waiting + self.started + self.done + self.skipped


class DayProgress(NamedTuple):
    """How many articles somebody said to be done with on a day, in the reader's time zone."""

    day: date
    done: int


_OPEN = Q(done_at=None, skipped_at=None)


def progress_by_person(access: ProjectAccess) -> list[PersonProgress]:
    """The people who have articles, by name; one statement."""
    names = ("user__username", "user__first_name", "user__last_name")
    there = seen_assignments(access).filter(article__deleted_at=None, article__archived_at=None)
    counted = (
        there.order_by()
        .values_list(*names)
        .annotate(
            waiting=Count("pk", filter=_OPEN & Q(started_at=None)),
            started=Count("pk", filter=_OPEN & Q(started_at__isnull=False)),
            done=Count("pk", filter=Q(done_at__isnull=False)),
            skipped=Count("pk", filter=Q(skipped_at__isnull=False)),
            overdue=Count("pk", filter=_OPEN & Q(due_on__lt=timezone.localdate())),
        )
    )
    found = [
        PersonProgress(*shown_coder(access, username, f"{first} {last}".strip() or username), *counts)
        for username, first, last, *counts in counted
    ]
    return sorted(found, key=lambda person: (person.name.casefold(), person.username))


def progress_by_day(access: ProjectAccess) -> list[DayProgress]:
    """The last `DAYS` days; one statement."""
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    done = seen_assignments(access).filter(article__deleted_at=None, done_at__isnull=False)
    found = done.annotate(day=TruncDate("done_at")).filter(day__gte=days[0]).order_by().values_list("day")
    counted = dict(found.annotate(number=Count("pk")))
    return [DayProgress(day, counted.get(day, 0)) for day in days]
