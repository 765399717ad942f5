"""Numbers written short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsapp.domain.number_ranges import read, written
from newsapp.errors import RuleViolation


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([], ""),
        ([7], "7"),
        ([1, 2, 3], "1-3"),
        ([3, 2, 1], "3-1"),
        ([1, 2, 3, 2], "1-3,2"),
        ([5, 9, 8, 7, 1], "5,9-7,1"),
    ],
)
def test_runs_are_written_as_first_and_last(numbers: list[int], text: str) -> None:
    assert written(numbers) == text


@given(st.lists(st.integers(0, 10**9 - 1), unique=True, max_size=50))
def test_what_was_written_is_read_in_its_order(numbers: list[int]) -> None:
    assert read(written(numbers), most=50) == numbers


@pytest.mark.parametrize("text", ["x", "1-", "-1", "1-2-3", "1;2", "1e3", "٣", "1" * 10])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(RuleViolation, match="numbers"):
        read(text, most=5)


@pytest.mark.parametrize("text", ["1-6", "1-999999999", "1,2,3,4,5,6", "9-1"])
def test_too_many_are_refused_before_they_are_made(text: str) -> None:
    with pytest.raises(RuleViolation, match="At most 5"):
        read(text, most=5)
