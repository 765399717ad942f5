"""Suggestions on the page: shown apart, walked, accepted, changed and rejected by one key each."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect

from annotations.models import Highlight, SuggestionDecision
from newsapp.models import Article, Project, User
from tests.browser.axe import violations
from tests.browser.workbench_page import Workbench
from tests.factories import make_article, make_highlight

TEXT = "About 1,000 soldiers came. Nobody saw them leave. They may be back in spring.\n"

_UNDER = """(name) => [...CSS.highlights.get(name)].map((range) => {
    const live = new Range();
    live.setStart(range.startContainer, range.startOffset);
    live.setEnd(range.endContainer, range.endOffset);
    return live.toString();
}).sort()"""


def suggested(project: Project, by: User) -> Article:
    article = make_article(project=project, text=TEXT, language="en")
    for quote, tag in (("About 1,000 soldiers", "claim"), ("Nobody", "source"), ("may", "hedge")):
        make_highlight(article=article, quote=quote, tags=[tag], by=by, layer="suggested")
    return article


def opened(page: Page, project: Project, by: User) -> Workbench:
    return Workbench(page, project.slug, suggested(project, by).number).open()


def waiting(page: Page) -> Locator:
    return page.locator("[data-suggestion]:visible")


def at_hand(page: Page) -> Locator:
    return page.locator("[data-suggestion].open .mark-quote")


def settled(page: Page, *expected: tuple[str, str]) -> None:
    """Wait until these decisions are kept and no others."""
    for _ in range(100):
        if decisions() == list(expected):
            return
        page.wait_for_timeout(100)
    assert decisions() == list(expected)


def decisions() -> list[tuple[str, str]]:
    rows = SuggestionDecision.objects.in_force().order_by("suggestion__start")
    return list(rows.values_list("suggestion__quote", "decision"))


def own() -> list[str]:
    return list(Highlight.objects.present().readings().order_by("start").values_list("quote", flat=True))


def test_suggestions_stand_apart_and_each_key_goes_on_to_the_next(page: Page, project: Project, reviewer: User) -> None:
    bench = opened(page, project, reviewer)
    title = page.locator("[data-suggestions-words]")
    expect(title).to_have_text("Suggested (3)")
    expect(bench.cards).to_have_count(0)
    assert page.evaluate(_UNDER, "suggested") == ["About 1,000 soldiers", "Nobody", "may"]
    assert bench.painted() == []
    bench.press("j")
    expect(at_hand(page)).to_have_text("About 1,000 soldiers")
    assert page.evaluate(_UNDER, "suggested-now") == ["About 1,000 soldiers"]
    bench.press("j", "Shift+j", "y")
    expect(at_hand(page)).to_have_text("Nobody")
    expect(page.locator("[data-announcer]")).to_have_text("Accepted. Suggestion 1 of 2, Source: Nobody")
    bench.press("z")
    expect(at_hand(page)).to_have_text("may")
    bench.press("z")
    expect(page.locator("[data-suggestions]")).to_be_hidden()
    expect(page.locator("[data-announcer]")).to_have_text("Rejected. No suggestion is left.")
    bench.saved()
    expect(bench.cards).to_have_count(1)
    settled(page, ("About 1,000 soldiers", "accepted"), ("Nobody", "rejected"), ("may", "rejected"))
    assert own() == ["About 1,000 soldiers"]
    bench.open()
    expect(waiting(page)).to_have_count(0)


def test_changing_accepts_and_opens_the_card(page: Page, project: Project, reviewer: User) -> None:
    bench = opened(page, project, reviewer)
    bench.press("j", "Shift+y")
    expect(bench.open_card()).to_contain_text("About 1,000 soldiers")
    expect(bench.open_card().locator(":focus")).to_have_count(1)
    bench.press("Escape", "3")
    bench.saved()
    settled(page, ("About 1,000 soldiers", "changed"))
    assert own() == ["About 1,000"]
    bench.press("j")
    expect(at_hand(page)).to_have_text("Nobody")


def test_both_are_undone_and_done_again(page: Page, project: Project, reviewer: User) -> None:
    bench = opened(page, project, reviewer)
    bench.press("j", "y", "z")
    expect(waiting(page)).to_have_count(1)
    bench.saved()
    bench.press("u")
    expect(at_hand(page)).to_have_text("Nobody")
    bench.press("u")
    expect(waiting(page)).to_have_count(3)
    expect(bench.cards).to_have_count(0)
    bench.saved()
    settled(page)
    assert own() == []
    bench.press("Shift+u", "Shift+u")
    expect(waiting(page)).to_have_count(1)
    bench.saved()
    settled(page, ("About 1,000 soldiers", "accepted"), ("Nobody", "rejected"))


def test_what_was_undone_can_be_accepted_anew_before_the_server_heard_of_it(
    page: Page, project: Project, reviewer: User
) -> None:
    bench = opened(page, project, reviewer)
    bench.press("j", "y", "u", "Shift+j", "j", "y")
    bench.saved()
    assert len(own()) == 1
    assert len(decisions()) == 1


def test_the_mouse_decides_too(page: Page, project: Project, reviewer: User) -> None:
    bench = opened(page, project, reviewer)
    page.get_by_role("button", name="Nobody").click()
    page.locator("[data-suggestion].open").get_by_role("button", name="Accept").click()
    expect(at_hand(page)).to_have_text("may")
    page.locator("[data-suggestion].open").get_by_role("button", name="Reject").click()
    expect(at_hand(page)).to_have_text("About 1,000 soldiers")
    bench.saved()
    settled(page, ("Nobody", "accepted"), ("may", "rejected"))


def test_decisions_are_sent_once_the_network_is_back(
    page: Page, project: Project, reviewer: User, faults: list[str]
) -> None:
    bench = opened(page, project, reviewer)
    away: Callable[[Route], None] = lambda route: route.abort()  # noqa: E731
    page.route("**/api/v1/**", away)
    bench.press("j", "y", "z")
    expect(bench.state).to_have_attribute("data-save-state", "unsaved")
    expect(bench.state).to_contain_text("2 unsent")
    expect(waiting(page)).to_have_count(1)
    page.unroute("**/api/v1/**", away)
    bench.state.click()
    bench.saved()
    settled(page, ("About 1,000 soldiers", "accepted"), ("Nobody", "rejected"))
    faults.clear()


def test_a_key_without_a_suggestion_says_so(workbench: Callable[..., Workbench], page: Page) -> None:
    bench = workbench(TEXT)
    for key in ("j", "y", "z"):
        bench.press(key)
        expect(page.locator("[data-announcer]")).to_have_text("No suggestion waits in this article.")
    expect(page.locator("[data-suggestions]")).to_be_hidden()


def test_axe_finds_nothing_in_suggestions(page: Page, project: Project, reviewer: User) -> None:
    bench = opened(page, project, reviewer)
    bench.press("j")
    expect(at_hand(page)).to_have_count(1)
    assert violations(page) == []


def test_the_surest_or_the_least_sure_come_first(page: Page, project: Project, reviewer: User) -> None:
    article = make_article(project=project, text=TEXT, language="en")
    for quote, score in (("About 1,000 soldiers", 0.4), ("Nobody", None), ("may", 0.95), ("in spring", 0.7)):
        make_highlight(article=article, quote=quote, by=reviewer, layer="suggested", score=score)
    bench = Workbench(page, project.slug, article.number).open()
    expect(waiting(page).first).to_contain_text("40% sure")
    page.get_by_label("Order").select_option("surest first")
    expect(page.locator("[data-suggestion] .mark-quote")).to_have_text(
        ["may", "in spring", "About 1,000 soldiers", "Nobody"]
    )
    expect(at_hand(page)).to_have_text("may")
    bench.text.focus()
    bench.press("y")
    expect(at_hand(page)).to_have_text("in spring")
    bench.saved()
    settled(page, ("may", "accepted"))
    bench.open()
    bench.press("j")
    expect(at_hand(page)).to_have_text("in spring")
    page.get_by_label("Order").select_option("least sure first")
    expect(page.locator("[data-suggestion] .mark-quote")).to_have_text(["About 1,000 soldiers", "in spring", "Nobody"])
    bench.text.focus()
    bench.press("Shift+j")
    expect(at_hand(page)).to_have_text("Nobody")
    page.get_by_label("Order").select_option("as in the text")
    expect(at_hand(page)).to_have_text("About 1,000 soldiers")


def test_without_a_score_there_is_no_order_to_choose(page: Page, project: Project, reviewer: User) -> None:
    opened(page, project, reviewer)
    expect(page.locator("[data-suggestion-order]")).to_be_hidden()
