"""Decisions about suggested highlights. Suggestions themselves are highlights of the layer `suggested`."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import open_suggestion
from annotations.api.shapes import highlight_json
from annotations.domain.highlighting import HighlightRecord
from annotations.domain.suggestions import DECISIONS, DecisionRecord
from annotations.queries.suggestions import DecisionFilter, page_of_decisions
from annotations.services import suggestions as services
from newsapp.access import open_project
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.parameters import choice, number, word
from newsapp.api.views import ContractView
from newsapp.errors import Conflict

FILTERS = (
    number("article", "Id of an article."),
    word("user", "Who decided: username, or what stands for it where coders are anonymous."),
    choice("decision", "What was decided.", *DECISIONS),
)


class DecisionJSON(serializers.Serializer[Any]):
    """What somebody decided about a suggestion; `highlight` is what she made of it, null when she rejected it."""

    suggestion = serializers.UUIDField()
    article = serializers.IntegerField()
    user = serializers.CharField()
    decision = serializers.ChoiceField(choices=DECISIONS)
    highlight = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()
    score = serializers.FloatField(allow_null=True, help_text="How sure the suggestion was said to be, from 0 to 1.")


class Decisions(ContractView):
    """What was decided about the suggestions of a project."""

    @operation("list_suggestion_decisions", DecisionJSON, page=True, parameters=FILTERS)
    def get(self, request: Request, slug: str) -> Response:
        """The decisions in force, for learning from: one for each suggestion and person.

        Whoever deletes the highlight that she made of a suggestion takes her acceptance back.
        """
        access = open_project(user=request.user, slug=slug)
        wanted = DecisionFilter(**{name: self.query[name] for name in self.query.keys() - {"limit", "cursor"}})
        page = page_of_decisions(access=access, wanted=wanted, window=self.window)
        return answer_page(request, page, decision_json)


class Decision(ContractView):
    """One's own decision about a suggestion."""

    @operation("reject_suggestion", {200: DecisionJSON, 201: DecisionJSON}, refusals=(409, 410))
    def put(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Reject a suggestion for oneself: 201 the first time, 200 for the same again.

        409 `accepted_already` while there is a highlight that one made of it. To accept it, PUT a highlight of one's
        own with the suggestion's id as `suggestion`.
        """
        access, suggestion = open_suggestion(user=request.user, slug=slug, uuid=uuid)
        try:
            decision, made = services.reject_suggestion(access=access, suggestion=suggestion)
        except Conflict as conflict:
            raise _shown(conflict) from conflict
        return Response(decision_json(decision), status=201 if made else 200)

    @operation("reconsider_suggestion", {204: None}, refusals=(409, 410))
    def delete(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Take one's rejection back; one that is not rejected stays as it is.

        409 `accepted_already` while there is a highlight that one made of it: delete that.
        """
        access, suggestion = open_suggestion(user=request.user, slug=slug, uuid=uuid)
        try:
            services.reconsider_suggestion(access=access, suggestion=suggestion)
        except Conflict as conflict:
            raise _shown(conflict) from conflict
        return Response(status=204)


def decision_json(decision: DecisionRecord) -> dict[str, Any]:
    """A decision, members in order."""
    return decision._asdict()


def _shown(conflict: Conflict) -> Conflict:
    if isinstance(conflict.existing, HighlightRecord):
        conflict.existing = highlight_json(conflict.existing)
    return conflict
