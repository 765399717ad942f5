"""The article page as people see it differently: the system's own colours, stillness, large letters, little room."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from newsapp.models import Article, Project, User
from tests.browser.axe import violations
from tests.browser.conftest import OpenContext
from tests.browser.workbench_page import Workbench
from tests.factories import make_article, make_highlight

TAGS = ("claim", "source", "cue", "hedge", "quantity", "quotation")
TEXT = "Alpha bravo charlie delta echo foxtrot golf hotel india.\n\n" + "Juliet kilo lima mike november. " * 40

# How each tag's marks at the first level look, without their colour.
_LOOKS = """() => [...CSS.highlights.keys()].filter((name) => /^tag-\\d+-0$/.test(name)).sort().map((name) => {
    const style = getComputedStyle(document.querySelector("[data-text] .block"), `::highlight(${name})`);
    return [style.textDecorationLine, style.textDecorationStyle, style.textDecorationThickness].join(" ");
})"""
_BACKGROUNDS = """() => [...CSS.highlights.keys()].filter((name) => name.startsWith("tag-")).map((name) =>
    getComputedStyle(document.querySelector("[data-text] .block"), `::highlight(${name})`).backgroundColor)"""

# What is cut off at the sides: controls and words that lie beyond their scroller's or the window's edge.
_CUT = """() => [...document.querySelectorAll(".site-header *, .marks *, .find:not([hidden]) *, dialog[open] *")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".visually-hidden, kbd, .palette"))
    .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 100)])
    .filter(([{ left, right, width }]) => width > 1 && (left < -1 || right > innerWidth + 1))
    .map(([, html]) => html)"""


@pytest.fixture
def article(project: Project, analyst: User) -> Article:
    article = make_article(project=project, text=TEXT, language="en", outlet="The Harbour Post")
    for quote, tag in zip(("Alpha", "bravo", "charlie", "delta", "echo", "foxtrot"), TAGS, strict=True):
        make_highlight(article=article, by=analyst, quote=quote, tags=[tag])
    return article


@pytest.fixture
def seen(open_context: OpenContext, analyst: User, project: Project, article: Article) -> Callable[..., Workbench]:
    """Open the article in a browser with these options."""

    def go(**options: Any) -> Workbench:
        context: BrowserContext = open_context(analyst, **{"viewport": {"width": 1440, "height": 900}, **options})
        return Workbench(context.new_page(), project.slug, article.number).open()

    return go


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tags_are_told_apart_in_the_systems_colours(seen: Callable[..., Workbench], theme: str) -> None:
    page = seen(forced_colors="active", color_scheme=theme).page
    looks = page.evaluate(_LOOKS)
    assert len(looks) == len(TAGS)
    assert len(set(looks)) == len(TAGS)
    assert set(page.evaluate(_BACKGROUNDS)) == {"rgba(0, 0, 0, 0)"}


def test_what_was_found_is_told_from_the_caret_in_the_systems_colours(seen: Callable[..., Workbench]) -> None:
    bench = seen(forced_colors="active")
    bench.press("ArrowDown", "/")
    bench.page.keyboard.type("alpha")
    colours = bench.page.evaluate(
        """() => ["caret", "found-now"].map((name) => getComputedStyle(
            document.querySelector("[data-text] .block"), `::highlight(${name})`).backgroundColor)"""
    )
    assert colours[0] != colours[1]


def test_nothing_moves_for_who_asked_for_stillness(seen: Callable[..., Workbench]) -> None:
    bench = seen(reduced_motion="reduce")
    bench.press("ArrowDown", "Control+ArrowRight", "?")
    moving = bench.page.evaluate(
        "document.getAnimations().filter((one) => one.effect.getComputedTiming().duration > 10).length"
    )
    assert moving == 0


ROOMS: dict[str, dict[str, Any]] = {
    "200 % of a laptop": {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2},
    "200 % of a small screen": {"viewport": {"width": 640, "height": 512}, "device_scale_factor": 2},
    "400 % of a small screen": {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4},
    "a small phone": {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True},
}


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_cut_off(seen: Callable[..., Workbench], room: str) -> None:
    bench = seen(**ROOMS[room])
    bench.press("Tab")
    expect(bench.open_card().locator(".editor")).to_be_visible()
    for keys in ((), ("/",), ("Escape", "Tab", "r"), ("Escape", "Shift+N")):
        bench.press(*keys)
        width = ROOMS[room]["viewport"]["width"]
        assert bench.page.evaluate("document.documentElement.scrollWidth") == width, keys
        assert bench.page.evaluate(_CUT) == [], keys


@pytest.mark.parametrize("room", ROOMS)
def test_the_text_keeps_a_third_of_the_window(seen: Callable[..., Workbench], room: str) -> None:
    page = seen(**ROOMS[room]).page
    box = page.locator("[data-reading]").bounding_box()
    assert box
    assert box["height"] > ROOMS[room]["viewport"]["height"] / 3


def axe_of(page: Page) -> list[str]:
    page.wait_for_function("() => document.getAnimations().every((one) => one.playState !== 'running')")
    return violations(page)


STATES = {
    "every occurrence": (("*",), "[data-occurrences-form]"),
    "tree": (("w",), "[data-link-tree-panel]"),
    "skip": (("Shift+N",), "[data-skip-dialog]"),
    "linking": (("r", "Tab", "Enter"), "[data-link-chooser]"),
}
"""Those that `tests.site` cannot open: the keys that lead there from a highlight, and what is shown then."""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_any_state(seen: Callable[..., Workbench], state: str, theme: str) -> None:
    bench = seen(color_scheme=theme, reduced_motion="reduce")
    keys, shown = STATES[state]
    bench.press("Tab", *keys)
    expect(bench.page.locator(shown)).to_be_visible()
    assert axe_of(bench.page) == []
