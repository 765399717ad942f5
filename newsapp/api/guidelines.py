"""A project's guidelines."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from newsapp.access import ProjectAccess, open_project
from newsapp.api.operations import operation
from newsapp.api.preconditions import expected_version, versioned
from newsapp.api.shapes import GuidelinesBody, GuidelinesJSON
from newsapp.api.views import ContractView
from newsapp.domain.roles import Action
from newsapp.errors import Stale
from newsapp.queries.guidelines import newest_guidelines
from newsapp.services.guidelines import publish_guidelines


def _json(access: ProjectAccess) -> dict[str, Any]:
    newest = newest_guidelines(access)
    if newest is None:
        return {"version": 0, "text": "", "summary": "", "created_at": None, "author": None}
    return {name: getattr(newest, name) for name in ("version", "text", "summary", "created_at", "author")}


class Guidelines(ContractView):
    """The guidelines of a project."""

    @operation("read_guidelines", GuidelinesJSON, versioned=True)
    def get(self, request: Request, slug: str) -> Response:
        """The newest guidelines."""
        access = open_project(user=request.user, slug=slug)
        return versioned(Response(_json(access)), access.project.guidelines_version)

    @operation(
        "publish_guidelines", GuidelinesJSON, body=GuidelinesBody, versioned=True, if_match=True, refusals=(413, 415)
    )
    def put(self, request: Request, slug: str) -> Response:
        """Publish a new version; the same text again publishes none."""
        access = open_project(user=request.user, slug=slug, action=Action.MANAGE_PROJECT)
        stored = access.project.guidelines_version
        version = expected_version(request, stored=stored, current=lambda: _json(access))
        values = self.read(GuidelinesBody)
        try:
            publish_guidelines(access=access, version=version, **values)
        except Stale as stale:
            raise Stale(stale.wording, current=_json(open_project(user=request.user, slug=slug))) from stale
        return versioned(Response(_json(access)), access.project.guidelines_version)
