"""Opening the comparison of an article's readings, and having it coded again."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from newsapp.access import open_article
from newsapp.api.fields import Shape, StrictBoolean, StrictString
from newsapp.api.operations import operation
from newsapp.api.views import ContractView
from newsapp.domain.roles import Action
from newsapp.services.comparisons import LONGEST_REASON, code_again, open_comparison


class OpeningJSON(serializers.Serializer[Any]):
    """Whether the comparison of an article is open."""

    open = serializers.BooleanField()
    opened_at = serializers.DateTimeField(allow_null=True)


class OpeningBody(Shape):
    """What is to become of it."""

    open = StrictBoolean(help_text="Opening it takes a reviewer who does not code the article; closing it a manager.")
    reason = StrictString(
        required=False, max_length=LONGEST_REASON, help_text="Why it is to be coded again; closing wants one."
    )


class Opening(ContractView):
    """The comparison of one article."""

    @operation("open_comparison", OpeningJSON, body=OpeningBody, refusals=(409, 415))
    def put(self, request: Request, slug: str, number: int) -> Response:
        """Open the comparison of an article's readings by hand, or close it and have the article coded again.

        It opens by itself when everybody who has the article is done and they are as many as the project wants. In a blind
        project everybody sees everybody's work on the article from then on. Closed, nobody is done with it any more.
        """
        access = open_article(user=request.user, slug=slug, number=number, action=Action.REVIEW)
        body = self.read(OpeningBody)
        reason = body.get("reason", "")
        article = open_comparison(access=access) if body["open"] else code_again(access=access, reason=reason)
        opened_at = article.comparison_opened_at
        return Response({"open": opened_at is not None, "opened_at": opened_at})
