"""`manage.py run_worker`: the background worker that `up` starts; it ends when `up` ends, however that was."""

import asyncio
import contextlib
import logging
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from newsapp.runtime.health_check import BEAT_SECONDS
from newsapp.runtime.worker_process import end_with_parent

log = logging.getLogger(__name__)

GRACE_SECONDS = 3  # for a job under way; one that is cut off is run again


class Command(BaseCommand):
    help = "Run background jobs until stopped, or until the process that started this one is gone."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--alive-file",
            type=Path,
            metavar="FILE",
            help=f"touch this every {BEAT_SECONDS:.0f} s while the database is reached: see newsapp.runtime.health_check",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        end_with_parent()
        asyncio.run(_work(alive=options["alive_file"]))


async def _work(*, alive: Path | None) -> None:
    # Django's connection cannot listen for jobs; procrastinate has one of its own for its worker.
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
        async with worker_app.open_async():
            beating = asyncio.create_task(_beat(worker_app, alive)) if alive else None
            try:
                await worker_app.run_worker_async(shutdown_graceful_timeout=GRACE_SECONDS)
            finally:
                if beating is not None:
                    beating.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await beating


async def _beat(worker_app: App, alive: Path) -> None:
    # In the loop that fetches the jobs, so that a loop that stands still is seen as well as a database out of reach.
    while True:
        try:
            await worker_app.connector.execute_query_one_async("SELECT 1 AS one")
        except ConnectorException as error:
            log.warning("The database is not reached: %s", error)
        else:
            alive.touch()
        await asyncio.sleep(BEAT_SECONDS)
