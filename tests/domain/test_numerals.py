"""Numbers in digits and in words."""

import tomllib
from decimal import Decimal

import pytest

from annotations.domain.figures.digits import digits_value
from annotations.domain.figures.numerals import Number, number_at
from annotations.domain.figures.tokens import tokens_of
from annotations.domain.figures.vocabulary import FOLDER, folded, known_languages, vocabulary_of


def _read(words: str, language: str) -> Number:
    tokens = tokens_of(words, 0, len(words))
    number = number_at(tokens, 0, vocabulary_of(language))
    assert number is not None
    return number


@pytest.mark.parametrize(
    ("language", "digits", "value"),
    [
        ("en", "11,000", "11000"),
        ("en", "1,234,567.5", "1234567.5"),
        ("en", "1.5", "1.5"),
        ("en", "1.125", "1.125"),
        ("en", "0.500", "0.5"),
        ("en", "11.000", "11000"),
        ("en", "11'000", "11000"),
        ("en", "11’000", "11000"),
        ("uk", "11 000", "11000"),
        ("uk", "11\u00a0000", "11000"),
        ("uk", "11\u2009000", "11000"),
        ("uk", "11\u202f000", "11000"),
        ("uk", "11.000", "11000"),
        ("uk", "11,000", "11000"),
        ("uk", "1,234", "1.234"),
        ("uk", "1 234 567,8", "1234567.8"),
        ("ru", "1,5", "1.5"),
        ("de", "1.234", "1234"),
        ("de", "1.234,5", "1234.5"),
        ("ja", "1,234", "1234"),
        ("en", "2½", "2.5"),
        ("en", "¾", "0.75"),
    ],
)
def test_digits_are_read_with_every_separator(language: str, digits: str, value: str) -> None:
    assert digits_value(digits, vocabulary_of(language)) == Decimal(value)
    assert tokens_of(digits, 0, len(digits))[0].text == digits


def test_three_decimals_before_a_scale_are_decimals() -> None:
    assert digits_value("1,250", vocabulary_of("uk"), scaled=True) == Decimal("1.25")
    assert _read("1,250 млн", "uk").value == 1_250_000


@pytest.mark.parametrize("digits", ["007", "044", "1234567890123456789"])
def test_codes_are_no_numbers(digits: str) -> None:
    assert digits_value(digits, vocabulary_of("en")) is None


@pytest.mark.parametrize(
    ("language", "words", "value"),
    [
        ("en", "a thousand", 1000),
        ("en", "eleven thousand", 11_000),
        ("en", "twenty-five", 25),
        ("en", "two hundred and fifty-five thousand three hundred and one", 255_301),
        ("en", "a dozen", 12),
        ("en", "two dozen", 24),
        ("en", "half a million", 500_000),
        ("en", "half a dozen", 6),
        ("en", "two and a half million", 2_500_000),
        ("en", "a million and a half", 1_500_000),
        ("en", "1.5 million", 1_500_000),
        ("en", "2bn", 2_000_000_000),
        ("en", "a hundred thousand", 100_000),
        ("uk", "одинадцять тисяч", 11_000),
        ("uk", "одинадцяти тисяч", 11_000),
        ("uk", "одинадцятьма тисячами", 11_000),
        ("uk", "шість тисяч", 6000),
        ("uk", "сто двадцять п’ять тисяч триста", 125_300),
        ("uk", "п'ятсот", 500),
        ("uk", "пʼятдесяти", 50),
        ("uk", "півтора мільйона", 1_500_000),
        ("uk", "дві з половиною тисячі", 2500),
        ("uk", "півмільйона", 500_000),
        ("uk", "пів мільйона", 500_000),
        ("uk", "тисячу", 1000),
        ("uk", "6 тис.", 6000),
        ("uk", "1,5 млн", 1_500_000),
        ("uk", "дві сотні", 200),
        ("ru", "полторы тысячи", 1500),
        ("ru", "полутора тысяч", 1500),
        ("ru", "тысяча пятьсот", 1500),
        ("ru", "одиннадцати тысячах", 11_000),
        ("ru", "двести пятьдесят тысяч", 250_000),
        ("ru", "трёх", 3),
        ("ru", "трех", 3),
        ("ru", "11 тысяч 500", 11_500),
        ("ru", "2,5 млрд", 2_500_000_000),
        ("ru", "два миллиона триста тысяч", 2_300_000),
        ("ru", "десяток", 10),
    ],
)
def test_words_are_numbers_in_all_their_forms(language: str, words: str, value: int) -> None:
    assert _read(words, language).value == value


@pytest.mark.parametrize(
    ("language", "words", "value"),
    [
        ("en", "half", "0.5"),
        ("en", "a third of", "0.3333"),
        ("en", "two thirds", "0.6667"),
        ("en", "two-thirds", "0.6667"),
        ("uk", "половина", "0.5"),
        ("uk", "третина", "0.3333"),
        ("uk", "дві третини", "0.6667"),
        ("uk", "чверть", "0.25"),
        ("ru", "три четверти", "0.75"),
        ("ru", "половину", "0.5"),
    ],
)
def test_parts_are_shares(language: str, words: str, value: str) -> None:
    number = _read(words, language)
    assert number.share
    assert number.value is not None
    assert round(number.value, 4) == Decimal(value)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "hundreds"),
        ("en", "tens of thousands"),
        ("en", "several thousand"),
        ("en", "a couple of hundred"),
        ("uk", "сотні"),
        ("uk", "сотні тисяч"),
        ("uk", "кілька тисяч"),
        ("ru", "тысячи"),
        ("ru", "десятки тысяч"),
        ("ru", "несколько сотен"),
    ],
)
def test_hundreds_of_something_have_no_value(language: str, words: str) -> None:
    number = _read(words, language)
    assert number.value is None
    assert number.last == len(words.split())


def test_a_form_that_can_be_one_or_many_is_one_behind_a_cue() -> None:
    for words, language in (("близько тисячі", "uk"), ("около тысячи", "ru")):
        tokens = tokens_of(words, 0, len(words))
        number = number_at(tokens, 1, vocabulary_of(language))
        assert number is not None
        assert number.value == 1000


def test_a_number_ends_where_the_next_one_begins() -> None:
    tokens = tokens_of("five six", 0, 8)
    number = number_at(tokens, 0, vocabulary_of("en"))
    assert number is not None
    assert number == Number(0, 1, Decimal(5), worded=True)
    tokens = tokens_of("7 тысяч пять", 0, 12)
    number = number_at(tokens, 0, vocabulary_of("ru"))
    assert number is not None
    assert number == Number(0, 2, Decimal(7000), scale=1000)


def test_an_ordinal_is_no_third() -> None:
    tokens = tokens_of("a third brigade", 0, 15)
    assert number_at(tokens, 0, vocabulary_of("en")) is None


@pytest.mark.parametrize("language", sorted(known_languages()))
def test_no_form_of_a_numeral_means_two_numbers(language: str) -> None:
    file = tomllib.loads((FOLDER / f"{language}.toml").read_text())
    forms = [folded(form) for words in file["numbers"].values() for form in dict.fromkeys(map(folded, words.split()))]
    assert sorted(forms) == sorted(set(forms))
    assert not set(forms) & set(vocabulary_of(language).scales)


def test_a_language_without_a_word_list_reads_digits_alone() -> None:
    vocabulary = vocabulary_of("xx")
    assert number_at(tokens_of("1.500", 0, 5), 0, vocabulary) == Number(0, 1, Decimal(1500))
    assert number_at(tokens_of("tausend", 0, 7), 0, vocabulary) is None
