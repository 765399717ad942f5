"""Precision, recall and F1 of spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.agreement.continua import Unit
from annotations.domain.agreement.estimates import Estimate, Undefined
from annotations.domain.agreement.spans import (
    SpanScore,
    exact_hits,
    merged,
    overlap_hits,
    pairwise_scores,
    score_of,
)
from tests.domain.agreement.tables import continuum

units = st.lists(
    st.builds(
        lambda start, length, label: Unit(start, start + length, label),
        st.integers(0, 20),
        st.integers(1, 8),
        st.sampled_from("ab"),
    ),
    max_size=6,
)


def spans(*places: tuple[int, int], label: str = "x") -> list[Unit]:
    return [Unit(start, end, label) for start, end in places]


GOLD = spans((0, 59), (171, 181), (0, 9), (115, 167), (740, 759))
OTHER = spans((0, 50), (161, 172), (0, 10), (115, 167))


def test_the_scorer_of_semeval_2020_task_11() -> None:
    found = score_of(overlap_hits(GOLD, OTHER))
    assert found.precision == pytest.approx(0.964912, abs=5e-7)
    assert found.recall == pytest.approx(0.486864, abs=5e-7)
    assert found.f1.value == pytest.approx(0.647181, abs=5e-7)
    assert found.f1.n == 6, "spans of both sides, merged"


def test_exact_spans_have_start_end_and_label_alike() -> None:
    found = score_of(exact_hits(GOLD, OTHER))
    assert [found.precision, found.recall, found.f1.value] == pytest.approx([1 / 4, 1 / 5, 2 / 9])
    assert exact_hits(spans((0, 5)), spans((0, 5), label="y")).of_gold == 0
    assert exact_hits(spans((0, 5), (0, 5)), spans((0, 5))).of_gold == 1


def test_spans_that_touch_or_have_another_label_are_not_merged() -> None:
    assert merged(spans((0, 5), (5, 9))) == spans((0, 5), (5, 9))
    assert merged([*spans((0, 5)), *spans((3, 9), label="y")]) == [*spans((0, 5)), *spans((3, 9), label="y")]
    assert merged(spans((3, 9), (0, 5), (8, 12), (20, 21))) == spans((0, 12), (20, 21))


def test_without_spans_on_either_side_the_score_is_undefined_and_with_some_on_one_it_is_0() -> None:
    assert score_of(exact_hits([], [])) == SpanScore(Estimate(None, 0, Undefined.NOTHING))
    assert score_of(overlap_hits(spans((0, 5)), [])) == SpanScore(Estimate(0, 1), None, 0)
    assert score_of(overlap_hits([], spans((0, 5)))) == SpanScore(Estimate(0, 1), 0, None)


def test_several_coders_are_scored_by_pairs_the_earlier_as_gold() -> None:
    three = continuum(
        0, 50, {"c": [(0, 10, "x")], "a": [(0, 10, "x"), (20, 30, "x")], "b": [(20, 30, "x"), (40, 50, "x")]}
    )
    mean, pairs = pairwise_scores(three, exact_hits)
    assert [(pair.coders, pair.score.precision, pair.score.recall) for pair in pairs] == [
        (("c", "a"), 0.5, 1),
        (("c", "b"), 0, 0),
        (("a", "b"), 0.5, 0.5),
    ]
    assert mean.f1.value == pytest.approx((2 / 3 + 0 + 1 / 2) / 3)
    assert [mean.precision, mean.recall, mean.f1.n] == pytest.approx([1 / 3, 0.5, 5])
    assert pairwise_scores(continuum(0, 50, {"a": []}), exact_hits)[0].f1.reason == Undefined.FEW_CODERS


@given(gold=units, other=units)
def test_overlap_is_what_counting_characters_gives(gold: list[Unit], other: list[Unit]) -> None:
    found = overlap_hits(gold, other)

    def covered(side: list[Unit], by: list[Unit]) -> float:
        total = 0.0
        for unit in merged(side):
            there = {place for one in by if one.label == unit.label for place in range(one.start, one.end)}
            total += len(there & set(range(unit.start, unit.end))) / (unit.end - unit.start)
        return total

    assert found.of_gold == pytest.approx(covered(gold, other))
    assert found.of_other == pytest.approx(covered(other, gold))
