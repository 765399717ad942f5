"""From one article to the next: the next one for me, skipped with a reason, back, and where one was."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from newsapp.models import Assignment, Project, User
from newsapp.services.assignments import assign_articles
from tests.browser.workbench_page import Workbench
from tests.factories import TEXT, make_article, opened

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Workbench]

LONG = "\n\n".join(f"Paragraph {index} says that ship number {index} must wait in the port." for index in range(120))


@pytest.fixture
def queue(workbench: Open, project: Project, analyst: User) -> Workbench:
    """The first of three articles; the first and the third are the analyst's."""
    bench = workbench(TEXT, title="The first")
    make_article(project=project, text="Another one.", title="The second")
    make_article(project=project, text="A third one.", title="The third")
    assign_articles(access=opened(project=project), numbers=[1, 3], usernames=["ana"])
    bench.open()
    return bench


def at(page: Page, number: int) -> None:
    page.wait_for_url(f"**/articles/{number}/")
    page.locator("[data-workbench][data-ready]").wait_for()


def test_the_key_opens_the_next_article_for_me_and_leads_back(queue: Workbench, page: Page) -> None:
    queue.press("n")
    at(page, 3)
    queue.press("p")
    at(page, 1)
    queue.press("n")
    at(page, 3)


def test_without_anything_for_me_the_next_one_opens(workbench: Open, page: Page, project: Project) -> None:
    bench = workbench(TEXT)
    make_article(project=project, text="Another one.")
    bench.open().press("n")
    at(page, 2)
    bench.press("p")
    at(page, 1)


def test_an_article_is_skipped_with_a_reason_by_keys(queue: Workbench, page: Page) -> None:
    queue.press("Shift+N", "5")
    page.keyboard.type("c and h are letters here")
    queue.press("Enter")
    at(page, 3)
    expect(page.get_by_text("You skipped article 1.")).to_be_visible()
    row = Assignment.objects.get(article__number=1)
    assert row.skipped_at is not None
    assert row.skip_reason == "c and h are letters here"
    # Nothing else is hers: the one that she skipped is not offered again.
    expect(page.locator("[data-next-article]")).to_have_count(0)
    queue.press("p")
    at(page, 1)
    expect(page.locator("#done-end")).to_contain_text("You skipped this article: c and h are letters here")
    page.get_by_role("button", name="Take it up after all").click()
    at(page, 1)
    expect(page.locator("#done-end")).to_contain_text("This article is yours to mark.")
    assert Assignment.objects.get(article__number=1).skipped_at is None


def test_a_ready_made_reason_takes_two_keys_and_escape_skips_nothing(queue: Workbench, page: Page) -> None:
    queue.press("Shift+N")
    expect(page.locator("[data-skip-dialog]")).to_be_visible()
    queue.press("Escape")
    expect(page.locator("[data-skip-dialog]")).to_be_hidden()
    assert not Assignment.objects.filter(skipped_at__isnull=False).exists()
    page.locator("[data-skip]").click()
    queue.press("3", "Enter")
    at(page, 3)
    assert Assignment.objects.get(article__number=1).skip_reason == "The text is broken or incomplete"


def test_one_comes_back_to_where_one_was_in_a_long_article(workbench: Open, page: Page) -> None:
    bench = workbench(LONG)
    page.get_by_text("ship number 90 must").scroll_into_view_if_needed()
    bench.click_on("ship number 90 must")
    bench.press("ArrowDown")
    page.goto("/")
    bench.open()
    expect(page.get_by_text("ship number 91 must")).to_be_in_viewport()
    expect(page.get_by_text("ship number 10 must")).not_to_be_in_viewport()
    bench.press("c")
    bench.saved()
    expect(bench.card("ship number 91 must")).to_be_visible()


def test_a_link_to_a_highlight_goes_there_and_not_to_where_one_was(workbench: Open, page: Page) -> None:
    bench = workbench(LONG)
    bench.select("Paragraph 2 says")
    bench.press("c")
    bench.saved()
    mark = bench.cards.first.get_attribute("id") or ""
    page.locator("[data-reading]").evaluate("(element) => element.scrollTop = 3000")
    page.wait_for_timeout(600)
    page.goto("/")
    page.goto(f"{bench.address}?highlight={mark.removeprefix('mark-')}")
    page.locator("[data-workbench][data-ready]").wait_for()
    assert page.locator("[data-reading]").evaluate("(element) => element.scrollTop") < 1500


def test_the_next_article_is_there_before_it_is_asked_for(queue: Workbench, page: Page) -> None:
    page.wait_for_timeout(1500)
    queue.press("n")
    at(page, 3)
    how = page.evaluate("performance.getEntriesByType('navigation')[0].deliveryType")
    assert how == "navigational-prefetch"


def test_what_was_fetched_before_one_was_done_is_fetched_anew(queue: Workbench, page: Page) -> None:
    page.wait_for_timeout(1500)
    queue.press("d", "n")
    at(page, 3)
    assert Assignment.objects.get(article__number=1).done_at
    # Article 1 is done now: it does not wait any more.
    expect(page.locator("[data-next-article]")).to_have_count(0)
