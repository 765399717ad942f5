"""Reading one state of a project, as a stream.

The whole of a snapshot comes from one `REPEATABLE READ, READ ONLY` transaction on a connection of its own (out of the
pool, where there is one), through server-side cursors: memory does not grow with the project. The connection goes back
when the snapshot is closed, read to its end, or thrown away.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, Func, OuterRef, TextField, Value, When
from django.db.models.functions import Cast

from annotations.access import visible_relations
from annotations.domain.schemes import Scheme
from annotations.domain.snapshots import ArticleRecord, LabelledArticle, RelationRecord, Snapshot, SpanRecord
from annotations.models import HighlightTag
from annotations.queries.adjudications import adjudications
from annotations.queries.claim_exports import claim_records
from annotations.queries.highlights import HighlightFilter, filtered
from annotations.queries.review_filters import ReviewFilter
from annotations.queries.schemes import scheme_of
from annotations.queries.streams import Connection, Row, SameState, one_state, rfc3339, sql_of, stream, utc
from newsapp.access import ProjectAccess
from newsapp.anonymity import Names, coder_names
from newsapp.models import Article, Project

SPANS_AT_ONCE = 1_000
ARTICLES_AT_ONCE = 20
"""Rows that are in memory together; a text may have two million characters, a quote seldom has two hundred."""

_ARTICLE_COLUMNS = (
    "number", "title", "current_revision__text", "language", "outlet__name", "url", "published", "story__name",
    "current_revision__number", "current_revision__sha256", "tags", "metadata_text",
)  # fmt: skip
_SPAN_COLUMNS = (
    "article__number", "unanchored", "id_text", "start", "end", "segments_text", "quote", "taggings", "note",
    "analyst__username", "layer", "created", "revision__number",
)  # fmt: skip
_RELATION_COLUMNS = (
    "source__article__number", "id_text", "type__key", "from_text", "to_text", "attributes_text", "analyst__username",
    "layer",
)  # fmt: skip
_ORDER = ("article__number", "unanchored", "start", "end", "uuid")


NO_CASE = ReviewFilter()


@contextmanager
def open_snapshot(
    *, access: ProjectAccess, wanted: HighlightFilter, case: ReviewFilter = NO_CASE
) -> Iterator[Snapshot]:
    """What a member may see of a project, in one state of it.

    Without a filter every article is there, whether it has highlights or not; so is the one that `wanted.article`
    names. With any other filter only articles that have a highlight which it lets through.

    Args:
        access: the project, opened for `EXPORT`.
        wanted: which highlights.
        case: which cases of review and claims, beside what `wanted` says of them.
    """
    while True:
        version = access.project.scheme_version
        scheme = scheme_of(access.project)
        with one_state() as own:
            there = _scheme_version(own, access.project)
            if there == version:
                state = SameState(own)
                yield Snapshot(
                    access.project.slug,
                    scheme,
                    _articles(own, access, wanted, scheme),
                    adjudications(own, state, access=access, wanted=wanted, case=case),
                    claim_records(own, state, access=access, wanted=wanted, case=case),
                )
                return
        # The scheme was changed between the two connections. The next round reads the newer one.
        access.project.scheme_version = there


def _scheme_version(own: Connection, project: Project) -> int:
    row = own.execute(*sql_of(Project.objects.filter(pk=project.pk).values_list("scheme_version"))).fetchone()
    return int(row[0]) if row else project.scheme_version


def _articles(
    own: Connection, access: ProjectAccess, wanted: HighlightFilter, scheme: Scheme
) -> Iterator[LabelledArticle]:
    highlights = filtered(access, wanted)
    articles = Article.objects.filter(project=access.project, deleted_at=None, current_revision__isnull=False)
    if wanted.article is not None:
        articles = articles.filter(number=wanted.article)
    if wanted != HighlightFilter(article=wanted.article):
        articles = articles.filter(pk__in=highlights.order_by().values("article"))
    article_rows = (
        articles.annotate(metadata_text=Cast("metadata", TextField()), published=utc("published_at"))
        .order_by("number")
        .values_list(*_ARTICLE_COLUMNS)
    )
    span_rows = (
        highlights.annotate(
            unanchored=Case(When(revision=F("article__current_revision"), then=Value(0)), default=Value(1)),
            id_text=Cast("uuid", TextField()),
            segments_text=Cast("segments", TextField()),
            taggings=_taggings(),
            created=utc("created_at"),
        )
        .order_by(*_ORDER)
        .values_list(*_SPAN_COLUMNS)
    )
    named = coder_names(access)
    spans = _Spans(stream(own, "spans", span_rows, at_once=SPANS_AT_ONCE), scheme, named)
    # A link one end of which is not exported would lead nowhere.
    exported = highlights.order_by().values("pk")
    relation_rows = (
        visible_relations(access)
        .filter(source__in=exported, target__in=exported)
        .annotate(
            id_text=Cast("uuid", TextField()),
            from_text=Cast("source__uuid", TextField()),
            to_text=Cast("target__uuid", TextField()),
            attributes_text=Cast("attributes", TextField()),
        )
        .order_by("source__article__number", "uuid")
        .values_list(*_RELATION_COLUMNS)
    )
    relations = _Relations(stream(own, "relations", relation_rows, at_once=SPANS_AT_ONCE), named)
    for row in chain.from_iterable(stream(own, "articles", article_rows, at_once=ARTICLES_AT_ONCE)):
        article = _article(row)
        linked = relations.at(article.id)
        yield LabelledArticle(article, spans.at((article.id, 0)), linked, spans.at((article.id, 1)))


def _article(row: Row) -> ArticleRecord:
    number, title, text, language, outlet, url, published, story, revision, sha256, tags, metadata = row
    moment = None if published is None else rfc3339(published)
    known = (number, title, text, language, outlet, url, moment, story, revision, sha256)
    return ArticleRecord(*known, tuple(tags), json.loads(metadata))


def _taggings() -> Func:
    """A highlight's tags as lines of position, row and attributes, in any order; see `_TagsAndAttributes`."""
    line = Func(
        Cast("position", TextField()), Value(" "), Cast("tag_id", TextField()), Value(" "),
        Cast("attributes", TextField()), template="%(expressions)s", arg_joiner=" || ", output_field=TextField(),
    )  # fmt: skip
    tags = HighlightTag.objects.filter(highlight=OuterRef("pk")).values_list(line)
    return Func(ArraySubquery(tags), Value("\n"), function="ARRAY_TO_STRING", output_field=TextField())


class _Spans:
    """Hands out the spans of one place after the other: (article, 0) the anchored ones, (article, 1) the others."""

    def __init__(self, batches: Iterator[list[Row]], scheme: Scheme, named: Names) -> None:
        self._named = named
        self._groups = groupby(chain.from_iterable(batches), key=itemgetter(0, 1))
        self._taggings = _TagsAndAttributes(scheme)
        self._place: tuple[int, int] | None = (0, 0)
        self._rows: Iterator[Row] = iter(())

    def at(self, place: tuple[int, int]) -> Iterator[SpanRecord]:
        while self._place is not None and self._place < place:
            self._place, self._rows = next(self._groups, (None, iter(())))
        if self._place == place:
            yield from map(self._span, self._rows)

    def _span(self, row: Row) -> SpanRecord:
        _, _, uuid, start, end, segments, quote, taggings, note, analyst, layer, created, revision = row
        tags, attributes = self._taggings[taggings]
        pairs = ((start, end),) if segments is None else tuple((pair[0], pair[1]) for pair in json.loads(segments))
        who, moment = self._named(analyst), rfc3339(created)
        return SpanRecord(uuid, start, end, pairs, quote, tags, attributes, note, who, layer, moment, revision)


class _Relations:
    """Hands out the relations that start from one article after the other."""

    def __init__(self, batches: Iterator[list[Row]], named: Names) -> None:
        self._named = named
        self._groups = groupby(chain.from_iterable(batches), key=itemgetter(0))
        self._article: int | None = 0
        self._rows: Iterator[Row] = iter(())

    def at(self, article: int) -> tuple[RelationRecord, ...]:
        while self._article is not None and self._article < article:
            self._article, self._rows = next(self._groups, (None, iter(())))
        return tuple(map(self._relation, self._rows)) if self._article == article else ()

    def _relation(self, row: Row) -> RelationRecord:
        _, uuid, key, source, target, attributes, analyst, layer = row
        return RelationRecord(uuid, key, source, target, json.loads(attributes), self._named(analyst), layer)


class _TagsAndAttributes(dict[str, tuple[tuple[str, ...], dict[str, Any]]]):
    """What `_taggings` wrote, read once for each of the few combinations that most highlights share."""

    MOST = 1_000
    LONGEST = 400

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._keys = {str(tag.id): key for key, tag in scheme.tags.items()}

    def __missing__(self, lines: str) -> tuple[tuple[str, ...], dict[str, Any]]:
        fields = (line.split(" ", 2) for line in lines.split("\n") if line)
        parts = sorted((int(position), self._keys[tag], values) for position, tag, values in fields)
        attributes = {key: json.loads(values) for _, key, values in parts}
        read = tuple(key for _, key, _ in parts), {key: values for key, values in attributes.items() if values}
        if len(lines) <= self.LONGEST:
            if len(self) >= self.MOST:
                self.clear()
            self[lines] = read
        return read
