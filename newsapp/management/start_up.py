"""What `manage.py up` does with the database before it serves."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse

from newsapp.runtime.refusals import CannotStart
from newsapp.services.people import make_sign_in_link, whom_to_sign_in_locally

CONNECT_SECONDS = 10
STATIC_MANIFEST = "staticfiles.json"  # Django's list of the names that it gave
MIGRATION_LOCK = 0x436C61696D  # a number of our own for pg_advisory_lock: "Claim"


def bring_database_up_to_date() -> bool:
    """Apply what migrations are missing, one process at a time. True when there were any.

    Raises:
        CannotStart: the database cannot be reached, or a newer Claimdesk has worked on it.
    """
    _must_be_reachable()
    if not _pending():
        return False
    with _migration_lock():
        if not _pending():
            return False
        call_command("migrate", verbosity=0, interactive=False)
    return True


def unknown_migrations() -> list[str]:
    """Migrations of our parts that were applied to the database and that this version does not have."""
    loader = MigrationLoader(connection)
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update((app, name) for app, name in migration.replaces)
    ours = {config.label for config in apps.get_app_configs()}
    unknown = set(loader.applied_migrations) - known
    return sorted(f"{app}.{name}" for app, name in unknown if app in ours)


def have_static_files() -> None:
    """Collect the static files, where they are not served from where they lie."""
    if settings.WHITENOISE_USE_FINDERS:
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when it is missing
    else:
        call_command("collectstatic", verbosity=0, interactive=False)


def must_have_static_files() -> None:
    """Raise CannotStart where the static files should have been collected and are not: no page could be shown."""
    if not settings.WHITENOISE_USE_FINDERS and not (Path(settings.STATIC_ROOT) / STATIC_MANIFEST).is_file():
        raise CannotStart(f"There are no static files in {settings.STATIC_ROOT}: run manage.py collectstatic first.")


def have_demo() -> None:
    """Make the demo project, if this version has one; it is not made twice, nor again for whoever removed it."""
    if "create_demo" in get_commands():
        call_command("create_demo", unless_removed=True, verbosity=0)


def sign_in_path() -> str | None:
    """A one-time sign-in link's path for whoever sits at this laptop; None on a server, and when there is nobody."""
    user = whom_to_sign_in_locally() if settings.LOCAL else None
    if user is None:
        return None
    path = reverse("sign_in_link", kwargs={"secret": make_sign_in_link(user=user)})
    connection.close()
    return path


def _must_be_reachable() -> None:
    # Not through the pool, which would try again for as long as a request may wait for it.
    try:
        psycopg.connect(**{**connection.get_connection_params(), "connect_timeout": CONNECT_SECONDS}).close()
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1].strip()
        raise CannotStart(f"The database cannot be reached: {reason}") from None


def _pending() -> bool:
    unknown = unknown_migrations()
    if unknown:
        raise CannotStart(
            f"The database is newer than this Claimdesk (it has {unknown[-1]}): update Claimdesk, or take another "
            "data folder or DATABASE_URL."
        )
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextlib.contextmanager
def _migration_lock() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
