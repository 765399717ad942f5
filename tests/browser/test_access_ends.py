"""What an open page does when its reader loses access: it says so, and loses nothing."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from newsapp.models import Membership, Project, User
from newsapp.services.projects import remove_project
from tests.browser.conftest import OpenContext
from tests.browser.workbench_page import Workbench, stored
from tests.factories import TEXT, make_article, opened

REFUSED = re.compile(r"status of (40\d|503)|Error Code 40\d|ERR_FAILED")

OFTEN = """() => {
    document.querySelector("[data-access-watch]").dataset.every = "0.3";
    window.dispatchEvent(new Event("focus"));
}"""


def watch_often(page: Page) -> None:
    page.evaluate(OFTEN)


def no_longer(page: Page) -> None:
    expect(page.get_by_role("dialog")).to_be_visible(timeout=5_000)
    expect(page.get_by_role("heading", name="This project is no longer open to you")).to_be_visible()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_hidden()


class Unexpected(list[str]):
    """What the console says, but for requests that were refused or did not arrive: they are what is tested here.

    An open page goes on asking, so that one of them may come after the last step of a test.
    """

    def append(self, fault: str) -> None:
        """Keep one that nobody expects."""
        if not REFUSED.search(fault):
            super().append(fault)


@pytest.fixture
def faults() -> list[str]:
    """Refused requests are none."""
    return Unexpected()


def test_a_removed_member_sees_it_on_the_list_of_articles(page: Page, project: Project, analyst: User) -> None:
    make_article(project=project)
    page.goto("/projects/front-pages/")
    watch_often(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    Membership.objects.filter(user=analyst).delete()
    no_longer(page)
    # Nothing behind it can be read or reached any more, and Escape does not bring it back.
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    no_longer(page)
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    covering = page.evaluate("getComputedStyle(document.querySelector('dialog'), '::backdrop').backgroundColor")
    assert covering == page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("link", name="To your projects").click()
    expect(page.get_by_role("heading", name="No project yet")).to_be_visible()


def test_an_open_page_finds_out_within_seconds(page: Page, project: Project, analyst: User) -> None:
    page.goto("/projects/front-pages/guidelines/")
    Membership.objects.filter(user=analyst).delete()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=8_000)


def test_the_page_goes_on_when_the_member_is_let_in_again(page: Page, project: Project, analyst: User) -> None:
    page.goto("/projects/front-pages/guidelines/")
    watch_often(page)
    Membership.objects.filter(user=analyst).delete()
    no_longer(page)
    Membership.objects.create(project=project, user=analyst, role="viewer")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_the_workbench_has_not_sent_survives_the_loss_of_access(
    workbench: Callable[..., Workbench],
    page: Page,
    project: Project,
    analyst: User,
) -> None:
    bench = workbench(TEXT)

    def fail(route: Route) -> None:
        route.abort()

    page.route("**/api/v1/**", fail)
    bench.select("About 1,000 soldiers")
    bench.press("c")
    expect(bench.card("About 1,000 soldiers")).to_be_visible()
    watch_often(page)
    Membership.objects.filter(user=analyst).delete()
    no_longer(page)
    expect(page.locator(".access-ended-unsent")).to_be_visible()
    bench.press("n", "s", "Delete", "Escape")
    assert bench.cards.count() == 1
    Membership.objects.create(project=project, user=analyst, role="analyst")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.unroute("**/api/v1/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    bench.saved()
    assert stored() == [("About 1,000 soldiers", ["claim"])]


def test_somebody_who_signs_in_again_goes_on_in_the_same_page(
    open_context: OpenContext, project: Project, manager: User
) -> None:
    manager.set_password("correct horse battery")
    manager.save()
    context = open_context(manager)
    page = context.new_page()
    page.goto("/projects/front-pages/settings/")
    watch_often(page)
    page.get_by_label("Description").fill("Typed before it happened")
    context.clear_cookies()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    with context.expect_page() as opening:
        page.get_by_role("link", name="Sign in").click()
    other = opening.value
    other.get_by_label("Name or e-mail address").fill("mira")
    other.get_by_label("Password", exact=True).fill("correct horse battery")
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="Projects")).to_be_visible()
    other.close()
    page.bring_to_front()
    expect(page.get_by_role("dialog")).to_have_count(0)
    # The form carries a new token: what was typed is saved, not refused.
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The settings were saved.")).to_be_visible()
    project.refresh_from_db()
    assert project.description == "Typed before it happened"


def test_a_page_of_one_person_does_not_go_on_for_another(
    open_context: OpenContext, project: Project, manager: User, analyst: User
) -> None:
    mine, theirs = open_context(manager), open_context(analyst)
    page = mine.new_page()
    page.goto("/projects/front-pages/")
    watch_often(page)
    mine.add_cookies(theirs.cookies())  # type: ignore[arg-type]
    expect(page.get_by_role("heading", name="Somebody else is signed in here now")).to_be_visible()


def test_a_deleted_project_is_gone_from_open_pages_too(page: Page, project: Project) -> None:
    page.goto("/projects/front-pages/activity/")
    watch_often(page)
    remove_project(access=opened(project=project), confirmation="Front pages")
    no_longer(page)


def test_a_server_that_does_not_answer_says_nothing_about_access(page: Page, project: Project) -> None:
    page.goto("/projects/front-pages/")
    page.route("**/access/**", lambda route: route.abort())
    watch_often(page)
    for _again in range(2):
        page.wait_for_event("requestfailed", lambda request: "/access/" in request.url)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.unroute("**/access/**")
    page.route("**/access/**", lambda route: route.fulfill(status=503))
    for _again in range(2):
        page.wait_for_event("response", lambda response: response.status == 503)
    expect(page.get_by_role("dialog")).to_have_count(0)
