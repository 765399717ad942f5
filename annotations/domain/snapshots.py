"""What an export is made of: frozen records that every format shares, in plain Python.

A reader hands out a `Snapshot`, an exporter turns it into bytes. Both sides stream: the articles of a snapshot and the
spans of an article are iterators that are read once, in order. Moments are text in one form, RFC 3339 in UTC with
microseconds: `2026-01-31T09:30:00.000000Z`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from annotations.domain.adjudications import AdjudicationRecord
from annotations.domain.claim_records import ClaimRecord
from annotations.domain.schemes import Scheme


class ArticleRecord(NamedTuple):
    """An article in its current revision.

    Attributes:
        id: its number within the project.
        title: "" when it has none.
        text: what all offsets count into, in Unicode code points.
        language: BCP 47 tag, "" when it is not known.
        revision: number of the current revision.
        sha256: lower-case hexadecimal, over the text's UTF-8 form.
        tags: keys of article tags, in the order they were put.
        metadata: whatever else is known, JSON.
    """

    id: int
    title: str
    text: str
    language: str
    outlet: str | None
    url: str | None
    published_at: str | None
    story: str | None
    revision: int
    sha256: str
    tags: tuple[str, ...]
    metadata: Mapping[str, Any]


class SpanRecord(NamedTuple):
    """A highlight as exported data. Offsets are Unicode code points, half-open, into the text of `revision`.

    Attributes:
        id: UUID in its canonical form, lower-case.
        segments: at least one pair; more when it is discontinuous.
        quote: the text from `start` to `end`.
        tags: keys, in the order they were put.
        attributes: `{tag: {attribute: value}}`, only of tags that have any.
        analyst: username; None where nobody made it.
        layer: `analyst`, `gold` or `suggested`.
        revision: number of the revision that the offsets count into.
    """

    id: str
    start: int
    end: int
    segments: tuple[tuple[int, int], ...]
    quote: str
    tags: tuple[str, ...]
    attributes: Mapping[str, Mapping[str, Any]]
    note: str
    analyst: str | None
    layer: str
    created_at: str
    revision: int


class RelationRecord(NamedTuple):
    """A typed, directed link between two spans that are both in the snapshot.

    Attributes:
        source: id of the span it starts from, one of the article that the relation stands with.
        target: id of the span it leads to, most often of the same article.
    """

    id: str
    type: str
    source: str
    target: str
    attributes: Mapping[str, Any]
    analyst: str | None
    layer: str


class LabelledArticle(NamedTuple):
    """An article with what people marked in it.

    Attributes:
        spans: those anchored in the article's revision, by start, end and id. Read them before `unanchored`, and both
            before the next article: what was not read by then is passed over.
        relations: those that start from its spans, by id.
        unanchored: spans of older revisions, by start, end and id.
    """

    article: ArticleRecord
    spans: Iterator[SpanRecord]
    relations: tuple[RelationRecord, ...]
    unanchored: Iterator[SpanRecord]


class Snapshot(NamedTuple):
    """One state of a project.

    Attributes:
        project: its slug.
        scheme: its tags, retired ones too, and relation types.
        articles: by id; an iterator that is read once, as are the other two. What a format does not read costs nothing.
        adjudications: what review settled, by article, then the disputes that no gold stands for.
        claims: by number.
    """

    project: str
    scheme: Scheme
    articles: Iterator[LabelledArticle]
    adjudications: Iterator[AdjudicationRecord] = iter(())
    claims: Iterator[ClaimRecord] = iter(())
