"""Several people's highlights in one article: one's own, a colleague's, everybody's."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from annotations.models import Highlight
from newsapp.models import Article, Project, User
from tests.browser.workbench_page import Workbench
from tests.factories import make_highlight, make_relation

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[[User], Workbench]


@pytest.fixture
def read_by_two(article: Article, analyst: User, other_analyst: User) -> Article:
    """Both marked the same words as a claim; each marked something else besides."""
    for person in (analyst, other_analyst):
        make_highlight(article=article, by=person, quote="About 1,000 soldiers were to go first")
    make_highlight(article=article, by=analyst, quote="a business daily", tags=["source"])
    make_highlight(article=article, by=other_analyst, quote="allegedly", tags=["hedge"])
    return article


@pytest.fixture
def opened_by(open_context: Callable[..., BrowserContext], project: Project, read_by_two: Article) -> Open:
    """Open the article as somebody."""

    def open_it(user: User) -> Workbench:
        page = open_context(user, viewport={"width": 1440, "height": 900}).new_page()
        return Workbench(page, project.slug, read_by_two.number).open()

    return open_it


def test_the_same_mark_by_two_people_is_one_line(opened_by: Open, analyst: User) -> None:
    bench = opened_by(analyst)
    expect(bench.cards).to_have_count(4)
    levels = {name for name, words in bench.painted() if words.startswith("About 1,000")}
    assert levels == {"tag-0-0"}


def test_one_s_own_alone_and_again_everybody_s(opened_by: Open, analyst: User) -> None:
    bench = opened_by(analyst)
    whose = bench.page.get_by_label("Whose highlights")
    whose.select_option("me")
    assert bench.painted_words() == ["About 1,000 soldiers were to go first", "a business daily"]
    expect(bench.cards.filter(visible=True)).to_have_count(2)
    expect(bench.page.locator("[data-count-words]")).to_have_text("2 highlights")
    bench.open()
    expect(bench.cards.filter(visible=True)).to_have_count(2)
    whose.select_option("bela")
    assert bench.painted_words() == ["About 1,000 soldiers were to go first", "allegedly"]
    whose.select_option("")
    assert len(bench.painted_words()) == 4


def test_stepping_goes_through_what_is_shown(opened_by: Open, analyst: User) -> None:
    bench = opened_by(analyst)
    bench.page.get_by_label("Whose highlights").select_option("me")
    bench.text.focus()
    seen = []
    for _ in range(3):
        bench.press("]")
        seen.append(bench.open_card().locator("[data-slot=quote]").inner_text())
    assert seen == ["About 1,000 soldiers were to go first", "a business daily", "a business daily"]


def test_what_is_marked_beside_a_colleague_s_reading_is_seen(opened_by: Open, analyst: User) -> None:
    bench = opened_by(analyst)
    bench.page.get_by_label("Whose highlights").select_option("bela")
    bench.select("Up to 11,000")
    bench.press("f")
    expect(bench.page.get_by_label("Whose highlights")).to_have_value("")
    assert "Up to 11,000" in bench.painted_words()
    bench.saved()


def test_a_reviewer_marks_for_herself_what_others_have_marked(opened_by: Open, reviewer: User) -> None:
    """She may edit theirs; hers is another reading all the same."""
    bench = opened_by(reviewer)
    bench.select("About 1,000 soldiers were to go first")
    bench.press("c")
    bench.saved()
    assert Highlight.objects.filter(quote__startswith="About 1,000", analyst=reviewer).count() == 1
    bench.press("Escape")
    bench.select("About 1,000 soldiers were to go first")
    bench.press("c")
    bench.saved()
    assert Highlight.objects.filter(analyst=reviewer).count() == 1


def test_the_tree_tells_whose_chain_is_whose(
    opened_by: Open, project: Project, article: Article, analyst: User, other_analyst: User
) -> None:
    for person in (analyst, other_analyst):
        source = make_highlight(article=article, by=person, quote="business daily", tags=["source"])
        claim = make_highlight(article=article, by=person, quote="soldiers were to go first")
        make_relation(project=project, source=claim, target=source, by=person)
    bench = opened_by(analyst)
    bench.press("w")
    chains = bench.page.locator("[data-link-tree] [data-tree-root] > [role=group] > [role=treeitem] > [data-tree-row]")
    expect(chains.filter(has_text="business daily").filter(has_text="by bela")).to_have_count(1)
