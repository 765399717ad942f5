"""The article page for somebody who hears it: what is announced, once, and what the accessibility tree has."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from newsapp.models import Article, Project, User
from tests.browser.workbench_page import Workbench
from tests.factories import make_article, make_highlight

TEXT = (
    "Ships reach the strait\n\n"
    "About 300 ships waited for a week, the harbour office said. Nobody counted them.\n\n"
    "They left on Monday.\n"
)

# What a screen reader is given to say: every state of the polite regions, in order.
_LISTEN = """() => {
    globalThis.heard = [];
    for (const region of document.querySelectorAll("[role=status]")) {
        new MutationObserver(() => region.textContent.trim() && heard.push(region.textContent.trim()))
            .observe(region, { childList: true, characterData: true, subtree: true });
    }
}"""


@pytest.fixture
def article(project: Project) -> Article:
    return make_article(project=project, text=TEXT, language="en")


@pytest.fixture
def bench(workbench: Callable[..., Workbench], page: Page, project: Project, article: Article) -> Workbench:
    return Workbench(page, project.slug, article.number)


def listening(bench: Workbench) -> Workbench:
    bench.open()
    bench.page.evaluate(_LISTEN)
    return bench


def heard(bench: Workbench) -> list[str]:
    """What was announced since it was asked last."""
    return list(bench.page.evaluate("() => { const all = heard; globalThis.heard = []; return all; }"))


def announcer(bench: Workbench) -> Locator:
    return bench.page.locator("[data-announcer]")


def tree(page: Page) -> list[dict[str, Any]]:
    """Chromium's accessibility tree, in the order of reading."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    found: list[dict[str, Any]] = []

    def walk(node: dict[str, Any]) -> None:
        if not node.get("ignored"):
            found.append(node)
        for child in node.get("childIds", []):
            if child in by_id:
                walk(by_id[child])

    walk(nodes[0])
    return found


def named(page: Page, *roles: str) -> list[tuple[str, str]]:
    return [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in tree(page)
        if node["role"]["value"] in roles
    ]


def test_walking_tells_position_tags_maker_and_words(
    bench: Workbench, article: Article, analyst: User, reviewer: User
) -> None:
    make_highlight(article=article, by=analyst, quote="About 300 ships", tags=["claim", "quantity"])
    make_highlight(article=article, by=reviewer, quote="the harbour office", tags=["source"])
    listening(bench).press("Tab")
    bench.press("Tab")
    assert heard(bench) == [
        "1 of 2, Claim, Quantity: About 300 ships",
        f"2 of 2, Source by {reviewer.username}: the harbour office",
    ]


def test_a_highlight_that_is_picked_in_the_text_is_told(bench: Workbench, article: Article, analyst: User) -> None:
    make_highlight(article=article, by=analyst, quote="the harbour office", tags=["source"])
    listening(bench).click_on("harbour")
    assert heard(bench) == ["1 of 1, Source: the harbour office"]


def test_marking_tagging_deleting_and_undoing_are_told_once_each(bench: Workbench) -> None:
    listening(bench).select("About 300 ships")
    for keys, words in (
        ("q", "Marked as Quotation: About 300 ships"),
        ("Shift+C", "Also Claim: About 300 ships"),
        ("Shift+C", "No longer Claim: About 300 ships"),
        ("Shift+Q", "Quotation stays, as the only tag of: About 300 ships"),
        ("Delete", "Deleted: About 300 ships"),
        ("u", "Undone: About 300 ships"),
        ("Shift+U", "Done again: About 300 ships"),
    ):
        bench.press(keys)
        expect(announcer(bench)).to_have_text(words)
        assert heard(bench) == [words]
    bench.saved()


def test_undoing_a_mark_names_what_is_gone(bench: Workbench) -> None:
    listening(bench).select("About 300 ships")
    bench.press("q", "u")
    expect(announcer(bench)).to_have_text("Undone: About 300 ships")
    bench.saved()


def test_the_caret_tells_words_marks_and_a_new_paragraph(bench: Workbench, article: Article, analyst: User) -> None:
    make_highlight(article=article, by=analyst, quote="About 300 ships", tags=["claim"])
    make_highlight(article=article, by=analyst, quote="the harbour office", tags=["source"])
    listening(bench).press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowLeft")
    assert heard(bench) == [
        "Ships reach the strait · paragraph 1",
        "About 300 ships waited for a week, the harbour office said. · marked as Claim, Source · paragraph 2",
        "Nobody counted them.",
        "They left on Monday. · paragraph 3",
        "them · paragraph 2",
    ]


def test_an_accepted_suggestion_and_a_link_are_told_once(
    bench: Workbench, article: Article, analyst: User, reviewer: User
) -> None:
    make_highlight(article=article, by=analyst, quote="the harbour office", tags=["source"])
    make_highlight(article=article, by=reviewer, quote="About 300 ships", tags=["claim"], layer="suggested")
    listening(bench).press("j", "y")
    assert heard(bench) == [
        "Suggestion 1 of 1, Claim: About 300 ships",
        "Accepted. No suggestion is left.",
    ]
    bench.press("Tab", "r", "Tab", "Enter")
    bench.page.locator("[data-link-type=attributed_to]").click()
    bench.page.locator("[data-link-details] button[type=submit]").click()
    expect(announcer(bench)).to_have_text("Linked: About 300 ships, Attributed to, the harbour office")
    assert len([words for words in heard(bench) if words.startswith("Linked")]) == 1
    bench.saved()


def test_regions_are_polite(bench: Workbench) -> None:
    bench.open()
    for region in bench.page.locator("[role=status]").all():
        assert region.get_attribute("aria-live") in (None, "polite")


def test_landmarks_and_headings(bench: Workbench, article: Article, analyst: User) -> None:
    make_highlight(article=article, by=analyst, quote="About 300 ships", tags=["claim"])
    page = bench.open().page
    assert [role for role, _ in named(page, "banner", "main")] == ["banner", "main"]
    landmarks = named(page, "navigation", "complementary", "region", "search")
    assert all(name for _, name in landmarks)
    assert len({name for _, name in landmarks}) == len(landmarks)
    assert ("complementary", "1 highlight") in landmarks
    levels = page.locator("h1:visible, h2:visible, h3:visible").evaluate_all("all => all.map((one) => one.localName)")
    assert levels.count("h1") == 1
    assert "h3" not in levels[: levels.index("h2")]


def test_the_text_is_read_in_its_order_and_whole(bench: Workbench, article: Article, analyst: User) -> None:
    make_highlight(article=article, by=analyst, quote="300 ships waited for a week", tags=["claim"])
    make_highlight(article=article, by=analyst, quote="ships", tags=["quantity"])
    nodes = tree(bench.open().page)
    start = next(i for i, node in enumerate(nodes) if node["role"]["value"] == "article")
    words = [
        node["name"]["value"].strip()
        for node in nodes[start:]
        if node["role"]["value"] == "StaticText" and node["name"]["value"].strip()
    ]
    assert words[:3] == TEXT.strip().split("\n\n")


def test_every_control_of_an_open_card_has_a_name(bench: Workbench, article: Article, analyst: User) -> None:
    make_highlight(article=article, by=analyst, quote="About 300 ships", tags=["claim", "source", "quantity"])
    bench.open().press("Tab")
    expect(bench.open_card().locator(".editor")).to_be_visible()
    controls = named(bench.page, "button", "radio", "checkbox", "textbox", "combobox", "link", "radiogroup")
    assert controls
    assert not [control for control in controls if not control[1].strip()]
    face = bench.open_card().locator("[data-open]")
    expect(face).to_have_accessible_name("Claim Source Quantity ¶2 About 300 ships")
