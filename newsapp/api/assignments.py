"""Who has which article to code."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from newsapp.access import ArticleAccess, ProjectAccess, open_article, open_project
from newsapp.api import bulk
from newsapp.api.fields import Shape, StrictBoolean, StrictDay, StrictInteger, StrictString, read_shape
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.parameters import choice, number, word
from newsapp.api.shapes import record_json
from newsapp.api.views import ContractView
from newsapp.domain.roles import Action
from newsapp.errors import NotAllowed, NotVisible
from newsapp.queries.assignments import AssignmentFilter, assignment_of, new_assignment, page_of_assignments
from newsapp.services.assignment_moves import hand_back, move_assignment
from newsapp.services.assignments import AssignmentDraft, assign_each, mark_done, unassign_articles
from newsapp.services.next_articles import take_next
from newsapp.services.reasons import LONGEST_REASON
from newsapp.wording import gettext as _

FILTERS = (
    number("article", "Id of an article."),
    word("user", "Who has it: username, or what stands for it where coders are anonymous."),
    choice("state", "How far she is; `open` is neither done nor skipped.", "open", "started", "done", "skipped"),
)


class AssignmentJSON(serializers.Serializer[Any]):
    """An article in somebody's hands."""

    article = serializers.IntegerField()
    user = serializers.CharField()
    assigned_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True, help_text="When she made her first highlight in it.")
    done_at = serializers.DateTimeField(allow_null=True)
    skipped_at = serializers.DateTimeField(allow_null=True)
    skip_reason = serializers.CharField()
    due_on = serializers.DateField(allow_null=True, help_text="The day by whose end it is to be done.")
    touched_at = serializers.DateTimeField(
        allow_null=True, help_text="When she last did something in it, while she has begun and is not done."
    )
    overdue = serializers.BooleanField()
    stalled = serializers.BooleanField(help_text="Whether she left it alone for the project's `stalled_days`.")


class AssignmentBody(Shape):
    """An article for somebody."""

    article = StrictInteger(min_value=1)
    user = StrictString()
    due_on = StrictDay(required=False, help_text="The project's `due_days` from now when it is left out.")
    also = frozenset(
        {"assigned_by", "created_at", "started_at", "done_at", "skipped_at", "skip_reason", "touched_at"}
        | {"overdue", "stalled"}
    )


class DoneBody(Shape):
    """Whether one is done."""

    done = StrictBoolean()


class ReasonBody(Shape):
    """Why."""

    reason = StrictString(max_length=LONGEST_REASON)


class MoveBody(Shape):
    """To whom."""

    to = StrictString(help_text="A username.")


def _json(access: ProjectAccess, number: int, username: str) -> dict[str, Any]:
    found = assignment_of(access=access, number=number, username=username)
    if found is None:
        raise NotVisible
    return record_json(found)


class Assignments(ContractView):
    """The assignments of a project."""

    @operation("list_assignments", AssignmentJSON, page=True, parameters=FILTERS)
    def get(self, request: Request, slug: str) -> Response:
        """Who has which article, in the order in which they were handed out; in a blind project as far as one may know."""
        access = open_project(user=request.user, slug=slug)
        query = {name: value for name, value in self.query.items() if name not in {"limit", "cursor"}}
        page = page_of_assignments(access=access, wanted=AssignmentFilter(**query), window=self.window)
        return answer_page(request, page, record_json)

    @operation("add_assignment", {201: AssignmentJSON}, body=AssignmentBody, bulk=True, refusals=(409, 413, 415))
    def post(self, request: Request, slug: str) -> Response:
        """Hand an article to somebody, by hand: neither the number of coders nor quotas nor languages stand in the way.

        Or a list of them: all or none.
        """

        def door() -> ProjectAccess:
            return open_project(user=request.user, slug=slug, action=Action.ASSIGN)

        data = self.body_or_refusal(door=door)
        if isinstance(data, list):
            return _add_all(door(), data)
        draft = AssignmentDraft(**self.read(AssignmentBody, door=door))
        access = door()
        assign_each(access=access, drafts=[draft])
        return Response(_made(access, draft), status=201)


def _add_all(access: ProjectAccess, items: list[Any]) -> Response:
    bulk.check_list(items, most=1_000)
    drafts, faults = bulk.each(items, lambda item: AssignmentDraft(**read_shape(AssignmentBody, item)))
    bulk.refuse(faults)
    assign_each(access=access, drafts=list(drafts.values()))
    return Response([_made(access, draft) for draft in drafts.values()], status=201)


def _made(access: ProjectAccess, draft: AssignmentDraft) -> dict[str, Any]:
    return record_json(new_assignment(access=access, number=draft.article, username=draft.user))


class Next(ContractView):
    """The article that is next for whoever asks."""

    @operation("take_next_article", {200: AssignmentJSON, 201: AssignmentJSON}, refusals=(409,))
    def post(self, request: Request, slug: str) -> Response:
        """Take up the next article: 200 with one that one has in hand, 201 with one that one is handed by this.

        409 when there is none, or when articles are handed out by a manager alone.
        """
        access = open_project(user=request.user, slug=slug, action=Action.HIGHLIGHT)
        number, handed_out = take_next(access=access)
        said = _json(access, number, access.user.username)
        return Response(said, status=201 if handed_out else 200)


class Assignment(ContractView):
    """One article in one person's hands."""

    @operation("read_assignment", AssignmentJSON)
    def get(self, request: Request, slug: str, number: int, username: str) -> Response:
        """Since when somebody has an article, and how far she is."""
        access = open_project(user=request.user, slug=slug)
        return Response(_json(access, number, username))


class TakeBack(ContractView):
    """Taking an article back."""

    @operation("take_back_assignment", {204: None})
    def post(self, request: Request, slug: str, number: int, username: str) -> Response:
        """Take an article back from somebody; her highlights stay."""
        access = open_article(user=request.user, slug=slug, number=number, action=Action.ASSIGN)
        if not unassign_articles(access=access, numbers=[number], usernames=[username]):
            raise NotVisible
        return Response(status=204)


class Done(ContractView):
    """Whether somebody is done with an article."""

    @operation("finish_assignment", AssignmentJSON, body=DoneBody, refusals=(409, 415))
    def put(self, request: Request, slug: str, number: int, username: str) -> Response:
        """Say that one is done with an article, or take that back."""
        access = _own(request, slug, number, username)
        mark_done(access=access, done=self.read(DoneBody)["done"])
        return Response(_json(access, number, username))


class HandBack(ContractView):
    """Giving an article back."""

    @operation("hand_back_assignment", {204: None}, body=ReasonBody, refusals=(409, 415))
    def post(self, request: Request, slug: str, number: int, username: str) -> Response:
        """Give back what one has in hand, with a reason, so that somebody else can have it; one's highlights stay."""
        access = _own(request, slug, number, username)
        hand_back(access=access, reason=self.read(ReasonBody)["reason"])
        return Response(status=204)


class Move(ContractView):
    """Giving an article to somebody else."""

    @operation("move_assignment", {201: AssignmentJSON}, body=MoveBody, refusals=(409, 415))
    def post(self, request: Request, slug: str, number: int, username: str) -> Response:
        """Give an article that somebody has in hand to another person, by the same day; what the first made stays hers."""
        access = open_article(user=request.user, slug=slug, number=number, action=Action.REVIEW)
        to = self.read(MoveBody)["to"]
        move_assignment(access=access, username=username, to=to)
        return Response(record_json(new_assignment(access=access, number=number, username=to)), status=201)


def _own(request: Request, slug: str, number: int, username: str) -> ArticleAccess:
    """The article, for whoever works on it herself.

    Raises:
        NotAllowed: it is somebody else's work.
    """
    access = open_article(user=request.user, slug=slug, number=number, action=Action.HIGHLIGHT)
    if username != access.user.username:
        raise NotAllowed(_("Only whoever has the article can say this."))
    return access
