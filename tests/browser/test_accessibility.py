"""Every page, in both themes and on a phone, before axe; and by the Tab key alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from annotations.models import Dispute, Highlight
from annotations.services.agreement import compute_agreement
from annotations.services.demo import create_demo
from newsapp.domain.roles import Action
from newsapp.models import Article, Project, User
from newsapp.services.assignments import assign_articles, mark_done
from newsapp.services.guidelines import publish_guidelines
from tests.architecture.routes import DONE, PEOPLE, ROUTES
from tests.architecture.test_every_route import ALL, arguments  # noqa: F401 - the walk's own fixture
from tests.browser.axe import violations
from tests.browser.conftest import OpenContext
from tests.factories import make_article, make_highlight, opened, opened_article
from tests.site import NOT_LOOKED_AT, PAGES, SitePage, go_to
from tests.site_demo import demo_arguments, secrets_of

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

Known = dict[str, str]


class _Everything:
    """An address with every argument there is, for the walk's fixture."""

    template = ""
    arguments = tuple(sorted({name for address in ALL.values() for name in address.arguments}))


@pytest.fixture
def known(arguments: Callable[[Any], Known], lived_in: Project, viewer: User) -> Known:  # noqa: F811
    """What stands for the arguments of addresses, in a project where something has happened."""
    found = arguments(_Everything)
    free = Highlight.objects.filter(project=lived_in, tags__key="claim", appearance=None).order_by("pk")[0]
    found["dispute"] = str(Dispute.objects.get().number)
    of_claims = {"evidence": found["uuid"], "free_highlight": str(free.uuid)}
    return found | of_claims | secrets_of(lived_in, viewer) | {"closed_number": "2"}


@pytest.fixture
def lived_in(project: Project, article: Article, manager: User, analyst: User, reviewer: User, viewer: User) -> Project:
    """The walk's project with work in it: assignments, highlights of several people, guidelines, articles."""
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
    return project


@pytest.fixture
def visit(
    open_context: OpenContext, known: Known, faults: list[str], request: pytest.FixtureRequest
) -> Callable[..., Page]:
    """Open a page of the list as its reader sees it."""

    def go(site_page: SitePage, **options: Any) -> Page:
        user = None if site_page.reader == "anonymous" else request.getfixturevalue(site_page.reader)
        page = open_context(user, viewport=WIDE, reduced_motion="reduce", **options).new_page()
        go_to(page, site_page, known)
        if site_page.status >= 400:
            faults.clear()  # the console says that the page answered so
        return page

    return go


@pytest.mark.parametrize("site_page", PAGES, ids=lambda page: page.name)
def test_axe_finds_nothing(site_page: SitePage, visit: Callable[..., Page]) -> None:
    found = []
    for theme in ("light", "dark"):
        # A page that is open when the theme changes has some colours of the other one for a while.
        page = visit(site_page, color_scheme=theme)
        found += [f"{theme}: {line}" for line in violations(page)]
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


def test_every_page_is_in_the_list(client: Client, known: Known, manager: User, analyst: User) -> None:
    """A new page is looked at from the day it is there: write it into tests/site.py."""
    listed = NOT_LOOKED_AT.keys() | {page.route for page in PAGES}
    unlisted = []
    for template in sorted(ROUTES.keys() - listed):
        answers = ROUTES[template].get("GET", ())
        if DONE not in [answers[PEOPLE.index(one)] for one in ("manager", "analyst") if answers]:
            continue
        for user in (manager, analyst):
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            answer = client.get("/" + template.replace("^.*$", "nothing/here/").format(**known))
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                unlisted.append(template)
    assert not unlisted, "pages that tests/site.py does not list"


def test_the_demo_has_every_argument(transactional_db: None) -> None:
    """So that `make screenshots` can open whatever this module opens."""
    create_demo()
    for site_page in PAGES:
        assert "{" not in site_page.address(demo_arguments())
    names = [page.name for page in PAGES]
    assert len(names) == len(set(names))
