"""Review from the article page, by keys: what is said beside the text, the dispute, the claim."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from annotations.models import Comment, Highlight
from annotations.queries.highlights import record_of
from newsapp.models import Article, Project, User
from tests.browser.workbench_page import Workbench
from tests.disputes import make_dispute
from tests.factories import make_claim, make_highlight

TEXT = "The port authority said on Monday that about 300 ships must wait. It gave no reason."

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bench(workbench: Open, analyst: User) -> Workbench:
    """With a highlight of one's own."""
    page = workbench(TEXT)
    make_highlight(article=Article.objects.get(), by=analyst, quote="about 300 ships")
    return page.open()


def talk(bench: Workbench) -> Locator:
    return bench.page.locator("[data-talk]")


def test_a_highlight_is_talked_about_by_keys(bench: Workbench) -> None:
    bench.press("]", "Shift+W")
    field = talk(bench).get_by_label("Say something")
    expect(field).to_be_focused()
    expect(talk(bench).locator("[data-talk-quote]")).to_have_text("about 300 ships")
    bench.page.keyboard.type("Why about?")
    bench.press("Control+Enter")
    thread = talk(bench).locator(".thread")
    expect(thread).to_contain_text("Why about?")
    expect(field).to_have_value("")
    expect(bench.card("about 300 ships").locator("[data-review]")).to_have_text("1 open remark")
    thread.get_by_text("Answer", exact=True).first.click()
    bench.page.keyboard.press("Tab")
    bench.page.keyboard.type("They do not know.")
    bench.press("Control+Enter")
    expect(thread).to_contain_text("They do not know.")
    thread.get_by_role("button", name="Mark as settled").press("Enter")
    expect(thread).to_contain_text("settled by ana")
    expect(bench.card("about 300 ships").locator("[data-review]")).to_have_count(0)
    bench.press("Escape")
    expect(talk(bench)).to_be_hidden()
    expect(bench.text).to_be_focused()
    bench.press("Escape", "Shift+W")
    expect(talk(bench).get_by_role("heading", name="About this article")).to_be_visible()
    assert Comment.objects.count() == 2


def test_what_is_typed_stays_when_it_is_refused_and_when_another_highlight_is_looked_at(
    bench: Workbench, faults: list[str]
) -> None:
    bench.press("]", "Shift+W")
    field = talk(bench).get_by_label("Say something")
    field.fill("A long thought")
    bench.press("Escape", "Escape", "Shift+W")
    expect(talk(bench).get_by_role("heading", name="About this article")).to_be_visible()
    expect(field).to_have_value("")
    bench.press("Escape", "]", "Shift+W")
    expect(field).to_have_value("A long thought")
    Highlight.objects.update(deleted_at=timezone.now())
    field.press("Control+Enter")
    expect(bench.page.locator("[data-notice-words]")).to_contain_text("deleted meanwhile")
    expect(field).to_have_value("A long thought")
    assert [fault for fault in faults if "410 (Gone)" not in fault] == []
    faults.clear()


def test_keys_lead_to_the_dispute_and_the_claim_or_to_new_ones(bench: Workbench, project: Project) -> None:
    bench.press("]", "Shift+d")
    bench.page.wait_for_url("**/disputes/new/?highlight=*")
    bench.page.go_back()
    bench.open()
    bench.press("]", "Shift+b")
    bench.page.wait_for_url("**/claims/new/?highlight=*")
    row = Highlight.objects.get()
    record = record_of(project_id=project.pk, uuid=row.uuid)
    assert record is not None
    make_claim(project=project, appearances=[record])
    make_dispute(article=Article.objects.get(), highlight=row)
    bench.open()
    expect(bench.card("about 300 ships").locator("[data-review]")).to_have_text("dispute 1: Openclaim 1")
    bench.press("]", "Shift+d")
    bench.page.wait_for_url("**/disputes/1/")
    bench.open()
    bench.press("]", "Shift+b")
    bench.page.wait_for_url("**/claims/1/")
