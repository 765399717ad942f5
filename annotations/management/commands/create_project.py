"""`manage.py create_project`."""

from argparse import ArgumentParser
from typing import Any, Literal

from django.core.management.base import BaseCommand, CommandError

from annotations.services.schemes import BUILT_IN, create_project_with_scheme
from newsapp.access import ProjectAccess, open_project_as_operator
from newsapp.errors import RuleViolation
from newsapp.services.people import find_user


class Command(BaseCommand):
    help = "Make a project, in the owner's team, with a tag scheme."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--owner", required=True, metavar="USER")
        parser.add_argument("--name", default="")
        parser.add_argument(
            "--scheme",
            default="claims",
            metavar="claims|empty|PROJECT",
            help="the built-in claim scheme, none, or a copy of another project's scheme, guidelines and settings",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            owner = find_user(username=options["owner"])
            scheme: Literal["claims", "empty"] | ProjectAccess
            if options["scheme"] in BUILT_IN:
                scheme = "claims" if options["scheme"] == "claims" else "empty"
            else:
                scheme = open_project_as_operator(slug=options["scheme"], user=owner)
            project = create_project_with_scheme(slug=options["slug"], owner=owner, name=options["name"], scheme=scheme)
        except RuleViolation as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(f"Made the project {project.slug} in the team {project.team.name}.")
