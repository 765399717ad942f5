"""The two unitizing alphas: published examples, and what they are by their definitions, character by character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.agreement.continua import Continuum
from annotations.domain.agreement.estimates import Estimate, Undefined
from annotations.domain.agreement.unitizing import by_label, unitizing_alpha_1995, unitizing_alpha_2016
from tests.domain.agreement.tables import KRIPPENDORFF_2004, KRIPPENDORFF_2019, continuum

BOTH = (unitizing_alpha_1995, unitizing_alpha_2016)


def test_the_example_of_2004() -> None:
    labels = by_label(KRIPPENDORFF_2004, unitizing_alpha_1995)
    assert labels["c"].value == pytest.approx(0.728599, abs=5e-7)
    assert labels["k"].value == 1
    assert (labels["c"].n, labels["k"].n) == (5, 4)
    found = unitizing_alpha_1995(KRIPPENDORFF_2004)
    assert found.value == pytest.approx(0.858665, abs=5e-7)
    assert found.n == 9


def test_the_example_of_2019() -> None:
    assert unitizing_alpha_2016(KRIPPENDORFF_2019).value == pytest.approx(0.510, abs=5e-4)


def test_the_example_of_2019_with_one_label_is_the_binary_coefficient() -> None:
    units = tuple(tuple(unit._replace(label="x") for unit in own) for own in KRIPPENDORFF_2019.units)
    binary = Continuum(0, 60, KRIPPENDORFF_2019.coders, units)
    # Printed as .413.
    assert unitizing_alpha_2016(binary).value == pytest.approx(0.413, abs=1e-3)


def test_the_two_are_different_statistics() -> None:
    assert unitizing_alpha_1995(KRIPPENDORFF_2019).value != pytest.approx(0.510, abs=0.01)


def test_units_that_overlap_are_taken_label_by_label() -> None:
    assert unitizing_alpha_2016(KRIPPENDORFF_2004) == Estimate(None, 9, Undefined.OVERLAP)
    assert by_label(KRIPPENDORFF_2004, unitizing_alpha_2016)["k"].value == 1
    twice = continuum(0, 10, {"a": [(0, 4, "x"), (3, 6, "x")], "b": [(0, 6, "x")]})
    for coefficient in BOTH:
        assert coefficient(twice) == Estimate(None, 3, Undefined.OVERLAP)


def test_units_that_touch_do_not_overlap() -> None:
    touching = continuum(0, 10, {"a": [(0, 4, "x"), (4, 6, "x")], "b": [(0, 4, "x"), (4, 6, "x")]})
    assert [coefficient(touching).value for coefficient in BOTH] == [1, 1]


@pytest.mark.parametrize(
    ("coders", "reason"),
    [
        ({}, Undefined.FEW_CODERS),
        ({"a": [(0, 4, "x")]}, Undefined.FEW_CODERS),
        ({"a": [], "b": []}, Undefined.NOTHING),
        ({"a": [(0, 10, "x")], "b": [(0, 10, "x")]}, Undefined.SAME),
    ],
)
def test_without_anything_to_disagree_about_both_are_undefined(
    coders: dict[str, list[tuple[int, int, str]]], reason: Undefined
) -> None:
    for coefficient in BOTH:
        found = coefficient(continuum(0, 10, coders))
        assert (found.value, found.reason) == (None, reason)


def test_a_coder_who_set_nothing_disagrees_with_one_who_did() -> None:
    found = continuum(0, 100, {"a": [(10, 20, "x")], "b": []})
    for coefficient in BOTH:
        value = coefficient(found).value
        assert value is not None
        assert value < 0.1


@given(
    st.lists(st.lists(st.sampled_from(["x", "y", None]), min_size=4, max_size=4), min_size=2, max_size=3),
    st.integers(min_value=1, max_value=3),
)
def test_the_alpha_of_2016_is_what_its_definition_says_character_by_character(
    labels: list[list[str | None]], width: int
) -> None:
    found = continuum(
        5,
        4 * width,
        {
            str(coder): [
                (5 + place * width, 5 + (place + 1) * width, label) for place, label in enumerate(own) if label
            ]
            for coder, own in enumerate(labels)
        },
    )
    # Every character with the unit that it belongs to; a character of a gap is on its own.
    characters = [
        [
            (label, (coder, place) if label else (coder, place, here))
            for place, label in enumerate(own)
            for here in range(width)
        ]
        for coder, own in enumerate(labels)
    ]
    count = len(labels)
    observed = sum(
        one[place][0] != other[place][0]
        for one in characters
        for other in characters
        if one is not other
        for place in range(4 * width)
    ) / (count - 1)
    everything = [character for own in characters for character in own]
    pairs = [(one, other) for one in everything for other in everything if one[1] != other[1]]
    apart = sum(one[0] != other[0] for one, other in pairs)
    value = unitizing_alpha_2016(found).value
    if not apart or not found.size:
        assert value is None
    else:
        expected = len(everything) * apart / len(pairs)
        assert value == pytest.approx(1 - observed / expected)
