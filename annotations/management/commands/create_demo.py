"""`manage.py create_demo`."""

from typing import Any

from django.core.management.base import BaseCommand

from annotations.services.demo import create_demo


class Command(BaseCommand):
    help = "Make the demo project, once."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write("Made the demo project." if create_demo() else "The demo project is there.")
