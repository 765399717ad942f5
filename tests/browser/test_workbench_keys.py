"""Keys of one's own: chosen in the panel, kept for the person, checked for clashes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from newsapp.models import OwnKey, Project, User
from tests.browser.workbench_page import Workbench, stored

TEXT = "Harbour will close for a week. The port authority said that about 300 ships must wait."

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)


def choose(page: Page, command: str, key: str) -> None:
    """Give a command a key in the list."""
    page.locator(f"[data-key-change={command}]").click()
    with page.expect_response("**/account/keys/"):
        page.keyboard.press(key)


def test_every_command_is_listed_with_its_key(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("?")
    rows = bench.page.locator("[data-key-row]")
    assert rows.count() > 40
    for row in rows.all():
        expect(row.locator(".key-name")).not_to_be_empty()
        assert row.locator(".kbd").count() >= 1
    expect(bench.page.locator("[data-key-row=redo] .kbd")).to_have_text("⇧ U")


def test_a_changed_key_is_kept_and_follows_the_person(
    workbench: Open, open_context: Callable[..., BrowserContext], analyst: User, project: Project
) -> None:
    bench = workbench(TEXT)
    bench.press("ArrowDown", "h", "?")
    choose(bench.page, "undo", "m")
    expect(bench.page.locator("[data-key-row=undo] .kbd")).to_have_text("M")
    expect(bench.page.locator("[data-keys-foot] [data-key-of=undo]")).to_have_text("M")
    expect(bench.page.locator("[data-key-change=undo]")).to_be_focused()
    bench.press("Escape")
    expect(bench.page.locator("[data-key-panel]")).to_be_hidden()
    bench.press("u")
    expect(bench.cards).to_have_count(1)
    bench.press("m")
    expect(bench.cards).to_have_count(0)
    bench.saved()
    bench.open()
    bench.press("ArrowDown", "h", "m")
    expect(bench.cards).to_have_count(0)
    bench.saved()
    other = Workbench(open_context(analyst).new_page(), project.slug, 1).open()
    other.press("ArrowDown", "h", "m")
    expect(other.cards).to_have_count(0)
    other.press_as("ь", "KeyM")
    expect(other.page.locator("[data-announcer]")).to_have_text("Nothing to undo")
    other.saved()


def test_a_named_key_and_one_taken_away(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("?")
    choose(bench.page, "done", "Delete")
    expect(bench.page.locator("[data-key-row=done] .key-none")).to_be_visible()
    choose(bench.page, "paragraph-end", "F8")
    expect(bench.page.locator("[data-key-row=paragraph-end] .kbd")).to_have_text("F8")
    bench.press("Escape", "ArrowDown", "F8")
    expect(bench.page.locator("[data-caret-line]")).to_be_visible()
    bench.press("d")
    expect(bench.page.locator("#done-head-button")).to_have_attribute("aria-pressed", "false")
    assert dict(OwnKey.objects.values_list("command", "key")) == {"done": "", "paragraph-end": "F8"}


def test_clashes_are_said_and_the_usual_key_comes_back(workbench: Open) -> None:
    bench = workbench(TEXT)
    page = bench.page
    bench.press("?")
    choose(page, "undo", "n")
    expect(page.locator("[data-key-row=undo] .field-error")).to_contain_text("next article")
    assert not OwnKey.objects.exists()
    choose(page, "undo", "c")
    expect(page.locator("[data-key-row=undo] .key-warning")).to_contain_text("Claim")
    page.locator("[data-key-change=undo]").click()
    with page.expect_response("**/account/keys/"):
        bench.press_as("с", "KeyC")
    expect(page.locator("[data-key-row=undo] .key-warning")).to_contain_text("another layout")
    page.locator("[data-key-reset=undo]").click()
    expect(page.locator("[data-key-row=undo] .kbd")).to_have_text("U")
    assert not OwnKey.objects.exists()


def test_escape_leaves_a_key_as_it_is_and_the_panel_open(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("?")
    bench.page.locator("[data-key-change=undo]").click()
    bench.press("Escape")
    expect(bench.page.locator("[data-key-panel]")).to_be_visible()
    expect(bench.page.locator("[data-key-row=undo] .kbd")).to_have_text("U")


def test_commands_work_on_a_cyrillic_layout(workbench: Open) -> None:
    bench = workbench(TEXT)
    bench.press("ArrowDown", "h", "ArrowDown", "h")
    bench.press_as("г", "KeyU")
    expect(bench.cards).to_have_count(1)
    bench.press_as("Г", "KeyU", shiftKey=True)
    expect(bench.cards).to_have_count(2)
    bench.press_as(",", "Slash", shiftKey=True)
    expect(bench.page.locator("[data-key-panel]")).to_be_visible()
    bench.saved()
    assert len(stored()) == 2


def test_the_keys_have_a_page_of_the_account(page: Page, analyst: User) -> None:
    page.goto("/account/keys/")
    page.locator("[data-key-change=jump]").click()
    with page.expect_response("**/account/keys/"):
        page.keyboard.press("Shift+k")
    expect(page.locator("[data-key-row=jump] .kbd")).to_have_text("⇧ K")
    assert OwnKey.objects.get(user=analyst).key == "Shift+k"
    page.locator("[data-key-reset-all]").click()
    expect(page.locator("[data-key-row=jump] .kbd")).to_have_text("G")
