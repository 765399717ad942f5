"""Texts from right to left and mixed ones: the caret, the selection, lines, cards, and names beside them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from newsapp.models import Article, Project, User
from tests.browser.workbench_page import Workbench, stored
from tests.factories import make_article, make_highlight, make_relation

ARABIC = "قال مسؤول كبير إن حوالي 1,000 جندي سيصلون، وفقا لصحيفة Harbour Post اليومية. ولم تعلق الوزارة."
MIXED = "The mayor said شكرا لكم to NATO and left.\n\nהמשרד לא יאשר את Delta Wire היום."
OVERRIDE = "\u202e"


@pytest.fixture
def arabic(page: Page, project: Project) -> Callable[[], Workbench]:
    article = make_article(project=project, text=ARABIC, language="ar")
    return lambda: Workbench(page, project.slug, article.number).open()


def caret(bench: Workbench) -> str:
    found = bench.page.evaluate(
        """() => [...CSS.highlights.get("caret")].map((range) => {
            const live = new Range();
            live.setStart(range.startContainer, range.startOffset);
            live.setEnd(range.endContainer, range.endOffset);
            return live.toString();
        }).join()"""
    )
    return str(found)


def test_the_left_arrow_goes_on_and_the_right_one_back_in_arabic(arabic: Callable[[], Workbench]) -> None:
    bench = arabic()
    bench.press("ArrowDown", "ArrowLeft", "ArrowLeft")
    assert caret(bench) == "مسؤول"
    bench.press("ArrowRight")
    assert caret(bench) == "قال"
    bench.press("Shift+ArrowLeft", "Shift+ArrowLeft")
    assert caret(bench) == "قال مسؤول كبير"
    bench.press("Shift+ArrowRight", "s")
    bench.saved()
    assert stored() == [("قال مسؤول", ["source"])]


def test_each_block_has_its_own_direction(workbench: Callable[..., Workbench]) -> None:
    bench = workbench(MIXED)
    bench.press("ArrowDown", "ArrowRight", "ArrowRight")
    assert caret(bench) == "mayor"
    bench.press("ArrowDown", "ArrowLeft", "ArrowLeft")
    assert caret(bench) == "לא"


def test_words_of_both_directions_are_selected_as_they_are_read(
    workbench: Callable[..., Workbench],
) -> None:
    bench = workbench(MIXED)
    bench.select("said شكرا لكم to")
    bench.press("q")
    bench.saved()
    assert stored() == [("said شكرا لكم to", ["quotation"])]
    assert bench.painted_words() == ["said شكرا لكم to"]


def test_the_bar_and_the_edges_stand_on_the_side_where_reading_begins(arabic: Callable[[], Workbench]) -> None:
    bench = arabic()
    bench.press("ArrowDown")
    bar = bench.page.locator("[data-caret-bar]").bounding_box()
    text = bench.text.bounding_box()
    assert bar
    assert text
    assert bar["x"] >= text["x"] + text["width"]
    bench.press("c")
    later, earlier = (
        bench.open_card().locator(f"[data-edge=start][data-step='{step}']").bounding_box() for step in ("1", "-1")
    )
    assert later
    assert earlier
    assert later["x"] < earlier["x"]
    bench.saved()


def test_lines_of_links_stand_where_lines_of_text_end(
    arabic: Callable[[], Workbench], project: Project, analyst: User
) -> None:
    article = Article.objects.get()
    claim = make_highlight(article=article, by=analyst, quote="حوالي 1,000 جندي سيصلون", tags=["claim"])
    source = make_highlight(article=article, by=analyst, quote="لصحيفة Harbour Post اليومية", tags=["source"])
    make_relation(project=project, source=claim, target=source, by=analyst)
    bench = arabic()
    bench.press("Tab")
    expect(bench.page.locator(".link-line")).to_have_count(1)
    line = bench.page.locator(".link-line").bounding_box()
    text = bench.text.bounding_box()
    assert line
    assert text
    assert line["x"] + line["width"] <= text["x"] + 1
    word = bench.page.locator(".link-word").bounding_box()
    assert word
    assert word["x"] >= 0


def test_a_quote_turns_nothing_around_it(workbench: Callable[..., Workbench], page: Page, analyst: User) -> None:
    bench = workbench(f"One {OVERRIDE}two three four.\n\nFive שלום six.")
    article = Article.objects.get()
    make_highlight(article=article, by=analyst, quote=f"{OVERRIDE}two three", tags=["claim"], note=f"{OVERRIDE}why")
    make_highlight(article=article, by=analyst, quote="שלום", tags=["source"])
    bench.open()
    for selector in ("[data-slot=quote]", "[data-slot=note]", ".mark-tag"):
        isolated = page.locator(f"[data-mark-list] {selector}").evaluate_all(
            "all => all.map((one) => getComputedStyle(one).unicodeBidi)"
        )
        assert isolated
        assert all("isolate" in kind or kind == "plaintext" for kind in isolated), selector
    sides = page.locator("[data-slot=quote]").evaluate_all("all => all.map((one) => getComputedStyle(one).direction)")
    assert sides == ["ltr", "rtl"]
