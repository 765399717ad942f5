"""Ruling on a dispute with a reading of one's own, in a browser: its words by mouse and by keys."""

from playwright.sync_api import expect

from annotations.domain.disputes import DisputeKind, DisputeState
from annotations.models import Ruling
from newsapp.models import Article, User
from tests.browser.axe import violations
from tests.browser.conftest import OpenContext
from tests.disputes import bring_to, make_dispute, make_reviewers

SELECT = """(words) => {
  const text = document.querySelector("[data-text]");
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const start = walker.currentNode.data.indexOf(words);
    if (start >= 0) {
      getSelection().setBaseAndExtent(walker.currentNode, start, walker.currentNode, start + words.length);
      return;
    }
  }
}"""


def test_the_words_are_picked_in_the_text_moved_by_keys_and_proposed(
    open_context: OpenContext, article: Article, analyst: User, reviewer: User
) -> None:
    dispute = make_dispute(article=article, coders=[analyst], kind=DisputeKind.BOUNDARY)
    bring_to(dispute, DisputeState.TRIAGED, by=make_reviewers(article.project, 1)[0])
    page = open_context(reviewer, viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"/projects/front-pages/disputes/{dispute.number}/")
    page.get_by_role("link", name="None of them: write another reading").click()
    page.locator("[data-compare=ready]").wait_for(state="attached")
    words = page.locator("[data-edit-words]")
    expect(words).to_have_text("About 1,000 soldiers")
    painted = page.evaluate("[...CSS.highlights].filter(([, h]) => h.size).map(([name]) => name)")
    assert any(name.startswith("tag-") for name in painted)
    page.evaluate(SELECT, "1,000 soldiers were")
    page.get_by_role("button", name="Set to the selection").click()
    expect(words).to_have_text("1,000 soldiers were")
    page.get_by_role("button", name="End earlier").focus()
    page.keyboard.press("Enter")
    expect(words).to_have_text("1,000 soldiers")
    assert not violations(page)
    page.get_by_role("button", name="Propose this ruling").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your ruling is proposed.")).to_be_visible()
    reading = Ruling.objects.get().reading
    assert reading is not None
    assert (reading["start"], reading["end"]) == (52, 66)
