"""What a relation may be."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.relations import End, Link, check_link, check_no_circle, fits, has_circle
from annotations.domain.schemes import CLAIMS, Scheme
from newsapp.errors import RuleViolation

CLAIM, SOURCE, HEDGE, GONE = (UUID(int=number) for number in range(1, 5))
ENDS = {
    CLAIM: End(1, 1, ("claim",)),
    SOURCE: End(2, 1, ("source",)),
    HEDGE: End(3, 1, ("hedge",)),
    GONE: End(4, 1, ("source",), deleted=True),
}


def refused(link: Link, scheme: Scheme = CLAIMS) -> tuple[str, str]:
    """The code and the path of the refusal."""
    with pytest.raises(RuleViolation) as caught:
        check_link(scheme, link, ends=ENDS)
    return caught.value.code, caught.value.path


def test_a_claim_is_attributed_to_a_source() -> None:
    spec = check_link(CLAIMS, Link("attributed_to", CLAIM, SOURCE, {"mode": "inherited", "cue": "said"}), ends=ENDS)
    assert spec.acyclic


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        (Link("likes", CLAIM, SOURCE, {}), ("unknown_type", "type")),
        (Link("attributed_to", HEDGE, SOURCE, {}), ("wrong_end", "from")),
        (Link("attributed_to", CLAIM, HEDGE, {}), ("wrong_end", "to")),
        (Link("attributed_to", CLAIM, UUID(int=9), {}), ("unknown_highlight", "to")),
        (Link("attributed_to", GONE, SOURCE, {}), ("unknown_highlight", "from")),
        (Link("contradicts", CLAIM, CLAIM, {}), ("same_end", "to")),
        (Link("attributed_to", CLAIM, SOURCE, {"mode": "tacit"}), ("invalid_attribute", "attributes.mode")),
        (Link("attributed_to", CLAIM, SOURCE, {"dimension": "time"}), ("unknown_attribute", "attributes.dimension")),
        (Link("contradicts", CLAIM, HEDGE, {"dimension": "age"}), ("invalid_attribute", "attributes.dimension")),
        (Link("attributed_to", CLAIM, SOURCE, {"cue": ""}), ("invalid_attribute", "attributes.cue")),
    ],
)
def test_what_is_not_lawful_is_refused_by_name(link: Link, fault: tuple[str, str]) -> None:
    assert refused(link) == fault


def test_a_retired_type_stays_where_it_is() -> None:
    types = {**CLAIMS.relations, "supports": replace(CLAIMS.relations["supports"], retired=True)}
    scheme = Scheme(CLAIMS.tags, types)
    link = Link("supports", CLAIM, SOURCE, {})
    assert refused(link, scheme) == ("retired_type", "type")
    assert check_link(scheme, link, ends=ENDS, already="supports").retired


def test_no_tags_asked_for_are_any() -> None:
    assert fits([], [])
    assert fits(["hedge"], ["hedge", "claim"])
    assert not fits(["hedge"], ["claim"])


@pytest.mark.parametrize(
    ("edges", "circle"),
    [
        ([], False),
        ([(1, 2), (2, 3)], False),
        ([(2, 1)], True),
        ([(2, 3), (3, 4), (4, 1)], True),
        ([(2, 3), (2, 4), (3, 4)], False),
        ([(3, 2), (3, 1)], False),
    ],
)
def test_a_link_from_one_to_two(edges: list[tuple[int, int]], circle: bool) -> None:
    if not circle:
        check_no_circle(edges, source=1, target=2)
        return
    with pytest.raises(RuleViolation) as caught:
        check_no_circle(edges, source=1, target=2)
    assert (caught.value.code, caught.value.path) == ("circle", "to")


def test_a_chain_of_any_depth_is_walked() -> None:
    chain = [(number, number + 1) for number in range(1, 20_000)]
    check_no_circle(chain, source=0, target=1)
    with pytest.raises(RuleViolation):
        check_no_circle(chain, source=20_000, target=1)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda pair: pair[0] != pair[1]), max_size=12))
def test_links_that_are_let_in_one_by_one_never_form_a_circle(wanted: list[tuple[int, int]]) -> None:
    there: list[tuple[int, int]] = []
    for source, target in wanted:
        try:
            check_no_circle(there, source=source, target=target)
        except RuleViolation:
            assert has_circle([*there, (source, target)])
        else:
            there.append((source, target))
    assert not has_circle(there)
