"""Whoever is asking, one project, and the lists that belong to it."""

from typing import Any, cast

from rest_framework.request import Request
from rest_framework.response import Response

from newsapp.access import account_of, open_project
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.preconditions import expected_version, versioned
from newsapp.api.shapes import EventJSON, MeJSON, MemberJSON, ProjectChange, ProjectJSON, StoryJSON, record_json
from newsapp.api.views import ContractView
from newsapp.domain.roles import Action
from newsapp.errors import Stale
from newsapp.queries.activity import page_of_events
from newsapp.queries.projects import page_of_members, record_of
from newsapp.queries.stories import page_of_stories
from newsapp.services.projects import change_project


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


class Events(ContractView):
    """The log of a project."""

    @operation("list_events", EventJSON, page=True)
    def get(self, request: Request, slug: str) -> Response:
        """What people did in a project, the newest first."""
        access = open_project(user=request.user, slug=slug)
        return answer_page(request, page_of_events(access=access, window=self.window), record_json)
