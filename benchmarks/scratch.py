"""A database and a server of the benchmarks' own."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from newsapp.runtime.postgres import embedded_postgres

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def scratch_database() -> Iterator[None]:
    """An embedded PostgreSQL in a temporary folder, as durable as in production, migrated, with Django set up on it."""
    folder = Path(tempfile.mkdtemp(prefix="claimdesk-bench-"))
    try:
        with embedded_postgres(folder) as database:
            os.environ |= {
                "DATABASE_URL": database.url,
                "CLAIMDESK_DATA_DIR": str(folder),
                "CLAIMDESK_LOCAL": "1",
                "CLAIMDESK_SECRET_KEY": secrets.token_urlsafe(48),
                "CLAIMDESK_LOG_FORMAT": "plain",
                "CLAIMDESK_ACCESS_LOG_LEVEL": "WARNING",
                "DJANGO_SETTINGS_MODULE": "newsapp.settings",
            }
            (folder / "static").mkdir(exist_ok=True)
            import django
            from django.core.management import call_command
            from django.db import connection

            django.setup()
            call_command("migrate", verbosity=0)
            yield
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def bare_connection() -> Iterator[psycopg.Connection]:
    """The scratch database through psycopg alone."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as bare:
        yield bare


@contextmanager
def serving(command: Sequence[str], *, port: int, environment: dict[str, str] | None = None) -> Iterator[int]:
    """A server process until the block ends; answers its process id.

    Args:
        command: with every `{port}` filled in; run by this Python when it begins with `-m` or a script.
        port: where it will answer `/healthz`.
        environment: besides our own.
    """
    with subprocess.Popen(
        [sys.executable, *(part.format(port=port) for part in command)],
        cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            _await(port, process)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit(f"The server ended with status {process.returncode}.")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("The server does not answer.")
