"""Exports: one snapshot, the same bytes for the same state, a connection that always comes back."""

import csv
import gc
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from django.db.models import F

from annotations.access import open_highlight
from annotations.domain.snapshots import Snapshot
from annotations.exporters import registry
from annotations.exporters.formats import ExportFormat
from annotations.models import Highlight, Tag
from annotations.queries.highlights import HighlightFilter
from annotations.services.exports import ExportStream, filter_of_words, open_export
from annotations.services.highlight_edits import delete_highlight
from newsapp.domain.roles import Action, Role
from newsapp.errors import NotVisible, RuleViolation
from newsapp.models import Article, Project, User
from newsapp.services.articles import delete_article
from tests.factories import (
    TEXT,
    make_article,
    make_highlight,
    make_member,
    make_relation,
    make_revision,
    opened,
    opened_article,
)

pytestmark = pytest.mark.django_db(transaction=True)

NOTHING = HighlightFilter()


def exported(
    project: Project, wanted: HighlightFilter = NOTHING, *, export_format: str = "jsonl", user: Any = None
) -> bytes:
    """The whole file."""
    return b"".join(open_export(access=opened(project=project, user=user), export_format=export_format, wanted=wanted))


def lines(project: Project, wanted: HighlightFilter = NOTHING) -> list[dict[str, Any]]:
    """The lines of the native file."""
    return [json.loads(line) for line in exported(project, wanted).splitlines()]


def lent() -> int:
    """How many connections the pool has lent to others than this thread."""
    connection.close()
    stats = connection.pool.get_stats()  # type: ignore[attr-defined]
    return int(stats["pool_size"] - stats["pool_available"])


def test_what_was_clicked_is_in_the_file(project: Project, analyst: User) -> None:
    article = make_article(
        project=project, title="Size", language="en", url="https://news.example/1", outlet="The Daily", story="Contingent",
        published_at=datetime(2026, 1, 31, 9, 30, tzinfo=UTC), metadata={"b": 1, "a": [2]}, tags=("satire",),
    )  # fmt: skip
    made = make_highlight(
        article=article, by=analyst, tags=("hedge", "claim"), attributes={"claim": {"verifiable": "yes"}}, note="?"
    )
    (line,) = lines(project)
    assert list(line) == [
        "id", "title", "text", "language", "outlet", "url", "published_at", "story", "revision", "sha256", "tags", "metadata",
        "spans", "relations", "unanchored",
    ]  # fmt: skip
    assert line["text"] == TEXT
    assert line["sha256"] == article.text_sha256
    assert (line["published_at"], line["metadata"], line["tags"]) == (
        "2026-01-31T09:30:00.000000Z",
        {"a": [2], "b": 1},
        ["satire"],
    )
    assert (line["title"], line["outlet"], line["story"], line["revision"]) == ("Size", "The Daily", "Contingent", 1)
    assert line["spans"] == [
        {
            "id": str(made.id), "start": made.start, "end": made.end, "segments": made.segments, "quote": made.quote,
            "tags": ["hedge", "claim"], "attributes": {"claim": {"verifiable": "yes"}}, "note": "?", "analyst": "ana",
            "layer": "analyst", "created_at": made.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
    ]  # fmt: skip
    (row,) = csv.DictReader(io.StringIO(exported(project, export_format="csv").decode("utf-8-sig"), newline=""))
    assert (row["article"], row["quote"], row["claim.verifiable"]) == ("1", made.quote, "yes")


def test_spans_come_by_start_then_end_then_id(project: Project) -> None:
    article = make_article(project=project)
    for number, quote in [(3, "About"), (2, "1,000"), (5, "About 1,000"), (4, "About"), (1, "Ministry")]:
        make_highlight(article=article, quote=quote, uuid=UUID(int=number))
    (line,) = lines(project)
    assert [UUID(span["id"]).int for span in line["spans"]] == [1, 3, 4, 5, 2]


def test_the_same_state_is_the_same_bytes_wherever_the_rows_lie(project: Project) -> None:
    articles = [make_article(project=project, text=f"{n} {TEXT}") for n in range(3)]
    for article in articles:
        for nth in range(2):
            make_highlight(article=article, quote="soldiers", nth=nth, tags=("claim", "hedge", "source"))
    before = {key: exported(project, export_format=key) for key in registry.export_formats()}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE newsapp_article SET version = version + 1 WHERE number = 1")
        cursor.execute("UPDATE annotations_highlight SET version = version + 1 WHERE article_id = %s", [articles[0].pk])
        cursor.execute("UPDATE annotations_highlighttag SET attributes = attributes WHERE position = 0")
        cursor.execute("VACUUM FULL annotations_highlight, annotations_highlighttag, newsapp_article")
        cursor.execute("ANALYZE")
    assert {key: exported(project, export_format=key) for key in registry.export_formats()} == before


def test_links_stand_with_the_article_that_they_start_from(project: Project, manager: User) -> None:
    article, other = make_article(project=project), make_article(project=project, text="The Post said so.")
    claim = make_highlight(article=article)
    daily = make_highlight(article=article, quote="a business daily", tags=["source"])
    post = make_highlight(article=other, quote="The Post", tags=["source"])
    far = make_relation(project=project, source=daily, target=post, uuid=UUID(int=2))
    near = make_relation(
        project=project,
        source=claim,
        target=daily,
        attributes={"mode": "inherited", "cue": "reported"},
        uuid=UUID(int=1),
    )
    back = make_relation(project=project, source=post, target=claim, type="supports")
    first, second = lines(project)
    assert [relation["id"] for relation in first["relations"]] == [str(near.id), str(far.id)]
    assert [relation["id"] for relation in second["relations"]] == [str(back.id)]
    written = exported(project).splitlines()[0].decode()
    assert (
        f'"relations":[{{"id":"{near.id}","type":"attributed_to","from":"{claim.id}","to":"{daily.id}",'
        '"attributes":{"cue":"reported","mode":"inherited"},"analyst":"mira","layer":"analyst"},'
    ) in written
    # What leads to something that is not exported is left out.
    (line,) = lines(project, HighlightFilter(article=article.number))
    assert [relation["id"] for relation in line["relations"]] == [str(near.id)]
    assert [line["relations"] for line in lines(project, HighlightFilter(tag="source"))] == [
        [first["relations"][1]],
        [],
    ]
    access, row = open_highlight(user=manager, slug=project.slug, uuid=daily.id, action=Action.HIGHLIGHT)
    delete_highlight(access=access, highlight=row, version=1)
    assert [line["relations"] for line in lines(project)] == [[], second["relations"]]


def test_what_happens_after_it_was_opened_is_not_in_it(project: Project, manager: User) -> None:
    article, other = make_article(project=project), make_article(project=project, text="x" * 300_000)
    kept = make_highlight(article=article)
    before = exported(project)
    stream = open_export(access=opened(project=project), export_format="jsonl", wanted=NOTHING)
    first = next(stream)
    make_highlight(article=article, quote="soldiers")
    access, row = open_highlight(user=manager, slug=project.slug, uuid=kept.id, action=Action.HIGHLIGHT)
    delete_highlight(access=access, highlight=row, version=1)
    delete_article(access=opened_article(article=other, action=Action.REVISE_ARTICLE), version=other.version)
    make_article(project=project, text="A new one.")
    assert first + b"".join(stream) == before
    assert len(lines(project)) == 2


def test_the_database_refuses_a_snapshot_that_writes_or_reads_two_states(project: Project) -> None:
    make_article(project=project)
    seen: list[tuple[Any, ...]] = []

    def look(_snapshot: Snapshot) -> Iterator[bytes]:
        with psycopg.connect(**connection.get_connection_params()) as beside:
            seen.extend(
                beside.execute("SELECT backend_xid IS NULL, backend_xmin IS NOT NULL, state FROM pg_stat_activity"
                               " WHERE state = 'idle in transaction' AND datname = current_database()").fetchall()
            )  # fmt: skip
        yield b"."

    with ExportStream(
        access=opened(project=project), export_format=ExportFormat("k", "t", "m", "e", look), wanted=NOTHING
    ) as stream:
        assert list(stream) == [b"."]
    assert seen == [(True, True, "idle in transaction")]


def test_deleted_highlights_and_articles_are_not_exported(project: Project, manager: User) -> None:
    article = make_article(project=project)
    gone = make_article(project=project, text="Gone. soldiers")
    make_highlight(article=gone, quote="soldiers")
    deleted = make_highlight(article=article)
    access, row = open_highlight(user=manager, slug=project.slug, uuid=deleted.id, action=Action.HIGHLIGHT)
    delete_highlight(access=access, highlight=row, version=1)
    delete_article(access=opened_article(article=gone, action=Action.REVISE_ARTICLE), version=gone.version)
    (line,) = lines(project)
    assert (line["id"], line["spans"], line["unanchored"]) == (1, [], [])


def test_spans_of_an_older_revision_are_unanchored(project: Project) -> None:
    article = make_article(project=project)
    second = make_article(project=project, text=f"Second. {TEXT}")
    old = make_highlight(article=article)
    untouched = make_highlight(article=second)
    make_revision(article=article, text=f"New. {TEXT}")
    new = make_highlight(article=Article.objects.get(pk=article.pk), quote="New.")
    first, other = lines(project)
    assert first["revision"] == 2
    assert first["text"].startswith("New.")
    assert [span["id"] for span in first["spans"]] == [str(new.id)]
    assert [(span["id"], span["revision"]) for span in first["unanchored"]] == [(str(old.id), 1)]
    assert list(first["unanchored"][0]) == [*first["spans"][0], "revision"]
    assert ([span["id"] for span in other["spans"]], other["unanchored"]) == ([str(untouched.id)], [])
    rows = list(csv.DictReader(io.StringIO(exported(project, export_format="csv").decode("utf-8-sig"), newline="")))
    assert [(row["article"], row["anchored"], row["revision"]) for row in rows] == [
        ("1", "true", "2"), ("1", "false", "1"), ("2", "true", "1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {1: 2, 2: 1, 3: 0}),
        ({"article": "1"}, {1: 2}),
        ({"article": "3"}, {3: 0}),
        ({"article": "9"}, {}),
        ({"tag": "hedge"}, {1: 1}),
        ({"tag": "no-such"}, {}),
        ({"analyst": "ana"}, {2: 1}),
        ({"analyst": "ana", "article": "1"}, {}),
        ({"layer": "gold"}, {1: 1}),
        ({"state": "moved"}, {2: 1}),
        ({"state": "exact"}, {1: 2}),
        ({"created_after": "2100-01-01"}, {}),
        ({"created_after": "2000-01-01T00:00:00Z"}, {1: 2, 2: 1}),
        ({"q": "ABOUT 1,000"}, {1: 1}),
        ({"q": "100%"}, {}),
        ({"q": ""}, {1: 2, 2: 1, 3: 0}),
    ],
)
def test_filters_are_those_of_lists(
    project: Project, analyst: User, wanted: dict[str, str], found: dict[int, int]
) -> None:
    first, second = make_article(project=project), make_article(project=project, text=f"Second. {TEXT}")
    make_article(project=project, text=f"Third. {TEXT}")
    make_highlight(article=first)
    gold = make_highlight(article=first, quote="soldiers", tags=("hedge",))
    moved = make_highlight(article=second, quote="Ministry", by=analyst)
    Highlight.objects.filter(uuid=gold.id).update(layer="gold")
    Highlight.objects.filter(uuid=moved.id).update(state="moved")
    assert {line["id"]: len(line["spans"]) for line in lines(project, filter_of_words(wanted))} == found


def test_suggestions_are_exported_when_they_are_asked_for(project: Project) -> None:
    article = make_article(project=project)
    made = make_highlight(article=article)
    suggested = make_highlight(article=article, quote="Ministry", layer="suggested")
    for wanted, found in ({}, made), ({"tag": "claim"}, made), ({"layer": "suggested"}, suggested):
        (line,) = lines(project, filter_of_words(wanted))
        assert [span["id"] for span in line["spans"]] == [str(found.id)]


@pytest.mark.parametrize(
    "words", [{"article": "x"}, {"article": "0"}, {"article": "١"}, {"layer": "mine"}, {"state": "?"}, {"created_after": "soon"},
              {"created_after": "2026-02-30"}, {"password": "x"}, {"q": "\0"}],
)  # fmt: skip
def test_a_filter_at_fault_is_named(words: dict[str, str | None]) -> None:
    with pytest.raises(RuleViolation) as refused:
        filter_of_words(words)
    assert refused.value.path == next(iter(words))


def test_other_projects_stay_out(project: Project, strangers_project: Project) -> None:
    make_highlight(article=make_article(project=strangers_project))
    assert exported(project) == b""


def test_a_viewer_may_export_and_an_unknown_format_is_not_there(project: Project) -> None:
    viewer = make_member(project=project, role=Role.VIEWER)
    make_article(project=project)
    assert exported(project, user=viewer).count(b"\n") == 1
    with pytest.raises(NotVisible):
        exported(project, export_format="doc")


def test_a_tag_that_came_between_loading_and_reading_is_known(project: Project) -> None:
    article = make_article(project=project)
    access = opened(project=project)
    exported(project)
    Tag.objects.create(
        project=project, key="late", label="Late", colour="red", pattern="thick", position=99,
        attributes=[{"key": "why", "label": "Why", "type": "text", "values": []}],
    )  # fmt: skip
    Project.objects.filter(pk=project.pk).update(scheme_version=F("scheme_version") + 1)
    make_highlight(article=article, tags=("late",), attributes={"late": {"why": "because"}})
    raw = b"".join(open_export(access=access, export_format="csv", wanted=NOTHING)).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(raw, newline=""))
    assert (row["tags"], row["late.why"]) == ("late", "because")


def _read_all(stream: ExportStream) -> None:
    list(stream)


def _close_early(stream: ExportStream) -> None:
    next(stream)
    stream.close()
    stream.close()
    assert list(stream) == []


def _close_unread(stream: ExportStream) -> None:
    stream.close()


def _forget(stream: ExportStream) -> None:
    del stream


def _end_by_error(stream: ExportStream) -> None:
    next(stream)
    with pytest.raises(ZeroDivisionError), stream:
        raise ZeroDivisionError


@pytest.mark.parametrize("end", [_read_all, _close_early, _close_unread, _forget, _end_by_error])
def test_the_connection_comes_back_however_it_ends(project: Project, end: Any) -> None:
    for number in range(3):
        make_article(project=project, text=f"{number} " + "x" * 200_000)
    before = lent()
    streams = [open_export(access=opened(project=project), export_format="jsonl", wanted=NOTHING)]
    assert lent() == before + 1
    end(streams.pop())
    gc.collect()
    assert lent() == before
    assert len(lines(project)) == 3


def test_an_error_in_mid_stream_is_raised_and_gives_the_connection_back(project: Project) -> None:
    make_article(project=project)

    def half(snapshot: Snapshot) -> Iterator[bytes]:
        yield b"half"
        next(snapshot.articles)
        raise OSError("broken")

    before = lent()
    stream = ExportStream(
        access=opened(project=project), export_format=ExportFormat("half", "", "", "", half), wanted=NOTHING
    )
    assert next(stream) == b"half"
    with pytest.raises(OSError, match="broken"):
        next(stream)
    assert lent() == before


def test_a_database_that_goes_away_breaks_the_stream_off(project: Project) -> None:
    for number in range(40):
        make_article(project=project, text=f"{number} " + "x" * 100_000)
    stream = open_export(access=opened(project=project), export_format="jsonl", wanted=NOTHING)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'"
        )
    with pytest.raises(psycopg.OperationalError):
        list(stream)
    assert len(lines(project)) == 40


def test_an_error_at_the_beginning_gives_the_connection_back(project: Project) -> None:
    def none(_snapshot: Snapshot) -> Iterator[bytes]:
        raise OSError("broken")

    before = lent()
    with pytest.raises(OSError, match="broken"):
        ExportStream(access=opened(project=project), export_format=ExportFormat("n", "", "", "", none), wanted=NOTHING)
    assert lent() == before
