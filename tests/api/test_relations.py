"""Relations: making, the same again, changing, deleting, restoring, lists."""

from typing import Any

import pytest
from uuid6 import uuid7

from annotations.domain.highlighting import HighlightRecord
from newsapp.models import Article, Event, Project
from tests.api.client import Api, faults
from tests.factories import make_highlight

PATH = "projects/front-pages/relations/"
KEYS = [
    "id", "type", "from", "to", "attributes", "analyst", "layer", "created_at", "updated_at", "version", "article",
]  # fmt: skip


@pytest.fixture
def claim(article: Article) -> HighlightRecord:
    """What is said."""
    return make_highlight(article=article)


@pytest.fixture
def paper(article: Article) -> HighlightRecord:
    """Who says it."""
    return make_highlight(article=article, quote="a business daily", tags=["source"])


@pytest.fixture
def body(claim: HighlightRecord, paper: HighlightRecord) -> dict[str, Any]:
    """An attribution."""
    return {"type": "attributed_to", "from": str(claim.id), "to": str(paper.id), "attributes": {"mode": "inherited"}}


def test_put_makes_once(as_analyst: Api, as_other_analyst: Api, body: dict[str, Any]) -> None:
    path = f"{PATH}{uuid7()}/"
    made = as_analyst.put(path, body)
    assert (made.status_code, list(made.json()), made["ETag"]) == (201, KEYS, '"1"')
    assert made.json() | body == made.json()
    assert (made.json()["analyst"], made.json()["layer"], made.json()["article"]) == ("ana", "analyst", 1)
    again = as_analyst.put(path, body)
    assert (again.status_code, again.json()) == (200, made.json())
    other = as_analyst.put(path, body | {"attributes": {}})
    assert (other.status_code, other.json()["existing"]) == (409, made.json())
    hers = as_other_analyst.put(path, body)
    assert (hers.status_code, "existing" in hers.json()) == (409, False)
    assert as_analyst.put(path, as_analyst.get(path).json()).status_code == 200
    assert Event.objects.filter(verb="relation.created").count() == 1


def test_changing_wants_the_version(as_analyst: Api, as_reviewer: Api, as_other_analyst: Api, body: Any) -> None:
    path = f"{PATH}{uuid7()}/"
    made = as_analyst.put(path, body).json()
    change = {"attributes": {"mode": "explicit"}}
    assert as_analyst.patch(path, change).status_code == 428
    assert as_other_analyst.patch(path, change, version=1).status_code == 403
    stale = as_analyst.patch(path, change, version=7)
    assert (stale.status_code, stale.json()["current"]) == (412, made)
    changed = as_reviewer.patch(path, change, version=1)
    assert (changed.status_code, changed["ETag"], changed.json()["attributes"]) == (200, '"2"', {"mode": "explicit"})
    assert as_analyst.patch(path, changed.json(), version=2).status_code == 200


def test_a_retry_never_brings_a_deleted_one_back_but_restore_does(as_analyst: Api, body: dict[str, Any]) -> None:
    path = f"{PATH}{uuid7()}/"
    made = as_analyst.put(path, body).json()
    assert as_analyst.delete(path).status_code == 428
    assert as_analyst.delete(path, version=2).status_code == 412
    assert as_analyst.delete(path, version=1).status_code == 204
    assert [as_analyst.put(path, body).status_code, as_analyst.get(path).status_code] == [410, 410]
    assert as_analyst.delete(path, version=2).status_code == 410
    restored = as_analyst.post(path + "restore/")
    assert (restored.status_code, restored["ETag"]) == (200, '"3"')
    assert restored.json() == made | {"version": 3, "updated_at": restored.json()["updated_at"]}
    assert as_analyst.post(path + "restore/").json() == restored.json()


def test_a_circle_and_other_faults_are_named(as_analyst: Api, body: dict[str, Any]) -> None:
    for change, paths in (
        ({"type": "likes"}, ["type"]),
        ({"type": 5}, ["type"]),
        ({"from": "x"}, ["from"]),
        ({"to": body["from"]}, ["to"]),
        ({"to": str(uuid7())}, ["to"]),
        ({"attributes": {"mode": "loud"}}, ["attributes.mode"]),
        ({"attributes": []}, ["attributes"]),
        ({"colour": "red"}, ["colour"]),
    ):
        refused = as_analyst.post(PATH, body | change)
        assert (refused.status_code, faults(refused)) == (400, paths), change
    assert faults(as_analyst.post(PATH, {})) == ["type", "from", "to"]
    assert as_analyst.post(PATH, body).status_code == 201
    same = as_analyst.post(PATH, body)
    assert (same.status_code, same.json()["errors"][0]["path"]) == (400, "to")


def test_a_list_is_made_all_or_none(as_analyst: Api, article: Article, body: dict[str, Any]) -> None:
    people = make_highlight(article=article, quote="two people", tags=["source"])
    up = {"type": "attributed_to", "from": body["to"], "to": str(people.id)}
    back = {"type": "attributed_to", "from": str(people.id), "to": body["to"]}
    refused = as_analyst.post(PATH, [body, up, back])
    assert (refused.status_code, faults(refused)) == (400, ["2.to"])
    assert faults(as_analyst.post(PATH, [body, {}, body])) == ["1.type", "1.from", "1.to", "2.to"]
    assert as_analyst.post(PATH, []).status_code == 400
    assert as_analyst.get(PATH).json()["results"] == []
    made = as_analyst.post(PATH, [body, up])
    assert (made.status_code, [list(one) for one in made.json()]) == (201, [KEYS, KEYS])
    assert as_analyst.get(PATH).json()["results"] == made.json()


def test_lists_are_pages_with_filters(as_analyst: Api, as_viewer: Api, body: dict[str, Any]) -> None:
    other = {"type": "supports", "from": body["from"], "to": body["to"]}
    made = as_analyst.post(PATH, [body, other]).json()
    page = as_viewer.get(PATH + "?limit=1").json()
    assert page["results"] == made[:1]
    assert as_viewer.get(page["next"]).json()["results"] == made[1:]
    for query, number in (
        ("type=supports", 1),
        ("article=1&analyst=ana&layer=analyst", 2),
        (f"highlight={body['to']}", 2),
        ("article=2", 0),
        ("analyst=bela", 0),
    ):
        assert len(as_viewer.get(f"{PATH}?{query}").json()["results"]) == number, query
    assert faults(as_viewer.get(PATH + "?highlight=7&who=ana")) == ["highlight", "who"]
    assert as_viewer.post(PATH, body).status_code == 403


def test_another_projects_relation_is_not_there(
    as_analyst: Api, as_stranger: Api, strangers_project: Project, body: dict[str, Any]
) -> None:
    uuid = uuid7()
    as_analyst.put(f"{PATH}{uuid}/", body)
    assert as_stranger.get(f"{PATH}{uuid}/").status_code == 404
    assert as_stranger.get(f"projects/back-pages/relations/{uuid}/").status_code == 404
    assert faults(as_stranger.put(f"projects/back-pages/relations/{uuid}/", body)) == ["from"]
