"""What an article may be made of: details, metadata, and texts that are kept to the code point."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsapp.domain.articles import (
    MAX_METADATA_DEPTH,
    MAX_METADATA_VALUES,
    MAX_NAME,
    MAX_TITLE,
    MAX_URL,
    Details,
    Document,
    checked_details,
    preserved,
)
from newsapp.domain.blocks import check_blocks
from newsapp.domain.texts import MAX_TEXT
from newsapp.errors import RuleViolation, TooLarge

ENGLISH = "The ministry said on Thursday that the soldiers would be sent before the winter comes."


def refusal(**details: Any) -> tuple[str, str]:
    with pytest.raises(RuleViolation) as caught:
        checked_details(Details(**details), text=ENGLISH)
    return caught.value.code, caught.value.path


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth - 1):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "text",
    [
        "one\r\ntwo\r\n\r\nthree\r",
        "   leading and  double  spaces \t and trailing   ",
        "Kyi\u0308v, e\u0301te\u0301 – decomposed",
        "👩‍👩‍👧 joined\u200c \u200dand not",
        "\ufeffmarked, soft\u00adhyphen, zero\u200bwidth",
        "قالت \u200fالوزارة\u200e عشرة \u202babc\u202c",
        "\u2028line\u2029paragraph\x85next\x0bpage\x0c",
        "\n\n\nblank before",
    ],
)
def test_a_text_that_came_as_data_is_kept_to_the_code_point(text: str) -> None:
    article = preserved(text=text, details=Details())
    assert article.text == text
    assert (article.origin, article.cleaning, article.document) == ("data", (), None)
    check_blocks(text=text, blocks=article.blocks)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=200))
def test_any_text_that_is_not_blank_is_kept_and_cut_into_lawful_blocks(text: str) -> None:
    try:
        article = preserved(text=text, details=Details(language="en"))
    except RuleViolation as refused:
        assert refused.code == "empty_text"
        assert not any(character.isalnum() for character in text)
    else:
        assert article.text == text
        check_blocks(text=text, blocks=article.blocks)


@pytest.mark.parametrize("text", ["", " ", "\r\n\t \n", "\u00a0\u2003", "\u2028"])
def test_a_blank_text_is_no_article(text: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        preserved(text=text, details=Details())
    assert (caught.value.code, caught.value.path) == ("empty_text", "text")


@pytest.mark.parametrize(("text", "code"), [("a\0b", "nul"), ("a\udc00", "lone_surrogate")])
def test_a_text_that_no_database_holds_is_no_article(text: str, code: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        preserved(text=text, details=Details())
    assert (caught.value.code, caught.value.path) == (code, "text")


def test_a_text_over_the_limit_is_too_large() -> None:
    with pytest.raises(TooLarge):
        preserved(text="a" * (MAX_TEXT + 1), details=Details())


def test_the_first_block_is_the_headline_when_it_is_the_title() -> None:
    article = preserved(text="A title\n\nA text.", details=Details(title=" A title "))
    assert [block.kind for block in article.blocks] == ["headline", "paragraph"]
    assert article.details.title == "A title"
    other = preserved(text="A title\n\nA text.", details=Details(title="Another title"))
    assert [block.kind for block in other.blocks] == ["paragraph", "paragraph"]


def test_nothing_is_invented_about_an_article() -> None:
    details = preserved(text=ENGLISH, details=Details()).details
    assert details == Details(title="", language="en")


def test_a_language_that_is_given_beats_what_the_text_looks_like() -> None:
    assert checked_details(Details(language="uk"), text=ENGLISH).language == "uk"


def test_names_of_nothing_are_nothing() -> None:
    details = checked_details(Details(outlet="  ", story="\t"), text=ENGLISH)
    assert (details.outlet, details.story) == (None, None)


@pytest.mark.parametrize(("field", "limit"), [("title", MAX_TITLE), ("outlet", MAX_NAME), ("story", MAX_NAME)])
def test_words_have_a_length_in_code_points(field: str, limit: int) -> None:
    longest = replace(Details(), **{field: "😀" * limit})  # type: ignore[arg-type]
    assert checked_details(longest, text=ENGLISH) == replace(longest, language="en", title=longest.title or "")
    assert refusal(**{field: "x" * (limit + 1)}) == ("too_long", field)


@pytest.mark.parametrize("field", ["title", "outlet", "story", "url"])
def test_details_that_no_database_holds_are_refused(field: str) -> None:
    assert refusal(**{field: "http://a\0b"}) == ("nul", field)


@pytest.mark.parametrize(
    "url",
    [
        "", "news.example", "//news.example/a", "ftp://news.example/a", "javascript:alert(1)", "http://",
        "http:///a", "https://news.example/a b", "https://news.example/\na", "http://[::1", "data:text/html,x",
        "https://news.example/" + "a" * MAX_URL,
    ],
)  # fmt: skip
def test_only_an_http_address_of_a_host_is_an_address(url: str) -> None:
    assert refusal(url=url)[1] == "url"


@pytest.mark.parametrize(
    "url", ["https://news.example/a?b=c#d", "HTTP://NEWS.EXAMPLE", "https://новини.example/стаття", "http://[::1]:80/"]
)
def test_an_address_is_kept_as_it_is(url: str) -> None:
    assert checked_details(Details(url=url), text=ENGLISH).url == url


@pytest.mark.parametrize("language", ["english", "e", "xx-", "en_US.UTF-8", "en-" + "-".join(["abcdefgh"] * 5)])
def test_a_language_that_is_none_is_refused(language: str) -> None:
    assert refusal(language=language)[1] == "language"


def test_metadata_is_any_json() -> None:
    metadata = {"a": [1, 2.5, None, True, {"b": "😀"}], "ключ": "\r\n", "": []}
    assert checked_details(Details(metadata=metadata), text=ENGLISH).metadata == metadata


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ({"a": float("nan")}, "bad_number"),
        ({"a": [float("inf")]}, "bad_number"),
        ({"a": {"b": "x\0"}}, "nul"),
        ({"\ud800": 1}, "lone_surrogate"),
        (nested(MAX_METADATA_DEPTH + 1), "metadata_too_large"),
        (nested(100_000), "metadata_too_large"),
        ({"a": [0] * MAX_METADATA_VALUES}, "metadata_too_large"),
    ],
)
def test_metadata_that_no_column_holds_is_refused(metadata: dict[str, Any], code: str) -> None:
    assert refusal(metadata=metadata) == (code, "metadata")


def test_metadata_up_to_the_limits_is_taken() -> None:
    checked_details(Details(metadata=nested(MAX_METADATA_DEPTH)), text=ENGLISH)
    checked_details(Details(metadata={"a": [0] * (MAX_METADATA_VALUES - 3)}), text=ENGLISH)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))),
        datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_a_moment_that_has_no_utc_is_refused(moment: datetime) -> None:
    assert refusal(published_at=moment)[1] == "published_at"


def test_a_moment_without_a_zone_is_refused() -> None:
    assert refusal(published_at=datetime(2024, 10, 31, 9)) == ("bad_moment", "published_at")
    moment = datetime(2024, 10, 31, 9, tzinfo=UTC)
    assert checked_details(Details(published_at=moment), text=ENGLISH).published_at == moment


@pytest.mark.parametrize("tags", [("x" * 61,), ("a\0b",), ("",), ("opinion", "opinion")])
def test_article_tags_that_no_scheme_can_have_are_refused(tags: tuple[str, ...]) -> None:
    assert refusal(tags=tags)[1] == "tags"


def test_a_document_can_be_read_as_plain_text_whatever_it_looks_like() -> None:
    page = Document("html", b"<html>", "<html>", "text/html", "a.html")
    assert page.as_raw() == replace(page, kind="raw", media_type="text/plain")
