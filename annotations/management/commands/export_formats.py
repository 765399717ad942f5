"""`manage.py export_formats`."""

from typing import Any

from django.core.management.base import BaseCommand

from annotations.exporters.registry import export_formats


class Command(BaseCommand):
    help = "List the formats that `export_project` can write: key, title, lossless or what it drops."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        for key, found in export_formats().items():
            self.stdout.write(f"{key}\t{found.title}\t{'lossless' if found.lossless else f'without {found.drops}'}")
