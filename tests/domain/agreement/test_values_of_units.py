"""Coefficients over values of given units: published tables, and what is undefined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.agreement.alpha import Level, krippendorff_alpha
from annotations.domain.agreement.codings import Codings, Value, codings_of
from annotations.domain.agreement.estimates import Estimate, Undefined
from annotations.domain.agreement.kappas import fleiss_kappa, pairwise_cohen, percent
from tests.domain.agreement.tables import (
    COHEN_1960,
    FLEISS_10_BY_14,
    KRIPPENDORFF_12_BY_4,
    KRIPPENDORFF_15_BY_3,
    units_of_table,
)

LEVELS = list(Level)
Units = list[dict[str, Value]]

numeric_units = st.lists(
    st.dictionaries(st.sampled_from("ABC"), st.integers(min_value=0, max_value=4), max_size=3), min_size=1, max_size=12
)


def nominal(units: Units) -> Codings:
    return codings_of(units, numeric=False)


def alpha(units: Units, level: Level) -> Estimate:
    return krippendorff_alpha(codings_of(units, numeric=level != Level.NOMINAL), level=level)


@pytest.mark.parametrize(("level", "value"), list(zip(LEVELS, (0.743421, 0.815388, 0.849107, 0.797403), strict=True)))
def test_alpha_of_krippendorffs_twelve_units_by_four_coders(level: Level, value: float) -> None:
    found = alpha(KRIPPENDORFF_12_BY_4, level)
    assert found.value == pytest.approx(value, abs=5e-7)
    assert found.n == 11, "the last unit was coded by one alone"


@pytest.mark.parametrize(("level", "value"), list(zip(LEVELS, (0.6914, 0.8067, 0.8108), strict=False)))
def test_alpha_of_the_fifteen_units_by_three_coders(level: Level, value: float) -> None:
    assert alpha(KRIPPENDORFF_15_BY_3, level).value == pytest.approx(value, abs=5e-5)


def test_fleiss_kappa_of_the_ten_subjects_by_fourteen_raters() -> None:
    found = fleiss_kappa(nominal(FLEISS_10_BY_14))
    assert found.value == pytest.approx(0.209931, abs=5e-7)
    assert found.n == 10
    assert percent(nominal(FLEISS_10_BY_14)).value == pytest.approx(0.378022, abs=5e-7)


def test_cohens_own_example() -> None:
    mean, pairs = pairwise_cohen(nominal(units_of_table(COHEN_1960)))
    assert mean.value == pytest.approx(0.491525, abs=5e-7)
    assert mean.n == 200
    assert [(pair.coders, pair.estimate) for pair in pairs] == [(("first", "second"), mean)]


def test_cohens_kappa_of_several_is_the_mean_of_the_pairs_over_what_both_coded() -> None:
    units: Units = [
        {"a": 1, "b": 1, "c": 2},
        {"a": 2, "b": 2},
        {"a": 1, "b": 2, "c": 2},
        {"b": 1, "c": 1},
        {"a": 2, "c": 1},
        {"c": 2},
    ]
    mean, pairs = pairwise_cohen(nominal(units))
    assert [(pair.coders, pair.estimate.n) for pair in pairs] == [(("a", "b"), 3), (("a", "c"), 3), (("b", "c"), 3)]
    # a, b: 2 of 3 alike, by chance (2*1 + 1*2) / 9.  a, c: none of 3, by chance (2*1 + 1*2) / 9.
    # b, c: 2 of 3 alike, by chance (2*1 + 1*2) / 9.
    by_hand = [(2 / 3 - 4 / 9) / (5 / 9), (0 - 4 / 9) / (5 / 9), (2 / 3 - 4 / 9) / (5 / 9)]
    assert [pair.estimate.value for pair in pairs] == pytest.approx(by_hand)
    assert mean.value == pytest.approx((0.4 - 0.8 + 0.4) / 3)
    assert mean.n == 5


@pytest.mark.parametrize("level", LEVELS)
def test_values_that_are_all_the_same_leave_alpha_undefined(level: Level) -> None:
    found = alpha([{"a": 3, "b": 3}, {"a": 3, "b": 3}], level)
    assert (found.value, found.reason, found.n, found.interval) == (None, Undefined.SAME, 2, None)


def test_values_that_are_all_the_same_leave_the_kappas_undefined() -> None:
    units = nominal([{"a": "x", "b": "x"}] * 3)
    mean, pairs = pairwise_cohen(units)
    assert (mean.value, mean.reason) == (None, Undefined.SAME)
    assert pairs[0].estimate == Estimate(None, 3, Undefined.SAME)
    assert fleiss_kappa(units) == Estimate(None, 3, Undefined.SAME)
    assert percent(units).value == 1


def test_a_pair_that_is_undefined_is_left_out_of_the_mean() -> None:
    units: Units = [{"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 1, "c": 2}, {"c": 1, "d": 1}, {"c": 2, "d": 2}]
    mean, pairs = pairwise_cohen(nominal(units))
    values = {pair.coders: pair.estimate for pair in pairs}
    assert values["a", "b"].reason == Undefined.SAME
    assert values["a", "d"].reason == Undefined.NOTHING
    assert values["c", "d"].value == 1
    assert mean.value == pytest.approx((0 + 0 + 1) / 3)


@pytest.mark.parametrize(
    ("units", "reason"),
    [
        ([], Undefined.FEW_CODERS),
        ([{}], Undefined.FEW_CODERS),
        ([{"a": 1}, {"a": 2}], Undefined.FEW_CODERS),
        ([{"a": 1}, {"b": 2}], Undefined.NOTHING),
    ],
)
def test_without_two_coders_of_one_unit_nothing_is_defined(units: Units, reason: Undefined) -> None:
    for level in LEVELS:
        assert alpha(units, level) == Estimate(None, 0, reason)
    for found in (percent(nominal(units)), fleiss_kappa(nominal(units)), pairwise_cohen(nominal(units))[0]):
        assert found == Estimate(None, 0, reason)


def test_fleiss_kappa_wants_equally_many_coders_of_every_unit() -> None:
    units: Units = [{"a": 1, "b": 2, "c": 1}, {"a": 1, "b": 1}, {"a": 2}]
    assert fleiss_kappa(nominal(units)) == Estimate(None, 2, Undefined.UNEQUAL)
    assert fleiss_kappa(nominal([*units[1:], {"b": 2, "c": 2}])).value is not None


def test_true_and_one_are_two_values_and_one_and_one_point_zero_are_one() -> None:
    assert percent(nominal([{"a": True, "b": 1}, {"a": 1, "b": 1.0}, {"a": "1", "b": 1}])).value == pytest.approx(1 / 3)


def test_alpha_does_not_depend_on_the_unit_of_measurement_or_on_where_zero_is() -> None:
    def moved(by: float, times: float) -> Units:
        return [{coder: float(value) * times + by for coder, value in unit.items()} for unit in KRIPPENDORFF_12_BY_4]

    for by, times in ((1e9, 1), (-4e12, 1), (0, 1e300), (0, 1e-300)):
        assert alpha(moved(by, times), Level.INTERVAL).value == pytest.approx(0.849107, abs=5e-6)
    for times in (1e300, 1e-300):
        assert alpha(moved(0, times), Level.RATIO).value == pytest.approx(0.797403, abs=5e-6)


@given(units=numeric_units, level=st.sampled_from(LEVELS))
def test_alpha_is_what_its_definition_says_pair_by_pair(units: Units, level: Level) -> None:
    found = alpha(units, level).value
    by_hand = _alpha_by_hand([[float(value) for value in unit.values()] for unit in units], level)
    assert found == (None if by_hand is None else pytest.approx(by_hand, abs=1e-9))


def _alpha_by_hand(units: list[list[float]], level: Level) -> float | None:
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]

    def apart(one: float, other: float) -> float:
        low, high = min(one, other), max(one, other)
        if level == Level.NOMINAL:
            return float(one != other)
        if level == Level.INTERVAL:
            return (one - other) ** 2
        if level == Level.RATIO:
            return ((one - other) / (one + other)) ** 2 if one + other else 0
        between = sum(low <= value <= high for value in values)
        return (between - (values.count(low) + values.count(high)) / 2) ** 2 if low != high else 0

    def sum_apart(some: list[float]) -> float:
        return sum(apart(one, other) for i, one in enumerate(some) for j, other in enumerate(some) if i != j)

    expected = sum_apart(values)
    if not expected:
        return None
    observed = sum(sum_apart(unit) / (len(unit) - 1) for unit in units)
    return 1 - (len(values) - 1) * observed / expected


@given(units=numeric_units)
def test_the_order_of_units_makes_no_difference(units: Units) -> None:
    for level in LEVELS:
        assert alpha(units[::-1], level).value == pytest.approx(alpha(units, level).value)
