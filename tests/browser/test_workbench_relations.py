"""Linking highlights on the workbench: by keys, by mouse; on the card, beside the text, as a tree."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from annotations.models import Highlight, Relation
from newsapp.models import Project, User
from tests.browser.axe import violations
from tests.browser.workbench_page import Workbench, marked
from tests.factories import make_article, make_highlight, make_relation

Open = Callable[..., Workbench]
Link = tuple[str, str, str, dict[str, Any]]

TEXT = (
    "Ships wait outside the port\n\n"
    "The Daily Post reported, citing port officials, that about 300 ships must wait. Some came from far away.\n\n"
    "However, the rule also provides for a fee of 5,000 euros a day.\n\n"
    "Only 40 ships are waiting, the mayor said on Friday."
)
CLAIM, OFFICIALS, PAPER = "about 300 ships must wait", "port officials", "The Daily Post"


def links() -> list[Link]:
    """What the database has, in the order of making: quote, type, quote, attributes."""
    rows = Relation.objects.present().select_related("source", "target", "type").order_by("pk")
    return [(row.source.quote, row.type.key, row.target.quote, row.attributes) for row in rows]


def eventually(page: Page, wanted: list[Link]) -> None:
    """Wait until the database has these and no others."""
    for _ in range(100):
        if links() == wanted:
            return
        page.wait_for_timeout(50)
    assert links() == wanted


def link_by_keys(bench: Workbench, *steps: str, choose: tuple[str, ...] = ("1", "Enter")) -> None:
    """From the highlight in focus to the one that some steps lead to."""
    bench.press("r", *steps, "Enter")
    expect(bench.page.locator("[data-link-chooser]")).to_be_visible()
    bench.press(*choose)
    expect(bench.page.locator("[data-link-chooser]")).to_be_hidden()


def rows(bench: Workbench) -> Any:
    """The links on the open card."""
    return bench.open_card().locator("[data-relation]")


@pytest.fixture
def chain(workbench: Open) -> Workbench:
    """A claim, whom it is from, and who reported that; the claim is in focus."""
    return marked(workbench(TEXT), (PAPER, "s"), (OFFICIALS, "s"), (CLAIM, "c"))


EXPLICIT = {"mode": "explicit"}
CHAIN: list[Link] = [
    (CLAIM, "attributed_to", OFFICIALS, EXPLICIT),
    (OFFICIALS, "attributed_to", PAPER, EXPLICIT),
]


def test_a_chain_of_three_is_made_by_keys(chain: Workbench) -> None:
    link_by_keys(chain, "[")
    expect(rows(chain)).to_have_count(1)
    expect(chain.page.locator("[data-announcer]")).to_have_text(f"Linked: {CLAIM}, Attributed to, {OFFICIALS}")
    chain.press("[")
    link_by_keys(chain, "[")
    eventually(chain.page, CHAIN)
    # On the card in the middle: one out, one in; its own end is not offered as a circle.
    expect(rows(chain)).to_have_count(2)
    expect(rows(chain).first).to_contain_text("Attributed to")
    expect(rows(chain).first).to_contain_text("explicit")
    chain.press("[", "r", "]", "Enter")
    dialog = chain.page.locator("[data-link-chooser]")
    expect(dialog.locator("[data-link-type=contradicts]")).to_be_visible()
    expect(dialog.locator("[data-link-type=attributed_to]")).to_be_hidden()
    chain.press("Escape")
    expect(dialog).to_be_hidden()
    expect(chain.open_card().locator("[data-slot=quote]")).to_have_text(PAPER)
    chain.open()
    chain.press("Escape", "]", "]")
    expect(rows(chain)).to_have_count(2)


def test_what_has_no_cue_in_its_sentence_is_inherited(workbench: Open) -> None:
    bench = marked(workbench(TEXT), (PAPER, "s"), ("the rule also provides for a fee of 5,000 euros a day", "c"))
    link_by_keys(bench, "[")
    eventually(
        bench.page,
        [("the rule also provides for a fee of 5,000 euros a day", "attributed_to", PAPER, {"mode": "inherited"})],
    )
    expect(rows(bench)).to_contain_text("inherited")
    expect(bench.page.locator(".link-line.is-inherited")).to_have_count(1)
    # Changed on the card by the other value's key.
    rows(bench).locator("[data-link-edit]").click()
    bench.press("1", "Enter")
    expect(rows(bench)).to_contain_text("explicit")
    eventually(bench.page, [(links()[0][0], "attributed_to", PAPER, EXPLICIT)])
    bench.press("u")
    eventually(bench.page, [(links()[0][0], "attributed_to", PAPER, {"mode": "inherited"})])
    bench.press("Shift+U")
    eventually(bench.page, [(links()[0][0], "attributed_to", PAPER, EXPLICIT)])


def test_a_contradiction_names_its_dimension(workbench: Open) -> None:
    other = "Only 40 ships are waiting"
    bench = marked(workbench(TEXT), (CLAIM, "c"), (other, "c"))
    bench.press("r", "[", "Enter")
    page = bench.page
    button = page.locator("[data-link-type=contradicts]")
    number = button.locator("kbd").inner_text()
    bench.press(number)
    # Nothing is guessed; the third value is the time.
    expect(page.locator("[data-link-details] input:checked")).to_have_count(0)
    bench.press("3", "Enter")
    eventually(page, [(other, "contradicts", CLAIM, {"dimension": "time"})])
    # With figures inside the two it is likely the quantity.
    marked(bench, ("about 300 ships", "f"), ("40 ships", "f"))
    page.locator("[data-text]").focus()
    bench.card(other).locator("[data-open]").click()
    rows(bench).locator("[data-link-delete]").click()
    eventually(page, [])
    bench.press("r")
    bench.card(CLAIM).locator("[data-open]").click()
    page.locator("[data-link-type=contradicts]").click()
    expect(page.locator("[data-link-details] input:checked")).to_have_value("quantity")
    page.locator("[data-link-details] button[type=submit]").click()
    eventually(page, [(other, "contradicts", CLAIM, {"dimension": "quantity"})])


def test_by_mouse_and_turned_round(chain: Workbench) -> None:
    page = chain.page
    chain.card(PAPER).locator("[data-open]").click()
    chain.open_card().locator("[data-link-start]").click()
    expect(page.locator("[data-link-strip]")).to_be_visible()
    chain.click_on(CLAIM)
    dialog = page.locator("[data-link-chooser]")
    expect(dialog.locator("[data-end=from] [data-item-quote]")).to_have_text(PAPER)
    expect(dialog.locator("[data-link-type=attributed_to]")).to_be_hidden()
    dialog.locator("[data-link-swap]").click()
    expect(dialog.locator("[data-end=from] [data-item-quote]")).to_have_text(CLAIM)
    dialog.locator("[data-link-type=attributed_to]").click()
    dialog.locator("button[type=submit]").click()
    eventually(page, [(CLAIM, "attributed_to", PAPER, EXPLICIT)])
    # The other end's words lead to it.
    expect(chain.open_card().locator("[data-slot=quote]")).to_have_text(PAPER)
    rows(chain).locator("[data-link-other]").click()
    expect(chain.open_card().locator("[data-slot=quote]")).to_have_text(CLAIM)


def test_escape_leaves_at_every_step(chain: Workbench) -> None:
    page = chain.page
    chain.press("r")
    expect(page.locator("[data-link-strip]")).to_be_visible()
    chain.press("Escape")
    expect(page.locator("[data-link-strip]")).to_be_hidden()
    chain.press("r", "[", "Enter", "1", "Escape")
    expect(page.locator("[data-link-chooser]")).to_be_hidden()
    expect(page.locator("[data-link-strip]")).to_be_hidden()
    expect(chain.open_card().locator("[data-slot=quote]")).to_have_text(CLAIM)
    # Keys mark again, and not before.
    chain.press("Shift+h")
    chain.saved()
    assert Highlight.objects.count() == 3
    assert links() == []


def test_undo_and_redo(chain: Workbench) -> None:
    link_by_keys(chain, "[")
    eventually(chain.page, CHAIN[:1])
    chain.press("u")
    expect(rows(chain)).to_have_count(0)
    eventually(chain.page, [])
    chain.press("Shift+U")
    eventually(chain.page, CHAIN[:1])
    rows(chain).locator("[data-link-delete]").click()
    expect(rows(chain)).to_have_count(0)
    eventually(chain.page, [])
    expect(chain.open_card().locator("[data-link-start]")).to_be_focused()
    chain.press("u")
    eventually(chain.page, CHAIN[:1])
    assert Relation.objects.count() == 1


def test_links_go_with_a_highlight_and_come_back_with_it(chain: Workbench) -> None:
    link_by_keys(chain, "[")
    eventually(chain.page, CHAIN[:1])
    chain.press("[", "Delete")
    chain.saved()
    chain.card(CLAIM).locator("[data-open]").click()
    expect(rows(chain)).to_have_count(0)
    chain.page.locator("[data-undo]").click()
    chain.saved()
    chain.card(CLAIM).locator("[data-open]").click()
    expect(rows(chain)).to_have_count(1)
    eventually(chain.page, CHAIN[:1])
    assert Relation.objects.get().version == 1


def test_a_link_waits_until_its_highlights_are_saved(chain: Workbench) -> None:
    page = chain.page
    held: list[Route] = []
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/relations/" in request.url else None)
    page.route("**/api/v1/**/highlights/**", lambda route: held.append(route), times=1)
    chain.select("Some came from far away.")
    chain.press("c")
    link_by_keys(chain, "[", "[")
    expect(rows(chain)).to_have_count(1)
    expect(page.locator("[data-save-state]")).to_have_attribute("data-save-state", "saving")
    assert len(held) == 1
    assert not sent
    held[0].continue_()
    eventually(page, [("Some came from far away.", "attributed_to", OFFICIALS, {"mode": "inherited"})])
    chain.saved()


def test_a_failed_save_is_tried_again(chain: Workbench, faults: list[str]) -> None:
    page = chain.page
    failing = [True]

    def answer(route: Route) -> None:
        if failing:
            failing.clear()
            route.abort()
        else:
            route.continue_()

    page.route("**/relations/**", answer)
    link_by_keys(chain, "[")
    eventually(page, CHAIN[:1])
    assert Relation.objects.count() == 1
    faults.clear()


def test_a_circle_is_refused_on_the_card(
    page: Page, project: Project, analyst: User, other_analyst: User, faults: list[str]
) -> None:
    article = make_article(project=project, text=TEXT, language="en")
    paper = make_highlight(article=article, quote=PAPER, tags=["source"], by=analyst)
    officials = make_highlight(article=article, quote=OFFICIALS, tags=["source"], by=analyst)
    bench = Workbench(page, project.slug, article.number).open()
    # Somebody linked them the other way round since the page was opened.
    make_relation(project=project, source=officials, target=paper, by=other_analyst)
    bench.press("]")
    link_by_keys(bench, "]")
    expect(bench.open_card().locator(".link-trouble")).to_contain_text("It would make a circle")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-save-state", "refused")
    bench.open_card().locator("[data-link-discard]").click()
    expect(rows(bench)).to_have_count(0)
    bench.saved()
    assert len(links()) == 1
    assert any("400" in fault for fault in faults)
    faults.clear()


def test_the_tree_says_who_said_what(chain: Workbench) -> None:
    link_by_keys(chain, "[")
    chain.press("[")
    link_by_keys(chain, "[")
    eventually(chain.page, CHAIN)
    page = chain.page
    chain.press("Escape", "w")
    tree = page.locator("[data-link-tree]")
    items = tree.get_by_role("treeitem")
    expect(items).to_have_count(4)
    expect(items.first).to_be_focused()
    chain.press("ArrowDown", "ArrowDown", "ArrowDown")
    expect(items.nth(3)).to_be_focused()
    expect(items.nth(3)).to_contain_text(CLAIM)
    chain.press("Enter")
    expect(chain.open_card().locator("[data-slot=quote]")).to_have_text(CLAIM)
    expect(items.nth(3)).to_be_focused()
    chain.press("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft")
    expect(items.nth(1)).to_have_attribute("aria-expanded", "false")
    expect(items.nth(3)).to_be_hidden()
    chain.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    chain.press("ArrowRight", "End")
    expect(items.nth(2)).to_be_focused()
    chain.press("Escape")
    expect(page.locator("[data-link-tree-panel]")).to_be_hidden()
    expect(chain.text).to_be_focused()


COVERED = """() => {
    const svg = document.querySelector("[data-link-lines]");
    const shapes = [...svg.children].map((shape) => shape.getBoundingClientRect());
    const words = [];
    const walker = document.createTreeWalker(document.querySelector("[data-text]"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const range = new Range();
        range.selectNodeContents(walker.currentNode);
        words.push(...range.getClientRects());
    }
    const reading = document.querySelector("[data-reading]");
    const hit = shapes.filter((shape) => words.some((word) =>
        shape.left < word.right && shape.right > word.left && shape.top < word.bottom && shape.bottom > word.top));
    const bounds = reading.getBoundingClientRect();
    const outside = shapes.filter((shape) => shape.left < bounds.left || shape.right > bounds.right);
    const frame = svg.parentElement.getBoundingClientRect();
    const rtl = getComputedStyle(svg.parentElement).direction === "rtl";
    const astray = shapes.filter((shape) => rtl ? shape.right > frame.left : shape.left < frame.right);
    return [shapes.length, hit.length, outside.length + astray.length, reading.scrollWidth - reading.clientWidth];
}"""

HEBREW = "הדיילי פוסט דיווח כי כשלוש מאות ספינות חייבות להמתין מחוץ לנמל בשל סכסוך ממושך על האגרות החדשות."


@pytest.mark.parametrize("size", [(1440, 900), (1000, 700), (390, 844)])
@pytest.mark.parametrize(
    ("text", "language", "claim", "source"),
    [
        (TEXT, "en", CLAIM, PAPER),
        (HEBREW, "he", "כשלוש מאות ספינות חייבות להמתין", "הדיילי פוסט"),
    ],
)
def test_lines_never_cover_words(
    page: Page,
    project: Project,
    analyst: User,
    size: tuple[int, int],
    text: str,
    language: str,
    claim: str,
    source: str,
) -> None:
    article = make_article(project=project, text=text, language=language)
    said = make_highlight(article=article, quote=claim, by=analyst)
    by = make_highlight(article=article, quote=source, tags=["source"], by=analyst)
    for key in ("attributed_to", "supports", "refutes"):
        make_relation(project=project, source=said, target=by, type=key, by=analyst)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    bench = Workbench(page, project.slug, article.number).open()
    assert page.evaluate(COVERED)[0] == 0
    bench.press("]")
    page.wait_for_function("() => document.querySelectorAll('.link-head').length === 3")
    shapes, hit, outside, sideways = page.evaluate(COVERED)
    assert shapes >= 7
    assert (hit, outside, sideways) == (0, 0, 0)
    if size[0] > 1000:
        said_so = bench.page.locator(".link-word").all_text_contents()
        assert sorted(words[2:] for words in said_so) == ["Attributed to", "Refutes", "Supports"]
    bench.press("Escape")
    page.wait_for_function("() => !document.querySelector('.link-line')")


def test_lines_follow_when_the_text_is_laid_out_anew(chain: Workbench) -> None:
    link_by_keys(chain, "[")
    page = chain.page
    page.locator(".link-line").wait_for(state="attached")
    before = page.locator(".link-line").get_attribute("d")
    page.set_viewport_size({"width": 600, "height": 900})
    page.wait_for_function("(before) => document.querySelector('.link-line')?.getAttribute('d') !== before", arg=before)
    assert page.evaluate(COVERED)[1] == 0


def test_a_viewer_sees_links_and_makes_none(
    open_context: Callable[..., Any], project: Project, manager: User, viewer: User
) -> None:
    article = make_article(project=project, text=TEXT, language="en")
    claim = make_highlight(article=article, quote=CLAIM, by=manager)
    paper = make_highlight(article=article, quote=PAPER, tags=["source"], by=manager)
    make_relation(project=project, source=claim, target=paper, by=manager)
    bench = Workbench(open_context(viewer).new_page(), project.slug, article.number).open()
    bench.press("]")
    expect(rows(bench)).to_have_count(1)
    expect(rows(bench)).to_contain_text("mira")
    expect(bench.open_card().locator("[data-link-start], [data-link-delete], [data-link-edit]")).to_have_count(0)
    bench.press("r")
    expect(bench.page.locator("[data-link-strip]")).to_be_hidden()


def test_axe_finds_nothing_in_the_dialog_and_the_tree(chain: Workbench) -> None:
    link_by_keys(chain, "[")
    chain.press("r", "[", "Enter", "1")
    page = chain.page
    expect(page.locator("[data-link-details]")).to_be_visible()
    assert violations(page) == []
    chain.press("Escape", "w")
    expect(page.locator("[data-link-tree]")).to_be_visible()
    assert violations(page) == []


def test_with_a_cyrillic_layout_the_same_keys_link(chain: Workbench) -> None:
    chain.press_as("к", "KeyR")
    expect(chain.page.locator("[data-link-strip]")).to_be_visible()
    chain.press("[", "Enter")
    dialog = chain.page.locator("[data-link-chooser]")
    expect(dialog.locator("[data-link-type=attributed_to]")).to_be_focused()
    chain.press_as("ч", "KeyX")
    expect(dialog.locator("[data-end=from] [data-item-quote]")).to_have_text(OFFICIALS)
    # By arrows, down to the first type that asks for nothing.
    expect(dialog.locator("[data-link-type=contradicts]")).to_be_focused()
    chain.press("ArrowDown", "Enter")
    eventually(chain.page, [(OFFICIALS, "updates", CLAIM, {})])
    chain.press_as("ц", "KeyW")
    expect(chain.page.locator("[data-link-tree-panel]")).to_be_visible()
