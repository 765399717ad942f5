"""Finding words in the text."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_workbench_parts import under
from tests.browser.workbench_page import Workbench, stored

TEXT = (
    "Soldiers \U0001f6a2 were to go first.\n\nAbout 1,000 soldiers follow. A soldier’s café and a cafe\u0301.\n\n"
    "Він мій, вона моя; їжа. शुरू; 각; שָׁלוֹם"
)

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)


def found(bench: Workbench) -> tuple[list[str], list[str]]:
    return under(bench, "found"), under(bench, "found-now")


def bar(bench: Workbench) -> Locator:
    return bench.page.locator("[data-find]")


def count(bench: Workbench) -> Locator:
    return bench.page.locator("[data-find-count]")


def test_words_are_found_while_they_are_typed_and_the_place_is_marked(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("/")
    bench.page.keyboard.type("soldier")
    expect(count(bench)).to_have_text("1 of 3")
    assert found(bench) == (["Soldier", "soldier", "soldier"], ["Soldier"])
    bench.press("Enter")
    expect(count(bench)).to_have_text("2 of 3")
    bench.press("Shift+Enter", "Shift+Enter")
    expect(count(bench)).to_have_text("3 of 3")
    bench.press("Escape")
    expect(bar(bench)).to_be_hidden()
    assert found(bench) == ([], [])
    bench.press("c")
    bench.saved()
    assert stored() == [("soldier", ["claim"])]


def test_case_and_whole_words_count_when_they_shall(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("/")
    bench.page.keyboard.type("soldiers")
    expect(count(bench)).to_have_text("1 of 2")
    bar(bench).get_by_label("Match case").check()
    expect(count(bench)).to_have_text("1 of 1")
    bar(bench).get_by_label("Match case").uncheck()
    bar(bench).locator("[name=words]").fill("soldier")
    expect(count(bench)).to_have_text("1 of 3")
    bar(bench).get_by_label("Whole words").check()
    expect(count(bench)).to_have_text("1 of 1")
    bar(bench).locator("[name=words]").fill("sergeant")
    expect(count(bench)).to_have_text("Not in this text")


def test_accents_apostrophes_and_composition_do_not_count_but_letters_do(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("/")
    words = bar(bench).locator("[name=words]")
    for typed, places in [
        ("cafe", ["café", "cafe\u0301"]),
        ("CAFÉ", ["café", "cafe\u0301"]),
        ("soldier's", ["soldier’s"]),
        ("мій", ["мій"]),
        ("мии", []),
        ("іжа", []),
        ("их", []),
        ("1,000   soldiers", ["1,000 soldiers"]),
        ("go (first", []),
        ("शर", []),
        ("가", []),
        ("שלום", ["שָׁלוֹם"]),
    ]:
        words.fill(typed)
        assert under(bench, "found") == places, typed


def test_f3_and_a_cyrillic_keyboard(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press_as(".", "Slash")
    expect(bar(bench)).to_be_visible()
    bench.page.keyboard.type("soldier")
    bench.press("F3")
    expect(count(bench)).to_have_text("2 of 3")
    bench.press("Shift+F3")
    expect(count(bench)).to_have_text("1 of 3")


@pytest.mark.as_written
def test_a_long_text_is_searched_at_once(workbench: Open) -> None:
    bench = workbench(
        "\n\n".join(f"Paragraph {n} about мій кафé and 1,000 soldiers of the north." for n in range(5_000))
    )
    took = bench.page.evaluate(
        """async (url) => {
            const { folded, placesOf } = await import(url);
            const text = document.querySelector("[data-text]").textContent;
            const begun = performance.now();
            const haystack = folded(text, false);
            const first = performance.now();
            const found = placesOf(haystack, "soldiers of", { matchCase: false, wholeWords: true });
            return [text.length, found.length, first - begun, performance.now() - first];
        }""",
        bench.page.evaluate(
            """() => performance.getEntriesByType("resource").find((entry) => entry.name.includes("/lib/folding")).name"""
        ),
    )
    assert took[0] > 290_000
    assert took[1] == 5_000
    assert took[2] < 1_500
    assert took[3] < 500
