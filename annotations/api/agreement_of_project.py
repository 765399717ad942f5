"""Agreement between the coders of a project."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.api.agreement import IntervalEstimateJSON
from annotations.domain.agreement.definitions import DEFINITIONS
from annotations.domain.agreement.pooled import Statistic
from annotations.queries.agreement import AgreementFilter, Figure, StoredAgreement, stored_agreement
from annotations.services.agreement import refresh_agreement, request_agreement
from newsapp.access import open_project
from newsapp.api.operations import operation
from newsapp.api.parameters import word
from newsapp.api.views import ContractView
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _

GROUPS = ("pair", "language", "week")
FILTERS = (
    word("tag", "Key of a tag whose spans alone are looked at."),
    word("pair", "Two usernames with a comma: articles that both coded, by them alone."),
    word("language", "Articles in this language; `und` where it is not known."),
    word("week", "Articles that were done in the week of this Monday, like 2026-01-26."),
)


class StatisticJSON(IntervalEstimateJSON):
    """A statistic of a project with its interval of 95 %, from drawing articles with replacement."""

    statistic = serializers.ChoiceField(choices=list(Statistic))
    definition = serializers.CharField()
    articles = serializers.IntegerField(help_text="How many it was computed from.")


class AgreementGroupsJSON(serializers.Serializer[Any]):
    """What can be asked for."""

    tag = serializers.ListField(child=serializers.CharField())
    pair = serializers.ListField(child=serializers.CharField())
    language = serializers.ListField(child=serializers.CharField())
    week = serializers.ListField(child=serializers.CharField())


class AgreementJSON(serializers.Serializer[Any]):
    """The agreement of a project's coders, as it was computed last."""

    computed_at = serializers.DateTimeField(allow_null=True, help_text="null while it has not been computed.")
    changed = serializers.BooleanField(
        help_text="Whether something happened in the project since, or nothing is computed."
    )
    articles = serializers.IntegerField(help_text="Articles of the project that two or more coded.")
    statistics = StatisticJSON(many=True)
    groups = AgreementGroupsJSON()


class AgreementRequestJSON(serializers.Serializer[Any]):
    """Whether a job was queued; false when one is waiting already."""

    queued = serializers.BooleanField()


class AgreementOfProject(ContractView):
    """How far the coders of a project agree, before anybody settled what they disagree about."""

    @operation("read_agreement", AgreementJSON, parameters=FILTERS)
    def get(self, request: Request, slug: str) -> Response:
        """Every statistic of the project, or of a pair of coders, a language or a week of it, for one tag or for all.

        It is computed in the background from the layer `analyst`, over articles that two or more coded: when somebody reads
        it, something changed since, and the last time is a quarter of an hour ago. While a project codes blind, whoever does
        not see all work sees that of articles whose comparison is open; where coders are anonymous, managers alone see pairs.
        """
        access = open_project(user=request.user, slug=slug)
        wanted = wanted_of(self.query)
        changed = refresh_agreement(access=access)
        return Response(agreement_json(stored_agreement(access=access, wanted=wanted), changed=changed))

    @operation("compute_agreement", {202: AgreementRequestJSON})
    def post(self, request: Request, slug: str) -> Response:
        """Have it computed now; it takes a reviewer. Otherwise it is when somebody reads it and it is old."""
        access = open_project(user=request.user, slug=slug)
        return Response({"queued": request_agreement(access=access)}, status=202)


def wanted_of(query: dict[str, str]) -> AgreementFilter:
    """What the parameters ask for.

    Raises:
        RuleViolation: two kinds of groups at once.
    """
    chosen = [name for name in GROUPS if name in query]
    if len(chosen) > 1:
        raise RuleViolation("two_groups", _("Choose one of: {choices}.", choices=", ".join(GROUPS)), path=chosen[1])
    wanted = AgreementFilter(tag=query.get("tag", ""))
    return AgreementFilter(chosen[0], query[chosen[0]], wanted.tag) if chosen else wanted


def agreement_json(stored: StoredAgreement, *, changed: bool) -> dict[str, Any]:
    """What was computed, members in order."""
    return {
        "computed_at": stored.computed_at,
        "changed": changed,
        "articles": stored.articles,
        "statistics": [statistic_json(figure) for figure in stored.figures],
        "groups": {"tag": stored.tags, **{name: stored.groups.get(name, []) for name in GROUPS}},
    }


def statistic_json(figure: Figure) -> dict[str, Any]:
    """A statistic with its N, its interval and its definition."""
    found = figure.estimate
    return {
        "statistic": figure.statistic,
        "definition": str(DEFINITIONS[figure.statistic]),
        "value": found.value,
        "n": found.n,
        "reason": None if found.reason is None else str(found.reason.sentence),
        "interval": found.interval,
        "articles": figure.articles,
    }
