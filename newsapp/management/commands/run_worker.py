"""`manage.py run_worker`: the background worker that `up` starts; it ends when `up` ends, however that was."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from newsapp.runtime.worker_process import end_with_parent

GRACE_SECONDS = 3  # for a job under way; one that is cut off is run again


class Command(BaseCommand):
    help = "Run background jobs until stopped, or until the process that started this one is gone."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        end_with_parent()
        asyncio.run(_work())


async def _work() -> None:
    # Django's connection cannot listen for jobs; procrastinate has one of its own for its worker.
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
        async with worker_app.open_async():
            await worker_app.run_worker_async(shutdown_graceful_timeout=GRACE_SECONDS)
