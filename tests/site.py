"""Every page of the site by name: for the checks of accessibility, and for `make screenshots`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Page

Reader = Literal["manager", "reviewer", "analyst", "viewer", "anonymous"]


@dataclass(frozen=True)
class SitePage:
    """A page to look at.

    Attributes:
        name: of the file that shows it, and of the test.
        route: as in `tests.architecture.routes.ROUTES`, or an address of the sign-in package.
        query: what follows the address.
        reader: who looks.
        open: CSS selectors of `<details>` and of buttons that are opened first.
        status: what it answers.
        wide: also shown at the width between a phone and a desk.
        given: for an argument of the route, what else is known to stand for it than what bears its name.
    """

    name: str
    route: str
    query: str = ""
    reader: Reader = "manager"
    open: tuple[str, ...] = field(default=())
    status: int = 200
    wide: bool = False
    given: Mapping[str, str] = field(default_factory=dict)

    def address(self, known: Mapping[str, str]) -> str:
        """Where it is; `known` has what stands for the route's arguments."""
        arguments = {**known, **{name: known[other] for name, other in self.given.items()}}
        return f"/{self.route.format(**arguments)}{self.query.format(**arguments)}"


def go_to(page: "Page", site_page: SitePage, known: Mapping[str, str]) -> None:
    """Load a page and open what the list wants opened; in a context that has a base address.

    Raises:
        AssertionError: it answers another status than the list says.
    """
    answer = page.goto(site_page.address(known))
    assert answer is not None
    assert answer.status == site_page.status, f"{site_page.name}: {answer.status}"
    if page.locator("[data-workbench]").count():
        page.locator("[data-workbench][data-ready]").wait_for()
    page.wait_for_function("""() => !document.querySelector('[data-live-late=""]')""")
    for selector in site_page.open:
        for control in page.locator(selector).all():
            if control.is_visible() and control.get_attribute("aria-expanded") != "true":
                control.click()


P = "projects/{slug}/"

PAGES = [
    SitePage("projects", "", wide=True),
    SitePage("articles", P, wide=True),
    SitePage("articles-export-menu", P, open=("main .menu > summary",)),
    SitePage("articles-nothing-found", P, "?q=zzzzqqq"),
    SitePage(
        "articles-search", P, "?q=a&status=assigned&assignee=me&sort=newest", open=("main .disclosure > summary",)
    ),
    SitePage("articles-filters", P, "?status=new", open=("main .disclosure > summary", ".view-menu > summary")),
    SitePage("articles-chosen", P, open=("[data-choose]", ".bulk-more > summary"), wide=True),
    SitePage("articles-keys", P, open=("[data-all-keys]",)),
    SitePage("articles-assign", P + "articles/assign/", "?numbers=1", wide=True),
    SitePage("articles-viewer", P, reader="viewer"),
    SitePage("article-new", P + "articles/new/"),
    SitePage("article-draft", P + "articles/new/{draft_id}/", reader="analyst", wide=True),
    SitePage("workbench", P + "articles/{number}/", wide=True),
    SitePage("workbench-analyst", P + "articles/{number}/", reader="analyst"),
    SitePage("workbench-viewer", P + "articles/{number}/", reader="viewer"),
    SitePage("workbench-keys", P + "articles/{number}/", open=("[data-all-keys]",)),
    SitePage("workbench-card", P + "articles/{number}/", open=("[data-mark-list] [data-open]",)),
    SitePage("workbench-find", P + "articles/{number}/", open=("[data-palette] [data-find-open]",)),
    SitePage("workbench-guidelines", P + "articles/{number}/", open=("[data-palette] [data-guidelines-open]",)),
    SitePage("workbench-discussion", P + "articles/{number}/", open=("[data-talk-article]",), wide=True),
    SitePage("compare", P + "articles/{number}/compare/", wide=True),
    SitePage(
        "compare-all",
        P + "articles/{number}/compare/",
        "?kind=all",
        reader="reviewer",
        open=("[data-dispute] > summary",),
    ),
    SitePage("compare-viewer", P + "articles/{number}/compare/", "?kind=all", reader="viewer"),
    SitePage("compare-closed", P + "articles/{number}/compare/", status=409, given={"number": "closed_number"}),
    SitePage("article-details", P + "articles/{number}/details/", wide=True),
    SitePage(
        "article-details-opened",
        P + "articles/{number}/details/",
        open=("main .disclosure > summary",),
    ),
    SitePage("article-details-viewer", P + "articles/{number}/details/", reader="viewer"),
    SitePage("highlights", P + "highlights/", wide=True),
    SitePage(
        "highlights-picked",
        P + "highlights/",
        "?tag=claim&sort=left",
        open=("main .disclosure > summary", ".kwic-row:first-child summary", "[data-pick-all]"),
    ),
    SitePage("highlights-viewer", P + "highlights/", "?sort=right", reader="viewer"),
    SitePage("highlights-nothing-found", P + "highlights/", "?q=zzzzqqq"),
    SitePage("claims", P + "claims/", wide=True),
    SitePage("claims-filters", P + "claims/", "?status=new", open=("main .disclosure > summary",)),
    SitePage("claims-nothing-found", P + "claims/", "?q=zzzzqqq"),
    SitePage("claims-viewer", P + "claims/", reader="viewer"),
    SitePage("claim", P + "claims/{claim}/", wide=True),
    SitePage("claim-opened", P + "claims/{claim}/", open=("main .disclosure > summary",)),
    SitePage("claim-viewer", P + "claims/{claim}/", reader="viewer"),
    SitePage("claim-proposals", P + "claims/{claim}/proposals/", open=("main .disclosure > summary",)),
    SitePage("claim-edit", P + "claims/{claim}/edit/"),
    SitePage("claim-new", P + "claims/new/"),
    SitePage("claim-of-highlight", P + "claims/new/", "?highlight={free_highlight}"),
    SitePage("claim-of-highlight-search", P + "claims/new/", "?highlight={free_highlight}&q="),
    SitePage("claim-ratings", P + "claims/ratings/"),
    SitePage("evidence-edit", P + "evidence/{uuid}/", given={"uuid": "evidence"}),
    SitePage("disputes", P + "disputes/", wide=True),
    SitePage("disputes-nothing-found", P + "disputes/", "?state=withdrawn"),
    SitePage("dispute", P + "disputes/{number}/", wide=True, given={"number": "dispute"}),
    SitePage(
        "dispute-opened",
        P + "disputes/{number}/",
        reader="reviewer",
        open=("main .disclosure > summary",),
        given={"number": "dispute"},
    ),
    SitePage("dispute-viewer", P + "disputes/{number}/", reader="viewer", given={"number": "dispute"}),
    SitePage("dispute-reading", P + "disputes/{number}/reading/", given={"number": "dispute"}),
    SitePage("dispute-new", P + "disputes/new/", "?article=1"),
    SitePage("needs-me", P + "needs-me/", reader="reviewer"),
    SitePage("needs-me-nothing", P + "needs-me/", reader="viewer"),
    SitePage("comments", P + "comments/", open=("main .disclosure > summary",)),
    SitePage("comments-of-article", P + "comments/", "?article=1"),
    SitePage("progress", P + "progress/", wide=True),
    SitePage("agreement", P + "agreement/", wide=True),
    SitePage("agreement-group", P + "agreement/", "?tag=claim&group=language:en"),
    SitePage("agreement-differences", P + "agreement/differences/", wide=True),
    SitePage("agreement-cell", P + "agreement/differences/", "?row=claim&column="),
    SitePage("agreement-viewer", P + "agreement/", reader="viewer"),
    SitePage("activity", P + "activity/", wide=True),
    SitePage("activity-opened", P + "activity/", open=("main .disclosure > summary",)),
    SitePage("activity-filtered", P + "activity/", "?kind=highlights&from=2024-01-01"),
    SitePage("activity-nothing", P + "activity/", "?kind=highlights&to=2024-01-01"),
    SitePage("article-activity", P + "articles/{number}/activity/"),
    SitePage("person-activity", P + "people/{username}/activity/"),
    SitePage("scheme", P + "scheme/", wide=True),
    SitePage("scheme-viewer", P + "scheme/", reader="viewer"),
    SitePage("scheme-new-tag", P + "scheme/new-tag/"),
    SitePage("scheme-new-relation", P + "scheme/new-relation/"),
    SitePage("scheme-tag", P + "scheme/tags/{key}/", wide=True),
    SitePage("scheme-tag-definition", P + "scheme/tags/{key}/definition/"),
    SitePage("scheme-tag-delete", P + "scheme/tags/{key}/delete/"),
    SitePage("scheme-tag-merge", P + "scheme/tags/{key}/merge/"),
    SitePage("scheme-tag-retire", P + "scheme/tags/{key}/retire/"),
    SitePage("scheme-tag-split", P + "scheme/tags/{key}/split/"),
    SitePage("scheme-relation", P + "scheme/relations/{relation}/"),
    SitePage("guidelines", P + "guidelines/", wide=True),
    SitePage("guidelines-viewer", P + "guidelines/", reader="viewer"),
    SitePage("guidelines-edit", P + "guidelines/edit/", wide=True),
    SitePage("guidelines-edit-opened", P + "guidelines/edit/", open=("main summary",)),
    SitePage("guidelines-start", P + "guidelines/start/"),
    SitePage("guidelines-version", P + "guidelines/{number}/"),
    SitePage("guidelines-changes", P + "guidelines/{number}/changes/"),
    SitePage("members", P + "members/", wide=True),
    SitePage("members-opened", P + "members/", open=("main summary",)),
    SitePage("departure", P + "departure/"),
    SitePage("project-settings", P + "settings/", wide=True),
    SitePage("project-copy", P + "settings/copy/"),
    SitePage("project-delete", P + "settings/delete/"),
    SitePage("project-new", "new-project/", wide=True),
    SitePage("teams", "teams/"),
    SitePage("team", "teams/{team}/", wide=True),
    SitePage("account", "account/"),
    SitePage("sessions", "account/sessions/"),
    SitePage("tokens", "account/tokens/", wide=True),
    SitePage("own-keys", "account/keys/", wide=True),
    SitePage("email", "accounts/email/"),
    SitePage("password-change", "accounts/password/change/"),
    SitePage("invitation", "invitations/{secret}/", reader="anonymous", given={"secret": "invitation_secret"}),
    SitePage("invitation-gone", "invitations/{secret}/", reader="anonymous", status=404),
    SitePage("sign-in-confirm", "sign-in/{secret}/confirm/", reader="anonymous", given={"secret": "sign_in_secret"}),
    SitePage("account-menu", "", open=(".site-header .menu > summary",)),
    SitePage("sign-in", "accounts/login/", reader="anonymous"),
    SitePage("sign-in-link-used", "sign-in/{secret}/", reader="anonymous", status=400),
    SitePage("password-forgotten", "accounts/password/reset/", reader="anonymous"),
    SitePage("sign-out", "accounts/logout/"),
    SitePage("not-found", "projects/not-there/", status=404),
    SitePage("not-allowed", P + "articles/new/", reader="viewer", status=403),
]

NOT_LOOKED_AT = {
    "api/v1/docs/": "drawn by a package of its own; tests/browser/test_api_docs.py opens it",
    P + "highlights/{uuid}/card/": "a fragment: the workbench has it",
    P
    + "articles/{number}/occurrences/": "a fragment: a panel of the workbench; test_workbench_occurrences.py opens it",
    P + "articles/{number}/occurrences/found/": "a fragment: that panel has it",
    P + "articles/{number}/compare/edit/": "needs a row that is there; test_compare.py opens it",
    P + "needs-me/count/": "a fragment: the header of every page of a project has it",
    P + "needs-me/next/": "leads on to the page of a dispute",
    P + "articles/{number}/reviews/": "a fragment: the workbench has all of it",
    P + "articles/{number}/parts/": "a fragment: the workbench has all of it",
    P + "guidelines/beside/": "a fragment: a panel of the workbench; test_workbench_guidelines.py opens it",
    "new-project/address/": "a fragment: the form of a new project has it",
}
"""Routes that answer HTML to a manager and are in no list of pages, with the reason."""
