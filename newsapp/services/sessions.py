"""Where a person is signed in: noted when she is seen, ended when she says so."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from newsapp.errors import NotVisible
from newsapp.models import User
from newsapp.queries.sessions import UNKNOWN_IP
from newsapp.services.activity import Happening, record

SEEN_MINUTES = 10
"""How far the shown last sight of a session may lag; spares a write on every request."""

_NOTE = """
INSERT INTO usersessions_usersession AS known (user_id, session_key, ip, user_agent, data, created_at, last_seen_at)
VALUES (%s, %s, %s, %s, '{}', now(), now())
ON CONFLICT (session_key) DO UPDATE
SET user_id = excluded.user_id, ip = excluded.ip, user_agent = excluded.user_agent, last_seen_at = now()
WHERE known.user_id <> excluded.user_id OR known.last_seen_at < now() - make_interval(mins => %s)
"""


def note_session(*, user_id: int, session_key: str, ip: str | None, user_agent: str) -> None:
    """Note that a session was used just now; writes at most once in `SEEN_MINUTES`, in one statement."""
    width = UserSession._meta.get_field("user_agent").max_length
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [user_id, session_key, ip or UNKNOWN_IP, user_agent[:width], SEEN_MINUTES])


@transaction.atomic
def end_sessions(*, user: User, keep: str | None, only: int | None = None) -> int:
    """Sign a person out elsewhere; says how many sessions ended.

    Args:
        user: whom.
        keep: the key of the session that asks, which goes on.
        only: row of the one session to end; None for all others.

    Raises:
        NotVisible: she has no such session, or it is the one that asks.
    """
    rows = UserSession.objects.filter(user=user).exclude(session_key=keep or "")
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    if only is not None and not keys:
        raise NotVisible
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    if keys:
        record(
            project_id=None,
            actor_id=user.pk,
            happenings=[Happening("session.ended", str(user.pk), data={"sessions": len(keys)})],
        )
    return len(keys)
