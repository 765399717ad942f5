"""Intervals from resampling."""

import random

import numpy as np
import pytest

from annotations.domain.agreement import bootstrap
from annotations.domain.agreement.alpha import Level, krippendorff_alpha
from annotations.domain.agreement.codings import codings_of
from annotations.domain.agreement.estimates import Numbers
from annotations.domain.agreement.kappas import cohen_kappa, percent
from tests.domain.agreement.tables import COHEN_1960, KRIPPENDORFF_12_BY_4, units_of_table


def test_the_interval_of_a_share_is_that_of_the_binomial_distribution() -> None:
    codings = codings_of([{"a": 1, "b": 1}] * 300 + [{"a": 1, "b": 2}] * 100, numeric=False)
    found = percent(codings)
    assert found.value == 0.75
    assert found.interval is not None
    half = 1.96 * (0.75 * 0.25 / 400) ** 0.5
    assert found.interval == pytest.approx((0.75 - half, 0.75 + half), abs=0.006)


def test_the_interval_of_cohens_own_example_is_about_that_of_his_standard_error() -> None:
    found = cohen_kappa(codings_of(units_of_table(COHEN_1960), numeric=False))
    assert found.interval == pytest.approx((0.39, 0.59), abs=0.02)


def test_the_same_data_has_the_same_interval_whatever_its_order() -> None:
    units = list(KRIPPENDORFF_12_BY_4)
    first = krippendorff_alpha(codings_of(units, numeric=True), level=Level.ORDINAL)
    random.Random(1).shuffle(units)
    assert krippendorff_alpha(codings_of(units, numeric=True), level=Level.ORDINAL).interval == pytest.approx(
        first.interval
    )


def test_one_unit_has_no_interval() -> None:
    assert percent(codings_of([{"a": 1, "b": 2}], numeric=False)).interval is None


def test_a_coefficient_that_most_resamples_leave_undefined_has_no_interval() -> None:
    assert bootstrap.ends(np.array([0.5, np.nan, np.nan])) is None
    assert bootstrap.ends(np.array([np.nan])) is None
    assert bootstrap.ends(np.array([0.5, 0.5, np.nan])) == (0.5, 0.5)


def test_every_resample_has_as_many_units_as_there_are() -> None:
    seen: list[Numbers] = []

    def value_of(weights: Numbers) -> Numbers:
        seen.append(weights)
        return weights[:, 0]

    bootstrap.interval(value_of, counts=np.array([3.0, 0.0, 4.0]), resamples=150)
    drawn = np.concatenate(seen)
    assert drawn.shape == (150, 3)
    assert (drawn.sum(axis=1) == 7).all()
    assert not drawn[:, 1].any()
