"""`manage.py import_formats`."""

from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "List the formats of labelled datasets that can be imported: key, title, lossless or what it drops."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        # On standard error, so that a script that reads the list finds it empty.
        self.stderr.write("No labelled format can be imported yet. Articles come in by `import_articles`.")
