"""What the database itself refuses, whatever code writes to it."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction

from annotations.models import Highlight, HighlightTag, Tag
from newsapp.models import Article, Event, Project, Revision
from tests.factories import make_article, make_highlight, make_revision, manager_of

pytestmark = pytest.mark.django_db

TEXT = "😀 Kyi\u0308v: 👩‍👩‍👧 said “1,000” soldiers… Київ"

INSERT = """
INSERT INTO annotations_highlight
    (project_id, article_id, revision_id, uuid, start, "end", segments, quote, note, analyst_id, layer, state,
     body_sha256, created_at, updated_at, version)
VALUES (%(project_id)s, %(article_id)s, %(revision_id)s, %(uuid)s, %(start)s, %(end)s, %(segments)s, %(quote)s, '',
        %(analyst_id)s, %(layer)s, %(state)s, '', now(), now(), 1)
"""


def run(sql: str, parameters: Any = None) -> None:
    """The statement, and every check that waits for the end of the transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(sql: str, parameters: Any = None) -> str:
    """What the database says against the statement."""
    with pytest.raises(DatabaseError) as caught:
        run(sql, parameters)
    return str(caught.value)


@pytest.fixture
def astral(project: Project) -> Article:
    """An article whose text has astral characters, combining marks and joiners."""
    return make_article(project=project, text=TEXT)


@pytest.fixture
def row(astral: Article) -> Callable[..., dict[str, Any]]:
    """The columns of a highlight on the first word after the emoji, with some of them replaced."""

    def columns(**other: Any) -> dict[str, Any]:
        return {
            "project_id": astral.project_id,
            "article_id": astral.pk,
            "revision_id": astral.current_revision_id,
            "uuid": uuid4(),
            "start": 2,
            "end": 7,
            "segments": None,
            "quote": TEXT[2:7],
            "analyst_id": manager_of(astral.project).pk,
            "layer": "analyst",
            "state": "exact",
            **other,
        }

    return columns


Row = Callable[..., dict[str, Any]]


def test_a_quote_that_is_the_text_at_its_code_points_is_taken(row: Row) -> None:
    places = [(start, end) for start in range(len(TEXT)) for end in range(start + 1, len(TEXT) + 1)]
    for start, end in places:
        run(INSERT, row(start=start, end=end, quote=TEXT[start:end]))
    assert Highlight.objects.count() == len(places)


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [
        (2, 7, "Kyiv:"),
        (2, 7, "Kyïv:"),
        (3, 8, TEXT[2:7]),
        (1, 6, TEXT[2:7]),
        (2, 7, ""),
        (2, 7, TEXT[2:8]),
        (2, 7, TEXT[2:6]),
        (2, 7, TEXT[2:7].lower()),
        (0, 1, "😁"),
        (0, 2, "😀"),
        (0, 2, "\U0001f600\u00a0"),
    ],
)
def test_a_quote_that_is_not_the_text_at_its_code_points_is_refused(row: Row, start: int, end: int, quote: str) -> None:
    refused(INSERT, row(start=start, end=end, quote=quote))
    assert not Highlight.objects.exists()


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [
        (len(TEXT) - 2, len(TEXT) + 1, TEXT[-2:] + " "),
        (len(TEXT) - 2, len(TEXT) + 1, TEXT[-2:]),
        (len(TEXT), len(TEXT) + 1, ""),
        (10**9, 10**9 + 1, "x"),
        (-1, 1, TEXT[:1]),
        (-1, 1, " " + TEXT[:1]),
    ],
)
def test_edges_outside_the_text_are_refused(row: Row, start: int, end: int, quote: str) -> None:
    refused(INSERT, row(start=start, end=end, quote=quote))


@pytest.mark.parametrize(("start", "end"), [(2, 2), (7, 2)])
def test_a_start_that_is_not_before_its_end_is_refused(row: Row, start: int, end: int) -> None:
    refused(INSERT, row(start=start, end=end, quote=""))


@pytest.mark.parametrize(
    "segments",
    [
        [],
        [[2, 7]],
        [[2, 4], [6, 8]],
        [[3, 4], [6, 7]],
        [[2, 4], [4, 7]],
        [[2, 5], [4, 7]],
        [[2, 3], [3, 3], [5, 7]],
        [[2, 3], [6, 5], [5, 7]],
        [[5, 7], [2, 3]],
        [[2, None], [5, 7]],
        [[2, 3], [None, 7]],
        [[2, 3], None, [5, 7]],
        [[2, 3], [], [5, 7]],
        [[2, 3, 9], [5, 7]],
        [[2, 3], [5, 7, 7]],
        {"start": 2},
        "2-7",
        [["a", "b"], ["c", "d"]],
        [[2.5, 3], [5, 7]],
    ],
)
def test_segments_that_are_no_segments_are_refused(row: Row, segments: Any) -> None:
    refused(INSERT, row(segments=json.dumps(segments)))


@pytest.mark.parametrize("segments", [[[2, 4], [5, 7]], [[2, 3], [4, 5], [6, 7]]])
def test_segments_in_order_and_apart_are_taken(row: Row, segments: Any) -> None:
    run(INSERT, row(segments=json.dumps(segments)))
    assert Highlight.objects.get().segments == segments


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"analyst_id": None}, "highlight_of_an_analyst_names_her"),
        ({"layer": "silver"}, "highlight_layer_known"),
        ({"state": "lost"}, "highlight_state_known"),
    ],
)
def test_what_no_highlight_is_is_refused(row: Row, columns: dict[str, Any], constraint: str) -> None:
    assert constraint in refused(INSERT, row(**columns))


def test_an_id_stands_once_in_a_project(row: Row) -> None:
    uuid = uuid4()
    run(INSERT, row(uuid=uuid))
    assert "highlight_id_once_in_project" in refused(INSERT, row(uuid=uuid))


def test_a_revision_of_another_article_is_refused(row: Row, project: Project) -> None:
    other = make_article(project=project, text=TEXT + " Also.")
    assert "highlight_revision_of_article" in refused(INSERT, row(revision_id=other.current_revision_id))


def test_an_article_of_another_project_is_refused(row: Row, strangers_project: Project) -> None:
    assert "highlight_article_in_project" in refused(INSERT, row(project_id=strangers_project.pk))
    other = make_article(project=strangers_project, text=TEXT)
    columns = row(article_id=other.pk, revision_id=other.current_revision_id)
    assert "highlight_article_in_project" in refused(INSERT, columns)


@pytest.mark.parametrize(
    "change",
    [
        "start = 3",
        '"end" = 8',
        "quote = 'other'",
        'start = 3, "end" = 8',
        "segments = '[[2, 3], [3, 7]]'",
        '"end" = 2',
        "start = -1",
        "analyst_id = NULL",
    ],
)
def test_a_change_is_checked_like_a_new_one(row: Row, change: str) -> None:
    run(INSERT, row())
    refused(f"UPDATE annotations_highlight SET {change}")
    run("UPDATE annotations_highlight SET start = 3, quote = %s", [TEXT[3:7]])
    assert Highlight.objects.get().quote == TEXT[3:7]


def test_a_highlight_moves_to_another_revision_only_where_its_words_are(row: Row, astral: Article) -> None:
    run(INSERT, row())
    moved = make_revision(article=astral, text="A " + TEXT)
    refused("UPDATE annotations_highlight SET revision_id = %s", [moved.pk])
    run('UPDATE annotations_highlight SET revision_id = %s, start = 4, "end" = 9', [moved.pk])


def test_a_tag_of_another_project_is_refused(astral: Article, strangers_project: Project) -> None:
    make_highlight(article=astral, quote="said")
    tag = Tag.objects.get(project=strangers_project, key="hedge")
    insert = """INSERT INTO annotations_highlighttag (highlight_id, tag_id, project_id, position, attributes)
                SELECT id, %s, %s, 1, '{}' FROM annotations_highlight"""
    assert "highlight_tag_tag_in_project" in refused(insert, [tag.pk, astral.project_id])
    assert "highlight_tag_highlight_in_project" in refused(insert, [tag.pk, strangers_project.pk])
    refused("UPDATE annotations_highlighttag SET tag_id = %s", [tag.pk])
    own = Tag.objects.get(project=astral.project, key="hedge")
    run(insert, [own.pk, astral.project_id])
    assert HighlightTag.objects.count() == 2


def test_a_tag_in_use_cannot_be_removed(astral: Article) -> None:
    make_highlight(article=astral, quote="said", tags=["hedge"])
    refused("DELETE FROM annotations_tag WHERE key = 'hedge' AND project_id = %s", [astral.project_id])


@pytest.mark.parametrize("key", ["", "Claim", "-a", "a b", "клейм", "a\n"])
def test_a_tags_key_has_one_form(project: Project, key: str) -> None:
    refused("UPDATE annotations_tag SET key = %s WHERE project_id = %s AND key = 'hedge'", [key, project.pk])


@pytest.mark.parametrize("tags", [["rumour"], ["claim"], ["opinion", "rumour"], ["opinion", "opinion"]])
def test_an_article_tag_that_is_not_in_the_scheme_is_refused(astral: Article, tags: list[str]) -> None:
    refused("UPDATE newsapp_article SET tags = %s WHERE id = %s", [tags, astral.pk])
    run("UPDATE newsapp_article SET tags = %s WHERE id = %s", [["satire", "opinion"], astral.pk])


def test_an_article_tag_of_another_projects_scheme_is_refused(astral: Article, strangers_project: Project) -> None:
    Tag.objects.create(
        project=strangers_project, key="rumour", label="Rumour", colour="red", pattern="thin", scope="article"
    )
    refused("UPDATE newsapp_article SET tags = '{rumour}' WHERE id = %s", [astral.pk])
    run("UPDATE newsapp_article SET tags = '{rumour}' WHERE id = %s", [make_article(project=strangers_project).pk])


def test_outlet_story_and_revision_of_an_article_are_its_own(astral: Article, strangers_project: Project) -> None:
    other = make_article(project=strangers_project, outlet="Post", story="Story")
    for column in ("outlet_id", "story_id", "current_revision_id"):
        refused(f"UPDATE newsapp_article SET {column} = %s WHERE id = %s", [getattr(other, column), astral.pk])


@pytest.mark.parametrize("change", ["text = 'other'", "text = text || ' '", "sha256 = ''", "number = 2", "text = text"])
def test_a_revision_is_never_changed(astral: Article, change: str) -> None:
    assert "never changed" in refused(f"UPDATE newsapp_revision SET {change} WHERE article_id = %s", [astral.pk])
    assert Revision.objects.get(article=astral).text == TEXT


def test_the_length_of_a_revision_is_that_of_its_text(astral: Article) -> None:
    insert = """INSERT INTO newsapp_revision (article_id, number, text, length, sha256, blocks, cleaning, origin, created_at)
                VALUES (%s, 2, '😀😀', %s, '', '[]', '[]', 'data', now())"""
    for wrong in (0, 4, 8):
        refused(insert, [astral.pk, wrong])
    run(insert, [astral.pk, 2])


def test_a_living_text_and_address_stand_once_in_a_project(astral: Article, project: Project) -> None:
    other = make_article(project=project, text="Other.", url="https://news.example/1")
    assert "article_text_once" in refused(
        "UPDATE newsapp_article SET text_sha256 = %s WHERE id = %s", [other.text_sha256, astral.pk]
    )
    assert "article_url_once" in refused("UPDATE newsapp_article SET url = %s WHERE id = %s", [other.url, astral.pk])
    assert "article_number_once" in refused("UPDATE newsapp_article SET number = 2 WHERE id = %s", [astral.pk])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE newsapp_event SET verb = 'nothing'",
        "UPDATE newsapp_event SET data = '{}'",
        "DELETE FROM newsapp_event",
        "TRUNCATE newsapp_event CASCADE",
        "TRUNCATE newsapp_event, newsapp_eventdetail",
    ],
)
def test_the_log_is_never_changed(astral: Article, statement: str) -> None:
    before = list(Event.objects.order_by("pk").values())
    assert before
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL claimdesk.purging = 'off'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit forbids TRUNCATE by itself
    assert "append-only" in refused(statement)
    assert list(Event.objects.order_by("pk").values()) == before


def test_an_operator_who_purges_may_remove_events_but_not_change_them(astral: Article) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL claimdesk.purging = 'on'")
    assert "append-only" in refused("UPDATE newsapp_event SET verb = 'nothing'")
    run("DELETE FROM newsapp_event WHERE article_id = %s", [astral.pk])
    assert not Event.objects.filter(article=astral).exists()


def test_the_words_of_an_event_can_be_erased(astral: Article) -> None:
    make_highlight(article=astral, quote="said", note="words")
    event = Event.objects.get(verb="highlight.created")
    run("DELETE FROM newsapp_eventdetail WHERE event_id = %s", [event.pk])
    assert Event.objects.filter(pk=event.pk).exists()


def test_two_thousand_highlights_in_a_long_text_are_all_checked(project: Project) -> None:
    text = "".join(f"{index:04d} 👩‍👩‍👧 сказав, що 1,000 солдатів…\r\n" for index in range(8_500))
    assert len(text) > 300_000
    article = make_article(project=project, text=text, language="uk")
    revision = article.current_revision
    assert revision is not None

    def rows(wrong: int | None = None) -> str:
        items = []
        for index in range(2_000):
            start = (index * 7_919) % (len(text) - 60)
            end = start + 1 + index % 50
            quote = text[start:end] if index != wrong else text[start + 1 : end + 1]
            items.append({"uuid": str(uuid4()), "start": start, "end": end, "quote": quote})
        return json.dumps(items, ensure_ascii=False)

    insert = """INSERT INTO annotations_highlight
                    (project_id, article_id, revision_id, uuid, start, "end", quote, note, analyst_id, layer, state,
                     body_sha256, created_at, updated_at, version)
                SELECT %s, %s, %s, uuid, start, "end", quote, '', %s, 'analyst', 'exact', '', now(), now(), 1
                FROM jsonb_to_recordset(%s::jsonb) AS d (uuid uuid, start integer, "end" integer, quote text)"""
    analyst = manager_of(project).pk
    for wrong in (7, 1_000, 1_999):
        message = refused(insert, [project.pk, article.pk, revision.pk, analyst, rows(wrong)])
        assert "the quote is not the text" in message
        assert not Highlight.objects.exists()
    run(insert, [project.pk, article.pk, revision.pk, analyst, rows()])
    assert Highlight.objects.count() == 2_000
    for highlight in Highlight.objects.all():
        assert highlight.quote == text[highlight.start : highlight.end]


def test_the_names_of_accounts_stand_once_in_any_case(project: Project) -> None:
    with pytest.raises((IntegrityError, DataError)):
        run(
            """INSERT INTO newsapp_user (username, password, is_superuser, is_staff, is_active, first_name, last_name,
                                         email, date_joined)
               SELECT upper(username), '', false, false, true, '', '', '', now() FROM newsapp_user"""
        )
