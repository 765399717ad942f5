"""Whatever is sent: 400, 413 or 415, never 5xx, and nothing is stored."""

from typing import Any

import pytest
from django.test import RequestFactory

from newsapp.models import Article
from newsapp.web.requests import StrictHandler
from tests.api.client import Api, faults

ARTICLES = "projects/front-pages/articles/"
DEEP = 200_000


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no body"),
        (b"{", "cut off"),
        (b"nonsense", "no JSON"),
        (b'{"text": "a", "text": "b"}', "a name twice"),
        (b'{"text": "a", "metadata": {"n": NaN}}', "NaN"),
        (b'{"text": "a", "metadata": {"n": -Infinity}}', "Infinity"),
        (b'{"text": "a", "metadata": {"n": 1e999}}', "a float beyond a double"),
        (b'{"text": "a", "metadata": {"n": ' + b"9" * 5_000 + b"}}", "a huge number"),
        (b'{"text": "a\\u0000b"}', "NUL"),
        (b'{"text": "a\\ud800b"}', "a lone surrogate"),
        (b'{"text": "a", "metadata": {"\\udfff": 1}}', "a lone surrogate in a name"),
        (b'{"text": "a", "metadata": [[["\\u0000"]]]}', "NUL, nested"),
        ('{"text": "wörld"}'.encode("latin-1"), "no UTF-8"),
        (b"\xff\xfe{\x00}\x00", "UTF-16"),
        (b'\xef\xbb\xbf{"text": "a"}', "a byte-order mark"),
        (b'{"text": "a", "metadata": ' + b'{"a":' * 40 + b"1" + b"}" * 41, "too deep"),
        (b"[" * DEEP, "far too deep"),
        (b"[" * DEEP + b"]" * DEEP, "far too deep, closed"),
        (b'{"a":' * DEEP, "far too deep, objects"),
        (b"1", "a number"),
        (b'"text"', "a string"),
        (b"null", "null"),
        (b"[]", "an empty list"),
        (b"[[]]", "a list of lists"),
    ],
)
def test_a_bad_body_is_400(as_manager: Api, content: bytes, why: str) -> None:
    response = as_manager.post(ARTICLES, content=content)
    assert response.status_code == 400, why
    assert response["Content-Type"] == "application/problem+json"
    assert not Article.objects.exists()


@pytest.mark.parametrize("charset", ["bz2", "rot13", "utf-16", "idna", "latin-1", "nonsense", "utf-8x"])
def test_a_bad_charset_is_400(as_manager: Api, charset: str) -> None:
    content_type = f"application/json; charset={charset}"
    assert as_manager.post(ARTICLES, content=b'{"text": "a"}', content_type=content_type).status_code == 400


@pytest.mark.parametrize("charset", ["bz2", "rot13", "nonsense", "a\0b"])
def test_a_bad_charset_beside_a_query_is_400_too(db: None, charset: str) -> None:
    answers: list[str] = []
    environ = RequestFactory().get("/api/v1/projects/?limit=1").environ
    environ["CONTENT_TYPE"] = f"application/json; charset={charset}"

    def start_response(status: str, headers: Any, exc_info: Any = None) -> Any:
        answers.append(status)

    StrictHandler()(environ, start_response)
    assert answers == ["400 Bad Request"]


def test_utf8_is_no_bad_charset(as_manager: Api) -> None:
    made = as_manager.post(ARTICLES, content=b'{"text": "a"}', content_type="application/json; charset=UTF-8")
    assert made.status_code == 201


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "x", "application/xml"])
def test_another_media_type_is_415(as_manager: Api, content_type: str) -> None:
    assert as_manager.post(ARTICLES, content=b'{"text": "a"}', content_type=content_type).status_code == 415


def test_a_body_over_the_limit_is_413(as_manager: Api, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    assert as_manager.post(ARTICLES, {"text": "a" * 1_000}).status_code == 413
    assert as_manager.upload(ARTICLES, text="a" * 1_000).status_code == 413


def test_a_text_over_the_limit_is_413(as_manager: Api) -> None:
    assert as_manager.post(ARTICLES, {"text": "a" * 2_000_001}).status_code == 413


@pytest.mark.parametrize("accept", ["text/html", "application/x-ndjson", "text/event-stream", "nonsense", "*/*;q=0"])
def test_the_answer_is_json_whatever_is_accepted(as_manager: Api, accept: str) -> None:
    response = as_manager.get("me/", Accept=accept)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"


def test_a_method_that_is_not_there_is_405(as_manager: Api) -> None:
    response = as_manager.put("me/", {})
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert faults(response) == []


@pytest.mark.parametrize("path", ["", "nothing/", "me", "projects/front-pages", "projects/front-pages/highlights/x/"])
def test_an_address_that_is_none_is_404(as_manager: Api, path: str) -> None:
    response = as_manager.get(path)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "query",
    [
        "x=1",
        "format=json",
        "limit=0",
        "limit=1001",
        "limit=ten",
        "limit=1.0",
        "limit=-1",
        "limit=",
        "limit=1&limit=2",
        "cursor=x",
        "cursor=YTE&cursor=YTE",
        "cursor=" + "9" * 5000,
        "created_after=yesterday",
        "q=" + "a" * 301,
        "status=started",
        "limit=١",
        "cursor=%FF",
        "language=a%00b",
    ],
)
def test_a_bad_query_parameter_is_400(as_manager: Api, query: str) -> None:
    response = as_manager.get(f"{ARTICLES}?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["me/", "projects/", "projects/front-pages/", "schema/", "projects/front-pages/scheme/"]
)
def test_an_unknown_query_parameter_is_400_everywhere(as_manager: Api, path: str) -> None:
    assert faults(as_manager.get(f"{path}?colour=red")) == ["colour"]


def test_an_unknown_field_is_named(as_manager: Api) -> None:
    response = as_manager.post(ARTICLES, {"text": "Words.", "colour": "red", "Title": "x"})
    assert response.status_code == 400
    assert faults(response) == ["colour", "Title"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", 1),
        ("title", ["x"]),
        ("title", "x" * 1_001),
        ("text", 5),
        ("text", None),
        ("text", ""),
        ("text", " \r\n\t"),
        ("language", "no language"),
        ("language", True),
        ("url", "javascript:alert(1)"),
        ("url", "http://"),
        ("url", ""),
        ("outlet", {}),
        ("published_at", "yesterday"),
        ("published_at", 1),
        ("published_at", "0001-01-01T00:00:00+14:00"),
        ("published_at", "9999-12-31T23:59:59-14:00"),
        ("metadata", []),
        ("metadata", "x"),
        ("metadata", None),
        ("tags", "opinion"),
        ("tags", [1]),
        ("tags", ["nothing"]),
        ("tags", ["claim"]),
        ("tags", ["opinion", "opinion"]),
    ],
)
def test_a_bad_field_of_an_article_is_named(as_manager: Api, field: str, value: Any) -> None:
    response = as_manager.post(ARTICLES, {"text": "Words.", field: value})
    assert response.status_code == 400
    assert [path.split(".")[0] for path in faults(response)] == [field]
    assert not Article.objects.exists()


def test_a_fault_of_the_server_says_nothing_of_its_inside(as_manager: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from newsapp.api import projects

    def fail(**kwargs: Any) -> None:
        raise LookupError("a secret of the inside")

    monkeypatch.setattr(projects, "page_of_members", fail)
    as_manager.client.raise_request_exception = False
    response = as_manager.client.get("/api/v1/projects/front-pages/members/", headers=as_manager.headers)
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert b"secret" not in response.content
