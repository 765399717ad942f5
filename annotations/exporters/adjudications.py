"""What review settled and how, one case a line. See docs/formats.md and docs/schemas/adjudication-1.json."""

from collections.abc import Iterator
from typing import Any

from annotations.domain.adjudications import SCHEMA, AdjudicationRecord, GoldLink
from annotations.domain.snapshots import Snapshot
from annotations.exporters.formats import ExportFormat
from annotations.exporters.records import json_lines, plain

FILTERS = ("article", "tag", "language", "outlet", "story", "created_after", "dispute_state")


def _write(snapshot: Snapshot) -> Iterator[bytes]:
    return json_lines(_line(record) for record in snapshot.adjudications)


def _line(record: AdjudicationRecord) -> dict[str, Any]:
    line = {"schema": SCHEMA, **plain(record)}
    if isinstance(record.gold, GoldLink):
        link = line["gold"]
        line["gold"] = {
            "id": link["id"],
            "type": link["type"],
            "from": link["source"],
            "to": link["target"],
            "attributes": link["attributes"],
        }
    return line


FORMAT = ExportFormat(
    key="adjudications",
    title="Adjudications (JSON lines, one case a line)",
    media_type="application/x-ndjson",
    extension="adjudications.jsonl",
    write=_write,
    drops="article texts, and highlights that nobody settled or disputes",
    filters=FILTERS,
)
