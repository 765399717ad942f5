"""Where words stand in a text."""

import pytest

from annotations.domain.finding import (
    Wanted,
    beginning_of,
    folded,
    looks_like_form,
    may_have,
    places_of,
    wanted_words,
)
from newsapp.errors import RuleViolation


def found(text: str, words: str, **choices: bool) -> list[str]:
    wanted = wanted_words(words, **choices)
    places = places_of(text, wanted)
    assert not places or may_have(text, wanted)
    return [text[start:end] for start, end in places]


def test_offsets_are_code_points_behind_an_emoji() -> None:
    text = "\U0001f6a2\U0001f468\u200d\U0001f680 ships, Ships"
    assert places_of(text, Wanted("ships")) == [(5, 10), (12, 17)]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("cafe", ["café", "cafe\u0301", "CAFÉ"]),
        ("CAFÉ", ["café", "cafe\u0301", "CAFÉ"]),
        ("it's", ["it’s"]),
        ("мій", ["мій", "міи\u0306"]),
        ("їжа", ["їжа", "і\u0308жа"]),
        ("іжа", []),
        ("мии", []),
        ("1,000 soldiers", ["1,000\n soldiers"]),
        ("co-op", ["co\u00ad-op"]),
        ("straße", ["Straße"]),
    ],
)
def test_what_counts_and_what_does_not(words: str, places: list[str]) -> None:
    text = "café cafe\u0301 CAFÉ it’s мій міи\u0306 їжа і\u0308жа 1,000\n soldiers co\u00ad-op Straße"
    assert found(text, words) == places


def test_signs_that_are_letters_to_their_readers_count() -> None:
    assert found("कु क", "क") == ["क"]
    assert found("가 각", "가", whole_words=False) == ["가"]
    assert found("שָׁלוֹם שלום", "שלום") == ["שָׁלוֹם", "שלום"]
    assert found("كَتَبَ كتب", "كتب") == ["كَتَبَ", "كتب"]


def test_case_counts_when_it_shall() -> None:
    assert found("Soldiers and soldiers", "soldiers", match_case=True) == ["soldiers"]
    assert found("Мій мій", "Мій", match_case=True) == ["Мій"]


def test_parts_of_words_are_found_when_they_shall() -> None:
    text = "1,000 soldiers; 11,000 soldiers"
    assert found(text, "1,000") == ["1,000"]
    assert found(text, "1,000", whole_words=False) == ["1,000", "1,000"]
    assert found("US$5 and $5", "$5") == ["$5", "$5"]
    assert found("a.b axb", "a.b") == ["a.b"]


def test_no_character_is_taken_apart() -> None:
    assert found("\U0001f468\u200d\U0001f680", "\U0001f468", whole_words=False) == []
    assert found("\U0001f468\u200d\U0001f680 \U0001f468", "\U0001f468", whole_words=False) == ["\U0001f468"]


def test_forms_are_whole_words() -> None:
    text = "Two brigades; a brigade of brigadiers"
    wanted = wanted_words("brigade", forms=True)
    places = places_of(text, wanted, forms={"brigade": {"brigades"}})
    assert [text[start:end] for start, end in places] == ["brigades", "brigade"]


def test_without_a_dictionary_forms_have_the_same_beginning() -> None:
    assert beginning_of("бригада") == "брига"
    assert looks_like_form("бригада", "бригадою")
    assert looks_like_form("солдатів", "солдат")
    assert not looks_like_form("бригада", "бригантина")
    assert not looks_like_form("кіт", "кіта")
    assert not looks_like_form("11000", "11001")


def test_nothing_and_too_much_are_refused() -> None:
    with pytest.raises(RuleViolation, match="Say which words"):
        wanted_words(" \u00ad ")
    with pytest.raises(RuleViolation, match="At most"):
        wanted_words("a" * 501)


def test_a_folded_text_knows_where_it_came_from() -> None:
    text = "e\u0301\u00adẞ"
    shape = folded(text, match_case=False)
    assert shape.text == "eß"
    assert list(shape.starts) == [0, 3, 4]


def test_most_places() -> None:
    assert len(places_of("a " * 50, Wanted("a"), most=7)) == 7
