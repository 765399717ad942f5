"""Disputes by REST: opening, every step, votes that stay hidden, what is lawful now."""

from typing import Any

import pytest
from uuid6 import uuid7

from annotations.models import Dispute
from newsapp.models import Article, Event, Project, User
from tests.api.client import Api, faults
from tests.api.conftest import ApiOf
from tests.disputes import claim_row, make_dispute
from tests.factories import make_evidence, make_highlight

pytestmark = pytest.mark.django_db

PATH = "projects/front-pages/disputes/"
KEYS = [
    "id", "kind", "state", "origin", "question", "article", "highlight", "claim", "round", "opened_by", "asked",
    "coders", "positions", "voting", "ruling", "rulings", "lawful", "refused", "due_at", "created_at", "updated_at",
    "resolved_at", "page", "version",
]  # fmt: skip


@pytest.fixture
def body(article: Article, analyst: User) -> dict[str, Any]:
    """A dispute about a highlight of the analyst's."""
    marked = make_highlight(article=article, by=analyst)
    return {
        "kind": "tag",
        "question": "Is it a claim?",
        "highlight": str(marked.id),
        "positions": [{"title": "It is", "highlight": str(marked.id)}, {"title": "It is none", "reading": {}}],
    }


def test_a_dispute_is_opened_and_read(as_analyst: Api, as_viewer: Api, body: dict[str, Any]) -> None:
    made = as_analyst.post(PATH, body)
    assert (made.status_code, list(made.json()), made["ETag"]) == (201, KEYS, '"1"')
    shown = made.json()
    assert (shown["id"], shown["state"], shown["opened_by"], shown["coders"]) == (1, "open", "ana", ["ana"])
    assert shown["lawful"] == ["withdraw"]
    assert [refused["transition"] for refused in shown["refused"]] == ["triage"]
    assert shown["positions"][0]["reading"]["tags"] == ["claim"]
    assert as_viewer.get(f"{PATH}1/").json()["lawful"] == []
    assert as_viewer.post(PATH, body).status_code == 403


def test_several_are_opened_at_once_or_none(as_analyst: Api, body: dict[str, Any]) -> None:
    wrong = {**body, "highlight": str(uuid7())}
    assert faults(as_analyst.post(PATH, [body, wrong, {}])) == ["1.highlight", "2.kind", "2.question"]
    assert not Dispute.objects.exists()
    other = {**body, "kind": "factuality"}
    assert faults(as_analyst.post(PATH, [body, body])) == ["1.highlight"]
    made = as_analyst.post(PATH, [body, other])
    assert (made.status_code, [each["id"] for each in made.json()]) == (201, [1, 2])
    assert as_analyst.post(PATH, []).status_code == 400


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"kind": "quantity"}, "kind"),
        ({"question": " "}, "question"),
        ({"highlight": None}, "highlight"),
        ({"claim": 7}, "claim"),
        ({"article": "1"}, "article"),
        ({"positions": [{"title": ""}]}, "positions.0.title"),
        (
            {"positions": [{"title": "A", "reading": {"start": 0, "end": 5, "tags": ["x"]}}]},
            "positions.0.reading.tags.0",
        ),
        ({"positions": [{"title": "A", "reading": {"begin": 0}}]}, "positions.0.reading.begin"),
        ({"opened": "now"}, "opened"),
    ],
)
def test_what_is_no_dispute_is_refused_by_name(
    as_analyst: Api, body: dict[str, Any], change: dict[str, Any], path: str
) -> None:
    answer = as_analyst.post(PATH, {**body, **change})
    assert (answer.status_code, faults(answer)) == (400, [path])
    assert not Event.objects.filter(verb="dispute.opened").exists()


def test_a_dispute_runs_to_its_ruling(as_analyst: Api, as_reviewer: Api, as_manager: Api, body: dict[str, Any]) -> None:
    as_analyst.post(PATH, body)
    one = f"{PATH}1/"
    assert as_analyst.post(f"{one}triage/").status_code == 403
    triaged = as_reviewer.post(f"{one}triage/", {"kind": "boundary", "due_at": "2030-01-31T12:00:00Z"})
    assert (triaged.status_code, triaged.json()["state"], triaged.json()["kind"]) == (200, "triaged", "boundary")
    assert as_reviewer.post(f"{one}collect/", {"reason": "Ask them."}).json()["state"] == "evidence"
    proposed = as_reviewer.post(f"{one}propose/", {"position": 0, "justification": "By the guidelines."})
    assert proposed.json()["ruling"]["proposed_by"] == "rita"
    assert "resolve" not in proposed.json()["lawful"]
    own = as_reviewer.post(f"{one}resolve/")
    assert (own.status_code, own.json()["code"], own.json()["state"]) == (409, "person_proposed", "proposed")
    assert own.json()["lawful"] == ["escalate", "ask"]
    resolved = as_manager.post(f"{one}resolve/", {})
    assert (resolved.status_code, resolved.json()["ruling"]["resolved_by"]) == (200, "mira")
    gold = as_analyst.get("projects/front-pages/highlights/?layer=gold").json()["results"]
    assert [each["quote"] for each in gold] == ["About 1,000 soldiers"]
    again = as_manager.post(f"{one}resolve/")
    assert (again.status_code, again.json()["lawful"]) == (409, ["reopen"])
    assert as_analyst.post(f"{one}reopen/", {}).status_code == 400
    assert as_analyst.post(f"{one}reopen/", {"reason": "Nobody asked me."}).json()["round"] == 2


def test_a_transition_takes_what_it_takes_and_nothing_else(as_reviewer: Api, article: Article) -> None:
    make_dispute(article=article)
    answer = as_reviewer.post(f"{PATH}1/triage/", {"answer": "Yes."})
    assert (answer.status_code, faults(answer)) == (400, ["answer"])
    assert as_reviewer.post(f"{PATH}1/nothing/").status_code == 404
    assert as_reviewer.post(f"{PATH}7/triage/").status_code == 404


def test_votes_are_hidden_until_the_voting_closes(
    as_analyst: Api, as_reviewer: Api, as_manager: Api, article: Article
) -> None:
    make_dispute(article=article)
    one = f"{PATH}1/"
    assert as_reviewer.get(f"{one}votes/").status_code == 404
    as_reviewer.post(f"{one}triage/")
    as_reviewer.post(f"{one}vote/", {"closes_at": None})
    assert as_analyst.put(f"{one}votes/", {"position": 0}).status_code == 403
    voted = as_reviewer.put(f"{one}votes/", {"position": 1, "reason": "Plain as day."})
    assert voted.json()["voting"]["own"] == {"user": "rita", "position": 1, "reason": "Plain as day.", "counted": None}
    for other in (as_analyst, as_manager):
        seen = other.get(one).json()["voting"]
        assert (seen["voted"], seen["of"], seen["own"], seen["votes"]) == (1, 2, None, [])
        assert other.get(f"{one}votes/").json() == seen
        assert "Plain" not in other.get("projects/front-pages/events/").content.decode()
    assert faults(as_manager.put(f"{one}votes/", {"position": 5})) == ["position"]
    assert as_reviewer.put(f"{one}votes/", {"position": None}).status_code == 200
    closed = as_manager.post(f"{one}votes/close/").json()
    assert closed["state"] == "voting"
    assert closed["voting"]["votes"] == [{"user": "rita", "position": None, "reason": "", "counted": True}]
    assert as_manager.put(f"{one}votes/", {"position": 0}).status_code == 409


def test_a_verdict_needs_grounds(as_reviewer: Api, article: Article, project: Project) -> None:
    claim = claim_row(project=project)
    dispute = make_dispute(article=article, claim=claim)
    as_reviewer.post(f"{PATH}1/triage/", {"kind": "verdict"})
    as_reviewer.post(f"{PATH}1/collect/")
    propose = f"{PATH}1/propose/"
    answer = as_reviewer.post(propose, {"verdict": "refuted"})
    assert (answer.status_code, faults(answer)) == (400, ["justification", "verdict"])
    assert faults(as_reviewer.post(propose, {"verdict": "not_enough_evidence"})) == ["searched"]
    make_evidence(project=project, dispute=dispute)
    body = {"verdict": "refuted", "accuracy": "accurate", "confidence": 1, "justification": "The count says so."}
    assert as_reviewer.post(propose, body).json()["ruling"]["verdict"] == "refuted"


def test_questions_are_asked_and_answered(
    as_reviewer: Api, as_analyst: Api, as_other_analyst: Api, article: Article
) -> None:
    make_dispute(article=article)
    as_reviewer.post(f"{PATH}1/triage/")
    assert faults(as_reviewer.post(f"{PATH}1/ask/", {"asked": "ana"})) == ["question"]
    asked = as_reviewer.post(f"{PATH}1/ask/", {"question": "Which briefing?", "asked": "ana"}).json()
    assert (asked["state"], asked["asked"]) == ("needs_info", "ana")
    assert as_other_analyst.post(f"{PATH}1/answer/", {"answer": "No."}).status_code == 409
    assert as_analyst.get(f"{PATH}?needs_me=true").json()["results"][0]["id"] == 1
    assert as_analyst.post(f"{PATH}1/answer/", {"answer": "Monday’s."}).json()["state"] == "triaged"


def test_positions_are_added(as_analyst: Api, as_viewer: Api, article: Article) -> None:
    make_dispute(article=article)
    added = as_analyst.post(f"{PATH}1/positions/", {"title": "Half of it"})
    assert (added.status_code, added.json()["positions"][2]["title"]) == (201, "Half of it")
    assert faults(as_analyst.post(f"{PATH}1/positions/", {})) == ["title"]
    assert as_viewer.post(f"{PATH}1/positions/", {"title": "None of it"}).status_code == 403


def test_changing_wants_the_version(
    as_analyst: Api, as_reviewer: Api, as_viewer: Api, article: Article, analyst: User
) -> None:
    make_dispute(article=article, by=analyst)
    change = {"question": "Is it one at all?"}
    assert as_analyst.patch(f"{PATH}1/", change).status_code == 428
    assert as_viewer.patch(f"{PATH}1/", change, version=1).status_code == 403
    assert as_analyst.patch(f"{PATH}1/", change, version=1).json()["question"] == "Is it one at all?"
    stale = as_reviewer.patch(f"{PATH}1/", {"kind": "tag", "due_at": None}, version=1)
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 2)
    assert as_reviewer.patch(f"{PATH}1/", as_reviewer.get(f"{PATH}1/").json(), version=2).status_code == 200


def test_the_list_is_filtered_and_paged(
    as_analyst: Api, as_reviewer: Api, article: Article, analyst: User, reviewer: User
) -> None:
    make_dispute(article=article, by=analyst)
    make_dispute(article=article, by=reviewer, coders=[reviewer], question="Another?")

    def ids(query: str, api: Api = as_analyst) -> list[int]:
        return [each["id"] for each in api.get(f"{PATH}?{query}").json()["results"]]

    assert ids("") == [2, 1]
    assert ids("mine=true") == [1]
    assert ids("opened_by=rita") == [2]
    assert ids("tag=claim") == [2]
    assert ids("article=1&kind=tag&state=open") == [2, 1]
    assert ids("state=resolved") == []
    assert ids("overdue=true") == []
    assert ids("needs_me=true") == []
    assert ids("needs_me=true", as_reviewer) == [2, 1]
    highlight = as_analyst.get(f"{PATH}2/").json()["highlight"]
    assert ids(f"highlight={highlight}") == [2]
    first = as_analyst.get(f"{PATH}?limit=1").json()
    assert [each["id"] for each in as_analyst.get(first["next"]).json()["results"]] == [1]
    assert faults(as_analyst.get(f"{PATH}?states=open")) == ["states"]
    assert faults(as_analyst.get(f"{PATH}?state=unknown")) == ["state"]


def test_strangers_learn_nothing(as_stranger: Api, article: Article, body: dict[str, Any]) -> None:
    make_dispute(article=article)
    for answer in (
        as_stranger.get(PATH),
        as_stranger.get(f"{PATH}1/"),
        as_stranger.post(PATH, body),
        as_stranger.post(f"{PATH}1/triage/"),
        as_stranger.put(f"{PATH}1/votes/", {"position": 0}),
    ):
        assert answer.status_code == 404


def test_a_list_takes_a_fixed_number_of_statements(
    as_reviewer: Api, article: Article, reviewer: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        make_dispute(article=article, question=f"Number {number}?")
        as_reviewer.post(f"{PATH}{number + 1}/triage/")
        as_reviewer.post(f"{PATH}{number + 1}/vote/")
        as_reviewer.put(f"{PATH}{number + 1}/votes/", {"position": 0})
    with django_assert_max_num_queries(12):
        assert len(as_reviewer.get(PATH).json()["results"]) == 4


def test_anonymous_coders_stay_so(
    api_of: ApiOf,
    as_analyst: Api,
    as_reviewer: Api,
    article: Article,
    analyst: User,
    other_analyst: User,
    project: Project,
) -> None:
    Project.objects.filter(pk=project.pk).update(coders_anonymous=True)
    make_dispute(article=article, coders=[analyst, other_analyst])
    seen = as_reviewer.get(f"{PATH}1/").json()
    assert (seen["coders"], [position["author"] for position in seen["positions"]]) == ([], [None, None])
    own = as_analyst.get(f"{PATH}1/").json()
    assert [position["author"] for position in own["positions"]] == ["ana", None]
