"""Highlights: making, the same again, changing, deleting, restoring, lists."""

from typing import Any
from uuid import uuid4

import pytest
from uuid6 import uuid7

from annotations.models import Highlight
from newsapp.models import Article, Event, Project
from newsapp.services.guidelines import publish_guidelines
from tests.api.client import Api, faults
from tests.factories import TEXT, make_article, make_revision, opened

PATH = "projects/front-pages/highlights/"
KEYS = [
    "id", "article", "revision", "start", "end", "segments", "quote", "tags", "attributes", "note", "analyst", "layer",
    "state", "created_at", "updated_at", "version", "guidelines", "score", "outdated",
]  # fmt: skip
BODY: dict[str, Any] = {"article": 1, "start": 46, "end": 66, "tags": ["claim"]}
QUOTE = TEXT[46:66]


@pytest.fixture(autouse=True)
def _article(article: Article) -> None:
    """Everything here happens on article 1."""


def test_a_place_and_a_tag_are_enough(as_analyst: Api) -> None:
    made = as_analyst.post(PATH, BODY)
    assert made.status_code == 201
    assert list(made.json()) == KEYS
    assert made.json()["quote"] == QUOTE == "About 1,000 soldiers"
    assert made.json()["segments"] == [[46, 66]]
    assert (made.json()["analyst"], made.json()["layer"], made.json()["state"]) == ("ana", "analyst", "exact")
    assert made["ETag"] == '"1"'
    assert as_analyst.get(f"{PATH}{made.json()['id']}/").json() == made.json()


def test_put_makes_once(as_analyst: Api) -> None:
    path = f"{PATH}{uuid7()}/"
    body = BODY | {"attributes": {"claim": {"verifiable": "prediction"}}, "note": " hm ", "revision": 1, "quote": QUOTE}
    first = as_analyst.put(path, body)
    assert first.status_code == 201
    assert first.json()["attributes"] == {"claim": {"verifiable": "prediction"}}
    assert first.json()["note"] == " hm "
    again = as_analyst.put(path, body)
    assert (again.status_code, again.json()) == (200, first.json())
    other = as_analyst.put(path, body | {"end": 65, "quote": QUOTE[:-1]})
    assert (other.status_code, other.json()["existing"]) == (409, first.json())
    assert Highlight.objects.count() == 1
    assert Event.objects.filter(verb="highlight.created").count() == 1


def test_what_was_read_can_be_put_back(as_analyst: Api) -> None:
    path = f"{PATH}{uuid7()}/"
    made = as_analyst.put(path, BODY | {"note": "x"}).json()
    assert as_analyst.put(path, as_analyst.get(path).json()).status_code == 200
    assert as_analyst.patch(path, made, version=1).status_code == 200


def test_a_retry_never_brings_a_deleted_one_back_but_restore_does(as_analyst: Api) -> None:
    path = f"{PATH}{uuid7()}/"
    made = as_analyst.put(path, BODY).json()
    assert as_analyst.delete(path).status_code == 428
    assert as_analyst.delete(path, version=2).status_code == 412
    assert as_analyst.delete(path, version=1).status_code == 204
    assert as_analyst.put(path, BODY).status_code == 410
    assert as_analyst.get(path).status_code == 410
    assert as_analyst.patch(path, {"note": "x"}, version=2).status_code == 410
    assert as_analyst.get(PATH).json()["results"] == []
    restored = as_analyst.post(path + "restore/")
    assert (restored.status_code, restored["ETag"]) == (200, '"3"')
    assert restored.json() == made | {"version": 3, "updated_at": restored.json()["updated_at"]}
    assert as_analyst.post(path + "restore/", {}).json() == restored.json()


def test_the_id_of_another_project_says_nothing(as_analyst: Api, as_stranger: Api, strangers_project: Any) -> None:
    uuid = uuid7()
    as_stranger.post("projects/back-pages/articles/", {"text": TEXT})
    assert as_stranger.put(f"projects/back-pages/highlights/{uuid}/", BODY).status_code == 201
    assert as_analyst.get(f"{PATH}{uuid}/").status_code == 404
    assert as_analyst.put(f"{PATH}{uuid}/", BODY).status_code == 201
    assert as_stranger.get(f"{PATH}{uuid}/").status_code == 404


def test_somebody_elses_id_is_409_and_does_not_show_hers(as_analyst: Api, as_other_analyst: Api) -> None:
    path = f"{PATH}{uuid7()}/"
    as_analyst.put(path, BODY)
    taken = as_other_analyst.put(path, BODY)
    assert taken.status_code == 409
    assert "existing" not in taken.json()


def test_ids_are_read_in_either_case(as_analyst: Api) -> None:
    uuid = uuid4()
    assert as_analyst.put(f"{PATH}{str(uuid).upper()}/", BODY).json()["id"] == str(uuid)
    assert as_analyst.put(f"{PATH}{uuid}/", BODY | {"id": str(uuid).upper()}).status_code == 200
    assert faults(as_analyst.put(f"{PATH}{uuid}/", BODY | {"id": str(uuid4())})) == ["id"]


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        ({"start": "46"}, ["start"]),
        ({"start": 46.0}, ["start"]),
        ({"end": True}, ["end"]),
        ({"start": None}, ["start"]),
        ({"start": -1}, ["start"]),
        ({"start": 66}, ["end"]),
        ({"start": 67}, ["end"]),
        ({"end": 10_000}, ["end"]),
        ({"start": 10_000, "end": 10_001}, ["start"]),
        ({"end": 2**31}, ["end"]),
        ({"end": 10**30}, ["end"]),
        ({"quote": "About 1,000 soldier"}, ["quote"]),
        ({"quote": QUOTE + " "}, ["quote"]),
        ({"quote": " " + QUOTE}, ["quote"]),
        ({"quote": ""}, ["quote"]),
        ({"quote": 5}, ["quote"]),
        ({"tags": []}, ["tags"]),
        ({"tags": "claim"}, ["tags"]),
        ({"tags": ["nothing"]}, ["tags.0"]),
        ({"tags": ["claim", "opinion"]}, ["tags.1"]),
        ({"tags": ["claim", "claim"]}, ["tags.1"]),
        ({"tags": [None]}, ["tags.0"]),
        ({"attributes": []}, ["attributes"]),
        ({"attributes": {"claim": 1}}, ["attributes.claim"]),
        ({"attributes": {"source": {}}}, ["attributes.source"]),
        ({"attributes": {"claim": {"verifiable": "maybe"}}}, ["attributes.claim.verifiable"]),
        ({"attributes": {"claim": {"verifiable": ["yes"]}}}, ["attributes.claim.verifiable"]),
        ({"note": 1}, ["note"]),
        ({"note": "x" * 10_001}, ["note"]),
        ({"article": "1"}, ["article"]),
        ({"article": 2}, ["article"]),
        ({"article": 10**12}, ["article"]),
        ({"revision": 7}, ["revision"]),
        ({"segments": []}, ["segments"]),
        ({"segments": [[46]]}, ["segments.0"]),
        ({"segments": [[46, 50], [55, 66.0]]}, ["segments.1"]),
        ({"segments": [[46, 50], [50, 66]]}, ["segments.1"]),
        ({"segments": [[47, 50], [55, 66]]}, ["start"]),
        ({"segments": "x"}, ["segments"]),
        ({"colour": "red"}, ["colour"]),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_stored(as_analyst: Api, change: dict[str, Any], paths: list[str]) -> None:
    for response in (as_analyst.post(PATH, BODY | change), as_analyst.put(f"{PATH}{uuid7()}/", BODY | change)):
        assert response.status_code == 400
        assert faults(response) == paths
    assert faults(as_analyst.post(PATH, [BODY, BODY | change])) == [f"1.{path}" for path in paths]
    assert faults(as_analyst.post(PATH, [BODY | change])) == [f"0.{path}" for path in paths]
    assert not Highlight.objects.exists()


def test_missing_fields_are_named(as_analyst: Api) -> None:
    assert sorted(faults(as_analyst.post(PATH, {}))) == ["article", "tags"]
    assert faults(as_analyst.post(PATH, {"article": 1, "tags": ["claim"]})) == ["start"]


def test_segments_stand_in_for_start_and_end(as_analyst: Api) -> None:
    made = as_analyst.post(PATH, {"article": 1, "segments": [[46, 51], [58, 66]], "tags": ["claim"]})
    assert made.status_code == 201
    assert (made.json()["start"], made.json()["end"], made.json()["quote"]) == (46, 66, QUOTE)
    assert made.json()["segments"] == [[46, 51], [58, 66]]


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_newer_revision_answers_with_the_place_in_it(as_analyst: Api, article: Article, method: str) -> None:
    make_revision(article=article, text="New: " + TEXT)
    path = f"{PATH}{uuid7()}/" if method == "PUT" else PATH
    stale = as_analyst.send(method, path, BODY | {"revision": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_revision")
    assert {key: stale.json()[key] for key in ("revision", "start", "end", "quote")} == {
        "revision": 2,
        "start": 51,
        "end": 71,
        "quote": QUOTE,
    }
    assert not Highlight.objects.exists()


def test_a_list_is_all_or_nothing(as_analyst: Api) -> None:
    made = as_analyst.post(PATH, [BODY, BODY | {"start": 47, "tags": ["hedge", "claim"]}])
    assert made.status_code == 201
    assert [found["start"] for found in made.json()] == [46, 47]
    assert made.json()[1]["tags"] == ["hedge", "claim"]
    assert as_analyst.get(PATH).json()["results"] == made.json()
    assert as_analyst.post(PATH, []).status_code == 400
    uuid = str(uuid7())
    assert faults(as_analyst.post(PATH, [BODY | {"id": uuid}, BODY | {"id": uuid}])) == ["1.id"]
    assert faults(as_analyst.post(PATH, [BODY, BODY | {"id": made.json()[0]["id"]}])) == ["1.id"]
    mixed = as_analyst.post(PATH, [BODY, BODY | {"start": "x"}, BODY | {"tags": ["no"]}, 5])
    assert faults(mixed) == ["1.start", "2.tags.0", "3"]
    assert Highlight.objects.count() == 2


def test_a_change_wants_the_version_it_was_made_from(as_analyst: Api) -> None:
    path = f"{PATH}{uuid7()}/"
    made = as_analyst.put(path, BODY).json()
    assert as_analyst.patch(path, {"note": "x"}).status_code == 428
    changed = as_analyst.patch(path, {"start": 52, "tags": ["quantity"], "note": "n"}, version=1)
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert changed.json()["quote"] == "1,000 soldiers"
    assert changed.json()["tags"] == ["quantity"]
    stale = as_analyst.patch(path, {"note": "y"}, version=1)
    assert (stale.status_code, stale.json()["current"]) == (412, as_analyst.get(path).json())
    assert faults(as_analyst.patch(path, {"end": 9_999}, version=2)) == ["end"]
    assert faults(as_analyst.patch(path, {"colour": 1}, version=2)) == ["colour"]
    assert as_analyst.get(path).json() == changed.json()
    assert changed.json()["created_at"] == made["created_at"]


def test_only_a_reviewer_changes_somebody_elses_and_it_is_logged(
    as_analyst: Api, as_other_analyst: Api, as_reviewer: Api, as_viewer: Api
) -> None:
    path = f"{PATH}{uuid7()}/"
    as_analyst.put(path, BODY)
    for person in (as_other_analyst, as_viewer):
        assert person.patch(path, {"note": "x"}, version=1).status_code == 403
        assert person.delete(path, version=1).status_code == 403
        assert person.post(path + "restore/").status_code == 403
    changed = as_reviewer.patch(path, {"note": "see guideline 3"}, version=1)
    assert (changed.status_code, changed.json()["analyst"]) == (200, "ana")
    event = Event.objects.filter(verb="highlight.changed").select_related("actor").get()
    assert event.actor is not None
    assert event.actor.username == "rita"
    assert as_reviewer.delete(path, version=2).status_code == 204


def test_a_viewer_makes_none_and_a_stranger_finds_nothing(as_viewer: Api, as_stranger: Api) -> None:
    bodies: list[Any] = [BODY, {}, BODY | {"start": "x"}, [BODY], [{}]]
    for body in bodies:
        assert as_viewer.post(PATH, body).status_code == 403
        assert as_stranger.post(PATH, body).status_code == 404
    assert as_viewer.put(f"{PATH}{uuid7()}/", {}).status_code == 403
    assert as_stranger.put(f"{PATH}{uuid7()}/", {}).status_code == 404
    assert as_stranger.post(PATH, content=b"{").status_code == 404


def test_highlights_of_a_deleted_article_are_out_of_sight(as_analyst: Api, as_reviewer: Api) -> None:
    path = f"{PATH}{uuid7()}/"
    as_analyst.put(path, BODY)
    as_reviewer.delete("projects/front-pages/articles/1/", version=1)
    assert as_analyst.get(path).status_code == 404
    assert as_analyst.get(PATH).json()["results"] == []
    assert as_analyst.put(f"{PATH}{uuid7()}/", BODY).status_code == 400


@pytest.mark.parametrize(
    ("query", "starts"),
    [
        ("", [0, 46, 52]),
        ("article=1", [0, 46, 52]),
        ("article=2", []),
        ("tag=claim", [0, 46]),
        ("tag=quantity", [52]),
        ("analyst=ana", [0, 46]),
        ("analyst=bela", [52]),
        ("layer=analyst", [0, 46, 52]),
        ("layer=gold", []),
        ("state=exact", [0, 46, 52]),
        ("state=orphaned", []),
        ("q=ABOUT", [46]),
        ("q=%25", []),
        ("created_after=2020-01-01T00:00:00Z", [0, 46, 52]),
        ("created_after=2100-01-01T00:00:00Z", []),
        ("tag=claim&q=soldiers", [46]),
    ],
)
def test_filters(as_analyst: Api, as_other_analyst: Api, query: str, starts: list[int]) -> None:
    as_analyst.post(PATH, [BODY | {"start": 0, "end": 8}, BODY])
    as_other_analyst.post(PATH, BODY | {"start": 52, "tags": ["quantity"]})
    found = as_analyst.get(f"{PATH}?{query}").json()["results"]
    assert [highlight["start"] for highlight in found] == starts


@pytest.mark.parametrize("query", ["layer=silver", "state=new", "article=x", "article=0", "article=1.0", "colour=red"])
def test_a_bad_filter_is_400(as_analyst: Api, query: str) -> None:
    response = as_analyst.get(f"{PATH}?{query}")
    assert response.status_code == 400
    assert faults(response) == [query.split("=")[0]]


def test_a_highlight_keeps_the_number_of_the_guidelines_it_was_made_under(as_analyst: Api, project: Project) -> None:
    before = as_analyst.put(f"{PATH}{uuid7()}/", BODY).json()
    assert before["guidelines"] is None
    publish_guidelines(access=opened(project=project), text="One.", version=0)
    path = f"{PATH}{uuid7()}/"
    made = as_analyst.put(path, BODY)
    assert made.json()["guidelines"] == 1
    assert Event.objects.filter(object_id=made.json()["id"]).get().data["guidelines"] == 1
    publish_guidelines(access=opened(project=project), text="Two.", version=1)
    changed = as_analyst.patch(path, {"note": "x"}, version=1)
    assert changed.json()["guidelines"] == 1
    assert as_analyst.get(path).json() == changed.json()
    assert as_analyst.delete(path, version=2).status_code == 204
    assert as_analyst.post(path + "restore/").json()["guidelines"] == 1
    many = as_analyst.post(PATH, [{**BODY, "start": 47}, {**BODY, "start": 48}])
    assert [one["guidelines"] for one in many.json()] == [2, 2]
    assert as_analyst.get(f"{PATH}{before['id']}/").json()["guidelines"] is None


def test_places_count_code_points_across_blocks_and_within_what_people_see_as_one(
    as_analyst: Api, project: Project
) -> None:
    text = "A family \U0001f468\u200d\U0001f469\u200d\U0001f467 waved.\n\nA cafe\u0301 closed."
    article = make_article(project=project, text=text)

    def quote(start: int, end: int) -> str:
        body = {"article": article.number, "start": start, "end": end, "tags": ["claim"]}
        made = as_analyst.post(PATH, body)
        assert (made.status_code, made.json()["start"], made.json()["end"]) == (201, start, end)
        return str(made.json()["quote"])

    assert quote(9, 14) == "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert quote(15, 29) == "waved.\n\nA cafe"
    assert quote(25, 30) == "cafe\u0301"
    # What a program cuts is kept as it was sent: a place that moved would not be the one that it knows.
    assert quote(9, 10) == "\U0001f468"
    assert quote(29, 30) == "\u0301"
