"""Doing something with many articles of the list at once, and taking it back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from newsapp.access import ProjectAccess, open_project
from newsapp.domain import number_ranges
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, RuleViolation
from newsapp.queries.article_choices import coders_of
from newsapp.queries.article_list import numbers_of
from newsapp.services.article_bulk import MOST, archive_articles, file_articles, tag_articles
from newsapp.services.assignments import assign_articles, plan_handout, take_back_handout, unassign_articles
from newsapp.web.article_filters import state_of, state_of_text, window_of
from newsapp.web.days import day_of
from newsapp.web.telling import tag_labels
from newsapp.web.undoing import remember, taken_back

_NUMBERED = 9
"""Most digits of an article's number."""


@login_required
@require_POST
def article_bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """Tag, file or archive the chosen articles; or go on to choosing people for them."""
    access = open_project(user=request.user, slug=slug)
    sent = request.POST
    action = sent.get("action", "")
    needed = Action.ASSIGN if action == "assign" else Action.REVISE_ARTICLE
    access.require(needed)
    if action == "undo":
        return _undo(request, access)
    try:
        numbers = _chosen(access, sent)
        if action == "assign":
            return render(request, "newsapp/article_assign.html", _assigning(access, numbers, sent))
        do = _ACTIONS.get(action)
        if do is None:
            raise RuleViolation("unknown_action", _("Choose what to do with the articles."), path="action")
        do(request, access, numbers)
    except RuleViolation as refusal:
        if refusal.status != 400 or not sent.get("query", "").startswith("?"):
            raise
        messages.error(request, refusal.message)
    return redirect(_back(access, sent))


def _chosen(access: ProjectAccess, sent: QueryDict) -> list[int]:
    """The numbers that were ticked, sent as text, or, with `all`, those of everything that the list's filters let through."""
    if text := sent.get("numbers"):
        return number_ranges.read(text, most=MOST)
    if sent.get("all"):
        state = state_of_text(sent.get("query", "").removeprefix("?"))
        numbers = numbers_of(access=access, wanted=state.wanted(access), sort=state.order, limit=MOST + 1)
        if len(numbers) > MOST:
            message = _("More than %(most)s articles match, which is the most at once: narrow the list first.")
            raise RuleViolation(
                "too_many", message % {"most": number_format(MOST, use_l10n=True, force_grouping=True)}, path="all"
            )
    else:
        ticked = sent.getlist("number")
        if not all(value.isascii() and value.isdigit() and len(value) <= _NUMBERED for value in ticked):
            raise RuleViolation("invalid", _("Expected numbers of articles."), path="number")
        numbers = [int(value) for value in ticked]
    if not numbers:
        raise RuleViolation("nothing", _("Choose at least one article."), path="number")
    return numbers


def _back(access: ProjectAccess, sent: QueryDict) -> str:
    """The list as it was, at the place where it was."""
    query = QueryDict(sent.get("query", "").removeprefix("?")[:4_000])
    state = state_of(query)
    place = {name: query[name] for name in ("after", "before") if name in query}
    try:
        window_of(place, order=state.order, limit=1)
    except RuleViolation:
        place = {}
    address = reverse("project", kwargs={"slug": access.project.slug})
    parts = [state.address(), *(f"{name}={value}" for name, value in place.items())]
    return "?".join(filter(None, [address, "&".join(filter(None, parts))]))


def _tag(request: HttpRequest, access: ProjectAccess, numbers: list[int]) -> None:
    key, on = request.POST.get("tag", ""), request.POST.get("action") == "tag"
    if not key:
        raise RuleViolation("no_tag", _("Choose a tag."), path="tag")
    changed = tag_articles(access=access, numbers=numbers, tag=key, on=on)
    number = len(changed)
    message = (
        ngettext("%(count)d article was tagged “%(tag)s”.", "%(count)d articles were tagged “%(tag)s”.", number)
        if on
        else ngettext(
            "“%(tag)s” was taken off %(count)d article.", "“%(tag)s” was taken off %(count)d articles.", number
        )
    )
    undo = {"kind": "untag" if on else "tag", "tag": key}
    label = tag_labels(access).get(key, key)
    _said(request, access, message % {"count": number, "tag": label}, changed, undo)


def _archive(request: HttpRequest, access: ProjectAccess, numbers: list[int]) -> None:
    away = request.POST.get("action") == "archive"
    changed = archive_articles(access=access, numbers=numbers, archived=away)
    number = len(changed)
    message = (
        ngettext("%(count)d article was archived.", "%(count)d articles were archived.", number)
        if away
        else ngettext("%(count)d article is back in the list.", "%(count)d articles are back in the list.", number)
    )
    undo = {"kind": "unarchive" if away else "archive"}
    _said(request, access, message % {"count": number}, changed, undo)


def _file(request: HttpRequest, access: ProjectAccess, numbers: list[int]) -> None:
    field = request.POST.get("action", "")
    name = request.POST.get(f"to_{field}", "")
    if not name.strip():
        raise RuleViolation("no_name", _("Type a name."), path=f"to_{field}")
    changed = file_articles(access=access, numbers=numbers, field=field, name=name)
    message = ngettext("%(count)d article: “%(name)s”.", "%(count)d articles: “%(name)s”.", len(changed))
    _said(request, access, message % {"count": len(changed), "name": name.strip()}, changed, None)


_ACTIONS: dict[str, Callable[[HttpRequest, ProjectAccess, list[int]], None]] = {
    "tag": _tag,
    "untag": _tag,
    "archive": _archive,
    "unarchive": _archive,
    "story": _file,
    "outlet": _file,
}


def _said(
    request: HttpRequest, access: ProjectAccess, message: str, changed: list[int], undo: dict[str, Any] | None
) -> None:
    if not changed:
        message, undo = _("Nothing was changed: the articles were like that already."), None
    kept = undo and {**undo, "numbers": number_ranges.written(changed)}
    remember(request, access, message=message, undo=kept)


def _undo(request: HttpRequest, access: ProjectAccess) -> HttpResponse:
    done = taken_back(request, access, notice=request.POST.get("notice", ""))
    if done is None:
        messages.error(request, _("This can no longer be taken back."))
        return redirect(_back(access, request.POST))
    if done["kind"] == "take_back":
        count = take_back_handout(access=access, moment=datetime.fromisoformat(done["moment"]))
        message = ngettext("%(count)d assignment was taken back.", "%(count)d assignments were taken back.", count)
        messages.success(request, message % {"count": count})
        return redirect(_back(access, request.POST))
    numbers = number_ranges.read(done["numbers"], most=MOST)
    if done["kind"] in {"tag", "untag"}:
        changed = tag_articles(access=access, numbers=numbers, tag=done["tag"], on=done["kind"] == "tag")
    else:
        changed = archive_articles(access=access, numbers=numbers, archived=done["kind"] == "archive")
    message = ngettext("Taken back for %(count)d article.", "Taken back for %(count)d articles.", len(changed))
    messages.success(request, message % {"count": len(changed)})
    return redirect(_back(access, request.POST))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def article_assign(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose people for articles, see who would get how many, hand them out; or take them back."""
    access = open_project(user=request.user, slug=slug, action=Action.ASSIGN)
    sent = request.POST if request.method == "POST" else request.GET
    numbers = _chosen(access, sent)
    step = request.POST.get("step", "")
    if step == "unassign":
        return _unassigned(request, access, numbers)
    refusal = plan = None
    try:
        if step == "assign":
            return _assigned(request, access, numbers)
        if sent.getlist("people"):
            plan = plan_handout(
                access=access, numbers=numbers, usernames=sent.getlist("people"), per_article=_per_article(sent)
            )
    except NotVisible:
        raise
    except RuleViolation as violation:
        refusal = violation
    context = _assigning(access, numbers, sent) | {"refusal": refusal, "plan": plan}
    fragment = request.headers.get("HX-Request")
    template = "newsapp/_assign_preview.html" if fragment else "newsapp/article_assign.html"
    return render(request, template, context, status=refusal.status if refusal and not fragment else 200)


def _assigning(access: ProjectAccess, numbers: list[int], sent: QueryDict) -> dict[str, Any]:
    people = coders_of(access)
    return {
        "access": access,
        "tab": "articles",
        "numbers": number_ranges.written(numbers),
        "count": len(numbers),
        "people": people,
        "names": {coder.username: coder.name for coder in people},
        "chosen": sent.getlist("people"),
        "mode": sent.get("mode") or "spread",
        "due_on": sent.get("due_on", ""),
        "per_article": sent.get("per_article") or access.project.coders_per_article,
        "query": sent.get("query", ""),
        "back": _back(access, sent),
    }


def _per_article(sent: QueryDict) -> int | None:
    if sent.get("mode") == "each":
        return None
    value = sent.get("per_article", "")
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:3]) <= 20):
        raise RuleViolation("invalid", _("Each article goes to 1 to 20 people."), path="per_article")
    return int(value[:3])


def _assigned(request: HttpRequest, access: ProjectAccess, numbers: list[int]) -> HttpResponse:
    sent = request.POST
    done = assign_articles(
        access=access,
        numbers=numbers,
        usernames=sent.getlist("people"),
        per_article=_per_article(sent),
        due_on=day_of(sent),
    )
    if done.made and done.moment:
        articles = ngettext("%(count)d article", "%(count)d articles", done.articles) % {"count": done.articles}
        each = ", ".join(f"{name} {number}" for name, number in sorted(done.per_person.items()))
        message = _("%(articles)s handed out: %(each)s.") % {"articles": articles, "each": each}
        undo = {"kind": "take_back", "moment": done.moment.isoformat()}
    else:
        message, undo = _("Nothing was handed out: the articles have their people already."), None
    remember(request, access, message=message, undo=undo)
    return redirect(_back(access, sent))


def _unassigned(request: HttpRequest, access: ProjectAccess, numbers: list[int]) -> HttpResponse:
    person = request.POST.get("from", "")
    count = unassign_articles(access=access, numbers=numbers, usernames=[person] if person else [], undone_only=True)
    message = ngettext("%(count)d assignment was taken back.", "%(count)d assignments were taken back.", count)
    remember(request, access, message=message % {"count": count}, undo=None)
    return redirect(_back(access, request.POST))
