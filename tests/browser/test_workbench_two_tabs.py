"""One person with the same article open in two tabs that do not hear of each other: nothing is lost, nothing doubled."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from annotations.models import Highlight
from newsapp.models import Event
from tests.browser.unsent_work import API, await_kept, cut_off, mark
from tests.browser.workbench_page import Workbench, stored

TEXT = "The port authority said on Monday that about 300 ships must wait. It gave no reason."
SHIPS, REASON = "about 300 ships", "It gave no reason."

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)


class Tabs(NamedTuple):
    one: Workbench
    two: Workbench

    def cut_off(self) -> None:
        cut_off(self.one.page.context)

    def let_through(self) -> None:
        """The network is back; each tab is asked to try now."""
        self.one.page.context.unroute(API)
        for bench in self:
            bench.page.evaluate("window.dispatchEvent(new Event('online'))")

    def unsent(self, count: int) -> None:
        for bench in self:
            expect(bench.state).to_contain_text(f"{count} unsent")


@pytest.fixture
def tabs(workbench: Open) -> Tabs:
    """Both tabs have the article open, with nothing marked in it."""
    one = workbench(TEXT)
    return Tabs(one, another(one))


def another(bench: Workbench) -> Workbench:
    return Workbench(bench.page.context.new_page(), "front-pages", 1).open()


def becomes(bench: Workbench, expected: list[tuple[str, list[str]]]) -> None:
    for _ in range(200):
        if stored() == expected:
            break
        bench.page.wait_for_timeout(50)
    assert stored() == expected
    bench.saved()


def test_both_mark_while_offline_and_all_lands_once(tabs: Tabs, faults: list[str]) -> None:
    tabs.cut_off()
    mark(tabs.one, SHIPS)
    mark(tabs.two, REASON, "c")
    tabs.unsent(1)
    await_kept(tabs.one.page, 2)
    tabs.let_through()
    becomes(tabs.one, [(SHIPS, ["quantity"]), (REASON, ["claim"])])
    await_kept(tabs.two.page, 0)
    assert Event.objects.filter(verb="highlight.created").count() == 2
    faults.clear()


def test_one_closes_while_offline_and_the_other_sends_for_both(tabs: Tabs, faults: list[str]) -> None:
    tabs.cut_off()
    mark(tabs.one, SHIPS)
    mark(tabs.two, REASON, "c")
    await_kept(tabs.one.page, 2)
    tabs.one.page.close()
    tabs.two.page.context.unroute(API)
    tabs.two.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(tabs.two.cards).to_have_count(2)
    becomes(tabs.two, [(SHIPS, ["quantity"]), (REASON, ["claim"])])
    await_kept(tabs.two.page, 0)
    faults.clear()


def test_the_same_words_marked_in_both_are_two_that_anybody_sees(tabs: Tabs) -> None:
    for bench in tabs:
        mark(bench, SHIPS)
    becomes(tabs.one, [(SHIPS, ["quantity"])] * 2)
    tabs.two.saved()
    expect(tabs.one.open().cards).to_have_count(2)


@pytest.fixture
def both_have(workbench: Open) -> Tabs:
    """One highlight that both tabs know, in focus in each."""
    one = workbench(TEXT)
    mark(one, SHIPS)
    becomes(one, [(SHIPS, ["quantity"])])
    two = another(one)
    two.card(SHIPS).locator("[data-open]").click()
    return Tabs(one, two)


@pytest.mark.parametrize("choice", ["[data-keep-mine]", "[data-take-theirs]"])
def test_the_same_highlight_changed_in_both_shows_both_and_asks(
    both_have: Tabs, faults: list[str], choice: str
) -> None:
    both_have.one.press("Shift+c")
    becomes(both_have.one, [(SHIPS, ["quantity", "claim"])])
    both_have.two.press("Shift+h")
    trouble = both_have.two.card(SHIPS).locator(".trouble")
    expect(trouble).to_contain_text("Quantity, Hedge")
    expect(trouble).to_contain_text("Quantity, Claim")
    assert stored() == [(SHIPS, ["quantity", "claim"])]
    trouble.locator(choice).click()
    becomes(both_have.two, [(SHIPS, ["quantity", "hedge" if "mine" in choice else "claim"])])
    faults.clear()


def test_the_same_change_made_in_both_is_no_conflict(both_have: Tabs, faults: list[str]) -> None:
    both_have.one.press("Shift+c")
    becomes(both_have.one, [(SHIPS, ["quantity", "claim"])])
    both_have.two.press("Shift+c")
    both_have.two.saved()
    await_kept(both_have.two.page, 0)
    expect(both_have.two.page.locator(".trouble")).to_have_count(0)
    assert Highlight.objects.get().version == 2
    faults.clear()


def test_what_the_other_tab_deleted_is_said_and_not_brought_back(both_have: Tabs, faults: list[str]) -> None:
    both_have.one.press("Delete")
    becomes(both_have.one, [])
    both_have.two.press("Shift+c")
    trouble = both_have.two.card(SHIPS).locator(".trouble")
    expect(trouble).to_contain_text("This highlight was deleted meanwhile.")
    assert stored() == []
    trouble.locator("[data-discard]").click()
    expect(both_have.two.cards).to_have_count(0)
    faults.clear()


def test_undo_of_what_the_other_tab_changed_asks_first(both_have: Tabs, faults: list[str]) -> None:
    both_have.two.press("Shift+c")
    becomes(both_have.two, [(SHIPS, ["quantity", "claim"])])
    # The first tab made it, and takes that back: it does not know of the change.
    both_have.one.press("u")
    trouble = both_have.one.card(SHIPS).locator(".trouble")
    expect(trouble).to_contain_text("Quantity, Claim")
    assert stored() == [(SHIPS, ["quantity", "claim"])]
    trouble.locator("[data-take-theirs]").click()
    expect(both_have.one.card(SHIPS)).to_contain_text("Claim")
    assert stored() == [(SHIPS, ["quantity", "claim"])]
    faults.clear()


def test_undo_of_what_the_other_tab_undid_is_a_deletion(both_have: Tabs, faults: list[str]) -> None:
    both_have.two.press("Delete")
    becomes(both_have.two, [])
    both_have.one.press("u")
    both_have.one.saved()
    await_kept(both_have.one.page, 0)
    expect(both_have.one.cards).to_have_count(0)
    assert stored() == []
    faults.clear()
