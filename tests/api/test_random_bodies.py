"""Random bodies are refused or taken, and never break the server; random texts and spans come back as they went."""

import json
import unicodedata
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from newsapp.domain.blocks import is_blank
from newsapp.models import Project
from tests.api.client import Api
from tests.factories import TEXT, make_article
from tests.shared import shared_folder

P = "projects/front-pages/"
INSIDE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(10**400), max_value=10**400)
    | st.floats()
    | st.text()
    | st.characters(categories=["Cs"])
    | st.sampled_from(
        ["claim", "opinion", "\0", "2026-01-01", "https://news.example/", "a" * 3_000, "en", str(uuid7())]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from(
    "id article start end segments revision quote tags attributes note text html raw title language url outlet "
    "published_at story metadata slug name description scheme version layer units level length continua".split()
)


def _bodies(plausible: dict[str, Any]) -> Any:
    """A plausible body with some members changed; or anything."""
    changed = st.dictionaries(names, anything, max_size=4).map(lambda change: plausible | change)
    return changed | st.lists(changed, max_size=3) | anything


PLACES = [
    ("POST", P + "articles/", {"text": "Words."}),
    ("PATCH", P + "articles/1/", {"title": "x"}),
    ("POST", P + "highlights/", {"article": 1, "start": 0, "end": 8, "tags": ["claim"]}),
    (
        "PUT",
        P + "highlights/01890a5d-ac96-774b-bcce-b302099a8057/",
        {"article": 1, "start": 0, "end": 8, "tags": ["cue"]},
    ),
    ("PATCH", P + "highlights/{own}/", {"note": "x"}),
    ("POST", P + "highlights/{own}/restore/", {}),
    ("POST", "projects/", {"slug": "a"}),
    ("PATCH", P, {"name": "x"}),
    ("PUT", "me/", {}),
    ("POST", "agreement/of/", {"units": [{"a": 1, "b": 2}]}),
    ("POST", "agreement/of/", {"length": 9, "continua": {"a": [{"start": 0, "end": 5, "label": "x"}], "b": []}}),
]


@pytest.fixture
def own(as_manager: Api, project: Project) -> str:
    """The id of a highlight."""
    make_article(project=project)
    made = as_manager.post(P + "highlights/", {"article": 1, "start": 0, "end": 8, "tags": ["claim"]})
    return str(made.json()["id"])


@pytest.mark.parametrize(("method", "path", "plausible"), PLACES)
@INSIDE
@given(data=st.data())
def test_random_bodies_never_break_the_server(
    as_manager: Api, own: str, method: str, path: str, plausible: dict[str, Any], data: st.DataObject
) -> None:
    body = json.dumps(data.draw(_bodies(plausible)))
    response = as_manager.send(method, path.format(own=own), content=body, version="*")
    assert response.status_code < 500, body


@INSIDE
@given(
    content=st.binary(max_size=60),
    content_type=st.sampled_from(["application/json", "multipart/form-data; boundary=x", ""]),
)
def test_random_bytes_never_break_the_server(as_manager: Api, content: bytes, content_type: str) -> None:
    for path in ("articles/", "highlights/"):
        assert as_manager.post(P + path, content=content, content_type=content_type).status_code in {400, 415}


@INSIDE
@given(
    query=st.dictionaries(
        st.sampled_from("limit cursor q tag article outlet created_after layer x".split()), st.text(max_size=12)
    )
)
def test_random_queries_never_break_the_server(as_manager: Api, query: dict[str, str]) -> None:
    sent = urlencode({name: value.encode("utf-8", "replace") for name, value in query.items()})
    for path in ("articles/", "highlights/"):
        assert as_manager.get(f"{P}{path}?{sent}").status_code in {200, 400}


texts = (
    st.lists(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0")
        | st.sampled_from(["\r\n", "\r", "\n", "\u0301", "\u200d", "👩\u200d🚀", "\u202e", "\ufeff", "\U0010ffff"]),
        min_size=1,
        max_size=60,
    )
    .map("".join)
    .filter(lambda text: not is_blank(text))
)


def _spans(text: str) -> Any:
    return st.lists(
        st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).map(sorted).filter(lambda s: s[0] < s[1]),
        min_size=1,
        max_size=4,
    )


def _round_trip(api: Api, text: str, spans: list[Any]) -> None:
    """Put in by REST, read back by REST: the text to the code point, each quote the text at its place."""
    made = api.post(P + "articles/", {"text": text, "language": "en"})
    if made.status_code == 409:
        article = api.get(f"{P}articles/{made.json()['existing']}/").json()
    else:
        assert made.status_code == 201, made.content
        article = api.get(f"{P}articles/{made.json()['id']}/").json()
    assert article["text"] == text
    for start, end in spans:
        path = f"{P}highlights/{uuid7()}/"
        body = {"article": article["id"], "start": start, "end": end, "quote": text[start:end], "tags": ["claim"]}
        assert api.put(path, body).status_code == 201
        read = api.get(path).json()
        assert article["text"][read["start"] : read["end"]] == read["quote"] == text[start:end]
    listed = api.get(f"{P}highlights/?article={article['id']}&limit=1000").json()["results"]
    assert all(article["text"][one["start"] : one["end"]] == one["quote"] for one in listed)


@INSIDE
@given(data=st.data())
def test_texts_and_spans_come_back_as_they_went(as_manager: Api, data: st.DataObject) -> None:
    text = data.draw(texts)
    _round_trip(as_manager, text, data.draw(_spans(text)))


@pytest.mark.parametrize(
    "text",
    [
        "a\r\nb\rc\nd",
        "e\u0301e\u0301 é",
        "👩‍🚀 and 👩🏽‍🚀",
        "שלום \u202e עולם",
        "𝔸\U0010ffff\U000e0001x",
        "  two  spaces  ",
        "\ufeffx",
        TEXT,
    ],
)
def test_hard_texts_come_back_as_they_went(as_manager: Api, text: str) -> None:
    assert unicodedata.normalize("NFC", text)  # stored as sent, whatever its form
    _round_trip(as_manager, text, [(start, start + 1) for start in range(min(len(text), 20))] + [(0, len(text))])


def _naughty_strings() -> list[str]:
    strings: list[str] = json.loads((shared_folder("data", "text") / "blns.json").read_text(encoding="utf-8"))
    return strings


def test_naughty_strings_come_back_as_they_went(as_manager: Api) -> None:
    strings = _naughty_strings()
    texts = [f"{number}: {naughty}\r\nend" for number, naughty in enumerate(strings)]
    titles = [{"title": naughty} if len(naughty) <= 1_000 else {} for naughty in strings]
    articles = [{"text": text, "language": "en"} | title for text, title in zip(texts, titles, strict=True)]
    made = as_manager.post(P + "articles/", articles)
    assert made.status_code == 201, made.content
    read = as_manager.get(P + "articles/?limit=1000").json()["results"]
    assert [article["text"] for article in read] == texts
    places = [(number + 1, text.index(" "), len(text) - 4, text) for number, text in enumerate(texts)]
    bodies = [
        {"article": id, "start": start, "end": end, "quote": text[start:end], "tags": ["claim"], "note": text}
        for id, start, end, text in places
    ]
    assert as_manager.post(P + "highlights/", bodies).status_code == 201
    back = as_manager.get(P + "highlights/?limit=1000").json()["results"]
    assert [{name: one[name] for name in bodies[0]} for one in back] == bodies


@pytest.mark.usefixtures("article")
def test_naughty_strings_can_be_searched_for(as_manager: Api) -> None:
    for naughty in _naughty_strings():
        assert as_manager.get(P + "articles/?" + urlencode({"q": naughty, "limit": 1})).status_code in {200, 400}
