"""Evidence: adding it once, changing it, lists, warnings."""

from datetime import UTC, datetime
from typing import Any

import pytest
from uuid6 import uuid7

from annotations.domain.claims import StoredClaim
from annotations.models import Evidence
from newsapp.models import Article, Event, Project
from tests.api.client import Api, faults
from tests.factories import make_article, make_claim, make_evidence, make_highlight

PATH = "projects/front-pages/evidence/"
KEYS = [
    "id", "claim", "dispute", "position", "title", "url", "archived_url", "retrieved_at", "published_at", "quote",
    "language", "stance", "directness", "independence_group", "answers", "added_by", "created_at", "updated_at",
    "version", "warnings",
]  # fmt: skip


@pytest.fixture
def claim(project: Project) -> StoredClaim:
    """A claim without a date."""
    return make_claim(project=project)


@pytest.fixture
def body(claim: StoredClaim) -> dict[str, Any]:
    """A source that says otherwise."""
    return {
        "claim": claim.id,
        "quote": "No more than 3,000 were counted.",
        "stance": "refutes",
        "directness": "primary",
        "url": "https://ministry.example/count",
        "published_at": "2024-11-01T00:00:00Z",
    }


def test_put_adds_once(as_analyst: Api, as_other_analyst: Api, as_viewer: Api, body: dict[str, Any]) -> None:
    path = f"{PATH}{uuid7()}/"
    assert as_viewer.put(path, body).status_code == 403
    made = as_analyst.put(path, body)
    assert (made.status_code, list(made.json()), made["ETag"]) == (201, KEYS, '"1"')
    again = as_analyst.put(path, body)
    assert (again.status_code, again.json()) == (200, made.json())
    other = as_analyst.put(path, body | {"quote": "Nobody was."})
    assert (other.status_code, other.json()["existing"]) == (409, made.json())
    hers = as_other_analyst.put(path, body)
    assert (hers.status_code, "existing" in hers.json()) == (409, False)
    changed = as_analyst.patch(path, {"stance": "context"}, version=1)
    assert (changed.json()["stance"], changed["ETag"]) == ("context", '"2"')
    assert as_analyst.put(path, body).json() == changed.json()
    assert as_analyst.delete(path, version=2).status_code == 204
    assert as_analyst.put(path, body).status_code == 410
    assert as_analyst.get(path).status_code == 410
    verbs = Event.objects.filter(verb__startswith="evidence.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["evidence.added", "evidence.changed", "evidence.deleted"]


def test_what_somebody_wrote_is_kept_apart_in_the_log(as_analyst: Api, body: dict[str, Any]) -> None:
    as_analyst.post(PATH, body)
    event = Event.objects.get(verb="evidence.added")
    assert event.data == {
        "claim": 1,
        "stance": "refutes",
        "directness": "primary",
        "published_at": "2024-11-01T00:00:00+00:00",
        "version": 1,
    }
    assert event.detail.data == {"url": body["url"], "quote": body["quote"]}


def test_somebody_elses_evidence_takes_a_reviewer(
    as_analyst: Api, as_reviewer: Api, project: Project, claim: StoredClaim
) -> None:
    path = f"{PATH}{make_evidence(project=project, claim=claim).id}/"
    assert as_analyst.patch(path, {"title": "Count"}, version=1).status_code == 403
    assert as_reviewer.patch(path, {"title": "Count"}).status_code == 428
    assert as_reviewer.patch(path, {"title": "Count"}, version=1).status_code == 200
    stale = as_reviewer.delete(path, version=1)
    assert (stale.status_code, stale.json()["current"]["title"]) == (412, "Count")


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"claim": 9}, "claim"),
        ({"claim": None}, "claim"),
        ({"claim": "1"}, "claim"),
        ({"dispute": 9}, "dispute"),
        ({"position": 0}, "position"),
        ({"quote": ""}, "quote"),
        ({"stance": "agrees"}, "stance"),
        ({"directness": None}, "directness"),
        ({"url": "ministry.example"}, "url"),
        ({"archived_url": "javascript:alert(1)"}, "archived_url"),
        ({"published_at": "yesterday"}, "published_at"),
        ({"published_at": "9999-12-31T23:59:59Z"}, "published_at"),
        ({"retrieved_at": "2024-10-01T00:00:00Z"}, "retrieved_at"),
        ({"language": "english"}, "language"),
        ({"warnings": [], "weight": 3}, "weight"),
    ],
)
def test_a_field_at_fault_is_named(as_analyst: Api, body: dict[str, Any], changes: dict[str, Any], path: str) -> None:
    refused = as_analyst.post(PATH, body | changes)
    assert (refused.status_code, faults(refused)) == (400, [path])
    assert not Evidence.objects.exists()


def test_a_list_is_added_whole_or_not_at_all(as_analyst: Api, body: dict[str, Any]) -> None:
    named = body | {"id": str(uuid7())}
    refused = as_analyst.post(PATH, [named, body | {"stance": "?"}, named, body | {"claim": 9}])
    assert (refused.status_code, faults(refused)) == (400, ["1.stance", "2.id", "3.claim"])
    assert not Evidence.objects.exists()
    assert len(as_analyst.post(PATH, [body, body]).json()) == 2


def test_a_reader_is_warned(as_analyst: Api, project: Project, body: dict[str, Any], article: Article) -> None:
    path = f"{PATH}{as_analyst.post(PATH, body).json()['id']}/"
    assert as_analyst.get(path).json()["warnings"] == ["not_archived"]
    # The day on which it first appeared stands for the day that nobody knows.
    older = make_article(
        project=project, text="Up to 11,000 came.", published_at=datetime(2024, 10, 20, 12, tzinfo=UTC)
    )
    appearances = [str(make_highlight(article=older, quote="Up to 11,000").id)]
    claim = as_analyst.patch("projects/front-pages/claims/1/", {"appearances": appearances}, version=1)
    assert claim.status_code == 200
    assert as_analyst.get(path).json()["warnings"] == ["later_than_claim", "not_archived"]
    dated = {"claimed_on": "2024-11-01", "claimed_precision": "month"}
    as_analyst.patch("projects/front-pages/claims/1/", dated, version=2)
    assert as_analyst.get(f"{PATH}?claim=1").json()["results"][0]["warnings"] == ["not_archived"]


def test_lists_are_filtered(as_viewer: Api, project: Project, claim: StoredClaim) -> None:
    other = make_claim(project=project)
    make_evidence(project=project, claim=claim)
    make_evidence(project=project, claim=other, stance="supports")
    for query, count in (("", 2), ("claim=1", 1), ("claim=9", 0), ("stance=supports", 1), ("dispute=1", 0)):
        assert len(as_viewer.get(f"{PATH}?{query}").json()["results"]) == count, query
    assert as_viewer.get(f"{PATH}?stance=x").status_code == 400


def test_a_deleted_claims_evidence_goes_with_it(as_manager: Api, project: Project, claim: StoredClaim) -> None:
    make_evidence(project=project, claim=claim)
    assert as_manager.delete("projects/front-pages/claims/1/", version=1).status_code == 204
    assert as_manager.get(PATH).json()["results"] == []
    assert faults(as_manager.post(PATH, {"claim": 1, "quote": "x", "stance": "context", "directness": "primary"})) == [
        "claim"
    ]


def test_a_list_takes_as_many_statements_however_long_it_is(
    as_viewer: Api, project: Project, claim: StoredClaim, django_assert_max_num_queries: Any
) -> None:
    def statements() -> int:
        with django_assert_max_num_queries(20) as context:
            as_viewer.get(PATH)
        return len(context)

    make_evidence(project=project, claim=claim)
    as_viewer.get(PATH)  # the first request of a token writes when it was used
    few = statements()
    for _ in range(3):
        make_evidence(project=project, claim=claim)
    assert statements() == few
