"""Background jobs: each binds a service to procrastinate, and can be run twice without harm."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from annotations.services import agreement
from annotations.services.digests import send_digests
from annotations.services.voting import close_due_votings


@app.periodic(cron="* * * * *")
@app.task(name="close_due_votings", queueing_lock="close_due_votings")
def close_votings(timestamp: int) -> None:  # noqa: ARG001 - procrastinate names the moment
    """Every minute: votings whose time is over, or in which nobody's vote is missing any more."""
    close_due_votings()


@app.periodic(cron="12 6 * * *")
@app.task(name="send_digests", queueing_lock="send_digests")
def send_daily_letters(timestamp: int) -> None:  # noqa: ARG001
    """Every morning (UTC): what needs each person."""
    send_digests()


@app.task(name=agreement.JOB, retry=RetryStrategy(max_attempts=3, wait=60))
def compute_agreement(project_id: int) -> None:
    """How far the coders of a project agree."""
    agreement.compute_agreement(project_id=project_id)
