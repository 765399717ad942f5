"""Comparison and gold over REST."""

import json
from typing import Any

import pytest
from django.utils import timezone

from annotations.domain.highlighting import HighlightRecord
from newsapp.models import Article, Project, User
from tests.api.client import Api, faults
from tests.factories import make_highlight, make_relation

ROOT = "projects/front-pages/articles/1/"
COMPARISON, GOLD = f"{ROOT}comparison/", f"{ROOT}gold/"


@pytest.fixture
def readings(article: Article, analyst: User, other_analyst: User) -> tuple[HighlightRecord, HighlightRecord]:
    """Two coders' readings of one place that differ in their bounds; the comparison is open."""
    mine = make_highlight(article=article, by=analyst, quote="About 1,000 soldiers")
    hers = make_highlight(article=article, by=other_analyst, quote="1,000 soldiers")
    Article.objects.filter(pk=article.pk).update(comparison_opened_at=timezone.now())
    return mine, hers


def key_of(api: Api) -> str:
    return str(api.get(COMPARISON).json()["groups"][0]["group"])


def test_a_viewer_reads_the_comparison_once_it_is_open(
    as_viewer: Api, readings: tuple[HighlightRecord, HighlightRecord], analyst: User
) -> None:
    said = as_viewer.get(COMPARISON).json()
    (group,) = said["groups"]
    assert (group["status"], group["differences"]) == ("open", ["boundary"])
    by_analyst = {reading["analyst"]: reading for reading in group["readings"]}
    assert by_analyst[analyst.username]["quote"] == "About 1,000 soldiers"
    assert by_analyst[analyst.username]["id"] == str(readings[0].id)
    assert [coder["coder"] for coder in said["coders"]] == ["A", "B"]


def test_it_is_refused_while_it_is_closed(as_reviewer: Api, article: Article) -> None:
    for answer in (as_reviewer.get(COMPARISON), as_reviewer.get(GOLD), as_reviewer.post(f"{GOLD}agreed/")):
        assert (answer.status_code, answer.json()["code"]) == (409, "comparison_closed")
    answer = as_reviewer.post(GOLD, {"group": "0-1-x", "reading": {}})
    assert (answer.status_code, answer.json()["code"]) == (409, "comparison_closed")


@pytest.mark.parametrize(
    ("choice", "quote"),
    [
        ({"merge": "union"}, "About 1,000 soldiers"),
        ({"merge": "intersection"}, "1,000 soldiers"),
        ({"reading": {"start": 46, "end": 51, "tags": ["hedge"]}}, "About"),
    ],
)
def test_a_group_is_settled(as_reviewer: Api, readings: Any, choice: dict[str, Any], quote: str) -> None:
    answer = as_reviewer.post(GOLD, {"group": key_of(as_reviewer), **choice})
    (group,) = answer.json()["groups"]
    assert (answer.status_code, group["status"]) == (200, "settled")
    (decision,) = group["decisions"]
    assert (decision["highlight"]["quote"], decision["highlight"]["layer"]) == (quote, "gold")
    assert decision["highlight"]["analyst"] is None
    (listed,) = as_reviewer.get("projects/front-pages/highlights/?layer=gold").json()["results"]
    assert listed == decision["highlight"]


def test_one_coder_is_accepted_by_her_label(as_reviewer: Api, readings: Any, other_analyst: User) -> None:
    said = as_reviewer.get(COMPARISON).json()
    label = next(coder["coder"] for coder in said["coders"] if coder["analyst"] == other_analyst.username)
    answer = as_reviewer.post(GOLD, {"group": key_of(as_reviewer), "accept": label})
    assert answer.json()["groups"][0]["decisions"][0]["highlight"]["quote"] == "1,000 soldiers"


def test_what_a_colleague_settled_meanwhile_is_refused_with_what_it_is_now(
    as_reviewer: Api, as_manager: Api, readings: Any, reviewer: User
) -> None:
    seen = key_of(as_manager)
    as_reviewer.post(GOLD, {"group": seen, "reading": {}})
    answer = as_manager.post(GOLD, {"group": seen, "merge": "union"})
    assert (answer.status_code, answer.json()["code"]) == (409, "group_changed")
    existing = answer.json()["existing"]
    assert existing["status"] == "settled"
    assert existing["decisions"][0]["decided_by"] == reviewer.username


def test_the_history_keeps_what_was_replaced(as_reviewer: Api, readings: Any) -> None:
    as_reviewer.post(GOLD, {"group": key_of(as_reviewer), "reading": {}})
    as_reviewer.post(GOLD, {"group": key_of(as_reviewer), "merge": "union"})
    first, second = as_reviewer.get(GOLD).json()["results"]
    assert first["replaced_at"] is not None
    assert (second["replaced_at"], second["highlight"]["quote"]) == (None, "About 1,000 soldiers")
    assert {reading["id"] for reading in second["readings"]} == {str(each.id) for each in readings}
    assert len(as_reviewer.get(f"{GOLD}?limit=1").json()["results"]) == 1


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "group"),
        ({"group": "x"}, "accept"),
        ({"group": "x", "accept": "A", "merge": "union"}, "reading"),
        ({"group": "x", "merge": "both"}, "merge"),
        ({"group": 3, "accept": "A"}, "group"),
        ({"group": "x", "reading": []}, "reading"),
        ({"group": "x", "reading": {"start": "1"}}, "reading.start"),
        ({"group": "x", "reading": {"quote": "y"}}, "reading.quote"),
        ({"group": "x", "accept": "A", "who": 1}, "who"),
    ],
)
def test_a_body_at_fault_names_the_field(as_reviewer: Api, readings: Any, body: dict[str, Any], path: str) -> None:
    answer = as_reviewer.post(GOLD, body)
    assert answer.status_code == 400
    assert path in faults(answer)


@pytest.mark.parametrize(
    ("choice", "path"),
    [
        ({"accept": "Q"}, "accept"),
        ({"reading": {"start": 0, "end": 9_999, "tags": ["claim"]}}, "end"),
        ({"reading": {"start": 0, "end": 9, "tags": ["unheard-of"]}}, "tags.0"),
        ({"reading": {"start": 0, "end": 9}}, "tags"),
        ({"reading": {"tags": ["claim"]}}, "start"),
    ],
)
def test_a_choice_that_cannot_be_names_the_field(
    as_reviewer: Api, readings: Any, choice: dict[str, Any], path: str
) -> None:
    answer = as_reviewer.post(GOLD, {"group": key_of(as_reviewer), **choice})
    assert (answer.status_code, faults(answer)) == (400, [path])


def test_a_reading_of_an_older_text_is_refused(as_reviewer: Api, readings: Any) -> None:
    reading = {"start": 46, "end": 51, "tags": ["claim"], "revision": 7}
    answer = as_reviewer.post(GOLD, {"group": key_of(as_reviewer), "reading": reading})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_revision")


def test_who_coded_the_article_does_not_settle_it(
    as_reviewer: Api, article: Article, reviewer: User, readings: Any
) -> None:
    make_highlight(article=article, by=reviewer, quote="allegedly", tags=["hedge"])
    assert as_reviewer.post(GOLD, {"group": key_of(as_reviewer), "reading": {}}).status_code == 403


def test_what_is_agreed_is_settled_once(
    as_reviewer: Api, as_analyst: Api, article: Article, analyst: User, other_analyst: User, readings: Any
) -> None:
    for coder in (analyst, other_analyst):
        make_highlight(article=article, by=coder, quote="allegedly", tags=["hedge"])
    assert as_analyst.post(f"{GOLD}agreed/").status_code == 403
    assert [as_reviewer.post(f"{GOLD}agreed/").json() for _ in range(2)] == [{"settled": 1}, {"settled": 0}]


def test_nothing_tells_who_coded_what_where_coders_are_anonymous(
    as_reviewer: Api, article: Article, analyst: User, other_analyst: User, readings: Any
) -> None:
    Project.objects.filter(pk=article.project_id).update(coders_anonymous=True)
    for coder in (analyst, other_analyst):
        source = make_highlight(article=article, by=coder, quote="a business daily", tags=["source"])
        claim = make_highlight(article=article, by=coder, quote="Up to 11,000 soldiers")
        make_relation(project=article.project, source=claim, target=source, by=coder)
    group = key_of(as_reviewer)
    answers = [
        as_reviewer.post(f"{GOLD}agreed/"),
        as_reviewer.get(COMPARISON),
        as_reviewer.post(GOLD, {"group": group, "accept": "A"}),
        as_reviewer.post(GOLD, {"group": group, "accept": "A"}),
        as_reviewer.get(GOLD),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 409, 200]
    said = json.dumps([answer.json() for answer in answers])
    for coder in (analyst, other_analyst):
        assert f'"{coder.username}"' not in said
        for highlight in coder.highlights.all():
            assert str(highlight.uuid) not in said
        for relation in coder.relations.all():
            assert str(relation.uuid) not in said


def test_links_are_compared_and_accepted(
    as_reviewer: Api, article: Article, analyst: User, other_analyst: User, readings: Any
) -> None:
    for coder, mode in ((analyst, "explicit"), (other_analyst, "inherited")):
        claim = make_highlight(article=article, by=coder, quote="Up to 11,000 soldiers")
        source = make_highlight(article=article, by=coder, quote="a business daily", tags=["source"])
        make_relation(project=article.project, source=claim, target=source, by=coder, attributes={"mode": mode})
    as_reviewer.post(f"{GOLD}agreed/")
    (links,) = as_reviewer.get(COMPARISON).json()["links"]
    assert (links["differences"], links["differing"]) == (["relation"], ["attributes"])
    answer = as_reviewer.post(GOLD, {"group": links["group"], "accept": links["links"][0]["coder"]})
    (settled,) = answer.json()["links"]
    assert settled["status"] == "settled"
    (gold,) = as_reviewer.get("projects/front-pages/relations/?layer=gold").json()["results"]
    assert gold["attributes"] == links["links"][0]["attributes"]
    assert gold["id"] == settled["decisions"][0]["relation"]
