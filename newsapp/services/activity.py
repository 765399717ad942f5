"""The log of what people did."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection


class Happening(NamedTuple):
    """One event to be recorded.

    Attributes:
        verb: topic and past participle, `highlight.created`.
        object_id: what it was done to.
        article_id: row of the article it belongs to, if any.
        data: ids, offsets, keys, versions.
        detail: words that somebody wrote, kept apart so that they can be erased; None when there are none.
    """

    verb: str
    object_id: str
    article_id: int | None = None
    data: Mapping[str, Any] = {}
    detail: Mapping[str, Any] | None = None


# One statement however many events, and whether or not they have words.
_INSERT = """
WITH happening AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('newsapp_event', 'id')) AS id, given.*
    FROM jsonb_to_recordset(%s::jsonb) AS given (
        verb text, object_id text, article_id bigint, data jsonb, detail jsonb)
), made AS (
    INSERT INTO newsapp_event (id, project_id, actor_id, article_id, verb, object_id, data)
    SELECT id, %s::bigint, %s::bigint, article_id, verb, object_id, data FROM happening
)
INSERT INTO newsapp_eventdetail (event_id, data) SELECT id, detail FROM happening WHERE detail IS NOT NULL
"""


def record(*, project_id: int | None, actor_id: int | None, happenings: Sequence[Happening]) -> None:
    """Write events in the caller's transaction, in one statement.

    Args:
        project_id: the project they belong to; None for what belongs to no project.
        actor_id: who did it; None for the command line.
        happenings: in order.
    """
    rows = [{**happening._asdict(), "detail": happening.detail or None} for happening in happenings]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [json.dumps(rows, ensure_ascii=False, default=_plain), project_id, actor_id])


def _plain(value: object) -> object:
    """What JSON has no word for: a read-only mapping."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} does not belong into the log")
