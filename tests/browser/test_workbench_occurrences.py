"""Marking every occurrence of some words: here, and in other articles."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from annotations.models import Highlight
from newsapp.models import Project, User
from tests.browser.test_workbench_parts import under
from tests.browser.test_workbench_undo import becomes
from tests.browser.workbench_page import Workbench
from tests.factories import make_article

TEXT = (
    "Soldiers \U0001f6a2 were to go first.\n\nAbout 1,000 soldiers follow. One soldier stays.\n\n"
    "The Soldiers of the north do not."
)

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)


def panel(bench: Workbench) -> Locator:
    return bench.page.locator("[data-occurrences]")


def button(bench: Workbench) -> Locator:
    return bench.page.locator("[data-occurrences-mark]")


def opened(bench: Workbench, words: str = "soldiers") -> Locator:
    bench.select(words)
    bench.press("*")
    expect(panel(bench)).to_be_visible()
    return panel(bench)


def test_every_place_here_is_marked_and_undone_by_one_key(workbench: Open) -> None:
    bench = workbench(TEXT)
    found = opened(bench)
    expect(found.locator("mark")).to_have_text(["Soldiers", "soldiers", "Soldiers"])
    expect(button(bench)).to_be_disabled()
    assert under(bench, "would") == ["Soldiers", "soldiers", "Soldiers"]
    found.locator(".chip", has_text="Claim").first.click()
    expect(button(bench)).to_have_text("Mark 3 places")
    expect(button(bench)).to_be_enabled()
    found.locator("[name=place]").nth(1).uncheck()
    expect(button(bench)).to_have_text("Mark 2 places")
    assert under(bench, "would") == ["Soldiers", "Soldiers"]
    button(bench).click()
    expect(panel(bench)).to_be_hidden()
    assert bench.painted_words() == ["Soldiers", "Soldiers"]
    assert under(bench, "would") == []
    becomes(bench, [("Soldiers", ["claim"]), ("Soldiers", ["claim"])])
    bench.press("u")
    expect(bench.cards).to_have_count(0)
    becomes(bench, [])
    bench.press("Shift+u")
    becomes(bench, [("Soldiers", ["claim"]), ("Soldiers", ["claim"])])


def test_hundreds_of_places_are_marked_and_undone_in_a_moment(workbench: Open) -> None:
    bench = workbench("\n\n".join(f"Paragraph {number} has soldiers." for number in range(150)))
    found = opened(bench)
    found.locator(".chip", has_text="Claim").first.click()
    bench.page.locator("[data-occurrences-mark]:enabled").wait_for()
    took = bench.page.evaluate(
        """async () => {
            const begun = performance.now();
            document.querySelector("[data-occurrences-mark]").click();
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            return performance.now() - begun;
        }"""
    )
    expect(bench.cards).to_have_count(150)
    assert took < 3_000
    becomes(bench, [("soldiers", ["claim"])] * 150)
    bench.page.locator("[data-retrace=undo]").click()
    expect(bench.cards).to_have_count(0)
    becomes(bench, [])
    bench.page.goto("about:blank")


def test_the_mouse_opens_the_panel(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.select("soldiers")
    bench.page.locator("[data-palette] [data-occurrences-open]").click()
    expect(panel(bench).locator("mark")).to_have_text(["Soldiers", "soldiers", "Soldiers"])
    bench.page.locator("[data-occurrences-close]").click()
    bench.page.locator("[data-find-open]").click()
    expect(bench.page.locator("[data-find]")).to_be_visible()


def test_case_and_forms_are_chosen_and_what_is_marked_is_left_out(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.select("soldiers")
    bench.press("c")
    bench.saved()
    bench.page.keyboard.press("*")
    found = panel(bench)
    expect(found.locator("mark")).to_have_text(["Soldiers", "soldiers", "Soldiers"])
    expect(button(bench)).to_have_text("Mark 2 places")
    expect(found.locator(".already")).to_contain_text("marked already: Claim")
    found.get_by_label("Other forms").check()
    expect(found.locator("mark")).to_have_text(["Soldiers", "soldiers", "soldier", "Soldiers"])
    found.get_by_label("Other forms").uncheck()
    found.get_by_label("Match case").check()
    expect(found.locator("mark")).to_have_text(["soldiers"])
    expect(button(bench)).to_be_disabled()
    found.locator("[name=words]").fill("the north")
    expect(found.locator("mark")).to_have_text(["the north"])
    bench.page.locator("[data-occurrences-mark]:enabled").wait_for()
    bench.press("Enter")
    becomes(bench, [("soldiers", ["claim"]), ("the north", ["claim"])])


def test_keys_in_the_panel_do_nothing_behind_it(workbench: Open) -> None:
    bench = workbench(TEXT)
    found = opened(bench)
    found.locator("[name=place]").first.focus()
    bench.press("c", "u", "d", "Escape")
    expect(panel(bench)).to_be_hidden()
    expect(bench.cards).to_have_count(0)
    assert bench.text.evaluate("(element) => element === document.activeElement")


def test_other_articles_too_in_one_change(workbench: Open, project: Project) -> None:
    make_article(project=project, text="No soldiers there. Soldiers here.", language="en")
    make_article(project=project, text="Солдат, soldiers.", language="ru")
    bench = workbench(TEXT)
    found = opened(bench)
    found.locator(".chip", has_text="Claim").first.click()
    found.locator("[name=scope]").select_option("language")
    expect(found.locator("mark")).to_have_count(5)
    expect(found).to_contain_text("5 places, in 2 of 2 articles")
    found.locator("[name=scope]").select_option("all")
    expect(found.locator("mark")).to_have_count(6)
    expect(button(bench)).to_have_text("Mark 6 places")
    bench.page.locator("[data-occurrences-mark]:enabled").click()
    expect(panel(bench)).to_be_hidden()
    expect(bench.cards).to_have_count(3)
    assert Highlight.objects.present().count() == 6
    expect(bench.page.locator("[data-workbench-notice]")).to_contain_text("6 places marked as “Claim”.")
    bench.press("u")
    expect(bench.page.locator("[data-workbench-notice]")).to_contain_text("Taken back.")
    expect(bench.cards).to_have_count(0)
    assert Highlight.objects.present().count() == 0
    bench.press("Shift+u")
    expect(bench.cards).to_have_count(3)
    assert Highlight.objects.present().count() == 6
    elsewhere = Highlight.objects.present().order_by("article__number")[0]
    Highlight.objects.filter(pk=elsewhere.pk).update(note="A colleague's", version=elsewhere.version + 1)
    bench.press("u")
    expect(bench.page.locator("[data-workbench-notice]")).to_contain_text("except for 1 that somebody changed since")
    expect(bench.cards).to_have_count(0)
    assert Highlight.objects.present().count() == 1


def test_whoever_comes_from_a_filtered_list_may_mark_in_that(workbench: Open, project: Project) -> None:
    make_article(project=project, text="Russian soldiers.", language="ru")
    make_article(project=project, text="English soldiers.", language="en")
    bench = workbench(TEXT)
    bench.page.goto(f"/projects/{project.slug}/?language=ru")
    bench.page.evaluate("(address) => { location.href = address; }", bench.address)
    bench.page.wait_for_url(f"**{bench.address}")
    bench.page.locator("[data-workbench][data-ready]").wait_for()
    found = opened(bench)
    found.locator("[name=scope]").select_option(label="in the list of articles that you came from")
    expect(found.locator("mark")).to_have_count(1)
    expect(found.locator(".occurrence")).to_contain_text("Russian soldiers.")


def test_undo_stays_when_the_server_does_not_answer(workbench: Open, project: Project, faults: list[str]) -> None:
    make_article(project=project, text="No soldiers there.", language="en")
    bench = workbench(TEXT)
    found = opened(bench)
    found.locator(".chip", has_text="Claim").first.click()
    found.locator("[name=scope]").select_option("all")
    expect(found.locator("mark")).to_have_count(4)
    bench.page.locator("[data-occurrences-mark]:enabled").click()
    expect(bench.cards).to_have_count(3)
    bench.page.route("**/undo/", lambda route: route.abort())
    bench.press("u")
    expect(bench.page.locator("[data-workbench-notice]")).to_contain_text("The server did not answer")
    bench.page.unroute("**/undo/")
    bench.press("u")
    expect(bench.cards).to_have_count(0)
    faults.clear()


def test_who_only_reads_is_offered_no_marking(
    open_context: Callable[..., object], project: Project, viewer: User
) -> None:
    article = make_article(project=project, text=TEXT, language="en")
    page = open_context(viewer).new_page()  # type: ignore[attr-defined]
    bench = Workbench(page, project.slug, article.number).open()
    bench.select("soldiers")
    bench.press("*")
    bench.press("/")
    expect(page.locator("[data-find-count]")).to_have_text("2 of 3")
    expect(panel(bench)).to_be_hidden()
