"""`manage.py create_demo`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.services.demo import create_demo
from newsapp.errors import RuleViolation


class Command(BaseCommand):
    help = "Make the demo project, if it is not there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--unless-removed", action="store_true", help="not if it was there once and somebody removed it"
        )

    def handle(self, *_args: Any, unless_removed: bool = False, **_options: Any) -> None:
        try:
            made = create_demo(unless_removed=unless_removed)
        except RuleViolation as refusal:
            raise CommandError(refusal.message) from refusal
        if made:
            self.stdout.write("Made the demo project.")
        elif unless_removed:
            self.stdout.write("The demo project is there, or was removed.")
        else:
            self.stdout.write("The demo project is there.")
