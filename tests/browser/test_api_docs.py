"""The documentation of the interface in a real browser, under the site's content policy."""

from playwright.sync_api import Page, expect

from newsapp.models import Project


def test_the_documentation_shows_every_operation_and_tries_one(page: Page, project: Project) -> None:
    page.goto("/api/v1/docs/")
    operations = page.locator(".opblock")
    expect(operations.first).to_be_visible()
    assert operations.count() >= 20
    page.locator(".opblock", has_text="/api/v1/me/").locator(".opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table")).to_contain_text('"username": "ana"')
