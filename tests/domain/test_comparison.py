"""Several coders' readings of one text, side by side."""

from collections.abc import Mapping
from random import Random
from typing import Any
from uuid import UUID

import pytest

from annotations.domain.comparison import (
    Coded,
    CodedLink,
    Difference,
    Group,
    compare_links,
    compare_readings,
    overlap,
    shared,
)
from annotations.domain.joining import Merge, intersection_of, merged_reading, union_of
from newsapp.errors import RuleViolation

ANA, BEN, CAT = 1, 2, 3
AGREED, BOUNDARY, TAG = Difference.AGREED, Difference.BOUNDARY, Difference.TAG
ATTRIBUTE, ONE_ONLY, RELATION = Difference.ATTRIBUTE, Difference.ONE_ONLY, Difference.RELATION

_made = iter(range(1, 1_000_000))


def coded(
    coder: int,
    start: int,
    end: int,
    tag: str = "claim",
    *,
    segments: tuple[tuple[int, int], ...] | None = None,
    tags: tuple[str, ...] | None = None,
    **values: Any,
) -> Coded:
    attributes: Mapping[str, Mapping[str, Any]] = {tag: values} if values else {}
    return Coded(UUID(int=next(_made)), coder, segments or ((start, end),), tags or (tag,), attributes)


def link(coder: int, source: Coded, target: Coded, type: str = "attributed_to", **attributes: Any) -> CodedLink:
    return CodedLink(UUID(int=next(_made)), coder, type, source.id, target.id, attributes)


def compared(*readings: Coded, coders: tuple[int, ...] = (ANA, BEN)) -> list[Group]:
    return compare_readings(readings, coders=coders)


def ids(groups: list[Group]) -> list[set[UUID]]:
    return [{reading.id for reading in group.readings} for group in groups]


def test_the_same_said_twice_is_agreed() -> None:
    (group,) = compared(coded(ANA, 10, 30), coded(BEN, 10, 30))
    assert group.differences == (AGREED,)


def test_the_order_of_tags_makes_no_difference() -> None:
    (group,) = compared(coded(ANA, 0, 9, tags=("claim", "quantity")), coded(BEN, 0, 9, tags=("quantity", "claim")))
    assert group.differences == (AGREED,)


def test_a_whole_number_is_the_same_however_it_is_written() -> None:
    (group,) = compared(coded(ANA, 0, 9, "quantity", value=1000), coded(BEN, 0, 9, "quantity", value=1000.0))
    assert group.differences == (AGREED,)


@pytest.mark.parametrize(
    ("other", "differences"),
    [
        (coded(BEN, 10, 25), (BOUNDARY,)),
        (coded(BEN, 29, 60), (BOUNDARY,)),
        (coded(BEN, 10, 30, "source"), (TAG,)),
        (coded(BEN, 10, 28, "source"), (BOUNDARY, TAG)),
        (coded(BEN, 10, 30, verifiable="yes"), (ATTRIBUTE,)),
        (coded(BEN, 10, 30, segments=((10, 15), (20, 30))), (BOUNDARY,)),
        (coded(BEN, 10, 30, tags=("claim", "hedge")), (TAG,)),
    ],
)
def test_each_difference_has_its_name(other: Coded, differences: tuple[Difference, ...]) -> None:
    (group,) = compared(coded(ANA, 10, 30), other)
    assert group.differences == differences


def test_values_of_a_tag_that_only_one_gave_are_no_difference_beside_the_tag() -> None:
    (group,) = compared(coded(ANA, 0, 9), coded(BEN, 0, 9, "quantity", tags=("claim", "quantity"), value=3))
    assert group.differences == (TAG,)


def test_what_one_marked_and_the_other_did_not_is_one_only() -> None:
    groups = compared(coded(ANA, 0, 9), coded(BEN, 20, 29))
    assert [group.differences for group in groups] == [(ONE_ONLY,), (ONE_ONLY,)]


def test_who_marked_nothing_at_all_is_a_coder_too() -> None:
    (group,) = compared(coded(ANA, 0, 9))
    assert group.differences == (ONE_ONLY,)


def test_neighbours_that_touch_are_two_things() -> None:
    assert len(compared(coded(ANA, 0, 10), coded(BEN, 10, 20))) == 2


def test_a_source_inside_a_claim_is_another_thing_and_meets_its_own_kind() -> None:
    outer, inner = coded(ANA, 0, 100), coded(ANA, 0, 10, "source")
    longer, other_inner = coded(BEN, 0, 90), coded(BEN, 0, 12, "source")
    assert ids(compared(outer, inner, longer, other_inner)) == [{outer.id, longer.id}, {inner.id, other_inner.id}]


def test_a_small_part_with_another_tag_is_not_the_same_thing() -> None:
    assert len(compared(coded(ANA, 0, 100), coded(BEN, 0, 12, "source"))) == 2


def test_whoever_comes_first_does_not_take_a_partner_that_fits_another_better() -> None:
    long, second = coded(ANA, 0, 60), coded(ANA, 30, 62)
    first, exact = coded(BEN, 0, 28), coded(BEN, 30, 62)
    groups = compared(long, second, first, exact)
    assert ids(groups) == [{long.id, first.id}, {second.id, exact.id}]
    assert [group.differences for group in groups] == [(BOUNDARY,), (AGREED,)]


def test_two_that_are_equal_stay_together_though_others_would_overlap_more_in_all() -> None:
    exact, near = coded(ANA, 10, 20), coded(ANA, 9, 20)
    same, wider = coded(BEN, 10, 20), coded(BEN, 10, 21)
    groups = compared(near, exact, wider, same)
    assert {exact.id, same.id} in ids(groups)


def test_several_of_one_tag_in_one_place_go_by_their_values() -> None:
    one, two = coded(ANA, 0, 9, verifiable="yes"), coded(ANA, 0, 9, verifiable="opinion")
    other_two, other_one = coded(BEN, 0, 9, verifiable="opinion"), coded(BEN, 0, 9, verifiable="yes")
    groups = compared(one, two, other_two, other_one)
    assert sorted(map(sorted, ids(groups))) == sorted(map(sorted, [{one.id, other_one.id}, {two.id, other_two.id}]))
    assert all(group.differences == (AGREED,) for group in groups)


def test_the_same_marked_twice_by_one_and_once_by_the_other_leaves_one_alone() -> None:
    groups = compared(coded(ANA, 0, 9), coded(ANA, 0, 9), coded(BEN, 0, 9))
    assert sorted(group.differences for group in groups) == [(AGREED,), (ONE_ONLY,)]


def test_discontinuous_readings_overlap_by_what_they_cover() -> None:
    assert overlap(((0, 10), (20, 30)), ((10, 20),)) == 0
    assert overlap(((0, 10), (20, 30)), ((0, 10),)) == 500


def test_three_coders_come_together_in_one_group() -> None:
    readings = [coded(ANA, 0, 20), coded(BEN, 0, 20), coded(CAT, 0, 18)]
    (group,) = compared(*readings, coders=(ANA, BEN, CAT))
    assert [reading.coder for reading in group.readings] == [ANA, BEN, CAT]
    assert group.differences == (BOUNDARY,)


def test_the_first_and_the_third_are_equal_and_the_second_joins_them() -> None:
    readings = [coded(ANA, 0, 20), coded(BEN, 0, 15), coded(CAT, 0, 20)]
    (group,) = compared(*readings, coders=(ANA, BEN, CAT))
    assert group.differences == (BOUNDARY,)


def test_two_of_three_agree_and_the_third_marked_nothing() -> None:
    (group,) = compared(coded(ANA, 0, 20), coded(CAT, 0, 20), coders=(ANA, BEN, CAT))
    assert group.differences == (ONE_ONLY,)


def test_the_order_in_which_readings_come_makes_no_difference() -> None:
    readings = crowd(40, seed=3)
    first = ids(compare_readings(readings, coders=(ANA, BEN, CAT)))
    for seed in range(5):
        Random(seed).shuffle(readings)
        assert ids(compare_readings(readings, coders=(ANA, BEN, CAT))) == first


def test_every_reading_is_in_one_group_and_nobody_is_twice_in_one() -> None:
    readings = crowd(60, seed=7)
    groups = compare_readings(readings, coders=(ANA, BEN, CAT))
    assert sorted(r.id for g in groups for r in g.readings) == sorted(r.id for r in readings)
    assert all(len({r.coder for r in g.readings}) == len(g.readings) for g in groups)


def crowd(number: int, *, seed: int) -> list[Coded]:
    """Readings of three coders on top of each other."""
    chance = Random(seed)
    made = []
    for _ in range(number):
        start = chance.randrange(200)
        made.append(
            coded(
                chance.choice((ANA, BEN, CAT)),
                start,
                start + chance.randrange(1, 60),
                chance.choice(("claim", "source", "quantity")),
            )
        )
    return made


def test_hundreds_of_readings_under_one_long_one_are_compared() -> None:
    ana = [coded(ANA, 0, 60_000), *(coded(ANA, 200 * n, 200 * n + 90) for n in range(300))]
    ben = [coded(BEN, 0, 59_000), *(coded(BEN, 200 * n + 5, 200 * n + 95) for n in range(300))]
    groups = compared(*ana, *ben)
    assert len(groups) == 301
    assert {group.differences for group in groups} == {(BOUNDARY,)}


@pytest.mark.parametrize(
    ("ends", "coders", "threshold", "agreed"),
    [
        ((20, 20), 2, 1.0, True),
        ((20, 18), 2, 1.0, False),
        ((20, 20, 20), 3, 1.0, True),
        ((20, 20, 18), 3, 1.0, False),
        ((20, 20, 18), 3, 0.67, True),
        ((20, 20), 3, 0.6, True),
        ((20, 20), 4, 0.6, False),
        ((20,), 1, 0.6, False),
        ((20,), 2, 0.6, False),
        ((), 2, 0.6, False),
    ],
)
def test_what_enough_coders_say_alike_is_shared(
    ends: tuple[int, ...], coders: int, threshold: float, agreed: bool
) -> None:
    assert shared(ends, coders=coders, threshold=threshold) == (20 if agreed else None)


@pytest.fixture
def ends() -> tuple[Coded, Coded, Coded, Coded, list[Group]]:
    """A claim and a source, each marked by two coders."""
    claim, source = coded(ANA, 20, 60), coded(ANA, 0, 10, "source")
    other_claim, other_source = coded(BEN, 20, 55), coded(BEN, 0, 10, "source")
    return claim, source, other_claim, other_source, compared(claim, source, other_claim, other_source)


Ends = tuple[Coded, Coded, Coded, Coded, list[Group]]


def test_the_same_link_between_the_same_two_is_agreed(ends: Ends) -> None:
    claim, source, other_claim, other_source, groups = ends
    links = [link(ANA, claim, source, mode="explicit"), link(BEN, other_claim, other_source, mode="explicit")]
    (found,) = compare_links(links, groups=groups, coders=(ANA, BEN))
    assert (found.differences, found.differing) == ((AGREED,), ())
    assert found.ends == (0, 1)


def test_links_differ_in_type_direction_and_values(ends: Ends) -> None:
    claim, source, other_claim, other_source, groups = ends

    def differing(other: CodedLink) -> tuple[str, ...]:
        (found,) = compare_links([link(ANA, claim, source), other], groups=groups, coders=(ANA, BEN))
        assert found.differences == (RELATION,)
        return found.differing

    assert differing(link(BEN, other_claim, other_source, "supports")) == ("type",)
    assert differing(link(BEN, other_source, other_claim)) == ("direction",)
    assert differing(link(BEN, other_claim, other_source, mode="inherited")) == ("attributes",)


def test_a_link_that_one_made_is_one_only(ends: Ends) -> None:
    claim, source, _, _, groups = ends
    (found,) = compare_links([link(ANA, claim, source)], groups=groups, coders=(ANA, BEN))
    assert found.differences == (RELATION, ONE_ONLY)


def test_of_two_links_between_the_same_two_each_meets_its_own_type(ends: Ends) -> None:
    claim, source, other_claim, other_source, groups = ends
    links = [
        link(ANA, claim, source, "supports"),
        link(ANA, claim, source, "updates"),
        link(BEN, other_claim, other_source, "updates"),
    ]
    found = compare_links(links, groups=groups, coders=(ANA, BEN))
    assert sorted(group.differences for group in found) == [(AGREED,), (RELATION, ONE_ONLY)]


def test_a_link_to_something_elsewhere_is_left_out(ends: Ends) -> None:
    claim, _, _, _, groups = ends
    assert compare_links([link(ANA, claim, coded(ANA, 500, 510))], groups=groups, coders=(ANA, BEN)) == []


def test_what_any_covers_and_what_all_cover() -> None:
    one = coded(ANA, 0, 30, segments=((0, 10), (20, 30)))
    other = coded(BEN, 5, 25)
    assert union_of([one, other]) == ((0, 30),)
    assert intersection_of([one, other]) == ((5, 10), (20, 25))
    assert intersection_of([one, coded(BEN, 10, 20)]) == ()


def test_a_merged_reading_keeps_the_values_on_which_nobody_differs() -> None:
    one = coded(ANA, 0, 20, verifiable="yes", polarity="positive")
    other = coded(BEN, 5, 30, tags=("claim", "quotation"), tag="claim", verifiable="opinion", factuality="certain")
    assert merged_reading([one, other], how=Merge.UNION) == {
        "start": 0,
        "end": 30,
        "segments": None,
        "tags": ["claim", "quotation"],
        "attributes": {"claim": {"polarity": "positive", "factuality": "certain"}},
    }
    common = merged_reading([one, other], how=Merge.INTERSECTION)
    assert (common["start"], common["end"], common["tags"]) == (5, 20, ["claim"])


def test_what_has_no_tag_in_common_has_no_intersection() -> None:
    with pytest.raises(RuleViolation, match="no tag in common"):
        merged_reading([coded(ANA, 0, 9), coded(BEN, 0, 9, "source")], how=Merge.INTERSECTION)
