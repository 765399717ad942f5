"""Which tags two coders take for which, and what of a discontinuous span counts."""

from datetime import date

import numpy as np
import pytest

from annotations.domain.agreement.confusion import crossings_of
from annotations.domain.agreement.continua import Unit
from annotations.domain.agreement.parts import parts_of
from annotations.domain.agreement.pooled import Statistic, pooled
from annotations.domain.agreement.readings import Reading, Words, matches


def cells(first: list[Unit], second: list[Unit]) -> list[tuple[str, str]]:
    return [cell for crossing in crossings_of(first, second) for cell in crossing.cells]


def test_the_tags_of_a_matched_span_are_crossed_and_what_only_one_marked_is_crossed_with_none() -> None:
    first = [Unit(0, 10, "claim"), Unit(20, 30, "cue"), Unit(40, 50, "hedge")]
    second = [Unit(1, 10, "claim"), Unit(20, 30, "source"), Unit(60, 70, "cue")]
    assert cells(first, second) == [("claim", "claim"), ("cue", "source"), ("hedge", ""), ("", "cue")]


def test_tags_that_only_one_put_on_a_matched_span_stand_against_those_that_only_the_other_did() -> None:
    both = [Unit(0, 10, "claim"), Unit(0, 10, "cue")]
    assert cells(both, [Unit(0, 10, "claim")]) == [("claim", "claim"), ("cue", "")]
    assert cells([Unit(0, 10, "claim")], both) == [("claim", "claim"), ("", "cue")]
    assert cells(both, [Unit(0, 10, "claim"), Unit(0, 10, "hedge"), Unit(0, 10, "source")]) == [
        ("claim", "claim"), ("cue", "hedge"), ("cue", "source")
    ]  # fmt: skip


def test_a_discontinuous_span_matches_by_the_characters_that_it_covers() -> None:
    broken = Unit(0, 100, "claim", ((0, 10), (90, 100)))
    assert matches([broken], [Unit(0, 100, "claim")]) == [], "they share 20 of 100"
    assert len(matches([broken], [Unit(0, 100, "claim", ((0, 10), (85, 100)))])) == 1
    assert len(matches([broken], [Unit(0, 12, "claim")])) == 0, "they share 10 of 22"


def values(first: list[Unit], second: list[Unit]) -> dict[Statistic, tuple[float | None, int]]:
    words = Words(np.array([0, 20, 40]), np.array([10, 30, 50]))
    reading = Reading(1, "en", date(2026, 1, 26), 60, words, ("a", "b"), (tuple(first), tuple(second)))
    return {name: (one.value, one.n) for name, one in pooled([parts_of(reading, samples=3)])[""].items()}


def test_characters_and_words_in_the_gap_of_a_discontinuous_span_are_not_under_its_tag() -> None:
    broken = Unit(0, 50, "claim", ((0, 10), (40, 50)))
    as_two = values([Unit(0, 10, "claim"), Unit(40, 50, "claim")], [Unit(0, 50, "claim")])
    found = values([broken], [Unit(0, 50, "claim")])
    assert found[Statistic.WORDS_PERCENT][0] == pytest.approx(2 / 3)
    for name in (Statistic.ALPHA_2016, Statistic.F1_EXACT, Statistic.F1_OVERLAP):
        assert found[name] == as_two[name], name
    assert found[Statistic.GAMMA][1] == 2, "one span of each"
    same = values([broken], [broken])
    assert same[Statistic.F1_EXACT] == (1, 4)
    assert same[Statistic.ALPHA_2016][0] == 1


def test_a_coder_against_gold_is_told_of_without_gamma() -> None:
    reading = Reading(
        1, "en", date(2026, 1, 26), 60, Words(np.array([0]), np.array([10])), ("", "ana"),
        ((Unit(0, 10, "claim"),), (Unit(0, 9, "claim"),)),
    )  # fmt: skip
    found = pooled([parts_of(reading, samples=0)])[""]
    assert found[Statistic.GAMMA].value is None
    assert found[Statistic.F1_OVERLAP].value == pytest.approx(2 * 0.9 / 1.9)
