"""CSV for pandas and spreadsheets: one row a span. See docs/formats.md."""

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

from annotations.domain.schemes import Scheme
from annotations.domain.snapshots import ArticleRecord, Snapshot, SpanRecord
from annotations.exporters.chunks import utf8_chunks
from annotations.exporters.formats import ExportFormat

COLUMNS = (
    "article", "title", "language", "outlet", "url", "published_at", "story", "id", "revision", "anchored", "start",
    "end", "segments", "quote", "tags", "note", "analyst", "layer", "created_at",
)  # fmt: skip
"""The columns of every project; after them one for each attribute of its scheme, and `OTHER_ATTRIBUTES`."""

OTHER_ATTRIBUTES = "other_attributes"

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the machine's old code page; pandas passes over it."""

# What a spreadsheet takes for the beginning of a formula, full-width forms too. A text that begins with apostrophes and
# one of these gets one more, so that taking one away from all such cells gives the exact text back.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")

_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


def inert(cell: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe in front where it would."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _write(snapshot: Snapshot) -> Iterator[bytes]:
    return utf8_chunks(_lines(snapshot))


class Line:
    """Takes what `csv.writer` writes: one line at a time."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def _lines(snapshot: Snapshot) -> Iterator[str]:
    line = Line()
    writer = csv.writer(line, lineterminator="\r\n")
    asked = _asked(snapshot.scheme)
    writer.writerow((*COLUMNS, *(inert(f"{tag}.{attribute}") for tag, attribute in asked), OTHER_ATTRIBUTES))
    yield BYTE_ORDER_MARK + line.text
    for labelled in snapshot.articles:
        head = _cells_of_article(labelled.article)
        for anchored, spans in (("true", labelled.spans), ("false", labelled.unanchored)):
            for span in spans:
                writer.writerow((*head, *_cells_of_span(span, anchored), *_attributes(span, asked)))
                yield line.text


def _asked(scheme: Scheme) -> dict[tuple[str, str], int]:
    """The attributes that have a column, in the scheme's order; a retired tag may still be on spans."""
    names = [(tag.key, attribute.key) for tag in scheme.tags.values() for attribute in tag.attributes]
    return {name: column for column, name in enumerate(names)}


def _cells_of_article(article: ArticleRecord) -> tuple[object, ...]:
    return (
        article.id,
        inert(article.title),
        inert(article.language),
        inert(article.outlet or ""),
        inert(article.url or ""),
        article.published_at,
        inert(article.story or ""),
    )


def _cells_of_span(span: SpanRecord, anchored: str) -> tuple[object, ...]:
    return (
        span.id,
        span.revision,
        anchored,
        span.start,
        span.end,
        _json(span.segments),
        inert(span.quote),
        ";".join(span.tags),
        inert(span.note),
        inert(span.analyst or ""),
        span.layer,
        span.created_at,
    )


def _attributes(span: SpanRecord, asked: dict[tuple[str, str], int]) -> list[object]:
    cells: list[object] = [None] * (len(asked) + 1)
    others: dict[str, dict[str, Any]] = {}
    for tag, values in span.attributes.items():
        for attribute, value in values.items():
            column = asked.get((tag, attribute))
            if column is None:
                others.setdefault(tag, {})[attribute] = value
            else:
                cells[column] = _cell(value)
    if others:
        cells[-1] = _json(others)
    return cells


def _cell(value: object) -> object:
    """Numbers stay numbers, texts are made inert, anything else is JSON."""
    if isinstance(value, str):
        return inert(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else _json(value)


FORMAT = ExportFormat(
    key="csv",
    title="CSV (one row a span)",
    media_type="text/csv; charset=utf-8",
    extension="csv",
    write=_write,
    drops="article texts, article tags, metadata, relations and articles that have no span",
)
