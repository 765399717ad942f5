"""Every route where coders are anonymous: whose a reading is shows to managers and to herself, and to nobody else."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsapp.domain.roles import Role
from newsapp.models import Article, Membership, Project, User
from newsapp.queries.live import place_now, ticket_for
from newsapp.services.activity import Happening, record
from newsapp.web.live.rounds import Reader, play_round
from tests.architecture.test_blindness import _read, _signed_in
from tests.blind_world import SECRET, BlindWorld, blind_world, coding_of_the_first
from tests.factories import make_claim, make_highlight, make_member, opened

pytestmark = pytest.mark.django_db(transaction=True)

API = "/api/v1/projects/blind-pages/"
PAGES = "/projects/blind-pages/"
CODER = re.compile(r"coder-[0-9a-f]{10}")
NAMES = re.compile(r"\bbela\b|Ottoline|Quillfeather")
"""All that the first coder is called."""

JOINED = re.compile(r"added .{0,200}?Quillfeather|Quillfeather.{0,40}?</a> +as analyst", re.DOTALL)
"""That she was a member once is no secret."""


TELLING = [
    f"{API}highlights/", f"{API}relations/", f"{API}events/", f"{API}assignments/", f"{API}export/jsonl/",
    f"{API}suggestions/decisions/", f"{PAGES}highlights/", f"{PAGES}articles/1/", f"{PAGES}articles/1/details/",
    f"{PAGES}activity/", f"{PAGES}progress/", PAGES,
]  # fmt: skip
"""Where readings are told with whose they are."""


@dataclass(frozen=True)
class Coded:
    """The world after the first coder has done all that coders do, and said nothing as herself; comparisons are open.

    She has left, so that no list of members has her name.
    """

    world: BlindWorld
    judge: User
    change: UUID


@pytest.fixture
def coded() -> Coded:
    """In a project with anonymous coders."""
    world = blind_world()
    Project.objects.filter(pk=world.project.pk).update(coders_anonymous=True, blind=False)
    world.project.refresh_from_db()
    User.objects.filter(pk=world.first.pk).update(first_name="Ottoline", last_name="Quillfeather")
    judge = make_member(project=world.project, role=Role.REVIEWER, username="judith")
    change = coding_of_the_first(world)
    Article.objects.filter(project=world.project).update(comparison_opened_at=timezone.now())
    Membership.objects.filter(project=world.project, user=world.first).delete()
    return Coded(world, judge, change)


def _watcher(coded: Coded, name: str) -> Client:
    return _signed_in(coded.judge if name == "judge" else getattr(coded.world, name))


@pytest.mark.parametrize("watcher", ["judge", "second"])
def test_no_answer_names_a_coder_beside_her_reading(coded: Coded, watcher: str) -> None:
    answers = _read(coded.world, _watcher(coded, watcher), coded.change)
    shown = {
        path: found.group()
        for path, answer in answers.items()
        if (found := NAMES.search(JOINED.sub("", answer.body.replace("bela", "") if "bela" in path else answer.body)))
    }
    assert shown == {}
    pseudonyms = [{*CODER.findall(answers[path].body)} for path in TELLING]
    assert all(pseudonyms)
    assert set.intersection(*pseudonyms), "she has the same one everywhere"


def test_whoever_hands_out_the_work_sees_people(coded: Coded) -> None:
    client = _watcher(coded, "manager")
    answers = {path: client.get(path) for path in TELLING}
    bodies = {path: b"".join(answer) if answer.streaming else answer.content for path, answer in answers.items()}
    assert [path for path, body in bodies.items() if not NAMES.search(body.decode())] == []
    assert [path for path, body in bodies.items() if CODER.search(body.decode())] == []


def _results(client: Client, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"{API}{address}").json()["results"]
    return found


def _pseudonym(coded: Coded, client: Client) -> str:
    (shown,) = {row["analyst"] for row in _results(client, "highlights/") if row["id"] == str(coded.world.marks[0])}
    assert CODER.fullmatch(shown)
    return str(shown)


def test_everybody_sees_her_own_work_under_her_own_name(coded: Coded) -> None:
    client = _watcher(coded, "second")
    own = {row["analyst"] for row in _results(client, "highlights/?analyst=ana")}
    assert own == {"ana"}
    assert [row["user"] for row in _results(client, "assignments/?user=ana")] == ["ana", "ana"]


ASKED = [
    "highlights/?analyst=", "relations/?analyst=", "suggestions/decisions/?user=", "assignments/?user=",
    "export/jsonl/?analyst=",
]  # fmt: skip


@pytest.mark.parametrize("asked", ASKED)
def test_a_filter_takes_what_stands_for_a_coder_and_not_her_name(coded: Coded, asked: str) -> None:
    client = _watcher(coded, "judge")
    for name in ("bela", "nobody", "coder-0123456789"):
        refused = client.get(f"{API}{asked}{name}")
        assert refused.status_code == 400, name
        assert refused.json()["code"] == "bad_parameter"
    found = client.get(f"{API}{asked}{_pseudonym(coded, client)}")
    assert found.status_code == 200
    body = b"".join(found) if found.streaming else found.content
    assert {*CODER.findall(body.decode())} == {_pseudonym(coded, client)}
    assert _watcher(coded, "manager").get(f"{API}{asked}bela").status_code == 200


def test_pages_filter_by_what_stands_for_a_coder(coded: Coded) -> None:
    client = _watcher(coded, "judge")
    shown = _pseudonym(coded, client)
    assert client.get(f"{PAGES}highlights/?analyst=bela").status_code == 400
    assert client.get(f"{PAGES}?assignee=bela").status_code == 400
    assert SECRET in client.get(f"{PAGES}highlights/?analyst={shown}&q={SECRET}&where=note").content.decode()
    assert "Ships" in client.get(f"{PAGES}?assignee={shown}&status=skipped").content.decode()
    told = client.get(f"{PAGES}people/{shown}/activity/").content.decode()
    assert "rejected a suggestion" in told
    assert client.get(f"{PAGES}people/bela/activity/").status_code == 404, "all that she did is coding"


def test_what_somebody_says_as_herself_has_her_name(coded: Coded) -> None:
    world = coded.world
    make_claim(project=world.project, text="Soldiers are there", by=world.second)
    client = _watcher(coded, "judge")
    said = [row for row in _results(client, "events/") if row["verb"] == "claim.created"]
    assert [row["actor"] for row in said] == ["ana"]
    told = client.get(f"{PAGES}people/ana/activity/").content.decode()
    assert "claim" in told
    assert "made a highlight" not in told
    assert "About 1,000 soldiers" not in told


def test_a_change_by_a_reviewer_answers_without_the_coder_s_name(coded: Coded) -> None:
    client = _watcher(coded, "judge")
    mark = f"{API}highlights/{coded.world.marks[1]}/"
    stored = client.get(mark)
    body = {"note": "Other words"}
    answers = [
        client.patch(mark, body, content_type="application/json", headers={"If-Match": stored.headers["ETag"]})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 412]
    assert all(CODER.search(answer.content.decode()) for answer in answers)
    assert not any(NAMES.search(answer.content.decode()) for answer in answers)
    assert not any("of" in row["data"] for row in _results(client, "events/"))


def _mark(world: BlindWorld) -> None:
    """The first coder is there again, and marks something."""
    Membership.objects.create(project=world.project, user=world.first, role=Role.ANALYST)
    make_highlight(article=world.article, quote="winter", by=world.first)


@pytest.mark.parametrize(("watcher", "named"), [("judge", False), ("second", False), ("manager", True)])
def test_streams_tell_who_coded_to_those_alone_who_may_know(coded: Coded, watcher: str, named: bool) -> None:
    world = coded.world
    user = coded.judge if watcher == "judge" else getattr(world, watcher)
    access, here = opened(project=world.project, user=user), frozenset({world.article.number})
    ticket = ticket_for(access=access, session=_signed_in(user).session, token_id=None, after=None, here=here)
    place = place_now()
    _mark(world)
    outcome = play_round([Reader(ticket, place)], unknown_people=[])
    (said,) = outcome.messages[0] or ()
    assert bool(NAMES.search(said.decode())) is named
    assert bool(CODER.search(said.decode())) is not named
    assert outcome.closed == [frozenset() if named else here], "who is there while it comes"


def test_a_stream_hears_that_coders_became_anonymous(coded: Coded) -> None:
    world = coded.world
    access = opened(project=world.project, user=coded.judge)
    access.project.coders_anonymous = False
    session = _signed_in(coded.judge).session
    ticket = ticket_for(access=access, session=session, token_id=None, after=None, here=frozenset())
    place = place_now()
    _mark(world)
    (said,) = play_round([Reader(ticket, place)], unknown_people=[]).messages[0] or ()
    assert not NAMES.search(said.decode())


def test_who_brings_a_comparison_about_or_opens_gold_again_is_not_told(coded: Coded) -> None:
    world = coded.world
    happenings = [
        Happening("comparison.opened", "1", world.article.pk, {"by_hand": False}),
        Happening("gold.reopened", str(world.marks[0]), world.article.pk, {"reading": str(world.marks[0])}),
    ]
    record(project_id=world.project.pk, actor_id=world.first.pk, happenings=happenings)
    client = _watcher(coded, "judge")
    told = [
        row["actor"] for row in _results(client, "events/") if row["verb"] in ("comparison.opened", "gold.reopened")
    ]
    assert told == [_pseudonym(coded, client)] * 2


def test_without_the_setting_everybody_sees_people_in_as_many_statements(coded: Coded) -> None:
    client = _watcher(coded, "judge")
    with CaptureQueriesContext(connection) as hidden:
        client.get(f"{API}highlights/")
    Project.objects.filter(pk=coded.world.project.pk).update(coders_anonymous=False)
    with CaptureQueriesContext(connection) as shown:
        answer = client.get(f"{API}highlights/").content.decode()
    assert NAMES.search(answer)
    assert not CODER.search(answer)
    assert len(hidden) == len(shown)
