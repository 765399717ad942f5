"""Suggestions: sent, left out where readings are meant, decided by each coder for herself."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from uuid6 import uuid7

from annotations.models import Highlight, SuggestionDecision
from annotations.queries.highlights import count_by_article, highlights_of_article
from annotations.queries.live import highlights_now
from annotations.queries.suggestions import undecided_suggestions
from newsapp.models import Article, Assignment, Event, User
from tests.api.client import Api, faults
from tests.conftest import AtOnce
from tests.factories import opened_article

ROOT = "projects/front-pages/"
PATH = f"{ROOT}highlights/"
DECISIONS = f"{ROOT}suggestions/decisions/"
BODY: dict[str, Any] = {"article": 1, "start": 46, "end": 66, "tags": ["claim"]}
SUGGESTED = BODY | {"layer": "suggested"}


@pytest.fixture(autouse=True)
def _article(article: Article) -> None:
    """Everything here happens on article 1."""


@pytest.fixture
def suggestion(as_reviewer: Api) -> str:
    """One that the reviewer sent."""
    return str(as_reviewer.post(PATH, SUGGESTED | {"attributes": {"claim": {"verifiable": "yes"}}}).json()["id"])


def accepting(suggestion: str, **more: Any) -> dict[str, Any]:
    return BODY | {"attributes": {"claim": {"verifiable": "yes"}}, "suggestion": suggestion} | more


def decided(api: Api, query: str = "") -> list[tuple[str, str]]:
    """Who decided what."""
    return [(row["user"], row["decision"]) for row in api.get(f"{DECISIONS}{query}").json()["results"]]


def waiting(article: Article, user: User) -> list[str]:
    return [str(record.id) for record in undecided_suggestions(opened_article(article=article, user=user))]


def test_a_suggestion_arrives_with_its_sender_and_can_be_sent_again(as_analyst: Api) -> None:
    path = f"{PATH}{uuid7()}/"
    made = as_analyst.put(path, SUGGESTED)
    assert (made.status_code, made.json()["layer"], made.json()["analyst"]) == (201, "suggested", "ana")
    assert as_analyst.put(path, SUGGESTED).status_code == 200
    assert as_analyst.put(path, BODY).status_code == 409
    assert as_analyst.put(path, as_analyst.get(path).json()).status_code == 200
    many = as_analyst.post(PATH, [SUGGESTED, BODY]).json()
    assert [row["layer"] for row in many] == ["suggested", "analyst"]


def test_nobody_makes_gold_by_hand(as_reviewer: Api) -> None:
    answer = as_reviewer.post(PATH, BODY | {"layer": "gold"})
    assert faults(answer) == ["layer"]


def test_suggestions_are_left_out_unless_they_are_asked_for(
    as_analyst: Api, suggestion: str, article: Article, analyst: User
) -> None:
    access = opened_article(article=article, user=analyst)
    uuid = Highlight.objects.get(uuid=suggestion).uuid
    assert as_analyst.get(PATH).json()["results"] == []
    assert [row["id"] for row in as_analyst.get(f"{PATH}?layer=suggested").json()["results"]] == [suggestion]
    assert count_by_article(access=access, article_ids=[article.pk]) == {}
    assert highlights_of_article(access=access, article_id=article.pk) == []
    assert highlights_now(access=access, ids=[uuid]) == {}


def test_a_suggestion_starts_nobodys_work(as_analyst: Api, project: Any, article: Article, analyst: User) -> None:
    Assignment.objects.create(project=project, article=article, user=analyst, assigned_by=analyst)
    sent = as_analyst.post(PATH, SUGGESTED).json()["id"]
    assert Assignment.objects.get().started_at is None
    as_analyst.put(f"{PATH}{uuid7()}/", BODY | {"suggestion": sent})
    assert Assignment.objects.get().started_at is not None


def test_a_suggestion_stays_as_it_came_and_its_sender_may_delete_it(
    as_reviewer: Api, as_analyst: Api, suggestion: str
) -> None:
    path = f"{PATH}{suggestion}/"
    assert as_analyst.delete(path, version=1).status_code == 403
    refused = as_reviewer.patch(path, {"note": "x"}, version=1)
    assert (refused.status_code, refused.json()["code"]) == (400, "suggestion_stays")
    assert as_reviewer.delete(path, version=1).status_code == 204


def test_a_link_leads_to_no_suggestion(as_analyst: Api, suggestion: str) -> None:
    own = as_analyst.post(PATH, BODY).json()["id"]
    link = {"type": "supports", "from": own, "to": suggestion}
    assert as_analyst.post(f"{ROOT}relations/", link).status_code == 400


def test_accepting_makes_a_highlight_and_the_decision_once(
    as_analyst: Api, suggestion: str, article: Article, analyst: User, other_analyst: User
) -> None:
    assert waiting(article, analyst) == [suggestion]
    path = f"{PATH}{uuid7()}/"
    made = as_analyst.put(path, accepting(suggestion))
    assert (made.status_code, made.json()["layer"], made.json()["analyst"]) == (201, "analyst", "ana")
    assert as_analyst.put(path, accepting(suggestion)).status_code == 200
    assert decided(as_analyst) == [("ana", "accepted")]
    assert as_analyst.get(DECISIONS).json()["results"][0]["highlight"] == made.json()["id"]
    assert waiting(article, analyst) == []
    assert waiting(article, other_analyst) == [suggestion]
    created = Event.objects.filter(verb="highlight.created", object_id=made.json()["id"]).get()
    assert created.data["suggestion"] == suggestion


@pytest.mark.parametrize(
    "more", [{"end": 65}, {"tags": ["claim", "hedge"]}, {"attributes": {"claim": {"verifiable": "prediction"}}}]
)
def test_what_differs_is_kept_as_changed(as_analyst: Api, suggestion: str, more: dict[str, Any]) -> None:
    assert as_analyst.put(f"{PATH}{uuid7()}/", accepting(suggestion, **more)).status_code == 201
    assert decided(as_analyst) == [("ana", "changed")]


def test_a_later_change_of_ones_own_is_kept_too(as_analyst: Api, as_reviewer: Api, suggestion: str) -> None:
    path = f"{PATH}{uuid7()}/"
    as_analyst.put(path, accepting(suggestion))
    assert as_reviewer.patch(path, {"end": 60}, version=1).status_code == 200
    assert decided(as_analyst) == [("ana", "accepted")]
    assert as_analyst.patch(path, {"end": 61}, version=2).status_code == 200
    assert decided(as_analyst) == [("ana", "changed")]
    assert as_analyst.patch(path, {"end": 66}, version=3).status_code == 200
    assert decided(as_analyst) == [("ana", "accepted")]


def test_deleting_takes_the_acceptance_back_and_restoring_brings_it_back(
    as_analyst: Api, suggestion: str, article: Article, analyst: User
) -> None:
    path = f"{PATH}{uuid7()}/"
    as_analyst.put(path, accepting(suggestion))
    as_analyst.delete(path, version=1)
    assert (decided(as_analyst), waiting(article, analyst)) == ([], [suggestion])
    as_analyst.post(path + "restore/")
    assert (decided(as_analyst), waiting(article, analyst)) == ([("ana", "accepted")], [])
    as_analyst.delete(path, version=3)
    assert as_analyst.put(f"{PATH}{uuid7()}/", accepting(suggestion, end=60)).status_code == 201
    assert decided(as_analyst) == [("ana", "changed")]


def test_nothing_is_accepted_twice(as_analyst: Api, suggestion: str) -> None:
    made = as_analyst.put(f"{PATH}{uuid7()}/", accepting(suggestion)).json()
    again = as_analyst.put(f"{PATH}{uuid7()}/", accepting(suggestion))
    assert (again.status_code, again.json()["code"], again.json()["existing"]) == (409, "accepted_already", made)
    rejected = as_analyst.put(f"{ROOT}suggestions/{suggestion}/decision/", {})
    assert (rejected.status_code, rejected.json()["existing"]["id"]) == (409, made["id"])
    assert as_analyst.delete(f"{ROOT}suggestions/{suggestion}/decision/").status_code == 409
    assert Highlight.objects.filter(layer="analyst").count() == 1


def test_the_same_key_twice_at_once_accepts_once(as_analyst: Api, suggestion: str, at_once: AtOnce) -> None:
    def accept() -> int:
        return int(as_analyst.put(f"{PATH}{uuid7()}/", accepting(suggestion)).status_code)

    assert sorted(at_once(accept, accept, accept)) == [201, 409, 409]
    assert SuggestionDecision.objects.count() == 1


def test_a_suggestion_that_went_meanwhile_can_still_be_accepted(
    as_analyst: Api, as_reviewer: Api, suggestion: str
) -> None:
    as_reviewer.delete(f"{PATH}{suggestion}/", version=1)
    assert as_analyst.put(f"{PATH}{uuid7()}/", accepting(suggestion)).status_code == 201
    assert decided(as_analyst) == [("ana", "accepted")]


def test_what_is_no_suggestion_is_not_accepted(as_analyst: Api, suggestion: str) -> None:
    own = as_analyst.post(PATH, BODY).json()["id"]
    for wrong in (own, str(uuid4())):
        refused = as_analyst.put(f"{PATH}{uuid7()}/", accepting(wrong))
        assert (refused.status_code, faults(refused)) == (400, ["suggestion"])
    for body in (accepting(suggestion), [accepting(suggestion)]):
        assert as_analyst.post(PATH, body).status_code == 400
    assert as_analyst.put(f"{PATH}{uuid7()}/", accepting(suggestion, layer="suggested")).status_code == 400
    assert as_analyst.put(f"{ROOT}suggestions/{own}/decision/", {}).status_code == 404
    assert SuggestionDecision.objects.count() == 0


def test_rejecting_is_the_same_twice_and_can_be_taken_back(
    as_analyst: Api, suggestion: str, article: Article, analyst: User, other_analyst: User
) -> None:
    path = f"{ROOT}suggestions/{suggestion}/decision/"
    first = as_analyst.put(path, {})
    assert (first.status_code, first.json()["decision"], first.json()["highlight"]) == (201, "rejected", None)
    again = as_analyst.put(path, {})
    assert (again.status_code, again.json()) == (200, first.json())
    assert (waiting(article, analyst), waiting(article, other_analyst)) == ([], [suggestion])
    assert as_analyst.delete(path).status_code == as_analyst.delete(path).status_code == 204
    assert (decided(as_analyst), waiting(article, analyst)) == ([], [suggestion])
    verbs = Event.objects.filter(object_id=suggestion, verb__startswith="suggestion.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["suggestion.rejected", "suggestion.reconsidered"]


def test_who_rejected_may_accept_after_all(as_analyst: Api, suggestion: str) -> None:
    as_analyst.put(f"{ROOT}suggestions/{suggestion}/decision/", {})
    assert as_analyst.put(f"{PATH}{uuid7()}/", accepting(suggestion)).status_code == 201
    assert decided(as_analyst) == [("ana", "accepted")]


def test_decisions_are_read_page_by_page(
    as_analyst: Api, as_other_analyst: Api, as_viewer: Api, as_stranger: Api, suggestion: str
) -> None:
    as_analyst.put(f"{ROOT}suggestions/{suggestion}/decision/", {})
    as_other_analyst.put(f"{PATH}{uuid7()}/", accepting(suggestion))
    assert decided(as_viewer) == [("ana", "rejected"), ("bela", "accepted")]
    assert decided(as_viewer, "?decision=rejected") == [("ana", "rejected")]
    assert decided(as_viewer, "?user=bela") == [("bela", "accepted")]
    assert decided(as_viewer, "?article=2") == []
    page = as_viewer.get(f"{DECISIONS}?limit=1").json()
    assert (len(page["results"]), page["next"] is not None) == (1, True)
    assert as_viewer.get(f"{DECISIONS}?decision=maybe").status_code == 400
    assert as_stranger.get(DECISIONS).status_code == 404


def test_many_decisions_take_no_more_statements(as_analyst: Api, as_reviewer: Api) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_analyst.get(DECISIONS).status_code == 200
        return len(captured)

    def decide(number: int) -> None:
        for start in range(number):
            sent = as_reviewer.post(PATH, SUGGESTED | {"start": start}).json()["id"]
            as_analyst.put(f"{ROOT}suggestions/{sent}/decision/", {})

    decide(1)
    before = statements()
    decide(8)
    assert statements() == before


def test_a_score_comes_with_the_suggestion_and_stays_with_the_decision(as_analyst: Api, as_reviewer: Api) -> None:
    path = f"{PATH}{uuid7()}/"
    sent = as_reviewer.put(path, SUGGESTED | {"score": 0.25})
    assert (sent.status_code, sent.json()["score"]) == (201, 0.25)
    assert as_reviewer.put(path, sent.json()).status_code == 200
    assert as_reviewer.put(path, SUGGESTED | {"score": 0.5}).status_code == 409
    assert as_reviewer.put(path, SUGGESTED).status_code == 409
    made = as_analyst.put(f"{PATH}{uuid7()}/", accepting(sent.json()["id"]))
    assert made.json()["score"] is None
    as_reviewer.delete(path, version=1)
    assert [row["score"] for row in as_analyst.get(DECISIONS).json()["results"]] == [0.25]
    assert Event.objects.get(verb="highlight.created", object_id=sent.json()["id"]).data["score"] == 0.25


@pytest.mark.parametrize("score", [-0.1, 1.1, 10**309 - 1, "0.5", True, [0.5]])
def test_a_score_is_a_number_from_0_to_1(as_analyst: Api, score: object) -> None:
    refused = as_analyst.post(PATH, SUGGESTED | {"score": score})
    assert (refused.status_code, faults(refused)) == (400, ["score"])
    assert Highlight.objects.count() == 0


def test_both_ends_are_scores_and_nobodys_reading_has_one(as_analyst: Api) -> None:
    many = as_analyst.post(PATH, [SUGGESTED | {"score": 0}, SUGGESTED | {"score": 1}, SUGGESTED | {"score": None}])
    assert [row["score"] for row in many.json()] == [0, 1, None]
    refused = as_analyst.post(PATH, BODY | {"score": 0.5})
    assert (refused.status_code, faults(refused)) == (400, ["score"])
    assert as_analyst.post(PATH, BODY | {"score": None}).status_code == 201
