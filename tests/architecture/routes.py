"""Every address of the site, and what each role may do there.

To add a route: write its template (as `addresses` gives it) into `ROUTES`, with the kind of each method that it has.
A route that is not here, and a line whose route has gone, fail `test_every_route`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

PEOPLE = ("viewer", "analyst", "reviewer", "manager", "stranger", "anonymous")
"""The roles in the project, somebody of another team, and nobody."""


@dataclass(frozen=True)
class Address:
    """One URL pattern; `template` is its path with `{argument}` for each argument and no leading slash."""

    template: str
    callback: Any
    arguments: tuple[str, ...]


def addresses(resolver: URLResolver, prefix: str = "", arguments: tuple[str, ...] = ()) -> Iterator[Address]:
    """All patterns below a resolver."""
    for entry in resolver.url_patterns:
        pattern = entry.pattern
        known = (*arguments, *getattr(pattern, "converters", {}))
        route = str(pattern)
        if isinstance(pattern, RoutePattern):
            for name in pattern.converters:
                start = route.index("<")
                route = f"{route[:start]}{{{name}}}{route[route.index('>') + 1 :]}"
        if isinstance(entry, URLResolver):
            yield from addresses(entry, prefix + route, known)
        elif isinstance(entry, URLPattern):
            yield Address(prefix + route, entry.callback, known)


# What a kind of operation answers to each of PEOPLE. A set: any of these. 2: done, or refused for what was sent (the
# walk sends empty bodies), but neither 401, 403, 404 nor 5xx.
DONE = 2
Answers = tuple[int | frozenset[int], ...]


def api(least: str) -> Answers:
    """REST in a project: too low a role is 403, somebody else's is 404, nobody is 401."""
    floor = PEOPLE.index(least)
    return (*(403 if index < floor else DONE for index in range(4)), 404, 401)


def page(least: str) -> Answers:
    """A page in a project: nobody is sent to sign in."""
    return (*api(least)[:5], 302)


SIGNED_IN: Answers = (DONE,) * 5 + (401,)
"""REST outside of projects: for whoever is signed in."""
SIGNED_IN_PAGE: Answers = (DONE,) * 5 + (302,)
ANYBODY: Answers = (DONE,) * 6
NOT_THERE: Answers = (404,) * 5 + (401,)

P = "api/v1/projects/{slug}/"

ROUTES: dict[str, dict[str, Answers]] = {
    "api/v1/schema/": {"GET": SIGNED_IN},
    "api/v1/docs/": {"GET": SIGNED_IN_PAGE},
    "api/v1/me/": {"GET": SIGNED_IN},
    "api/v1/projects/": {"GET": SIGNED_IN, "POST": SIGNED_IN},
    "api/v1/agreement/of/": {"POST": SIGNED_IN},
    P: {"GET": api("viewer"), "PATCH": api("manager")},
    P + "members/": {"GET": api("manager")},
    P + "guidelines/": {"GET": api("viewer"), "PUT": api("manager")},
    P + "events/": {"GET": api("viewer")},
    P + "stories/": {"GET": api("viewer")},
    P + "agreement/": {"GET": api("viewer"), "POST": api("reviewer")},
    P + "agreement/confusion/": {"GET": api("viewer")},
    P + "agreement/differences/": {"GET": api("viewer")},
    P + "agreement/trend/": {"GET": api("viewer")},
    P + "agreement/drift/": {"GET": api("viewer")},
    P + "scheme/": {"GET": api("viewer"), "PUT": api("manager")},
    P + "tags/": {"GET": api("viewer"), "POST": api("manager")},
    P + "tags/{key}/": {"GET": api("viewer"), "PATCH": api("manager"), "DELETE": api("manager")},
    P + "tags/{key}/merge/": {"POST": api("manager")},
    P + "tags/{key}/split/": {"POST": api("manager")},
    P + "tags/{key}/send-back/": {"POST": api("manager")},
    P + "articles/": {"GET": api("viewer"), "POST": api("analyst")},
    P + "articles/{number}/": {"GET": api("viewer"), "PATCH": api("reviewer"), "DELETE": api("reviewer")},
    P + "articles/{number}/revisions/": {"GET": api("viewer")},
    P + "articles/{number}/comparison/": {"GET": api("viewer")},
    P + "articles/{number}/gold/": {"GET": api("viewer"), "POST": api("reviewer")},
    P + "articles/{number}/gold/agreed/": {"POST": api("reviewer")},
    P + "assignments/": {"GET": api("viewer"), "POST": api("manager")},
    P + "assignments/next/": {"POST": api("analyst")},
    # The article is in nobody's hands, and the name another analyst's.
    P + "assignments/{number}/{username}/": {"GET": (404,) * 5 + (401,)},
    P + "assignments/{number}/{username}/take-back/": {"POST": (403, 403, 403, 404, 404, 401)},
    P + "assignments/{number}/{username}/done/": {"PUT": (403,) * 4 + (404, 401)},
    P + "assignments/{number}/{username}/hand-back/": {"POST": (403,) * 4 + (404, 401)},
    P + "assignments/{number}/{username}/move/": {"POST": api("reviewer")},
    P + "articles/{number}/opening/": {"PUT": api("reviewer")},
    P + "highlights/": {"GET": api("viewer"), "POST": api("analyst")},
    # The highlight of the walk is another analyst's: changing it takes a reviewer.
    P + "highlights/{uuid}/": {
        "GET": api("viewer"),
        "PUT": api("analyst"),
        "PATCH": api("reviewer"),
        "DELETE": api("reviewer"),
    },
    P + "highlights/{uuid}/restore/": {"POST": api("reviewer")},
    P + "suggestions/decisions/": {"GET": api("viewer")},
    P + "suggestions/{uuid}/decision/": {"PUT": api("analyst"), "DELETE": api("analyst")},
    P + "relations/": {"GET": api("viewer"), "POST": api("analyst")},
    # So is the relation of the walk.
    P + "relations/{uuid}/": {
        "GET": api("viewer"),
        "PUT": api("analyst"),
        "PATCH": api("reviewer"),
        "DELETE": api("reviewer"),
    },
    P + "relations/{uuid}/restore/": {"POST": api("reviewer")},
    P + "claims/": {"GET": api("viewer"), "POST": api("analyst")},
    P + "claim-ratings/": {"GET": api("viewer"), "PUT": api("manager")},
    # The claim of the walk is another analyst's: deleting it takes a reviewer.
    P + "claims/{claim}/": {"GET": api("viewer"), "PATCH": api("analyst"), "DELETE": api("reviewer")},
    P + "claims/{claim}/merge/": {"POST": api("analyst")},
    P + "claims/{claim}/split/": {"POST": api("analyst")},
    P + "claims/{claim}/review/": {"GET": api("viewer")},
    P + "evidence/": {"GET": api("viewer"), "POST": api("analyst")},
    # So is the evidence of the walk.
    P + "evidence/{uuid}/": {
        "GET": api("viewer"),
        "PUT": api("analyst"),
        "PATCH": api("reviewer"),
        "DELETE": api("reviewer"),
    },
    P + "disputes/": {"GET": api("viewer"), "POST": api("analyst")},
    # The dispute of the walk is the manager's.
    P + "disputes/{number}/": {"GET": api("viewer"), "PATCH": api("reviewer")},
    P + "disputes/{number}/positions/": {"POST": api("analyst")},
    P + "disputes/{number}/votes/": {"GET": api("viewer"), "PUT": api("reviewer")},
    P + "disputes/{number}/votes/close/": {"POST": api("reviewer")},
    # The transition of the walk is `ask`.
    P + "disputes/{number}/{transition}/": {"POST": api("reviewer")},
    P + "comments/": {"GET": api("viewer"), "POST": api("analyst")},
    # The comment of the walk is another analyst's: settling it takes an analyst, deleting it a manager.
    P + "comments/{uuid}/": {"GET": api("viewer"), "PATCH": api("analyst"), "DELETE": api("manager")},
    P + "export/{export_format}/": {"GET": api("viewer")},
    "api/v1/^.*$": dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), NOT_THERE),
    "": {"GET": SIGNED_IN_PAGE},
    "sign-in/{secret}/": {"GET": ANYBODY},
    "new-project/": {"GET": SIGNED_IN_PAGE, "POST": SIGNED_IN_PAGE},
    "new-project/address/": {"GET": SIGNED_IN_PAGE},
    "sign-in/{secret}/confirm/": {"GET": ANYBODY, "POST": ANYBODY},
    # Nobody was ever invited by the link of the walk.
    "invitations/{secret}/": {"GET": (404,) * 6, "POST": (404,) * 6},
    "account/": {"GET": SIGNED_IN_PAGE, "POST": SIGNED_IN_PAGE},
    "account/keys/": {"GET": SIGNED_IN_PAGE, "POST": SIGNED_IN_PAGE},
    "account/sessions/": {"GET": SIGNED_IN_PAGE, "POST": SIGNED_IN_PAGE},
    "account/tokens/": {"GET": SIGNED_IN_PAGE, "POST": SIGNED_IN_PAGE},
    # The token of the walk is the analyst's own, and nobody else's.
    "account/tokens/{token_id}/revocation/": {"POST": (404, DONE, 404, 404, 404, 302)},
    "teams/": {"GET": SIGNED_IN_PAGE, "POST": SIGNED_IN_PAGE},
    "teams/{team}/": {"GET": page("viewer"), "POST": page("manager")},
    "teams/{team}/invitations/": {"POST": page("manager")},
    "teams/{team}/invitations/{invitation_id}/revocation/": {"POST": (403, 403, 403, 404, 404, 302)},
    "teams/{team}/people/{username}/owner/": {"POST": page("manager")},
    "teams/{team}/people/{username}/sign-in-link/": {"POST": page("manager")},
    "teams/{team}/people/{username}/removal/": {"POST": page("manager")},
    "teams/{team}/projects/{slug}/manager/": {"POST": page("manager")},
    "projects/{slug}/": {"GET": page("viewer")},
    # Asked by open pages: never a redirect.
    "projects/{slug}/access/": {"GET": api("viewer")},
    "projects/{slug}/first-steps/": {"POST": page("manager")},
    "projects/{slug}/guidelines/": {"GET": page("viewer")},
    "projects/{slug}/guidelines/beside/": {"GET": page("viewer")},
    "projects/{slug}/guidelines/edit/": {"GET": page("manager"), "POST": page("manager")},
    "projects/{slug}/guidelines/start/": {"GET": page("manager")},
    "projects/{slug}/guidelines/{number}/": {"GET": page("viewer")},
    "projects/{slug}/guidelines/{number}/changes/": {"GET": page("viewer")},
    "projects/{slug}/settings/": {"GET": page("manager"), "POST": page("manager")},
    "projects/{slug}/settings/archive/": {"POST": page("manager")},
    "projects/{slug}/settings/copy/": {"GET": page("manager"), "POST": page("manager")},
    "projects/{slug}/settings/delete/": {"GET": page("manager"), "POST": page("manager")},
    "projects/{slug}/progress/": {"GET": page("viewer")},
    "projects/{slug}/activity/": {"GET": page("viewer")},
    "projects/{slug}/agreement/": {"GET": page("viewer"), "POST": page("reviewer")},
    "projects/{slug}/agreement/differences/": {"GET": page("viewer")},
    "projects/{slug}/articles/bulk/": {"POST": page("reviewer")},
    "projects/{slug}/articles/assign/": {"GET": page("manager"), "POST": page("manager")},
    "projects/{slug}/views/": {"POST": page("viewer")},
    # The view of the walk is the analyst's own, and not shared.
    "projects/{slug}/views/{view_id}/": {"POST": (404, DONE, 404, 404, 404, 302)},
    "projects/{slug}/articles/{number}/activity/": {"GET": page("viewer")},
    "projects/{slug}/articles/{number}/details/": {"GET": page("viewer"), "POST": page("reviewer")},
    "projects/{slug}/articles/{number}/people/": {"POST": page("manager")},
    "projects/{slug}/articles/{number}/archive/": {"POST": page("reviewer")},
    "projects/{slug}/articles/{number}/delete/": {"POST": page("reviewer")},
    # The article of the walk came as data: there is no document to be had.
    "projects/{slug}/articles/{number}/originals/{revision}/": {"GET": (404,) * 5 + (302,)},
    "projects/{slug}/articles/next/": {"POST": page("analyst")},
    "projects/{slug}/articles/{number}/hand-back/": {"POST": page("analyst")},
    "projects/{slug}/articles/{number}/move/": {"POST": page("reviewer")},
    # Empty forms ask for opening.
    "projects/{slug}/articles/{number}/opening/": {"POST": page("reviewer")},
    "projects/{slug}/articles/{number}/done/": {"POST": page("analyst")},
    "projects/{slug}/articles/{number}/skip/": {"POST": page("analyst")},
    "projects/{slug}/people/{username}/activity/": {"GET": page("viewer")},
    "projects/{slug}/members/": {"GET": page("manager"), "POST": page("manager")},
    "projects/{slug}/members/{username}/role/": {"POST": page("manager")},
    "projects/{slug}/members/{username}/coding/": {"POST": page("manager")},
    "projects/{slug}/members/{username}/removal/": {"POST": page("manager")},
    "projects/{slug}/invitations/": {"POST": page("manager")},
    "projects/{slug}/invitations/{invitation_id}/revocation/": {"POST": page("manager")},
    "projects/{slug}/departure/": {"GET": page("viewer"), "POST": page("viewer")},
    "projects/{slug}/articles/new/": {"GET": page("analyst"), "POST": page("analyst")},
    # The draft of the walk is the analyst's own, and nobody else's.
    "projects/{slug}/articles/new/{draft_id}/": dict.fromkeys(("GET", "POST"), (403, DONE, 404, 404, 404, 302)),
    "projects/{slug}/articles/{number}/": {"GET": page("viewer")},
    "projects/{slug}/articles/{number}/compare/": {"GET": page("viewer")},
    "projects/{slug}/articles/{number}/compare/settle/": {"POST": page("reviewer")},
    "projects/{slug}/articles/{number}/compare/agreed/": {"POST": page("reviewer")},
    "projects/{slug}/articles/{number}/compare/edit/": {"GET": page("reviewer")},
    "projects/{slug}/highlights/": {"GET": page("viewer")},
    "projects/{slug}/highlights/changes/": {"POST": page("analyst")},
    "projects/{slug}/highlights/changes/preview/": {"POST": page("analyst")},
    "projects/{slug}/articles/{number}/parts/": {"GET": page("viewer")},
    "projects/{slug}/articles/{number}/occurrences/": {"GET": page("analyst"), "POST": page("analyst")},
    "projects/{slug}/articles/{number}/occurrences/found/": {"GET": page("analyst")},
    # The change of the walk is the manager's: taking it back takes a reviewer.
    "projects/{slug}/articles/{number}/occurrences/{change_id}/undo/": {"POST": page("reviewer")},
    "projects/{slug}/articles/{number}/occurrences/{change_id}/again/": {"POST": page("reviewer")},
    "projects/{slug}/highlights/changes/{change_id}/undo/": {"POST": page("reviewer")},
    "projects/{slug}/highlights/{uuid}/card/": {"GET": page("viewer")},
    "projects/{slug}/claims/": {"GET": page("viewer")},
    "projects/{slug}/claims/new/": {"GET": page("analyst"), "POST": page("analyst")},
    "projects/{slug}/claims/ratings/": {"GET": page("manager"), "POST": page("manager")},
    "projects/{slug}/claims/{claim}/": {"GET": page("viewer")},
    "projects/{slug}/claims/{claim}/edit/": {"GET": page("analyst"), "POST": page("analyst")},
    "projects/{slug}/claims/{claim}/merge/": {"POST": page("analyst")},
    "projects/{slug}/claims/{claim}/split/": {"POST": page("analyst")},
    "projects/{slug}/claims/{claim}/delete/": {"POST": page("reviewer")},
    "projects/{slug}/claims/{claim}/appearances/remove/": {"POST": page("analyst")},
    "projects/{slug}/claims/{claim}/proposals/": {"GET": page("viewer"), "POST": page("analyst")},
    "projects/{slug}/claims/{claim}/evidence/": {"POST": page("analyst")},
    # The evidence of the walk is another analyst's.
    "projects/{slug}/evidence/{uuid}/": {"GET": page("reviewer"), "POST": page("reviewer")},
    "projects/{slug}/disputes/": {"GET": page("viewer")},
    # Without a highlight, a claim or an article in its address it is about nothing.
    "projects/{slug}/disputes/new/": {"GET": page("analyst"), "POST": page("analyst")},
    "projects/{slug}/disputes/{number}/": {"GET": page("viewer")},
    "projects/{slug}/disputes/{number}/evidence/": {"POST": page("analyst")},
    "projects/{slug}/disputes/{number}/reading/": {"GET": page("reviewer"), "POST": page("reviewer")},
    # The step of the walk is `ask`.
    "projects/{slug}/disputes/{number}/{step}/": {"POST": page("reviewer")},
    "projects/{slug}/needs-me/": {"GET": page("viewer")},
    "projects/{slug}/needs-me/letter/": {"POST": page("viewer")},
    # Nobody's letter has the token of the walk.
    "letters/{token}/stop/": {"GET": (404,) * 6, "POST": (404,) * 6},
    "projects/{slug}/needs-me/count/": {"GET": page("viewer")},
    "projects/{slug}/needs-me/next/": {"GET": page("viewer")},
    "projects/{slug}/articles/{number}/reviews/": {"GET": page("viewer")},
    "projects/{slug}/comments/": {"GET": page("viewer"), "POST": page("analyst")},
    "projects/{slug}/comments/{uuid}/": {"POST": page("analyst")},
    "projects/{slug}/comments/{uuid}/seen/": {"POST": page("analyst")},
    "projects/{slug}/scheme/": {"GET": page("viewer")},
    "projects/{slug}/scheme/order/": {"POST": page("manager")},
    "projects/{slug}/scheme/pack/": {"POST": page("manager")},
    **{
        f"projects/{{slug}}/scheme/{rest}/": dict.fromkeys(("GET", "POST"), page("manager"))
        for rest in (
            "new-tag",
            "tags/{key}",
            "tags/{key}/merge",
            "tags/{key}/split",
            "tags/{key}/definition",
            "tags/{key}/retire",
            "tags/{key}/delete",
            "new-relation",
            "relations/{relation}",
        )
    },
    **{
        f"projects/{{slug}}/scheme/{rest}/": {"POST": page("manager")}
        for rest in ("tags/{key}/restore", "relations/{relation}/retire", "relations/{relation}/delete")
    },
    "projects/{slug}/export/{export_format}/": {"GET": page("viewer")},
}

# Of the sign-in package: it has its own tests. Only that each is there for somebody is checked here.
FOREIGN_PREFIXES = ("accounts/",)

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
