"""Reading the log of what people did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Left

from newsapp.access import ProjectAccess
from newsapp.anonymity import coder_behind, coder_names, names_hidden, shown_coder
from newsapp.blindness import hides_work
from newsapp.errors import NotVisible
from newsapp.models import Event, Membership, User
from newsapp.queries.coding_events import coding_among, done_by, names_of_rows, without_coders
from newsapp.queries.pages import Page, Window, page_of
from newsapp.queries.visible_events import visible_events, without_work
from newsapp.wording import gettext as _


class EventRecord(NamedTuple):
    """One thing that somebody did.

    `article` is a number within the project, `actor` a username (None for the command line); `detail` holds the words
    that somebody wrote and is None when there were none, or when they were erased.
    """

    id: int
    verb: str
    object: str
    article: int | None
    actor: str | None
    data: dict[str, Any]
    detail: dict[str, Any] | None
    created_at: datetime


def page_of_events(*, access: ProjectAccess, window: Window) -> Page[EventRecord]:
    """A page of what a member may see of a project's log, the newest first."""
    hides = hides_work(access)
    fields = ("id", "verb", "object_id", "article__number", "actor__username", "data", "detail__data", "created_at")

    def read(rows: QuerySet[Event]) -> list[tuple[int, EventRecord]]:
        found = _told_as(access, [EventRecord(*row) for row in rows.values_list(*fields)])
        return [(row.id, row._replace(data=without_work(row.data)) if hides else row) for row in found]

    return page_of(visible_events(access), window, key="pk", read=read, newest_first=True)


def _told_as(access: ProjectAccess, records: list[EventRecord]) -> list[EventRecord]:
    """The events as a member is told them, in two statements more where coders are anonymous to her."""
    if not names_hidden(access):
        return records
    coding, names = coding_among(access, (record.id for record in records)), coder_names(access)
    handed = [int(record.object) for record in records if record.verb.startswith("assignment.")]
    coders = {str(pk): name for pk, name in names_of_rows(access, handed).items()}
    return [
        record._replace(
            object=coders.get(record.object, "") if record.verb.startswith("assignment.") else record.object,
            actor=names(record.actor) if record.id in coding else record.actor,
            data=without_coders(record.verb, record.data),
        )
        for record in records
    ]


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """Which events; None leaves a field open.

    Attributes:
        person: username of who did it, or what the member sees for it.
        topics: what stands before the dot of a verb.
        article: number within the project, of a deleted one too.
        since, until: from this moment on, and before that one.
        objects: what it was done to, as topic and id.
    """

    person: str | None = None
    topics: tuple[str, ...] | None = None
    article: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    objects: tuple[tuple[str, str], ...] | None = None


class Person(NamedTuple):
    """Somebody whom a sentence names."""

    id: int
    username: str
    name: str


class ArticleNamed(NamedTuple):
    """An article that a sentence names; `heading` is its title, or how its text begins."""

    id: int
    number: int
    heading: str
    deleted: bool


class EventRow(NamedTuple):
    """An event as a page tells it; `actor` is None for the command line."""

    id: int
    verb: str
    object_id: str
    data: dict[str, Any]
    detail: dict[str, Any]
    created_at: datetime
    actor: Person | None
    article: ArticleNamed | None

    @property
    def topic(self) -> str:
        """What stands before the dot of the verb."""
        return self.verb.partition(".")[0]


class ActivityPage(NamedTuple):
    """A page of the log.

    `newer` and `older` are the events on the other side of its borders, so that a page can say what goes on there.
    """

    page: Page[EventRow]
    newer: EventRow | None
    older: EventRow | None


_FIELDS = (
    "pk", "verb", "object_id", "data", "detail__data", "created_at", "actor_id", "actor__username",
    "actor__first_name", "actor__last_name", "article_id", "article__number", "heading", "article__deleted_at",
)  # fmt: skip

BEGINNING = 120
"""Code points of a text by which an article without a title is called."""


def page_of_activity(*, access: ProjectAccess, wanted: ActivityFilter, window: Window) -> ActivityPage:
    """A page of what happened in a project, the newest first; in one statement, and one more at each inner border."""
    events, hides = _filtered(access, wanted), hides_work(access)
    page = page_of(
        events,
        window,
        key="pk",
        read=lambda rows: [(row.id, row) for row in _rows(access, rows, hides)],
        newest_first=True,
    )
    newer = older = None
    if page.rows and page.preceding:
        newer = next(iter(_rows(access, events.filter(pk__gt=page.rows[0].id).order_by("pk")[:1], hides)), None)
    if page.rows and page.following:
        older = next(iter(_rows(access, events.filter(pk__lt=page.rows[-1].id).order_by("-pk")[:1], hides)), None)
    return ActivityPage(page, newer, older)


def _filtered(access: ProjectAccess, wanted: ActivityFilter) -> QuerySet[Event]:
    conditions = Q()
    if wanted.person is not None:
        conditions &= done_by(access, wanted.person)
    if wanted.topics is not None:
        of_topics = Q(pk__in=[])
        for topic in wanted.topics:
            of_topics |= Q(verb__startswith=f"{topic}.")
        conditions &= of_topics
    if wanted.article is not None:
        conditions &= Q(article__number=wanted.article)
    if wanted.since is not None:
        conditions &= Q(created_at__gte=wanted.since)
    if wanted.until is not None:
        conditions &= Q(created_at__lt=wanted.until)
    if wanted.objects is not None:
        of_objects = Q(pk__in=[])
        for topic, object_id in wanted.objects:
            of_objects |= Q(verb__startswith=f"{topic}.", object_id=object_id)
        conditions &= of_objects
    return visible_events(access).filter(conditions)


def _rows(access: ProjectAccess, events: QuerySet[Event], hides: bool) -> list[EventRow]:
    # The text is looked at only where there is no title: it may be long.
    heading = Case(
        When(article__title="", then=Left("article__current_revision__text", BEGINNING)), default=F("article__title")
    )
    rows = [_row(*row) for row in events.annotate(heading=heading).values_list(*_FIELDS)]
    coding = coding_among(access, (row.id for row in rows))
    rows = [_nameless(access, row) if row.id in coding else row for row in rows]
    return [row._replace(data=without_work(row.data)) for row in rows] if hides else rows


def _nameless(access: ProjectAccess, row: EventRow) -> EventRow:
    assert row.actor is not None
    return row._replace(actor=as_coder(access, row.actor))


def _row(*values: Any) -> EventRow:
    pk, verb, object_id, data, detail, created_at, actor, username, first, last, article, number, heading, gone = values
    return EventRow(
        pk,
        verb,
        object_id,
        data,
        detail or {},
        created_at,
        Person(actor, username, f"{first} {last}".strip() or username) if actor else None,
        ArticleNamed(article, number, heading.strip().split("\n")[0].strip(), gone is not None) if article else None,
    )


def as_coder(access: ProjectAccess, person: Person) -> Person:
    """Somebody as a member sees her where it is about whose reading something is."""
    return Person(person.id, *shown_coder(access, person.username, person.name))


def coders_by_id(access: ProjectAccess, ids: Iterable[int]) -> dict[int, Person]:
    """Coders whom events name, by row, as a member sees them."""
    return {pk: as_coder(access, person) for pk, person in people_by_id(ids).items()}


def people_by_id(ids: Iterable[int]) -> dict[int, Person]:
    """Accounts that events name, by row."""
    wanted = set(ids)
    return {user.pk: _person(user) for user in User.objects.filter(pk__in=wanted)} if wanted else {}


def names_of(usernames: Iterable[str | None]) -> dict[str, str]:
    """What pages call people, by username; in one statement, and none for nobody."""
    wanted = {username for username in usernames if username}
    return {user.username: user.display_name for user in User.objects.filter(username__in=wanted)} if wanted else {}


def _person(user: User) -> Person:
    return Person(user.pk, user.username, user.display_name)


def members_by_name(access: ProjectAccess) -> list[Person]:
    """The members of a project, for a list to choose from."""
    members = Membership.objects.filter(project=access.project).select_related("user").order_by("user__username")
    return [_person(member.user) for member in members]


class PersonHere(NamedTuple):
    """Somebody and her part in a project; without `role` she is no member any more."""

    person: Person
    role: str | None
    since: datetime | None


def person_in_project(*, access: ProjectAccess, username: str) -> PersonHere:
    """Somebody who is a member of the project, or has done something in it.

    Raises:
        NotVisible: there is nobody of this name, or she has nothing to do with the project that the member may see.
    """
    coder = coder_behind(access, username) if names_hidden(access) else username
    if coder not in (None, username):
        return PersonHere(Person(0, username, username), None, None)
    user = User.objects.filter(username__iexact=username).first()
    member = Membership.objects.filter(project=access.project, user=user).first() if user else None
    if user is None or (member is None and not visible_events(access).filter(done_by(access, user.username)).exists()):
        raise NotVisible(_("Nobody of this name has done anything in this project."))
    return PersonHere(_person(user), member.role if member else None, member.created_at if member else None)
