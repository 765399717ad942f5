"""People and projects in a real browser: inviting, joining, roles, copying, by keyboard and without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from newsapp.models import Membership, Project, User
from newsapp.services.people import make_sign_in_link
from tests.browser.conftest import OpenContext
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

MEMBERS = "/projects/front-pages/members/"


@pytest.fixture
def managing(open_context: OpenContext, manager: User, project: Project) -> Page:
    """A page of the manager's browser, whose clipboard may be read."""
    context = open_context(manager, viewport={"width": 1440, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return context.new_page()


def test_a_manager_invites_and_somebody_without_an_account_joins(
    managing: Page, chromium: Browser, live_server: LiveServer
) -> None:
    managing.goto(MEMBERS)
    managing.get_by_role("button", name="Make a link").click()
    managing.get_by_role("button", name="Copy").click()
    expect(managing.get_by_text("Copied.")).to_be_visible()
    link = managing.evaluate("navigator.clipboard.readText()")
    assert link == managing.get_by_label("Hand this link over").input_value()
    assert link.startswith(f"{live_server.url}/invitations/")

    newcomer = chromium.new_context().new_page()
    newcomer.goto(link)
    expect(newcomer.get_by_role("heading", name="Front pages")).to_be_visible()
    newcomer.get_by_label("Your name").fill("Олена Коваль")
    newcomer.get_by_label("Username").fill("olena")
    newcomer.get_by_label("Password").fill(PASSWORD)
    newcomer.get_by_role("button", name="Make the account and join").click()
    expect(newcomer.get_by_text("Welcome to “\u2068Front pages\u2069”.")).to_be_visible()
    newcomer.context.close()

    managing.goto(MEMBERS)
    expect(managing.locator(".member")).to_have_count(2)
    expect(managing.get_by_text("Олена Коваль").first).to_be_visible()


def test_a_role_changes_in_place_by_keyboard_and_focus_stays(managing: Page, analyst: User) -> None:
    managing.goto(MEMBERS)
    managing.get_by_label("Role of ana").focus()
    managing.keyboard.press("ArrowDown")
    managing.keyboard.press("Tab")
    managing.keyboard.press("Enter")
    expect(managing.get_by_text("The role was changed.")).to_be_visible()
    expect(managing.get_by_label("Role of ana")).to_have_value("reviewer")
    expect(managing.locator(f"#change-{analyst.pk}")).to_be_focused()
    assert Membership.objects.get(user=analyst).role == "reviewer"


def test_members_are_managed_without_scripts(
    open_context: OpenContext, manager: User, project: Project, analyst: User
) -> None:
    page = open_context(manager, java_script_enabled=False).new_page()
    page.goto(MEMBERS)
    page.get_by_label("Role of ana").select_option("viewer")
    page.locator(f"#change-{analyst.pk}").click()
    expect(page.get_by_text("The role was changed.")).to_be_visible()
    page.locator(f"#member-{analyst.pk}").get_by_text("Remove").first.click()
    expect(page.get_by_text("loses access at once")).to_be_visible()
    page.get_by_role("button", name="Remove from the project").click()
    expect(page.get_by_text("ana is no longer a member.")).to_be_visible()
    assert not Membership.objects.filter(user=analyst).exists()


def test_a_link_from_the_team_page_signs_somebody_in_by_a_button(
    managing: Page, chromium: Browser, project: Project, analyst: User
) -> None:
    managing.goto(f"/teams/{project.team.slug}/")
    row = managing.locator(".member", has_text="ana")
    row.get_by_text("Change").first.click()
    row.get_by_role("button", name="Make a sign-in link").click()
    link = managing.get_by_label(re.compile("Hand this link to ana")).input_value()
    person = chromium.new_context().new_page()
    person.goto(link)
    person.get_by_role("button", name="Sign in").click()
    expect(person.get_by_role("heading", name="Projects")).to_be_visible()
    person.context.close()


def test_the_printed_link_needs_no_button(chromium: Browser, live_server: LiveServer, analyst: User) -> None:
    page = chromium.new_context().new_page()
    page.goto(f"{live_server.url}/sign-in/{make_sign_in_link(user=analyst)}/")
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()
    page.context.close()


PAGES = [
    MEMBERS,
    "/account/",
    "/accounts/email/",
    "/accounts/password/set/",
    "/account/sessions/",
    "/account/tokens/",
    "/teams/",
    "/teams/mira/",
    "/projects/front-pages/departure/",
]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_a_phone_even_with_long_names(
    open_context: OpenContext, manager: User, project: Project, analyst: User, path: str
) -> None:
    User.objects.filter(pk=analyst.pk).update(first_name="Wolfeschlegelsteinhausenbergerdorff" * 4)
    Project.objects.update(name="Front" * 24)
    page = open_context(manager, viewport={"width": 320, "height": 700}).new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
