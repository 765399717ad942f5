"""Whoever is asking, one project, and the lists that belong to it."""

import re
from typing import Any, cast

from rest_framework.request import Request
from rest_framework.response import Response

from newsapp.access import ProjectAccess, account_of, open_project
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.parameters import Parameter
from newsapp.api.preconditions import expected_version, versioned
from newsapp.api.shapes import EventJSON, MeJSON, MemberJSON, ProjectChange, ProjectJSON, StoryJSON, record_json
from newsapp.api.views import ContractView
from newsapp.domain.live import Place
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation, Stale
from newsapp.queries.activity import page_of_events
from newsapp.queries.live import TICKETS, ticket_for
from newsapp.queries.projects import page_of_members, record_of
from newsapp.queries.stories import page_of_stories
from newsapp.services.projects import change_project
from newsapp.wording import gettext as _


class Me(ContractView):
    """Whoever is asking."""

    @operation("read_me", MeJSON)
    def get(self, request: Request) -> Response:
        """The account, and the token that the request was made with."""
        user, token = account_of(request.user), cast(Any, request.auth)
        return Response(
            {
                "username": user.get_username(),
                "name": user.display_name,
                "email": user.email,
                "token": token and {"label": token.label, "scope": token.scope, "expires_at": token.expires_at},
            }
        )


class Project(ContractView):
    """One project."""

    @operation("read_project", ProjectJSON, versioned=True)
    def get(self, request: Request, slug: str) -> Response:
        """A project."""
        access = open_project(user=request.user, slug=slug)
        return versioned(Response(record_json(record_of(access))), access.project.version)

    @operation("change_project", ProjectJSON, body=ProjectChange, versioned=True, if_match=True, refusals=(415,))
    def patch(self, request: Request, slug: str) -> Response:
        """Change a project's name, description or settings; archive it, and bring it back."""
        access = open_project(user=request.user, slug=slug, action=Action.MANAGE_PROJECT)
        version = expected_version(
            request, stored=access.project.version, current=lambda: record_json(record_of(access))
        )
        values = self.read(ProjectChange)
        try:
            change_project(access=access, version=version, **values)
        except Stale as stale:
            current = record_json(record_of(open_project(user=request.user, slug=slug)))
            raise Stale(stale.wording, current=current) from stale
        changed = record_json(record_of(open_project(user=request.user, slug=slug)))
        return versioned(Response(changed), version + 1)


class Members(ContractView):
    """The members of a project."""

    @operation("list_members", MemberJSON, page=True)
    def get(self, request: Request, slug: str) -> Response:
        """The members of a project, the longest-serving first."""
        access = open_project(user=request.user, slug=slug, action=Action.MANAGE_MEMBERS)
        return answer_page(request, page_of_members(access=access, window=self.window), record_json)


class Stories(ContractView):
    """The stories of a project."""

    @operation("list_stories", StoryJSON, page=True)
    def get(self, request: Request, slug: str) -> Response:
        """The stories of a project, the oldest first."""
        access = open_project(user=request.user, slug=slug)
        return answer_page(request, page_of_stories(access=access, window=self.window), record_json)


def _numbers(value: str) -> frozenset[int]:
    numbers = value.split(",")
    if len(numbers) > MOST_HERE or not all(re.fullmatch("[0-9]{1,9}", number, re.ASCII) for number in numbers):
        raise ValueError(f"Expected at most {MOST_HERE} numbers of articles, with commas between them.")
    return frozenset(map(int, numbers))


MOST_HERE = 20
OF_STREAMS = (
    Parameter(
        "after", Place.read, {"type": "string"}, "Of a stream: the `id` that one has come to; now when left out."
    ),
    Parameter("here", _numbers, {"type": "string"}, "Of a stream: articles that one has open, `12` or `12,14`."),
)


class Events(ContractView):
    """The log of a project."""

    @operation("list_events", EventJSON, page=True, parameters=OF_STREAMS)
    def get(self, request: Request, slug: str) -> Response:
        """What people did in a project, the newest first.

        With `Accept: text/event-stream` it is the live feed: `highlight` and `relation` with one as it is now, null when
        it was deleted; `suggestion` with the id of one that came, went, or was decided by oneself; `article` and `project`
        with how they stand now (revision; versions of scheme and guidelines; archived, deleted); `presence` with who else
        has an article of `here` open; `reset` when what was missed is too much to be told. An `id` says how far one has
        come. Where the server has no streams the answer is 204.
        """
        access = open_project(user=request.user, slug=slug)
        if "text/event-stream" in request.headers.get("Accept", "").lower():
            return self._let_in(request, access)
        for name in ("after", "here"):
            if name in self.query:
                raise RuleViolation(
                    "bad_parameter", _("Only a stream (`Accept: text/event-stream`) has this."), path=name
                )
        return answer_page(request, page_of_events(access=access, window=self.window), record_json)

    def _let_in(self, request: Request, access: ProjectAccess) -> Response:
        """Leave the ticket for whoever answers streams; by itself this is an empty answer."""
        tickets = request.META.get(TICKETS)
        if tickets is not None:
            token = cast(Any, request.auth)
            ticket = ticket_for(
                access=access,
                session=cast(Any, request._request).session,
                token_id=token.pk if token else None,
                after=self.query.get("after"),
                here=self.query.get("here", frozenset()),
            )
            tickets.append(ticket)
        return Response(status=204)
