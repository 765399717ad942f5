"""Guidelines by REST, and what a project's settings are there."""

from typing import Any

import pytest

from newsapp.models import Guidelines, Project
from tests.api.client import Api, faults

PATH = "projects/front-pages/guidelines/"


def test_guidelines_are_published_from_the_version_that_was_read(as_manager: Api, as_viewer: Api) -> None:
    empty = as_viewer.get(PATH)
    assert empty.json() == {"version": 0, "text": "", "summary": "", "created_at": None, "author": None}
    assert empty["ETag"] == '"0"'
    assert as_manager.put(PATH, {"text": "Mark."}).status_code == 428
    first = as_manager.put(PATH, {"text": "Mark.", "summary": "First"}, version=0)
    assert (first.status_code, first["ETag"]) == (200, '"1"')
    assert as_viewer.get(PATH).json() == first.json()
    assert (first.json()["author"], first.json()["summary"]) == ("mira", "First")
    stale = as_manager.put(PATH, {"text": "Other."}, version=0)
    assert (stale.status_code, stale.json()["current"]) == (412, first.json())
    again = as_manager.put(PATH, first.json() | {"text": "Mark.\n"}, version=1)
    assert again.json() == first.json()
    assert Guidelines.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [{}, {"text": 5}, {"text": None}, {"text": "x" * 200_001}, {"text": "a", "summary": "x" * 301}, {"text": ""}, []],
)
def test_bad_guidelines_are_named(as_manager: Api, body: Any) -> None:
    response = as_manager.put(PATH, body, version=0)
    assert response.status_code == 400
    assert not Guidelines.objects.exists()


def test_only_a_manager_publishes(as_reviewer: Api, as_stranger: Api) -> None:
    assert as_reviewer.put(PATH, {"text": "x"}, version=0).status_code == 403
    assert as_stranger.put(PATH, {"text": "x"}, version=0).status_code == 404
    assert as_stranger.get(PATH).status_code == 404


def test_settings_are_changed_and_a_project_is_archived(as_manager: Api, as_analyst: Api) -> None:
    path = "projects/front-pages/"
    assert as_manager.get(path).json()["coders_per_article"] == 2
    changed = as_manager.patch(path, {"coders_per_article": 3, "archived": True}, version=1)
    assert changed.status_code == 403
    changed = as_manager.patch(path, {"coders_per_article": 3}, version=1).json()
    assert (changed["coders_per_article"], changed["version"]) == (3, 2)
    archived = as_manager.patch(path, {"archived": True}, version=2)
    assert archived.json()["archived"] is True
    assert as_analyst.post(path + "articles/", {"text": "Words."}).status_code == 403
    assert as_analyst.get(path + "articles/").status_code == 200
    assert as_manager.patch(path, {"name": "Other"}, version=3).status_code == 403
    assert as_manager.put(PATH, {"text": "x"}, version=0).status_code == 403
    back = as_manager.patch(path, {"archived": False, "name": "Other"}, version=3).json()
    assert (back["archived"], back["name"], back["version"]) == (False, "Other", 4)
    assert as_manager.patch(path, back, version=4).json() == back


@pytest.mark.parametrize("change", [{"archived": 1}, {"archived": "true"}, {"archived": None}, {"coders_per_article": 0}, {"coders_per_article": 21}, {"coders_per_article": "3"}, {"coders_per_article": True}, {"name": " "}])  # fmt: skip
def test_a_bad_setting_is_named(as_manager: Api, change: dict[str, Any]) -> None:
    response = as_manager.patch("projects/front-pages/", change, version=1)
    assert response.status_code == 400
    assert faults(response) == list(change)


def test_a_project_made_from_another_has_its_guidelines_and_settings(as_manager: Api, project: Project) -> None:
    as_manager.patch("projects/front-pages/", {"coders_per_article": 4}, version=1)
    as_manager.put(PATH, {"text": "Mark."}, version=0)
    made = as_manager.post("projects/", {"slug": "copy", "scheme": "front-pages"}).json()
    assert made["coders_per_article"] == 4
    assert as_manager.get("projects/copy/").json() == made
    assert as_manager.get("projects/copy/guidelines/").json()["text"] == "Mark."
