"""The article page under a finger: everything an analyst does, by touch alone, with targets that a finger meets."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from annotations.models import Relation
from newsapp.domain.roles import Action
from newsapp.models import Article, Assignment, Project, User
from newsapp.services.assignments import assign_articles
from tests.browser.workbench_page import Workbench, boxes_of, stored
from tests.factories import make_article, make_highlight, opened

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LEAST = 44
"""Pixels that a target is high and wide."""

TEXT = "Ships reach the strait\n\nAbout 300 ships allegedly waited for a week, the harbour office said. Nobody counted them.\n"

# A label is the target of the radio button or the check box in it; what stands in a sentence may be smaller.
_SMALL = """(least) => {
    const inside = [...document.querySelectorAll(".site-header, .workbench, dialog[open]")];
    const targets = inside.flatMap((part) => [...part.querySelectorAll(
        "button, a[href], summary, select, textarea, input:not([type=radio], [type=checkbox], [type=hidden]), label:has(input)")]);
    return targets.filter((one) => one.checkVisibility({ visibilityProperty: true })
            && !one.matches(".brand, .breadcrumbs a, .about > a, .editor label.asked-row, .beside-search"))
        .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 120)])
        .filter(([{ width, height }]) => width && (width < least - 0.5 || height < least - 0.5))
        .map(([{ width, height }, html]) => `${width.toFixed()} x ${height.toFixed()}: ${html}`);
}"""


@pytest.fixture
def article(project: Project) -> Article:
    return make_article(project=project, text=TEXT, language="en", title="Ships")


@pytest.fixture
def phone(open_context: Callable[..., BrowserContext], analyst: User, project: Project, article: Article) -> Workbench:
    bench = Workbench(open_context(analyst, **PHONE).new_page(), project.slug, article.number)
    return bench.open()


def tap(page: Page, words: str) -> None:
    """Touch some words of the text with one finger."""
    left, top, width, height = boxes_of(page, words)[0]
    x, y = left + width / 2, top + height / 2
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()


def small(page: Page) -> list[str]:
    return list(page.evaluate(_SMALL, LEAST))


def test_a_tapped_sentence_and_selected_words_are_marked_by_tapping_a_tag(phone: Workbench) -> None:
    tap(phone.page, "Nobody counted")
    phone.page.locator("[data-mark=claim]").tap()
    phone.select("About 300 ships")
    phone.page.locator("[data-mark=quantity]").tap()
    phone.saved()
    assert stored() == [("About 300 ships", ["quantity"]), ("Nobody counted them.", ["claim"])]


def test_the_strip_of_tags_covers_no_selected_words(phone: Workbench) -> None:
    phone.select("Nobody counted them.")
    bottom = phone.page.evaluate("document.getSelection().getRangeAt(0).getBoundingClientRect().bottom")
    palette = phone.page.locator("[data-palette]").bounding_box()
    assert palette
    assert bottom <= palette["y"]


def test_tapping_a_crowded_spot_again_goes_through_all_of_it(phone: Workbench, article: Article, analyst: User) -> None:
    for quote, tag in (
        ("About 300 ships allegedly waited for a week", "claim"), ("About 300 ships", "quantity"), ("ships", "source"),
    ):  # fmt: skip
        make_highlight(article=article, by=analyst, quote=quote, tags=[tag])
    phone.open()
    seen = []
    for _ in range(3):
        tap(phone.page, "ships")
        expect(phone.open_card()).to_have_count(1)
        seen.append(phone.open_card().locator(".mark-tag").text_content())
    assert seen == ["Source", "Quantity", "Claim"]


def test_a_card_is_edited_deleted_and_brought_back_by_touch(phone: Workbench, article: Article, analyst: User) -> None:
    make_highlight(article=article, by=analyst, quote="About 300 ships", tags=["claim"])
    phone.open()
    tap(phone.page, "300 ships")
    card = phone.open_card()
    card.locator("label.chip", has_text="prediction").tap()
    card.locator("[data-edge=end][data-step='1']").tap()
    phone.saved()
    assert stored() == [("About 300 ships allegedly", ["claim"])]
    phone.open()
    expect(phone.cards.first).to_contain_text("prediction")
    tap(phone.page, "300 ships")
    card.locator("[data-delete]").tap()
    expect(phone.cards).to_have_count(0)
    phone.page.locator("[data-undo]").tap()
    expect(phone.cards).to_have_count(1)
    phone.page.locator("[data-palette] [data-retrace=redo]").tap()
    expect(phone.cards).to_have_count(0)
    phone.page.locator("[data-palette] [data-retrace=undo]").tap()
    phone.saved()
    assert stored() == [("About 300 ships allegedly", ["claim"])]


def test_two_highlights_are_linked_by_touch(phone: Workbench, article: Article, analyst: User) -> None:
    make_highlight(article=article, by=analyst, quote="About 300 ships allegedly waited", tags=["claim"])
    make_highlight(article=article, by=analyst, quote="the harbour office", tags=["source"])
    phone.open()
    tap(phone.page, "waited")
    phone.open_card().locator("[data-link-start]").tap()
    strip = phone.page.locator("[data-link-strip]")
    expect(strip).to_contain_text("Tap the other highlight")
    expect(strip.locator("[data-link-this]")).to_be_hidden()
    assert phone.page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]
    phone.page.locator("[data-mark-list] [data-open]").nth(1).tap()
    assert small(phone.page) == []
    phone.page.locator("[data-link-type=attributed_to]").tap()
    phone.page.locator("[data-link-details] button[type=submit]").tap()
    expect(phone.page.locator("[data-link-chooser]")).to_be_hidden()
    expect(phone.open_card().locator(".link-row:not(.unsaved)")).to_have_count(1)
    relation = Relation.objects.select_related("source", "target").get()
    assert (relation.source.quote, relation.target.quote) == ("About 300 ships allegedly waited", "the harbour office")


def test_done_and_the_next_article_by_touch(
    phone: Workbench, project: Project, article: Article, analyst: User
) -> None:
    following = make_article(project=project, text="Another text.", language="en")
    access = opened(project=project, action=Action.ASSIGN)
    assign_articles(access=access, numbers=[article.number, following.number], usernames=[analyst.username])
    phone.open()
    phone.page.locator("#done-head-button").tap()
    expect(phone.page.locator("#done-head-button")).to_have_attribute("aria-pressed", "true")
    assert Assignment.objects.get(article=article).done_at
    phone.page.locator("[data-next-for-you]").tap()
    phone.page.wait_for_url(f"**/articles/{following.number}/*")


@pytest.mark.parametrize(
    "opener", ["[data-open]", "[data-find-open]", "[data-link-tree-open]", "[data-occurrences-open]", "[data-skip]"]
)
def test_every_target_is_large_enough(phone: Workbench, article: Article, analyst: User, opener: str) -> None:
    make_highlight(article=article, by=analyst, quote="About 300 ships", tags=["claim", "quantity"])
    make_highlight(article=article, by=analyst, quote="the harbour office", tags=["source"], layer="suggested")
    phone.open()
    phone.page.locator("[data-suggestion-face]").tap()
    phone.select("About 300 ships")
    phone.page.locator(opener).first.tap()
    assert small(phone.page) == []
    assert phone.page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]


def test_the_guidelines_open_without_a_keyboard_over_them(phone: Workbench) -> None:
    phone.page.locator("[data-palette] [data-guidelines-open]").tap()
    expect(phone.page.locator("[data-guidelines]")).to_be_focused()


def test_no_caps_of_keys_where_there_are_none(phone: Workbench) -> None:
    expect(phone.page.locator(".workbench .kbd:visible, .site-header .kbd:visible")).to_have_count(0)
    expect(phone.page.locator("[data-marks-empty]")).to_contain_text("tap a sentence")
