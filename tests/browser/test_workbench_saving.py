"""Nothing is lost: failures are tried again, refusals explained and kept, conflicts shown."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Route, expect

from annotations.access import open_highlight
from annotations.models import Highlight
from annotations.services.highlight_edits import HighlightChange, edit_highlight
from newsapp.domain.roles import Action
from newsapp.models import Article, Membership, Project, User
from tests.browser.unsent_work import API, lose_first_answer, mark
from tests.browser.workbench_page import Workbench, stored
from tests.factories import make_article, make_revision

TEXT = "The port authority said on Monday that about 300 ships must wait. It gave no reason."

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)


def change_elsewhere(project: Project, by: User, **change: object) -> None:
    highlight = Highlight.objects.get()
    access, opened = open_highlight(user=by, slug=project.slug, uuid=highlight.uuid, action=Action.HIGHLIGHT)
    edit_highlight(
        access=access,
        highlight=opened,
        version=highlight.version,
        change=HighlightChange(**change),  # type: ignore[arg-type]
    )


def test_a_failure_is_said_kept_and_tried_again_under_the_same_id(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    ids: list[str] = []

    def fail(route: Route) -> None:
        ids.append(route.request.url)
        if len(ids) < 3:
            route.abort() if len(ids) == 1 else route.fulfill(status=503, body="")
        else:
            route.continue_()

    bench.page.route(API, fail)
    mark(bench)
    expect(bench.state).to_contain_text("1 unsent")
    assert bench.painted_words() == ["about 300 ships"]
    bench.saved()
    assert len(set(ids)) == 1
    assert len(ids) == 3
    assert stored() == [("about 300 ships", ["quantity"])]
    faults.clear()


def test_a_lost_answer_makes_no_second_highlight(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    lost = lose_first_answer(bench.page)
    mark(bench)
    bench.press("4")
    bench.saved()
    assert lost == [201]
    assert stored() == [("about 300 ships must", ["quantity"])]
    faults.clear()


def test_pressing_the_state_tries_again_at_once(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    bench.page.route(API, lambda route: route.abort())
    mark(bench)
    expect(bench.state).to_have_attribute("data-save-state", "unsaved")
    bench.page.unroute(API)
    bench.state.click()
    bench.saved()
    faults.clear()


def test_closing_the_page_warns_where_the_browser_keeps_nothing(
    page: Page, project: Project, faults: list[str]
) -> None:
    article = make_article(project=project, text=TEXT)
    page.add_init_script(
        "Object.defineProperty(window, 'indexedDB', { value: { open() { throw new Error('none'); } } })"
    )
    bench = Workbench(page, project.slug, article.number).open()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    bench.page.on("dialog", stay)
    bench.page.route(API, lambda route: route.abort())
    bench.drag_over("about 300 ships")
    bench.press("f")
    expect(bench.state).to_contain_text("1 unsent: keep this page open")
    bench.page.evaluate("location.reload()")
    bench.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert bench.painted_words() == ["about 300 ships"]
    bench.page.unroute(API)
    bench.state.click()
    bench.saved()
    bench.page.reload()
    assert asked == ["beforeunload"]
    faults.clear()


def test_a_role_that_is_gone_is_explained_and_the_mark_is_kept(
    workbench: Open, analyst: User, faults: list[str]
) -> None:
    bench = workbench(TEXT)
    Membership.objects.filter(user=analyst).update(role="viewer")
    mark(bench)
    trouble = bench.card("about 300 ships").locator(".trouble")
    expect(trouble).to_contain_text("You may not save this now: This takes the role")
    expect(bench.state).to_contain_text("1 needs you")
    assert bench.painted_words() == ["about 300 ships"]
    Membership.objects.filter(user=analyst).update(role="analyst")
    trouble.locator("[data-retry]").click()
    bench.saved()
    expect(trouble).to_have_count(0)
    assert stored() == [("about 300 ships", ["quantity"])]
    faults.clear()


def test_one_signs_in_again_in_place_and_everything_goes_on(
    project: Project, analyst: User, open_context: Callable[..., BrowserContext], faults: list[str]
) -> None:
    analyst.set_password("long enough to be one")
    analyst.save()
    article = make_article(project=project, text=TEXT)
    bench = Workbench(open_context(analyst).new_page(), project.slug, article.number).open()
    bench.page.context.clear_cookies(name="sessionid")
    mark(bench)
    dialog = bench.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="You are signed out")).to_be_visible()
    expect(bench.state).to_contain_text("1 unsent")
    password = dialog.get_by_label("Password of")
    expect(password).to_be_focused()
    password.fill("not this one")
    password.press("Enter")
    expect(dialog).to_contain_text("That is not the password of this account.")
    password.fill("long enough to be one")
    password.press("Enter")
    expect(bench.page.get_by_role("dialog")).to_have_count(0)
    bench.saved()
    assert stored() == [("about 300 ships", ["quantity"])]
    bench.press("4")
    bench.saved()
    faults.clear()


def test_one_signs_in_in_another_tab_and_everything_goes_on(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    cookies = bench.page.context.cookies()
    bench.page.context.clear_cookies(name="sessionid")
    mark(bench)
    expect(bench.page.get_by_role("dialog").get_by_role("heading", name="You are signed out")).to_be_visible()
    bench.page.context.add_cookies(cookies)  # type: ignore[arg-type]
    bench.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(bench.page.get_by_role("dialog")).to_have_count(0)
    bench.saved()
    assert stored() == [("about 300 ships", ["quantity"])]
    faults.clear()


def test_a_deleted_article_is_explained_and_the_mark_can_be_discarded(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    Article.objects.update(deleted_at="2026-01-01T00:00:00Z")
    mark(bench)
    trouble = bench.card("about 300 ships").locator(".trouble")
    expect(trouble).to_be_visible()
    trouble.locator("[data-discard]").click()
    expect(bench.cards).to_have_count(0)
    expect(bench.state).to_have_attribute("data-save-state", "saved")
    faults.clear()


def test_a_newer_text_is_explained(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    make_revision(article=Article.objects.get(), text="New. " + TEXT)
    mark(bench)
    trouble = bench.card("about 300 ships").locator(".trouble")
    expect(trouble).to_contain_text("The article has a newer text")
    trouble.locator("[data-discard]").click()
    faults.clear()


def test_two_versions_are_shown_and_mine_is_kept(
    workbench: Open, project: Project, reviewer: User, faults: list[str]
) -> None:
    bench = workbench(TEXT)
    mark(bench)
    bench.saved()
    change_elsewhere(project, reviewer, note="Checked with the port.")
    bench.press("4")
    trouble = bench.card("about 300 ships").locator(".trouble")
    expect(trouble).to_contain_text("about 300 ships must")
    expect(trouble).to_contain_text("Checked with the port.")
    trouble.locator("[data-keep-mine]").click()
    bench.saved()
    row = Highlight.objects.get()
    assert (row.quote, row.note) == ("about 300 ships must", "Checked with the port.")
    faults.clear()


def test_two_versions_are_shown_and_theirs_is_taken(
    workbench: Open, project: Project, reviewer: User, faults: list[str]
) -> None:
    bench = workbench(TEXT)
    mark(bench)
    bench.saved()
    change_elsewhere(project, reviewer, tags=["claim"])
    bench.press("4")
    bench.card("about 300 ships").locator("[data-take-theirs]").click()
    bench.saved()
    expect(bench.card("about 300 ships")).to_contain_text("Claim")
    assert bench.painted_words() == ["about 300 ships"]
    assert stored() == [("about 300 ships", ["claim"])]
    faults.clear()


def test_work_goes_on_while_the_server_is_slow(workbench: Open) -> None:
    bench = workbench(TEXT)
    held: list[Route] = []
    let_go: list[bool] = []
    bench.page.route(API, lambda route: route.continue_() if let_go else held.append(route))
    mark(bench)
    bench.press("4", "Shift+c")
    mark(bench, "It gave no reason.", "c")
    bench.press("Delete")
    mark(bench, "The port authority", "s")
    bench.page.wait_for_timeout(100)
    let_go.append(True)
    for route in held:
        route.continue_()
    bench.saved()
    bench.page.wait_for_timeout(200)
    assert stored() == [("The port authority", ["source"]), ("about 300 ships must", ["quantity", "claim"])]
