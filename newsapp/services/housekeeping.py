"""What keeps the house in order; nothing here is seen by a person."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from newsapp.models import Invitation, SignInLink

INVITATIONS_KEPT = timedelta(days=30)
"""For how long an invitation that has ended is kept: it holds the address that it went to."""

STALLED_SECONDS = 600
"""A worker that has sent no heartbeat for so long is taken for dead."""


@transaction.atomic
def drop_expired_sign_ins() -> None:
    """Throw away sessions, one-time links and invitations that are past their time."""
    now = timezone.now()
    SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    SignInLink.objects.filter(expires_at__lt=now).delete()
    Invitation.objects.filter(expires_at__lt=now - INVITATIONS_KEPT).delete()


async def retry_stalled_jobs() -> int:
    """Queue the jobs of dead workers again; says how many. Every job can be run twice without harm."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
    for job in stalled:
        await app.job_manager.retry_job(job)
    return len(stalled)
