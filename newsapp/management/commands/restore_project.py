"""`manage.py restore_project`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsapp.errors import RuleViolation
from newsapp.queries.removed_projects import find_removed_project, removed_projects
from newsapp.services.projects import restore_project


class Command(BaseCommand):
    help = "Bring a removed project back, with everything that was in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?", help="the address that it had")
        parser.add_argument("--list", action="store_true", help="list the removed projects: id, address, when, name")
        parser.add_argument("--id", type=int, help="which one, when several had the address")
        parser.add_argument("--new-slug", metavar="SLUG", help="another address, when the old one is taken")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["list"]:
            for row in removed_projects():
                moment = f"{row.removed_at:%Y-%m-%d %H:%M}"
                self.stdout.write(f"{row.id}\t{row.slug}\t{moment}\t{row.articles} articles\t{row.name}")
            return
        if not options["slug"]:
            raise CommandError("Name the project, or ask for --list.")
        try:
            project = find_removed_project(slug=options["slug"], project_id=options["id"])
            restored = restore_project(project=project, slug=options["new_slug"])
        except RuleViolation as refusal:
            hint = " Choose another with --new-slug." if refusal.code == "slug_taken" else ""
            raise CommandError(refusal.message + hint) from None
        self.stdout.write(f"Brought back {restored.slug}. Its invitations stay revoked.")
