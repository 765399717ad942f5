"""The log as it grows: what follows a place, whoever commits when; and what a member is told of it."""

from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.access import open_highlight
from annotations.queries.live import highlights_now
from annotations.services.highlight_edits import delete_highlight
from newsapp.access import open_project
from newsapp.domain.live import Place
from newsapp.domain.roles import Action
from newsapp.models import Article, Event, Project, User
from newsapp.queries.live import Ticket, events_since, place_now, still_allowed
from newsapp.services.activity import Happening, record
from newsapp.web.live.rounds import Reader, play_round
from tests.factories import make_highlight

INSERT = "INSERT INTO newsapp_event (project_id, verb, object_id, data) VALUES (%s, %s, '', '{}')"


def connect() -> "psycopg.Connection[Any]":
    """A connection of its own to the test's database."""
    connection.ensure_connection()
    info = connection.connection.info
    return psycopg.connect(host=info.host, port=info.port, dbname=info.dbname, user=info.user, password=info.password)


def verbs_since(place: Place, project: Project) -> tuple[list[str], Place]:
    now = place_now()
    events = events_since(place, now=now, project_ids=[project.pk])[project.pk]
    assert events is not None
    return [event.verb for event in events], now


@pytest.mark.django_db(transaction=True)
def test_each_event_follows_exactly_one_place_whoever_commits_first(project: Project) -> None:
    place = place_now()
    with connect() as slow, connect() as quick, connect() as later:
        slow.execute(INSERT, [project.pk, "slow.one"])
        quick.execute(INSERT, [project.pk, "quick.one"])
        quick.commit()
        found, place = verbs_since(place, project)
        assert found == ["quick.one"]
        later.execute(INSERT, [project.pk, "later.one"])
        later.commit()
        found, place = verbs_since(place, project)
        assert found == ["later.one"], "nobody waits for the slow one"
        assert verbs_since(place, project)[0] == []
        slow.execute("SAVEPOINT one")
        slow.execute(INSERT, [project.pk, "slow.two"])
        slow.execute("RELEASE one")
        slow.commit()
    found, place = verbs_since(place, project)
    assert found == ["slow.one", "slow.two"]
    assert verbs_since(place, project)[0] == []


@pytest.mark.django_db(transaction=True)
def test_a_place_survives_being_written_down(project: Project) -> None:
    with connect() as slow:
        slow.execute(INSERT, [project.pk, "slow.one"])
        place = Place.read(place_now().text)
        assert "," in place.text or place.text.count(":") == 2
        slow.commit()
    assert verbs_since(place, project)[0] == ["slow.one"]


@pytest.mark.django_db(transaction=True)
def test_one_notice_a_statement_with_nothing_but_the_project(project: Project) -> None:
    with connect() as listening:
        listening.autocommit = True
        listening.execute("LISTEN claimdesk_events")
        many = [Happening("outlet.x", str(number)) for number in range(5_000)]
        record(project_id=project.pk, actor_id=None, happenings=many)
        record(project_id=None, actor_id=None, happenings=[Happening("user.x", "1")])
        heard = [notice.payload for notice in listening.notifies(timeout=5, stop_after=2)]
    assert heard == [str(project.pk), "0"]


@pytest.mark.django_db(transaction=True)
def test_events_that_a_backup_brought_from_another_server_are_no_news(project: Project) -> None:
    place = place_now()
    Event.objects.create(project=project, verb="old.one", transaction_id=2**50)
    Event.objects.create(project=project, verb="older.one", transaction_id=0)
    Event.objects.create(project=project, verb="new.one")
    assert verbs_since(place, project)[0] == ["new.one"]
    foreign = Place.read(f"{2**50}:{2**50}:")
    assert events_since(foreign, now=place_now(), project_ids=[project.pk]) == {project.pk: None}


@pytest.mark.django_db(transaction=True)
def test_what_an_event_holds_is_read_and_not_left_as_text(project: Project) -> None:
    place = place_now()
    record(project_id=project.pk, actor_id=None, happenings=[Happening("outlet.x", "1", data={"touched": ["a"]})])
    (event,) = events_since(place, now=place_now(), project_ids=[project.pk])[project.pk] or []
    assert event.data == {"touched": ["a"]}


@pytest.mark.django_db
def test_only_one_s_own_projects_are_read(project: Project, strangers_project: Project) -> None:
    assert events_since(place_now(), now=place_now(), project_ids=[]) == {}


@pytest.mark.django_db
def test_a_member_is_told_of_what_she_may_see_and_of_nothing_else(
    project: Project, article: Article, analyst: User, strangers_project: Project, stranger: User
) -> None:
    kept = make_highlight(article=article, by=analyst, quote="allegedly").id
    gone = make_highlight(article=article, by=analyst, quote="soldiers").id
    access, row = open_highlight(user=analyst, slug=project.slug, uuid=gone, action=Action.HIGHLIGHT)
    delete_highlight(access=access, highlight=row, version=1)
    found = highlights_now(access=access, ids=[kept, gone, UUID(int=7)])
    assert (found[kept] is not None, found[gone]) == (True, None)
    assert UUID(int=7) not in found
    elsewhere = open_project(user=stranger, slug=strangers_project.slug)
    assert highlights_now(access=elsewhere, ids=[kept, gone]) == {}


@pytest.mark.django_db
def test_a_ticket_without_session_or_token_is_no_right(project: Project, analyst: User) -> None:
    access = open_project(user=analyst, slug=project.slug)
    assert (
        still_allowed([Ticket(access), Ticket(access, session_key="none"), Ticket(access, token_id=10**9)])
        == [None] * 3
    )


@pytest.mark.django_db(transaction=True)
def test_a_round_takes_as_many_statements_for_many_readers_as_for_one(
    project: Project, article: Article, analyst: User
) -> None:
    from newsapp.models import ApiToken
    from newsapp.services.people import create_token

    create_token(user=analyst)
    token = ApiToken.objects.get(user=analyst).pk
    place = place_now()
    for _ in range(3):
        make_highlight(article=article, by=analyst, quote="soldiers")
    ticket = Ticket(open_project(user=analyst, slug=project.slug), token_id=token, after=place)
    counts = []
    for many in (1, 40):
        with CaptureQueriesContext(connection) as captured:
            outcome = play_round([Reader(ticket, place)] * many, unknown_people=[])
        counts.append(len(captured))
        assert [len(messages or ()) for messages in outcome.messages] == [3] * many
    assert counts[0] == counts[1]
