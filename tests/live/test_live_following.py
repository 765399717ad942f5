"""An open article page follows what else changes: links, suggestions, the text, the scheme, the guidelines, the project."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.axe import violations
from tests.live.live_site import API, TEXT, Site, open_article

SOON = 2_500  # milliseconds
CLAIM, SOURCE = "Up to 11,000", "officials"

BrowserOf = Callable[[str], BrowserContext]


@pytest.fixture
def site(running: Site) -> Iterator[Site]:
    """The site, with an article of the test's own."""
    status, made = running.call("POST", f"{API}articles/", {"text": f"{TEXT}\n\nOf {uuid4()}.", "language": "en"})
    assert status == 201, made
    running.article = made["id"]
    yield running
    running.close_streams()


def suggest(site: Site, quote: str) -> str:
    start = TEXT.index(quote)
    place = {"article": site.article, "start": start, "end": start + len(quote)}
    status, made = site.call("POST", f"{API}highlights/", {**place, "tags": ["hedge"], "layer": "suggested"}, by="bela")
    assert status == 201, made
    return str(made["id"])


def link(site: Site, source: dict[str, Any], target: dict[str, Any]) -> str:
    body = {"type": "attributed_to", "from": source["id"], "to": target["id"]}
    status, made = site.call("POST", f"{API}relations/", body, by="bela")
    assert status == 201, made
    return str(made["id"])


def tag(site: Site, key: str, **more: Any) -> None:
    status, made = site.call("POST", f"{API}tags/", {"key": key, "label": key.title(), **more})
    assert status == 201, made


def change_tag(site: Site, key: str, **changes: Any) -> None:
    version = site.call("GET", f"{API}tags/{key}/")[1]["version"]
    status, made = site.call("PATCH", f"{API}tags/{key}/", changes, If_Match=f'"{version}"')
    assert status == 200, made


def revise(site: Site, text: str) -> None:
    """A newer state of the text, as whatever takes revisions writes it."""
    site.shell(
        "from newsapp.models import Article, Revision\nfrom newsapp.domain.texts import sha256_of\n"
        "from newsapp.services.activity import Happening, record\n"
        f"a = Article.objects.get(project__slug='desk', number={site.article}); t = {text!r}\n"
        "r = Revision.objects.create(article=a, number=2, text=t, length=len(t), sha256=sha256_of(t))\n"
        "Article.objects.filter(pk=a.pk).update(current_revision=r, text_sha256=r.sha256)\n"
        "record(project_id=a.project_id, actor_id=None, "
        "happenings=[Happening('article.revised', str(a.number), a.pk)])"
    )


def said(page: Page, which: str) -> Locator:
    return page.locator(f"[data-standing] [data-now={which}]")


def labels(page: Page) -> Locator:
    return page.locator("[data-palette] [data-mark] bdi")


def test_a_colleagues_link_is_shown_changed_and_taken_away(browser_of: BrowserOf, site: Site) -> None:
    claim, source = site.mark(CLAIM), site.mark(SOURCE, tag="source")
    ana = open_article(browser_of("ana"), site)
    ana.card(CLAIM).locator("[data-open]").click()
    row = ana.open_card().locator(".link-row")
    uuid = link(site, claim, source)
    expect(row).to_contain_text("officials", timeout=SOON)
    expect(row).to_contain_text("by bela")
    expect(ana.page.locator("[data-link-lines] .link-line")).to_have_count(1)
    expect(ana.page.locator("[data-live-announcer]")).to_contain_text("bela linked")
    ana.press("w")
    branch = ana.page.locator("[data-link-tree] [role=treeitem] q")
    expect(branch).to_have_count(2)

    path = f"{API}relations/{uuid}/"
    assert site.call("PATCH", path, {"attributes": {"mode": "inherited"}}, by="bela", If_Match='"1"')[0] == 200
    expect(row).to_contain_text("inherited", timeout=SOON)
    assert site.call("DELETE", path, by="bela", If_Match='"2"')[0] == 204
    expect(row).to_have_count(0, timeout=SOON)
    expect(ana.page.locator("[data-link-lines] .link-line")).to_have_count(0)
    assert site.call("POST", f"{path}restore/", {}, by="bela")[0] == 200
    expect(row).to_have_count(1, timeout=SOON)


def test_a_link_waits_for_its_highlights_and_comes_back_with_them(browser_of: BrowserOf, site: Site) -> None:
    claim = site.mark(CLAIM)
    ana = open_article(browser_of("ana"), site)
    ana.card(CLAIM).locator("[data-open]").click()
    row = ana.open_card().locator(".link-row")
    # Both in one round of the stream, or the link before its end has arrived: it is shown once it can be.
    source = site.mark(SOURCE, tag="source")
    link(site, claim, source)
    expect(row).to_have_count(1, timeout=SOON)
    path = f"{API}highlights/{source['id']}/"
    assert site.call("DELETE", path, by="bela", If_Match='"1"')[0] == 204
    expect(row).to_have_count(0, timeout=SOON)
    ana.open()
    ana.page.locator("[data-workbench][data-live=open]").wait_for()
    ana.card(CLAIM).locator("[data-open]").click()
    expect(row).to_have_count(0)
    assert site.call("POST", f"{path}restore/", {}, by="bela")[0] == 200
    expect(row).to_have_count(1, timeout=SOON)


def test_suggestions_come_and_go_and_nobody_is_moved(browser_of: BrowserOf, site: Site) -> None:
    for quote in (CLAIM, "officials", "said", "could", "Headline"):
        site.mark(quote, by="ana")
    ana = open_article(browser_of("ana"), site)
    ana.page.set_viewport_size({"width": 1440, "height": 420})
    ana.card(CLAIM).locator("[data-open]").click()
    note = ana.open_card().locator("[data-note]")
    note.press_sequentially("Who says", delay=0)
    top = ana.open_card().evaluate("(card) => card.getBoundingClientRect().top")
    uuid = suggest(site, "could follow")
    waiting = ana.page.locator("[data-suggestion]:visible")
    expect(waiting).to_contain_text("could follow", timeout=SOON)
    expect(note).to_be_focused()
    note.press_sequentially(" so?", delay=0)
    expect(note).to_have_value("Who says so?")
    assert ana.page.evaluate("CSS.highlights.get('suggested').size") == 1
    assert abs(ana.open_card().evaluate("(card) => card.getBoundingClientRect().top") - top) < 2
    assert site.call("DELETE", f"{API}highlights/{uuid}/", by="bela", If_Match='"1"')[0] == 204
    expect(waiting).to_have_count(0, timeout=SOON)
    expect(note).to_be_focused()


def test_what_is_decided_in_one_tab_is_decided_in_the_other(browser_of: BrowserOf, site: Site) -> None:
    for quote in ("could follow", "were to go", "first"):
        suggest(site, quote)
    context = browser_of("ana")
    one, two = open_article(context, site), open_article(context, site)
    waiting = two.page.locator("[data-suggestion]:visible")
    expect(waiting).to_have_count(3)
    two.press("j", "j", "j")
    expect(two.page.locator("[data-suggestion].open .mark-quote")).to_have_text("could follow")
    one.press("j", "z", "y")
    one.saved()
    expect(waiting).to_have_count(1, timeout=SOON)
    expect(two.page.locator("[data-suggestion].open .mark-quote")).to_have_text("could follow")
    expect(two.card("first")).to_be_visible()
    one.press("u", "u")
    one.saved()
    expect(waiting).to_have_count(3, timeout=SOON)
    # What the other tab rejects and this one takes back waits in both.
    two.press("z")
    expect(one.page.locator("[data-suggestion]:visible")).to_have_count(2, timeout=SOON)


def test_a_newer_text_is_offered_and_nothing_unsent_is_lost(
    browser_of: BrowserOf, site: Site, faults: list[str]
) -> None:
    ana = open_article(browser_of("ana"), site)
    ana.page.route("**/api/v1/**/highlights/**", lambda route: route.abort())
    ana.select(SOURCE)
    ana.press("c")
    ana.press("Enter")
    ana.open_card().locator("[data-note]").press_sequentially("half a th", delay=0)
    revise(site, f"A new beginning.\n\n{TEXT}\n\nOf {uuid4()}.")
    expect(said(ana.page, "revised")).to_be_visible(timeout=SOON)
    expect(ana.open_card().locator("[data-note]")).to_be_focused()
    assert violations(ana.page) == []
    ana.page.locator("[data-move-on]").click()
    ana.page.wait_for_function("() => document.querySelector('[data-text]')?.textContent.startsWith('A new beginning')")
    ana.page.locator("[data-workbench][data-ready]").wait_for()
    ana.page.unroute_all()
    ana.page.reload()
    left = ana.page.locator("[data-unsent-line]")
    expect(left.locator("[data-unsent-quote]")).to_have_text(SOURCE, timeout=20_000)
    left.locator("[data-unsent-move]").click()
    expect(ana.card(SOURCE)).to_be_visible(timeout=20_000)
    (kept,) = site.call("GET", f"{API}highlights/?article={site.article}")[1]["results"]
    assert (kept["quote"], kept["note"], kept["revision"]) == (SOURCE, "half a th", 2)
    faults.clear()


def test_what_was_reanchored_does_not_vanish_from_the_older_text(browser_of: BrowserOf, site: Site) -> None:
    made = site.mark(CLAIM)
    ana = open_article(browser_of("ana"), site)
    site.shell(
        "from annotations.models import Highlight\nfrom newsapp.models import Article, Revision\n"
        "from newsapp.domain.texts import sha256_of\nfrom newsapp.services.activity import Happening, record\n"
        f"a = Article.objects.get(project__slug='desk', number={site.article}); t = 'New. ' + a.current_revision.text\n"
        "r = Revision.objects.create(article=a, number=2, text=t, length=len(t), sha256=sha256_of(t))\n"
        "Article.objects.filter(pk=a.pk).update(current_revision=r, text_sha256=r.sha256)\n"
        f"h = Highlight.objects.get(uuid={made['id']!r})\n"
        "Highlight.objects.filter(pk=h.pk).update(revision=r, start=h.start + 5, end=h.end + 5, version=2)\n"
        "record(project_id=a.project_id, actor_id=None, happenings=["
        "Happening('article.revised', str(a.number), a.pk), Happening('highlight.changed', str(h.uuid), a.pk)])"
    )
    expect(said(ana.page, "revised")).to_be_visible(timeout=SOON)
    expect(ana.card(CLAIM)).to_be_visible()
    assert ana.painted_words() == [CLAIM]


def test_a_deleted_article_says_so_and_keeps_what_is_unsent(
    browser_of: BrowserOf, site: Site, faults: list[str]
) -> None:
    ana = open_article(browser_of("ana"), site)
    assert site.call("DELETE", f"{API}articles/{site.article}/", If_Match='"1"')[0] == 204
    expect(said(ana.page, "deleted")).to_contain_text("This article was deleted.", timeout=SOON)
    ana.select(SOURCE)
    ana.press("c")
    expect(ana.card(SOURCE).locator(".trouble")).to_contain_text("There is no such article")
    ana.page.locator("[data-standing]").get_by_role("link", name="To the articles").click()
    left = ana.page.locator("[data-unsent-line]")
    expect(left.locator("[data-unsent-quote]")).to_have_text(SOURCE)
    with ana.page.expect_download() as download:
        left.locator("[data-unsent-file]").click()
    assert SOURCE in download.value.path().read_text()
    faults.clear()


def test_an_archived_article_says_so_and_takes_marks(browser_of: BrowserOf, site: Site) -> None:
    ana = open_article(browser_of("ana"), site)
    for archived, shown in ((True, 1), (False, 0)):
        site.shell(
            "from newsapp.services.article_bulk import archive_articles\n"
            "from newsapp.access import open_project_as_operator\n"
            "archive_articles(access=open_project_as_operator(slug='desk'), "
            f"numbers=[{site.article}], archived={archived})"
        )
        expect(said(ana.page, "put-away").filter(visible=True)).to_have_count(shown, timeout=SOON)
    ana.select(SOURCE)
    ana.press("c")
    ana.saved()


def test_an_archived_project_says_so_and_keeps_what_it_refuses(
    browser_of: BrowserOf, site: Site, faults: list[str]
) -> None:
    bela = open_article(browser_of("bela"), site)
    archive(site, True)
    expect(said(bela.page, "archived")).to_be_visible(timeout=SOON)
    bela.select(SOURCE)
    bela.press("c")
    trouble = bela.card(SOURCE).locator(".trouble")
    expect(trouble).to_contain_text("This project is archived")
    archive(site, False)
    expect(said(bela.page, "archived")).to_be_hidden(timeout=SOON)
    trouble.locator("[data-retry]").click()
    bela.saved()
    faults.clear()


def archive(site: Site, archived: bool) -> None:
    project = site.call("GET", API)[1]
    status, said = site.call("PATCH", API, {"archived": archived}, If_Match=f'"{project["version"]}"')
    assert status == 200, said


def test_the_palette_the_cards_the_keys_and_the_colours_follow_the_scheme(browser_of: BrowserOf, site: Site) -> None:
    tag(site, "rumour", shortcut="i", colour="teal")
    bela = open_article(browser_of("bela"), site)
    bela.select(SOURCE)
    bela.press("i")
    bela.saved()
    bela.press("Enter")
    note = bela.open_card().locator("[data-note]")
    note.press_sequentially("half a", delay=0)
    change_tag(site, "rumour", label="Hearsay", colour="pink", shortcut="l")
    expect(labels(bela.page).get_by_text("Hearsay")).to_be_visible(timeout=SOON)
    expect(bela.open_card().locator(".mark-tag").first).to_have_text("Hearsay")
    expect(bela.open_card()).to_have_class(re.compile("hue-pink"))
    expect(note).to_be_focused()
    note.press_sequentially(" thought", delay=0)
    expect(note).to_have_value("half a thought")
    rules = "[...document.adoptedStyleSheets].flatMap((sheet) => [...sheet.cssRules].map((one) => one.cssText)).join()"
    assert "--hue-pink" in str(bela.page.evaluate(rules))
    assert bela.painted_words() == [SOURCE]
    expect(bela.page.locator("[data-key-list]")).to_contain_text("mark as Hearsay")
    bela.press("Escape", "Escape")
    bela.select(CLAIM)
    bela.press("l")
    expect(bela.card(CLAIM)).to_contain_text("Hearsay")
    bela.saved()


def test_a_tag_that_comes_can_be_used_and_asks_for_what_it_asks(browser_of: BrowserOf, site: Site) -> None:
    bela = open_article(browser_of("bela"), site)
    asked = [{"key": "grade", "label": "Grade", "type": "choice", "values": ["low", "high"]}]
    tag(site, "risk", attributes=asked)
    expect(labels(bela.page).get_by_text("Risk")).to_be_visible(timeout=SOON)
    bela.select(SOURCE)
    bela.page.locator("[data-mark=risk]").click()
    bela.open_card().get_by_text("high").click()
    bela.saved()
    (kept,) = site.call("GET", f"{API}highlights/?article={site.article}")[1]["results"]
    assert kept["attributes"] == {"risk": {"grade": "high"}}


def test_the_key_of_a_tag_that_was_just_retired_says_so(browser_of: BrowserOf, site: Site, faults: list[str]) -> None:
    tag(site, "vague", shortcut="e")
    context = browser_of("bela")
    bela = open_article(context, site)
    # Before the page has heard of it the server refuses, and the mark is kept to be given another tag.
    bela.page.route("**/parts/", lambda route: route.abort())
    change_tag(site, "vague", retired=True)
    bela.select(SOURCE)
    bela.press("e")
    trouble = bela.card(SOURCE).locator(".trouble")
    expect(trouble).to_contain_text("offered no more")
    bela.page.unroute_all()
    expect(labels(bela.page).get_by_text("Vague")).to_have_count(0, timeout=10_000)
    expect(trouble).to_be_visible()
    assert bela.painted_words() == [SOURCE]
    # Afterwards the page knows it by itself, and what is selected stays so.
    bela.select(CLAIM)
    bela.press("e")
    expect(bela.page.locator("[data-workbench-notice]")).to_contain_text("“Vague” is offered no more")
    expect(bela.cards).to_have_count(1)
    assert bela.page.evaluate("String(document.getSelection())") == CLAIM
    faults.clear()


def publish(site: Site, text: str) -> None:
    version = site.call("GET", f"{API}guidelines/")[1]["version"]
    status, made = site.call("PUT", f"{API}guidelines/", {"text": text}, If_Match=f'"{version}"')
    assert status == 200, made


def test_an_open_page_knows_that_guidelines_were_published(browser_of: BrowserOf, site: Site) -> None:
    publish(site, f"# Marking\n\nThe first of {uuid4()}.")
    bela = open_article(browser_of("bela"), site)
    opener = bela.page.locator("[data-palette] [data-guidelines-open]")
    new = opener.locator("[data-guidelines-new]")
    expect(new).to_be_hidden()
    publish(site, "# Marking\n\nThe second.")
    expect(new).to_be_visible(timeout=SOON)
    opener.click()
    body = bela.page.locator("[data-guidelines-body]")
    expect(body).to_contain_text("The second.")
    expect(new).to_be_hidden()
    publish(site, "# Marking\n\nThe third.")
    news = bela.page.locator("[data-guidelines-news]")
    expect(news).to_be_visible(timeout=SOON)
    expect(body).to_contain_text("The second.")
    news.get_by_role("button").click()
    expect(body).to_contain_text("The third.")
    expect(news).to_be_hidden()


def test_after_a_reset_links_suggestions_and_the_scheme_are_as_they_are(browser_of: BrowserOf, site: Site) -> None:
    claim, source = site.mark(CLAIM), site.mark(SOURCE, tag="source")
    ana = open_article(browser_of("ana"), site)
    ana.card(CLAIM).locator("[data-open]").click()
    expect(ana.open_card().locator(".link-row")).to_have_count(0)
    site.shell(
        "from annotations.access import *\nfrom annotations.models import *\nfrom newsapp.models import Project, User\n"
        "from newsapp.services.activity import Happening, record\nfrom django.db import transaction\n"
        "from django.utils import timezone\n"
        "p = Project.objects.get(slug='desk'); now = timezone.now()\n"
        f"ends = [Highlight.objects.get(uuid=one) for one in ({claim['id']!r}, {source['id']!r})]\n"
        "with transaction.atomic():\n"
        f"    Relation.objects.create(project=p, uuid={str(uuid4())!r}, source=ends[0], target=ends[1], "
        "type=RelationType.objects.get(project=p, key='attributed_to'), analyst=ends[0].analyst, created_at=now, "
        "updated_at=now)\n"
        "    Tag.objects.filter(project=p, key='cue').update(label='Cue word')\n"
        "    Project.objects.filter(pk=p.pk).update(scheme_version=p.scheme_version + 1)\n"
        "    record(project_id=p.pk, actor_id=None, happenings=[Happening('outlet.x', str(n)) for n in range(1001)])"
    )
    expect(ana.open_card().locator(".link-row")).to_have_count(1, timeout=SOON)
    expect(labels(ana.page).get_by_text("Cue word")).to_be_visible(timeout=SOON)


def test_a_browser_without_shared_workers_listens_by_itself(browser_of: BrowserOf, site: Site) -> None:
    context = browser_of("ana")
    context.add_init_script("delete globalThis.SharedWorker;")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url) if "/events/" in request.url else None)
    ana = open_article(context, site)
    assert ana.page.evaluate("typeof SharedWorker") == "undefined"
    claim, source = site.mark(CLAIM), site.mark(SOURCE, tag="source")
    expect(ana.card(CLAIM)).to_be_visible(timeout=SOON)
    ana.card(CLAIM).locator("[data-open]").click()
    link(site, claim, source)
    expect(ana.open_card().locator(".link-row")).to_have_count(1, timeout=SOON)
    assert len(asked) == 1
