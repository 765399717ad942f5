"""The caret: moved by every unit, grown and shrunk at both edges, in both writing directions."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from newsapp.models import Project, User
from tests.browser.workbench_page import Workbench, stored

TEXT = (
    "Harbour will close for a week\n\n"
    "The port authority said on Monday that about 300 ships must wait. It gave no reason. "
    "Two captains said the dredger had broken down.\n\n"
    "A spokeswoman denied that. “Everything works,” she said."
)

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)

_CARET = """() => [...CSS.highlights.get("caret")].map((range) => {
    const live = new Range();
    live.setStart(range.startContainer, range.startOffset);
    live.setEnd(range.endContainer, range.endOffset);
    return live.toString();
}).join("")"""


def taken(bench: Workbench) -> str:
    """The words that the caret has taken up."""
    return str(bench.page.evaluate(_CARET))


def after(bench: Workbench, *keys: str) -> str:
    bench.press(*keys)
    return taken(bench)


def test_by_word_and_sentence_both_ways(workbench: Open) -> None:
    bench = workbench(TEXT)
    assert after(bench, "ArrowDown", "ArrowDown", "ArrowDown") == "It gave no reason."
    assert after(bench, "ArrowRight") == "It"
    assert after(bench, "ArrowRight") == "gave"
    assert after(bench, "ArrowLeft", "ArrowLeft") == "wait"
    assert after(bench, "ArrowUp") == "The port authority said on Monday that about 300 ships must wait."
    assert after(bench, "ArrowUp") == "Harbour will close for a week"


def test_by_paragraph_both_ways(workbench: Open) -> None:
    bench = workbench(TEXT)
    assert after(bench, "ArrowDown", "Control+ArrowDown").startswith("The port authority")
    assert taken(bench).endswith("had broken down.")
    assert after(bench, "Control+ArrowDown").startswith("A spokeswoman")
    assert after(bench, "Alt+ArrowUp").startswith("The port")
    assert after(bench, "ArrowDown").startswith("A spokeswoman")


def test_by_character_with_a_line_where_the_caret_is(workbench: Open) -> None:
    bench = workbench(TEXT)
    line = bench.page.locator("[data-caret-line]")
    bench.press("ArrowDown")
    expect(line).to_be_hidden()
    bench.press("Home")
    expect(line).to_be_visible()
    first = line.bounding_box()
    bench.press("Control+ArrowRight", "Control+ArrowRight")
    second = line.bounding_box()
    assert first
    assert second
    assert second["x"] > first["x"] + 8
    assert after(bench, "Shift+Control+ArrowRight", "Shift+Control+ArrowRight") == "rb"
    assert after(bench, "Shift+Control+ArrowLeft") == "r"
    assert after(bench, "Shift+Control+ArrowLeft", "Shift+Control+ArrowLeft") == "a"


def test_a_place_between_characters_marks_its_sentence(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("ArrowDown", "ArrowDown", "ArrowDown", "Control+ArrowRight", "Control+ArrowLeft", "c")
    bench.saved()
    assert stored() == [("It gave no reason.", ["claim"])]


def test_from_highlight_to_highlight(workbench: Open) -> None:
    bench = workbench(TEXT)
    for words in ("for a week", "about 300 ships", "A spokeswoman"):
        bench.select(words)
        bench.press("c")
    bench.press("Escape", "Control+Home")
    assert after(bench, "]") == "for a week"
    assert after(bench, "]") == "about 300 ships"
    assert after(bench, "[") == "for a week"
    assert after(bench, "Shift+BracketRight").endswith("that about 300 ships")
    assert after(bench, "Shift+BracketLeft") == "for a week"


def test_either_edge_grows_and_shrinks(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("ArrowDown", "ArrowDown", "ArrowDown")
    assert after(bench, "Shift+ArrowLeft") == "It gave no reason"
    assert after(bench, "Shift+ArrowLeft") == "It gave no"
    assert after(bench, "x", "Shift+ArrowRight") == "gave no"
    assert after(bench, "Shift+ArrowLeft", "Shift+ArrowLeft") == "wait. It gave no"
    assert after(bench, "x", "Shift+End").endswith("had broken down.")
    assert after(bench, "Shift+ArrowUp") == "wait. It gave no reason."
    bench.press("q")
    bench.saved()
    assert stored() == [("wait. It gave no reason.", ["quotation"])]


def test_what_would_leave_nothing_moves_the_other_edge(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight")
    assert after(bench, "Shift+ArrowLeft") == "It gave"
    assert after(bench, "Shift+ArrowRight") == "gave"
    assert after(bench, "Shift+ArrowRight") == "gave no"


def test_a_selection_by_paragraph_and_to_the_ends_of_the_text(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("ArrowDown")
    assert after(bench, "Shift+Control+ArrowDown").endswith("had broken down.")
    assert after(bench, "Shift+Control+ArrowUp") == "Harbour will close for a week"
    assert after(bench, "Shift+Control+End") == bench.content()
    bench.press("Control+End")
    assert after(bench, "Shift+Control+Home") == bench.content()


def test_a_selection_by_mouse_is_changed_by_key(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.drag_over("about 300")
    assert after(bench, "Shift+ArrowRight") == "about 300 ships"


def test_right_to_left(workbench: Open) -> None:
    bench = workbench("قالت الشرطة إن الميناء مغلق.\n\nولم تذكر السبب.", language="ar")
    assert after(bench, "ArrowDown", "ArrowLeft", "ArrowLeft") == "الشرطة"
    assert after(bench, "ArrowRight") == "قالت"
    assert after(bench, "Shift+ArrowLeft") == "قالت الشرطة"
    bench.press("Home")
    line = bench.page.locator("[data-caret-line]")
    first = line.bounding_box()
    bench.press("Control+ArrowLeft", "Control+ArrowLeft")
    second = line.bounding_box()
    assert first
    assert second
    assert second["x"] < first["x"]
    assert after(bench, "Shift+Control+ArrowRight") == "ا"


def test_a_character_is_what_people_see_as_one(workbench: Open) -> None:
    bench = workbench("👨‍👩‍👧‍👦 ne\u0301e 🇺🇦!")
    bench.press("Control+Home")
    assert after(bench, "Shift+Control+ArrowRight") == "👨‍👩‍👧‍👦"
    assert (
        after(bench, "Shift+Control+ArrowRight", "Shift+Control+ArrowRight", "Shift+Control+ArrowRight")
        == "👨‍👩‍👧‍👦 ne\u0301"
    )
    assert after(bench, "x", "Shift+Control+ArrowRight", "Shift+Control+ArrowRight") == "ne\u0301"
    assert after(bench, "Control+End", "Control+ArrowLeft", "Control+Shift+ArrowLeft") == "🇺🇦"


def test_words_are_found_by_their_first_letters(workbench: Open) -> None:
    bench = workbench(TEXT)
    box = bench.page.locator("[data-jump]")
    bench.press("g", "a", "3", "s")
    expect(bench.page.locator("[data-jump-count]")).to_have_text("1 of 1")
    assert taken(bench) == "about 300 ships"
    bench.press("Shift+f")
    expect(box).to_be_hidden()
    expect(bench.text).to_be_focused()
    bench.press("g", "s")
    assert taken(bench) == "said"
    assert after(bench, "ArrowDown") == "ships"
    bench.press("ArrowUp", "Escape")
    expect(box).to_be_hidden()
    bench.press("g", "d", "r", "e", "d", "Enter", "Shift+ArrowLeft", "h")
    bench.saved()
    assert stored() == [("about 300 ships", ["quantity"]), ("the dredger", ["hedge"])]


def test_no_such_words_is_said(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("ArrowDown", "g", "z", "z")
    expect(bench.page.locator("[data-jump-count]")).to_have_text("No such words")
    assert after(bench, "Enter") == "Harbour will close for a week"


def test_the_letters_of_a_cyrillic_text_and_layout(workbench: Open, project: Project, analyst: User) -> None:
    bench = workbench("Влада каже, що порт може бути закритий.", language="uk")
    bench.press_as("п", "KeyG")
    bench.page.keyboard.insert_text("мб")
    assert taken(bench) == "може бути"
    bench.press_as("Р", "KeyH", shiftKey=True)
    bench.saved()
    assert stored() == [("може бути", ["hedge"])]


def test_with_shift_the_words_that_letters_find_become_an_edge(workbench: Open) -> None:
    bench = workbench("The rule, officials said, provides for a fee of 5,000 euros a day. It is new.")
    bench.press("g", "r", "o", "Enter", "g", "a", "f", "Shift+Enter")
    assert taken(bench) == "rule, officials said, provides for a fee"
    # One edge moves on from there; words before are an edge too.
    bench.press("Shift+ArrowRight")
    assert taken(bench) == "rule, officials said, provides for a fee of"
    bench.press("g", "t", "r", "ArrowUp", "Shift+Enter")
    assert taken(bench) == "The rule, officials said, provides for a fee of"
    bench.press("g", "p", "f", "Shift+ArrowDown", "c")
    bench.saved()
    assert stored() == [("provides for a fee of 5,000 euros a day.", ["claim"])]
