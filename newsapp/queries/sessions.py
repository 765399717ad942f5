"""Reading where a person is signed in."""

from datetime import datetime
from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from newsapp.domain.devices import Device, device_of
from newsapp.models import Event, User


class SessionRow(NamedTuple):
    """A browser in which a person is signed in.

    Attributes:
        id: row of the session; it says nothing without its person.
        device: what she uses.
        ip: from where, "" when it is not known.
        started_at: when she signed in.
        last_seen_at: when she last asked for a page, to ten minutes.
        current: whether it is the one that asks.
    """

    id: int
    device: Device
    ip: str
    started_at: datetime
    last_seen_at: datetime
    current: bool


class LinkEvent(NamedTuple):
    """A sign-in link that was made for a person, or that she used; `by` is "" for the command line."""

    made: bool
    by: str
    at: datetime


def sessions_of(user: User, *, current: str | None) -> list[SessionRow]:
    """Where a person is signed in, this browser first; sessions that a new password ended are left out."""
    rows = UserSession.objects.filter(user=user).order_by("-last_seen_at", "-pk")
    keys = [row.session_key for row in rows]
    living = {
        session.session_key
        for session in Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
        if _holds(session, user)
    }
    found = [
        SessionRow(
            id=row.pk,
            device=device_of(row.user_agent),
            ip="" if row.ip == UNKNOWN_IP else row.ip,
            started_at=row.created_at,
            last_seen_at=row.last_seen_at,
            current=row.session_key == current,
        )
        for row in rows
        if row.session_key in living
    ]
    return sorted(found, key=lambda row: not row.current)


UNKNOWN_IP = "0.0.0.0"  # noqa: S104 - nothing is bound to it: it stands for an address that nobody told


def _holds(session: Session, user: User) -> bool:
    """Whether the session was begun with the password that the person has now."""
    stored = session.get_decoded().get(HASH_SESSION_KEY, "")
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(stored, valid) for valid in hashes)


def link_events_of(user: User, *, limit: int = 10) -> list[LinkEvent]:
    """The newest sign-in links that somebody made for a person, and her uses of one."""
    events = Event.objects.filter(project=None).select_related("actor").order_by("-pk")
    made = events.filter(verb="sign_in_link.made", data__user=user.pk)[:limit]
    used = events.filter(verb="sign_in_link.used", actor=user)[:limit]
    rows = [
        LinkEvent(event.verb == "sign_in_link.made", event.actor.display_name if event.actor else "", event.created_at)
        for event in [*made, *used]
    ]
    return sorted(rows, key=lambda row: row.at, reverse=True)[:limit]
