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
    P: {"GET": api("viewer"), "PATCH": api("manager")},
    P + "members/": {"GET": api("manager")},
    P + "events/": {"GET": api("viewer")},
    P + "stories/": {"GET": api("viewer")},
    P + "scheme/": {"GET": api("viewer")},
    P + "tags/": {"GET": api("viewer")},
    P + "tags/{key}/": {"GET": api("viewer")},
    P + "articles/": {"GET": api("viewer"), "POST": api("analyst")},
    P + "articles/{number}/": {"GET": api("viewer"), "PATCH": api("reviewer"), "DELETE": api("reviewer")},
    P + "articles/{number}/revisions/": {"GET": api("viewer")},
    P + "highlights/": {"GET": api("viewer"), "POST": api("analyst")},
    # The highlight of the walk is another analyst's: changing it takes a reviewer.
    P + "highlights/{uuid}/": {
        "GET": api("viewer"),
        "PUT": api("analyst"),
        "PATCH": api("reviewer"),
        "DELETE": api("reviewer"),
    },
    P + "highlights/{uuid}/restore/": {"POST": api("reviewer")},
    P + "export/{export_format}/": {"GET": api("viewer")},
    "api/v1/^.*$": dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), NOT_THERE),
    "": {"GET": SIGNED_IN_PAGE},
    "sign-in/{secret}/": {"GET": ANYBODY},
    "projects/{slug}/": {"GET": page("viewer")},
    "projects/{slug}/activity/": {"GET": page("viewer")},
    "projects/{slug}/articles/new/": {"GET": page("analyst"), "POST": page("analyst")},
    # The draft of the walk is the analyst's own, and nobody else's.
    "projects/{slug}/articles/new/{draft_id}/": dict.fromkeys(("GET", "POST"), (403, DONE, 404, 404, 404, 302)),
    "projects/{slug}/articles/{number}/": {"GET": page("viewer")},
    "projects/{slug}/highlights/{uuid}/card/": {"GET": page("viewer")},
    "projects/{slug}/export/{export_format}/": {"GET": page("viewer")},
}

# Of the sign-in package: it has its own tests. Only that each is there for somebody is checked here.
FOREIGN_PREFIXES = ("accounts/",)

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
