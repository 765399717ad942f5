"""`manage.py update_database`: what `up` does to the database before it serves, and nothing else."""

from typing import Any

from django.core.management.base import BaseCommand

from newsapp.management.start_up import bring_database_up_to_date


class Command(BaseCommand):
    help = "Apply the migrations that are missing, one process at a time; refuse a database of a newer Claimdesk."

    def handle(self, *_args: Any, **_options: Any) -> None:
        changed = bring_database_up_to_date()
        self.stdout.write("The database was brought up to date." if changed else "The database is up to date.")
