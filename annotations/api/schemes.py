"""A project's scheme, and projects, which are made with one."""

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from annotations.api.scheme_shapes import (
    FollowedJSON,
    MergeBody,
    SchemeBody,
    SendBackBody,
    SentBackJSON,
    SplitBody,
    TagBody,
    TagChange,
    fields_of,
    relation_of,
    tag_of,
)
from annotations.api.shapes import ProjectBody, SchemeJSON, TagJSON, scheme_json, tag_json
from annotations.domain.schemes import Scheme as SchemeSpec
from annotations.domain.schemes import TagSpec
from annotations.queries.scheme_usage import Selection
from annotations.queries.schemes import read_scheme, scheme_of
from annotations.services.scheme_edits import add_tags, delete_tag, edit_tag
from annotations.services.scheme_holds import Followed
from annotations.services.scheme_merges import Split, merge_tag, split_tag
from annotations.services.scheme_whole import replace_scheme
from annotations.services.schemes import BUILT_IN, create_project_with_scheme
from annotations.services.tag_definitions import send_outdated_back
from newsapp.access import ProjectAccess, account_of, open_project
from newsapp.api import bulk
from newsapp.api.fields import read_shape
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.preconditions import expected_version, versioned
from newsapp.api.shapes import ProjectJSON, record_json
from newsapp.api.views import ContractView
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, RuleViolation, Several, Stale
from newsapp.queries.pages import page_of_list
from newsapp.queries.projects import page_of_projects, record_of
from newsapp.wording import gettext as _


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
                message = _("Neither a built-in scheme nor a project that you can see.")
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

    @operation("replace_scheme", SchemeJSON, body=SchemeBody, versioned=True, if_match=True, refusals=(409, 413, 415))
    def put(self, request: Request, slug: str) -> Response:
        """Put another scheme in the place of the project's, as one change.

        Tags and relation types are known by their keys: new ones are made, others changed, and those that are left out
        are deleted, or retired when something has them. What one project answers can be sent to another.
        """
        access = _opened(request, slug)
        version = expected_version(request, stored=access.project.scheme_version, current=lambda: _whole(access))
        values = self.read(SchemeBody)
        scheme = SchemeSpec(
            _by_key(values["tags"], tag_of, "tags"), _by_key(values["relations"], relation_of, "relations")
        )
        try:
            written = replace_scheme(
                access=access, version=version, scheme=scheme, clear=values.get("clear_values", False)
            )
        except Stale as stale:
            raise Stale(stale.wording, current=_whole(access)) from stale
        version = access.project.scheme_version
        return versioned(Response(scheme_json(written, version=version)), version)


class Tags(ContractView):
    """The tags of a project."""

    @operation("list_tags", TagJSON, page=True)
    def get(self, request: Request, slug: str) -> Response:
        """The tags of a project, in the scheme's order."""
        scheme = scheme_of(open_project(user=request.user, slug=slug).project)
        return answer_page(request, page_of_list(list(scheme.tags.values()), self.window), tag_json)

    @operation("add_tags", {201: TagJSON}, body=TagBody, bulk=True, versioned=True, refusals=(409, 413, 415))
    def post(self, request: Request, slug: str) -> Response:
        """Put a tag at the end of the scheme, or a list of them: all or none."""
        access = _opened(request, slug)
        data = request.data
        if isinstance(data, list):
            bulk.check_list(data)
            bodies, faults = bulk.each(data, lambda item: tag_of(read_shape(TagBody, item)))
            bulk.refuse(faults)
            made = add_tags(access=access, tags=list(bodies.values()), listed=True)
            return Response([tag_json(tag) for tag in made], status=201)
        (tag,) = add_tags(access=access, tags=[tag_of(self.read(TagBody))])
        response = Response(tag_json(tag), status=201)
        response["Location"] = f"{request.path}{tag.key}/"
        return versioned(response, tag.version)


class Tag(ContractView):
    """One tag."""

    @operation("read_tag", TagJSON, versioned=True)
    def get(self, request: Request, slug: str, key: str) -> Response:
        """A tag of a project."""
        access = open_project(user=request.user, slug=slug)
        return _answer(_tag_in(scheme_of(access.project), key))

    @operation("change_tag", TagJSON, body=TagChange, versioned=True, if_match=True, refusals=(409, 413, 415))
    def patch(self, request: Request, slug: str, key: str) -> Response:
        """Change a tag; `retired` retires it or brings it back. Its key never changes."""
        access, version = _versioned_tag(request, slug, key)
        values = self.read(TagChange, partial=True)
        asked = {"clear": values.pop("clear_values", False), "redefined": values.pop("redefined", False)}
        try:
            return _answer(edit_tag(access=access, key=key, version=version, changes=fields_of(values), **asked))
        except Stale as stale:
            raise _shown(stale) from stale

    @operation("delete_tag", {204: None}, if_match=True, refusals=(409,))
    def delete(self, request: Request, slug: str, key: str) -> Response:
        """Delete a tag that nothing has; 409 names what has it, and then it can be retired or merged."""
        access, version = _versioned_tag(request, slug, key)
        try:
            delete_tag(access=access, key=key, version=version)
        except Stale as stale:
            raise _shown(stale) from stale
        return Response(status=204)


class Merging(ContractView):
    """A tag that another one takes the place of."""

    @operation("merge_tag", FollowedJSON, body=MergeBody, if_match=True, refusals=(409, 413, 415))
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Let another tag take this one's place on everything.

        Values go over where the other tag asks for the same attribute and takes the value. Whatever is saved with this
        tag later gets the other one.
        """
        access, version = _versioned_tag(request, slug, key)
        into = self.read(MergeBody)["into"]
        try:
            scheme, followed = merge_tag(access=access, key=key, version=version, into=into)
        except Stale as stale:
            raise _shown(stale) from stale
        return Response(_followed(scheme.tags[into], followed))


class Splitting(ContractView):
    """A tag that a new one is split off."""

    @operation("split_tag", {201: FollowedJSON}, body=SplitBody, if_match=True, refusals=(409, 413, 415))
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Make a new tag that takes over the highlights, or articles, that fit all conditions."""
        access, version = _versioned_tag(request, slug, key)
        try:
            new, followed = split_tag(access=access, key=key, version=version, split=_split_of(self.read(SplitBody)))
        except Stale as stale:
            raise _shown(stale) from stale
        return Response(_followed(new, followed), status=201)


class SendingBack(ContractView):
    """What was coded under an older definition of a tag."""

    @operation("send_back_outdated", SentBackJSON, body=SendBackBody, refusals=(413, 415))
    def post(self, request: Request, slug: str, key: str) -> Response:
        """Give the articles in which it was coded under an older definition back to those who coded them.

        They are not done with them any more. `GET highlights/?tag=…&outdated=yes` lists what it is about.
        """
        access = _opened(request, slug)
        sent = send_outdated_back(access=access, key=key, reason=self.read(SendBackBody)["reason"])
        return Response(sent._asdict())


def _opened(request: Request, slug: str) -> ProjectAccess:
    return open_project(user=request.user, slug=slug, action=Action.MANAGE_SCHEME)


def _versioned_tag(request: Request, slug: str, key: str) -> tuple[ProjectAccess, int]:
    access = _opened(request, slug)
    tag = _tag_in(scheme_of(access.project), key)
    return access, expected_version(request, stored=tag.version, current=lambda: tag_json(tag))


def _tag_in(scheme: SchemeSpec, key: str) -> TagSpec:
    if key not in scheme.tags:
        raise NotVisible
    return scheme.tags[key]


def _answer(tag: TagSpec) -> Response:
    return versioned(Response(tag_json(tag)), tag.version)


def _shown(stale: Stale) -> Stale:
    current = stale.current
    return Stale(stale.wording, current=tag_json(current) if isinstance(current, TagSpec) else current)


def _followed(tag: TagSpec, followed: Followed) -> dict[str, Any]:
    return {"tag": tag_json(tag), "highlights": len(followed.highlights), "articles": len(followed.articles)}


def _whole(access: ProjectAccess) -> dict[str, Any]:
    project = open_project(user=access.user, slug=access.project.slug).project
    return scheme_json(read_scheme(project.pk), version=project.scheme_version)


def _by_key(items: list[dict[str, Any]], make: Any, path: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    faults: list[RuleViolation] = []
    for index, item in enumerate(items):
        if item["key"] in made:
            faults.append(
                RuleViolation("duplicate", _("“{item}” is there twice.", item=item["key"]), path=f"{path}.{index}.key")
            )
        made[item["key"]] = make(item)
    if faults:
        raise faults[0] if len(faults) == 1 else Several(faults)
    return made


def _split_of(values: Mapping[str, Any]) -> Split:
    given = dict(values)
    conditions = {key: _listed(key, value) for key, value in given.pop("values", {}).items()}
    selection = Selection(
        values=conditions,
        analysts=given.pop("analysts", ()),
        words=given.pop("words", ""),
        language=given.pop("language", ""),
    )
    return Split(**{"colour": "", "pattern": "", **given}, selection=selection)


def _listed(key: str, value: Any) -> list[Any]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str | int | float) for one in value):
        raise RuleViolation("not_a_list", _("Expected a list of values."), path=f"values.{key}")
    return value
