"""Links as they are most likely meant: proposed when one begins, made by the same key once more."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_workbench_relations import CLAIM, EXPLICIT, OFFICIALS, PAPER, TEXT, eventually, rows
from tests.browser.workbench_page import Workbench, marked

Open = Callable[..., Workbench]

LATER, MAYOR = "Only 40 ships are waiting", "the mayor"
FEE = "the rule also provides for a fee of 5,000 euros a day"


def offer(page: Page) -> Locator:
    return page.locator("[data-link-likely]")


def link(bench: Workbench, *steps: str) -> None:
    """From the highlight in focus, to the proposed one or to where some steps lead."""
    bench.press("r", *steps)
    expect(offer(bench.page)).to_be_visible()
    bench.press("r")
    expect(bench.page.locator("[data-link-strip]")).to_be_hidden()


def test_a_chain_in_one_sentence_is_linked_from_its_near_end(workbench: Open) -> None:
    bench = marked(workbench(TEXT), (PAPER, "s"), (OFFICIALS, "s"))
    bench.press("r")
    expect(offer(bench.page)).to_have_text(f"R Attributed to, explicit {PAPER}")
    bench.press("r")
    # Whom the paper cites says it, not the paper.
    marked(bench, (CLAIM, "c"))
    bench.press("r")
    expect(offer(bench.page)).to_contain_text(OFFICIALS)
    expect(bench.page.locator("[data-announcer]")).to_contain_text(f"again: Attributed to, explicit, {OFFICIALS}")
    bench.press("r")
    expect(bench.open_card().locator("[data-slot=quote]")).to_have_text(CLAIM)
    expect(rows(bench)).to_have_count(1)
    eventually(
        bench.page, [(OFFICIALS, "attributed_to", PAPER, EXPLICIT), (CLAIM, "attributed_to", OFFICIALS, EXPLICIT)]
    )


def test_an_attribution_carries_over_to_the_next_claim(workbench: Open) -> None:
    bench = marked(workbench(TEXT), (PAPER, "s"), (OFFICIALS, "s"), (CLAIM, "c"))
    link(bench, "[", "[")
    marked(bench, (FEE, "c"))
    bench.press("r")
    expect(offer(bench.page)).to_have_text(f"R Attributed to, inherited {PAPER}")
    bench.press("r")
    eventually(
        bench.page,
        [(CLAIM, "attributed_to", PAPER, EXPLICIT), (FEE, "attributed_to", PAPER, {"mode": "inherited"})],
    )
    bench.press("u")
    eventually(bench.page, [(CLAIM, "attributed_to", PAPER, EXPLICIT)])


def test_the_type_that_was_used_last_is_proposed_and_what_is_not_known_is_asked_for(workbench: Open) -> None:
    bench = marked(workbench(TEXT), (CLAIM, "c"), (FEE, "c"), (LATER, "c"))
    page = bench.page
    bench.press("r", "[", "Enter")
    page.locator("[data-link-type=contradicts]").click()
    bench.press("3", "Enter")
    eventually(page, [(LATER, "contradicts", FEE, {"dimension": "time"})])
    bench.press("r", "[", "[")
    expect(offer(page)).to_have_text(f"R Contradicts {CLAIM}")
    bench.press("r")
    expect(page.locator("[data-link-details]")).to_be_visible()
    expect(page.locator("[data-link-type=contradicts]")).to_have_attribute("aria-pressed", "true")
    bench.press("1", "Enter")
    eventually(
        page,
        [
            (LATER, "contradicts", FEE, {"dimension": "time"}),
            (LATER, "contradicts", CLAIM, {"dimension": "quantity"}),
        ],
    )


def test_the_strip_takes_the_mouse_too_and_shows_where_it_leads(workbench: Open) -> None:
    bench = marked(workbench(TEXT), (PAPER, "s"), (CLAIM, "c"))
    page = bench.page
    painted = "() => [...(CSS.highlights.get('would') ?? [])].length"
    bench.press("r")
    assert page.evaluate(painted) == 1
    bench.press("Escape")
    assert page.evaluate(painted) == 0
    bench.press("r")
    offer(page).click()
    eventually(page, [(CLAIM, "attributed_to", PAPER, EXPLICIT)])
    assert page.evaluate(painted) == 0


def test_where_nothing_fits_nothing_is_proposed(workbench: Open) -> None:
    bench = marked(workbench(TEXT), (CLAIM, "c"))
    bench.press("r")
    expect(bench.page.locator("[data-link-strip]")).to_be_visible()
    expect(offer(bench.page)).to_be_hidden()
    expect(bench.page.locator("[data-link-this]")).to_be_hidden()
    bench.press("r")
    expect(bench.page.locator("[data-link-strip]")).to_be_visible()
    bench.press("Escape")
    expect(bench.page.locator("[data-link-strip]")).to_be_hidden()


def test_a_highlight_is_gone_to_by_its_first_letters_while_linking_too(workbench: Open) -> None:
    bench = marked(workbench(TEXT), (PAPER, "s"), (MAYOR, "s"), ("reported", "v"), (LATER, "c"))
    page = bench.page
    focused = bench.open_card().locator("[data-slot=quote]")
    bench.press("Shift+g", "r", "Enter")
    expect(focused).to_have_text("reported")
    # Words that are no highlight are not found.
    bench.press("Shift+g", "i", "g", "n")
    expect(page.locator("[data-jump-count]")).to_have_text("No such words")
    bench.press("Escape")
    expect(focused).to_have_text("reported")
    bench.press("Shift+g", "o", "Enter")
    expect(focused).to_have_text(LATER)
    link(bench, "Shift+g", "t", "d", "p", "Enter")
    eventually(page, [(LATER, "attributed_to", PAPER, {"mode": "inherited"})])
