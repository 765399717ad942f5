"""`manage.py up`: everything that a laptop needs, in the foreground, until Ctrl-C."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from newsapp.management.start_up import bring_database_up_to_date, have_demo, have_static_files, sign_in_path
from newsapp.runtime import command_line
from newsapp.runtime.supervision import port_from, serve_until_stopped, sole_server, stop_asked
from newsapp.runtime.web_server import bind


class Command(BaseCommand):
    help = "Serve Claimdesk on this machine: database, migrations, demo project, web server, background worker."
    requires_system_checks = ()  # done below, when folder and port are known to be free

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to serve on (default: 127.0.0.1)")
        parser.add_argument("--port", help="the port (default: PORT, else 8000; 0 takes any that is free)")
        parser.add_argument("--data-dir", help="the data folder (default: CLAIMDESK_DATA_DIR, else data)")
        parser.add_argument("--no-demo", action="store_true", help="make no demo project")
        parser.add_argument("--no-worker", action="store_true", help="run no background jobs")

    def handle(self, *_args: Any, **options: Any) -> None:
        port = port_from(options["port"] or os.environ.get("PORT"))
        data_dir = Path(os.environ["CLAIMDESK_DATA_DIR"])
        with stop_asked() as asked, sole_server(data_dir), bind(options["host"], port) as listening:
            bring_database_up_to_date()
            self.check()
            have_static_files()
            if not options["no_demo"] and not asked.is_set():
                have_demo()
            connection.close()
            serving = serve_until_stopped(
                listening, asked=asked, database=command_line.held, with_worker=not options["no_worker"]
            )
            for address in serving:
                self.say_ready(address)
        self.stdout.write("stopped")

    def say_ready(self, address: str) -> None:
        link = sign_in_path()
        if link:
            self.stdout.write(f"sign in once with {address.rstrip('/')}{link}")
        elif settings.LOCAL:
            self.stdout.write(
                "nobody can sign in yet: manage.py create_user NAME --email E --superuser, then sign_in_link"
            )
        self.stdout.write(f"ready {address}")
        self.stdout.flush()
