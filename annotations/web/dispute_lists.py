"""The list of disputes, with its filters."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from annotations.domain.dispute_records import DisputeRecord
from annotations.queries.disputes import UNSETTLED, DisputeFilter, page_of_disputes
from annotations.queries.needs_me import needs_of
from annotations.queries.schemes import scheme_of
from annotations.web.dispute_words import KIND_NAMES, STATE_LOOKS, STATE_NAMES
from annotations.web.live_pages import live_page
from annotations.web.ways_back import with_query
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation
from newsapp.queries.activity import names_of
from newsapp.queries.live import place_now
from newsapp.queries.pages import Window
from newsapp.web.telling import Words

ROWS = 50
"""Disputes on a page."""

_FILTERS = ("state", "kind", "tag", "mine", "overdue", "article", "claim")


class Row(NamedTuple):
    """A dispute as a row of a list; `todo` is what the reader is to do in it, "" for nothing."""

    record: DisputeRecord
    kind: Words
    state: Words
    look: str
    todo: Words


def shown_dispute(access: ProjectAccess, record: DisputeRecord) -> Row:
    """A dispute as a row."""
    look = STATE_LOOKS.get(record.state, "")
    return Row(record, KIND_NAMES[record.kind], STATE_NAMES[record.state], look, _todo(access, record))


def _todo(access: ProjectAccess, record: DisputeRecord) -> Words:
    lawful = record.lawful
    if record.state == "needs_info" and record.asked == access.user.username:
        return _("You are asked")
    if not access.may(Action.REVIEW):
        return ""
    if record.state == "voting" and record.voting is not None:
        if record.voting.closed_at is not None:
            return _("Propose a ruling") if "propose" in lawful else ""
        return "" if record.voting.own else _("Your vote")
    named: dict[str, tuple[str, Words]] = {
        "open": ("triage", _("Triage")),
        "escalated": ("propose", _("Propose another ruling")),
        "proposed": ("resolve", _("Resolve")),
    }
    step, words = named.get(record.state, ("", ""))
    return words if step in lawful else ""


@require_safe
@login_required
def disputes(request: HttpRequest, slug: str) -> HttpResponse:
    """The disputes of a project, the newest first; those that are not settled unless the address says otherwise."""
    access = open_project(user=request.user, slug=slug)
    place = place_now()
    chosen = {name: request.GET[name] for name in _FILTERS if request.GET.get(name)}
    page = page_of_disputes(access=access, wanted=_wanted(chosen), window=_window(request))
    context = {
        "access": access,
        "tab": "disputes",
        "rows": [shown_dispute(access, record) for record in page.rows],
        "chosen": {"state": UNSETTLED, **chosen},
        "filtered": bool(chosen),
        "states": [(UNSETTLED, _("Not settled")), ("any", _("All")), *STATE_NAMES.items()],
        "kinds": list(KIND_NAMES.items()),
        "tags": [(tag.key, tag.label) for tag in scheme_of(access.project).tags.values() if tag.scope == "span"],
        "newer": _link(chosen, before=page.preceding.before) if page.preceding else None,
        "older": _link(chosen, after=page.following.after) if page.following else None,
        "exports": [
            (_export(slug, chosen), _("JSON lines: these, with readings, votes and rulings")),
            (_export(slug, {"state": "any"}), _("JSON lines: all of the project, and what its coders agree on")),
        ],
        "names": names_of(record.opened_by for record in page.rows),
        "needs": needs_of(access),
        "opening": access.may(Action.OPEN_DISPUTE),
        **live_page(access, place, topics=("dispute",)),
    }
    return render(request, "annotations/disputes.html", context)


def _export(slug: str, chosen: dict[str, str]) -> str:
    """The file of what is shown, as far as exports have the same filters."""
    state = chosen.get("state", UNSETTLED)
    asked = {name: words for name, words in chosen.items() if name in ("article", "tag")}
    if state != "any":
        asked["dispute_state"] = state
    return with_query(reverse("export", args=[slug, "adjudications"]), asked)


def _wanted(chosen: dict[str, str]) -> DisputeFilter:
    state = chosen.get("state", UNSETTLED)
    if state not in {UNSETTLED, "any", *STATE_NAMES}:
        raise RuleViolation("invalid", str(_("There is no such state.")), path="state")
    if "kind" in chosen and chosen["kind"] not in KIND_NAMES:
        raise RuleViolation("invalid", str(_("There is no such kind.")), path="kind")
    return DisputeFilter(
        state=None if state == "any" else state,
        kind=chosen.get("kind"),
        tag=chosen.get("tag"),
        mine="mine" in chosen,
        overdue="overdue" in chosen,
        article=_number(chosen, "article"),
        claim=_number(chosen, "claim"),
    )


def _number(chosen: dict[str, str], name: str) -> int | None:
    words = chosen.get(name)
    if words is None:
        return None
    if not words.isascii() or not words.isdigit() or len(words) > 9:
        raise RuleViolation("invalid", str(_("Expected a whole number.")), path=name)
    return int(words)


def _window(request: HttpRequest) -> Window:
    sent = {name: request.GET[name] for name in ("after", "before") if request.GET.get(name)}
    after, before = _number(sent, "after"), _number(sent, "before")
    return Window(ROWS, after=after, before=None if after is not None else before)


def _link(chosen: dict[str, str], **border: Any) -> str:
    return "?" + urlencode({**chosen, **border})
