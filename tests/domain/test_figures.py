"""Figures in a text: value, bound, unit, place and time."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.figures.figure import Figure, quantities_of
from annotations.domain.figures.reading import figures_in
from tests.shared import shared_folder


def _one(text: str, language: str = "en") -> Figure:
    figures = figures_in(text=text, language=language)
    assert len(figures) == 1, [figure.words for figure in figures]
    return figures[0]


def _facts(*facts: object) -> tuple[object, ...]:
    return facts


def _key(figure: Figure) -> str | None:
    return figure.unit.key if figure.unit else None


@pytest.mark.parametrize(
    ("language", "text", "words", "value", "bound", "unit"),
    [
        ("en", "It sent a thousand soldiers to the front.", "a thousand soldiers", 1000, "exact", "soldier"),
        ("en", "It has approximately 1,000 troops.", "approximately 1,000 troops", 1000, "approximate", "soldier"),
        ("en", "There are up to 11,000 of them.", "up to 11,000", 11_000, "at_most", None),
        ("en", "At least 40 people died.", "At least 40 people", 40, "at_least", "person"),
        ("en", "There were 5,000 or more troops.", "5,000 or more troops", 5000, "at_least", "soldier"),
        ("en", "More than about 1,000 people came.", "More than about 1,000 people", 1000, "at_least", "person"),
        ("en", "It cost $2bn.", "$2bn", 2_000_000_000, "exact", "USD"),
        ("en", "It cost 300 million euros.", "300 million euros", 300_000_000, "exact", "EUR"),
        ("en", "It rose by 12 %.", "12 %", 12, "exact", "percent"),
        ("en", "It rose by 12 per cent.", "12 per cent", 12, "exact", "percent"),
        ("en", "It has ~500 tanks.", "~500 tanks", 500, "approximate", "tank"),
        ("en", "A dozen tanks burned.", "A dozen tanks", 12, "exact", "tank"),
        ("en", "It was -5 °C.", "-5 °C", -5, "exact", "degree"),
        ("en", "It was minus five degrees.", "minus five degrees", -5, "exact", "degree"),
        ("en", "It is 300km away.", "300km", 300, "exact", "kilometre"),
        ("en", "They sent 40 Tarmian locomotives.", "40 Tarmian locomotives", 40, "exact", "en:locomotive"),
        ("uk", "Прибуло 6 тис. військових.", "6 тис. військових", 6000, "exact", "soldier"),
        ("uk", "Їх одинадцять тисяч осіб.", "одинадцять тисяч осіб", 11_000, "exact", "person"),
        ("uk", "Їх щонайбільше 11 тисяч.", "щонайбільше 11 тисяч", 11_000, "at_most", None),
        ("uk", "Поранено не менше ніж 300 осіб.", "не менше ніж 300 осіб", 300, "at_least", "person"),
        ("uk", "Мова про «до 11 тис.» осіб.", "до 11 тис.» осіб", 11_000, "at_most", "person"),
        ("uk", "Загинули понад тисячу солдатів.", "понад тисячу солдатів", 1000, "at_least", "soldier"),
        ("uk", "Військових близько 8 тис.", "близько 8 тис", 8000, "approximate", "soldier"),
        ("uk", "Це 1,5 млн тонн зерна.", "1,5 млн тонн зерна", 1_500_000, "exact", "tonne"),
        ("uk", "Це 11 000 грн.", "11 000 грн", 11_000, "exact", "UAH"),
        ("uk", "Є 200 осіб або більше.", "200 осіб або більше", 200, "at_least", "person"),
        ("ru", "Там более 10 тысяч человек.", "более 10 тысяч человек", 10_000, "at_least", "person"),
        ("ru", "Писали примерно о тысяче солдат.", "примерно о тысяче солдат", 1000, "approximate", "soldier"),
        (
            "uk",
            "Це приблизно у 2 тис. крон на місяць.",
            "приблизно у 2 тис. крон на місяць",
            2000,
            "approximate",
            "uk:крона",
        ),
        ("uk", "Прийшло тисяч десять солдатів.", "тисяч десять солдатів", 10_000, "approximate", "soldier"),
        ("uk", "Площа – 20 кв. км.", "20 кв. км", 20, "exact", "square_kilometre"),
        ("uk", "Інфляція прискорилася до 9,7 %.", "9,7 %", Decimal("9.7"), "exact", "percent"),
        ("en", "It drives at 60 km/h.", "60 km/h", 60, "exact", "kilometre"),
        ("ru", "Это обошлось более чем в 10 тысяч евро.", "более чем в 10 тысяч евро", 10_000, "at_least", "EUR"),
        ("ru", "Прошло около полутора тысяч человек.", "около полутора тысяч человек", 1500, "approximate", "person"),
        ("ru", "Это 3,5 млрд рублей.", "3,5 млрд рублей", 3_500_000_000, "exact", "RUB"),
        ("ru", "Не более 20 раненых.", "Не более 20 раненых", 20, "at_most", "wounded"),
        ("de", "Rund 1.500 km.", "1.500 km", 1500, "exact", "kilometre"),
    ],
)
def test_a_figure_has_its_value_its_bound_and_its_unit(
    language: str, text: str, words: str, value: int | Decimal, bound: str, unit: str | None
) -> None:
    figure = _one(text, language)
    assert _facts(figure.words, figure.value, figure.bound, _key(figure)) == (words, value, bound, unit)
    assert text[figure.start : figure.end] == words


@pytest.mark.parametrize(
    ("language", "text", "low", "high"),
    [
        ("en", "between 5,000 and 7,000 people", 5000, 7000),
        ("en", "from 5 to 7 thousand people", 5000, 7000),
        ("en", "5–7 km", 5, 7),
        ("en", "5% to 7%", 5, 7),
        ("en", "$5bn to $7bn", 5_000_000_000, 7_000_000_000),
        ("en", "between $5 and $7 million", 5_000_000, 7_000_000),
        ("en", "1,000-1,200 soldiers", 1000, 1200),
        ("uk", "від 5 до 7 тисяч солдатів", 5000, 7000),
        ("uk", "5–7 тис. дронів", 5000, 7000),
        ("uk", "одинадцять чи дванадцять тисяч", 11_000, 12_000),
        ("uk", "між 500 і 700 осіб", 500, 700),
        ("ru", "от 5 до 7 тысяч", 5000, 7000),
        ("ru", "от 500 до тысячи человек", 500, 1000),
    ],
)
def test_a_range_has_two_ends(language: str, text: str, low: int, high: int) -> None:
    figure = _one(text, language)
    assert _facts(figure.value, figure.upper, figure.bound) == (low, high, "exact")
    assert figure.words == text


def test_a_range_of_money_is_money() -> None:
    assert {_key(_one(text)) for text in ("$5bn to $7bn", "between $5 and $7 million", "5 to 7 million dollars")} == {
        "USD"
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The force grew from 5,000 to 7,000 soldiers."),
        ("uk", "Кількість зросла від 5 тисяч до 7 тисяч солдатів."),
        ("ru", "Число выросло с 5 тысяч до 7 тысяч солдат."),
    ],
)
def test_what_changed_from_one_to_another_is_no_range(language: str, text: str) -> None:
    first, second = figures_in(text=text, language=language)
    assert _facts(first.value, first.upper, second.value, second.upper) == (5000, None, 7000, None)
    assert second.bound == "exact"


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "two brigades of 6,000 troops each", "two brigades of 6,000 troops each"),
        ("en", "There are two brigades of 6,000.", "two brigades of 6,000"),
        ("en", "two brigades, each with 6,000 soldiers", "two brigades, each with 6,000 soldiers"),
        ("uk", "дві бригади по шість тисяч", "дві бригади по шість тисяч"),
        ("uk", "дві бригади чисельністю 6 тис. кожна", "дві бригади чисельністю 6 тис. кожна"),
        ("ru", "две бригады по 6 тысяч солдат в каждой", "две бригады по 6 тысяч солдат в каждой"),
        ("en", "2 × 6,000 soldiers", "2 × 6,000 soldiers"),
    ],
)
def test_groups_of_a_size_are_multiplied_and_keep_their_parts(language: str, text: str, words: str) -> None:
    figure = _one(text, language)
    assert _facts(figure.words, figure.value, figure.bound) == (words, 12_000, "exact")
    assert [part.value for part in figure.parts] == [2, 6000]
    assert [figure.start <= part.start < part.end <= figure.end for part in figure.parts] == [True, True]


def test_a_share_of_something_and_people_of_people_are_not_multiplied() -> None:
    text = "Five soldiers of 6,000 soldiers left; 12 tonnes of 300 tonnes burned."
    assert [figure.value for figure in figures_in(text=text, language="en")] == [5, 6000, 12, 300]


def test_the_size_of_a_group_counts_what_was_counted_before_it() -> None:
    text = "There may be up to 11,000 Tarmian soldiers, in two brigades of 6,000."
    whole, product = figures_in(text=text, language="en")
    assert (_key(whole), _key(product)) == ("soldier", "soldier")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "hundreds of civilians"),
        ("uk", "сотні цивільних"),
        ("ru", "тысячи солдат"),
        ("en", "several thousand men"),
    ],
)
def test_words_without_a_number_have_no_value_and_are_approximate(language: str, text: str) -> None:
    figure = _one(text, language)
    assert (figure.value, figure.bound, str(figure)) == (None, "approximate", text)
    assert _key(figure) in ("civilian", "soldier", "person")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It began in 2024, on 31 October, and on October 31st, 2024."),
        ("en", "It began at 10:30, or 5 pm, on 2024-10-31 or 31.10.2024."),
        ("en", "The F-16 and the Su-34 fly to Article 5 and No. 7 in the 1980s."),
        ("en", "The 3rd brigade, the twenty-fourth article, a 20-year-old, 24/7 [2]."),
        ("en", "One of them told the two that no one came."),
        ("en", "He may come in May (2019) in the first half of the match, and lost 3:1."),
        ("uk", "У 2024 році, 31 жовтня, о 10 годині, 16-й батальйон, стаття 5, № 7."),
        ("uk", "Упродовж 2012–2014 років та 3-4 червня 2010 року."),
        ("ru", "В 2024 году, 31 октября, 16-й батальон, статья 5, в 10:30."),
        ("de", "Am 31.10.2024 um 10:30 Uhr."),
    ],
)
def test_dates_times_ordinals_and_names_are_no_quantities(language: str, text: str) -> None:
    assert [figure.words for figure in figures_in(text=text, language=language)] == []


def test_a_list_is_numbered_and_an_answer_may_be_one_number() -> None:
    assert [figure.value for figure in figures_in(text="4. They came.\n5) They left.\n11,000.", language="en")] == [
        11_000
    ]


def test_two_things_beside_a_dash_are_no_range() -> None:
    figures = figures_in(text="Of 3 children – 5 tanks.", language="en")
    assert [(figure.upper, _key(figure)) for figure in figures] == [(None, "child"), (None, "tank")]


def test_a_year_before_a_unit_is_a_number_of_it() -> None:
    assert _one("До 2000 осіб прибули.", "uk").value == 2000
    assert _one("В 2000 году было 2000 танков.", "ru").words == "2000 танков"


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("en", "There are 1,000 soldiers in Russia.", "Russia"),
        ("en", "In the Kursk region there are 1,000 soldiers.", "Kursk region"),
        ("en", "It sent 1,000 soldiers to Ukraine.", None),
        ("en", "There are 1,000 soldiers in Putin’s army.", None),
        ("uk", "У Курській області є 1000 солдатів.", "Курській області"),
        ("uk", "У Буданова є 1000 солдатів.", None),
        ("uk", "Відправили 1000 солдатів в Україну.", None),
        ("ru", "В Курской области 1000 солдат.", "Курской области"),
        ("ru", "Отправили 1000 солдат в Россию.", None),
    ],
)
def test_a_place_is_where_something_is_and_not_where_it_goes(language: str, text: str, place: str | None) -> None:
    assert _one(text, language).place == place


@pytest.mark.parametrize(
    ("language", "text", "time", "date"),
    [
        ("en", "On 31 October 2024 there were 500 tanks.", "31 October 2024", "2024-10-31"),
        ("en", "There were 500 tanks in October.", "October", "--10"),
        ("en", "Now there are 500 tanks.", "Now", ""),
        ("en", "It sent an initial wave of 1,000 soldiers.", "initial wave", ""),
        ("uk", "31 жовтня 2024 року було 500 танків.", "31 жовтня 2024 року", "2024-10-31"),
        ("uk", "Зараз там 500 танків.", "Зараз", ""),
        ("uk", "Перша хвиля – 1000 солдатів.", "Перша хвиля", ""),
        ("ru", "В октябре 2024 года было 500 танков.", "октябре 2024 года", "2024-10"),
        ("ru", "Сейчас там 500 танков.", "Сейчас", ""),
    ],
)
def test_a_time_is_read_from_the_sentence(language: str, text: str, time: str, date: str) -> None:
    figure = _one(text, language)
    assert (figure.time, figure.date) == (time, date)


@pytest.mark.parametrize(
    ("language", "text", "value", "unit", "time"),
    [
        ("uk", "Прибуло 11 тисяч 31 жовтня.", 11_000, None, "31 жовтня"),
        ("uk", "Прибуло 500 минулого тижня.", 500, None, "минулого тижня"),
        ("en", "The army lost 500 last week.", 500, None, "last week"),
        ("en", "The army lost 500 tanks last week.", 500, "tank", "last week"),
    ],
)
def test_words_of_time_are_neither_number_nor_unit(
    language: str, text: str, value: int, unit: str | None, time: str
) -> None:
    figure = _one(text, language)
    assert _facts(figure.value, _key(figure), figure.time) == (value, unit, time)


def test_each_figure_has_the_place_that_follows_it() -> None:
    text = "There are 1,000 men in Kursk and 2,000 men in Belgorod."
    assert [figure.place for figure in figures_in(text=text, language="en")] == ["Kursk", "Belgorod"]


def test_a_place_that_could_be_of_either_figure_is_of_none() -> None:
    text = "There are 1,000 men in Kursk or in Belgorod, and 2,000 soldiers on the way."
    assert [figure.place for figure in figures_in(text=text, language="en")] == [None, None]


def test_a_measure_has_its_substance_and_a_rate_its_time() -> None:
    oil = _one("At least a million barrels of oil were sold.").unit
    pay = _one("He gets about 2,000 crowns a month.").unit
    grain = _one("Це 500 тонн зерна.", "uk").unit
    assert oil is not None
    assert pay is not None
    assert grain is not None
    assert (oil.key, oil.of, oil.words) == ("barrel", "en:oil", "barrels of oil")
    assert (pay.key, pay.per, pay.words) == ("en:crown", "month", "crowns a month")
    assert (grain.key, grain.of) == ("tonne", "uk:зерно")


def test_a_highlight_is_read_with_what_stands_around_it() -> None:
    text = "Some 300 came. There are up to 11,000 soldiers in Russia, and 40 tanks."
    start = text.index("11,000")
    (figure,) = figures_in(text=text, language="en", start=start, end=start + 6)
    assert (figure.words, figure.place) == ("up to 11,000 soldiers", "Russia")
    assert text[slice(*figure.sentence)] == "There are up to 11,000 soldiers in Russia, and 40 tanks."


def test_a_figure_in_signs_is_readable_in_any_language() -> None:
    assert str(_one("up to 11,000 soldiers")) == "≤ 11\u202f000 soldier"
    assert str(_one("two brigades of 6,000 soldiers each")) == "2 × 6\u202f000 = 12\u202f000 soldier"
    assert str(_one("about 5–7 km")) == "≈ 5–7 kilometer"
    assert str(_one("It was -1.5 °C.")) == "−1.5 °C"


def test_a_figure_is_a_quantity_of_the_scheme_and_a_range_is_two() -> None:
    assert quantities_of(_one("There are up to 11,000 soldiers in Russia.")) == [
        {"value": 11_000, "bound": "at_most", "unit": "soldiers", "place": "Russia"}
    ]
    assert quantities_of(_one("between 5 and 7.5 km")) == [
        {"value": 5, "bound": "at_least", "unit": "km"},
        {"value": 7.5, "bound": "at_most", "unit": "km"},
    ]
    assert quantities_of(_one("hundreds of tanks")) == [{"bound": "approximate", "unit": "tanks"}]


@given(
    st.text(alphabet="0123456789 .,-–%$€abтис.млнупяthousandof’'«»\n½", max_size=60),
    st.sampled_from(["en", "uk", "ru", "xx"]),
)
def test_any_text_can_be_read_and_places_are_within_it(text: str, language: str) -> None:
    last = 0
    for figure in figures_in(text=text, language=language):
        assert last <= figure.start < figure.end <= len(text)
        assert text[figure.start : figure.end] == figure.words
        assert figure.value is None or isinstance(figure.value, Decimal)
        last = figure.end


def test_a_real_article_has_its_four_figures() -> None:
    figures = figures_in(text=(shared_folder("seeds") / "000_61f2c4729bed5a3b.txt").read_text(), language="en")
    assert [_facts(figure.value, figure.bound, _key(figure)) for figure in figures] == [
        (1000, "exact", "soldier"),
        (1000, "approximate", "soldier"),
        (11_000, "at_most", "soldier"),
        (12_000, "exact", "soldier"),
    ]
    assert [figure.time for figure in figures] == [None, "initial wave", None, None]
