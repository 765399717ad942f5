"""Which figures exclude each other, which only seem to, and why."""

from collections.abc import Mapping
from typing import Any

import pytest

from annotations.domain.figures.conflicts import FigureConflict, conflict_of, figure_conflicts
from annotations.domain.figures.nouns import unit_named
from annotations.domain.figures.reading import figures_in
from annotations.domain.figures.statements import Statement, stated, stated_quantity
from tests.shared import shared_folder


def _statements(of: str, text: str, language: str = "en") -> list[Statement]:
    read = (
        stated(of=of, figure=figure, language=language, sentence=(of, figure.sentence))
        for figure in figures_in(text=text, language=language)
    )
    return [statement for statement in read if statement is not None]


def _stated(text: str, language: str = "en") -> Statement:
    (statement,) = _statements(text, text, language)
    return statement


def _between(first: str, second: str, languages: str = "en en") -> FigureConflict | None:
    one, two = languages.split()
    return conflict_of(_stated(first, one), _stated(second, two))


def _codes(conflict: FigureConflict | None) -> list[str]:
    return [] if conflict is None else [reason.code for reason in conflict.reasons]


@pytest.mark.parametrize(
    ("first", "second", "code", "data"),
    [
        ("up to 11,000 soldiers", "12,000 soldiers", "over_the_limit", {"value": 12_000, "limit": 11_000}),
        ("12,000 soldiers", "up to 11,000 soldiers", "over_the_limit", {"value": 12_000, "limit": 11_000}),
        ("up to 11,000 soldiers", "about 14,000 soldiers", "over_the_limit", {"value": 14_000, "limit": 11_000}),
        ("at least 40 people", "30 people", "under_the_limit", {"value": 30, "limit": 40}),
        ("at least 12,000 men", "at most 11,000 men", "limits_exclude", {"least": 12_000, "most": 11_000}),
        ("500 tanks", "700 tanks", "values_differ", {"first": 500, "second": 700}),
        ("about 500 tanks", "about 700 tanks", "values_differ", {"first": 500, "second": 700}),
        ("500 tanks", "600 to 700 tanks", "values_differ", {"first": 500, "second": 600}),
        ("5 km", "7,000 m", "values_differ", {"first": 5, "second": 7}),
        ("two thousand tonnes of grain", "3,000,000 kg of grain", "values_differ", {"first": 2000, "second": 3000}),
        ("half of the voters", "60 % of the voters", "values_differ", {"first": 0.5, "second": 0.6}),
    ],
)
def test_figures_without_a_common_value_exclude_each_other(
    first: str, second: str, code: str, data: Mapping[str, float]
) -> None:
    conflict = _between(first, second)
    assert conflict is not None
    assert (conflict.certainty, conflict.first, conflict.second) == ("conflict", first, second)
    assert [(reason.code, dict(reason.data)) for reason in conflict.reasons] == [(code, data)]


@pytest.mark.parametrize(
    ("first", "second", "languages"),
    [
        ("10 000 солдатів", "about ten thousand soldiers", "uk en"),
        ("a thousand soldiers", "approximately 1,000 troops", "en en"),
        ("до 11 тис. військових", "up to 11,000 soldiers", "uk en"),
        ("щонайбільше 11 тисяч військових", "до одиннадцати тысяч солдат", "uk ru"),
        ("5 km", "5,000 metres", "en en"),
        ("дві тисячі тонн", "2 000 000 кг", "uk ru"),
        ("6,000 tanks", "5,000 to 7,000 tanks", "en en"),
        ("50 %", "half", "en en"),
        ("12 %", "12 відсотків", "en uk"),
    ],
)
def test_figures_that_name_one_number_agree(first: str, second: str, languages: str) -> None:
    assert _between(first, second, languages) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1,000 soldiers", "500 tanks"),
        ("up to 8,000 soldiers", "11,000 persons"),
        ("500 dollars", "700 euros"),
        ("500 tonnes of grain", "700 tonnes of oil"),
        ("2,000 crowns a month", "24,000 crowns a year"),
        ("There are 1,000 men in Kursk.", "There are 500 men in Belgorod."),
        ("500 tons", "700 tonnes"),
    ],
)
def test_other_units_and_other_places_are_not_compared(first: str, second: str) -> None:
    assert _between(first, second) is None


def test_an_unknown_noun_is_not_compared_across_languages() -> None:
    assert _between("500 locomotives", "700 локомотивів", "en uk") is None
    assert _codes(_between("500 локомотивів", "700 локомотивів", "uk uk")) == ["values_differ"]


def test_a_bound_that_leaves_room_for_both_only_seems_a_conflict() -> None:
    conflict = _between("approximately 1,000 soldiers", "up to 11,000 soldiers")
    assert conflict is not None
    assert conflict.certainty == "apparent"
    assert [(reason.code, dict(reason.data)) for reason in conflict.reasons] == [
        ("limit_allows_both", {"first": 1000, "second": 11_000})
    ]


def test_a_correction_downwards_is_to_be_looked_at() -> None:
    assert _codes(_between("up to 11,000 soldiers", "up to 8,000 soldiers")) == ["limit_allows_both"]


@pytest.mark.parametrize(
    ("first", "second", "doubts"),
    [
        ("In June there were 500 tanks.", "In July there were 700 tanks.", ["different_time"]),
        ("Now there are 500 tanks.", "There were 700 tanks.", ["time_of_one"]),
        ("There are 500 tanks in Kursk.", "There are 700 tanks.", ["place_of_one"]),
        ("There are some 500.", "There are 700 tanks.", ["unit_unknown"]),
        ("On 3 June 2024 there were 500 tanks.", "In June 2024 there were 700 tanks.", []),
        ("On 3 June there were 500 tanks.", "In June 2024 there were 700 tanks.", []),
        ("In June 2023 there were 500 tanks.", "In June 2024 there were 700 tanks.", ["different_time"]),
    ],
)
def test_another_time_or_an_unknown_place_is_a_doubt(first: str, second: str, doubts: list[str]) -> None:
    conflict = _between(first, second)
    assert _codes(conflict) == ["values_differ", *doubts]
    assert conflict is not None
    assert conflict.certainty == ("apparent" if doubts else "conflict")


def test_one_place_is_the_same_in_every_language() -> None:
    conflict = _between("There are 500 tanks in the Kursk region.", "У Курській області 700 танків.", "en uk")
    assert _codes(conflict) == ["values_differ"]


def test_what_somebody_wrote_down_is_compared_like_what_was_read() -> None:
    written: list[dict[str, Any]] = [
        {
            "value": 11_000,
            "bound": "at_most",
            "unit": "North Korean soldiers",
            "place": "Russia",
            "time": "1 June 2024",
        },
        {"value": 12_000, "bound": "exact", "unit": "військових", "place": "Росія", "time": "1 червня 2024 року"},
    ]
    one = stated_quantity(of=1, quantity=written[0], language="en")
    two = stated_quantity(of=2, quantity=written[1], language="uk")
    assert one is not None
    assert two is not None
    conflict = conflict_of(one, two)
    assert conflict is not None
    assert (conflict.certainty, _codes(conflict)) == ("conflict", ["over_the_limit"])


@pytest.mark.parametrize(
    "quantity", [{}, {"bound": "at_most", "unit": "soldiers"}, {"value": 1, "bound": "unheard of"}]
)
def test_a_quantity_without_a_number_is_not_compared(quantity: dict[str, Any]) -> None:
    assert stated_quantity(of=1, quantity=quantity, language="en") is None


def test_a_rate_that_somebody_wrote_down_is_a_rate() -> None:
    month = stated_quantity(of=1, quantity={"value": 2000, "unit": "crowns a month"}, language="en")
    year = stated_quantity(of=2, quantity={"value": 9000, "unit": "crowns a year"}, language="en")
    again = stated_quantity(of=3, quantity={"value": 3000, "unit": "crowns per month"}, language="en")
    assert month is not None
    assert year is not None
    assert again is not None
    assert conflict_of(month, year) is None
    assert _codes(conflict_of(month, again)) == ["values_differ"]


@pytest.mark.parametrize(
    ("words", "language", "key", "of", "per"),
    [
        ("North Korean soldiers", "en", "soldier", "", ""),
        ("soldier", "en", "soldier", "", ""),
        ("locomotive", "en", "en:locomotive", "", ""),
        ("barrels of oil", "en", "barrel", "en:oil", ""),
        ("crown a month", "en", "en:crown", "", "month"),
        ("%", "en", "percent", "", ""),
        ("USD", "uk", "USD", "", ""),
        ("тонн зерна", "uk", "tonne", "uk:зерно", ""),
        ("гривень на місяць", "uk", "UAH", "", "month"),
        ("северокорейских солдат", "ru", "soldier", "", ""),
        ("soldats", "fr", "fr:soldat", "", ""),
    ],
)
def test_a_unit_that_somebody_wrote_down_is_read(words: str, language: str, key: str, of: str, per: str) -> None:
    unit = unit_named(words, language)
    assert unit is not None
    assert (unit.words, unit.key, unit.of, unit.per) == (words, key, of, per)
    assert unit_named(" ", language) is None


def test_vague_words_are_not_compared() -> None:
    (figure,) = figures_in(text="hundreds of soldiers", language="en")
    assert stated(of=1, figure=figure, language="en") is None


def _as_in_the_scheme(conflicts: list[FigureConflict]) -> None:
    """Two brigades of 6,000 against up to 11,000, and about 1,000 in the first wave against up to 11,000."""
    of_two = {tuple(sorted(int(one.value) for one in conflict.figures)): conflict for conflict in conflicts}
    inside = of_two[(11_000, 12_000)]
    assert (inside.certainty, inside.same_sentence) == ("conflict", True)
    assert [(reason.code, dict(reason.data)) for reason in inside.reasons] == [
        ("over_the_limit", {"value": 12_000, "limit": 11_000})
    ]
    wave = of_two[(1000, 11_000)]
    assert wave.certainty == "apparent"
    assert ("limit_allows_both", {"first": 1000, "second": 11_000}) in [(r.code, dict(r.data)) for r in wave.reasons]
    assert conflicts[0] is inside


TEXTS = {
    "en": "A clause lets it send an initial wave of approximately 1,000 Tarmian soldiers to the war. The service says "
    "that there may be up to 11,000 Tarmian soldiers in Orvania, in two brigades of 6,000 each.",
    "uk": "За угодою перша хвиля – близько тисячі тармійських солдатів. Розвідка каже, що в Орванії може бути до "
    "11 тис. тармійських військових, зведених у дві бригади по шість тисяч.",
    "ru": "По договору первая волна – около тысячи тармийских солдат. Разведка говорит, что в Орвании может быть до "
    "одиннадцати тысяч тармийских солдат, сведённых в две бригады по 6 тысяч.",
}


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_an_article_that_contradicts_itself_is_told_so(language: str) -> None:
    conflicts = figure_conflicts(_statements("article", TEXTS[language], language))
    _as_in_the_scheme(conflicts)
    reasons = next(one.reasons for one in conflicts if {int(f.value) for f in one.figures} == {1000, 11_000})
    assert "time_of_one" in [reason.code for reason in reasons]


def test_a_real_article_has_its_two_conflicts() -> None:
    text = (shared_folder("seeds") / "000_61f2c4729bed5a3b.txt").read_text()
    without_the_lead = [one for one in _statements("seed", text) if one.bound != "exact" or one.value != 1000]
    _as_in_the_scheme(figure_conflicts(without_the_lead))
    assert len(figure_conflicts(_statements("seed", text))) > 2


def test_a_sentence_that_lists_figures_only_seems_to_contradict_itself() -> None:
    (found,) = figure_conflicts(_statements("list", "They lost 500 tanks in May and 700 tanks since."))
    assert (found.certainty, _codes(found)) == ("apparent", ["values_differ", "one_sentence"])


def test_a_number_without_a_unit_is_compared_as_it_stands() -> None:
    assert _between("It is 5 km away.", "Some 5.") is None
    assert _codes(_between("It is 5 km away.", "Some 5000.")) == ["values_differ", "unit_unknown"]


def test_pairs_are_in_the_order_of_their_figures() -> None:
    statements = [_stated(text) for text in ("some 100", "500 tanks", "some 900", "700 tanks")]
    pairs = [(one.first, one.second) for one in figure_conflicts(statements) if one.certainty == "apparent"]
    assert pairs == sorted(
        pairs, key=lambda pair: [("some 100", "500 tanks", "some 900", "700 tanks").index(str(of)) for of in pair]
    )
    assert len(pairs) == 5


def test_certain_conflicts_come_first_and_each_pair_once() -> None:
    statements = [_stated(text) for text in ("at least 100 tanks", "500 tanks", "700 tanks", "700 people")]
    found = figure_conflicts(statements)
    assert [(one.first, one.second, one.certainty) for one in found] == [
        ("500 tanks", "700 tanks", "conflict"),
        ("at least 100 tanks", "500 tanks", "apparent"),
        ("at least 100 tanks", "700 tanks", "apparent"),
    ]
