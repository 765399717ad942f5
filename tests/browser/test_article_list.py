"""The list of articles by keyboard and mouse, in a browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from newsapp.models import Article, Project, User
from tests.browser.conftest import OpenContext
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listed(open_context: OpenContext, manager: User, project: Project) -> Page:
    """The manager's list of five articles."""
    for number in range(1, 6):
        language = "en" if number != 3 else "uk"
        make_article(
            project=project, text=f"Words about quay number {number}.", title=f"Title {number}", language=language
        )
    page = open_context(manager, viewport={"width": 1280, "height": 900}).new_page()
    page.goto("/projects/front-pages/")
    return page


def _chosen(page: Page) -> list[str]:
    return [box.input_value() for box in page.locator("[data-choose]:checked").all()]


def test_keys_go_through_the_list_choose_and_open(listed: Page) -> None:
    listed.keyboard.press("j")
    listed.keyboard.press("j")
    expect(listed.locator("#article-4")).to_be_focused()
    listed.keyboard.press("x")
    listed.keyboard.press("j")
    listed.keyboard.press("j")
    listed.keyboard.press("Shift+X")
    assert _chosen(listed) == ["4", "3", "2"]
    expect(listed.locator("[data-chosen-count]")).to_contain_text("3")
    listed.keyboard.press("Escape")
    assert _chosen(listed) == []
    listed.keyboard.press("k")
    listed.keyboard.press("Enter")
    expect(listed).to_have_url(re.compile("/articles/3/$"))


def test_a_cyrillic_layout_means_the_same_keys(listed: Page) -> None:
    for key, code in (("о", "KeyJ"), ("ч", "KeyX")):
        listed.evaluate(
            "([key, code]) => (document.activeElement ?? document.body).dispatchEvent("
            "new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}))",
            [key, code],
        )
    assert _chosen(listed) == ["5"]


def test_letters_that_are_typed_into_the_search_are_letters(listed: Page) -> None:
    listed.keyboard.press("/")
    field = listed.locator("#article-q")
    expect(field).to_be_focused()
    field.press_sequentially("jxa?")
    expect(field).to_have_value("jxa?")
    assert _chosen(listed) == []


def test_the_rows_change_while_one_types_and_the_address_and_the_focus_follow(listed: Page) -> None:
    listed.locator("#article-q").press_sequentially("number 3")
    expect(listed.locator("[data-row]")).to_have_count(1)
    expect(listed.locator("#article-q")).to_be_focused()
    expect(listed).to_have_url(re.compile(r"\?q=number(\+|%20)3$"))
    expect(listed.locator(".snippet mark").first).to_be_visible()
    listed.locator(".filter-panel summary").click()
    listed.get_by_label("Language").select_option("en")
    expect(listed.get_by_text("Nothing found")).to_be_visible()
    listed.go_back()
    expect(listed.locator("[data-row]")).to_have_count(1)
    expect(listed.locator("#article-q")).to_have_value("number 3")


def test_shift_and_a_click_choose_a_range_and_the_box_above_all(listed: Page) -> None:
    listed.locator("#article-5-check").check()
    listed.locator("#article-2-check").click(modifiers=["Shift"])
    assert _chosen(listed) == ["5", "4", "3", "2"]
    listed.locator("[data-choose-page]").click()
    assert len(_chosen(listed)) == 5


def test_a_lead_assigns_by_key_and_takes_it_back(listed: Page, analyst: User) -> None:
    listed.keyboard.press("j")
    listed.keyboard.press("a")
    expect(listed.get_by_role("heading", name="Assign 1 article")).to_be_visible()
    listed.get_by_role("checkbox", name=re.compile("ana")).check()
    expect(listed.locator("#assign-preview dd")).to_have_text("1")
    listed.get_by_role("button", name="Assign", exact=True).click()
    expect(listed.locator(".person.is-assigned")).to_have_count(1)
    listed.get_by_role("button", name="Undo").click()
    expect(listed.locator(".person")).to_have_count(0)


def test_all_keys_are_shown_and_put_away(listed: Page) -> None:
    listed.keyboard.press("?")
    expect(listed.locator("[data-keys-panel]")).to_be_focused()
    listed.keyboard.press("Escape")
    expect(listed.locator("[data-keys-panel]")).to_be_hidden()


def test_the_list_works_without_scripts(open_context: OpenContext, manager: User, project: Project) -> None:
    make_article(project=project, text="One.", title="First")
    make_article(project=project, text="Two.", title="Second")
    page = open_context(manager, java_script_enabled=False).new_page()
    page.goto("/projects/front-pages/")
    page.locator("#article-2-check").check()
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_text("1 article was archived.")).to_be_visible()
    assert Article.objects.get(number=2).archived_at is not None
    page.get_by_role("button", name="Undo").click()
    assert Article.objects.get(number=2).archived_at is None
    page.locator("#article-q").fill("one")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("[data-row]")).to_have_count(1)


def test_a_phone_has_no_sideways_scrolling(open_context: OpenContext, manager: User, project: Project) -> None:
    make_article(project=project, text="One.", title="w" * 300, outlet="o" * 100, story="s" * 100)
    page = open_context(manager, viewport={"width": 390, "height": 844}).new_page()
    page.goto("/projects/front-pages/?q=one")
    page.locator("[data-choose]").check()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
