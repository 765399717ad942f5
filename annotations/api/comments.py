"""Comments."""

from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import opened_comment
from annotations.queries.comments import CommentFilter, CommentRecord, comment_record, page_of_comments
from annotations.services import comments as services
from newsapp.access import ProjectAccess, open_project
from newsapp.api import bulk
from newsapp.api.fields import Shape, StrictBoolean, StrictInteger, StrictString, read_shape
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.parameters import choice, number, uuid_of, word
from newsapp.api.preconditions import expected_version, versioned
from newsapp.api.views import ContractView
from newsapp.domain.markdown import render
from newsapp.domain.roles import Action
from newsapp.errors import Stale

FILTERS = (
    number("article", "Id of the article that they are on."),
    uuid_of("highlight", "Id of the highlight that they are on."),
    number("claim", "Id of the claim that they are on."),
    number("dispute", "Id of the dispute that they are on."),
    word("author", "Username of who wrote them."),
    choice("resolved", "Whether remarks are settled.", "true", "false"),
)


# The framework's own fields have an attribute of this name.
_PARENT = "parent"


class CommentJSON(serializers.Serializer[Any]):
    """A remark on one thing, or an answer to one."""

    id = serializers.UUIDField()
    article = serializers.IntegerField(allow_null=True)
    highlight = serializers.UUIDField(allow_null=True)
    claim = serializers.IntegerField(allow_null=True)
    dispute = serializers.IntegerField(allow_null=True)
    vars()[_PARENT] = serializers.UUIDField(allow_null=True, help_text="The remark that it answers.")
    text = serializers.CharField(help_text="Markdown.")
    author = serializers.CharField(allow_null=True)
    mentions = serializers.ListField(child=serializers.CharField(), help_text="Members who are called by name.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    resolved_by = serializers.CharField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    html = serializers.CharField(help_text="The text as HTML that is safe to show.")


class CommentBody(Shape):
    """A new comment: on an article, a highlight, a claim or a dispute, or an answer to a remark."""

    id = serializers.UUIDField(required=False, help_text="Made by the client; the same again is not said twice.")
    text = StrictString(max_length=services.MOST_WORDS, help_text="Markdown; `@username` calls a member.")
    article = StrictInteger(required=False, allow_null=True)
    highlight = serializers.UUIDField(required=False, allow_null=True)
    claim = StrictInteger(required=False, allow_null=True)
    dispute = StrictInteger(required=False, allow_null=True)
    vars()[_PARENT] = serializers.UUIDField(required=False, allow_null=True)
    also: ClassVar[frozenset[str]] = frozenset(CommentJSON().fields) - {
        "id", "text", "article", "highlight", "claim", "dispute", "parent",
    }  # fmt: skip


class CommentChange(Shape):
    """What may change of a comment: its own author's text, and whether a remark is settled."""

    text = StrictString(max_length=services.MOST_WORDS)
    resolved = StrictBoolean()
    also: ClassVar[frozenset[str]] = frozenset(CommentJSON().fields) - {"text"}


class Comments(ContractView):
    """The comments of a project."""

    @operation("list_comments", CommentJSON, page=True, parameters=FILTERS)
    def get(self, request: Request, slug: str) -> Response:
        """The comments that the caller may see, in the order of their making."""
        access = open_project(user=request.user, slug=slug)
        sent = {name: self.query[name] for name in self.query.keys() - {"limit", "cursor"}}
        if "resolved" in sent:
            sent["resolved"] = sent["resolved"] == "true"
        page = page_of_comments(access=access, wanted=CommentFilter(**sent), window=self.window)
        return answer_page(request, page, comment_json)

    @operation(
        "add_comment",
        {200: CommentJSON, 201: CommentJSON},
        body=CommentBody,
        bulk=True,
        versioned=True,
        refusals=(409, 410, 413, 415),
    )
    def post(self, request: Request, slug: str) -> Response:
        """Say something about one thing, or answer a remark; or a list of comments: all or none."""

        def door() -> ProjectAccess:
            return open_project(user=request.user, slug=slug, action=Action.COMMENT)

        data = self.body_or_refusal(door=door)
        if isinstance(data, list):
            return _add_all(door(), data)
        draft = services.CommentDraft(**self.read(CommentBody, door=door))
        access = door()
        comment, made = services.add_comment(access=access, draft=draft)
        return _answer(access, comment.uuid, status=201 if made else 200)


class Comment(ContractView):
    """One comment."""

    @operation("read_comment", CommentJSON, versioned=True, refusals=(410,))
    def get(self, request: Request, slug: str, uuid: UUID) -> Response:
        """A comment; 410 after it was deleted."""
        access, _comment = opened_comment(user=request.user, slug=slug, uuid=uuid)
        return _answer(access, uuid)

    @operation("change_comment", CommentJSON, body=CommentChange, versioned=True, if_match=True, refusals=(410, 415))
    def patch(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Put one's own comment into other words, or settle a remark."""
        access, comment = opened_comment(user=request.user, slug=slug, uuid=uuid, action=Action.COMMENT)
        version = expected_version(request, stored=comment.version, current=lambda: _json(access, uuid))
        values = self.read(CommentChange, partial=True)
        if "text" in values:
            access, comment = opened_comment(user=request.user, slug=slug, uuid=uuid, action=Action.COMMENT, own=True)
        try:
            services.change_comment(access=access, comment=comment, version=version, **values)
        except Stale as stale:
            raise Stale(stale.wording, current=_json(access, uuid)) from stale
        return _answer(access, uuid)

    @operation("delete_comment", {204: None}, if_match=True, refusals=(410,))
    def delete(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Delete a comment; somebody else's takes a manager. Answers to it stay."""
        access, comment = opened_comment(user=request.user, slug=slug, uuid=uuid, action=Action.COMMENT, own=True)
        version = expected_version(request, stored=comment.version, current=lambda: _json(access, uuid))
        try:
            services.delete_comment(access=access, comment=comment, version=version)
        except Stale as stale:
            raise Stale(stale.wording, current=_json(access, uuid)) from stale
        return Response(status=204)


_OF_PAGES = ("author_name", "resolved_by_name", "deleted")
"""Fields of a record that the contract does not have."""


def comment_json(record: CommentRecord) -> dict[str, Any]:
    """A comment as the contract has it, members in its order."""
    fields = {name: value for name, value in record._asdict().items() if name not in _OF_PAGES}
    return {**fields, "html": render(record.text, prefix="comment", lowest=4).html}


def _add_all(access: ProjectAccess, items: list[Any]) -> Response:
    bulk.check_list(items, most=1_000)
    drafts, faults = bulk.each(items, lambda item: services.CommentDraft(**read_shape(CommentBody, item)))
    if faults:
        bulk.refuse(faults)
    made = services.add_comments(access=access, drafts=list(drafts.values()))
    return Response([_json(access, comment.uuid) for comment in made], status=201)


def _json(access: ProjectAccess, uuid: UUID) -> dict[str, Any]:
    return comment_json(comment_record(access=access, uuid=uuid))


def _answer(access: ProjectAccess, uuid: UUID, *, status: int = 200) -> Response:
    record = comment_record(access=access, uuid=uuid)
    return versioned(Response(comment_json(record), status=status), record.version)
