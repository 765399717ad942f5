"""Coders' readings side by side, and settling them."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from annotations.api.comparison_shapes import (
    AgreedJSON,
    ComparisonJSON,
    GoldBody,
    GoldJSON,
    comparison_json,
    gold_json,
    group_json,
)
from annotations.domain.joining import Merge
from annotations.queries.comparison import Compared, comparison_of, refuse_closed
from annotations.queries.gold import page_of_gold
from annotations.services.comparison import Choice, settle_agreed, settle_group
from newsapp.access import ArticleAccess, open_article
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.views import ContractView
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, RuleViolation
from newsapp.wording import gettext as _


def _comparison(access: ArticleAccess) -> dict[str, Any]:
    return comparison_json(access, comparison_of(access=access, article=access.article))


class Comparison(ContractView):
    """What the coders of an article say."""

    @operation("read_comparison", ComparisonJSON, refusals=(409,))
    def get(self, request: Request, slug: str, number: int) -> Response:
        """The coders' readings of the current text in groups of one thing, with what is settled; 409 while it is closed."""
        return Response(_comparison(open_article(user=request.user, slug=slug, number=number)))


class Gold(ContractView):
    """What holds in an article."""

    @operation("list_gold", GoldJSON, page=True, refusals=(409,))
    def get(self, request: Request, slug: str, number: int) -> Response:
        """The decisions about an article, those too that later ones took the place of; 409 while comparison is closed."""
        access = open_article(user=request.user, slug=slug, number=number)
        refuse_closed(access.article)
        page = page_of_gold(access=access, article=access.article, window=self.window)
        return answer_page(request, page, lambda record: gold_json(record, anonymous=access.project.coders_anonymous))

    @operation("settle_group", ComparisonJSON, body=GoldBody, refusals=(409, 415))
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Settle one group of readings or links, and read the comparison as it is then.

        409 `group_changed` when it is not as the caller saw it: somebody settled it, or a coder changed it; `existing` is
        what stands there now. Only a reviewer who did not code the article settles anything in it.
        """
        values = self.read(GoldBody, door=lambda: _opened(request, slug, number))
        access = _opened(request, slug, number)
        try:
            settle_group(access=access, article=access.article, key=values.pop("group"), choice=_choice(values))
        except Conflict as conflict:
            raise _shown(conflict, access) from conflict
        return Response(_comparison(access))


class Agreed(ContractView):
    """What coders agree on."""

    @operation("settle_agreed", AgreedJSON, refusals=(409,))
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Write into gold what enough of the coders say alike, by the project's threshold; again, it changes nothing."""
        access = _opened(request, slug, number)
        return Response({"settled": settle_agreed(access=access, article=access.article)})


def _opened(request: Request, slug: str, number: int) -> ArticleAccess:
    return open_article(user=request.user, slug=slug, number=number, action=Action.REVIEW)


def _choice(values: dict[str, Any]) -> Choice:
    if len(values) != 1:
        message = _("Exactly one of accept, merge and reading says how it is settled.")
        raise RuleViolation("one_choice", message, path="reading" if values else "accept")
    merge = values.get("merge")
    return Choice(values.get("accept"), Merge(merge) if merge else None, values.get("reading"))


def _shown(conflict: Conflict, access: ArticleAccess) -> Conflict:
    if isinstance(conflict.existing, Compared):
        comparison = comparison_of(access=access, article=access.article)
        conflict.existing = group_json(access, comparison, conflict.existing)
    return conflict
