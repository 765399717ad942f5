"""What keeps the house in order; nothing here is seen by a person."""

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from newsapp.models import SignInLink

STALLED_SECONDS = 600
"""A worker that has sent no heartbeat for so long is taken for dead."""


@transaction.atomic
def drop_expired_sign_ins() -> None:
    """Throw away sessions and one-time links that are past their time."""
    SessionStore.clear_expired()
    SignInLink.objects.filter(expires_at__lt=timezone.now()).delete()


async def retry_stalled_jobs() -> int:
    """Queue the jobs of dead workers again; says how many. Every job can be run twice without harm."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
    for job in stalled:
        await app.job_manager.retry_job(job)
    return len(stalled)
