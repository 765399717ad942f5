"""What was typed in a form is not lost when sending it fails."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Locator, Page, expect

from annotations.models import Comment, Dispute
from newsapp.models import Article, User
from tests.browser.conftest import OpenContext
from tests.disputes import make_dispute

WORDS = "The log counts boats as well: see its second page."


@pytest.fixture
def dispute(article: Article, analyst: User) -> Dispute:
    return make_dispute(article=article, by=analyst)


@pytest.fixture
def context(open_context: OpenContext, analyst: User) -> BrowserContext:
    return open_context(analyst)


def commenting(context: BrowserContext, dispute: Dispute) -> Page:
    page = context.new_page()
    page.goto(f"/projects/front-pages/disputes/{dispute.number}/")
    page.get_by_label("Say something").fill(WORDS)
    return page


def withdrawing(page: Page) -> tuple[Locator, Locator]:
    """The field for the reason of withdrawing a dispute, and the button."""
    doing = page.locator("details.doing", has_text="Withdraw")
    if doing.get_attribute("open") != "":
        doing.locator("summary").click()
    return doing.locator("textarea"), doing.get_by_role("button", name="Withdraw")


@pytest.fixture
def signed_out(context: BrowserContext) -> Callable[[], Callable[[], None]]:
    """End the session in the browser; what comes back brings it back."""

    def end() -> Callable[[], None]:
        name = settings.SESSION_COOKIE_NAME
        (cookie,) = (each for each in context.cookies() if each["name"] == name)
        context.clear_cookies(name=name)
        return lambda: context.add_cookies(
            [{"name": name, "value": cookie["value"], "domain": cookie["domain"], "path": cookie["path"]}]
        )

    return end


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in_again(
    context: BrowserContext, dispute: Dispute, signed_out: Callable[[], Callable[[], None]]
) -> None:
    page = context.new_page()
    page.goto(f"/projects/front-pages/disputes/{dispute.number}/")
    here = page.url
    reason, withdraw = withdrawing(page)
    reason.fill(WORDS)
    sign_in = signed_out()
    withdraw.click()
    page.wait_for_url("**/accounts/login/**")
    sign_in()
    page.goto(here)
    expect(reason).to_have_value(WORDS)
    withdraw.click()
    expect(page.locator(".dispute-log")).to_contain_text(WORDS)
    dispute.refresh_from_db()
    assert dispute.state == "withdrawn"


def test_a_comment_stays_where_it_was_typed_when_the_session_ended(
    context: BrowserContext, dispute: Dispute, signed_out: Callable[[], Callable[[], None]], faults: list[str]
) -> None:
    page = commenting(context, dispute)
    sign_in = signed_out()
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("[data-notice-words]")).to_contain_text("signed out")
    faults.clear()  # Chromium speaks of every answer that is a refusal
    expect(page.get_by_label("Say something")).to_have_value(WORDS)
    sign_in()
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".comment-text")).to_have_text(WORDS)
    expect(page.get_by_label("Say something")).to_have_value("")
    assert Comment.objects.get().text == WORDS


def test_what_arrived_is_not_typed_again_by_itself(context: BrowserContext, dispute: Dispute) -> None:
    page = commenting(context, dispute)
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".comment-text")).to_have_text(WORDS)
    page.reload()
    expect(page.get_by_label("Say something")).to_have_value("")
