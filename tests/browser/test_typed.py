"""What was typed in a form is not lost when sending it fails."""

from urllib.parse import urljoin

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

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


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in_again(
    context: BrowserContext, dispute: Dispute
) -> None:
    page = commenting(context, dispute)
    here = page.url
    name = settings.SESSION_COOKIE_NAME
    (value,) = (each["value"] for each in context.cookies() if each["name"] == name)
    context.clear_cookies(name=name)
    page.get_by_role("button", name="Comment", exact=True).click()
    page.wait_for_url("**/accounts/login/**")
    context.add_cookies([{"name": name, "value": value, "url": urljoin(here, "/")}])
    page.goto(here)
    expect(page.get_by_label("Say something")).to_have_value(WORDS)
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
