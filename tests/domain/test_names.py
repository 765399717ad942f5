"""Names across scripts and cases."""

import pytest

from annotations.domain.names import known_at, name_key, place_key, words_key


@pytest.mark.parametrize(
    "forms",
    [
        "uk:Зеленський uk:Зеленського uk:Зеленському ru:Зеленский ru:Зеленским en:Zelensky en:Zelenskyy en:Zelenskiy en:Zelenskyi",
        "uk:Буданов uk:Буданова ru:Буданову ru:Будановым en:Budanov en:Budanov's",
        "uk:Путін uk:Путіна ru:Путин ru:Путиным en:Putin en:Putin’s",
        "uk:Київ uk:Києві uk:Києва ru:Киев ru:Киеве en:Kyiv en:Kiev",
        "uk:Харків uk:Харкові ru:Харьков en:Kharkiv en:Kharkov",
        "uk:Львів uk:Львові ru:Львов en:Lviv en:Lvov",
        "uk:Курськ uk:Курській ru:Курск ru:Курской en:Kursk",
        "uk:Сергій ru:Сергей en:Serhii en:Sergei en:Sergey",
        "uk:Залужний ru:Залужный en:Zaluzhnyi en:Zaluzhny",
        "uk:Шойгу ru:Шойгу en:Shoigu",
        "uk:Одеса ru:Одесса en:Odesa en:Odessa",
        "uk:Орванії ru:Орвания en:Orvania",
        "uk:Трамп ru:Трампа en:Trump",
        "uk:Кирило en:Kyrylo",
    ],
)
def test_spellings_and_cases_of_a_name_meet(forms: str) -> None:
    keys = {name_key(word, language) for language, _, word in (form.partition(":") for form in forms.split())}
    assert len(keys) == 1


@pytest.mark.parametrize(
    "names",
    [
        "uk:Путін uk:Путивль",
        "en:Kursk ru:Корейский",
        "en:Putin en:Patton",
        "uk:Харків uk:Херсон",
        "en:Lavrov en:Lavrinenko",
    ],
)
def test_other_names_do_not(names: str) -> None:
    keys = {name_key(word, language) for language, _, word in (form.partition(":") for form in names.split())}
    assert len(keys) == len(names.split())


@pytest.mark.parametrize(
    "places",
    [
        ["en:the Kursk region", "uk:Курській області", "ru:Курской области", "en:Kursk"],
        ["en:North Korea", "uk:Північній Кореї", "ru:Северной Корее", "ru:КНДР", "en:DPRK"],
        ["en:Russia", "uk:Росії", "ru:России", "ru:РФ"],
        ["en:the United States", "uk:США", "en:US"],
        ["en:Moscow", "uk:Москві", "ru:Москве"],
    ],
)
def test_a_place_is_one_in_every_language(places: list[str]) -> None:
    assert len({place_key(words, language) for language, _, words in (place.partition(":") for place in places)}) == 1


def test_places_that_are_not_one_differ_and_no_words_are_no_place() -> None:
    assert place_key("North Korea", "en") != place_key("South Korea", "en")
    assert place_key("Київ", "uk") != place_key("Харків", "uk")
    assert place_key("", "en") == ""


def test_common_words_are_no_countries() -> None:
    assert known_at(["polish"], 0, "en") is None
    assert known_at(["Polish", "ambassador"], 0, "en") == ("PL", 1)
    assert known_at(["a", "North", "Korean"], 1, "en") == ("KP", 2)
    assert known_at(["північнокорейських"], 0, "uk") == ("KP", 1)


def test_words_are_compared_without_case_and_spaces() -> None:
    assert words_key(" Initial  Wave") == words_key("initial wave")
