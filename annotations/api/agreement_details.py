"""What is behind the agreement of a project: which tags are taken for which, the spans, weeks, and coders against gold."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.api.agreement_of_project import FILTERS, StatisticJSON, statistic_json, wanted_of
from annotations.domain.agreement.definitions import CONFUSION
from annotations.domain.agreement.drift import DRIFTING
from annotations.domain.agreement.pooled import Statistic
from annotations.queries.agreement import WeekFigure, confusion_of, drift_of, trend_of
from annotations.queries.agreement_differences import ArticleDifferences, Difference, Side, page_of_differences
from newsapp.access import open_project
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.parameters import choice, word
from newsapp.api.views import ContractView
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _

TAG = FILTERS[0]
CELL = (
    word("row", "Key of the tag of the first of two coders, empty for none; with `column`, the spans of one cell."),
    word("column", "Key of the tag of the second, empty for none."),
)


class ConfusedJSON(serializers.Serializer[Any]):
    """How often one coder has the tag `row` where the other has `column`; null for none."""

    row = serializers.CharField(allow_null=True)
    column = serializers.CharField(allow_null=True)
    count = serializers.IntegerField()


class ConfusionJSON(serializers.Serializer[Any]):
    """The confusion matrix; a cell that is not there is 0."""

    definition = serializers.CharField()
    n = serializers.IntegerField(help_text="How many tags of spans were crossed, each once.")
    alike = serializers.IntegerField(help_text="How many of them both coders put there.")
    symmetric = serializers.BooleanField(help_text="Whether each cell is counted in its mirror image, too.")
    tags = serializers.ListField(child=serializers.CharField())
    cells = ConfusedJSON(many=True)


class SideJSON(serializers.Serializer[Any]):
    """What one of two coders made of it; `coder` is null where coders are anonymous, no tag says she did not mark it."""

    coder = serializers.CharField(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    segments = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))


class DifferenceJSON(serializers.Serializer[Any]):
    """A span of one coder or of two, with the words around it."""

    first = SideJSON()
    second = SideJSON()
    words = serializers.CharField(help_text="The spans, and what stands around them.")


class ArticleDifferencesJSON(serializers.Serializer[Any]):
    """The spans of one article; none when its coders changed them since."""

    article = serializers.IntegerField()
    title = serializers.CharField()
    differences = DifferenceJSON(many=True)


class WeekJSON(StatisticJSON):
    """A statistic of a week, which begins on a Monday."""

    week = serializers.DateField()


class TrendJSON(serializers.Serializer[Any]):
    """Weeks, the oldest first."""

    weeks = WeekJSON(many=True)


class CoderDriftJSON(StatisticJSON):
    """A coder against gold, in all and in each week in which she was done with something."""

    coder = serializers.CharField()
    weeks = WeekJSON(many=True)


class DriftJSON(serializers.Serializer[Any]):
    """Coders against gold, by username."""

    coders = CoderDriftJSON(many=True)


class AgreementConfusion(ContractView):
    """Which tags coders take for which."""

    @operation("read_agreement_confusion", ConfusionJSON, parameters=FILTERS)
    def get(self, request: Request, slug: str) -> Response:
        """The confusion matrix of the project, or of a pair of coders, a language or a week of it; of one tag or of all."""
        access = open_project(user=request.user, slug=slug)
        found = confusion_of(access=access, wanted=wanted_of(self.query))
        return Response(
            {
                "definition": str(CONFUSION),
                "n": found.n,
                "alike": found.alike,
                "symmetric": not found.of_pair,
                "tags": [tag for tag in found.tags if tag],
                "cells": [
                    {"row": row or None, "column": column or None, "count": count}
                    for (row, column), count in sorted(found.cells.items())
                ],
            }
        )


class AgreementDifferences(ContractView):
    """The spans behind a cell of the confusion matrix."""

    @operation("list_agreement_differences", ArticleDifferencesJSON, page=True, parameters=(*FILTERS, *CELL))
    def get(self, request: Request, slug: str) -> Response:
        """The spans as they are now, by article; without `row` and `column` all on which two coders do not have the same tags.

        Either coder may have either tag, but for a `pair`, whose first has `row`.
        """
        access = open_project(user=request.user, slug=slug)
        wanted = wanted_of(self.query)
        page = page_of_differences(access=access, wanted=wanted, cell=_cell(self.query), window=self.window)
        return answer_page(request, page, _article)


class AgreementTrend(ContractView):
    """Agreement week by week."""

    @operation(
        "read_agreement_trend",
        TrendJSON,
        parameters=(TAG, choice("statistic", "Which; gamma unless given.", *Statistic)),
    )
    def get(self, request: Request, slug: str) -> Response:
        """One statistic of every week, for one tag or for all."""
        access = open_project(user=request.user, slug=slug)
        statistic = Statistic(self.query.get("statistic", Statistic.GAMMA))
        weeks = trend_of(access=access, statistic=statistic, tag=self.query.get("tag", ""))
        return Response({"weeks": _weeks(weeks)})


class AgreementDrift(ContractView):
    """Coders against gold."""

    @operation(
        "read_agreement_drift",
        DriftJSON,
        parameters=(TAG, choice("statistic", f"Which; {DRIFTING[0]} unless given.", *DRIFTING)),
    )
    def get(self, request: Request, slug: str) -> Response:
        """One statistic of every coder against gold, in all and week by week.

        Coders read their own; reviewers everybody's, unless coders are anonymous; managers everybody's.
        """
        access = open_project(user=request.user, slug=slug)
        statistic = Statistic(self.query.get("statistic", DRIFTING[0]))
        coders = drift_of(access=access, statistic=statistic, tag=self.query.get("tag", ""))
        return Response(
            {
                "coders": [
                    {"coder": one.coder, **statistic_json(one.whole), "weeks": _weeks(one.weeks)} for one in coders
                ]
            }
        )


def _weeks(weeks: Sequence[WeekFigure]) -> list[dict[str, Any]]:
    return [{"week": one.week, **statistic_json(one.figure)} for one in weeks]


def _cell(query: dict[str, Any]) -> tuple[str, str] | None:
    given = [name for name in ("row", "column") if name in query]
    if len(given) == 1:
        missing = "column" if given == ["row"] else "row"
        raise RuleViolation("half_a_cell", _("A cell has a row and a column."), path=missing)
    return (query["row"], query["column"]) if given else None


def _article(found: ArticleDifferences) -> dict[str, Any]:
    return {
        "article": found.number,
        "title": found.title,
        "differences": [_difference(one) for one in found.differences],
    }


def _difference(one: Difference) -> dict[str, Any]:
    words = "".join(piece.words for piece in one.context.pieces)
    return {"first": _side(one.first), "second": _side(one.second), "words": words}


def _side(side: Side) -> dict[str, Any]:
    return side._asdict()
