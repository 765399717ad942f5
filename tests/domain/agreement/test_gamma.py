"""Gamma: the best alignment, what is expected by chance, and how far off it may be."""

from collections.abc import Iterator
from itertools import combinations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.domain.agreement.alignments import Costs, Places, TooManyAlignments, best_disorder, dissimilarities
from annotations.domain.agreement.estimates import Undefined
from annotations.domain.agreement.gamma import gamma
from tests.domain.agreement.tables import ALEX_PAUL_SUZAN, SHORT_GAMMA, continuum

places = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12), st.integers(0, 1)).map(
        lambda one: (one[0], one[0] + one[1], one[2])
    ),
    max_size=3,
)
weights = st.sampled_from([Costs(), Costs(3, 2, 1), Costs(1, 1, 0.5), Costs(0, 1, 1), Costs(2, 0, 1)])


def places_of(units: list[tuple[int, int, int]]) -> Places:
    rows = np.array(units, np.float64).reshape(-1, 3)
    return Places(rows[:, 0], rows[:, 1], rows[:, 2].astype(np.int64))


def test_disorder_of_two_coders_with_alpha_3_and_beta_2() -> None:
    found = gamma(SHORT_GAMMA, costs=Costs(position=3, category=2, empty=1))
    assert found.disorder == pytest.approx(1.027778, abs=5e-7)


def test_the_example_of_three_coders_with_alpha_3() -> None:
    # As the tests of pygamma-agreement have it: a disorder of 0.96, gamma from 0.44 to 0.47 with shuffled continua.
    values = [gamma(ALEX_PAUL_SUZAN, costs=Costs(position=3), seed=seed) for seed in range(4)]
    assert [found.disorder for found in values] == [pytest.approx(0.960625)] * 4
    assert all(0.44 <= (found.estimate.value or 0) <= 0.47 for found in values)


def test_positional_dissimilarities_of_figure_10() -> None:
    one = places_of([(4, 14, 0), (20, 30, 0), (20, 25, 0)])
    other = places_of([(40, 44, 0), (4, 14, 0), (20, 25, 0), (14, 24, 0)])
    found = dissimilarities(one, other, Costs())
    assert found[0] == pytest.approx([22.2, 0, 3.24, 1], abs=0.05)
    assert found[1][2] == pytest.approx(0.11, abs=0.005)
    assert found[2][3] == pytest.approx(0.22, abs=0.005)


def test_the_same_seed_gives_the_same_value_and_another_one_nearly_the_same() -> None:
    first, again, other = (gamma(SHORT_GAMMA, seed=seed).estimate.value for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert other == pytest.approx(first, abs=0.05)


def test_coders_who_did_the_same_agree_wholly() -> None:
    units = [(5, 30, "a"), (20, 25, "b"), (60, 90, "a")]
    found = gamma(continuum(0, 200, {"one": units, "two": units, "three": units}))
    assert (found.estimate.value, found.disorder, found.estimate.n) == (1, 0, 9)


def test_gamma_is_below_zero_when_coders_agree_less_than_chance() -> None:
    found = gamma(continuum(0, 100, {"one": [(0, 30, "a")], "two": [(70, 100, "a")]}))
    assert found.estimate.value is not None
    assert found.estimate.value < 0
    assert found.disorder == 2


def test_the_labels_are_told_apart() -> None:
    units = [(5, 30, "a"), (60, 90, "a")]
    other = [(5, 30, "b"), (60, 90, "b")]
    assert gamma(continuum(0, 200, {"one": units, "two": other})).disorder == 1


@pytest.mark.parametrize(
    ("coders", "reason"),
    [
        ({"one": [(0, 5, "a")]}, Undefined.FEW_CODERS),
        ({"one": [], "two": []}, Undefined.NOTHING),
        ({"one": [(0, 50, "a")], "two": [(0, 50, "a")]}, Undefined.SAME),
    ],
)
def test_where_there_is_nothing_to_compare_gamma_is_undefined(
    coders: dict[str, list[tuple[int, int, str]]], reason: Undefined
) -> None:
    found = gamma(continuum(0, 50, coders))
    assert (found.estimate.value, found.estimate.reason) == (None, reason)


def test_too_many_alignments_are_refused_and_not_guessed() -> None:
    pile = [(place, place + 400, "a") for place in range(60)]
    found = gamma(continuum(0, 1_000, {"one": pile, "two": pile, "three": pile}))
    assert (found.estimate.value, found.estimate.reason) == (None, Undefined.TOO_MANY)
    with pytest.raises(TooManyAlignments):
        best_disorder([places_of([(one[0], one[1], 0) for one in pile])] * 3, Costs())


@given(first=places, second=places, costs=weights)
def test_the_best_alignment_of_two_is_the_best_of_all(
    first: list[tuple[int, int, int]], second: list[tuple[int, int, int]], costs: Costs
) -> None:
    _hold_to_all([first, second], costs)


@settings(max_examples=40, deadline=None)
@given(coders=st.lists(places, min_size=3, max_size=3), costs=weights)
def test_the_best_alignment_of_three_is_the_best_of_all(coders: list[list[tuple[int, int, int]]], costs: Costs) -> None:
    _hold_to_all(coders, costs)


@settings(max_examples=15, deadline=None)
@given(coders=st.lists(places.map(lambda units: units[:2]), min_size=4, max_size=4), costs=weights)
def test_the_best_alignment_of_four_is_the_best_of_all(coders: list[list[tuple[int, int, int]]], costs: Costs) -> None:
    _hold_to_all(coders, costs)


@pytest.mark.parametrize("count", [2, 3])
def test_a_long_text_is_aligned_in_pieces_with_the_same_outcome(count: int) -> None:
    pieces = [
        [[(3, 9, 0), (12, 40, 1)], [(4, 9, 0)], [(2, 11, 0), (30, 40, 1)]],
        [[(5, 25, 0)], [(15, 35, 1), (24, 44, 0)], []],
    ]
    alone = sum(best_disorder([places_of(units) for units in piece[:count]], Costs())[0] for piece in pieces)
    coders = [
        [
            (start + 100 * number, end + 100 * number, label)
            for number in range(80)
            for start, end, label in pieces[number % 2][coder]
        ]
        for coder in range(count)
    ]
    assert best_disorder([places_of(units) for units in coders], Costs())[0] == pytest.approx(40 * alone)


def _hold_to_all(coders: list[list[tuple[int, int, int]]], costs: Costs) -> None:
    found, _effort = best_disorder([places_of(units) for units in coders], costs)
    assert found == pytest.approx(min(_all_disorders(coders, costs)))


def _all_disorders(coders: list[list[tuple[int, int, int]]], costs: Costs) -> Iterator[float]:
    """Of every alignment: the first unit that is left goes with every choice of what is left of the later coders'."""
    first = next((number for number, units in enumerate(coders) if units), None)
    if first is None:
        yield 0.0
        return
    unit, *rest = coders[first]
    choices = [[None, *units] for units in coders[first + 1 :]]
    for others in product(*choices):
        chosen = [None] * first + [unit, *others]
        left = [
            [*rest] if number == first else [one for one in units if one is not chosen[number]]
            for number, units in enumerate(coders)
        ]
        for disorder in _all_disorders(left, costs):
            yield disorder + _disorder(chosen, costs)


def _disorder(chosen: list[tuple[int, int, int] | None], costs: Costs) -> float:
    total = 0.0
    for one, other in combinations(chosen, 2):
        if one is None or other is None:
            total += costs.empty
        else:
            apart = abs(one[0] - other[0]) + abs(one[1] - other[1])
            place = (apart / (one[1] - one[0] + other[1] - other[0])) ** 2
            total += costs.empty * (costs.position * place + costs.category * (one[2] != other[2]))
    return total / comb(len(chosen), 2)
