"""A project's scheme, and projects, which are made with one."""

from rest_framework.request import Request
from rest_framework.response import Response

from annotations.api.shapes import ProjectBody, SchemeJSON, TagJSON, scheme_json, tag_json
from annotations.queries.schemes import scheme_of
from annotations.services.schemes import BUILT_IN, create_project_with_scheme
from newsapp.access import account_of, open_project
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.preconditions import versioned
from newsapp.api.shapes import ProjectJSON, record_json
from newsapp.api.views import ContractView
from newsapp.errors import NotVisible, RuleViolation
from newsapp.queries.pages import page_of_list
from newsapp.queries.projects import page_of_projects, record_of


class Projects(ContractView):
    """The caller's projects."""

    @operation("list_projects", ProjectJSON, page=True)
    def get(self, request: Request) -> Response:
        """The projects that the caller is a member of, the oldest first."""
        return answer_page(request, page_of_projects(user=request.user, window=self.window), record_json)

    @operation("add_project", {201: ProjectJSON}, body=ProjectBody, versioned=True, refusals=(409, 413, 415))
    def post(self, request: Request) -> Response:
        """Make a project in the caller's team; she is its manager."""
        values = self.read(ProjectBody)
        scheme = values.pop("scheme", "claims")
        if scheme not in BUILT_IN:
            try:
                scheme = open_project(user=request.user, slug=scheme)
            except NotVisible:
                message = "Neither a built-in scheme nor a project that you can see."
                raise RuleViolation("unknown_scheme", message, path="scheme") from None
        project = create_project_with_scheme(owner=account_of(request.user), scheme=scheme, **values)
        access = open_project(user=request.user, slug=project.slug)
        response = Response(record_json(record_of(access)), status=201)
        response["Location"] = f"{request.path}{project.slug}/"
        return versioned(response, project.version)


class Scheme(ContractView):
    """The scheme of a project."""

    @operation("read_scheme", SchemeJSON, versioned=True)
    def get(self, request: Request, slug: str) -> Response:
        """All tags and relation types of a project."""
        project = open_project(user=request.user, slug=slug).project
        version = project.scheme_version
        return versioned(Response(scheme_json(scheme_of(project), version=version)), version)


class Tags(ContractView):
    """The tags of a project."""

    @operation("list_tags", TagJSON, page=True)
    def get(self, request: Request, slug: str) -> Response:
        """The tags of a project, in the scheme's order."""
        scheme = scheme_of(open_project(user=request.user, slug=slug).project)
        return answer_page(request, page_of_list(list(scheme.tags.values()), self.window), tag_json)


class Tag(ContractView):
    """One tag."""

    @operation("read_tag", TagJSON)
    def get(self, request: Request, slug: str, key: str) -> Response:
        """A tag of a project."""
        scheme = scheme_of(open_project(user=request.user, slug=slug).project)
        if key not in scheme.tags:
            raise NotVisible
        return Response(tag_json(scheme.tags[key]))
