"""Articles: taking in, reading, changing, deleting."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from newsapp.models import Article, RawDocument
from tests.api.client import Api, faults

PATH = "projects/front-pages/articles/"
KEYS = [
    "id", "title", "language", "url", "outlet", "published_at", "story", "revision", "text", "sha256", "blocks", "tags",
    "cleaning", "metadata", "status", "comparison_opened_at", "page", "created_at", "version",
]  # fmt: skip
SCRAPED = """ua
en
ru

Ministry will not confirm size of contingent

About 1,000 soldiers were to go first, a business daily reported, citing two people who know the plans.

Up to 11,000 soldiers are expected to follow, allegedly before the winter, according to the same report.
"""
PAGE = "<!doctype html><html lang=en><title>Ministry silent</title><article><h1>Ministry silent</h1>" + "".join(
    f"<p>Paragraph {n} says that about 1,000 soldiers were to go first, a business daily reported.</p>"
    for n in range(4)
)


def test_a_text_is_kept_to_the_code_point(as_analyst: Api) -> None:
    text = "  A\r\n\r\ne\u0301 \U0001f30d\u200d  שלום\t\u00a0 x \n"
    made = as_analyst.post(PATH, {"text": text})
    assert made.status_code == 201
    assert made["Location"] == "/api/v1/projects/front-pages/articles/1/"
    assert made.json()["text"] == text
    assert as_analyst.get(PATH + "1/").json() == made.json()


def test_an_article_has_the_contracts_members_in_its_order(as_analyst: Api) -> None:
    sent = {
        "text": "Words.\n\nMore words.", "title": "Words.", "language": "en", "url": "https://news.example/1",
        "outlet": "Herald", "published_at": "2026-01-31T12:00:00+02:00", "story": "Words", "metadata": {"b": [1.5, None]},
        "tags": ["opinion"],
    }  # fmt: skip
    made = as_analyst.post(PATH, sent).json()
    assert list(made) == KEYS
    assert made | sent | {"published_at": "2026-01-31T10:00:00.000000Z"} == made
    assert list(made["blocks"][0].items()) == [("kind", "headline"), ("start", 0), ("end", 6)]
    assert made["page"] == "/projects/front-pages/articles/1/"
    assert made["created_at"].endswith("Z")
    assert len(made["created_at"]) == len("2026-01-31T10:00:00.000000Z")


def test_what_was_read_can_be_sent_back(as_reviewer: Api) -> None:
    made = as_reviewer.post(PATH, {"text": "Words.", "title": "T"}).json()
    again = as_reviewer.patch(PATH + "1/", made, version=1)
    assert again.status_code == 200
    assert again.json() == made | {"version": 2}


@pytest.mark.parametrize("body", [{}, {"title": "x"}, {"text": "a", "raw": "b"}, {"html": "<p>", "raw": "b"}])
def test_exactly_one_source_is_needed(as_analyst: Api, body: dict[str, Any]) -> None:
    assert as_analyst.post(PATH, body).status_code == 400


def test_an_address_alone_is_refused_since_nothing_is_fetched(as_analyst: Api) -> None:
    response = as_analyst.post(PATH, {"url": "https://news.example/1"})
    assert response.status_code == 400
    assert response.json()["code"] == "fetching_not_offered"


def test_a_scraped_text_is_cleaned_and_its_bytes_are_kept(as_analyst: Api) -> None:
    made = as_analyst.post(PATH, {"raw": SCRAPED}).json()
    assert made["title"] == "Ministry will not confirm size of contingent"
    assert made["text"].startswith(made["title"] + "\n\nAbout 1,000")
    assert "switcher" in [fired["rule"] for fired in made["cleaning"]]
    assert list(made["cleaning"][0])[:2] == ["rule", "removed"]
    assert bytes(RawDocument.objects.get().content) == SCRAPED.encode()


def test_a_page_is_cleaned(as_analyst: Api) -> None:
    made = as_analyst.post(PATH, {"html": PAGE, "outlet": "Herald"}).json()
    assert made["title"] == "Ministry silent"
    assert "<" not in made["text"]
    assert made["outlet"] == "Herald"


def test_a_file_is_uploaded_with_its_details(as_analyst: Api) -> None:
    file = SimpleUploadedFile("page.html", PAGE.encode("utf-16"), content_type="text/html")
    response = as_analyst.upload(PATH, file=file, title="Mine", metadata='{"a": 1}', tags=["opinion", "satire"])
    assert response.status_code == 201
    made = response.json()
    assert (made["title"], made["metadata"]["a"], made["tags"]) == ("Mine", 1, ["opinion", "satire"])


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({}, "file"),
        ({"file": "no file"}, "file"),
        ({"file": SimpleUploadedFile("a.txt", b"")}, "file"),
        ({"file": SimpleUploadedFile("a.txt", b"Words."), "metadata": "{"}, "metadata"),
        ({"file": SimpleUploadedFile("a.txt", b"Words."), "metadata": "[1]"}, "metadata"),
        ({"file": SimpleUploadedFile("a.txt", b"Words."), "colour": "red"}, "colour"),
        ({"file": SimpleUploadedFile("a.txt", b"Words."), "title": "a\0b"}, "title"),
        ({"file": [SimpleUploadedFile("a.txt", b"Words."), SimpleUploadedFile("b.txt", b"Words.")]}, "file"),
    ],
)
def test_a_bad_upload_is_400(as_analyst: Api, fields: dict[str, Any], path: str) -> None:
    response = as_analyst.upload(PATH, **fields)
    assert response.status_code == 400
    assert faults(response) == [path]


@pytest.mark.parametrize("content", [b"%PDF-1.7 x", b"PK\x03\x04zip", b"\x89PNG\r\n", b"\x1f\x8bgz"])
def test_a_file_of_the_wrong_kind_is_400(as_analyst: Api, content: bytes) -> None:
    assert as_analyst.upload(PATH, file=SimpleUploadedFile("a.txt", content)).status_code == 400


def test_the_same_text_or_address_again_is_409_with_the_existing_id(as_analyst: Api) -> None:
    as_analyst.post(PATH, {"text": "First."})
    as_analyst.post(PATH, {"text": "Second.", "url": "https://news.example/2"})
    again = as_analyst.post(PATH, {"text": "First."})
    assert (again.status_code, again.json()["existing"]) == (409, 1)
    again = as_analyst.post(PATH, {"text": "Third.", "url": "https://news.example/2"})
    assert (again.status_code, again.json()["existing"]) == (409, 2)


def test_a_list_is_all_or_nothing_and_every_bad_index_is_named(as_analyst: Api) -> None:
    made = as_analyst.post(PATH, [{"text": "One."}, {"text": "Two.", "tags": ["opinion"]}])
    assert made.status_code == 201
    assert [article["id"] for article in made.json()] == [1, 2]
    bad = as_analyst.post(
        PATH, [{"text": "Three."}, {"text": 3}, {"text": "x", "colour": 1}, "no object", {"text": ""}]
    )
    assert bad.status_code == 400
    assert faults(bad) == ["1.text", "2.colour", "3", "4.text"]
    known = as_analyst.post(PATH, [{"text": "Three."}, {"text": "One."}, {"text": "Two."}])
    assert known.status_code == 400
    assert [(fault["path"], fault["existing"]) for fault in known.json()["errors"]] == [("1", 1), ("2", 2)]
    tags = as_analyst.post(
        PATH, [{"text": "Three.", "tags": ["no"]}, {"text": "Four."}, {"text": "5", "tags": ["claim"]}]
    )
    assert (tags.status_code, faults(tags)) == (400, ["0.tags", "2.tags"])
    alone = as_analyst.post(PATH, [{"text": "One."}])
    assert (alone.status_code, faults(alone)) == (400, ["0"])
    assert Article.objects.count() == 2


def test_a_reviewer_changes_what_is_known_of_an_article(as_analyst: Api, as_reviewer: Api) -> None:
    as_analyst.post(PATH, {"text": "Words.", "title": "Old", "outlet": "Herald", "metadata": {"a": 1}})
    path = PATH + "1/"
    assert as_analyst.patch(path, {"title": "New"}, version=1).status_code == 403
    assert as_reviewer.patch(path, {"title": "New"}).status_code == 428
    changed = as_reviewer.patch(path, {"title": "New", "outlet": None, "tags": ["satire"]}, version=1)
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert {key: changed.json()[key] for key in ("title", "outlet", "tags", "metadata", "text")} == {
        "title": "New",
        "outlet": None,
        "tags": ["satire"],
        "metadata": {"a": 1},
        "text": "Words.",
    }
    stale = as_reviewer.patch(path, {"title": "Third"}, version=1)
    assert (stale.status_code, stale.json()["current"]) == (412, changed.json())
    assert faults(as_reviewer.patch(path, {"text": "Other."}, version=2)) == ["text"]
    assert faults(as_reviewer.patch(path, {"tags": ["claim"]}, version=2)) == ["tags"]


def test_an_address_that_another_article_has_is_409(as_reviewer: Api) -> None:
    as_reviewer.post(PATH, [{"text": "One.", "url": "https://news.example/1"}, {"text": "Two."}])
    assert as_reviewer.patch(PATH + "2/", {"url": "https://news.example/1"}, version=1).status_code == 409


def test_a_deleted_article_is_gone_from_sight(as_analyst: Api, as_reviewer: Api) -> None:
    as_analyst.post(PATH, {"text": "Words."})
    path = PATH + "1/"
    assert as_analyst.delete(path, version=1).status_code == 403
    assert as_reviewer.delete(path).status_code == 428
    assert as_reviewer.delete(path, version=7).status_code == 412
    assert as_reviewer.delete(path, version=1).status_code == 204
    assert as_reviewer.get(path).status_code == 404
    assert as_analyst.get(PATH).json()["results"] == []
    assert as_analyst.post(PATH, {"text": "Words."}).json()["id"] == 2


def test_revisions_are_read(as_analyst: Api) -> None:
    made = as_analyst.post(PATH, {"text": "Words."}).json()
    (first,) = as_analyst.get(PATH + "1/revisions/").json()["results"]
    assert (first["revision"], first["text"], first["length"], first["origin"]) == (1, "Words.", 6, "data")
    assert first["sha256"] == made["sha256"]


@pytest.fixture
def corpus(as_manager: Api) -> Api:
    """Five articles to be told apart."""
    for body in (
        {"text": "Soldiers were seen near the border.", "title": "Brigades", "language": "en", "outlet": "Herald"},
        {"text": "Солдаты были замечены у границы.", "language": "ru", "outlet": "Herald", "story": "Border"},
        {"text": "Військові були помічені біля кордону.", "language": "uk", "story": "Border", "tags": ["opinion"]},
        {"text": "The harbour master's check-worthiness.", "language": "en-GB", "tags": ["opinion", "satire"]},
        {"text": "Les soldats étaient à la frontière.", "language": "fr"},
    ):
        assert as_manager.post(PATH, body).status_code == 201
    return as_manager


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("language=en", [1, 4]),
        ("language=en-GB", [4]),
        ("outlet=Herald", [1, 2]),
        ("outlet=herald", []),
        ("story=Border", [2, 3]),
        ("tag=opinion", [3, 4]),
        ("tag=claim", []),
        ("tag=opinion&language=uk", [3]),
        ("created_after=2020-01-01T00:00:00Z", [1, 2, 3, 4, 5]),
        ("created_after=2020-01-01T00:00:00+01:00", [1, 2, 3, 4, 5]),
        ("created_after=2100-01-01", []),
        ("q=soldier", [1]),
        ("q=SOLDIERS", [1]),
        ("q=seeing border", []),
        ("q=soldier -border", []),
        ("q=солдатам", [2]),
        ("q=помічен", [3]),
        ("q=військов", [3]),
        ("q=brigade", [1]),
        ('q="near the border"', [1]),
        ('q="border near"', []),
        ("q=check-worth", [4]),
        ("q=master's", [4]),
        ("q=-border", [2, 3, 4, 5]),
        ("q='", []),
        ("q=\\", []),
        ("q=:* | !", []),
        ("q=", [1, 2, 3, 4, 5]),
        ("q=nothing", []),
    ],
)
def test_filters(corpus: Api, query: str, found: list[int]) -> None:
    from urllib.parse import quote

    response = corpus.get(f"{PATH}?{quote(query, safe='=&')}")
    assert [article["id"] for article in response.json()["results"]] == found
