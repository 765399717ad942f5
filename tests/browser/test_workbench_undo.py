"""Undo and redo: every step, refusals in between, and what somebody else changed meanwhile."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from annotations.models import Highlight
from tests.browser.workbench_page import Workbench, stored

TEXT = "The port authority said on Monday that about 300 ships must wait. It gave no reason.\n\nThat is all."

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)

REFUSAL = {
    "status": 422,
    "content_type": "application/problem+json",
    "body": json.dumps({"code": "x", "detail": "No."}),
}


def marked(workbench: Open) -> Workbench:
    bench = workbench(TEXT)
    bench.select("about 300 ships")
    bench.press("f")
    bench.saved()
    return bench


def becomes(bench: Workbench, expected: list[tuple[str, list[str]]]) -> None:
    """Wait until the database has this: a deletion leaves no card that could be waited for."""
    bench.saved()
    for _ in range(400):
        if stored() == expected:
            return
        bench.page.wait_for_timeout(50)
    assert stored() == expected


def arrives(bench: Workbench, fields: dict[str, object]) -> None:
    """What a colleague made of the one highlight, as far as the page can tell."""
    row = Highlight.objects.get()
    Highlight.objects.filter(pk=row.pk).update(version=row.version + 1, **fields)


def notice(bench: Workbench) -> str:
    return bench.page.locator("[data-announcer]").text_content() or ""


def test_all_that_was_done_is_undone_and_done_again(workbench: Open) -> None:
    bench = marked(workbench)
    bench.press("Shift+c", "4", "Delete")
    becomes(bench, [])
    for expected in (
        [("about 300 ships must", ["quantity", "claim"])],
        [("about 300 ships", ["quantity", "claim"])],
        [("about 300 ships", ["quantity"])],
        [],
    ):
        bench.press("u")
        becomes(bench, expected)
    for expected in (
        [("about 300 ships", ["quantity"])],
        [("about 300 ships", ["quantity", "claim"])],
        [("about 300 ships must", ["quantity", "claim"])],
        [],
    ):
        bench.press("Shift+u")
        becomes(bench, expected)
    bench.press("Shift+u")
    assert notice(bench) == "Nothing to do again"


def test_what_the_server_refused_is_undone_and_made_again_under_a_new_id(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    refuse = lambda route: route.fulfill(**REFUSAL) if route.request.method == "PUT" else route.continue_()  # noqa: E731
    bench.page.route("**/api/v1/**/highlights/**", refuse)
    bench.select("about 300 ships")
    bench.press("f")
    expect(bench.page.locator(".trouble")).to_be_visible()
    bench.press("u")
    expect(bench.cards).to_have_count(0)
    bench.page.unroute("**/api/v1/**/highlights/**")
    bench.press("Shift+u")
    becomes(bench, [("about 300 ships", ["quantity"])])
    bench.press("u")
    becomes(bench, [])
    bench.press("Shift+u")
    becomes(bench, [("about 300 ships", ["quantity"])])
    faults.clear()


def test_what_was_refused_and_given_up_is_not_undone_once_more(workbench: Open, faults: list[str]) -> None:
    bench = marked(workbench)
    refuse = lambda route: route.fulfill(**REFUSAL) if route.request.method == "PUT" else route.continue_()  # noqa: E731
    bench.page.route("**/api/v1/**/highlights/**", refuse)
    bench.select("It gave no reason")
    bench.press("c")
    bench.page.locator(".trouble [data-discard]").click()
    expect(bench.cards).to_have_count(1)
    bench.page.unroute("**/api/v1/**/highlights/**")
    bench.press("u")
    becomes(bench, [])
    faults.clear()


def test_what_a_colleague_changed_is_not_overwritten_by_undo(workbench: Open, faults: list[str]) -> None:
    bench = marked(workbench)
    bench.press("Shift+c")
    bench.saved()
    arrives(bench, {"note": "A colleague's"})
    bench.press("4")
    conflict = bench.page.locator(".trouble")
    expect(conflict).to_be_visible()
    conflict.locator("[data-take-theirs]").click()
    bench.saved()
    bench.press("u")
    expect(bench.page.locator("[data-workbench-notice]")).to_contain_text("changed or deleted meanwhile")
    bench.press("u")
    becomes(bench, [("about 300 ships", ["quantity"])])
    assert Highlight.objects.get().note == "A colleague's"
    bench.press("u")
    expect(bench.page.locator("[data-announcer]")).to_contain_text("Left as it is")
    becomes(bench, [("about 300 ships", ["quantity"])])
    faults.clear()


def test_mine_kept_after_a_conflict_is_undone(workbench: Open, faults: list[str]) -> None:
    bench = marked(workbench)
    arrives(bench, {"note": "A colleague's"})
    bench.press("4")
    bench.page.locator(".trouble [data-keep-mine]").click()
    becomes(bench, [("about 300 ships must", ["quantity"])])
    bench.press("u")
    becomes(bench, [("about 300 ships", ["quantity"])])
    assert Highlight.objects.get().note == "A colleague's"
    faults.clear()


def test_undo_while_nothing_can_be_sent(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)

    def fail(route: Route) -> None:
        route.abort()

    bench.page.route("**/api/v1/**/highlights/**", fail)
    bench.select("about 300 ships")
    bench.press("f")
    expect(bench.state).to_have_attribute("data-save-state", "unsaved")
    bench.press("Shift+c", "u", "u")
    expect(bench.cards).to_have_count(0)
    bench.press("Shift+u")
    expect(bench.cards).to_have_count(1)
    bench.page.unroute("**/api/v1/**/highlights/**")
    bench.state.click()
    becomes(bench, [("about 300 ships", ["quantity"])])
    faults.clear()
