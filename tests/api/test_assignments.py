"""Who has which article, over REST."""

import pytest

from newsapp.models import Article, User
from tests.api.client import Api, faults

pytestmark = pytest.mark.django_db
PROJECT = "projects/front-pages/"
ALL = f"{PROJECT}assignments/"
HERS = f"{ALL}1/ana/"


@pytest.fixture
def handed_out(article: Article, analyst: User, as_manager: Api) -> Article:
    """The article, in the hands of `ana`."""
    assert as_manager.post(ALL, {"article": 1, "user": "ana", "due_on": "2020-01-31"}).status_code == 201
    return article


def test_a_manager_hands_out_and_everybody_reads_it(handed_out: Article, as_viewer: Api) -> None:
    (row,) = as_viewer.get(ALL).json()["results"]
    assert (row["article"], row["user"], row["assigned_by"], row["due_on"]) == (1, "ana", "mira", "2020-01-31")
    assert (row["overdue"], row["stalled"], row["started_at"]) == (True, False, None)
    assert as_viewer.get(HERS).json() == row
    counts = {state: len(as_viewer.get(f"{ALL}?state={state}").json()["results"]) for state in ("open", "done")}
    assert counts == {"open": 1, "done": 0}
    assert as_viewer.get(f"{ALL}?state=nothing").status_code == 400


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"article": 9, "user": "ana"}, "article"),
        ({"article": 1, "user": "nobody"}, "user"),
        ({"article": 1, "user": "ana", "due_on": "tomorrow"}, "due_on"),
        ({"article": 1}, "user"),
        ({"article": 1, "user": "ana", "colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_named(article: Article, analyst: User, as_manager: Api, body: object, path: str) -> None:
    answer = as_manager.post(ALL, body)
    assert answer.status_code == 400
    assert faults(answer) == [path]


def test_handing_out_twice_is_a_conflict(handed_out: Article, as_manager: Api) -> None:
    assert as_manager.post(ALL, {"article": 1, "user": "ana"}).status_code == 409


def test_she_is_done_and_not_done_after_all(handed_out: Article, as_analyst: Api, as_other_analyst: Api) -> None:
    assert as_analyst.put(f"{HERS}done/", {"done": True}).json()["done_at"] is not None
    assert as_analyst.put(f"{HERS}done/", {"done": False}).json()["done_at"] is None
    assert as_other_analyst.put(f"{HERS}done/", {"done": True}).status_code == 403


def test_she_hands_it_back_with_a_reason(handed_out: Article, as_analyst: Api) -> None:
    assert faults(as_analyst.post(f"{HERS}hand-back/", {})) == ["reason"]
    assert as_analyst.post(f"{HERS}hand-back/", {"reason": "No time"}).status_code == 204
    assert as_analyst.get(HERS).status_code == 404
    assert as_analyst.post(f"{HERS}hand-back/", {"reason": "No time"}).status_code == 404


def test_a_reviewer_moves_it_and_a_manager_takes_it_back(
    handed_out: Article, as_reviewer: Api, as_manager: Api, other_analyst: User
) -> None:
    moved = as_reviewer.post(f"{HERS}move/", {"to": "bela"})
    assert (moved.status_code, moved.json()["user"], moved.json()["due_on"]) == (201, "bela", "2020-01-31")
    assert as_reviewer.post(f"{ALL}1/bela/take-back/").status_code == 403
    assert as_manager.post(f"{ALL}1/bela/take-back/").status_code == 204
    assert as_manager.post(f"{ALL}1/bela/take-back/").status_code == 404


def test_whoever_asks_for_the_next_gets_one_where_the_project_says_so(
    article: Article, as_manager: Api, as_analyst: Api
) -> None:
    assert as_analyst.post(f"{ALL}next/").status_code == 409
    as_manager.patch(PROJECT, {"assign_automatically": True}, version=1)
    first, again = (as_analyst.post(f"{ALL}next/") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_the_rules_of_handing_out_are_settings(as_manager: Api, article: Article) -> None:
    wanted = {"assign_order": "random", "open_at_once": 3, "due_days": None, "stalled_days": 2}
    after = as_manager.patch(PROJECT, wanted, version=1).json()
    assert {name: after[name] for name in wanted} == wanted
    for name, value in (("assign_order", "newest"), ("open_at_once", 0), ("stalled_days", None), ("due_days", "3")):
        assert faults(as_manager.patch(PROJECT, {name: value}, version=2)) == [name]


def test_a_coder_sees_only_her_own_in_a_blind_project(
    handed_out: Article, as_manager: Api, as_analyst: Api, as_other_analyst: Api, other_analyst: User
) -> None:
    as_manager.patch(PROJECT, {"blind": True}, version=1)
    as_manager.post(ALL, {"article": 1, "user": "bela"})
    seen = [
        [row["user"] for row in api.get(ALL).json()["results"]] for api in (as_analyst, as_other_analyst, as_manager)
    ]
    assert seen == [["ana"], ["bela"], ["ana", "bela"]]
    assert as_other_analyst.get(HERS).status_code == 404


def test_a_list_of_assignments_is_handed_out_whole_or_not_at_all(
    article: Article, as_manager: Api, as_analyst: Api, other_analyst: User
) -> None:
    wanted = [{"article": 1, "user": "ana", "due_on": "2026-12-31"}, {"article": 1, "user": "bela"}]
    assert as_analyst.post(ALL, wanted).status_code == 403
    for bad, path in (({"article": 9, "user": "ana"}, "2.article"), ({"article": 1, "user": "nobody"}, "2.user")):
        refused = as_manager.post(ALL, [*wanted, bad])
        assert (refused.status_code, faults(refused)) == (400, [path])
    assert as_manager.get(ALL).json()["results"] == []
    made = as_manager.post(ALL, wanted)
    assert made.status_code == 201
    assert [row["user"] for row in made.json()] == ["ana", "bela"]
    assert made.json()[0]["due_on"] == "2026-12-31"
    assert faults(as_manager.post(ALL, wanted)) == ["0.user", "1.user"]
    assert as_manager.post(ALL, []).status_code == 400
