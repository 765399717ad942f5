"""Texts: digests, what cannot be stored, and bytes that become text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsapp.domain.texts import MAX_RAW_BYTES, MAX_TEXT, Span, decode, refuse_unstorable, sha256_of
from newsapp.errors import RuleViolation, TooLarge

RUSSIAN = "Президент заявил, что соглашение будет подписано завтра утром в столице."
UKRAINIAN = "Її речниця повідомила, що європейські посли з'їдуться до Києва на засідання."


def refusal(**arguments: object) -> RuleViolation:
    with pytest.raises(RuleViolation) as caught:
        decode(**arguments)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 2)])
def test_a_span_runs_forward_from_zero(start: int, end: int) -> None:
    with pytest.raises(RuleViolation):
        Span(start, end)


def test_a_span_quotes_code_points_and_not_utf16_units() -> None:
    assert Span(1, 3).quote("😀аб") == "аб"


def test_a_span_beyond_the_text_is_refused() -> None:
    with pytest.raises(RuleViolation):
        Span(1, 4).quote("abc")


def test_the_digest_is_over_utf8() -> None:
    assert sha256_of("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


@pytest.mark.parametrize(("text", "code"), [("a\0b", "nul"), ("a\ud800b", "lone_surrogate")])
def test_what_no_database_holds_is_refused_with_its_path(text: str, code: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        refuse_unstorable(text=text, path="text")
    assert (caught.value.code, caught.value.path) == (code, "text")
    assert "character 1" in caught.value.message


def test_a_text_over_the_limit_is_too_large() -> None:
    refuse_unstorable(text="a" * MAX_TEXT)
    with pytest.raises(TooLarge):
        refuse_unstorable(text="a" * (MAX_TEXT + 1))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), min_size=1))
def test_utf8_and_every_marked_encoding_decode_to_what_was_encoded(text: str) -> None:
    for codec in ("utf-8-sig", "utf-16", "utf-32"):
        assert decode(raw=text.encode(codec)).text == text
    assert decode(raw=text.encode(), declared="UTF-8").text == text


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "iso8859-5"])
def test_undeclared_russian_is_recognised(codec: str) -> None:
    assert decode(raw=RUSSIAN.encode(codec)).text == RUSSIAN


def test_undeclared_ukrainian_in_windows_1251_behind_a_long_ascii_head_is_recognised() -> None:
    page = "<script>var a = 1;</script>\n" * 4000 + f"<p>{UKRAINIAN}</p>\n" * 30
    assert decode(raw=page.encode("cp1251")).text == page


@pytest.mark.parametrize("label", ["windows-1251", "CP1251", "x-cp1251", '"windows-1251"'])
def test_a_declared_charset_is_used_under_any_of_its_names(label: str) -> None:
    assert decode(raw=UKRAINIAN.encode("cp1251"), declared=label).text == UKRAINIAN


def test_latin_1_is_read_as_browsers_read_it() -> None:
    assert decode(raw=b"\x93quoted\x94", declared="iso-8859-1").text == "“quoted”"


@pytest.mark.parametrize(
    "label",
    [
        "bz2",
        "zlib",
        "rot13",
        "hex",
        "base64",
        "idna",
        "punycode",
        "unicode_escape",
        "nonsense",
        "utf-7",
    ],
)
def test_a_codec_that_is_no_charset_is_refused(label: str) -> None:
    assert refusal(raw=b"abc", declared=label).code == "unknown_charset"


def test_a_charset_in_the_head_of_a_page_is_believed() -> None:
    page = f'<meta charset="windows-1251"><p>{RUSSIAN}</p>'
    assert decode(raw=page.encode("cp1251")).text == page
    page = f'<?xml version="1.0" encoding="koi8-r"?><p>{RUSSIAN}</p>'
    assert decode(raw=page.encode("koi8-r")).text == page


def test_a_head_that_is_wrong_about_utf8_does_not_win() -> None:
    for wrong in ("ascii", "windows-1251", "utf-16", "bz2"):
        page = f'<meta charset="{wrong}"><p>{RUSSIAN}</p>'
        assert decode(raw=page.encode()).text == page


def test_damaged_bytes_are_refused_and_never_replaced() -> None:
    assert refusal(raw=b"ab\xff\xffcd", declared="utf-8").code == "undecodable"
    assert refusal(raw=b"\xef\xbb\xbfab\xff", declared=None).code == "undecodable"


@pytest.mark.parametrize("raw", [b"%PDF-1.7\n", b"PK\x03\x04rest", b"\x1f\x8b\x08", b"\x89PNG\r\n"])
def test_another_kind_of_file_is_refused_by_name(raw: bytes) -> None:
    assert refusal(raw=raw).code == "not_text"


def test_a_document_over_the_limit_is_too_large() -> None:
    assert isinstance(refusal(raw=b"a" * (MAX_RAW_BYTES + 1)), TooLarge)
