"""The header says how much is not sent, when it is tried again, and lets one try now; a screen reader hears it once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from newsapp.models import Project, User
from tests.browser.axe import violations
from tests.browser.unsent_work import API, cut_off, mark
from tests.browser.workbench_page import Workbench, stored
from tests.factories import make_article, make_highlight

TEXT = "The port authority said on Monday that about 300 ships must wait. It gave no reason."

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)

_LISTEN = """() => {
    window.heard = [];
    const announcer = document.querySelector("[data-announcer]");
    new MutationObserver(() => window.heard.push(announcer.textContent)).observe(announcer, { childList: true });
}"""


def test_it_counts_down_and_one_can_try_now(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    bench.page.evaluate(_LISTEN)
    cut_off(bench.page.context)
    mark(bench)
    following = bench.state.locator("[data-save-next]")
    # The third pause takes more than three seconds: long enough to see it count.
    expect(following).to_have_text("· trying again in 4 s", timeout=15_000)
    expect(following).to_have_text("· trying again in 3 s")
    expect(following).to_have_text("· trying again in 2 s")
    heard = bench.page.evaluate("window.heard")
    assert len([words for words in heard if "Saving fails" in words]) == 1
    assert not [words for words in heard if "trying again" in words]
    assert violations(bench.page) == []
    bench.page.context.unroute(API)
    button = bench.state.get_by_role("button", name="Try now")
    button.focus()
    bench.press("Enter")
    bench.saved()
    expect(button).to_be_hidden()
    assert bench.page.evaluate("window.heard").count("All saved") == 1
    assert stored() == [("about 300 ships", ["quantity"])]
    faults.clear()


def test_it_counts_highlights_links_and_rejections(
    page: Page, project: Project, analyst: User, reviewer: User, faults: list[str]
) -> None:
    article = make_article(project=project, text=TEXT, language="en")
    make_highlight(article=article, quote="It gave no reason.", by=reviewer, layer="suggested")
    make_highlight(article=article, quote="The port authority", tags=["source"], by=analyst)
    bench = Workbench(page, project.slug, article.number).open()
    cut_off(page.context)
    bench.press("j", "z")
    mark(bench, key="c")
    bench.press("r", "[", "Enter", "1", "Enter")
    expect(bench.state).to_contain_text("3 unsent · trying again in")
    page.context.unroute(API)
    bench.state.get_by_role("button", name="Try now").click()
    bench.saved()
    faults.clear()


def test_a_deletion_on_its_way_counts_though_nothing_is_said_of_it_yet(workbench: Open) -> None:
    bench = workbench(TEXT)
    mark(bench)
    bench.saved()
    held: list[Route] = []
    bench.page.route(API, lambda route: held.append(route) if route.request.method == "DELETE" else route.continue_())
    with bench.page.expect_request(API):
        bench.press("Delete")
    expect(bench.state).to_have_attribute("data-waiting", "1")
    held[0].continue_()
    bench.saved()
    assert stored() == []
