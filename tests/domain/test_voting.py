"""Counting votes."""

import pytest

from annotations.domain.voting import tally


@pytest.mark.parametrize(
    ("votes", "leading", "tie"),
    [
        ([], None, False),
        ([1], 1, False),
        ([1, 2], None, True),
        ([1, 2, 2], 2, False),
        ([1, 2, 3, None], None, True),
        ([1, 1, None, None], None, True),
        ([1, None, None], None, False),
        ([1, 1, 2, 2, 3], None, True),
    ],
)
def test_most_votes_lead_and_as_many_for_another_make_a_tie(
    votes: list[int | None], leading: int | None, tie: bool
) -> None:
    came = tally(votes)
    assert came.tie == tie
    assert tie or came.leading == leading
    assert came.votes == len(votes)


def test_the_counts_say_who_got_how_many_the_most_first() -> None:
    assert tally([2, 1, 2, None]).counts == ((2, 2), (1, 1), (None, 1))
