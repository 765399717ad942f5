"""How far the coders of a project agree."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotations.domain.agreement.definitions import DEFINITIONS, NAMES
from annotations.domain.schemes import Scheme
from annotations.queries.agreement import UNKNOWN_LANGUAGE, AgreementFilter, Figure, StoredAgreement, stored_agreement
from annotations.queries.schemes import scheme_of
from annotations.services.agreement import request_agreement
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.languages import name_of
from newsapp.domain.roles import Action


class Row(NamedTuple):
    """A statistic as the page tells it."""

    name: str
    definition: str
    figure: Figure
    reason: str


class Choice(NamedTuple):
    """A group or a tag that may be chosen."""

    value: str
    label: str


class Choices(NamedTuple):
    """Groups of one kind."""

    label: str
    options: list[Choice]


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
    chosen = {name: request.GET[name] for name in ("tag", "group") if request.GET.get(name)}
    dimension, _colon, key = chosen.get("group", "").partition(":")
    wanted = (
        AgreementFilter(dimension, key, chosen.get("tag", "")) if key else AgreementFilter(tag=chosen.get("tag", ""))
    )
    stored = stored_agreement(access=access, wanted=wanted)
    return render(request, "annotations/agreement.html", _context(access, stored, chosen))


def _context(access: ProjectAccess, stored: StoredAgreement, chosen: dict[str, str]) -> dict[str, object]:
    return {
        "access": access,
        "tab": "agreement",
        "stored": stored,
        "rows": [_row(figure) for figure in stored.figures],
        "articles": stored.figures[0].articles,
        "chosen": chosen,
        "tags": [Choice(key, _label(scheme_of(access.project), key)) for key in stored.tags],
        "groups": list(_groups(stored)),
        "may_compute": access.may(Action.REVIEW),
    }


def _row(figure: Figure) -> Row:
    reason = figure.estimate.reason
    name, definition = NAMES[figure.statistic], DEFINITIONS[figure.statistic]
    return Row(str(name), str(definition), figure, "" if reason is None else str(reason.sentence))


def _label(scheme: Scheme, key: str) -> str:
    return scheme.tags[key].label if key in scheme.tags else key


def _groups(stored: StoredAgreement) -> Iterator[Choices]:
    for dimension, label in (("pair", _("Two coders")), ("language", _("Language")), ("week", _("Week from"))):
        if keys := stored.groups.get(dimension):
            yield Choices(label, [Choice(f"{dimension}:{key}", _told(dimension, key)) for key in keys])


def _told(dimension: str, key: str) -> str:
    if dimension == "pair":
        first, _comma, second = key.partition(",")
        return _("%(first)s and %(second)s") % {"first": first, "second": second}
    if dimension == "week":
        return date_format(date.fromisoformat(key), "j F Y")
    return _("unknown") if key == UNKNOWN_LANGUAGE else name_of(key)
