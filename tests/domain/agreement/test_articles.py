"""The statistics of many articles are those of one when there is one, and sums when there are more."""

import re
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.domain.agreement.alpha import Level, krippendorff_alpha
from annotations.domain.agreement.codings import Value, codings_of
from annotations.domain.agreement.continua import Unit
from annotations.domain.agreement.estimates import Undefined
from annotations.domain.agreement.gamma import gamma
from annotations.domain.agreement.kappas import fleiss_kappa, pairwise_cohen, percent
from annotations.domain.agreement.parts import ArticleParts, parts_of
from annotations.domain.agreement.pooled import Statistic, pooled
from annotations.domain.agreement.readings import Place, Reading, Words, matches
from annotations.domain.agreement.spans import exact_hits, overlap_hits, pairwise_scores
from annotations.domain.agreement.unitizing import by_label, unitizing_alpha_1995, unitizing_alpha_2016

TEXT = "a bc def ghij kl m nop qrst uvw xyz " * 2
S = Statistic

units = st.lists(
    st.builds(
        lambda start, length, label: Unit(start, min(start + length, len(TEXT)), label),
        st.integers(0, len(TEXT) - 1),
        st.integers(1, 20),
        st.sampled_from(["claim", "cue"]),
    ),
    max_size=5,
)


def reading(coders: dict[str, list[Unit]], number: int = 1) -> Reading:
    places = np.array([match.span() for match in re.finditer(r"\w+", TEXT)], dtype=np.int64)
    return Reading(
        number,
        "en",
        date(2026, 1, 26),
        len(TEXT),
        Words(places[:, 0], places[:, 1]),
        tuple(sorted(coders)),
        tuple(tuple(sorted(coders[coder])) for coder in sorted(coders)),
    )


def parts(coders: dict[str, list[Unit]], number: int = 1) -> ArticleParts:
    return parts_of(reading(coders, number), samples=3)


def said_of_words(found: Reading) -> list[dict[str, Value]]:
    """Word by word: the tags that each coder has it under."""
    return [
        {
            coder: " ".join(sorted({unit.label for unit in own if unit.start < end and start < unit.end}))
            for coder, own in zip(found.coders, found.units, strict=True)
        }
        for start, end in zip(found.words.starts.tolist(), found.words.ends.tolist(), strict=True)
    ]


@settings(deadline=None, max_examples=60)
@given(st.lists(units, min_size=2, max_size=3))
def test_the_words_of_one_article_are_units_with_a_value_by_coder(found: list[list[Unit]]) -> None:
    coders = dict(zip("abc", found, strict=False))
    codings = codings_of(said_of_words(reading(coders)), numeric=False)
    estimates = pooled([parts(coders)])[""]
    for name, by_hand in (
        (S.WORDS_PERCENT, percent(codings)),
        (S.WORDS_COHEN, pairwise_cohen(codings)[0]),
        (S.WORDS_FLEISS, fleiss_kappa(codings)),
        (S.WORDS_ALPHA, krippendorff_alpha(codings, level=Level.NOMINAL)),
    ):
        assert estimates[name].value == (None if by_hand.value is None else pytest.approx(by_hand.value)), name
        assert (estimates[name].reason, estimates[name].n) == (by_hand.reason, by_hand.n)


@settings(deadline=None, max_examples=60)
@given(units, units)
def test_the_spans_of_one_article_have_the_statistics_of_its_text(first: list[Unit], second: list[Unit]) -> None:
    found = reading({"a": first, "b": second})
    text = found.continuum
    estimates = pooled([parts({"a": first, "b": second})], ["claim"])["claim"]
    for name, coefficient in ((S.ALPHA_1995, unitizing_alpha_1995), (S.ALPHA_2016, unitizing_alpha_2016)):
        value = by_label(text, coefficient)["claim"].value if "claim" in text.labels else None
        assert estimates[name].value == (None if value is None else pytest.approx(value))
    for score, count in ((S.F1_EXACT, exact_hits), (S.F1_OVERLAP, overlap_hits)):
        value = pairwise_scores(text.only("claim"), count)[0].f1.value
        assert estimates[score].value == (None if value is None else pytest.approx(value))


def test_gamma_of_one_article_is_that_of_its_text() -> None:
    coders = {"a": [Unit(0, 9, "claim"), Unit(20, 30, "cue")], "b": [Unit(2, 9, "claim"), Unit(22, 30, "claim")]}
    found = pooled([parts_of(reading(coders), samples=400)])[""][S.GAMMA]
    assert found.value == pytest.approx(gamma(reading(coders).continuum).estimate.value, abs=0.05)


def test_several_articles_add_up_and_get_an_interval() -> None:
    same = [Unit(0, 9, "claim")]
    alike, apart = parts({"a": same, "b": same}, 1), parts({"a": same, "b": [Unit(30, 40, "claim")]}, 2)
    assert pooled([alike])[""][S.F1_EXACT].interval is None
    found = pooled([alike, apart])[""][S.F1_EXACT]
    assert (found.value, found.n, found.interval) == (0.5, 4, (0, 1))


def test_coders_whose_number_differs_leave_fleiss_kappa_of_words_undefined() -> None:
    same = [Unit(0, 9, "claim")]
    found = pooled([parts({"a": same, "b": same}, 1), parts({"a": same, "b": same, "c": same}, 2)])[""]
    assert found[S.WORDS_FLEISS].reason == Undefined.UNEQUAL
    assert found[S.WORDS_ALPHA].value == 1
    assert found[S.PLACES_PERCENT].n == 4, "one pair, and three"


def test_spans_that_share_half_of_what_they_cover_together_match_whatever_their_tags() -> None:
    left = [Unit(0, 40, "claim"), Unit(0, 40, "quotation"), Unit(0, 10, "source"), Unit(60, 70, "cue")]
    right = [Unit(5, 42, "claim"), Unit(2, 10, "cue"), Unit(66, 76, "cue")]
    assert matches(left, right) == [
        (Place(0, 10, frozenset({"source"})), Place(2, 10, frozenset({"cue"}))),
        (Place(0, 40, frozenset({"claim", "quotation"})), Place(5, 42, frozenset({"claim"}))),
    ]
    assert matches(left, []) == []


def test_articles_without_a_span_of_a_tag_say_nothing_of_it() -> None:
    found = pooled([parts({"a": [], "b": []})], ["", "claim"])
    for tag in ("", "claim"):
        assert {found[tag][name].reason for name in (S.GAMMA, S.F1_EXACT, S.ALPHA_2016)} == {Undefined.NOTHING}
    assert found[""][S.WORDS_PERCENT].value == 1
    assert found[""][S.WORDS_COHEN].reason == Undefined.SAME
