"""Dates and other words of time, sentences and units: what figures are read with."""

from decimal import Decimal

import pytest

from annotations.domain.figures.moments import dates_in, moments_of
from annotations.domain.figures.tokens import LONGEST_CUE, sentences, tokens_of
from annotations.domain.figures.units import unit_key, unit_of
from annotations.domain.figures.vocabulary import known_languages, vocabulary_of


@pytest.mark.parametrize(
    ("language", "text", "words", "key"),
    [
        ("en", "On 31 October 2024 it rained.", "31 October 2024", "2024-10-31"),
        ("en", "On October 31, 2024 it rained.", "October 31, 2024", "2024-10-31"),
        ("en", "On the 31st of October it rained.", "31st of October", "--10-31"),
        ("en", "It rained in October 2024.", "October 2024", "2024-10"),
        ("en", "It rained in May.", "May", "--05"),
        ("en", "It rained in June this year.", "June this year", "--06"),
        ("en", "It rained in 2024.", "2024", "2024"),
        ("en", "It rained (2024) again.", "2024", "2024"),
        ("en", "It rained on 2024-10-31.", "2024-10-31", "2024-10-31"),
        ("en", "It rained on 3-4 June 2010.", "3-4 June 2010", "2010-06"),
        ("en", "It rained between 8 and 23 October.", "8 and 23 October", "--10"),
        ("uk", "Дощ ішов від 8 до 23 жовтня.", "8 до 23 жовтня", "--10"),
        ("uk", "Дощ ішов 31 жовтня 2024 року.", "31 жовтня 2024 року", "2024-10-31"),
        ("uk", "Дощ ішов 31-го жовтня.", "31-го жовтня", "--10-31"),
        ("uk", "У жовтні йшов дощ.", "жовтні", "--10"),
        ("uk", "У 2024 році йшов дощ.", "2024 році", "2024"),
        ("uk", "Дощ ішов 31.10.2024.", "31.10.2024", "2024-10-31"),
        ("ru", "Дождь шёл 31 октября 2024 г. и дольше.", "31 октября 2024 г.", "2024-10-31"),
        ("ru", "В мае шёл дождь.", "мае", "--05"),
        ("xx", "2024-10-31", "2024-10-31", "2024-10-31"),
    ],
)
def test_a_date_is_as_much_of_iso_8601_as_is_said(language: str, text: str, words: str, key: str) -> None:
    (moment,) = dates_in(text=text, language=language)
    assert (moment.words, moment.key, text[moment.start : moment.end]) == (words, key, words)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It may rain, and soldiers march on."),
        ("en", "There are 2,024 soldiers and 2000 tanks, 31 of them new."),
        ("uk", "Лютий мороз і 2000 осіб."),
        ("en", "2024-13-45 and 99.99.2024 are none."),
    ],
)
def test_other_words_and_numbers_are_no_dates(language: str, text: str) -> None:
    assert dates_in(text=text, language=language) == []


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("en", "At 10:30 now, and at 5 pm yesterday", ["now", "words"]),
        ("en", "The first wave came on Monday", ["phase", "words"]),
        ("uk", "Зараз, о 10 годині, перша хвиля", ["now", "clock", "phase"]),
        ("ru", "Сейчас и в прошлом году", ["now", "words"]),
    ],
)
def test_words_of_time_are_told_apart(language: str, text: str, kinds: list[str]) -> None:
    moments = moments_of(text, tokens_of(text, 0, len(text)), vocabulary_of(language))
    assert [moment.kind for moment in moments] == kinds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One came. Two went!  «Three?» Four", ["One came.", "Two went!", "«Three?»", "Four"]),
        ("Mr. Smith saw J. Doe. He ran.", ["Mr. Smith saw J. Doe.", "He ran."]),
        ("Було 6 тис. осіб. Потім 11 тис. Ще 5 прийшли.", ["Було 6 тис. осіб.", "Потім 11 тис.", "Ще 5 прийшли."]),
        ("A heading\n\nA text", ["A heading", "A text"]),
        ("It was 1.5 km.", ["It was 1.5 km."]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_sentences_end_where_they_end(text: str, found: list[str]) -> None:
    assert [text[start:end].strip() for start, end in sentences(text)] == found


@pytest.mark.parametrize(
    ("word", "language", "key"),
    [
        ("soldiers", "en", "soldier"),
        ("військовослужбовців", "uk", "soldier"),
        ("военных", "ru", "soldier"),
        ("km", "fr", "kilometre"),
        ("%", "fr", "percent"),
        ("€", "uk", "EUR"),
        ("чоловік", "uk", "person"),
        ("лет", "ru", "year"),
        ("днів", "uk", "day"),
        ("locomotives", "en", None),
        ("soldiers", "fr", None),
    ],
)
def test_a_unit_has_one_key_in_every_language(word: str, language: str, key: str | None) -> None:
    assert unit_key(word, language) == key


@pytest.mark.parametrize("language", sorted(known_languages()))
def test_every_cue_is_short_enough_to_be_found(language: str) -> None:
    vocabulary = vocabulary_of(language)
    cues = [
        cue
        for name, cues in vocabulary.cues.items()
        if name.startswith(("ranges", "products", "times.now"))
        for cue in cues
    ]
    assert max(map(len, [*cues, *vocabulary.before, *vocabulary.after])) <= LONGEST_CUE


def test_units_of_one_dimension_convert() -> None:
    assert unit_of(["km"], "en").base == ("metre", Decimal(1000))
    assert unit_of(["тонн"], "uk").base == ("kilogram", Decimal(1000))
    assert unit_of(["square", "kilometres"], "en").base == ("square_metre", Decimal(1_000_000))
    assert unit_of(["percent"], "en").base == ("share", Decimal("0.01"))
    assert unit_of(["locomotives"], "en").base == ("en:locomotive", Decimal(1))
    assert unit_of(["USD"], "en").dimension != unit_of(["EUR"], "en").dimension
