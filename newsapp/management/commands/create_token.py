"""`manage.py create_token`."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsapp.errors import RuleViolation
from newsapp.services.people import create_token, find_user


class Command(BaseCommand):
    help = "Make a token for the REST interface; it is shown once, as the last word on standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--label", default="")
        parser.add_argument("--scope", choices=["read", "write"], default="write")
        parser.add_argument("--expires", type=int, metavar="DAYS", help="days until it ends (default: never)")

    def handle(self, *_args: Any, **options: Any) -> None:
        days = options["expires"]
        if days is not None and not 0 < days <= 36_500:
            raise CommandError("--expires takes 1 to 36500 days.")
        try:
            key = create_token(
                user=find_user(username=options["name"]),
                label=options["label"],
                scope=options["scope"],
                expires_in=timedelta(days=days) if days is not None else None,
            )
        except RuleViolation as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(f"Token for {options['name']}, shown this once: {key}")
