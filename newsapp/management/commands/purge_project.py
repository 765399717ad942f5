"""`manage.py purge_project`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsapp.errors import NotVisible, RuleViolation
from newsapp.queries.removed_projects import find_living_project, find_removed_project
from newsapp.services.purging import purge_project


class Command(BaseCommand):
    help = "Remove every row of a project for good, its log included. Nothing brings it back but a backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the address that it has or had")
        parser.add_argument("--yes", action="store_true", help="really do it")
        parser.add_argument("--living", action="store_true", help="one that is not removed yet")
        parser.add_argument("--id", type=int, help="which one, when several removed ones had the address")

    def handle(self, *_args: Any, **options: Any) -> None:
        find = find_living_project if options["living"] else find_removed_project
        try:
            project = find(slug=options["slug"], project_id=options["id"])
        except NotVisible as refusal:
            raise CommandError(f"{refusal.message}{self._hint(options)}") from None
        except RuleViolation as refusal:
            raise CommandError(refusal.message) from None
        if not options["yes"]:
            raise CommandError(f"This removes “{project.name}” for good. Add --yes to do it.")
        try:
            gone = purge_project(project=project)
        except RuleViolation as refusal:
            raise CommandError(refusal.message) from None
        for kind, number in sorted(gone.items()):
            self.stdout.write(f"{number}\t{kind}")
        self.stdout.write(f"Purged {options['slug']}: {sum(gone.values())} rows.")

    @staticmethod
    def _hint(options: dict[str, Any]) -> str:
        if options["living"]:
            return ""
        try:
            find_living_project(slug=options["slug"])
        except NotVisible:
            return ""
        return " A living one has this address: remove it on its settings page first, or add --living."
