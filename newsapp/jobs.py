"""Background jobs: each binds a service to procrastinate, and can be run twice without harm."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from newsapp.services.drafts import drop_old_drafts
from newsapp.services.housekeeping import drop_expired_sign_ins, retry_stalled_jobs


@app.periodic(cron="17 * * * *")
@app.task(name="drop_old_drafts", queueing_lock="drop_old_drafts", retry=RetryStrategy(max_attempts=3, wait=60))
def drop_drafts(timestamp: int) -> None:  # noqa: ARG001 - procrastinate names the moment
    """Every hour: drafts that nobody saved."""
    drop_old_drafts()


@app.periodic(cron="41 3 * * *")
@app.task(name="drop_expired_sign_ins", queueing_lock="drop_expired_sign_ins")
def drop_sign_ins(timestamp: int) -> None:  # noqa: ARG001
    """Every night: sessions and sign-in links past their time."""
    drop_expired_sign_ins()


@app.periodic(cron="*/5 * * * *")
@app.task(name="retry_stalled_jobs", queueing_lock="retry_stalled_jobs", pass_context=False)
async def retry_stalled(timestamp: int) -> None:  # noqa: ARG001
    """Every five minutes: jobs whose worker was killed are run again."""
    await retry_stalled_jobs()
