"""Highlights of an older definition on the article page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from annotations.models import HighlightTag
from annotations.services.scheme_edits import edit_tag
from newsapp.models import Article, Project, User
from tests.browser.workbench_page import Workbench
from tests.factories import make_highlight, opened

TEXT = "The port authority said on Monday that about 300 ships must wait. It gave no reason."

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("by_key", [True, False])
def test_what_was_marked_under_an_older_definition_is_confirmed(
    workbench: Open, analyst: User, project: Project, by_key: bool
) -> None:
    bench = workbench(TEXT)
    article = Article.objects.get()
    make_highlight(article=article, by=analyst, quote="about 300 ships")
    make_highlight(article=article, by=analyst, quote="no reason", tags=["hedge"])
    edit_tag(access=opened(project=project), key="claim", version=1, changes={}, redefined=True)
    bench.open()
    other = bench.card("no reason")
    other.locator("[data-open]").click()
    expect(other.locator("[data-outdated-row]")).to_be_hidden()
    card = bench.card("about 300 ships")
    expect(card.locator("[data-outdated]")).to_have_text("older definition of Claim")
    card.locator("[data-open]").click()
    expect(card.locator("[data-outdated-row]")).to_be_visible()
    if by_key:
        bench.press("Shift+r")
    else:
        card.get_by_role("button", name="Still right").click()
    expect(card.locator("[data-outdated]")).to_have_count(0)
    expect(card.locator("[data-outdated-row]")).to_be_hidden()
    bench.saved()
    assert set(HighlightTag.objects.filter(tag__key="claim").values_list("definition", flat=True)) == {2}
    expect(bench.page.locator("[data-announcer]")).to_contain_text(
        "Right under the newer definition, too: about 300 ships"
    )
    bench.text.focus()
    bench.press("u")
    expect(card.locator("[data-outdated]")).to_have_text("older definition of Claim")
    bench.saved()
    assert set(HighlightTag.objects.filter(tag__key="claim").values_list("definition", flat=True)) == {1}
    bench.press("Shift+u")
    expect(card.locator("[data-outdated]")).to_have_count(0)
    bench.saved()
    assert set(HighlightTag.objects.filter(tag__key="claim").values_list("definition", flat=True)) == {2}
