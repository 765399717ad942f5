"""`manage.py import_articles`."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from newsapp.access import open_project_as_operator
from newsapp.errors import RuleViolation
from newsapp.services.article_files import FORMS, files_below, import_files
from newsapp.services.people import find_user


def _advance(bar: "tqdm[Any]") -> None:
    bar.update()


class Command(BaseCommand):
    help = "Import articles from files and folders. Without --keep-going one refused item undoes the whole import."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project")
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument(
            "--format", choices=FORMS, default="auto", help="; ".join(f"{key}: {what}" for key, what in FORMS.items())
        )
        parser.add_argument("--as", dest="user", metavar="USER", help="in whose name (default: the project's manager)")
        parser.add_argument("--keep-going", action="store_true", help="keep what is good although something is refused")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            user = find_user(username=options["user"]) if options["user"] else None
            access = open_project_as_operator(slug=options["project"], user=user)
            files = files_below(options["paths"])
        except RuleViolation as refusal:
            raise CommandError(refusal.message) from None
        with tqdm(total=len(files), unit="file", disable=not sys.stderr.isatty()) as bar:
            report = import_files(
                access=access,
                files=files,
                form=options["format"],
                keep_going=options["keep_going"],
                progress=lambda _file: _advance(bar),
            )
        for refused in report.refused:
            self.stderr.write(f"refused {refused}")
        self.stdout.write(
            f"{report.added} added, {report.known} there already, {len(report.refused)} refused, {len(files)} files read."
        )
        if report.refused:
            kept = (
                "What was good was kept." if options["keep_going"] else "Nothing was kept; --keep-going keeps the rest."
            )
            raise CommandError(kept)
