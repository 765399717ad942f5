"""Two people, two browsers, one article: what each sees of the other, with a real server."""

import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.unsent_work import await_kept
from tests.live.live_site import API, Site, open_article, serve, stop

SOON = 2_500  # milliseconds
FIRST = "About 1,000 soldiers"


@pytest.fixture
def site(running: Site) -> Iterator[Site]:
    """The site, with nothing marked."""
    yield running
    running.shell(
        "from annotations.models import *\nRelation.objects.all().delete(); HighlightTag.objects.all().delete(); Highlight.objects.all().delete()"
    )


def test_two_people_see_each_other_and_what_they_mark(browser_of: Callable[[str], BrowserContext], site: Site) -> None:
    ana, bela = (open_article(browser_of(name), site) for name in ("ana", "bela"))
    here = ana.page.locator("[data-people-here]")
    expect(here.get_by_title("bela")).to_have_text("BEbela", timeout=SOON)
    expect(here).to_have_attribute("aria-label", "1 other person has this article open")
    expect(bela.page.locator("[data-people-here]").get_by_title("ana")).to_be_visible(timeout=SOON)

    bela.select(FIRST)
    bela.press("c")
    expect(ana.card(FIRST)).to_be_visible(timeout=SOON)
    expect(ana.card(FIRST)).to_contain_text("by bela")
    assert ana.painted_words() == [FIRST]
    expect(ana.page.locator("[data-live-announcer]")).to_contain_text(f"bela marked as Claim: {FIRST}")
    expect(bela.card(FIRST)).not_to_contain_text("by bela")

    bela.page.close()
    expect(here).to_be_hidden(timeout=3_000)


def test_what_is_deleted_vanishes_and_the_focus_stays_with_whoever_reads(
    browser_of: Callable[[str], BrowserContext], site: Site
) -> None:
    made = site.mark(FIRST)
    own = site.mark("Up to 11,000", by="ana")
    ana = open_article(browser_of("ana"), site)
    face = ana.page.locator(f"#mark-{own['id']} [data-open]")
    face.focus()
    top = face.bounding_box()
    assert site.call("DELETE", f"{API}highlights/{made['id']}/", by="bela", If_Match='"1"')[0] == 204
    expect(ana.cards).to_have_count(1, timeout=SOON)
    expect(face).to_be_focused()
    assert top is not None
    site.mark("officials said")
    expect(ana.cards).to_have_count(2, timeout=SOON)
    expect(face).to_be_focused()


def test_a_card_in_focus_says_who_changed_it(browser_of: Callable[[str], BrowserContext], site: Site) -> None:
    made = site.mark(FIRST)
    ana = open_article(browser_of("ana"), site)
    ana.card(FIRST).locator("[data-open]").click()
    change = {"note": "says who?"}
    assert site.call("PATCH", f"{API}highlights/{made['id']}/", change, by="bela", If_Match='"1"')[0] == 200
    expect(ana.open_card().locator("[data-live-note]")).to_have_text("bela has just changed this.", timeout=SOON)
    expect(ana.open_card().locator("[data-slot=note]")).to_have_text("says who?")
    expect(ana.open_card().locator("[data-note]")).to_have_value("says who?")
    ana.press("Escape", "Escape")
    expect(ana.page.locator("[data-live-note]")).to_have_count(0)


def test_what_one_types_while_somebody_changes_it_is_a_conflict_that_shows_both(
    browser_of: Callable[[str], BrowserContext], site: Site, faults: list[str]
) -> None:
    made = site.mark(FIRST)
    ana = open_article(browser_of("ana"), site)
    ana.card(FIRST).locator("[data-open]").click()
    ana.page.route("**/highlights/**", lambda route: route.abort())
    note = ana.open_card().locator("[data-note]")
    note.fill("mine")
    note.blur()
    change = {"note": "hers"}
    assert site.call("PATCH", f"{API}highlights/{made['id']}/", change, by="bela", If_Match='"1"')[0] == 200
    expect(ana.open_card().locator("[data-live-note]")).to_be_visible(timeout=SOON)
    expect(note).to_have_value("mine")
    ana.page.unroute_all()
    trouble = ana.open_card().locator(".trouble")
    expect(trouble).to_contain_text("hers", timeout=10_000)
    expect(trouble).to_contain_text("mine")
    assert site.call("GET", f"{API}highlights/{made['id']}/")[1]["note"] == "hers"
    trouble.locator("[data-keep-mine]").click()
    ana.saved()
    assert site.call("GET", f"{API}highlights/{made['id']}/")[1]["note"] == "mine"
    faults.clear()


def test_two_tabs_share_one_stream_and_each_others_marks(
    browser_of: Callable[[str], BrowserContext], site: Site
) -> None:
    context = browser_of("ana")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url) if "/events/" in request.url else None)
    one = open_article(context, site)
    two = open_article(context, site)
    one.select(FIRST)
    one.press("c")
    expect(two.card(FIRST)).to_be_visible(timeout=SOON)
    expect(two.card(FIRST)).not_to_contain_text("by")
    assert asked == [], "a page listens by itself"
    status = site.stream(query=f"?here={site.article}").wait_for_place()
    (told,) = site.stream(by="bela", query=f"?here={site.article}").wait_for("presence")
    assert [person["username"] for person in told["people"]] == ["ana"]
    status.close()
    # One tab closes: the other goes on.
    one.page.close()
    site.mark("officials said")
    expect(two.cards).to_have_count(2, timeout=SOON)


def test_after_the_server_was_away_nothing_is_missing(
    browser_of: Callable[[str], BrowserContext], site: Site, faults: list[str]
) -> None:
    ana = open_article(browser_of("ana"), site)
    port = urlsplit(site.address).port
    stop(site.process)
    ana.page.locator("[data-workbench][data-live=lost]").wait_for()
    site.process, address = serve(site.environment, port=port)
    assert address == site.address
    made = site.mark(FIRST)
    ana.page.locator("[data-workbench][data-live=open]").wait_for(timeout=20_000)
    expect(ana.page.locator(f"#mark-{made['id']}")).to_be_visible(timeout=SOON)
    expect(ana.cards).to_have_count(1)
    faults.clear()


def test_a_reset_reads_the_list_again_and_moves_nobody(browser_of: Callable[[str], BrowserContext], site: Site) -> None:
    site.mark("Up to 11,000", by="ana")
    gone = site.mark("officials said")
    ana = open_article(browser_of("ana"), site)
    ana.card("Up to 11,000").locator("[data-open]").click()
    # More than is told one by one, behind the page's back: the log alone grows.
    site.shell(
        "from newsapp.models import Project\nfrom newsapp.services.activity import Happening, record\n"
        "from annotations.models import Highlight\nfrom django.utils import timezone\n"
        f"Highlight.objects.filter(uuid={gone['id']!r}).update(deleted_at=timezone.now())\n"
        "p = Project.objects.get(slug='desk')\n"
        "record(project_id=p.pk, actor_id=None, happenings=[Happening('outlet.x', str(n)) for n in range(1001)])"
    )
    expect(ana.cards).to_have_count(1, timeout=SOON)
    expect(ana.open_card()).to_contain_text("Up to 11,000")


def test_a_page_whose_access_ended_hears_nothing_more(
    browser_of: Callable[[str], BrowserContext], site: Site, faults: list[str]
) -> None:
    bela = open_article(browser_of("bela"), site)
    with psycopg.connect(site.database.url, autocommit=True) as connection:
        whose = "user_id = (SELECT id FROM newsapp_user WHERE username = 'bela')"
        removing = f"DELETE FROM newsapp_membership AS member WHERE {whose} RETURNING to_jsonb(member)::text"
        (member,) = connection.execute(removing).fetchone()  # type: ignore[misc]
        bela.page.locator("[data-workbench][data-live=refused]").wait_for(timeout=8_000)
        site.mark(FIRST, by="ana")
        time.sleep(0.3)
        expect(bela.cards).to_have_count(0)
        bringing_back = "SELECT * FROM jsonb_populate_record(NULL::newsapp_membership, %s)"
        connection.execute(f"INSERT INTO newsapp_membership {bringing_back}", [member])
    bela.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(bela.card(FIRST)).to_be_visible(timeout=SOON)
    faults.clear()


def test_the_list_does_not_move_under_whoever_reads_it(browser_of: Callable[[str], BrowserContext], site: Site) -> None:
    for word in ("officials", "said", "Up to", "11,000", "could", "follow", "were", "to go", "first"):
        site.mark(word, by="ana")
    context = browser_of("ana")
    ana = open_article(context, site)
    ana.page.set_viewport_size({"width": 1440, "height": 420})
    body = ana.page.locator("[data-marks-body]")
    body.evaluate("(body) => { body.scrollTop = 260; }")
    top = ana.card("11,000").evaluate("(card) => card.getBoundingClientRect().top")
    for _ in range(3):
        site.mark(FIRST)
    expect(ana.cards).to_have_count(12, timeout=SOON)
    assert abs(ana.card("11,000").evaluate("(card) => card.getBoundingClientRect().top") - top) < 2
    # Who marks here for the first time can be chosen from now on.
    ana.page.get_by_label("Whose highlights").select_option(label="bela (3)")
    expect(ana.cards.filter(visible=True)).to_have_count(3)


def test_many_changes_at_once_are_spoken_of_once(browser_of: Callable[[str], BrowserContext], site: Site) -> None:
    ana = open_article(browser_of("ana"), site)
    body = {"article": site.article, "start": 0, "end": 8, "tags": ["claim"]}
    assert site.call("POST", f"{API}highlights/", [body] * 40, by="bela")[0] == 201
    expect(ana.cards).to_have_count(40, timeout=SOON)
    expect(ana.page.locator("[data-live-announcer]")).to_have_text("Others changed 40 highlights")


def test_the_same_words_marked_in_two_tabs_at_one_moment_are_told_of(
    browser_of: Callable[[str], BrowserContext], site: Site
) -> None:
    context = browser_of("ana")
    one, two = open_article(context, site), open_article(context, site)
    held: list[Route] = []
    two.page.route("**/api/v1/**/highlights/**", lambda route: held.append(route), times=1)
    for bench in (two, one):
        bench.select(FIRST)
        bench.press("c")
    expect(two.cards).to_have_count(2, timeout=SOON)
    expect(two.page.locator("[data-workbench-notice]")).to_contain_text("they are marked twice")
    held[0].continue_()
    expect(one.cards).to_have_count(2, timeout=SOON)
    expect(one.page.locator("[data-workbench-notice]")).to_contain_text("they are marked twice")
    # One of the two goes: nothing is left to be told.
    one.press("Delete")
    expect(two.cards).to_have_count(1, timeout=SOON)


def test_a_server_killed_between_paint_and_save_gets_everything_once(
    browser_of: Callable[[str], BrowserContext], site: Site, faults: list[str]
) -> None:
    ana = open_article(browser_of("ana"), site)
    held: list[Route] = []
    ana.page.route("**/api/v1/**/highlights/**", lambda route: held.append(route), times=1)
    ana.select("officials said")
    ana.press("s")
    ana.select(FIRST)
    ana.press("c")
    assert ana.painted_words() == [FIRST, "officials said"]
    ana.press("r", "]", "Enter", "1", "Enter")
    port = urlsplit(site.address).port
    site.process.kill()
    site.process.communicate()
    held[0].continue_()
    expect(ana.state).to_have_attribute("data-save-state", "unsaved")
    site.process, _ = serve(site.environment, port=port)
    ana.state.get_by_role("button", name="Try now").click()
    await_kept(ana.page, 0)
    ana.saved()
    quotes = [found["quote"] for found in site.call("GET", f"{API}highlights/")[1]["results"]]
    assert sorted(quotes) == [FIRST, "officials said"]
    assert len(site.call("GET", f"{API}relations/")[1]["results"]) == 1
    verbs = [event["verb"] for event in site.call("GET", f"{API}events/?limit=1000")[1]["results"]]
    assert verbs.count("relation.created") == 1
    faults.clear()
