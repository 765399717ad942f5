"""Every page, in both themes and on a phone, before axe; and by the Tab key alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from annotations.models import Dispute, Highlight
from annotations.services.agreement import compute_agreement
from newsapp.domain.roles import Action, Role
from newsapp.models import Article, User
from newsapp.services.assignments import assign_articles, mark_done
from newsapp.services.guidelines import publish_guidelines
from tests.architecture.routes import DONE, PEOPLE, ROUTES
from tests.architecture.test_every_route import things_for_addresses
from tests.browser.axe import violations
from tests.browser.conftest import finish_requests, opened_contexts, static_files
from tests.factories import make_article, make_highlight, make_member, make_project, make_user, opened, opened_article
from tests.flushing import delete_everything
from tests.site import NOT_LOOKED_AT, PAGES, SitePage, go_to
from tests.site_demo import secrets_of

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

Known = dict[str, str]


@dataclass(frozen=True)
class World:
    """A site that something has happened on. Its pages are only looked at: one serves all tests of the module.

    Attributes:
        people: who looks, by role.
        known: what stands for the arguments of addresses.
    """

    server: LiveServer
    people: Mapping[str, User]
    known: Mapping[str, str]


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What the tests of this module write stays until its last; under this name pytest-django makes the database."""
    with django_db_blocker.unblock():
        yield
        delete_everything()


@pytest.fixture(scope="module")
def world(packed_files: Path, db: None) -> Iterator[World]:
    """On a server of its own, as the usual one empties the tables after each test."""
    with static_files(packed_files):
        server = LiveServer("localhost")
        try:
            with server._live_server_modified_settings:
                people, known = _lived_in()
                yield World(server, people, known)
                finish_requests(server)
        finally:
            server.stop()


def _lived_in() -> tuple[Mapping[str, User], Known]:
    """A project with work in it: assignments, highlights of several people, guidelines, articles."""
    manager = make_user(username="mira")
    project = make_project(owner=manager, slug="front-pages", name="Front pages")
    article = make_article(project=project)
    reviewer, analyst, other, viewer = (
        make_member(project=project, role=role, username=name)
        for role, name in (
            (Role.REVIEWER, "rita"), (Role.ANALYST, "ana"), (Role.ANALYST, "bela"), (Role.VIEWER, "vera"),
        )
    )  # fmt: skip
    made = things_for_addresses(project=project, article=article, analyst=analyst, other_analyst=other)
    for number, language in enumerate(("en", "uk", "ar")):
        make_article(
            project=project, text=f"Text number {number}.\n\nIt says nothing.", title=f"Title {number}",
            outlet="The Harbour Post", story="The quay", language=language,
        )  # fmt: skip
    access = opened(project=project, action=Action.ASSIGN)
    assign_articles(access=access, numbers=[1, 2, 3], usernames=["ana", "mira"])
    number = access.project.guidelines_version
    text = "# Claims\n\nMark what somebody could check.\n\n## Quotations\n\n- the words\n- and who said them"
    publish_guidelines(access=access, text=text, version=number, summary="Quotations")
    for index in range(4):
        make_highlight(article=article, by=analyst, quote="soldiers", nth=index % 2, tags=["claim", "quantity"])
    make_highlight(article=article, by=reviewer, quote="before the winter", tags=["hedge"], note="Says who?")
    mark_done(access=opened_article(article=article, user=analyst), done=True)
    Article.objects.filter(pk=article.pk).update(comparison_opened_at=timezone.now())
    compute_agreement(project_id=project.pk)
    people = {"manager": manager, "reviewer": reviewer, "analyst": analyst, "viewer": viewer}
    free = Highlight.objects.filter(project=project, tags__key="claim", appearance=None).order_by("pk")[0]
    return people, made | secrets_of(project, viewer) | {
        "dispute": str(Dispute.objects.get().number), "evidence": made["uuid"],
        "free_highlight": str(free.uuid), "closed_number": "2",
    }  # fmt: skip


@pytest.fixture
def visit(world: World, chromium: Browser, faults: list[str]) -> Iterator[Callable[..., Page]]:
    """Open a page of the list as its reader sees it, in a browser of its own."""
    with opened_contexts(chromium, world.server, faults) as open_context:

        def go(site_page: SitePage, **options: Any) -> Page:
            user = world.people.get(site_page.reader)
            page = open_context(user, viewport=WIDE, reduced_motion="reduce", **options).new_page()
            go_to(page, site_page, world.known)
            if site_page.status >= 400:
                faults.clear()  # the console says that the page answered so
            return page

        yield go


@pytest.mark.parametrize("site_page", PAGES, ids=lambda page: page.name)
def test_axe_finds_nothing(site_page: SitePage, visit: Callable[..., Page]) -> None:
    # A page that is open when the theme changes has some colours of the other one for a while.
    dark = visit(site_page, color_scheme="dark")
    found = [f"dark: {line}" for line in violations(dark, only_colours=True)]
    page = visit(site_page, color_scheme="light")
    found += [f"light: {line}" for line in violations(page)]
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    found += [f"on a phone: {line}" for line in violations(page)]
    if found:
        pytest.fail("\n".join(found), pytrace=False)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], "wider than a phone"


def test_axe_would_find_something(visit: Callable[..., Page]) -> None:
    page = visit(PAGES[0])
    page.evaluate("() => document.querySelector('main').append(document.createElement('button'))")
    assert [line for line in violations(page) if line.startswith("button-name")]


_TABBABLE = """() => [...document.querySelectorAll(
    "a[href], button:enabled, input:enabled:not([type=hidden]), select:enabled, textarea:enabled, summary, [tabindex='0']"
)].filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0
    && !(element.type === "radio" && !element.checked)).map((element) => {
    element.dataset.tabStop = Math.random().toString(36).slice(2);
    return element.dataset.tabStop;
})"""

_FOCUS = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const rings = [element, element.closest("label, .list-link")].filter(Boolean)
        .flatMap((one) => [getComputedStyle(one), getComputedStyle(one, "::after")]);
    // A radio button may hide behind the picture that its label draws of it.
    const drawn = element.matches("input[type=radio], input[type=checkbox]") && element.closest("label") || element;
    const { width, height } = drawn.getBoundingClientRect();
    return {
        stop: element.dataset.tabStop ?? "",
        what: element.outerHTML.slice(0, 160),
        ring: rings.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1)
            || element.matches("[data-text]"),
        seen: width > 0 && height > 0 && drawn.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
        within: element.matches("input[type=date], input[type=datetime-local], input[type=time], [data-text]"),
    };
}"""
_NAMES = """(stops) => stops.map((stop) =>
    document.querySelector(`[data-tab-stop="${stop}"]`)?.outerHTML.slice(0, 160))"""

# The text of the workbench shows the caret's bar instead of a ring, and Tab goes on from highlight to highlight there;
# a field for a date has a stop for each of its parts.


@pytest.mark.parametrize("site_page", [page for page in PAGES if not page.query], ids=lambda page: page.name)
def test_tab_reaches_every_control_and_leaves_it_again(site_page: SitePage, visit: Callable[..., Page]) -> None:
    page = visit(site_page)
    expected = set(page.evaluate(_TABBABLE))
    assert expected
    reached: list[str] = []
    problems: list[str] = []
    before, ends = None, 0
    for _ in range(14 * len(expected) + 30):
        page.keyboard.press("Tab")
        now = page.evaluate(_FOCUS)
        if now is None:  # beyond the last one; it goes on from the first
            ends += 1
            before = None
            if ends == 2:
                break
            continue
        if not now["seen"]:
            problems.append(f"focus on what cannot be seen: {now['what']}")
        if not now["ring"]:
            problems.append(f"no focus style: {now['what']}")
        if now == before and not now["within"]:
            problems.append(f"a trap: {now['what']}")
            break
        reached.append(now["stop"])
        before = now
    else:
        problems.append("Tab never comes to an end")
    assert not problems
    missed = sorted(expected - set(reached))
    assert not page.evaluate(_NAMES, missed)


def test_every_page_is_in_the_list(client: Client, world: World) -> None:
    """A new page is looked at from the day it is there: write it into tests/site.py."""
    listed = NOT_LOOKED_AT.keys() | {page.route for page in PAGES}
    unlisted = []
    for template in sorted(ROUTES.keys() - listed):
        answers = ROUTES[template].get("GET", ())
        if DONE not in [answers[PEOPLE.index(one)] for one in ("manager", "analyst") if answers]:
            continue
        for user in (world.people["manager"], world.people["analyst"]):
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            answer = client.get("/" + template.replace("^.*$", "nothing/here/").format(**world.known))
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                unlisted.append(template)
    assert not unlisted, "pages that tests/site.py does not list"
