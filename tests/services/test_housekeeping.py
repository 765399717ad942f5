"""Jobs of workers that died."""

import json
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from newsapp.services.housekeeping import STALLED_SECONDS, retry_stalled_jobs
from tests.loops import run_apart


def put_job(*, heartbeat_seconds_ago: int) -> int:
    """A job that a worker took and did not finish; its last heartbeat was so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [heartbeat_seconds_ago],
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            """INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status, worker_id)
               VALUES ('default', 'drop_old_drafts', %s, %s, 'doing', %s) RETURNING id""",
            [str(uuid.uuid4()), json.dumps({"timestamp": 0}), worker],
        )
        return int(cursor.fetchone()[0])


def status_of(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        return str(cursor.fetchone()[0])


def retried() -> int:
    """How many jobs were queued again."""

    async def ask() -> int:
        try:
            return await retry_stalled_jobs()
        finally:
            await sync_to_async(lambda: connection.close())()  # that thread's own

    return run_apart(ask())


@pytest.mark.django_db(transaction=True)
def test_the_jobs_of_dead_workers_are_queued_again_and_those_of_living_ones_are_left() -> None:
    dead = put_job(heartbeat_seconds_ago=STALLED_SECONDS + 5)
    living = put_job(heartbeat_seconds_ago=STALLED_SECONDS - 60)
    assert retried() == 1
    assert (status_of(dead), status_of(living)) == ("todo", "doing")
    assert retried() == 0
