"""Snapshots made by hand, for the tests of formats."""

from collections.abc import Iterable, Sequence
from typing import Any

from annotations.domain.schemes import CLAIMS, Scheme
from annotations.domain.snapshots import ArticleRecord, LabelledArticle, RelationRecord, Snapshot, SpanRecord
from annotations.exporters.formats import ExportFormat
from newsapp.domain.texts import sha256_of

MADE = "2026-01-31T09:30:00.000000Z"


def an_article(text: str = "He said 🌍 so.", **fields: Any) -> ArticleRecord:
    """An article of which little is known but its text."""
    known: dict[str, Any] = {
        "id": 1, "title": "", "text": text, "language": "en", "outlet": None, "url": None, "published_at": None,
        "story": None, "revision": 1, "sha256": sha256_of(text), "tags": (), "metadata": {},
    }  # fmt: skip
    return ArticleRecord(**{**known, **fields})


def a_span(article: ArticleRecord, start: int = 0, end: int | None = None, **fields: Any) -> SpanRecord:
    """A span of the article, tagged as a claim by ana."""
    last = len(article.text) if end is None else end
    known: dict[str, Any] = {
        "id": "01890a5d-ac96-774b-bcce-b302099a8057", "start": start, "end": last, "segments": ((start, last),),
        "quote": article.text[start:last], "tags": ("claim",), "attributes": {}, "note": "", "analyst": "ana",
        "layer": "analyst", "created_at": MADE, "revision": article.revision,
    }  # fmt: skip
    return SpanRecord(**{**known, **fields})


def labelled(
    article: ArticleRecord,
    spans: Iterable[SpanRecord] = (),
    unanchored: Iterable[SpanRecord] = (),
    relations: Sequence[RelationRecord] = (),
) -> LabelledArticle:
    """An article with its spans."""
    return LabelledArticle(article, iter(spans), tuple(relations), iter(unanchored))


def written(export_format: ExportFormat, *articles: LabelledArticle, scheme: Scheme = CLAIMS) -> bytes:
    """The whole file of a snapshot."""
    return b"".join(export_format.write(Snapshot("front-pages", scheme, iter(articles))))
