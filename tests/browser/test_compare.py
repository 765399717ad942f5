"""The page that compares coders, in a browser: marks in the text, keys, editing, two reviewers."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from annotations.models import Highlight
from annotations.queries.comparison import comparison_of
from annotations.services.comparison import Choice, settle_group
from newsapp.models import Article, User
from tests.browser.axe import violations
from tests.browser.conftest import OpenContext
from tests.factories import make_highlight, opened

PAGE = "/projects/front-pages/articles/1/compare/"


@pytest.fixture
def coded(article: Article, analyst: User, other_analyst: User) -> Article:
    """Three things that two coders marked: other bounds, other tags, one only."""
    make_highlight(article=article, by=analyst, quote="About 1,000 soldiers")
    make_highlight(article=article, by=other_analyst, quote="1,000 soldiers")
    make_highlight(article=article, by=analyst, quote="a business daily", tags=["source"])
    make_highlight(article=article, by=other_analyst, quote="a business daily", tags=["cue"])
    make_highlight(article=article, by=analyst, quote="allegedly", tags=["hedge"])
    Article.objects.filter(pk=article.pk).update(comparison_opened_at=timezone.now())
    return article


@pytest.fixture
def compared(open_context: OpenContext, manager: User, coded: Article) -> Page:
    """The page as the project's manager has it, ready."""
    page = open_context(manager, viewport={"width": 1440, "height": 900}).new_page()
    page.goto(PAGE)
    page.locator("[data-compare=ready]").wait_for(state="attached")
    return page


def gold(article: Article) -> list[str]:
    return list(
        Highlight.objects.present()
        .filter(article=article, layer="gold")
        .order_by("start")
        .values_list("quote", flat=True)
    )


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_every_coders_marks_are_painted_and_the_row_in_focus_is_shown(compared: Page) -> None:
    names = compared.evaluate("[...CSS.highlights].filter(([, h]) => h.size).map(([name]) => name)")
    assert len([name for name in names if name.startswith("tag-")]) >= 2
    compared.keyboard.press("j")
    shown = (
        "[...CSS.highlights.get('focus')].map((r) => r.startContainer.data.slice(r.startOffset, r.endOffset)).join()"
    )
    assert compared.evaluate(shown) == "About 1,000 soldiers"


def test_keys_step_from_difference_to_difference_and_settle_each(compared: Page, coded: Article) -> None:
    compared.keyboard.press("j")
    assert focused(compared) == "About 1,000 soldiers"
    compared.keyboard.press("j")
    compared.keyboard.press("k")
    compared.keyboard.press("u")
    expect(compared.locator("[data-row]")).to_have_count(2)
    assert focused(compared) == "a business daily"
    expect(compared.locator("[data-announcer]")).to_have_text("Settled.")
    compared.keyboard.press("2")
    expect(compared.locator("[data-row]")).to_have_count(1)
    assert focused(compared) == "allegedly"
    compared.keyboard.press("0")
    expect(compared.get_by_role("heading", name="All of it is settled")).to_be_visible()
    assert gold(coded) == ["About 1,000 soldiers", "a business daily"]


def test_a_place_in_the_text_leads_to_its_row(compared: Page) -> None:
    box = compared.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.querySelector("[data-text]"), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf("allegedly");
                if (at < 0) continue;
                const range = new Range();
                range.setStart(walker.currentNode, at + 3);
                range.setEnd(walker.currentNode, at + 4);
                const {x, y, width, height} = range.getBoundingClientRect();
                return [x + width / 2, y + height / 2];
            }
        }"""
    )
    compared.mouse.click(*box)
    assert focused(compared) == "allegedly"


def test_another_reading_is_written_with_buttons_alone(compared: Page, coded: Article) -> None:
    compared.keyboard.press("j")
    compared.keyboard.press("e")
    expect(compared.locator("[data-place]")).to_be_focused()
    expect(compared.locator("[data-edit-words]")).to_have_text("About 1,000 soldiers")
    compared.get_by_role("button", name="End later").click()
    expect(compared.locator("[data-edit-words]")).to_have_text("About 1,000 soldiers were")
    compared.get_by_role("button", name="Start later").click()
    compared.get_by_role("checkbox", name="Quantity").check()
    compared.get_by_label("Value", exact=True).fill("1000")
    compared.get_by_role("button", name="This holds").click()
    expect(compared.locator("[data-row]")).to_have_count(2)
    assert gold(coded) == ["1,000 soldiers were"]


def test_a_reading_is_set_to_what_is_selected(compared: Page, coded: Article) -> None:
    compared.keyboard.press("j")
    compared.keyboard.press("e")
    expect(compared.locator("[data-edit-words]")).to_be_visible()
    compared.evaluate(
        """() => {
            const block = [...document.querySelectorAll("[data-text] .block")][1].firstChild;
            document.getSelection().setBaseAndExtent(block, 0, block, 28);
        }"""
    )
    compared.get_by_role("button", name="Set to the selection").click()
    expect(compared.locator("[data-edit-words]")).to_have_text("About 1,000 soldiers were to")
    compared.locator("[data-edit-close]").click()
    assert focused(compared) == "About 1,000 soldiers"


def test_what_a_colleague_settled_meanwhile_is_told_and_shown(
    compared: Page, coded: Article, reviewer: User, faults: list[str]
) -> None:
    access = opened(project=coded.project, user=reviewer)
    article = Article.objects.select_related("current_revision").get(pk=coded.pk)
    group = comparison_of(access=access, article=article).groups[0]
    settle_group(access=access, article=article, key=group.key, choice=Choice(reading={}))
    compared.locator("#filter-all").click()
    expect(compared.locator("[data-row]")).to_have_count(3)
    compared.goto(PAGE)
    compared.locator("[data-compare=ready]").wait_for(state="attached")
    group = comparison_of(access=access, article=article).groups[1]
    settle_group(access=access, article=article, key=group.key, choice=Choice(reading={}))
    compared.keyboard.press("j")
    compared.keyboard.press("1")
    expect(compared.get_by_role("alert")).to_contain_text("not as you saw it")
    assert gold(coded) == []
    faults.clear()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_with_a_form_open_passes_axe_and_has_no_sideways_scroll(
    coded: Article, open_context: OpenContext, manager: User, width: int
) -> None:
    page = open_context(manager, viewport={"width": width, "height": 844}).new_page()
    page.goto(f"{PAGE}?kind=all")
    page.locator("[data-compare=ready]").wait_for(state="attached")
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.locator("[data-edit]").wait_for()
    page.get_by_role("checkbox", name="Quantity").first.check()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
