"""Marking: by mouse, by key, by palette; what is seen, and what is stored."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from newsapp.models import Project, User
from tests.browser.workbench_page import Workbench, stored
from tests.factories import make_article

TEXT = (
    "Harbour will close for a week\n\n"
    "The port authority said on Monday that about 300 ships must wait. It gave no reason. "
    "Two captains said the dredger had broken down.\n\n"
    "A spokeswoman denied that. “Everything works,” she said."
)

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)


def test_mark_words_by_mouse_and_key(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.drag_over("about 300 ships")
    bench.press("f")
    assert bench.painted_words() == ["about 300 ships"]
    expect(bench.cards).to_have_count(1)
    expect(bench.card("about 300 ships")).to_contain_text("Quantity")
    bench.saved()
    assert stored() == [("about 300 ships", ["quantity"])]
    bench.open()
    assert bench.painted_words() == ["about 300 ships"]


def test_mark_words_by_palette(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.select(" The port authority ".strip())
    bench.page.locator("[data-mark=source]").click()
    bench.saved()
    assert stored() == [("The port authority", ["source"])]


def test_mark_the_sentence_under_the_caret(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("ArrowDown", "ArrowDown", "ArrowDown", "c")
    bench.saved()
    assert stored() == [("It gave no reason.", ["claim"])]


def test_extend_by_sentence_and_by_word(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("ArrowDown", "ArrowDown", "ArrowDown", "Shift+ArrowDown", "c")
    bench.saved()
    bench.press("Escape", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "s")
    bench.saved()
    assert stored() == [
        ("port authority", ["source"]),
        ("It gave no reason. Two captains said the dredger had broken down.", ["claim"]),
    ]


def test_white_space_around_a_selection_is_left_out(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.select(" said on Monday ")
    bench.press("v")
    bench.saved()
    assert stored() == [("said on Monday", ["cue"])]


def test_selection_across_blocks(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.select("for a week\n\nThe port")
    bench.press("c")
    bench.saved()
    assert stored() == [("for a week\n\nThe port", ["claim"])]


def test_edges_snap_to_what_people_see_as_one_character(workbench: Open) -> None:
    bench = workbench("A family 👨‍👩‍👧‍👦 waved, a cafe\u0301 closed.")
    start = bench.content().index("👨")
    bench.select_units(start + 1, start + 4)
    bench.press("c")
    at = len("A family 👨‍👩‍👧‍👦 waved, a caf".encode("utf-16-le")) // 2
    bench.select_units(at - 3, at + 1)
    bench.press("h")
    bench.saved()
    assert stored() == [("👨‍👩‍👧‍👦", ["claim"]), ("cafe\u0301", ["hedge"])]


def test_a_cyrillic_layout_types_the_same_tags(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.select("about 300 ships")
    bench.press_as("а", "KeyF")
    bench.select("The port authority")
    bench.press_as("ы", "KeyS")
    bench.saved()
    assert stored() == [("The port authority", ["source"]), ("about 300 ships", ["quantity"])]


def test_a_latin_letter_counts_as_typed_wherever_its_key_is(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.select("about 300 ships")
    bench.press_as("a", "KeyQ")  # a French keyboard
    assert bench.painted() == []


def test_keys_with_modifiers_are_left_alone(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.select("about 300 ships")
    for modifier in ("ctrlKey", "altKey", "metaKey"):
        bench.press_as("c", "KeyC", **{modifier: True})
    assert bench.painted() == []


def test_single_keys_can_be_switched_off(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("?")
    bench.page.locator("[data-keys-on]").uncheck()
    bench.press("Escape")
    bench.select("about 300 ships")
    bench.press("c")
    assert bench.painted() == []
    bench.page.locator("[data-mark=claim]").click()
    assert bench.painted_words() == ["about 300 ships"]


def test_the_same_mark_twice_is_one(workbench: Open) -> None:
    bench = workbench(TEXT)
    for _ in range(2):
        bench.select("about 300 ships")
        bench.press("f")
    bench.saved()
    assert stored() == [("about 300 ships", ["quantity"])]


def test_nested_marks_of_one_tag_are_painted_on_levels_of_their_own(workbench: Open) -> None:
    bench = workbench(TEXT)
    for words in ("about 300 ships must wait", "300 ships", "ships must"):
        bench.select(words)
        bench.press("c")
    names = [name for name, _ in bench.painted()]
    assert len(set(names)) == 3


def test_every_highlight_over_a_spot_is_reached_innermost_first(workbench: Open) -> None:
    bench = workbench(TEXT)
    for words, key in (("that about 300 ships must wait", "c"), ("about 300 ships", "f"), ("300 ships must", "h")):
        bench.select(words)
        bench.press(key)
    bench.press("Escape", "Escape")
    seen = []
    for _ in range(4):
        bench.click_on("ships")
        seen.append(bench.open_card().locator("[data-slot=quote]").inner_text())
    assert seen == ["300 ships must", "about 300 ships", "that about 300 ships must wait", "300 ships must"]


def test_brackets_and_tab_step_through_the_highlights_and_tab_leads_out(workbench: Open) -> None:
    bench = workbench(TEXT)
    for words in ("for a week", "about 300 ships", "A spokeswoman"):
        bench.select(words)
        bench.press("c")
    bench.press("Escape", "ArrowDown")
    seen = []
    for key in ("]", "Tab", "Tab", "Shift+Tab", "["):
        bench.press(key)
        seen.append(bench.open_card().locator("[data-slot=quote]").inner_text())
    assert seen == ["for a week", "about 300 ships", "A spokeswoman", "about 300 ships", "for a week"]
    bench.press("Tab", "Tab", "Tab")
    assert not bench.text.evaluate("(element) => element === document.activeElement")


def test_a_mark_is_announced(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.select("about 300 ships")
    bench.press("f")
    expect(bench.page.locator("[data-announcer]")).to_have_text("Marked as Quantity: about 300 ships")


def test_a_mark_is_painted_before_the_server_answers(workbench: Open) -> None:
    bench = workbench(TEXT)
    held = []
    bench.page.route("**/api/v1/**", lambda route: held.append(route))
    bench.select("about 300 ships")
    frames = bench.page.evaluate(
        """() => new Promise((done) => {
            let frames = 0;
            const look = () => {
                frames += 1;
                if (CSS.highlights.get("tag-4-0")?.size) done(frames); else requestAnimationFrame(look);
            };
            document.querySelector("[data-text]").dispatchEvent(
                new KeyboardEvent("keydown", {key: "f", code: "KeyF", bubbles: true}));
            look();
        })"""
    )
    assert frames == 1
    expect(bench.state).to_have_attribute("data-save-state", "saving")
    for route in held:
        route.continue_()
    bench.saved()


def test_the_next_article_by_key(workbench: Open) -> None:
    workbench("The first of two.")
    bench = workbench("The second of two.")
    bench.press("p")
    bench.page.wait_for_url("**/articles/1/")
    expect(bench.text).to_contain_text("The first of two.")


def test_the_card_in_focus_is_in_view_from_its_top(workbench: Open) -> None:
    bench = workbench(" ".join(f"Number {n} of the ships waits." for n in range(30)))
    bench.press("ArrowDown")
    for _ in range(20):
        bench.press("c", "ArrowDown")
    bench.press("Escape", "Escape", "ArrowDown")
    for _ in range(8):
        bench.press("]")
        bench.page.wait_for_timeout(60)
        view = bench.page.locator("[data-marks-body]").bounding_box()
        card = bench.open_card().bounding_box()
        assert view
        assert card
        assert view["y"] <= card["y"] < view["y"] + view["height"] / 2


def test_nothing_moves_under_the_pointer_when_another_card_is_opened(workbench: Open) -> None:
    bench = workbench(" ".join(f"Number {n} of the ships waits." for n in range(30)))
    bench.press("ArrowDown")
    for _ in range(20):
        bench.press("h", "ArrowDown")
    bench.saved()
    bench.cards.nth(9).locator("[data-open]").click()
    wanted = bench.cards.nth(10).locator("[data-open]")
    wanted.scroll_into_view_if_needed()
    before = wanted.bounding_box()
    wanted.click()
    bench.page.wait_for_timeout(100)
    after = wanted.bounding_box()
    view = bench.page.locator("[data-marks-body]").bounding_box()
    card = bench.cards.nth(10).bounding_box()
    assert before
    assert after
    assert view
    assert card
    moved_in = abs(card["y"] + card["height"] + 48 - view["y"] - view["height"]) < 2
    assert abs(after["y"] - before["y"]) < 2 or moved_in


def test_the_list_is_walked_with_arrows_and_a_card_opened_with_enter(workbench: Open) -> None:
    bench = workbench(TEXT)
    for words in ("for a week", "about 300 ships", "A spokeswoman"):
        bench.select(words)
        bench.press("c")
    bench.press("Escape", "Escape")
    bench.cards.nth(0).locator("[data-open]").focus()
    bench.press("ArrowDown")
    expect(bench.cards.nth(1).locator("[data-open]")).to_be_focused()
    assert bench.page.evaluate("[...CSS.highlights.get('focus')].length") == 1
    bench.press("Enter")
    expect(bench.open_card().locator("[data-slot=quote]")).to_have_text("about 300 ships")


def test_a_save_that_lands_leaves_the_highlight_that_is_looked_at_washed(workbench: Open) -> None:
    bench = workbench(TEXT)
    held: list[Route] = []
    holding = True
    bench.page.route("**/api/v1/**", lambda route: held.append(route) if holding else route.continue_())
    for words in ("for a week", "about 300 ships"):
        bench.select(words)
        bench.press("c")
    bench.press("Escape", "Escape")
    bench.cards.nth(0).locator("[data-open]").focus()
    bench.press("ArrowDown")
    holding = False
    for route in held:
        route.continue_()
    bench.saved()
    assert bench.page.evaluate("[...CSS.highlights.get('focus')].length") == 1


def test_marking_by_touch(open_context: Callable[..., BrowserContext], analyst: User, project: Project) -> None:
    context = open_context(analyst, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    bench = Workbench(context.new_page(), project.slug, make_article(project=project, text=TEXT).number).open()
    bench.select("about 300 ships")
    button = bench.page.locator("[data-mark=claim]")
    box = button.bounding_box()
    assert box
    assert box["height"] >= 40
    assert box["y"] > 844 / 2
    button.tap()
    bench.saved()
    assert stored() == [("about 300 ships", ["claim"])]
    assert bench.page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_tags_key_pressed_twice_in_one_frame_marks_once(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.select("about 300 ships")
    bench.page.evaluate("""() => {
        const press = (type, repeat) => document.activeElement.dispatchEvent(
            new KeyboardEvent(type, { key: "f", code: "KeyF", repeat, bubbles: true, cancelable: true }));
        for (const repeat of [false, false, true, true]) press("keydown", repeat);
        press("keyup", false);
    }""")
    expect(bench.page.locator("[data-announcer]")).to_contain_text("Already marked as Quantity: about 300 ships")
    expect(bench.cards).to_have_count(1)
    bench.saved()
    assert stored() == [("about 300 ships", ["quantity"])]
    # Whoever goes there means the sentence.
    bench.press("ArrowDown", "ArrowUp", "f")
    expect(bench.cards).to_have_count(2)
