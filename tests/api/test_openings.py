"""Opening the comparison of an article over REST, and the project's settings of review."""

from collections.abc import Callable

import pytest

from newsapp.models import Article, Project, User
from newsapp.services.assignments import assign_articles
from tests.api.client import Api, faults
from tests.factories import opened

pytestmark = pytest.mark.django_db
PROJECT = "projects/front-pages/"
OPENING = f"{PROJECT}articles/1/opening/"


def test_a_reviewer_opens_and_a_manager_has_it_coded_again(
    article: Article, as_reviewer: Api, as_manager: Api, as_analyst: Api
) -> None:
    assert as_analyst.put(OPENING, {"open": True}).status_code == 403
    opened_now = as_reviewer.put(OPENING, {"open": True}).json()
    assert opened_now["open"]
    assert as_analyst.get(f"{PROJECT}articles/1/").json()["comparison_opened_at"] == opened_now["opened_at"]
    assert as_reviewer.put(OPENING, {"open": False, "reason": "Other guidelines"}).status_code == 403
    assert as_manager.put(OPENING, {"open": False, "reason": "Other guidelines"}).json() == {
        "open": False, "opened_at": None,
    }  # fmt: skip


def test_what_is_wrong_is_named(article: Article, as_manager: Api) -> None:
    assert faults(as_manager.put(OPENING, {})) == ["open"]
    assert faults(as_manager.put(OPENING, {"open": "yes"})) == ["open"]
    assert faults(as_manager.put(OPENING, {"open": False})) == ["reason"]
    assert as_manager.put(OPENING, {"open": False, "reason": "why"}).status_code == 409


def test_whoever_codes_it_hears_why_she_may_not(article: Article, as_reviewer: Api, reviewer: User) -> None:
    assign_articles(access=opened(project=article.project), numbers=[1], usernames=["rita"])
    answer = as_reviewer.put(OPENING, {"open": True})
    assert answer.status_code == 403
    assert "another reviewer" in answer.json()["detail"]


def test_the_settings_of_review_are_changed_and_logged(as_manager: Api, project: Project) -> None:
    before = as_manager.get(PROJECT).json()
    assert {name: before[name] for name in ("blind", "coders_anonymous", "small_team", "gold_threshold")} == {
        "blind": False, "coders_anonymous": False, "small_team": False, "gold_threshold": 1.0,
    }  # fmt: skip
    wanted = {"blind": True, "coders_anonymous": True, "small_team": True, "gold_threshold": None}
    after = as_manager.patch(PROJECT, wanted, version=1).json()
    assert {name: after[name] for name in wanted} == wanted
    assert as_manager.patch(PROJECT, {"gold_threshold": 0.75}, version=2).json()["gold_threshold"] == 0.75
    logged = as_manager.get(f"{PROJECT}events/").json()["results"][1]
    assert (logged["verb"], logged["data"]["after"]) == ("project.changed", wanted)


@pytest.mark.parametrize("share", [0.5, 0, 1.01, -1, "1", True])
def test_a_share_of_coders_is_more_than_half_and_at_most_all(as_manager: Api, share: object) -> None:
    assert faults(as_manager.patch(PROJECT, {"gold_threshold": share}, version=1)) == ["gold_threshold"]


def test_a_status_is_one_s_own_while_one_codes_blind(
    article: Article, as_manager: Api, as_analyst: Api, as_reviewer: Api, analyst: User, other_analyst: User,
    api_of: Callable[[User], Api],
) -> None:  # fmt: skip
    as_manager.patch(PROJECT, {"blind": True}, version=1)
    assign_articles(access=opened(project=article.project), numbers=[1], usernames=["bela"])
    seen = [
        api.get(f"{PROJECT}articles/1/").json()["status"] for api in (as_analyst, api_of(other_analyst), as_reviewer)
    ]
    assert seen == ["new", "assigned", "assigned"]
    counts = [len(as_analyst.get(f"{PROJECT}articles/?status={s}").json()["results"]) for s in ("new", "assigned")]
    assert counts == [1, 0]
