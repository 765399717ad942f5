"""The scheme by REST: read, replaced as a whole, its tags one by one."""

from typing import Any

import pytest

from newsapp.models import Article, Event, Project, User
from tests.api.client import Api, faults
from tests.factories import make_article, make_highlight

SCHEME = "projects/front-pages/scheme/"
TAGS = "projects/front-pages/tags/"


def without_versions(scheme: dict[str, Any]) -> Any:
    return {
        side: [{name: value for name, value in one.items() if name != "version"} for one in scheme[side]]
        for side in ("tags", "relations")
    }


def test_the_scheme_of_one_project_put_into_another_is_the_same_scheme(
    as_manager: Api, as_stranger: Api, strangers_project: Project, article: Article
) -> None:
    make_highlight(article=article, tags=["hedge"])
    tag = {"key": "rumour", "label": "Чутка", "parent": "claim", "shortcut": "m", "retired": False}
    assert as_manager.post(TAGS, tag).status_code == 201
    assert as_manager.post(f"{TAGS}cue/merge/", {"into": "source"}, version=1).status_code == 200
    assert as_manager.patch(f"{TAGS}hedge/", {"retired": True}, version=1).status_code == 200
    whole = as_manager.get(SCHEME).json()
    whole["tags"].reverse()
    whole["relations"][0]["retired"] = True
    whole = as_manager.put(SCHEME, whole, version=whole["version"]).json()
    there = as_stranger.get("projects/back-pages/scheme/").json()
    answer = as_stranger.put("projects/back-pages/scheme/", whole, version=there["version"])
    assert answer.status_code == 200
    assert without_versions(answer.json()) == without_versions(whole)
    assert as_stranger.get("projects/back-pages/scheme/").json() == answer.json()
    assert answer["ETag"] == '"2"'
    again = as_stranger.put("projects/back-pages/scheme/", answer.json(), version=2)
    assert again["ETag"] == '"2"'


def test_what_is_left_out_is_deleted_or_retired_when_it_is_in_use(as_manager: Api, article: Article) -> None:
    make_highlight(article=article, tags=["hedge"])
    make_article(project=article.project, text="More.", tags=("satire",))
    whole = as_manager.get(SCHEME).json()
    whole["tags"] = [tag for tag in whole["tags"] if tag["key"] in ("claim", "source")]
    whole["relations"] = whole["relations"][:1]
    answer = as_manager.put(SCHEME, whole, version='"1"').json()
    assert [(tag["key"], tag["retired"]) for tag in answer["tags"]] == [
        ("claim", False), ("source", False), ("hedge", True), ("satire", True),
    ]  # fmt: skip
    assert [relation["key"] for relation in answer["relations"]] == ["attributed_to"]
    assert Event.objects.filter(verb="scheme.replaced").count() == 1


def test_a_merge_that_moves_something_is_no_part_of_a_replacement(as_manager: Api, article: Article) -> None:
    make_highlight(article=article, tags=["hedge"])
    whole = as_manager.get(SCHEME).json()
    whole["tags"][3] |= {"merged_into": "cue", "retired": True}
    assert faults(as_manager.put(SCHEME, whole, version=1)) == ["tags.3.merged_into"]


def test_a_scheme_is_replaced_only_as_it_was_seen(as_manager: Api, as_reviewer: Api) -> None:
    whole = as_manager.get(SCHEME).json()
    assert as_manager.put(SCHEME, whole).status_code == 428
    assert as_reviewer.put(SCHEME, whole, version=1).status_code == 403
    as_manager.post(TAGS, {"key": "rumour", "label": "Rumour"})
    stale = as_manager.put(SCHEME, whole, version=1)
    assert (stale.status_code, stale["ETag"]) == (412, '"2"')
    assert stale.json()["current"] == as_manager.get(SCHEME).json()


def test_every_fault_of_a_scheme_is_named(as_manager: Api) -> None:
    whole = as_manager.get(SCHEME).json()
    whole["tags"][0] |= {"shortcut": "n", "label": "\n"}
    whole["tags"][1] |= {"parent": "source"}
    whole["tags"][2] |= {"attributes": [{"key": "__proto__", "label": "P", "type": "choice", "values": []}]}
    whole["relations"][0] |= {"to_tags": ["nobody", "opinion"]}
    assert faults(as_manager.put(SCHEME, whole, version=1)) == [
        "tags.0.label", "tags.0.label", "tags.0.shortcut", "tags.1.parent", "tags.2.attributes.0.key",
        "tags.2.attributes.0.values", "relations.0.to_tags.0", "relations.0.to_tags.1",
    ]  # fmt: skip
    assert as_manager.get(SCHEME).json()["version"] == 1


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"tags": 1}, "tags"),
        ({"tags": [1]}, "tags.0"),
        ({"tags": [{"key": "a"}]}, "tags.0.label"),
        ({"tags": [{"key": "a", "label": "A", "id": 3}]}, "tags.0.id"),
        ({"tags": [{"key": "a", "label": "A"}, {"key": "a", "label": "B"}]}, "tags.1.key"),
        ({"tags": [{"key": "a", "label": "A", "attributes": [{"key": "x", "label": "X", "type": "date"}]}]}, "tags.0.attributes.0.type"),
        ({"tags": [{"key": "a", "label": "A", "retired": 1}]}, "tags.0.retired"),
        ({"tags": [{"key": "a", "label": "A\n"}]}, "tags.0.label"),
        ({"tags": [{"key": "a", "label": "A", "merged_into": "b", "retired": True}]}, "tags.0.merged_into"),
        ({"relations": None}, "relations"),
    ],
)  # fmt: skip
def test_a_body_of_another_shape_is_named(as_manager: Api, change: dict[str, Any], path: str) -> None:
    body = {"tags": [], "relations": [], **change}
    answer = as_manager.put(SCHEME, body, version=1)
    assert answer.status_code == 400
    assert faults(answer) == [path]


def test_a_tag_is_made_with_a_look_of_its_own(as_manager: Api) -> None:
    made = as_manager.post(TAGS, {"key": "rumour", "label": "Rumour"})
    assert (made.status_code, made["Location"], made["ETag"]) == (
        201,
        "/api/v1/projects/front-pages/tags/rumour/",
        '"1"',
    )
    looks = [
        (tag["colour"], tag["pattern"]) for tag in as_manager.get(TAGS).json()["results"] if tag["scope"] == "span"
    ]
    assert len(set(looks)) == 7
    assert as_manager.post(TAGS, {"key": "rumour", "label": "Again"}).status_code == 409


def test_a_list_of_tags_is_made_whole_or_not_at_all(as_manager: Api) -> None:
    good = [{"key": "a", "label": "A"}, {"key": "b", "label": "B", "parent": "a"}]
    assert faults(as_manager.post(TAGS, [*good, {"key": "B", "label": "B"}, {"key": "c", "label": ""}])) == ["3.label"]
    assert faults(as_manager.post(TAGS, [*good, {"key": "B", "label": "B"}])) == ["2.key"]
    assert faults(as_manager.post(TAGS, [{"key": "a b", "label": "B"}])) == ["0.key"]
    assert as_manager.post(TAGS, []).status_code == 400
    assert as_manager.get(SCHEME).json()["version"] == 1
    made = as_manager.post(TAGS, good)
    assert [tag["key"] for tag in made.json()] == ["a", "b"]
    assert as_manager.get(SCHEME).json()["version"] == 2


def test_a_tag_is_changed_as_it_was_seen(as_manager: Api, as_reviewer: Api) -> None:
    path = f"{TAGS}claim/"
    assert as_manager.get(path)["ETag"] == '"1"'
    assert as_manager.patch(path, {"label": "Statement"}).status_code == 428
    assert as_reviewer.patch(path, {"label": "Statement"}, version=1).status_code == 403
    changed = as_manager.patch(path, {"label": "Statement"}, version=1)
    assert (changed.status_code, changed["ETag"], changed.json()["label"]) == (200, '"2"', "Statement")
    stale = as_manager.patch(path, {"label": "Third"}, version=1)
    assert (stale.status_code, stale.json()["current"]) == (412, changed.json())
    assert as_manager.patch(path, changed.json(), version=2)["ETag"] == '"2"'
    assert faults(as_manager.patch(path, {"key": "statement"}, version=2)) == ["key"]
    assert "scope" in faults(as_manager.patch(path, {"scope": "article"}, version=2))
    assert faults(as_manager.patch(path, {"merged_into": "cue"}, version=2)) == ["merged_into"]


def test_values_in_use_are_cleared_only_when_that_is_said(as_manager: Api, article: Article) -> None:
    made = make_highlight(article=article, attributes={"claim": {"verifiable": "prediction", "polarity": "negative"}})
    path = f"{TAGS}claim/"
    attributes = as_manager.get(path).json()["attributes"]
    attributes[1]["values"] = ["yes", "opinion"]
    refused = as_manager.patch(path, {"attributes": attributes}, version=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "values_in_use")
    assert refused.json()["existing"] == [{"tag": "claim", "highlights": 1, "values": {"Verifiable": 1}}]
    done = as_manager.patch(path, {"attributes": attributes, "clear_values": True}, version=1)
    assert done.status_code == 200
    highlight = as_manager.get(f"projects/front-pages/highlights/{made.id}/").json()
    assert (highlight["attributes"], highlight["version"]) == ({"claim": {"polarity": "negative"}}, 2)


def test_a_tag_is_deleted_only_when_nothing_has_it(as_manager: Api, article: Article) -> None:
    make_highlight(article=article, tags=["hedge"])
    assert as_manager.delete(f"{TAGS}hedge/").status_code == 428
    used = as_manager.delete(f"{TAGS}hedge/", version=1)
    assert (used.status_code, used.json()["existing"]) == (409, {"highlights": 1, "articles": 1})
    assert as_manager.delete(f"{TAGS}claim/", version=1).json()["existing"] == {
        "relations": ["attributed_to", "part_of", "same_claim"]
    }
    assert as_manager.delete(f"{TAGS}cue/", version=1).status_code == 204
    assert as_manager.get(f"{TAGS}cue/").status_code == 404
    assert as_manager.delete(f"{TAGS}cue/", version=1).status_code == 404


def test_a_tag_is_merged_and_its_key_goes_on_working(as_manager: Api, as_analyst: Api, article: Article) -> None:
    make_highlight(article=article, tags=["cue"])
    merged = as_manager.post(f"{TAGS}cue/merge/", {"into": "hedge"}, version=1)
    assert (merged.status_code, merged.json()["highlights"], merged.json()["tag"]["key"]) == (200, 1, "hedge")
    assert as_manager.get(f"{TAGS}cue/").json()["merged_into"] == "hedge"
    body = {"article": 1, "start": 0, "end": 4, "tags": ["cue", "claim"]}
    made = as_analyst.post("projects/front-pages/highlights/", body)
    assert (made.status_code, made.json()["tags"]) == (201, ["hedge", "claim"])
    changed = as_analyst.patch(f"projects/front-pages/highlights/{made.json()['id']}/", {"tags": ["cue"]}, version=1)
    assert changed.json()["tags"] == ["hedge"]
    assert as_analyst.post("projects/front-pages/articles/", {"text": "New.", "tags": ["satire"]}).status_code == 201
    assert as_manager.post(f"{TAGS}satire/merge/", {"into": "opinion"}, version=1).json()["articles"] == 1
    late = as_analyst.post("projects/front-pages/articles/", {"text": "Newer.", "tags": ["satire"]})
    assert late.status_code == 201
    assert as_analyst.get(f"projects/front-pages/articles/{late.json()['id']}/").json()["tags"] == ["opinion"]


def test_a_merge_wants_the_version_and_a_tag_that_is_there(as_manager: Api, as_reviewer: Api) -> None:
    path = f"{TAGS}cue/merge/"
    assert as_manager.post(path, {"into": "hedge"}).status_code == 428
    assert as_manager.post(path, {"into": "hedge"}, version=7).status_code == 412
    assert as_reviewer.post(path, {"into": "hedge"}, version=1).status_code == 403
    assert faults(as_manager.post(path, {"into": "__proto__"}, version=1)) == ["into"]
    assert as_manager.post(f"{TAGS}nothing/merge/", {"into": "hedge"}, version=1).status_code == 404


def test_a_tag_is_split_off(as_manager: Api, article: Article, analyst: User) -> None:
    make_highlight(article=article, by=analyst, attributes={"claim": {"verifiable": "prediction"}})
    body = {"key": "prediction", "label": "Prediction", "values": {"verifiable": ["prediction"]}}
    made = as_manager.post(f"{TAGS}claim/split/", body, version=1)
    assert (made.status_code, made.json()["highlights"], made.json()["tag"]["key"]) == (201, 1, "prediction")
    assert faults(as_manager.post(f"{TAGS}claim/split/", {"key": "x", "label": "X"}, version=1)) == ["selection"]
    bad = {"key": "x", "label": "X", "values": {"verifiable": "prediction"}}
    assert faults(as_manager.post(f"{TAGS}claim/split/", bad, version=1)) == ["values.verifiable"]
