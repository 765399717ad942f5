"""Reading much of one state of the database, a batch after the other.

A stream has a connection of its own (out of the pool, where there is one) with a `REPEATABLE READ, READ ONLY` transaction and
server-side cursors: memory does not grow with the project. What is read beside it through the thread's own connection can be
held to the same state.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db import connection, transaction
from django.db.models import F, Func, QuerySet, TextField
from psycopg import sql

_SURROUNDINGS = "SET LOCAL jit = off; SET LOCAL cursor_tuple_fraction = 1; SET LOCAL work_mem = '32MB'"

Row = tuple[Any, ...]
Connection = psycopg.Connection[Row]


@contextmanager
def one_state() -> Iterator[Connection]:
    """A connection whose transaction sees one state; it ends, and the connection goes back, with the context."""
    with _own_connection() as own, own.transaction():
        # Just-in-time compilation takes longer than the query; the whole result is going to be read.
        own.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        own.execute(_SURROUNDINGS)
        yield own


@contextmanager
def _own_connection() -> Iterator[Connection]:
    """A connection beside the thread's own, which may be in a transaction or be wanted while the stream goes on."""
    pool = getattr(connection, "pool", None)
    if pool is not None:
        pool.open()
        with pool.connection() as own:
            yield own
    else:
        parameters = connection.get_connection_params()
        with psycopg.connect(**parameters) as own:
            yield own


def sql_of(rows: QuerySet[Any, Any]) -> tuple[bytes, Row]:
    """A query as psycopg takes it."""
    statement, parameters = rows.query.sql_with_params()
    return statement.encode(), parameters


def stream(own: Connection, name: str, rows: QuerySet[Any, Any], *, at_once: int) -> Iterator[list[Row]]:
    """The rows of a query in batches, through a cursor of that name."""
    # The values go into the statement's text: a cursor's plan is made before parameters would be known.
    statement = psycopg.ClientCursor(own).mogrify(*sql_of(rows)).encode()
    with own.cursor(name=name) as cursor:
        cursor.execute(statement, binary=True)
        while batch := cursor.fetchmany(at_once):
            yield batch


class SameState:
    """Lets the thread's own connection see what a stream sees, for as long as that one is open."""

    def __init__(self, own: Connection) -> None:
        self._own = own
        self._snapshot: str | None = None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A transaction in that state; within one that is open already, which has its own, this changes nothing."""
        if connection.in_atomic_block:
            yield
            return
        if self._snapshot is None:
            row = self._own.execute("SELECT pg_export_snapshot()").fetchone()
            assert row is not None
            self._snapshot = row[0]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(self._snapshot).as_string())
            yield


def utc(moment: str) -> Func:
    """A column of moments as UTC, for `rfc3339`."""
    return Func(F(moment), template="%(expressions)s AT TIME ZONE 'UTC'", output_field=TextField())


def rfc3339(moment: datetime) -> str:
    """A moment in the one form of exports; one without a zone is UTC."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return f"{moment.isoformat(timespec='microseconds')}Z"
