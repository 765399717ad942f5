"""What happened: in a project, with an article, by a person."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsapp.access import ProjectAccess, open_article, open_project
from newsapp.errors import RuleViolation
from newsapp.queries.activity import ActivityFilter, members_by_name, page_of_activity, person_in_project
from newsapp.queries.pages import Window
from newsapp.web.roles import ROLE_NAMES
from newsapp.web.telling import Day, chapters, tell

EVENTS = 100
"""Events on a page."""


class Choice(NamedTuple):
    """A filter as a link: what it is called, where it leads, whether it is on."""

    label: str
    address: str
    current: bool = False


@require_safe
@login_required
def activity(request: HttpRequest, slug: str) -> HttpResponse:
    """The project's log, newest first."""
    access = open_project(user=request.user, slug=slug)
    return _answer(request, access, ActivityFilter(), {})


@require_safe
@login_required
def article_activity(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What happened with an article."""
    access = open_article(user=request.user, slug=slug, number=number)
    return _answer(request, access, ActivityFilter(article=number), {"article": access.article})


@require_safe
@login_required
def person_activity(request: HttpRequest, slug: str, username: str) -> HttpResponse:
    """What somebody did in a project."""
    access = open_project(user=request.user, slug=slug)
    here = person_in_project(access=access, username=username)
    context = {"person": here.person, "role": ROLE_NAMES.get(here.role or ""), "since": here.since}
    return _answer(request, access, ActivityFilter(person=here.person.username), context)


def latest(access: ProjectAccess, *, wanted: ActivityFilter, events: int) -> list[Day]:
    """The newest events, told, for a page about something else."""
    found = page_of_activity(access=access, wanted=wanted, window=Window(events))
    return tell(access, found, zone=timezone.get_current_timezone(), now=timezone.now(), here=wanted.article)


def _answer(request: HttpRequest, access: ProjectAccess, fixed: ActivityFilter, place: dict[str, Any]) -> HttpResponse:
    """The page; only its changing part when htmx asked for that."""
    zone = timezone.get_current_timezone()
    chosen = {name: request.GET[name] for name in ("kind", "person", "article", "from", "to") if request.GET.get(name)}
    wanted = _wanted(chosen, fixed, zone)
    found = page_of_activity(access=access, wanted=wanted, window=_window(request))
    page = found.page
    context = place | {
        "access": access,
        "tab": "articles" if fixed.article else "activity",
        "days": tell(access, found, zone=zone, now=timezone.now(), here=fixed.article),
        "newer": _link(chosen, before=page.preceding.before) if page.preceding else None,
        "older": _link(chosen, after=page.following.after) if page.following else None,
        "chosen": chosen,
        "kinds": _kinds(chosen),
        "taken": _taken(chosen),
        "people": [] if fixed.person else members_by_name(access),
        "zone": timezone.get_current_timezone_name(),
    }
    whole = not (request.headers.get("HX-Request") and request.headers.get("HX-Target") == "activity")
    return render(request, "newsapp/activity.html" if whole else "newsapp/_activity_page.html", context)


def _wanted(chosen: Mapping[str, str], fixed: ActivityFilter, zone: tzinfo) -> ActivityFilter:
    kind = chosen.get("kind")
    topics = next((chapter.topics for chapter in chapters() if chapter.kind == kind), None)
    if kind and topics is None:
        raise RuleViolation("invalid", _("There is no such kind of activity."), path="kind")
    first, last = _day(chosen, "from"), _day(chosen, "to")
    wanted = ActivityFilter(
        person=chosen.get("person"),
        topics=topics,
        article=_whole_number(chosen["article"], "article") if "article" in chosen else None,
        since=_start_of(first, zone) if first else None,
        until=_start_of(last + timedelta(days=1), zone) if last and last < date.max else None,
    )
    return replace(wanted, person=fixed.person or wanted.person, article=fixed.article or wanted.article)


def _day(chosen: Mapping[str, str], name: str) -> date | None:
    if name not in chosen:
        return None
    try:
        day = date.fromisoformat(chosen[name])
    except ValueError:
        day = date.min
    if not 1000 <= day.year <= 9000:
        raise RuleViolation("invalid", _("Expected a day, such as 2024-10-31."), path=name)
    return day


def _start_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def _window(request: HttpRequest) -> Window:
    after, before = (
        _whole_number(request.GET[name], name) if name in request.GET else None for name in ("after", "before")
    )
    return Window(EVENTS, after=after, before=None if after is not None else before)


def _whole_number(words: str, name: str) -> int:
    if not words.isascii() or not words.isdigit() or len(words) > (9 if name == "article" else 18):
        raise RuleViolation("invalid", _("Expected a whole number."), path=name)
    return int(words)


def _kinds(chosen: Mapping[str, str]) -> list[Choice]:
    current = chosen.get("kind", "")
    everything = Choice(_("Everything"), _link(chosen, kind=None), not current)
    return [
        everything,
        *(Choice(str(c.label), _link(chosen, kind=c.kind), c.kind == current) for c in chapters()),
    ]


def _taken(chosen: Mapping[str, str]) -> list[Choice]:
    """The filters that are on besides the kind, each leading to the page without it."""
    labels = {
        "person": _("by %(name)s") % {"name": chosen.get("person", "")},
        "article": _("article %(number)s") % {"number": chosen.get("article", "")},
        "from": _("from %(day)s") % {"day": date_format(date.fromisoformat(chosen["from"]), "j F Y")}
        if "from" in chosen
        else "",
        "to": _("until %(day)s") % {"day": date_format(date.fromisoformat(chosen["to"]), "j F Y")}
        if "to" in chosen
        else "",
    }
    return [Choice(label, _link(chosen, **{name: None})) for name, label in labels.items() if name in chosen]


def _link(chosen: Mapping[str, str], **change: object) -> str:
    """The address of this page with other filters; a page's border does not go along."""
    query = {name: value for name, value in {**chosen, **change}.items() if value is not None}
    return "?" + urlencode(query)
