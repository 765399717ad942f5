"""Discontinuous highlights: made, shown, edited, undone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from annotations.models import Highlight
from tests.browser.workbench_page import Workbench

TEXT = "The port authority said on Monday that about 300 ships \U0001f6a2 must wait.\n\nIt gave no reason for that."

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)


def parts() -> list[str]:
    row = Highlight.objects.present().get()
    assert row.revision.text[row.start : row.end] == row.quote
    return [row.revision.text[start:end] for start, end in row.segments or [[row.start, row.end]]]


def under(bench: Workbench, name: str) -> list[str]:
    return list(
        bench.page.evaluate(
            """(name) => [...CSS.highlights.get(name)].map((range) => {
                const live = new Range();
                live.setStart(range.startContainer, range.startOffset);
                live.setEnd(range.endContainer, range.endOffset);
                return live.toString();
            })""",
            name,
        )
    )


def two_parts(workbench: Open) -> Workbench:
    bench = workbench(TEXT)
    bench.select("The port authority")
    bench.press("c")
    bench.select("must wait")
    bench.press("+")
    bench.saved()
    assert parts() == ["The port authority", "must wait"]
    return bench


def test_a_selection_becomes_a_part_and_all_parts_are_shown_as_one(workbench: Open) -> None:
    bench = two_parts(workbench)
    assert bench.painted_words() == ["The port authority", "must wait"]
    assert under(bench, "focus") == ["The port authority", "must wait"]
    assert under(bench, "gap") == [" said on Monday that about 300 ships \U0001f6a2 "]
    assert under(bench, "part") == ["must wait"]
    expect(bench.cards).to_have_count(1)
    expect(bench.open_card().locator("[data-slot=quote]")).to_have_text("The port authority … must wait")
    expect(bench.open_card().locator("[data-part-words]")).to_have_text("Part 2 of 2")
    bench.open()
    assert bench.painted_words() == ["The port authority", "must wait"]
    expect(bench.card("The port authority … must wait")).to_have_count(1)


def test_the_edges_of_each_part_move(workbench: Open) -> None:
    bench = two_parts(workbench)
    bench.press("3")
    bench.saved()
    assert parts() == ["The port authority", "must"]
    bench.page.keyboard.press("Shift+Semicolon")
    expect(bench.open_card().locator("[data-part-words]")).to_have_text("Part 1 of 2")
    bench.press("2", "4")
    bench.saved()
    assert parts() == ["port authority said", "must"]
    bench.press("u", "u", "u", "u")
    bench.saved()
    assert parts() == ["The port authority"]
    bench.press("Shift+u")
    bench.saved()
    assert parts() == ["The port authority", "must wait"]


def test_parts_that_meet_become_one(workbench: Open) -> None:
    bench = two_parts(workbench)
    bench.select("authority said on Monday that about 300 ships \U0001f6a2 must")
    bench.press("+")
    bench.saved()
    assert parts() == ["The port authority said on Monday that about 300 ships \U0001f6a2 must wait"]
    assert Highlight.objects.get().segments is None
    expect(bench.open_card().locator("[data-parts]")).to_be_hidden()


def test_a_stretch_is_cut_out_and_a_part_is_taken_away(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.select("that about 300 ships \U0001f6a2 must wait")
    bench.press("c")
    bench.select("300 ships \U0001f6a2")
    bench.open_card().locator("[data-part-cut]").click()
    bench.saved()
    assert parts() == ["that about", "must wait"]
    bench.page.keyboard.press("Semicolon")
    bench.page.evaluate("document.getSelection().removeAllRanges()")
    expect(bench.open_card().locator("[data-part-words]")).to_have_text("Part 2 of 2")
    bench.press("-")
    bench.saved()
    assert parts() == ["that about"]
    bench.press("u")
    bench.saved()
    assert parts() == ["that about", "must wait"]


def test_the_last_part_is_not_cut_away(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.select("about 300")
    bench.press("f")
    bench.select("that about 300 ships")
    bench.press("-")
    expect(bench.page.locator("[data-announcer]")).to_contain_text("Nothing was cut out")
    bench.saved()
    assert parts() == ["about 300"]


def test_a_part_in_another_paragraph_is_added_by_keys_alone(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("ArrowDown", "c", "ArrowDown", "+")
    bench.saved()
    assert parts() == [
        "The port authority said on Monday that about 300 ships \U0001f6a2 must wait.",
        "It gave no reason for that.",
    ]
