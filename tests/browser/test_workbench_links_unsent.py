"""Links and rejections are lost no more than highlights are: kept, sent in order, sent once, explained when refused."""

import json
from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from annotations.access import open_relation
from annotations.models import Highlight, Relation, SuggestionDecision
from annotations.services.relation_changes import RelationChange, change_relation
from newsapp.domain.roles import Action
from newsapp.models import Article, Event, Membership, Project, User
from tests.browser.unsent_work import API, await_kept, busy_once, changes_sent, cut_off, lose_first_answer
from tests.browser.workbench_page import Workbench, marked
from tests.factories import make_article, make_highlight

TEXT = "The Daily Post reported, citing port officials, that about 300 ships must wait. Some came from far away."
CLAIM, OFFICIALS, PAPER = "about 300 ships must wait", "port officials", "The Daily Post"
LINKS = "**/api/v1/**/relations/**"

Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bench(workbench: Open) -> Workbench:
    """A claim and whom it is from are marked and saved; the claim is in focus."""
    return marked(workbench(TEXT), (OFFICIALS, "s"), (CLAIM, "c"))


def link(bench: Workbench) -> None:
    """Attribute the claim in focus to the source before it."""
    bench.press("r", "[", "Enter", "1", "Enter")
    expect(bench.page.locator("[data-link-chooser]")).to_be_hidden()


def links() -> list[tuple[str, str]]:
    """Those that are seen. What is deleted right after its end may wait for that end to come back."""
    ends = {"source__deleted_at": None, "target__deleted_at": None}
    rows = Relation.objects.present().filter(**ends).select_related("source", "target").order_by("pk")
    return [(row.source.quote, row.target.quote) for row in rows]


def becomes(bench: Workbench, expected: list[tuple[str, str]]) -> None:
    """Wait until the database has these links: the page says that it saves only when that takes a while."""
    for _ in range(200):
        if links() == expected:
            break
        bench.page.wait_for_timeout(50)
    assert links() == expected
    bench.saved()


def made_once() -> None:
    assert links() == [(CLAIM, OFFICIALS)]
    assert Event.objects.filter(verb="relation.created").count() == 1


def row_of(bench: Workbench) -> Locator:
    return bench.open_card().locator("[data-relation]")


def closed_while_cut_off(bench: Workbench, chains: int) -> None:
    await_kept(bench.page, chains)
    bench.page.close()
    bench.page.context.unroute(API)


def test_a_link_of_a_closed_tab_is_shown_and_sent_when_the_article_is_opened(
    bench: Workbench, faults: list[str]
) -> None:
    context = bench.page.context
    cut_off(context)
    link(bench)
    expect(bench.state).to_contain_text("1 unsent")
    closed_while_cut_off(bench, 1)
    again = Workbench(context.new_page(), "front-pages", 1).open()
    again.card(CLAIM).locator("[data-open]").click()
    expect(row_of(again)).to_have_count(1)
    again.saved()
    await_kept(again.page, 0)
    made_once()
    faults.clear()


def test_highlights_and_their_link_are_sent_from_any_page_in_order(workbench: Open, faults: list[str]) -> None:
    bench = workbench(TEXT)
    context = bench.page.context
    cut_off(context)
    for words, key in ((OFFICIALS, "s"), (CLAIM, "c")):
        bench.select(words)
        bench.press(key)
    link(bench)
    expect(bench.state).to_contain_text("3 unsent")
    closed_while_cut_off(bench, 3)
    page = context.new_page()
    sent = changes_sent(page)
    page.goto("/account/")
    await_kept(page, 0)
    assert sent == ["PUT highlights", "PUT highlights", "PUT relations"]
    made_once()
    faults.clear()


def test_a_lost_answer_to_a_new_link_makes_no_second_one(bench: Workbench, faults: list[str]) -> None:
    lost = lose_first_answer(bench.page)
    link(bench)
    expect(bench.state).to_contain_text("1 unsent")
    bench.saved()
    assert lost == [201]
    made_once()
    faults.clear()


def test_a_lost_answer_to_a_changed_link_is_no_conflict(bench: Workbench, faults: list[str]) -> None:
    link(bench)
    becomes(bench, [(CLAIM, OFFICIALS)])
    lost = lose_first_answer(bench.page)
    row_of(bench).locator("[data-link-edit]").click()
    bench.press("2", "Enter")
    expect(bench.state).to_contain_text("1 unsent")
    bench.saved()
    assert lost == [200]
    expect(bench.page.locator(".link-trouble")).to_have_count(0)
    row = Relation.objects.get()
    assert (row.attributes, row.version) == ({"mode": "inherited"}, 2)
    faults.clear()


def test_a_lost_answer_to_a_deleted_link_is_a_deletion(bench: Workbench, faults: list[str]) -> None:
    link(bench)
    becomes(bench, [(CLAIM, OFFICIALS)])
    lost = lose_first_answer(bench.page)
    row_of(bench).locator("[data-link-delete]").click()
    expect(bench.state).to_contain_text("1 unsent")
    bench.saved()
    assert lost == [204]
    assert links() == []
    assert Event.objects.filter(verb="relation.deleted").count() == 1
    faults.clear()


def test_a_server_that_asks_for_time_gets_it_for_links_too(bench: Workbench, faults: list[str]) -> None:
    moments = busy_once(bench.page, LINKS)
    link(bench)
    bench.saved()
    assert len(moments) == 2
    assert moments[1] - moments[0] >= 3
    faults.clear()


def test_a_role_that_is_gone_is_explained_and_the_link_is_kept(
    bench: Workbench, analyst: User, faults: list[str]
) -> None:
    Membership.objects.filter(user=analyst).update(role="viewer")
    link(bench)
    trouble = bench.open_card().locator(".link-trouble")
    expect(trouble).to_contain_text("Your role does not allow this any more")
    expect(bench.state).to_contain_text("1 needs you")
    await_kept(bench.page, 1)
    bench.state.get_by_role("button", name="Show why").click()
    expect(trouble.locator("button").first).to_be_focused()
    Membership.objects.filter(user=analyst).update(role="analyst")
    trouble.locator("[data-link-retry]").click()
    bench.saved()
    await_kept(bench.page, 0)
    made_once()
    faults.clear()


def change_elsewhere(project: Project, by: User) -> None:
    relation = Relation.objects.get()
    access, opened = open_relation(user=by, slug=project.slug, uuid=relation.uuid, action=Action.HIGHLIGHT)
    change = RelationChange(type="part_of", attributes={})
    Highlight.objects.get(quote=OFFICIALS).tagging.update(tag=Highlight.objects.get(quote=CLAIM).tagging.get().tag)
    change_relation(access=access, relation=opened, version=relation.version, change=change)


def test_a_link_that_somebody_changed_meanwhile_shows_theirs_and_offers_a_choice(
    bench: Workbench, project: Project, reviewer: User, faults: list[str]
) -> None:
    link(bench)
    becomes(bench, [(CLAIM, OFFICIALS)])
    change_elsewhere(project, reviewer)
    row_of(bench).locator("[data-link-delete]").click()
    trouble = bench.open_card().locator(".link-trouble")
    expect(trouble).to_contain_text("Somebody changed this link while you did")
    expect(trouble.locator("[data-theirs]")).to_contain_text("Part of")
    trouble.locator("[data-link-discard]").click()
    bench.saved()
    expect(row_of(bench)).to_contain_text("Part of")
    await_kept(bench.page, 0)
    assert Relation.objects.get().deleted_at is None
    faults.clear()


def id_taken_by(other: User, address: str) -> UUID:
    uuid = UUID(address.rstrip("/").rpartition("/")[2])
    make_highlight(article=Article.objects.get(), quote="Some", by=other, uuid=uuid)
    return uuid


def test_a_link_follows_a_highlight_that_gets_another_id(
    workbench: Open, other_analyst: User, faults: list[str]
) -> None:
    bench = marked(workbench(TEXT), (OFFICIALS, "s"))
    taken: list[UUID] = []

    def take(route: Route) -> None:
        if not taken:
            taken.append(id_taken_by(other_analyst, route.request.url))
        route.continue_()

    bench.page.route("**/api/v1/**/highlights/**", take)
    bench.select(CLAIM)
    bench.press("c")
    link(bench)
    trouble = bench.card(CLAIM).locator(".trouble")
    expect(trouble).to_contain_text("Another highlight has the same id.")
    trouble.locator("[data-retry]").click()
    becomes(bench, [(CLAIM, OFFICIALS)])
    await_kept(bench.page, 0)
    made_once()
    expect(row_of(bench)).to_contain_text(OFFICIALS)
    bench.press("u", "u")
    becomes(bench, [])
    bench.press("Shift+U", "Shift+U")
    becomes(bench, [(CLAIM, OFFICIALS)])
    faults.clear()


def test_from_any_page_too_a_link_follows_a_highlight_that_gets_another_id(
    workbench: Open, other_analyst: User, faults: list[str]
) -> None:
    bench = marked(workbench(TEXT), (OFFICIALS, "s"))
    context = bench.page.context
    asked: list[str] = []

    def fail(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    context.route(API, fail)
    bench.select(CLAIM)
    bench.press("c")
    link(bench)
    expect(bench.state).to_contain_text("2 unsent")
    id_taken_by(other_analyst, asked[0])
    closed_while_cut_off(bench, 2)
    page = context.new_page()
    page.goto("/account/")
    panel = page.get_by_role("region", name="Work of yours that could not be saved")
    expect(panel).to_contain_text("Another highlight has this id.")
    assert links() == []
    panel.get_by_role("button", name="Try again").click()
    await_kept(page, 0)
    made_once()
    faults.clear()


def test_a_link_goes_with_the_highlight_that_is_given_up(workbench: Open, analyst: User, faults: list[str]) -> None:
    bench = marked(workbench(TEXT), (OFFICIALS, "s"))
    Membership.objects.filter(user=analyst).update(role="viewer")
    bench.select(CLAIM)
    bench.press("c")
    link(bench)
    await_kept(bench.page, 2)
    bench.card(CLAIM).locator("[data-discard]").click()
    expect(bench.state).to_have_attribute("data-save-state", "saved")
    await_kept(bench.page, 0)
    faults.clear()


def test_a_highlight_deleted_on_its_way_takes_its_link_along(workbench: Open) -> None:
    bench = marked(workbench(TEXT), (OFFICIALS, "s"))
    held: list[Route] = []
    bench.page.route("**/api/v1/**/highlights/**", lambda route: held.append(route), times=1)
    sent = changes_sent(bench.page)
    bench.select(CLAIM)
    bench.press("c")
    link(bench)
    await_kept(bench.page, 2)
    bench.press("Delete")
    # The link is kept no longer: nothing could bring it back after this page.
    await_kept(bench.page, 1)
    held[0].continue_()
    await_kept(bench.page, 0)
    assert sent == ["PUT highlights", "DELETE highlights"]
    assert Highlight.objects.present().count() == 1
    # In this page both come back.
    bench.press("u")
    becomes(bench, [(CLAIM, OFFICIALS)])
    made_once()


def test_a_link_that_is_refused_and_undone_is_made_anew(bench: Workbench, faults: list[str]) -> None:
    refusal = {"code": "x", "detail": "Not on Mondays."}
    bench.page.route(LINKS, lambda route: route.fulfill(status=422, body=json.dumps(refusal)), times=1)
    link(bench)
    expect(bench.open_card().locator(".link-trouble")).to_contain_text("Not on Mondays.")
    bench.press("u")
    expect(row_of(bench)).to_have_count(0)
    bench.press("Shift+U")
    becomes(bench, [(CLAIM, OFFICIALS)])
    made_once()
    faults.clear()


@pytest.fixture
def suggested(page: Page, project: Project, reviewer: User) -> Workbench:
    """An article with one suggestion, which is at hand."""
    article = make_article(project=project, text=TEXT, language="en")
    make_highlight(article=article, quote=CLAIM, by=reviewer, layer="suggested")
    bench = Workbench(page, project.slug, article.number).open()
    bench.press("j")
    return bench


def rejected() -> list[str]:
    return list(SuggestionDecision.objects.in_force().values_list("decision", flat=True))


@pytest.mark.parametrize("address", ["/account/", "/projects/front-pages/articles/1/"])
def test_a_rejection_of_a_closed_tab_is_sent(suggested: Workbench, faults: list[str], address: str) -> None:
    context = suggested.page.context
    cut_off(context)
    suggested.press("z")
    expect(suggested.state).to_contain_text("1 unsent")
    closed_while_cut_off(suggested, 1)
    page = context.new_page()
    page.goto(address)
    await_kept(page, 0)
    assert rejected() == ["rejected"]
    assert Event.objects.filter(verb="suggestion.rejected").count() == 1
    faults.clear()


def test_a_rejection_that_is_refused_is_explained_and_kept(
    suggested: Workbench, analyst: User, faults: list[str]
) -> None:
    Membership.objects.filter(user=analyst).update(role="viewer")
    suggested.press("z")
    card = suggested.page.locator("[data-suggestion]")
    expect(card).to_contain_text("Your role does not allow this any more")
    expect(suggested.state).to_contain_text("1 needs you")
    await_kept(suggested.page, 1)
    Membership.objects.filter(user=analyst).update(role="analyst")
    card.locator("[data-retry]").click()
    suggested.saved()
    await_kept(suggested.page, 0)
    assert rejected() == ["rejected"]
    faults.clear()
