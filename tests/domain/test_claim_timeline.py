"""A claim through time: the first, who repeats whom, the figure that changes, the tree of attributions."""

from datetime import UTC, datetime
from uuid import UUID

from annotations.domain.claim_timeline import Branch, Chain, Voice, attribution_tree, chains_from, timeline
from annotations.domain.claims import AppearanceRecord, in_order_of_time


def uuid(number: int) -> UUID:
    return UUID(int=number)


def at(number: int, *, day: int | None = None, outlet: str | None = None) -> AppearanceRecord:
    published = datetime(2024, 10, day, tzinfo=UTC) if day else None
    return AppearanceRecord(uuid(number), number, 1, "en", "", outlet, None, published, 0, "words", None)


def voice(name: str, number: int = 99) -> Voice:
    return Voice(uuid(number), name)


def test_those_without_a_day_come_last_and_none_of_them_is_first() -> None:
    ordered = in_order_of_time([at(1), at(2, day=5), at(3, day=4)])
    assert [each.article for each in ordered] == [3, 2, 1]
    assert [moment.first for moment in timeline(ordered, chains={}, figures={})] == [True, False, False]
    assert not timeline([at(1)], chains={}, figures={})[0].first


def test_an_article_that_names_an_earlier_outlet_repeats_it() -> None:
    ledger, post, wire = at(1, day=1, outlet="Northern Ledger"), at(2, day=2, outlet="Post"), at(3, day=3)
    chains: dict[UUID, list[Chain]] = {
        uuid(2): [(voice("a person"), voice("The northern ledger"))],
        uuid(1): [(voice("Post"),)],
    }
    moments = timeline([ledger, post, wire], chains=chains, figures={})
    assert [moment.repeats for moment in moments] == [None, ledger, None]


def test_a_figure_that_is_another_than_before_says_so() -> None:
    figures = {uuid(1): "≤ 11 000", uuid(3): "≤ 11 000", uuid(4): "≤ 8 000"}
    moments = timeline([at(n, day=n) for n in (1, 2, 3, 4)], chains={}, figures=figures)
    assert [moment.before for moment in moments] == ["", "", "", "≤ 11 000"]


def test_every_way_to_a_last_source_is_a_chain() -> None:
    voices = {2: voice("service", 2), 3: voice("ledger", 3), 4: voice("person", 4)}
    chains = chains_from(1, onward={1: [2, 4], 2: [3], 3: [1], 4: [9]}, voices=voices)
    assert [[each.name for each in chain] for chain in chains] == [["person"], ["service", "ledger"]]
    assert chains_from(1, onward={}, voices=voices) == []


def _said(branches: list[Branch]) -> list[tuple[str, list[int], object]]:
    return [(b.name, [each.article for each in b.appearances], _said(b.branches)) for b in branches]


def test_the_tree_joins_sources_of_one_name_below_each_outlet() -> None:
    chains = {
        uuid(1): [(voice("person"), voice("Ledger"))],
        uuid(2): [(voice("clerk"), voice("the ledger"))],
    }
    moments = timeline(
        [at(1, day=1, outlet="Post"), at(2, day=2, outlet="Post"), at(3, day=3)], chains=chains, figures={}
    )
    assert _said(attribution_tree(moments, unnamed="not known")) == [
        ("Post", [], [("Ledger", [], [("person", [1], []), ("clerk", [2], [])])]),
        ("not known", [3], []),
    ]
