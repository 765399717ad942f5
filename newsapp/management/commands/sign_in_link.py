"""`manage.py sign_in_link`."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from newsapp.errors import RuleViolation
from newsapp.services.people import find_user, make_sign_in_link


class Command(BaseCommand):
    help = "Print a link that signs a person in once; for teams without mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument(
            "--address",
            default=os.environ.get("CLAIMDESK_ADDRESS", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"),
            help="where the site is (default: CLAIMDESK_ADDRESS, or this machine)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            secret = make_sign_in_link(user=find_user(username=options["name"]))
        except RuleViolation as refusal:
            raise CommandError(refusal.message) from None
        path = reverse("sign_in_link", kwargs={"secret": secret})
        self.stdout.write(f"{options['address'].rstrip('/')}{path}")
