"""Edges of what is marked: across blocks, and never within what people see as one character."""

from collections.abc import Callable

import pytest

from tests.browser.workbench_page import Workbench, drag, stored

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)

FAMILY = "👨‍👩‍👧‍👦"
TEXT = f"A family {FAMILY} waved.\n\nA cafe\u0301 closed; the 🇺🇦 flag stays."


def test_a_drag_from_one_block_into_the_next(workbench: Open) -> None:
    bench = workbench(TEXT)
    drag(bench.page, "waved", "closed")
    bench.press("c")
    bench.saved()
    assert stored() == [("waved.\n\nA cafe\u0301 closed", ["claim"])]


def test_by_keys_from_one_block_into_the_next(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("g", "w", "Enter", "Shift+ArrowDown", "Shift+ArrowDown", "c")
    bench.saved()
    assert stored() == [("waved.\n\nA cafe\u0301 closed; the 🇺🇦 flag stays.", ["claim"])]


def test_a_double_click_takes_a_word_with_its_marks(workbench: Open) -> None:
    bench = workbench(TEXT)
    x, y = bench.page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.querySelector("[data-text]"), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf("cafe");
                if (at < 0) continue;
                const range = new Range();
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + 4);
                const { x, y, width, height } = range.getBoundingClientRect();
                return [x + width / 2, y + height / 2];
            }
        }"""
    )
    bench.page.mouse.dblclick(x, y)
    bench.press("h")
    bench.saved()
    assert stored() == [("cafe\u0301", ["hedge"])]


@pytest.mark.parametrize(
    ("words", "cut"), [(FAMILY, (1, 4)), (FAMILY, (2, 3)), ("cafe\u0301", (0, 4)), ("🇺🇦", (0, 2)), ("🇺🇦", (2, 4))]
)
def test_whatever_a_selection_cuts_is_taken_whole(workbench: Open, words: str, cut: tuple[int, int]) -> None:
    bench = workbench(TEXT)
    start, _ = bench.units(words)
    bench.select_units(start + cut[0], start + cut[1])
    bench.press("h")
    bench.saved()
    assert stored() == [(words, ["hedge"])]


def test_the_edges_of_a_highlight_step_over_whole_characters(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.select("the 🇺🇦")
    bench.press("h", "Shift+Digit3")
    bench.saved()
    assert [quote.strip() for quote, _ in stored()] == ["the"]
    bench.press(*["Shift+Digit1"] * len("e closed; "))
    bench.saved()
    assert [quote.strip() for quote, _ in stored()] == ["e\u0301 closed; the"]


def test_setting_to_a_selection_and_adding_a_part_take_whole_characters(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.select("waved")
    bench.press("h")
    start, _ = bench.units(FAMILY)
    bench.select_units(start + 3, start + 5)
    bench.press("=")
    bench.saved()
    assert stored() == [(FAMILY, ["hedge"])]
    start, _ = bench.units("cafe\u0301")
    bench.select_units(start, start + 4)
    bench.press("+")
    bench.saved()
    assert stored() == [(f"{FAMILY} waved.\n\nA cafe\u0301", ["hedge"])]
