"""How far the coders of a project agree."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotations.domain.agreement.definitions import CONFUSION, DEFINITIONS, DRIFT, NAMES
from annotations.domain.agreement.drift import DRIFTING
from annotations.domain.agreement.pooled import Statistic
from annotations.domain.schemes import Scheme
from annotations.queries.agreement import (
    Drift,
    Figure,
    StoredAgreement,
    WeekFigure,
    confusion_of,
    drift_of,
    stored_agreement,
    trend_of,
)
from annotations.queries.schemes import scheme_of
from annotations.services.agreement import refresh_agreement, request_agreement
from annotations.web.agreement_shown import Asked, asked_by, label_of, matrix_of, told
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.charts import Chart, Measured, course
from newsapp.domain.roles import Action


class Row(NamedTuple):
    """A statistic as the page tells it."""

    name: str
    definition: str
    figure: Figure
    reason: str


class Choice(NamedTuple):
    """A group, a tag or a statistic that may be chosen."""

    value: str
    label: str


class Choices(NamedTuple):
    """Groups of one kind."""

    label: str
    options: list[Choice]


class ShownWeek(NamedTuple):
    """A week as a table tells it; `differences` is the address of what is behind it, "" where there is none."""

    week: WeekFigure
    differences: str


class ShownDrift(NamedTuple):
    """A coder against gold: her chart and its table."""

    drift: Drift
    chart: Chart


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """Every statistic of the project or of a part of it; POST has it computed anew."""
    access = open_project(user=request.user, slug=slug)
    if request.method == "POST":
        queued = request_agreement(access=access)
        messages.success(
            request,
            _("The agreement is being computed: load this page again in a moment.")
            if queued
            else _("The agreement is being computed already."),
        )
        return redirect("agreement", slug=slug)
    asked = asked_by(request.GET)
    changed = refresh_agreement(access=access)
    stored = stored_agreement(access=access, wanted=asked.wanted)
    context = _context(access, stored, asked) | {"changed": changed}
    return render(request, "annotations/agreement.html", context)


def _context(access: ProjectAccess, stored: StoredAgreement, asked: Asked) -> dict[str, object]:
    scheme = scheme_of(access.project)
    return {
        "access": access,
        "tab": "agreement",
        "stored": stored,
        "rows": [_row(figure) for figure in stored.figures],
        "articles": stored.figures[0].articles,
        "chosen": asked,
        "tags": [Choice(key, label_of(scheme, key)) for key in stored.tags],
        "groups": list(_groups(stored)),
        "statistics": [Choice(name.value, str(NAMES[name])) for name in Statistic],
        "differences": asked.differences(access.project.slug),
        "may_compute": access.may(Action.REVIEW),
        "matrix": matrix_of(access, confusion_of(access=access, wanted=asked.wanted), asked, scheme),
        "confusion": str(CONFUSION),
        **_over_weeks(access, asked, scheme),
    }


def _over_weeks(access: ProjectAccess, asked: Asked, scheme: Scheme) -> dict[str, Any]:
    """The trend and the coders' drift, each with its chart."""
    against_gold = asked.statistic if asked.statistic in DRIFTING else DRIFTING[0]
    weeks = trend_of(access=access, statistic=asked.statistic, tag=asked.wanted.tag)
    drifts = drift_of(access=access, statistic=against_gold, tag=asked.wanted.tag)
    return {
        "tag_label": label_of(scheme, asked.wanted.tag) if asked.wanted.tag else "",
        "trend": [ShownWeek(week, _of_week(access, asked, week)) for week in weeks],
        "trend_name": str(NAMES[asked.statistic]),
        "trend_definition": str(DEFINITIONS[asked.statistic]),
        "trend_chart": _chart(weeks),
        "drifts": [ShownDrift(drift, _chart(drift.weeks)) for drift in drifts],
        "drift_name": str(NAMES[against_gold]),
        "drift_definition": str(DEFINITIONS[against_gold]),
        "drift_about": str(DRIFT),
    }


def _of_week(access: ProjectAccess, asked: Asked, week: WeekFigure) -> str:
    return asked.of_group("week", week.week.isoformat()).differences(access.project.slug)


def _chart(weeks: Sequence[WeekFigure]) -> Chart:
    return course(
        [
            Measured(date_format(one.week, "j M"), one.figure.estimate.value, one.figure.estimate.interval)
            for one in weeks
        ]
    )


def _row(figure: Figure) -> Row:
    reason = figure.estimate.reason
    name, definition = NAMES[figure.statistic], DEFINITIONS[figure.statistic]
    return Row(str(name), str(definition), figure, "" if reason is None else str(reason.sentence))


def _groups(stored: StoredAgreement) -> Iterator[Choices]:
    for dimension, label in (("pair", _("Two coders")), ("language", _("Language")), ("week", _("Week from"))):
        if keys := stored.groups.get(dimension):
            yield Choices(label, [Choice(f"{dimension}:{key}", told(dimension, key)) for key in keys])
