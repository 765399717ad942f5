"""Changing highlights: tags, attributes, notes, edges, deletion; undone and restored."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Route, expect

from annotations.models import Highlight, HighlightTag
from newsapp.models import Project, User
from tests.browser.workbench_page import Workbench, stored
from tests.factories import make_article, make_highlight

TEXT = (
    "The port authority said on Monday that about 300 ships must wait. It gave no reason.\n\n"
    "A spokeswoman denied that. “Everything works,” she said."
)

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)


def marked(workbench: Open, words: str = "about 300 ships", key: str = "f") -> Workbench:
    bench = workbench(TEXT)
    bench.select(words)
    bench.press(key)
    bench.saved()
    return bench


def attributes() -> dict[str, object]:
    return dict(HighlightTag.objects.values_list("tag__key", "attributes"))


def test_tags_are_added_and_taken_off(workbench: Open) -> None:
    bench = marked(workbench)
    bench.press("Shift+c")
    bench.open_card().locator("[data-toggle-tag=hedge]").click()
    bench.saved()
    assert stored() == [("about 300 ships", ["quantity", "claim", "hedge"])]
    assert len(bench.painted()) == 3
    bench.press("Shift+f")
    bench.open_card().locator("[data-toggle-tag=hedge]").click()
    bench.saved()
    assert stored() == [("about 300 ships", ["claim"])]


def test_the_last_tag_stays(workbench: Open) -> None:
    bench = marked(workbench)
    bench.press("Shift+f")
    bench.open_card().locator("[data-toggle-tag=quantity]").click(force=True)
    bench.saved()
    assert stored() == [("about 300 ships", ["quantity"])]


def test_a_card_of_a_claim_or_a_quantity_leads_to_a_claim_of_it(workbench: Open) -> None:
    bench = marked(workbench)
    link = bench.open_card().locator("[data-claim-of]")
    expect(link).to_have_attribute("href", re.compile(rf"/claims/new/\?highlight={Highlight.objects.get().uuid}$"))
    bench.press("Shift+h")
    bench.saved()
    bench.press("Shift+f")
    bench.saved()
    assert [tags for _words, tags in stored()] == [["hedge"]]
    expect(bench.open_card().locator("[data-claim-of]")).to_be_hidden()


def test_attributes_are_chosen_typed_and_taken_back(workbench: Open) -> None:
    bench = marked(workbench)
    card = bench.open_card()
    card.locator("label", has_text="approximate").click()
    card.locator("[data-attribute=value]").fill("300")
    card.locator("[data-attribute=unit]").fill("ships")
    card.locator("[data-note]").click()
    bench.saved()
    assert attributes() == {"quantity": {"bound": "approximate", "value": 300, "unit": "ships"}}
    expect(bench.card("about 300 ships")).to_contain_text("300 · approximate · ships")
    card.locator("label", has_text="approximate").click()
    bench.saved()
    assert attributes() == {"quantity": {"value": 300, "unit": "ships"}}


def test_a_number_that_is_none_is_said_and_not_sent(workbench: Open) -> None:
    bench = marked(workbench)
    card = bench.open_card()
    card.locator("[data-attribute=value]").fill("many")
    card.locator("[data-note]").click()
    expect(card.locator("[data-number-error]")).to_be_visible()
    bench.saved()
    assert attributes() == {"quantity": {}}


def test_details_by_keys_alone(workbench: Open) -> None:
    bench = marked(workbench, "It gave no reason.", "c")
    bench.press("Enter", "Space")
    bench.saved()
    assert attributes() == {"claim": {"check_worthiness": "not_factual"}}
    bench.press("Escape")
    assert bench.text.evaluate("(element) => element === document.activeElement")


def test_a_note_is_saved_while_it_is_typed_and_the_focus_stays(workbench: Open) -> None:
    bench = marked(workbench)
    note = bench.open_card().locator("[data-note]")
    note.click()
    bench.page.keyboard.type("The harbour says c, s, v and u are only letters here")
    bench.page.wait_for_timeout(900)
    bench.saved()
    assert Highlight.objects.get().note.endswith("only letters here")
    expect(note).to_be_focused()
    bench.page.keyboard.type(".")
    bench.press("Escape")
    bench.saved()
    assert Highlight.objects.get().note == "The harbour says c, s, v and u are only letters here."
    assert stored() == [("about 300 ships", ["quantity"])]
    bench.open()
    expect(bench.card("about 300 ships")).to_contain_text("are only letters here.")


def test_edges_move_by_word_and_by_character(workbench: Open) -> None:
    bench = marked(workbench)
    bench.press("2", "4", "4")
    bench.saved()
    assert stored() == [("300 ships must wait", ["quantity"])]
    bench.press("1", "3")
    bench.page.keyboard.press("Shift+Digit1")
    bench.page.keyboard.press("Shift+Digit3")
    bench.saved()
    assert stored() == [(" about 300 ships mus", ["quantity"])]
    assert bench.painted_words() == [" about 300 ships mus"]
    bench.open_card().locator("[data-edge=end][data-step='1']").click()
    bench.saved()
    assert stored() == [(" about 300 ships must", ["quantity"])]


def test_something_stays_between_the_edges(workbench: Open) -> None:
    bench = marked(workbench, "300")
    bench.press("2", "2", "3", "3")
    bench.saved()
    assert stored() == [("300", ["quantity"])]


def test_a_highlight_is_set_to_the_selection(workbench: Open) -> None:
    bench = marked(workbench)
    bench.select("that about 300 ships must wait")
    bench.press("=")
    bench.saved()
    bench.select("300 ships")
    bench.open_card().locator("[data-to-selection]").click()
    bench.saved()
    assert stored() == [("300 ships", ["quantity"])]


def test_a_card_moves_to_its_place_when_its_start_moves(workbench: Open) -> None:
    bench = workbench(TEXT)
    for words in ("port authority", "The port"):
        bench.select(words)
        bench.press("s")
    bench.saved()
    bench.press("2")
    bench.press("2")
    bench.saved()
    quotes = bench.cards.locator("[data-slot=quote]").all_inner_texts()
    assert quotes == ["port authority", "port"]
    bench.press("1")
    bench.saved()
    assert bench.cards.locator("[data-slot=quote]").all_inner_texts() == ["The port", "port authority"]


def test_delete_and_restore(workbench: Open) -> None:
    bench = marked(workbench)
    bench.press("Delete")
    expect(bench.cards).to_have_count(0)
    assert bench.painted() == []
    bench.saved()
    bench.page.wait_for_timeout(300)
    assert stored() == []
    bench.page.locator("[data-undo]").click()
    bench.saved()
    expect(bench.cards).to_have_count(1)
    bench.page.wait_for_timeout(300)
    assert stored() == [("about 300 ships", ["quantity"])]
    assert Highlight.objects.count() == 1


def test_undo_takes_back_one_thing_after_the_other(workbench: Open) -> None:
    bench = marked(workbench)
    bench.press("4", "Shift+c")
    bench.saved()
    assert stored() == [("about 300 ships must", ["quantity", "claim"])]
    bench.press("u")
    bench.saved()
    assert stored() == [("about 300 ships must", ["quantity"])]
    bench.press("u")
    bench.saved()
    assert stored() == [("about 300 ships", ["quantity"])]
    bench.press("u")
    expect(bench.cards).to_have_count(0)
    bench.saved()
    bench.press("u")
    expect(bench.page.locator("[data-announcer]")).to_have_text("Nothing to undo")


def test_redo_does_again_what_was_undone_until_something_else_is_done(workbench: Open) -> None:
    bench = marked(workbench)
    bench.press("4", "u", "u")
    expect(bench.cards).to_have_count(0)
    bench.press("Shift+U", "Shift+U")
    bench.saved()
    assert stored() == [("about 300 ships must", ["quantity"])]
    assert Highlight.objects.count() == 1
    bench.press("Shift+U")
    expect(bench.page.locator("[data-announcer]")).to_have_text("Nothing to do again")
    bench.press("u", "3")
    bench.saved()
    assert stored() == [("about 300", ["quantity"])]
    bench.press("Shift+U")
    expect(bench.page.locator("[data-announcer]")).to_have_text("Nothing to do again")


def test_a_card_that_comes_too_late_for_a_deleted_highlight_is_not_waited_for(workbench: Open) -> None:
    bench = workbench(TEXT)
    held: list[Route] = []
    bench.page.route("**/card/", lambda route: held.append(route))
    bench.select("about 300 ships")
    bench.press("f")
    bench.saved()
    bench.page.wait_for_timeout(100)
    assert len(held) == 1
    bench.press("Delete")
    bench.page.wait_for_timeout(300)
    assert stored() == []
    for route in held:
        with suppress(PlaywrightError):  # the page has let go of it
            route.continue_()
    bench.page.wait_for_timeout(300)


def test_a_viewer_reads_and_marks_nothing(
    open_context: Callable[..., object], project: Project, manager: User, viewer: User
) -> None:
    article = make_article(project=project, text=TEXT)
    make_highlight(article=article, quote="about 300 ships", by=manager)
    page = open_context(viewer).new_page()  # type: ignore[attr-defined]
    bench = Workbench(page, project.slug, article.number).open()
    assert bench.painted_words() == ["about 300 ships"]
    bench.select("It gave no reason.")
    bench.press("c", "]", "Delete")
    assert bench.painted_words() == ["about 300 ships"]
    expect(bench.page.locator("[data-editor]")).to_have_count(0)
    bench.page.wait_for_timeout(200)
    assert Highlight.objects.present().count() == 1
