"""Projects, their members, stories and log."""

from typing import Any

import pytest

from newsapp.models import Event, Project
from tests.api.client import Api, faults


def test_whoever_makes_a_project_is_its_manager(as_stranger: Api) -> None:
    made = as_stranger.post("projects/", {"slug": "harbour", "name": "Harbour", "description": "Ships."})
    assert made.status_code == 201
    assert made["Location"] == "/api/v1/projects/harbour/"
    assert (made.json()["role"], made.json()["team"]) == ("manager", "stella")
    assert as_stranger.get("projects/harbour/").json() == made.json()
    assert [tag["key"] for tag in as_stranger.get("projects/harbour/tags/").json()["results"]][:2] == [
        "claim",
        "source",
    ]


def test_a_project_may_begin_with_an_empty_scheme_or_with_that_of_another(as_manager: Api, as_stranger: Api) -> None:
    assert as_manager.post("projects/", {"slug": "bare", "scheme": "empty"}).status_code == 201
    assert as_manager.get("projects/bare/scheme/").json() == {"tags": [], "relations": [], "version": 1}
    assert as_manager.post("projects/", {"slug": "copy", "scheme": "front-pages"}).status_code == 201
    assert as_manager.get("projects/copy/scheme/").json() == as_manager.get("projects/front-pages/scheme/").json()
    assert faults(as_stranger.post("projects/", {"slug": "theft", "scheme": "front-pages"})) == ["scheme"]


@pytest.mark.parametrize("slug", ["", "two words", "ключ", "a/b", "x" * 61, "new", 5, None])
def test_a_bad_slug_is_named(as_manager: Api, slug: Any) -> None:
    response = as_manager.post("projects/", {"slug": slug})
    assert response.status_code == 400
    assert faults(response) == ["slug"]


def test_a_slug_that_is_taken_is_409(as_stranger: Api, project: Project) -> None:
    assert as_stranger.post("projects/", {"slug": "front-pages"}).status_code == 409


def test_the_list_has_only_ones_own(as_manager: Api, as_stranger: Api, strangers_project: Project) -> None:
    assert [found["slug"] for found in as_manager.get("projects/").json()["results"]] == ["front-pages"]
    assert [found["slug"] for found in as_stranger.get("projects/").json()["results"]] == ["back-pages"]


def test_a_change_wants_the_version_it_was_made_from(as_manager: Api) -> None:
    path = "projects/front-pages/"
    assert as_manager.patch(path, {"name": "Other"}).status_code == 428
    changed = as_manager.patch(path, {"name": "Other"}, version=1)
    assert (changed.status_code, changed.json()["name"], changed["ETag"]) == (200, "Other", '"2"')
    stale = as_manager.patch(path, {"name": "Third"}, version=1)
    assert (stale.status_code, stale.json()["current"]) == (412, changed.json())
    assert stale["ETag"] == '"2"'
    assert as_manager.patch(path, changed.json() | {"description": "d"}, version='W/"2"').json()["description"] == "d"
    assert as_manager.patch(path, {"name": "Any"}, version="*").status_code == 200
    assert as_manager.patch(path, {"name": "Any"}, version='"1", "4"').status_code == 200


@pytest.mark.parametrize("tag", ["3", "", '"', 'W"1"', '"1" "2"', "nonsense"])
def test_an_if_match_that_is_no_entity_tag_is_400(as_manager: Api, tag: str) -> None:
    assert as_manager.patch("projects/front-pages/", {"name": "x"}, version=tag).status_code == 400


def test_a_foreign_entity_tag_is_stale(as_manager: Api) -> None:
    assert as_manager.patch("projects/front-pages/", {"name": "x"}, version='"abc"').status_code == 412


def test_members_are_for_the_manager(as_manager: Api, as_reviewer: Api, as_stranger: Api) -> None:
    path = "projects/front-pages/members/"
    found = as_manager.get(path).json()["results"]
    assert [(member["user"], member["role"]) for member in found] == [("mira", "manager"), ("rita", "reviewer")]
    assert as_reviewer.get(path).status_code == 403
    assert as_stranger.get(path).status_code == 404


def test_stories_name_their_articles(as_manager: Api) -> None:
    for language, text in (("en", "A ship sank."), ("uk", "Корабель затонув.")):
        as_manager.post("projects/front-pages/articles/", {"text": text, "story": "Ship", "language": language})
    as_manager.post("projects/front-pages/articles/", {"text": "Another.", "story": "Fire"})
    as_manager.delete("projects/front-pages/articles/3/", version=1)
    found = as_manager.get("projects/front-pages/stories/").json()["results"]
    assert [(story["name"], story["articles"]) for story in found] == [("Ship", [1, 2]), ("Fire", [])]


def test_the_log_is_newest_first_and_only_the_projects_own(as_manager: Api, strangers_project: Project) -> None:
    as_manager.post("projects/front-pages/articles/", {"text": "Words."})
    found = as_manager.get("projects/front-pages/events/").json()["results"]
    assert found[0]["verb"] == "article.added"
    assert (found[0]["actor"], found[0]["article"], found[0]["object"]) == ("mira", 1, "1")
    assert {event["id"] for event in found} < set(Event.objects.values_list("pk", flat=True))
    assert [event["id"] for event in found] == sorted((event["id"] for event in found), reverse=True)


def test_a_tag_is_read_by_its_key(as_viewer: Api) -> None:
    assert as_viewer.get("projects/front-pages/tags/claim/").json()["label"] == "Claim"
    assert as_viewer.get("projects/front-pages/tags/nothing/").status_code == 404
