"""The page of a dispute by keys alone, in a browser."""

from playwright.sync_api import Page, expect

from annotations.models import Dispute, Highlight
from newsapp.models import Article, User
from tests.browser.conftest import OpenContext
from tests.disputes import make_dispute


def test_two_reviewers_take_a_dispute_from_triage_to_gold_by_keys_alone(
    open_context: OpenContext, article: Article, analyst: User, other_analyst: User, reviewer: User, manager: User
) -> None:
    number = make_dispute(article=article, by=analyst, coders=[analyst, other_analyst]).number
    hers, his = open_context(reviewer).new_page(), open_context(manager).new_page()
    for page in (hers, his):
        page.goto(f"/projects/front-pages/disputes/{number}/")

    def press(page: Page, *keys: str) -> None:
        page.locator("[data-disputes=ready]").wait_for()
        for key in keys:
            page.keyboard.press(key)

    def reached(page: Page, state: str) -> None:
        expect(page.locator("[data-live-part=state]")).to_contain_text(state)

    press(hers, "?")
    expect(hers.locator("[data-keys]")).to_contain_text("send the form")
    press(hers, "?", "t")
    expect(hers.get_by_label("Kind")).to_be_focused()
    press(hers, "Escape")
    expect(hers.locator("summary", has_text="Triage")).to_be_focused()
    press(hers, "t", "Control+Enter")
    reached(hers, "Triaged")
    press(hers, "v", "Control+Enter")
    reached(hers, "Voting")
    press(hers, "2")
    expect(hers.get_by_role("radio").nth(1)).to_be_checked()
    press(hers, "1", "Tab")
    hers.keyboard.type("It is vt exactly: 1 and 2.")
    press(hers, "Control+Enter")
    reached(hers, "Voting")
    his.reload()
    press(his, "v")
    expect(his.get_by_role("radio").first).to_be_focused()
    press(his, "1", "Control+Enter")
    expect(his.locator("[data-live-part=positions]")).to_contain_text("2 votes")
    press(his, "p", "A", "Tab")
    his.keyboard.type("By the guidelines.")
    press(his, "Control+Enter")
    reached(his, "Ruling proposed")
    hers.reload()
    press(hers, "r", "Control+Enter")
    reached(hers, "Resolved")
    assert Dispute.objects.get().state == "resolved"
    (gold,) = Highlight.objects.present().filter(layer="gold")
    assert gold.quote == "About 1,000 soldiers"
