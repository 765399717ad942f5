"""The list of highlights in a browser: keys, picking, filters, the way into a text and back, changing many."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from annotations.domain.highlighting import HighlightRecord
from annotations.models import Highlight
from newsapp.models import Article, Project, User
from tests.browser.axe import violations
from tests.browser.conftest import OpenContext
from tests.factories import make_article, make_highlight

LIST = "/projects/front-pages/highlights/"


@pytest.fixture
def marks(project: Project, analyst: User) -> list[HighlightRecord]:
    """Twelve highlights of one long text, every other one a hedge as well."""
    article = make_article(project=project, text="\n\n".join(f"Sentence {n} says word{n:02} here." for n in range(12)))
    return [
        make_highlight(
            article=article, by=analyst, quote=f"word{n:02}", tags=["claim", "hedge"] if n % 2 else ["claim"],
            attributes={"claim": {"verifiable": "yes"}} if n < 3 else None,
        )
        for n in range(12)
    ]  # fmt: skip


@pytest.fixture
def listed(page: Page, marks: list[HighlightRecord]) -> Iterator[Page]:
    """The list, ready."""
    page.goto(LIST)
    page.locator("[data-concordance=ready]").wait_for(state="attached")
    yield page
    page.wait_for_timeout(50)


def focused_quote(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_keys_walk_pick_and_open(listed: Page) -> None:
    listed.keyboard.press("j")
    assert focused_quote(listed) == "word00"
    listed.keyboard.press("j")
    listed.keyboard.press("j")
    assert focused_quote(listed) == "word02"
    listed.keyboard.press("k")
    assert focused_quote(listed) == "word01"
    listed.keyboard.press("x")
    for _ in range(3):
        listed.keyboard.press("j")
    listed.keyboard.press("Shift+X")
    expect(listed.locator("[data-pick]:checked")).to_have_count(4)
    expect(listed.locator("[data-picked]")).to_have_text("4")
    listed.keyboard.press("x")
    expect(listed.locator("[data-picked]")).to_have_text("3")
    listed.keyboard.press("e")
    expect(listed.locator("details.kwic-about[open]")).to_have_count(1)
    listed.keyboard.press("?")
    expect(listed.locator("[data-keys]")).to_have_attribute("open", "")
    listed.keyboard.press("/")
    expect(listed.locator("[data-search]")).to_be_focused()
    listed.keyboard.type("jx")
    expect(listed.locator("[data-search]")).to_have_value("jx")


def test_keys_of_another_layout_and_keys_switched_off(listed: Page) -> None:
    press = """([key, code]) => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", {key, code, bubbles: true, cancelable: true}))"""
    listed.evaluate(press, ["о", "KeyJ"])
    assert focused_quote(listed) == "word00"
    listed.keyboard.press("?")
    listed.locator("[data-keys-on]").uncheck()
    listed.locator("[data-row-link]").first.focus()
    listed.keyboard.press("j")
    assert focused_quote(listed) == "word00"


def test_a_range_is_picked_with_shift_and_the_page_at_once(listed: Page) -> None:
    boxes = listed.locator("[data-pick]")
    expect(listed.locator(".bulk-bar")).to_be_hidden()
    boxes.nth(2).click()
    boxes.nth(6).click(modifiers=["Shift"])
    expect(listed.locator("[data-picked]")).to_have_text("5")
    expect(listed.locator(".bulk-bar")).to_be_visible()
    listed.locator("[data-pick-page]").check()
    expect(listed.locator("[data-picked]")).to_have_text("12")
    boxes.nth(0).uncheck()
    assert listed.locator("[data-pick-page]").evaluate("box => box.indeterminate")
    listed.locator("[data-pick-all]").check()
    expect(boxes.nth(0)).to_be_checked()
    boxes.nth(0).uncheck()
    expect(listed.locator("[data-pick-all]")).not_to_be_checked()
    listed.get_by_role("button", name="Pick none").click()
    expect(listed.locator(".bulk-bar")).to_be_hidden()


def test_a_filter_changes_the_lines_and_the_address_and_keeps_the_focus(listed: Page) -> None:
    tag = listed.get_by_label("Tag", exact=True).first
    tag.focus()
    tag.select_option("hedge")
    expect(listed.locator("[data-row]")).to_have_count(6)
    assert listed.url.endswith(LIST + "?tag=hedge")
    expect(tag).to_be_focused()
    expect(listed.locator("[data-announcer]")).to_have_text("6 highlights")
    tag.select_option("claim")
    verifiable = listed.get_by_label("Verifiable")
    verifiable.focus()
    verifiable.select_option("yes")
    expect(listed.locator("[data-row]")).to_have_count(3)
    expect(listed.get_by_label("Verifiable")).to_be_focused()
    assert listed.url.endswith("?tag=claim&claim.verifiable=yes")
    tag.select_option("")
    expect(listed.locator("[data-row]")).to_have_count(12)
    assert listed.url.endswith(LIST)


def test_typing_searches_and_leaving_the_field_does_not_ask_again(listed: Page) -> None:
    asked: list[str] = []
    listed.on("request", lambda request: asked.append(request.url) if LIST + "?" in request.url else None)
    listed.locator("[data-search]").press_sequentially("word07", delay=20)
    expect(listed.locator("[data-row]")).to_have_count(1)
    listed.locator("[data-row-link]").first.focus()
    listed.wait_for_timeout(500)
    assert [url.partition("?")[2] for url in asked] == ["q=word07"]


def test_a_filter_that_is_refused_says_why_and_the_next_one_works(listed: Page, faults: list[str]) -> None:
    listed.get_by_text("More filters").click()
    number = listed.get_by_label("Article number")
    number.evaluate("field => field.removeAttribute('min')")  # what the browser itself would not send
    number.fill("0")
    number.press("Tab")
    expect(listed.locator("[data-notice-words]")).to_have_text("Expected the number of an article.")
    expect(listed.locator("[data-row]")).to_have_count(12)
    faults.clear()  # the browser reports the refusal
    number.fill("1")
    number.press("Tab")
    expect(listed.locator("[data-row]")).to_have_count(12)


def test_back_and_forth_between_filters_the_page_goes_on_working(listed: Page) -> None:
    tag = listed.get_by_label("Tag", exact=True).first
    tag.select_option("hedge")
    expect(listed.locator("[data-row]")).to_have_count(6)
    listed.go_back()
    expect(listed.locator("[data-row]")).to_have_count(12)
    listed.locator("[data-pick-page]").check()
    expect(listed.locator("[data-picked]")).to_have_text("12")
    listed.get_by_label("Tag", exact=True).first.select_option("hedge")
    expect(listed.locator("[data-row]")).to_have_count(6)
    listed.keyboard.press("Escape")
    listed.locator("[data-row-link]").first.focus()
    listed.keyboard.press("j")
    assert focused_quote(listed) == "word03"


def test_into_the_text_and_back_to_the_same_line(listed: Page, marks: list[HighlightRecord]) -> None:
    listed.set_viewport_size({"width": 1280, "height": 500})
    listed.goto(LIST + "?sort=newest&tag=claim")
    row = listed.locator("[data-row]").nth(9)
    quote = row.locator("[data-row-link]").inner_text()
    row.locator("[data-row-link]").click()
    listed.locator("[data-workbench][data-ready]").wait_for()
    expect(listed.locator("[data-mark-list] .mark.open [data-slot=quote]")).to_have_text(quote)
    listed.keyboard.press("b")
    listed.locator("[data-concordance=ready]").wait_for(state="attached")
    assert "sort=newest&" in listed.url or "sort=newest" in listed.url
    expect(listed.locator(".kwic-row.visited [data-row-link]")).to_have_text(quote)
    expect(listed.locator(".kwic-row.visited [data-row-link]")).to_be_focused()
    expect(listed.locator(".kwic-row.visited")).to_be_in_viewport()


def test_back_by_the_browsers_own_button_comes_to_the_same_line(listed: Page) -> None:
    listed.locator("[data-row-link]").nth(9).click()
    listed.locator("[data-workbench][data-ready]").wait_for()
    listed.go_back()
    listed.locator("[data-concordance=ready]").wait_for(state="attached")
    expect(listed.locator(".kwic-row.visited [data-row-link]")).to_have_text("word09")
    expect(listed.locator(".kwic-row.visited")).to_be_in_viewport()


def test_many_are_changed_and_taken_back(listed: Page) -> None:
    listed.locator("[data-pick]").nth(1).click()
    listed.locator("[data-pick]").nth(3).click(modifiers=["Shift"])
    bar = listed.locator(".bulk-bar")
    bar.get_by_label("What to do").select_option("replace")
    bar.get_by_role("button", name="Preview").click()
    expect(bar).to_be_visible()  # a tag has to be chosen first
    bar.get_by_label("The tag", exact=True).select_option("hedge")
    bar.get_by_label("By the tag").select_option("cue")
    bar.get_by_role("button", name="Preview").click()
    expect(listed.get_by_text("2 highlights will have the tag “Cue” in place of “Hedge”.")).to_be_visible()
    expect(listed.get_by_text("1 does not have the tag.")).to_be_visible()
    for theme in ("light", "dark"):
        listed.emulate_media(color_scheme=theme, reduced_motion="reduce")
        listed.wait_for_timeout(400)  # colours of the other theme stay for a while
        assert not violations(listed)
    listed.get_by_role("button", name="Change 2 highlights").click()
    said = listed.locator(".bulk-made")
    assert not violations(listed)
    expect(said).to_contain_text("2 highlights: “Hedge” became “Cue”.")
    assert Highlight.objects.filter(tags__key="cue").count() == 2
    said.get_by_role("button", name="Undo").click()
    expect(listed.locator(".bulk-made")).to_contain_text("Taken back.")
    assert not Highlight.objects.filter(tags__key="cue").exists()


def test_the_lines_are_one_line_on_a_wide_page_and_flow_on_a_phone(
    open_context: OpenContext, analyst: User, project: Project, article: Article
) -> None:
    make_highlight(
        article=article, by=analyst, quote="Up to 11,000 soldiers are expected to follow, allegedly before the"
    )
    arabic = make_article(project=project, text="أعلنت الوزارة أن نحو 1,000 جندي وصلوا إلى الحدود.", language="ar")
    make_highlight(article=arabic, by=analyst, quote="نحو 1,000 جندي")
    for width, single in ((1440, True), (1024, True), (768, False), (390, False)):
        page = open_context(analyst, viewport={"width": width, "height": 800}).new_page()
        page.goto(LIST)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        for line in page.locator(".kwic-line").all():
            assert (line.evaluate("e => e.getBoundingClientRect().height") < 32) == single or not single, width
        before, quote = page.locator(".kwic-before").nth(1), page.locator(".kwic-quote").nth(1)
        left, right = quote.bounding_box(), before.bounding_box()
        assert left is not None
        assert right is not None
        assert left["x"] < right["x"], "what comes before stands at the right in Arabic"
        page.close()


def test_without_scripts_the_list_filters_and_changes_too(
    open_context: OpenContext, analyst: User, marks: list[HighlightRecord]
) -> None:
    page = open_context(analyst, java_script_enabled=False, viewport={"width": 1024, "height": 800}).new_page()
    page.goto(LIST)
    page.get_by_label("Tag", exact=True).first.select_option("hedge")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("[data-row]")).to_have_count(6)
    page.get_by_label("All 6 that match").check()
    bar = page.locator(".bulk-bar")
    bar.get_by_label("What to do").select_option("delete")
    bar.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name=re.compile("Delete 6 highlights")).click()
    expect(page.locator(".bulk-made")).to_contain_text("6 highlights deleted.")
    page.locator(".bulk-made").get_by_role("button", name="Undo").click()
    assert Highlight.objects.present().count() == 12
