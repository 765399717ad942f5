"""`manage.py run_web`: the web server alone, for a place where something else sees to the database and the worker."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from newsapp.management.start_up import must_have_static_files
from newsapp.runtime import command_line
from newsapp.runtime.supervision import port_from, serve_until_stopped, stop_asked
from newsapp.runtime.web_server import bind


class Command(BaseCommand):
    help = "Serve Claimdesk in the foreground until stopped: no migrations, no jobs, nothing written to any folder."
    requires_system_checks = ()  # done below, when the port is known to be free

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to serve on (default: 127.0.0.1)")
        parser.add_argument("--port", help="the port (default: PORT, else 8000; 0 takes any that is free)")

    def handle(self, *_args: Any, **options: Any) -> None:
        port = port_from(options["port"] or os.environ.get("PORT"))
        with stop_asked() as asked, bind(options["host"], port) as listening:
            must_have_static_files()
            self.check()
            for address in serve_until_stopped(listening, asked=asked, database=command_line.held, with_worker=False):
                self.stdout.write(f"ready {address}")
                self.stdout.flush()
        self.stdout.write("stopped")
