"""Pages of review that are open while somebody else votes, comments, triages: they follow, and disturb nobody."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.live.live_site import API, Site, open_article

SOON = 4_000  # milliseconds

BrowserOf = Callable[[str], BrowserContext]


@pytest.fixture
def site(running: Site) -> Iterator[Site]:
    """The site, with bela as a reviewer."""
    running.shell(
        "from newsapp.models import Membership\n"
        "Membership.objects.filter(user__username='bela').update(role='reviewer')"
    )
    yield running
    running.close_streams()


def send(site: Site, path: str, body: object, *, by: str = "bela", method: str = "POST") -> dict[str, object]:
    status, made = site.call(method, f"{API}{path}", body, by=by)
    assert status in (200, 201), made
    assert isinstance(made, dict)
    return made


def opened(browser: BrowserContext, path: str) -> Page:
    page = browser.new_page()
    page.goto(f"/projects/desk/{path}")
    page.locator("html[data-live=open]").wait_for()
    return page


def test_a_dispute_follows_and_leaves_what_is_typed(browser_of: BrowserOf, site: Site) -> None:
    body = {"kind": "tag", "question": "Is it one?", "article": site.article}
    positions = [{"title": "It is one"}, {"title": "It is none"}]
    number = send(site, "disputes/", {**body, "positions": positions}, by="ana")["id"]
    page = opened(browser_of("ana"), f"disputes/{number}/")
    field = page.get_by_label("Say something")
    field.fill("I was just")
    field.press("End")
    send(site, "comments/", {"dispute": number, "text": "Look at the second line."})
    expect(page.locator(".thread")).to_contain_text("Look at the second line.", timeout=SOON)
    expect(field).to_have_value("I was just")
    expect(field).to_be_focused()
    expect(page.locator("[data-changed-announcer]")).to_have_text("bela has changed something on this page.")
    reason = page.locator("[data-live-part=doings] details[open] textarea[name=reason]")
    reason.fill("Half a reason")
    send(site, f"disputes/{number}/triage/", {"kind": "boundary"})
    expect(page.locator("[data-live-part=state]")).to_contain_text("Triaged", timeout=SOON)
    note = page.locator(".changed-note")
    expect(note).to_contain_text("bela has changed this.")
    expect(reason).to_have_value("Half a reason")
    note.get_by_role("button", name="Show").click()
    expect(note.get_by_role("button")).to_have_count(0)
    expect(page.locator(".changed-note textarea")).to_have_value("Half a reason")


def test_that_a_vote_was_cast_is_shown_and_not_which(browser_of: BrowserOf, site: Site) -> None:
    positions = [{"title": "It is one"}, {"title": "It is none"}]
    body = {"kind": "tag", "question": "Is it?", "article": site.article, "positions": positions}
    number = send(site, "disputes/", body, by="ana")["id"]
    send(site, f"disputes/{number}/triage/", {})
    send(site, f"disputes/{number}/vote/", {})
    page = opened(browser_of("ana"), f"disputes/{number}/")
    expect(page.locator("[data-live-part=doings]")).to_contain_text("0 of 2 have voted")
    send(site, f"disputes/{number}/votes/", {"position": 1, "reason": "A hidden reason"}, method="PUT")
    expect(page.locator("[data-live-part=doings]")).to_contain_text("1 of 2 have voted", timeout=SOON)
    expect(page.locator("main")).not_to_contain_text("A hidden reason")


def test_the_board_of_claims_and_the_cards_follow(browser_of: BrowserOf, site: Site) -> None:
    browser = browser_of("ana")
    mark = site.mark("Up to 11,000")
    board, bench = opened(browser, "claims/"), open_article(browser, site)
    claim = send(site, "claims/", {"text": "Eleven thousand were sent.", "appearances": [mark["id"]]})["id"]
    expect(board.locator("#board")).to_contain_text("Eleven thousand were sent.", timeout=SOON)
    review = bench.card("Up to 11,000").locator("[data-review]")
    expect(review).to_have_text(f"claim {claim}", timeout=SOON)
    bench.press("]", "Shift+W")
    field = bench.page.locator("[data-talk]").get_by_label("Say something")
    field.fill("I am writing")
    send(site, "comments/", {"highlight": mark["id"], "text": "So am I."})
    expect(bench.page.locator("[data-talk] .thread")).to_contain_text("So am I.", timeout=SOON)
    expect(field).to_have_value("I am writing")
    expect(review).to_contain_text("1 open remark")


def test_a_redefined_tag_is_shown_at_once(browser_of: BrowserOf, site: Site) -> None:
    site.mark("officials said")
    bench = open_article(browser_of("ana"), site)
    card = bench.card("officials said")
    version = site.call("GET", f"{API}tags/claim/")[1]["version"]
    site.shell(
        "from newsapp.access import open_project\nfrom newsapp.models import User\n"
        "from annotations.services.scheme_edits import edit_tag\n"
        "access = open_project(user=User.objects.get(username='ana'), slug='desk')\n"
        f"edit_tag(access=access, key='claim', version={version}, changes={{}}, redefined=True)"
    )
    expect(card.locator("[data-outdated]")).to_have_text("older definition of Claim", timeout=SOON)


def test_what_another_settles_is_shown_in_a_comparison_and_what_is_typed_stays(
    browser_of: BrowserOf, site: Site
) -> None:
    for quote in ("officials said", "Up to 11,000"):
        site.mark(quote)
    site.shell(
        "from django.utils import timezone\nfrom newsapp.models import Article, Project\n"
        f"Article.objects.filter(number={site.article}).update(comparison_opened_at=timezone.now())\n"
        "Project.objects.filter(slug='desk').update(small_team=True)"
    )
    page = opened(browser_of("ana"), f"articles/{site.article}/compare/?kind=all")
    keys = [str(row.get_attribute("data-key")) for row in page.locator("[data-row]").all()]
    settled = page.locator("[data-row]").filter(has_text="Nothing is to be marked here")
    page.keyboard.press("j")
    page.keyboard.press("d")
    question = page.locator(f"[data-key='{keys[0]}']").get_by_label("Question")
    question.fill("Does the number belong")
    gold = f"articles/{site.article}/gold/"
    send(site, gold, {"group": keys[1], "reading": {}})
    expect(settled).to_have_count(1, timeout=SOON)
    expect(question).to_have_value("Does the number belong")
    expect(question).to_be_focused()
    # Her own row, too: it is shown as it is now, and hers stays until she leaves it.
    send(site, gold, {"group": keys[0], "reading": {}})
    expect(settled).to_have_count(2, timeout=SOON)
    expect(question).to_have_value("Does the number belong")
    expect(question).to_be_focused()


def test_a_claim_follows_with_what_is_loaded_late_and_leaves_what_is_typed(browser_of: BrowserOf, site: Site) -> None:
    claim = send(site, "claims/", {"text": "The harbour of Vessa froze over."})["id"]
    page = opened(browser_of("ana"), f"claims/{claim}/")
    expect(page.locator("[data-live-part=proposals]")).to_contain_text("No similar claims are found")
    field = page.get_by_label("Say something")
    field.fill("I was just")
    send(site, "claims/", {"text": "The harbour of Vessa froze over in June."})
    send(site, "evidence/", {"claim": claim, "stance": "supports", "directness": "primary", "quote": "No ship leaves."})
    expect(page.locator("[data-live-part=evidence]")).to_contain_text("No ship leaves.", timeout=SOON)
    expect(page.locator("[data-live-part=proposals]")).to_contain_text("in June", timeout=SOON)
    expect(field).to_have_value("I was just")
    expect(field).to_be_focused()


def test_what_needs_somebody_follows(browser_of: BrowserOf, site: Site) -> None:
    page = opened(browser_of("bela"), "needs-me/")
    expect(page.locator("main")).to_contain_text("Nothing needs you")
    positions = [{"title": "It is one"}, {"title": "It is none"}]
    body = {"kind": "tag", "question": "Is it one?", "article": site.article, "positions": positions}
    number = send(site, "disputes/", body, by="ana")["id"]
    expect(page.locator("main")).to_contain_text("Is it one?", timeout=SOON)
    send(site, f"disputes/{number}/withdraw/", {}, by="ana")
    expect(page.locator("main")).to_contain_text("Nothing needs you", timeout=SOON)
