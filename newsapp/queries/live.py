"""The log as it grows, and who may still listen to it.

Transactions commit in another order than they begin, so neither the newest id nor the newest time says what a reader
has seen. A place in the log is therefore a snapshot of PostgreSQL (`pg_current_snapshot()`): what follows it are the
events of transactions that it did not see and that have committed since. Nothing is passed over, nothing comes twice, and
nobody waits for a transaction that stays open.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection, transaction

from newsapp.access import ProjectAccess
from newsapp.anonymity import names_hidden
from newsapp.blindness import may_hide, sees_work_in
from newsapp.domain.live import Place
from newsapp.domain.roles import Role
from newsapp.domain.texts import sha256_of
from newsapp.models import Article, User

TICKETS = "claimdesk.tickets"
"""Where in a request's environment a ticket is left for whoever answers streams; without this name there are none."""

MOST_EVENTS = 1_000
"""Of one project since a place; whoever has missed more loads anew."""


@dataclass(frozen=True)
class Ticket:
    """A stream that somebody may have: the access, and by what right.

    Attributes:
        access: her project.
        session_key: of the browser's session; None with a token.
        token_id: row of the token; None in a browser.
        password: digest of what is stored of her password: sessions end when it changes.
        after: where she left off; None begins now.
        here: numbers of the articles that she has open.
    """

    access: ProjectAccess
    session_key: str | None = None
    token_id: int | None = None
    password: str = ""
    after: Place | None = None
    here: frozenset[int] = field(default=frozenset())


class LoggedEvent(NamedTuple):
    """An event of the log; `article` is a number within the project, `actor` a username."""

    id: int
    verb: str
    object_id: str
    article: int | None
    actor: str | None
    data: dict[str, Any]


def ticket_for(
    *,
    access: ProjectAccess,
    session: SessionBase | None,
    token_id: int | None,
    after: Place | None,
    here: frozenset[int],
) -> Ticket:
    """The right to a stream of whoever has just been let in, by session or by token."""
    key = session.session_key if session is not None and token_id is None else None
    return Ticket(
        access=access,
        session_key=key if session is not None and session.get(HASH_SESSION_KEY) else None,
        token_id=token_id,
        password=sha256_of(access.user.password),
        after=after,
        here=here,
    )


def place_now() -> Place:
    """The place of whoever reads next: nothing that she reads after this is missing in what follows it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return Place.read(cursor.fetchone()[0])


@contextmanager
def one_snapshot() -> Iterator[Place]:
    """Everything that is read inside is of one moment; gives the place of that moment."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield place_now()


# The upper bound keeps out what a backup brought from another server, whose transactions have other numbers.
_SINCE = """
SELECT project.id, e.id, e.verb, e.object_id, a.number, u.username, e.data
FROM unnest(%(projects)s::bigint[]) AS project (id)
CROSS JOIN LATERAL (
    SELECT * FROM newsapp_event
    WHERE project_id = project.id AND transaction_id >= %(oldest)s AND transaction_id < %(following)s
      AND NOT pg_visible_in_snapshot(transaction_id::text::xid8, %(place)s::pg_snapshot)
    ORDER BY id LIMIT %(most)s
) e
LEFT JOIN newsapp_article a ON a.id = e.article_id
LEFT JOIN newsapp_user u ON u.id = e.actor_id
ORDER BY e.id
"""


def events_since(place: Place, *, now: Place, project_ids: Iterable[int]) -> dict[int, list[LoggedEvent] | None]:
    """What was committed in some projects between two places, by project, in the order of ids; one statement.

    None stands for a project in which it was too much, and for all of them when the place is of another server.
    """
    wanted = sorted(set(project_ids))
    if place.following > now.following:
        return dict.fromkeys(wanted)
    found: dict[int, list[LoggedEvent] | None] = {project_id: [] for project_id in wanted}
    if place.text == now.text or not wanted:
        return found
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "projects": wanted,
            "oldest": place.oldest,
            "following": now.following,
            "place": place.text,
        }
        cursor.execute(_SINCE, {**values, "most": MOST_EVENTS + 1})
        for project_id, *row, data in cursor.fetchall():
            # Django leaves JSON as text wherever no field of a model reads it.
            found[project_id].append(LoggedEvent._make([*row, json.loads(data)]))  # type: ignore[union-attr]
    return {key: events if events is None or len(events) <= MOST_EVENTS else None for key, events in found.items()}


# A session or a token, whichever the stream was opened with, must still be good.
_ALLOWED = """
SELECT asked.n, m.role, p.blind, p.coders_anonymous, u.password
FROM unnest(%(n)s::int[], %(users)s::bigint[], %(projects)s::bigint[], %(sessions)s::text[], %(tokens)s::bigint[])
    AS asked (n, user_id, project_id, session_key, token_id)
JOIN newsapp_user u ON u.id = asked.user_id AND u.is_active
JOIN newsapp_project p ON p.id = asked.project_id AND p.deleted_at IS NULL
JOIN newsapp_membership m ON m.project_id = p.id AND m.user_id = u.id
LEFT JOIN django_session s ON s.session_key = asked.session_key AND s.expire_date > now()
LEFT JOIN newsapp_apitoken t ON t.id = asked.token_id AND t.user_id = u.id AND t.revoked_at IS NULL
    AND (t.expires_at IS NULL OR t.expires_at > now())
WHERE s.session_key IS NOT NULL OR t.id IS NOT NULL
"""


def still_allowed(tickets: Sequence[Ticket]) -> list[ProjectAccess | None]:
    """The access of each ticket as it is now; None where it has ended. One statement for them all.

    Today's role, and whether the project codes blind or without names today; else the project is as it was when the stream was
    opened.
    """
    if not tickets:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _ALLOWED,
            {
                "n": list(range(len(tickets))),
                "users": [ticket.access.user.pk for ticket in tickets],
                "projects": [ticket.access.project.pk for ticket in tickets],
                "sessions": [ticket.session_key for ticket in tickets],
                "tokens": [ticket.token_id for ticket in tickets],
            },
        )
        rows = {n: row for n, *row in cursor.fetchall()}
    digests = {password: sha256_of(password) for *_, password in rows.values()}
    found: list[ProjectAccess | None] = []
    for n, ticket in enumerate(tickets):
        role, *coding, password = rows.get(n, ("", True, True, ""))
        good = bool(role) and (ticket.token_id is not None or digests[password] == ticket.password)
        found.append(_as_it_is(ticket.access, role, *coding) if good else None)
    return found


def _as_it_is(access: ProjectAccess, role: str, blind: bool, anonymous: bool) -> ProjectAccess:
    project = copy(access.project)
    project.blind, project.coders_anonymous = blind, anonymous
    return replace(access, project=project, role=Role(role))


def closed_articles(access: ProjectAccess, numbers: Collection[int]) -> frozenset[int]:
    """Those of some articles on which a member sees nothing of others, not even that they are there.

    Where coders are anonymous to her that is all of them: who is there while a highlight comes has made it.
    """
    if names_hidden(access):
        return frozenset(numbers)
    if not numbers or not may_hide(access):
        return frozenset()
    there = Article.objects.filter(sees_work_in(access, ""), project=access.project, number__in=numbers)
    return frozenset(numbers) - frozenset(there.values_list("number", flat=True))


class Person(NamedTuple):
    """Somebody who is shown to be there."""

    username: str
    name: str
    initials: str


def people_here(ids: Iterable[int]) -> dict[int, Person]:
    """Accounts by row, as a header shows them."""
    found = User.objects.filter(pk__in=set(ids))
    return {user.pk: Person(user.username, user.display_name, user.initials) for user in found}


def tell(channel: str, payloads: Iterable[str]) -> None:
    """Tell every process that listens. Payloads must stay below 8,000 bytes."""
    with connection.cursor() as cursor:
        for payload in payloads:
            cursor.execute("SELECT pg_notify(%s, %s)", [channel, payload])
