"""Emptying the tables after a test that committed.

Django truncates every table, and PostgreSQL makes each of some 500 files anew for it, which takes longer than many of
the tests. There are seldom many rows, and to delete them takes a tenth of the time.
"""

from functools import cache
from graphlib import TopologicalSorter

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

_MANY = 2_000
"""Highlights from which on emptying the tables as Django does is faster."""
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}
"""What migrating fills, and no test changes."""


def flush_by_deleting(patch: pytest.MonkeyPatch) -> None:
    """Have the tests that commit clean up by deleting."""
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: delete_everything())


def delete_everything() -> None:
    """Empty the tables, once whoever still writes to them is done."""
    assert str(connection.settings_dict["NAME"]).startswith("test_"), "not a database of tests"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM annotations_highlight OFFSET %s)", [_MANY])
        (many,) = cursor.fetchone()
        cursor.execute(f"TRUNCATE {', '.join(_tables())}" if many else _statements())


@cache
def _tables() -> list[str]:
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(found) - _KEPT)


@cache
def _statements() -> str:
    tables = _tables()
    return ";".join(
        [
            "SET LOCAL claimdesk.purging = 'on'",
            f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE",
            *(f"DELETE FROM {table}" for table in _referring_first(tables)),
        ]
    )


def _referring_first(tables: list[str]) -> list[str]:
    """The order that foreign keys want which are looked at with each statement; the others are when all is gone."""
    order: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(tables, ()))
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT confrelid::regclass::text, conrelid::regclass::text FROM pg_constraint
            WHERE contype = 'f' AND NOT condeferrable AND conrelid <> confrelid""")
        for referred, referring in cursor.fetchall():
            if referred in tables:
                order.add(referred, referring)
    return [table for table in order.static_order() if table in tables]
