"""Matching that is the best there is."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.matching import Edges, best_matching


def weight_of(edges: Edges, matching: dict[int, int]) -> int:
    return sum(edges[left][right] for left, right in matching.items())


def best_by_trying(edges: Edges) -> int:
    """The most that any matching weighs; tries all of them."""
    lefts = sorted(edges)
    rights = sorted({right for weights in edges.values() for right in weights})
    padded = [*rights, *(None for _ in lefts)]
    return max(
        sum(edges[left].get(right, 0) for left, right in zip(lefts, chosen, strict=True) if right is not None)
        for chosen in set(permutations(padded, len(lefts)))
    )


def test_who_comes_first_does_not_take_what_another_needs() -> None:
    assert best_matching({0: {0: 5, 1: 4}, 1: {0: 5}}) == {0: 1, 1: 0}


def test_one_stays_alone_when_that_weighs_more() -> None:
    assert best_matching({0: {0: 2}, 1: {0: 7}}) == {1: 0}


def test_a_path_may_lose_before_it_gains() -> None:
    edges = {0: {0: 9, 1: 8}, 1: {0: 3}}
    assert best_matching(edges) == {0: 1, 1: 0}


@given(
    st.dictionaries(st.integers(0, 3), st.dictionaries(st.integers(0, 3), st.integers(1, 20), max_size=4), max_size=4)
)
def test_no_matching_weighs_more(edges: dict[int, dict[int, int]]) -> None:
    matching = best_matching(edges)
    assert len(set(matching.values())) == len(matching)
    assert weight_of(edges, matching) == best_by_trying(edges)
