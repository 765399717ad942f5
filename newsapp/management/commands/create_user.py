"""`manage.py create_user`."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsapp.errors import RuleViolation
from newsapp.services.people import create_user


class Command(BaseCommand):
    help = "Make an account. Without a password the person signs in by a link: see sign_in_link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--email", required=True)
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        parser.add_argument("--superuser", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        password = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else None
        try:
            user = create_user(
                username=options["name"], email=options["email"], password=password, superuser=options["superuser"]
            )
        except RuleViolation as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(f"Made the account {user.username}.")
