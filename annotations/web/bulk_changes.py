"""Changing many highlights at once: what it would do, doing it, taking it back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from annotations.domain.retagging import MOST, Fate, Kind, plan_of
from annotations.queries.bulk_changes import Preview, preview_of
from annotations.queries.concordance import first_keys
from annotations.queries.schemes import scheme_of
from annotations.services.bulk_changes import change_highlights, undo_change
from annotations.web.concordance import asked_by
from annotations.web.ways_back import query_of, way_back, with_query
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.languages import direction_of
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation
from newsapp.wording import gettext as _
from newsapp.wording import ngettext


@require_POST
@login_required
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What a change of the picked highlights would do; nothing is changed."""
    access = open_project(user=request.user, slug=slug, action=Action.HIGHLIGHT)
    scheme = scheme_of(access.project)
    back = _back(request, slug)
    asked = {name: request.POST.get(name, "") for name in ("action", "tag", "by")}
    context: dict[str, Any] = {
        "access": access, "tab": "highlights", "back": back, "asked": asked, "most": MOST,
        "tags": [tag for tag in scheme.tags.values() if tag.scope == "span"],
    }  # fmt: skip
    try:
        uuids, keys, context["bounded"] = _picked(request, access, back)
        context["again"] = " ".join(str(uuid) for uuid in uuids)
        plan = plan_of(scheme, kind=asked["action"], tag=asked["tag"], by=asked["by"])
        found = preview_of(access=access, plan=plan, scheme=scheme, uuids=uuids, keys=keys)
    except RuleViolation as refusal:
        context["refusal"] = refusal
        return render(request, "annotations/highlight_bulk.html", context, status=refusal.status)
    context |= {"plan": plan, "preview": found, "deletes": plan.kind is Kind.DELETE, **_words(found)}
    return render(request, "annotations/highlight_bulk.html", context)


def _words(found: Preview) -> dict[str, Any]:
    return {
        "picked": " ".join(f"{uuid}:{version}" for uuid, version in found.picked.items()),
        "fates": {fate.value: found.fates.get(fate, 0) for fate in Fate},
        "dropped": [(name, count) for name, count in found.dropped.items()],
        "dropped_count": sum(found.dropped.values()),
        "examples": [
            (example, direction_of(example.line.language) if example.line.language else "auto")
            for example in found.examples
        ],
    }


@require_POST
@login_required
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Do it; the list then says what was done, and offers to take it back."""
    access = open_project(user=request.user, slug=slug, action=Action.HIGHLIGHT)
    back = _back(request, slug)
    words = {name: request.POST.get(name, "") for name in ("action", "tag", "by")}
    try:
        plan = plan_of(scheme_of(access.project), kind=words["action"], tag=words["tag"], by=words["by"])
        made = change_highlights(access=access, plan=plan, picked=_versions(request.POST.get("picked", "")))
    except (NotAllowed, NotVisible):
        raise
    except RuleViolation as refusal:
        messages.error(request, refusal.message)
        return redirect(back)
    return redirect(_saying(back, made))


@require_POST
@login_required
def undo(request: HttpRequest, slug: str, change_id: UUID) -> HttpResponse:
    """Take a change of many back."""
    access = open_project(user=request.user, slug=slug, action=Action.HIGHLIGHT)
    back = _back(request, slug)
    try:
        undo_change(access=access, change_id=change_id)
    except Conflict as refusal:
        messages.error(request, refusal.message)
        return redirect(back)
    return redirect(_saying(back, change_id))


def _back(request: HttpRequest, slug: str) -> str:
    return way_back(request.POST.get("from"), slug=slug) or reverse("highlights", args=[slug])


def _saying(back: str, change_id: UUID) -> str:
    """The list's address, with the change that it is to speak of."""
    return with_query(back.partition("?")[0], {**query_of(back), "changed": str(change_id)})


def _picked(request: HttpRequest, access: ProjectAccess, back: str) -> tuple[list[UUID], list[int], bool]:
    """The picked highlights by UUID or by row, and whether more match than can be changed at once."""
    if request.POST.get("all"):
        keys, more = first_keys(access=access, wanted=asked_by(query_of(back)).wanted, most=MOST)
        if not keys:
            raise RuleViolation("nothing_picked", _("No highlight matches the filters any more."))
        return [], keys, more
    uuids = _uuids([*request.POST.getlist("highlight"), *request.POST.get("highlights", "").split()])
    if not uuids:
        raise RuleViolation("nothing_picked", _("Pick the highlights first."))
    return uuids, [], False


def _uuids(words: Sequence[str]) -> list[UUID]:
    if len(words) > MOST:
        raise RuleViolation(
            "too_many",
            ngettext("At most {most:,} highlight at once.", "At most {most:,} highlights at once.", MOST, most=MOST),
        )
    try:
        return list(dict.fromkeys(UUID(word) for word in words))
    except ValueError:
        raise RuleViolation("invalid", _("Expected ids of highlights."), path="highlight") from None


def _versions(words: str) -> dict[UUID, int]:
    pairs = [word.partition(":") for word in words.split()]
    versions = [version if version.isascii() and version.isdigit() else "0" for _id, _colon, version in pairs]
    uuids = [word for word, _colon, _version in pairs]
    _uuids(uuids)
    return {UUID(word): int(version[:9]) for word, version in zip(uuids, versions, strict=True)}
