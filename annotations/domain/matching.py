"""Which of several people's things are the same one: alignment by best matching."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Protocol, TypeVar

Edges = Mapping[int, Mapping[int, int]]
"""For each node on the left the nodes on the right that it may be matched with, each with its weight, above 0."""


def best_matching(edges: Edges) -> dict[int, int]:
    """A matching of a bipartite graph whose weights sum to the most, as left to right.

    One node on the left after the other is added by the alternating path that gains most (the Hungarian method for sparse
    graphs: Kuhn 1955 with the augmentation as a longest-path search; Ahuja, Magnanti, Orlin 1993, chapter 12). Among equal
    gains the path that was found first wins, so that the same graph always has the same matching.
    """
    right_of: dict[int, int] = {}
    left_of: dict[int, int] = {}
    for start in sorted(edges):
        came, end = _best_path(edges, start, right_of, left_of)
        _augment(came, end, right_of, left_of)
    return right_of


_Step = tuple[int, int]
"""A node on the left, and the node on the right that it takes from whoever is next on the path."""


def _best_path(
    edges: Edges, start: int, right_of: Mapping[int, int], left_of: Mapping[int, int]
) -> tuple[dict[int, _Step], _Step | int]:
    """How each node on the left lost its partner to the one before, and where the best path ends.

    It ends with a step to a node on the right that was free, or with a node on the left that stays without a partner.
    """
    gained = {start: 0}
    came: dict[int, _Step] = {}
    best, end = 0, start
    free: tuple[int, _Step] | None = None
    waiting = deque([start])
    while waiting:
        left = waiting.popleft()
        for right, weight in sorted(edges[left].items()):
            if right_of.get(left) == right:
                continue
            gain = gained[left] + weight
            loser = left_of.get(right)
            if loser is None:
                if free is None or gain > free[0]:
                    free = gain, (left, right)
                continue
            gain -= edges[loser][right]
            if loser not in gained or gain > gained[loser]:
                gained[loser] = gain
                came[loser] = (left, right)
                waiting.append(loser)
                if gain > best:
                    best, end = gain, loser
    if free is not None and free[0] > best:
        return came, free[1]
    return came, end


def _augment(came: Mapping[int, _Step], end: _Step | int, right_of: dict[int, int], left_of: dict[int, int]) -> None:
    if isinstance(end, tuple):
        step: _Step | None = end
    else:
        right_of.pop(end, None)
        step = came.get(end)
    while step is not None:
        left, right = step
        right_of[left], left_of[right] = right, left
        step = came.get(left)


class OfCoder(Protocol):
    """Something that one person made."""

    @property
    def coder(self) -> int:
        """Who: the same number for all that is hers."""


Thing = TypeVar("Thing", bound=OfCoder)


def aligned(
    things: Sequence[Thing], *, same: Callable[[Thing], Hashable], likeness: Callable[[Thing, Thing], int]
) -> list[list[Thing]]:
    """Several people's things in groups of what is the same one, at most one of each person in a group.

    What is equal comes together first. The rest is joined person after person, each time by the matching with the most
    likeness, a group being as like another as their members are on average.

    Args:
        things: in an order that decides between equal ways to match.
        same: things for which it is equal are equal.
        likeness: of two things, above 0 when they may be the same one.
    """
    groups = _equal_ones(things, same)
    for coder in sorted({thing.coder for thing in things}):
        earlier = {i: group for i, group in enumerate(groups) if _first(group) < coder and not _has(group, coder)}
        own = {i: group for i, group in enumerate(groups) if _first(group) == coder}
        edges = {i: _weights(group, own, likeness) for i, group in earlier.items()}
        joined = best_matching(edges)
        for left, right in joined.items():
            groups[left] = [*groups[left], *groups[right]]
        gone = set(joined.values())
        groups = [group for i, group in enumerate(groups) if i not in gone]
    return [sorted(group, key=lambda thing: thing.coder) for group in groups]


def _equal_ones(things: Sequence[Thing], same: Callable[[Thing], Hashable]) -> list[list[Thing]]:
    """The first of each person with the first of every other, the second with the second, …"""
    seen: dict[tuple[int, Hashable], int] = defaultdict(int)
    groups: dict[tuple[Hashable, int], list[Thing]] = {}
    for thing in things:
        key = same(thing)
        seen[thing.coder, key] += 1
        groups.setdefault((key, seen[thing.coder, key]), []).append(thing)
    return list(groups.values())


def _first(group: Sequence[Thing]) -> int:
    return min(thing.coder for thing in group)


def _has(group: Sequence[Thing], coder: int) -> bool:
    return any(thing.coder == coder for thing in group)


def _weights(
    group: Sequence[Thing], others: Mapping[int, Sequence[Thing]], likeness: Callable[[Thing, Thing], int]
) -> dict[int, int]:
    """How like the group others are that have nobody in common with it."""
    coders = {thing.coder for thing in group}
    weights: dict[int, int] = {}
    for index, other in others.items():
        if any(thing.coder in coders for thing in other):
            continue
        likely = sum(likeness(one, another) for one in group for another in other)
        if likely > 0:
            weights[index] = likely // (len(group) * len(other)) or 1
    return weights
