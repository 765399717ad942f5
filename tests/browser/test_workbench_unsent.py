"""Unsent work survives a closed tab and a restarted browser, lands once, and is nobody else's."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from annotations.models import Highlight
from newsapp.models import Article, Event, Project, User
from tests.browser.conftest import OpenContext
from tests.browser.unsent_work import (
    API,
    await_kept,
    busy_once,
    changes_sent,
    cut_off,
    kept,
    look_for_leftovers,
    lose_first_answer,
    mark,
)
from tests.browser.workbench_page import Workbench, stored
from tests.conftest import ARGUMENTS, CHROMIUMS
from tests.factories import make_article, make_revision

TEXT = "The port authority said on Monday that about 300 ships must wait. It gave no reason."
Open = Callable[..., Workbench]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.as_written]


def test_a_closed_tab_loses_nothing_and_everything_lands_once(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    context = bench.page.context
    cut_off(context)
    mark(bench)
    bench.press("4", "Shift+c")
    mark(bench, "It gave no reason.", "c")
    expect(bench.state).to_contain_text("unsent")
    await_kept(bench.page, 2)
    bench.page.close()
    context.unroute(API)
    again = Workbench(context.new_page(), "front-pages", 1).open()
    expect(again.cards).to_have_count(2)
    again.saved()
    assert stored() == [("about 300 ships must", ["quantity", "claim"]), ("It gave no reason.", ["claim"])]
    assert Event.objects.filter(verb="highlight.created").count() == 2
    await_kept(again.page, 0)
    faults.clear()


def test_a_restarted_browser_loses_nothing(
    tmp_path: Path,
    chromium: Browser,
    live_server: LiveServer,
    analyst: User,
    open_context: OpenContext,
    project: Project,
) -> None:
    make_article(project=project, text=TEXT)
    cookies = open_context(analyst).cookies()
    executable = next(filter(None, map(shutil.which, CHROMIUMS)), None)

    def start() -> BrowserContext:
        context = chromium.browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=executable, args=ARGUMENTS, base_url=live_server.url
        )
        context.add_cookies(cookies)  # type: ignore[arg-type]
        return context

    first = start()
    cut_off(first)
    bench = Workbench(first.pages[0], "front-pages", 1).open()
    mark(bench)
    await_kept(bench.page, 1)
    first.close()
    assert stored() == []
    second = start()
    again = Workbench(second.pages[0], "front-pages", 1).open()
    expect(again.cards).to_have_count(1)
    again.saved()
    assert stored() == [("about 300 ships", ["quantity"])]
    second.close()


def test_work_for_another_article_is_sent_from_any_page(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    context = bench.page.context
    cut_off(context)
    mark(bench)
    await_kept(bench.page, 1)
    bench.page.close()
    context.unroute(API)
    page = context.new_page()
    page.goto("/account/")
    await_kept(page, 0)
    assert stored() == [("about 300 ships", ["quantity"])]
    faults.clear()


def test_an_open_tab_sends_its_own_work_and_no_other_does(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    held: list[Route] = []
    bench.page.route(API, lambda route: held.append(route))
    mark(bench)
    await_kept(bench.page, 1)
    other = Workbench(bench.page.context.new_page(), "front-pages", 1).open()
    sent = changes_sent(other.page)
    look_for_leftovers(other.page)
    assert sent == []
    expect(other.cards).to_have_count(0)
    assert stored() == []
    for route in held:
        route.continue_()
    bench.saved()
    assert stored() == [("about 300 ships", ["quantity"])]
    faults.clear()


def test_somebody_else_on_the_same_browser_neither_sees_nor_sends_it(
    workbench: Open, other_analyst: User, open_context: OpenContext, faults: list[str]
) -> None:
    bench = workbench(TEXT)
    context = bench.page.context
    cut_off(context)
    mark(bench)
    await_kept(bench.page, 1)
    mine = context.cookies()
    bench.page.close()
    context.unroute(API)
    theirs = open_context(other_analyst).cookies()
    context.clear_cookies()
    context.add_cookies(theirs)  # type: ignore[arg-type]
    other = Workbench(context.new_page(), "front-pages", 1).open()
    sent = changes_sent(other.page)
    look_for_leftovers(other.page)
    assert sent == []
    expect(other.cards).to_have_count(0)
    assert kept(other.page) == 1
    assert stored() == []
    other.page.close()
    context.clear_cookies()
    context.add_cookies(mine)  # type: ignore[arg-type]
    again = Workbench(context.new_page(), "front-pages", 1).open()
    again.saved()
    await_kept(again.page, 0)
    assert getattr(Highlight.objects.get().analyst, "username", "") == "ana"
    faults.clear()


def test_what_is_refused_is_told_on_any_page_and_can_be_discarded(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT, title="Ships wait")
    context = bench.page.context
    cut_off(context)
    mark(bench)
    await_kept(bench.page, 1)
    bench.page.close()
    context.unroute(API)
    Article.objects.update(deleted_at="2026-01-01T00:00:00Z")
    page = context.new_page()
    page.goto("/account/")
    panel = page.get_by_role("region", name="Work of yours that could not be saved")
    expect(panel).to_contain_text("about 300 ships")
    expect(panel.get_by_role("link", name="Ships wait")).to_be_visible()
    with page.expect_download() as download:
        panel.get_by_role("button", name="Save as a file").click()
    assert '"about 300 ships"' in download.value.path().read_text()
    page.reload()
    expect(panel).to_contain_text("about 300 ships")
    panel.get_by_role("button", name="Discard").click()
    expect(panel).to_have_count(0)
    await_kept(page, 0)
    faults.clear()


def test_the_same_words_are_marked_in_the_newer_text(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    make_revision(article=Article.objects.get(), text="New. " + TEXT)
    mark(bench)
    trouble = bench.card("about 300 ships").locator(".trouble")
    expect(trouble).to_contain_text("The article has a newer text.")
    trouble.get_by_role("button", name="Mark them there").click()
    bench.page.wait_for_function("() => document.querySelector('[data-text]').textContent.startsWith('New.')")
    bench.page.locator("[data-workbench][data-ready]").wait_for()
    expect(bench.cards).to_have_count(1)
    bench.saved()
    assert bench.painted_words() == ["about 300 ships"]
    assert stored() == [("about 300 ships", ["quantity"])]
    assert Highlight.objects.get().revision.number == 2
    faults.clear()


def test_a_text_that_was_revised_while_the_tab_was_closed_is_told(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    context = bench.page.context
    cut_off(context)
    mark(bench)
    await_kept(bench.page, 1)
    bench.page.close()
    context.unroute(API)
    make_revision(article=Article.objects.get(), text="New. " + TEXT)
    again = Workbench(context.new_page(), "front-pages", 1).open()
    panel = again.page.get_by_role("region", name="Work of yours that could not be saved")
    panel.get_by_role("button", name="Mark the same words in the newer text").click()
    await_kept(again.page, 0)
    assert stored() == [("about 300 ships", ["quantity"])]
    faults.clear()


def test_a_change_of_a_closed_tab_does_not_overwrite_what_a_colleague_changed_since(
    workbench: Open, faults: list[str]
) -> None:
    bench = workbench(TEXT)
    context = bench.page.context
    mark(bench)
    bench.saved()
    cut_off(context)
    bench.press("4")
    await_kept(bench.page, 1)
    bench.page.close()
    context.unroute(API)
    Highlight.objects.update(note="Checked with the port.", version=2)
    again = Workbench(context.new_page(), "front-pages", 1).open()
    trouble = again.card("about 300 ships").locator(".trouble")
    expect(trouble).to_contain_text("Checked with the port.")
    assert stored() == [("about 300 ships", ["quantity"])]
    trouble.locator("[data-keep-mine]").click()
    again.saved()
    await_kept(again.page, 0)
    assert stored() == [("about 300 ships must", ["quantity"])]
    faults.clear()


def test_a_lost_answer_to_a_change_is_no_conflict(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    mark(bench)
    bench.saved()
    lost = lose_first_answer(bench.page)
    bench.press("4")
    expect(bench.state).to_contain_text("1 unsent")
    bench.saved()
    assert lost == [200]
    assert bench.page.locator(".trouble").count() == 0
    row = Highlight.objects.get()
    assert (row.quote, row.version) == ("about 300 ships must", 2)
    bench.press("Shift+c")
    bench.saved()
    assert stored() == [("about 300 ships must", ["quantity", "claim"])]
    faults.clear()


def test_a_lost_answer_to_a_deletion_is_a_deletion(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    mark(bench)
    bench.saved()
    lost = lose_first_answer(bench.page)
    bench.press("Delete")
    expect(bench.state).to_contain_text("1 unsent")
    bench.saved()
    assert lost == [204]
    assert stored() == []
    assert Event.objects.filter(verb="highlight.deleted").count() == 1
    faults.clear()


def test_a_server_that_asks_for_time_gets_it(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    moments = busy_once(bench.page, API)
    mark(bench)
    bench.saved()
    assert len(moments) == 2
    assert moments[1] - moments[0] >= 3
    faults.clear()


@pytest.mark.parametrize("years", [-40, 40])
def test_a_wrong_clock_changes_nothing(page: Page, project: Project, faults: list[str], years: int) -> None:
    make_article(project=project, text=TEXT)
    page.add_init_script(f"{{ const now = Date.now; Date.now = () => now() + {years} * 365 * 86400e3; }}")
    bench = Workbench(page, "front-pages", 1).open()
    page.route(API, lambda route: route.abort())
    mark(bench)
    expect(bench.state).to_contain_text("1 unsent")
    expect(bench.state.locator("[data-save-next]")).to_have_text(re.compile(r"^· trying again in [1-5] s$"))
    page.unroute(API)
    # The clock is set right while the page waits: the next try comes all the same.
    page.evaluate(f"{{ const now = Date.now; Date.now = () => now() - {years} * 365 * 86400e3; }}")
    bench.saved()
    mark(bench, "It gave no reason.", "c")
    bench.saved()
    assert [quote for quote, _ in stored()] == ["about 300 ships", "It gave no reason."]
    faults.clear()


def test_a_second_of_latency_holds_nobody_up(workbench: Open) -> None:
    bench = workbench(TEXT)

    def slowly(route: Route) -> None:
        bench.page.wait_for_timeout(1_000)
        route.continue_()

    bench.page.route(API, slowly)
    mark(bench)
    assert bench.painted_words() == ["about 300 ships"]
    bench.press("4", "Shift+c")
    mark(bench, "It gave no reason.", "c")
    assert bench.painted_words() == ["It gave no reason.", "about 300 ships must", "about 300 ships must"]
    bench.saved()
    assert len(stored()) == 2
