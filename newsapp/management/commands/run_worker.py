"""`manage.py run_worker`: the background worker that `up` starts; it ends when `up` ends, however that was."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from newsapp.runtime.worker_process import end_with_parent


class Command(BaseCommand):
    help = "Run background jobs until stopped, or until the process that started this one is gone."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        end_with_parent()
        call_command("procrastinate", "worker", "--shutdown-graceful-timeout", "3")
