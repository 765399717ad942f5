"""Attributes and notes by key; what is asked for, and what saying "done" lists."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from annotations.domain.schemes import CLAIMS
from annotations.models import Highlight, HighlightTag
from annotations.services.scheme_edits import edit_tag
from newsapp.models import Assignment, Project
from tests.browser.workbench_page import Workbench
from tests.factories import opened

TEXT = (
    "The port authority said on Monday that about 11,000 ships must wait. It gave no reason.\n\n"
    "A spokeswoman denied that. “Everything works,” she said."
)

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)


def attributes() -> dict[str, object]:
    return dict(HighlightTag.objects.values_list("tag__key", "attributes"))


@pytest.fixture
def asking(project: Project) -> None:
    """The scheme asks for the bound of quantities and the kind of sources."""
    for tag, attribute in (("quantity", "bound"), ("source", "kind")):
        asked = tuple(replace(one, required=one.key == attribute) for one in CLAIMS.tags[tag].attributes)
        edit_tag(access=opened(project=project), key=tag, version=1, changes={"attributes": asked})


@pytest.mark.parametrize(
    ("typed", "value"), [("11,000", 11000), ("11 000", 11000), ("2,5", 2.5), ("1.234.567", 1234567), ("-3", -3)]
)
def test_the_fields_of_a_quantity_by_keys_alone(workbench: Open, typed: str, value: float) -> None:
    bench = workbench(TEXT)
    bench.press("g", "a", "1", "Shift+f", "Enter")
    bench.page.keyboard.type(typed)
    bench.press("ArrowDown", "2")
    bench.page.keyboard.type("ships")
    bench.press("Tab", "Tab", "Tab")
    bench.page.keyboard.type("From the second sentence")
    bench.press("Control+Enter")
    expect(bench.text).to_be_focused()
    bench.saved()
    assert attributes() == {"quantity": {"value": value, "bound": "approximate", "unit": "ships"}}
    assert Highlight.objects.get().note == "From the second sentence"
    bench.press("ArrowDown", "c")
    bench.saved()
    assert Highlight.objects.filter(quote="It gave no reason.").exists()


def test_digits_choose_and_go_on_and_zero_takes_back(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("ArrowDown", "c", "Enter")
    expect(bench.open_card().locator(".digit").first).to_be_visible()
    bench.press("3", "1", "2", "1")
    expect(bench.open_card().locator("[data-note]")).to_be_focused()
    bench.press("ArrowUp", "ArrowUp", "0", "Enter")
    expect(bench.text).to_be_focused()
    bench.saved()
    assert attributes() == {"claim": {"check_worthiness": "check_worthy", "verifiable": "yes", "polarity": "positive"}}


def test_what_is_asked_for_is_said_and_not_forced(workbench: Open, asking: None) -> None:
    bench = workbench(TEXT)
    bench.press("g", "a", "1", "Shift+f")
    card = bench.open_card()
    expect(card.locator("[data-slot=missing]")).to_have_text("Asked for: Bound")
    bench.saved()
    bench.open()
    card = bench.card("about 11,000")
    expect(card.locator("[data-slot=missing]")).to_have_text("Asked for: Bound")
    bench.press("]", "Enter", "ArrowDown", "2", "Escape")
    expect(card.locator("[data-slot=missing]")).to_be_hidden()
    bench.saved()


def test_done_lists_what_is_missing_and_each_line_leads_to_its_field(workbench: Open, page: Page, asking: None) -> None:
    bench = workbench(TEXT)
    bench.press("g", "t", "p", "a", "Shift+s", "g", "a", "1", "Shift+f")
    bench.saved()
    panel = page.locator("[data-missing-panel]")
    bench.press("d")
    expect(panel).to_contain_text("2 answers are missing")
    expect(panel.locator("li")).to_have_count(2)
    bench.press("ArrowDown", "Enter")
    expect(panel).to_be_hidden()
    expect(bench.open_card().locator("[data-attribute=bound]").first).to_be_focused()
    bench.press("2", "Enter", "d")
    expect(panel).to_contain_text("1 answer is missing")
    assert not Assignment.objects.filter(done_at__isnull=False).exists()
    bench.press("Escape")
    expect(panel).to_be_hidden()
    bench.press("d", "Enter")
    expect(bench.open_card().locator("[data-attribute=kind]").first).to_be_focused()
    bench.press("2", "Enter", "d")
    expect(page.locator("#done-head-button")).to_have_attribute("aria-pressed", "true")
    expect(panel).to_be_hidden()


def test_done_anyway(workbench: Open, page: Page, asking: None) -> None:
    bench = workbench(TEXT)
    bench.press("g", "a", "1", "Shift+f")
    bench.saved()
    page.locator("#done-end-button").click()
    expect(page.locator("[data-missing-panel]")).to_be_visible()
    page.locator("[data-missing-anyway]").click()
    expect(page.locator("#done-head-button")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-missing-panel]")).to_be_hidden()
