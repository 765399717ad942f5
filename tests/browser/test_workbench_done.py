"""Saying that one is done, without leaving the text."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from newsapp.models import Article, Assignment, Project, User
from newsapp.services.assignments import assign_articles, mark_done
from tests.browser.workbench_page import Workbench
from tests.factories import TEXT, make_article, opened, opened_article


def test_the_key_says_done_and_not_done_and_offers_the_next(
    workbench: Callable[..., Workbench], page: Page, project: Project, analyst: User
) -> None:
    bench = workbench(TEXT)
    make_article(project=project, text="Another one.", title="The next one")
    assign_articles(access=opened(project=project), numbers=[2], usernames=["ana"])
    bench.press("d")
    expect(page.locator("#done-head-button")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#done-end")).to_contain_text("The next one")
    expect(page.locator("#done-status")).to_have_text("You are done with this article.")
    expect(page.locator("[data-next-for-you]")).to_be_visible()
    expect(bench.text).to_be_focused()
    assert Assignment.objects.get(article__number=1).done_at
    bench.press("d")
    expect(page.locator("#done-head-button")).to_have_attribute("aria-pressed", "false")
    assert not Assignment.objects.get(article__number=1).done_at


def test_either_button_keeps_the_focus(workbench: Callable[..., Workbench], page: Page) -> None:
    workbench(TEXT)
    for button, pressed in (("#done-end-button", "true"), ("#done-head-button", "false")):
        page.locator(button).focus()
        page.keyboard.press("Enter")
        expect(page.locator("#done-head-button")).to_have_attribute("aria-pressed", pressed)
        expect(page.locator(button)).to_be_focused()


def test_what_could_not_be_saved_is_said(workbench: Callable[..., Workbench], page: Page, faults: list[str]) -> None:
    bench = workbench(TEXT)
    page.route("**/done/", lambda route: route.abort())
    bench.press("d")
    expect(page.locator("[data-done-trouble]")).to_be_visible()
    expect(page.locator("#done-head-button")).to_have_attribute("aria-pressed", "false")
    page.unroute_all()
    bench.press("d")
    expect(page.locator("#done-head-button")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-done-trouble]")).to_be_hidden()
    faults.clear()


def said_done(page: Page, pressed: bool) -> None:
    expect(page.locator("#done-head-button")).to_have_attribute("aria-pressed", str(pressed).lower())


def test_undo_takes_it_back_and_redo_says_it_again(workbench: Callable[..., Workbench], page: Page) -> None:
    bench = workbench(TEXT)
    bench.press("ArrowDown", "c")
    bench.saved()
    bench.press("d")
    said_done(page, True)
    bench.press("u")
    said_done(page, False)
    expect(page.locator("#done-status")).to_have_text("Not done any more.")
    assert not Assignment.objects.get().done_at
    # The highlight is the step before.
    expect(bench.cards).to_have_count(1)
    bench.press("u")
    expect(bench.cards).to_have_count(0)
    bench.press("Shift+u", "Shift+u")
    expect(bench.cards).to_have_count(1)
    said_done(page, True)
    bench.press("d")
    said_done(page, False)
    bench.press("u")
    said_done(page, True)
    bench.saved()


def test_undo_before_the_answer_waits_for_it(workbench: Callable[..., Workbench], page: Page) -> None:
    bench = workbench(TEXT)
    held: list[Route] = []
    page.route("**/done/", lambda route: held.append(route), times=1)
    with page.expect_request("**/done/"):
        bench.press("d")
    bench.press("u")
    assert len(held) == 1
    with page.expect_response(lambda answer: "done=no" in (answer.request.post_data or "")):
        held[0].continue_()
    said_done(page, False)
    assert not Assignment.objects.get().done_at


def test_what_was_changed_meanwhile_is_left_and_said(
    workbench: Callable[..., Workbench], page: Page, analyst: User
) -> None:
    bench = workbench(TEXT)
    bench.press("d")
    said_done(page, True)
    # In another window: not done, and done once more.
    access = opened_article(article=Article.objects.get(), user=analyst)
    for done in (False, True):
        mark_done(access=access, done=done)
    since = Assignment.objects.get().done_at
    bench.press("u")
    expect(page.locator("[data-workbench-notice]")).to_contain_text("Left as it is")
    said_done(page, True)
    assert Assignment.objects.get().done_at == since
    bench.press("Shift+u")
    expect(page.locator("[data-announcer]")).to_have_text("Nothing to do again")
    # Pressed again the button says what stands there now.
    bench.press("d")
    said_done(page, False)


def test_what_could_not_be_taken_back_stays_to_be_taken_back(
    workbench: Callable[..., Workbench], page: Page, faults: list[str]
) -> None:
    bench = workbench(TEXT)
    bench.press("d")
    said_done(page, True)
    page.route("**/done/", lambda route: route.abort())
    bench.press("u")
    expect(page.locator("[data-done-trouble]")).to_be_visible()
    page.unroute_all()
    bench.press("u")
    said_done(page, False)
    faults.clear()


def test_done_before_the_page_is_whole_waits_for_what_is_missing(
    workbench: Callable[..., Workbench], page: Page
) -> None:
    waiting: list[Route] = []
    page.route("**/htmx-2*.js", lambda route: waiting.append(route))
    bench = workbench(TEXT)
    bench.press("d")
    page.wait_for_function(
        "() => performance.getEntriesByType('resource').length && document.querySelector('head > script[src*=htmx-2]')"
    )
    expect(page.locator("#done-head-button")).to_have_attribute("aria-pressed", "false")
    page.evaluate("() => { window.still = true; }")
    waiting[0].continue_()
    expect(page.locator("#done-head-button")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("() => window.still")


def test_done_says_so_when_what_is_missing_does_not_come_and_works_again_afterwards(
    workbench: Callable[..., Workbench], page: Page, faults: list[str]
) -> None:
    page.route("**/htmx-2*.js", lambda route: route.abort())
    bench = workbench(TEXT)
    bench.press("d")
    expect(page.locator("[data-done-trouble]")).to_be_visible()
    page.unroute("**/htmx-2*.js")
    bench.press("d")
    expect(page.locator("#done-head-button")).to_have_attribute("aria-pressed", "true")
    faults.clear()
