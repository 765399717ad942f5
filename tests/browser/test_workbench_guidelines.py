"""The guidelines beside the text, and a tag's own passage while its key is held."""

from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Locator, Route, expect

from newsapp.models import Project, User
from newsapp.services.guidelines import publish_guidelines
from tests.browser.axe import violations
from tests.browser.workbench_page import Workbench, stored
from tests.factories import make_article, opened

TEXT = "Harbour will close for a week. The port authority said that about 300 ships must wait."
GUIDELINES = (
    "# How we mark\n\nSee [sources](#section-source).\n\n## Claim\n\nMark **the words** that could be checked.\n\n"
    + "Filler.\n\n" * 60
    + "## Source\n\nWhoever *said* the words.\n"
)

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def guidelines(project: Project) -> None:
    publish(project, GUIDELINES)


def publish(project: Project, text: str) -> None:
    access = opened(project=project)
    publish_guidelines(access=access, text=text, version=access.project.guidelines_version)


def panel(bench: Workbench) -> Locator:
    return bench.page.locator("[data-guidelines]")


def card(bench: Workbench) -> Locator:
    return bench.page.locator("[data-passage-card]")


def painted(bench: Workbench, name: str) -> list[str]:
    return list(bench.page.evaluate("(name) => [...(CSS.highlights.get(name) ?? [])].map(String)", name))


def test_the_panel_opens_beside_the_text_and_is_searched(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("o")
    expect(panel(bench).locator(".prose")).to_contain_text("could be checked")
    place, text = panel(bench).bounding_box(), bench.text.bounding_box()
    assert place is not None
    assert text is not None
    assert place["x"] + place["width"] <= text["x"]
    bench.page.keyboard.type("THE words")
    count = bench.page.locator("[data-guidelines-count]")
    expect(count).to_have_text("1 of 2")
    assert painted(bench, "beside-found") == ["the words", "the words"]
    bench.press("Enter")
    expect(count).to_have_text("2 of 2")
    expect(panel(bench).get_by_text("Whoever said the words.")).to_be_in_viewport()
    bench.press("Enter")
    expect(count).to_have_text("1 of 2")
    bench.page.locator("[data-guidelines-words]").fill("nowhere")
    expect(count).to_have_text("Not in the guidelines")
    assert violations(bench.page) == []
    bench.press("Escape")
    expect(panel(bench)).to_be_hidden()
    expect(bench.text).to_be_focused()
    assert stored() == []


def test_links_lead_to_headings_within_the_panel(workbench: Open) -> None:
    bench = workbench(TEXT)
    opener = bench.page.locator("[data-palette] [data-guidelines-open]")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    panel(bench).locator(".prose a").click()
    expect(panel(bench).locator("#section-source")).to_be_focused()
    expect(panel(bench).locator("#section-source")).to_be_in_viewport()
    assert "#" not in bench.page.url
    panel(bench).locator("summary").click()
    panel(bench).locator(".contents a", has_text="Claim").click()
    expect(panel(bench).locator("#section-claim")).to_be_focused()
    bench.press("o")
    expect(opener).to_have_attribute("aria-expanded", "false")


def test_a_version_that_was_published_meanwhile_is_said(workbench: Open, project: Project) -> None:
    bench = workbench(TEXT)
    bench.press("o")
    expect(panel(bench)).to_contain_text("Version 1")
    bench.press("Escape", "o")
    expect(panel(bench)).not_to_contain_text("while this page was open")
    bench.press("Escape")
    publish(project, GUIDELINES + "\n\nAnd newer words.")
    bench.press("o")
    expect(panel(bench)).to_contain_text("Version 2 was published while this page was open.")
    expect(panel(bench)).to_contain_text("And newer words.")


def test_an_opening_asks_again_though_an_older_question_has_no_answer_yet(workbench: Open, project: Project) -> None:
    bench = workbench(TEXT)
    bench.press("o")
    expect(panel(bench)).to_contain_text("Version 1")
    waiting: list[tuple[Route, APIResponse]] = []
    bench.page.route("**/*known=1*", lambda route: waiting.append((route, route.fetch())), times=1)
    bench.press("Escape", "o")
    while not waiting:
        bench.page.wait_for_timeout(10)
    publish(project, GUIDELINES + "\n\nAnd newer words.")
    bench.press("Escape", "o")
    route, answer = waiting[0]
    route.fulfill(response=answer)
    expect(panel(bench)).to_contain_text("Version 2 was published while this page was open.")


def test_a_key_that_is_held_marks_once_and_shows_the_tags_passage(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("ArrowDown")
    bench.page.keyboard.down("c")
    expect(bench.cards).to_have_count(1)
    expect(card(bench)).to_contain_text("Mark the words")
    bench.page.keyboard.down("c")
    bench.page.keyboard.down("c")
    expect(card(bench)).to_be_visible()
    bench.page.keyboard.up("c")
    expect(card(bench)).to_be_hidden()
    bench.saved()
    assert stored() == [("Harbour will close for a week.", ["claim"])]


def test_escape_and_leaving_the_window_close_what_is_held(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.page.keyboard.down("s")
    expect(card(bench)).to_contain_text("Whoever said")
    bench.press("Escape")
    expect(card(bench)).to_be_hidden()
    bench.page.keyboard.up("s")
    bench.page.keyboard.down("s")
    expect(card(bench)).to_be_visible()
    bench.page.evaluate("() => window.dispatchEvent(new Event('blur'))")
    expect(card(bench)).to_be_hidden()
    bench.page.keyboard.up("s")
    assert stored() == []


def test_the_question_mark_opens_the_same_without_holding(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.page.get_by_role("button", name="What the guidelines say of Claim").click()
    expect(card(bench)).to_contain_text("Mark the words")
    expect(card(bench)).to_be_focused()
    assert violations(bench.page) == []
    bench.press("Escape")
    expect(card(bench)).to_be_hidden()
    bench.page.get_by_role("button", name="What the guidelines say of Hedge").click()
    expect(card(bench)).to_contain_text("no heading for this tag")
    assert stored() == []


def test_a_viewer_reads_them_on_a_small_screen(
    open_context: Callable[..., BrowserContext], viewer: User, project: Project
) -> None:
    article = make_article(project=project, text=TEXT, language="en")
    page = open_context(viewer, viewport={"width": 390, "height": 800}).new_page()
    bench = Workbench(page, project.slug, article.number).open()
    page.locator("[data-guidelines-open]").click()
    expect(panel(bench).locator(".prose")).to_contain_text("could be checked")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    expect(bench.text.get_by_text("Harbour")).to_be_in_viewport()
    panel(bench).get_by_role("button", name="Close").click()
    expect(panel(bench)).to_be_hidden()


def test_when_they_cannot_be_fetched_it_is_said_and_the_next_try_works(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    bench.page.route("**/guidelines/beside/**", lambda route: route.abort())
    bench.press("o")
    expect(bench.page.locator("[data-guidelines-count]")).to_contain_text("could not be fetched")
    bench.page.unroute_all()
    faults.clear()
    bench.press("Escape", "o")
    expect(panel(bench).locator(".prose")).to_contain_text("could be checked")
    expect(bench.page.locator("[data-guidelines-count]")).to_be_empty()
