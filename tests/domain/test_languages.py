"""Languages: codes, names, direction, switchers' codes, detection."""

import pytest

from newsapp.domain.languages import (
    check_language,
    detect_language,
    direction_of,
    from_switcher,
    name_of,
)
from newsapp.errors import RuleViolation


@pytest.mark.parametrize(
    ("given", "canonical"),
    [("uk", "uk"), ("EN", "en"), ("pt_br", "pt-BR"), ("SR-latn-rs", "sr-Latn-RS"), ("iw", "he"), ("es-419", "es-419")],
)
def test_a_tag_is_written_in_its_canonical_case(given: str, canonical: str) -> None:
    assert check_language(tag=given) == canonical


@pytest.mark.parametrize("tag", ["", "e", "english", "xx", "en-", "en--US", "en us", "ua"])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        check_language(tag=tag)
    assert (caught.value.code, caught.value.path) == ("bad_language", "language")


def test_names_are_english_and_say_the_region() -> None:
    assert [name_of(tag) for tag in ("uk", "pt-BR", "tlh")] == ["Ukrainian", "Portuguese (BR)", "tlh"]


@pytest.mark.parametrize(
    ("tag", "direction"),
    [
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("az-Arab", "rtl"),
        ("ur-Latn", "ltr"),
        ("uk", "ltr"),
        (None, "ltr"),
    ],
)
def test_a_script_decides_the_direction_before_the_language_does(tag: str | None, direction: str) -> None:
    assert direction_of(tag) == direction


@pytest.mark.parametrize(
    ("code", "language"),
    [("ua", "uk"), ("GB", "en"), ("us", "en"), ("by", "be"), ("cz", "cs"), ("укр", "uk"), ("РУС", "ru"), ("fr", "fr")],
)
def test_switchers_say_countries_and_mean_languages(code: str, language: str) -> None:
    assert from_switcher(code) == language


def test_a_word_is_no_switcher_code() -> None:
    assert from_switcher("deal") is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The ministers agreed on Tuesday to send more grain through the northern port."),
        ("uk", "Міністри домовилися у вівторок відправити більше зерна через північний порт."),
        ("ru", "Министры договорились во вторник отправить больше зерна через северный порт."),
        ("be", "Міністры дамовіліся ў аўторак адправіць больш збожжа праз паўночны порт."),
        ("pl", "Ministrowie uzgodnili we wtorek, że więcej zboża popłynie przez północny port."),
        ("de", "Die Minister haben sich am Dienstag geeinigt, mehr Getreide über den Hafen zu schicken."),
        ("he", "השרים הסכימו ביום שלישי לשלוח עוד תבואה דרך הנמל הצפוני"),
        ("ar", "اتفق الوزراء يوم الثلاثاء على إرسال مزيد من الحبوب عبر الميناء الشمالي"),
        ("zh", "部长们星期二同意通过北部港口运送更多粮食"),
    ],
)
def test_the_language_of_a_sentence_is_detected(language: str, text: str) -> None:
    assert detect_language(text=text) == language


@pytest.mark.parametrize("text", ["", "Hello", "1,000 – 11,000", "Президент", "😀😀😀"])
def test_detection_abstains_when_there_is_too_little(text: str) -> None:
    assert detect_language(text=text) is None


def test_what_the_page_states_stands_where_detection_abstains() -> None:
    assert detect_language(text="Hi", stated="en-GB") == "en"
    assert detect_language(text="Hi", stated="not a tag") is None


def test_a_clear_text_wins_over_a_template_that_is_wrong() -> None:
    text = "Міністри домовилися у вівторок відправити більше зерна через північний порт. " * 5
    assert detect_language(text=text, stated="en-US") == "uk"
    assert detect_language(text=text, stated="ru") == "uk"
