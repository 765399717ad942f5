"""The site's pages in a real browser: a new project, guidelines, requests that fail."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect

from newsapp.models import Guidelines, Project, User
from newsapp.services.guidelines import publish_guidelines
from tests.browser.conftest import OpenContext
from tests.factories import make_article, opened


@pytest.fixture
def page(open_context: OpenContext, manager: User, project: Project) -> Iterator[Page]:
    """A page of the manager's browser."""
    found = open_context(manager, viewport={"width": 1440, "height": 900}).new_page()
    yield found
    found.unroute_all()


def test_the_address_follows_the_name_while_it_is_typed(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="New project").click()
    name, address = page.get_by_label("Name"), page.get_by_label("Address")
    expect(name).to_be_focused()
    page.keyboard.type("Фронтові новини", delay=20)
    expect(address).to_have_value("frontovi-novyny")
    expect(name).to_be_focused()
    expect(page.get_by_text("/projects/frontovi-novyny/ for good")).to_be_visible()
    address.fill("front-pages")
    expect(page.get_by_text("front-pages is taken. front-pages-2 is free.")).to_be_visible()
    expect(address).to_be_focused()
    address.fill("my-own")
    expect(page.get_by_text("/projects/my-own/ for good")).to_be_visible()
    name.fill("Something else")
    page.wait_for_timeout(600)
    expect(address).to_have_value("my-own")
    expect(page.get_by_label("Project that is copied")).to_be_hidden()
    page.get_by_label("Copy of a project").check()
    expect(page.get_by_label("Project that is copied")).to_be_visible()
    page.get_by_role("button", name="Make the project").click()
    page.wait_for_url("**/projects/my-own/")
    assert Project.objects.get(slug="my-own").name == "Something else"


def test_a_preview_appears_in_place_and_what_was_typed_is_not_left_by_accident(page: Page) -> None:
    page.goto("/projects/front-pages/guidelines/edit/")
    page.get_by_label("Text").fill("Mark **claims**, not opinions.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#guidelines-preview strong")).to_have_text("claims")
    expect(page.get_by_role("button", name="Preview")).to_be_focused()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Text")).to_have_value("Mark **claims**, not opinions.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 1 of the guidelines is published.")).to_be_visible()
    assert asked == ["beforeunload"]
    assert Guidelines.objects.get().text == "Mark **claims**, not opinions."


def test_a_page_with_nothing_typed_is_left_without_a_question(page: Page, project: Project) -> None:
    publish_guidelines(access=opened(project=project), text="Mark.", version=0)
    page.goto("/projects/front-pages/guidelines/edit/")
    page.on("dialog", lambda dialog: pytest.fail(f"asked: {dialog.type}"))
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_text("Version 1 ·")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (0, "The server cannot be reached"),
        (500, "Something broke on the server"),
        (404, "That is no longer there"),
        (403, "That was refused"),
        (413, "That is too large"),
    ],
)
def test_a_request_that_fails_says_so_and_keeps_what_was_typed(
    page: Page, faults: list[str], status: int, words: str
) -> None:
    page.goto("/projects/front-pages/guidelines/edit/")
    page.get_by_label("Text").fill("Typed words")
    page.route("**/edit/", lambda route: route.fulfill(status=status, body="<p>no</p>") if status else route.abort())
    page.get_by_role("button", name="Preview").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(words)
    expect(page.get_by_label("Text")).to_have_value("Typed words")
    faults.clear()
    page.unroute("**/edit/")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#guidelines-preview")).to_contain_text("Typed words")
    expect(alert).to_be_hidden()
    page.evaluate("document.querySelector('[data-unsaved]').dispatchEvent(new Event('submit'))")


def test_a_refusal_is_told_in_its_own_words_and_a_sign_in_page_never_lands_in_a_fragment(
    page: Page, project: Project, faults: list[str]
) -> None:
    make_article(project=project)
    page.goto("/new-project/")
    page.get_by_label("Name").fill("A name")
    refusal = '<p class="alert error" role="alert">The harbour is <b>closed</b>.</p>'
    page.route("**/new-project/address/**", lambda route: route.fulfill(status=400, body=refusal))
    page.get_by_label("Name").fill("Another name")
    expect(page.get_by_role("alert")).to_contain_text("The harbour is closed.")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.unroute("**/new-project/address/**")
    page.context.clear_cookies()
    page.get_by_label("Name").fill("A third name")
    expect(page.get_by_role("alert")).to_contain_text("You are signed out.")
    expect(page.get_by_label("Name")).to_have_value("A third name")
    expect(page.get_by_label("Password")).to_have_count(0)
    faults.clear()


def test_the_focus_is_not_lost_when_what_had_it_is_swapped_away(page: Page) -> None:
    page.goto("/new-project/")
    page.get_by_label("Name").fill("A name")
    expect(page.get_by_label("Address")).to_have_value("a-name")
    body = '<div class="field" id="address-field"><p>Other</p></div>'
    page.route("**/new-project/address/**", lambda route: route.fulfill(status=200, body=body))
    page.get_by_label("Name").fill("Another name")
    page.get_by_label("Address").focus()
    expect(page.get_by_text("Other")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "address-field"


def test_a_filter_by_a_long_name_fits_a_phone(page: Page, project: Project) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/projects/{project.slug}/activity/?person={'w' * 150}")
    expect(page.get_by_text("w" * 150)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_settings_can_be_saved_without_scripts(open_context: OpenContext, manager: User, project: Project) -> None:
    page = open_context(manager, java_script_enabled=False).new_page()
    page.goto("/projects/front-pages/settings/")
    page.get_by_label("Name", exact=True).fill("Fronts")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The settings were saved.")).to_be_visible()
    page.goto("/projects/front-pages/guidelines/edit/")
    page.get_by_label("Text").fill("Mark **claims**.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#guidelines-preview strong")).to_have_text("claims")
    page.goto("/new-project/")
    page.get_by_label("Name").fill("No scripts")
    page.get_by_role("button", name="Make the project").click()
    page.wait_for_url("**/projects/no-scripts/")
