"""Keywords in context: where they are cut, what they are sorted by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain import concordance as kwic


def whole_before(text: str, start: int) -> kwic.Shortened:
    piece = text[max(0, start - kwic.WINDOW) : start]
    return kwic.before(piece, starts_text=start <= kwic.WINDOW)


def whole_after(text: str, end: int) -> kwic.Shortened:
    piece = text[end : end + kwic.WINDOW]
    return kwic.after(piece, ends_text=end + len(piece) == len(text))


def test_a_short_context_is_whole() -> None:
    assert whole_before("About 1,000 soldiers", 6) == ("About ", False)
    assert whole_after("About 1,000 soldiers", 11) == (" soldiers", False)
    assert whole_before("soldiers", 0) == ("", False)
    assert whole_after("soldiers", 8) == ("", False)


def test_a_long_context_is_cut_between_words_and_says_so() -> None:
    text = "extraordinarily " * 20
    before, after = whole_before(text, 160), whole_after(text, 160)
    assert before == ("extraordinarily " * 3, True)
    assert after == ("extraordinarily " * 2 + "extraordinarily", True)


def test_no_more_than_ten_words_are_shown() -> None:
    text = "a b c d e f g h i j k l m n o p q"
    assert whole_before(text, len(text)).words == "h i j k l m n o p q"
    assert whole_after(text, 0).words == "a b c d e f g h i j"


def test_a_new_paragraph_is_a_pilcrow_and_other_white_space_a_space() -> None:
    assert whole_before("One.\n\nTwo\tand\nthree", 14).words == "One. ¶ Two and "
    assert whole_after("x \r\n \r\n y", 1).words == " ¶ y"


@pytest.mark.parametrize("character", ["e\u0301\u0302", "👩‍👩‍👧", "🇺🇦", "👍🏽", "각", "한", "❤️"], ids=ascii)
def test_words_without_spaces_are_cut_between_characters(character: str) -> None:
    text = character * 100
    for at in range(0, len(text), len(character)):
        before, after = whole_before(text, at), whole_after(text, at)
        for words in (before.words, after.words):
            assert words.replace(character, "").strip() == "", (at, words)
        assert len(before.words) <= kwic.CONTEXT
        assert len(after.words) <= kwic.CONTEXT


@given(st.text(alphabet="ab \n\u0301\u200d🇺🇦👩é한", max_size=300), st.integers(0, 300))
def test_nothing_is_invented_and_nothing_too_long(text: str, at: int) -> None:
    at = min(at, len(text))
    before, after = whole_before(text, at), whole_after(text, at)
    for words in (before.words, after.words):
        assert set(words) <= set(text) | set(" ¶")
    squeezed = "".join(text[:at].split())
    assert squeezed.endswith("".join(before.words.replace("¶", "").split()))
    assert "".join(text[at:].split()).startswith("".join(after.words.replace("¶", "").split()))
    assert before.cut or "".join(before.words.replace("¶", "").split()) == squeezed


def quote(text: str, segments: list[list[int]] | None = None, limit: int = kwic.QUOTE) -> kwic.Quote:
    start, end = (segments[0][0], segments[-1][1]) if segments else (0, len(text))
    words = text[start:end]
    return kwic.quote_of(
        start=start, end=end, segments=segments, head=words[: kwic.HEAD], tail=words[-kwic.TAIL :], limit=limit
    )


def test_a_short_quote_is_whole() -> None:
    assert quote("About 1,000 soldiers") == (("About 1,000 soldiers",), "About 1,000 soldiers", False)


def test_a_long_quote_is_shortened_in_its_middle() -> None:
    shown = quote("first " + "word " * 40 + "last", limit=30)
    assert shown.parts == ("first word word", "word word last")
    assert shown.shortened
    assert shown.whole.count("word") == 40


def test_segments_have_a_gap_between_them() -> None:
    text = "0123456789 abcdefghij KLMNOPQRST"
    assert quote(text, [[2, 5], [11, 14], [22, 25]]).parts == ("234", "abc", "KLM")
    assert quote(text, [[2, 5], [11, 14], [22, 25]]).whole == "234 … abc … KLM"


def test_a_huge_quote_is_known_by_its_beginning_and_its_end() -> None:
    text = "begin " + "x" * 100_000 + " end"
    shown = quote(text)
    assert shown.shortened
    assert shown.parts[0].startswith("begin")
    assert shown.parts[-1].endswith("end")
    assert len(shown.whole) < kwic.HEAD + kwic.TAIL + 10
    far = quote(text, [[0, 5], [50_000, 50_010], [100_007, 100_010]])
    assert far.whole == "begin … end"


def test_the_words_before_are_sorted_from_the_highlight_backwards() -> None:
    assert kwic.words_before("He said that the ", starts_text=True) == ("the", "that", "said", "he")
    assert kwic.words_before("id that the ", starts_text=False) == ("the", "that")
    assert kwic.words_after(", said “the” mayor.") == ("said", "the", "mayor")


def test_words_are_sorted_without_case_and_accents() -> None:
    assert kwic.collated("Élan") == kwic.collated("elan")
    assert kwic.collated("STRASSE") == kwic.collated("straße")


@pytest.mark.parametrize(
    "alphabet",
    ["абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "абвгдежзийклмнопрстуфхцчшщъыьэюя"],
    ids=["Ukrainian", "Russian"],
)
def test_cyrillic_letters_stand_at_their_place_in_the_alphabet(alphabet: str) -> None:
    assert sorted(alphabet, key=kwic.collated) == list(alphabet)
    words = [letter + "я" for letter in alphabet]
    backwards = words[::-1]
    assert sorted(backwards, key=kwic.collated) == words
