"""The article on paper: marks told apart without colour and numbered, the list of what each number is, no controls."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from newsapp.models import Article, Project, User
from tests.browser.workbench_page import Workbench
from tests.factories import make_article, make_highlight

TEXT = "Ships reach the strait\n\nAbout 300 ships 🚢 waited for a week, the harbour office said.\n\n" + (
    "Nobody counted them. " * 200
)

# The page as it is while it is being printed.
_BEGIN = "() => void dispatchEvent(new Event('beforeprint'))"
_END = "() => void dispatchEvent(new Event('afterprint'))"

_NUMBERED = """() => [...document.querySelectorAll(".printed-number")].map((one) =>
    [one.previousSibling.textContent.slice(-9), getComputedStyle(one, "::before").content])"""
_VISIBLE = """() => [...document.querySelectorAll("button, select, input, textarea, a, summary, kbd, svg, nav, header, footer")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches("[data-open]"))
    .map((one) => one.outerHTML.slice(0, 100))"""


@pytest.fixture
def article(project: Project, analyst: User, reviewer: User) -> Article:
    article = make_article(project=project, text=TEXT, language="en", outlet="The Harbour Post")
    for quote, tag in (("About 300 ships 🚢 waited", "claim"), ("300 ships", "quantity"), ("a week", "quotation")):
        make_highlight(
            article=article, by=analyst, quote=quote, tags=[tag], note="As counted" if tag == "claim" else ""
        )
    for _ in range(2):
        make_highlight(article=article, by=reviewer, quote="the harbour office", tags=["source"])
    make_highlight(article=article, by=reviewer, quote="Nobody", tags=["hedge"], layer="suggested")
    return article


@pytest.fixture
def printed(page: Page, project: Project, article: Article) -> Callable[[], Workbench]:
    """Open the article, with a card open, and print it."""

    def go() -> Workbench:
        bench = Workbench(page, project.slug, article.number).open()
        bench.press("Tab", "/")
        page.emulate_media(media="print", color_scheme="dark")
        page.evaluate(_BEGIN)
        return bench

    return go


def test_numbers_behind_the_words_are_those_of_the_list(printed: Callable[[], Workbench]) -> None:
    page = printed().page
    assert page.evaluate(_NUMBERED) == [
        ["300 ships", '"2"'],
        ["🚢 waited", '"1"'],
        ["or a week", '"3"'],
        ["ur office", '"4–5"'],
    ]
    assert (
        page.locator(".mark").evaluate_all(
            """(all) => all.map((one) => [getComputedStyle(one).counterIncrement, one.checkVisibility()])"""
        )
        == [["printed-mark 1", True]] * 5
    )


def test_only_text_marks_and_their_list_are_printed(printed: Callable[[], Workbench]) -> None:
    page = printed().page
    assert page.evaluate(_VISIBLE) == []
    assert page.locator(".mark-note:visible").text_content() == "As counted"
    assert page.locator(".about-outlet").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(31, 35, 40)"  # ink, although it is night


def test_marks_are_told_apart_without_colour(printed: Callable[[], Workbench]) -> None:
    looks = printed().page.evaluate(
        """() => [...CSS.highlights].filter(([name, marks]) => name.startsWith("tag-") && marks.size).map(([name]) => {
            const style = getComputedStyle(document.querySelector(".text:not([hidden]) .block"), `::highlight(${name})`);
            return [style.textDecorationLine, style.textDecorationStyle, style.textDecorationThickness].join(" ");
        })"""
    )
    assert len(looks) == 4
    assert len(set(looks)) == 4
    assert not [look for look in looks if look.startswith("none")]


def test_what_is_printed_is_painted_and_the_page_is_as_before_afterwards(printed: Callable[[], Workbench]) -> None:
    bench = printed()
    words = ["300 ships", "About 300 ships 🚢 waited", "a week", "the harbour office", "the harbour office"]
    assert bench.painted_words() == words
    bench.page.evaluate(_END)
    assert bench.painted_words() == words
    assert bench.page.locator(".text").count() == 1
    assert bench.content().startswith("Ships reach")
    bench.page.emulate_media(media="screen")
    bench.press("Escape", "Escape")
    bench.select("Nobody counted them.")
    bench.press("c")
    bench.saved()


def test_a_long_text_runs_over_the_pages(printed: Callable[[], Workbench]) -> None:
    page = printed().page
    page.evaluate(_END)
    pdf = page.pdf(format="A5")
    assert pdf.count(b"/Type /Page\n") >= 3
    scrollers = page.evaluate(
        """() => [...document.querySelectorAll(".workbench-page, .site-main, .workbench, .reading, .marks, .marks-body")]
            .map((one) => getComputedStyle(one)).map((style) => `${style.overflowY} ${style.contain}`)"""
    )
    assert set(scrollers) == {"visible none"}
