"""Which figures cannot both be right, and which only look so.

Every figure allows an interval of values. Two whose intervals have nothing in common exclude each other; two that share
some but name different numbers only look like a conflict. That is interval arithmetic as in Moore, Interval Analysis
(1966); that “about 1,000” leaves room around round numbers is Krifka, Approximate Interpretation of Number Words (2007).
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from types import MappingProxyType
from typing import Literal, NamedTuple

from annotations.domain.figures.figure import plain
from annotations.domain.figures.statements import Statement

TOLERANCE = Decimal("0.1")
"""How far around its number an approximate figure still holds, as a part of the number."""

_YEAR = re.compile(r"^\d{4}-")

Certainty = Literal["conflict", "apparent"]

Code = Literal[
    "over_the_limit", "under_the_limit", "limits_exclude", "values_differ", "limit_allows_both",
    "different_time", "time_of_one", "place_of_one", "unit_unknown", "one_sentence",
]  # fmt: skip
"""What a reason says. The first five are about the numbers, the others are why both may hold:

- `over_the_limit`: `value` is more than `limit`, which the other allows at most.
- `under_the_limit`: `value` is less than `limit`, which the other says is the least.
- `limits_exclude`: one says at least `least`, the other at most `most`, which is less.
- `values_differ`: `first` and `second` are different numbers.
- `limit_allows_both`: the numbers `first` and `second` differ, but their bounds leave room for both.
- `different_time`: one is about `first`, the other about `second`.
- `time_of_one`, `place_of_one`: one is about `time` or `place`, the other does not say.
- `unit_unknown`: one or both do not say what is counted.
- `one_sentence`: one sentence has both, as those that list things do: “500 soldiers died and 700 soldiers fled”.
"""


class Reason(NamedTuple):
    """Why a conflict is proposed, or why it may be none: a code and what it is about.

    Numbers in `data` are in the first figure's unit where both have one.
    """

    code: Code
    data: Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class FigureConflict:
    """Two figures to be looked at together.

    Attributes:
        first: id of what the first belongs to, as given.
        second: id of what the second belongs to.
        figures: the two, in that order.
        certainty: `conflict` when both cannot hold; `apparent` when they may, for the reasons given.
        reasons: the one about the numbers first, then what may explain it.
        same_sentence: whether one sentence says both.
    """

    first: Hashable
    second: Hashable
    figures: tuple[Statement, Statement]
    certainty: Certainty
    reasons: tuple[Reason, ...]
    same_sentence: bool


def figure_conflicts(statements: Iterable[Statement]) -> list[FigureConflict]:
    """Conflicts among figures that are about one thing: those of a claim, of similar claims, or of a story.

    Every two figures of a dimension are compared, so this is for tens or hundreds of them and not for a whole project.

    Returns:
        Certain ones first, then in the order given.
    """
    listed = list(statements)
    found = [
        conflict
        for first, second in _pairs(listed)
        if (conflict := conflict_of(listed[first], listed[second])) is not None
    ]
    return sorted(found, key=lambda conflict: conflict.certainty != "conflict")


def _pairs(statements: Sequence[Statement]) -> list[tuple[int, int]]:
    """The places of every two figures of a dimension, and of every one whose unit is not known with all others."""
    by_dimension: dict[str, list[int]] = defaultdict(list)
    unknown: list[int] = []
    for at, statement in enumerate(statements):
        (unknown if statement.unit is None else by_dimension[statement.unit.dimension[0]]).append(at)
    pairs = {pair for same in by_dimension.values() for pair in combinations(same, 2)}
    pairs |= {(min(one, at), max(one, at)) for one in unknown for at in range(len(statements)) if at != one}
    return sorted(pairs)


def conflict_of(first: Statement, second: Statement) -> FigureConflict | None:
    """The conflict of two figures; None when they agree or cannot be compared.

    Figures of different units that do not convert, of different substances, and of different places are not compared.
    """
    if not (_same_dimension(first, second) and _may_be_same_place(first, second)):
        return None
    if first.unit is None or second.unit is None:
        one, other = replace(first, unit=None), replace(second, unit=None)  # by their numbers as they stand
    else:
        one, other = first, second
    disjoint = _interval(one).high < _interval(other).low or _interval(other).high < _interval(one).low
    if not disjoint and _agree(one, other):
        return None
    reason = _exclusion(one, other) if disjoint else _numbers("limit_allows_both", one, other)
    same_sentence = first.sentence is not None and first.sentence == second.sentence
    doubts = tuple(_doubts_in_sentence(one, other, reason) if same_sentence else _doubts(one, other))
    return FigureConflict(
        first=first.of,
        second=second.of,
        figures=(first, second),
        certainty="conflict" if disjoint and not doubts else "apparent",
        reasons=(reason, *doubts),
        same_sentence=same_sentence,
    )


class _Interval(NamedTuple):
    low: Decimal
    high: Decimal


def _factor(statement: Statement) -> Decimal:
    return statement.unit.base[1] if statement.unit else Decimal(1)


def _named(statement: Statement) -> _Interval:
    """The number or range that a figure names, in the base unit."""
    upper = statement.value if statement.upper is None else statement.upper
    return _Interval(statement.value * _factor(statement), upper * _factor(statement))


def _interval(statement: Statement) -> _Interval:
    """The values that a figure allows, in the base unit."""
    low, high = _named(statement)
    if statement.bound == "at_most":
        return _Interval(Decimal("-Infinity"), high)
    if statement.bound == "at_least":
        return _Interval(low, Decimal("Infinity"))
    if statement.bound == "approximate":
        return _Interval(low - abs(low) * TOLERANCE, high + abs(high) * TOLERANCE)
    return _Interval(low, high)


def _same_dimension(first: Statement, second: Statement) -> bool:
    if first.unit is None or second.unit is None:
        return True
    one, other = first.unit.dimension, second.unit.dimension
    same_substance = one[1] == other[1] or not (one[1] and other[1])
    return one[0] == other[0] and same_substance and one[2] == other[2]


def _may_be_same_place(first: Statement, second: Statement) -> bool:
    return not (first.place_key and second.place_key) or first.place_key == second.place_key


def _agree(first: Statement, second: Statement) -> bool:
    """Whether two figures name one number or range, give or take the tolerance; limits agree only by their number."""
    one, other = _named(first), _named(second)
    gap = max(one.low - other.high, other.low - one.high)
    return gap <= TOLERANCE * max(abs(one.high), abs(other.high))


def _exclusion(first: Statement, second: Statement) -> Reason:
    """The reason of two figures that exclude each other."""
    for said, limit in ((first, second), (second, first)):
        if limit.bound not in ("at_most", "at_least"):
            continue
        if said.bound not in ("at_most", "at_least"):
            code: Code = "over_the_limit" if limit.bound == "at_most" else "under_the_limit"
            return Reason(code, _data(value=_in_unit(said, first), limit=_in_unit(limit, first)))
        least, most = (said, limit) if said.bound == "at_least" else (limit, said)
        return Reason("limits_exclude", _data(least=_in_unit(least, first), most=_in_unit(most, first)))
    return _numbers("values_differ", first, second)


def _numbers(code: Code, first: Statement, second: Statement) -> Reason:
    return Reason(code, _data(first=_in_unit(first, first), second=_in_unit(second, first)))


def _in_unit(statement: Statement, of: Statement) -> int | float:
    """The number that a figure names, in another's unit: the upper end of a range that is a limit from above."""
    value = statement.upper if statement.upper is not None and statement.bound == "at_most" else statement.value
    if statement.unit is None or of.unit is None:
        return plain(value)
    return plain(value * _factor(statement) / _factor(of))


def _data(**data: str | int | float) -> Mapping[str, str | int | float]:
    return MappingProxyType(data)


def _doubts(first: Statement, second: Statement) -> Iterator[Reason]:
    """Why two figures may both hold although their numbers differ."""
    if first.unit is None or second.unit is None:
        yield Reason("unit_unknown", _data())
    if not (first.time_key and second.time_key):
        if first.time_key or second.time_key:
            yield Reason("time_of_one", _data(time=first.time or second.time))
    elif not _same_time(first.time_key, second.time_key):
        yield Reason("different_time", _data(first=first.time, second=second.time))
    if bool(first.place_key) != bool(second.place_key):
        yield Reason("place_of_one", _data(place=first.place or second.place))


def _doubts_in_sentence(first: Statement, second: Statement, reason: Reason) -> Iterator[Reason]:
    """The same within a sentence, which says its place and time once; but what it counts twice it may count apart."""
    if first.time_key and second.time_key and not _same_time(first.time_key, second.time_key):
        yield Reason("different_time", _data(first=first.time, second=second.time))
    if reason.code == "values_differ":
        yield Reason("one_sentence", _data())


def _same_time(first: str, second: str) -> bool:
    """Whether two times may be one: equal, or one date within the other (2024-10-31 in 2024-10, or in --10)."""
    if first.startswith("--") != second.startswith("--"):
        first, second = _YEAR.sub("--", first), _YEAR.sub("--", second)
    return first == second or first.startswith(f"{second}-") or second.startswith(f"{first}-")
