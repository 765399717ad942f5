"""Writing claims, changing, merging, splitting and deleting them on pages."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from annotations.access import open_claim
from annotations.domain.claims import STATEMENT_FIELDS, Statement
from annotations.domain.figures.figure import quantities_of
from annotations.queries.claim_choices import ClaimChoice, claims_to_choose
from annotations.queries.claim_contexts import lines_by_highlight
from annotations.queries.claim_figures import figures_at
from annotations.queries.claims import (
    claims_of_highlights,
    highlights_to_appear,
    stored_claim,
)
from annotations.queries.concordance import Line
from annotations.queries.schemes import scheme_of
from annotations.services.claim_merges import merge_claims, part_claims, split_claim
from annotations.services.claims import add_appearances, change_claim, delete_claim, remove_appearance, write_claim
from annotations.web.claim_forms import ClaimForm, form_of_claim, typed_claim_form
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, RuleViolation, Stale

MOST_SIGNS = 200
"""Signs of a search that are read."""

CHOICE = "claim-choice"
"""Id of the part of a page that offers claims."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claim_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a claim, or say that a claim which is there appears in a highlight."""
    access = open_project(user=request.user, slug=slug, action=Action.WRITE_CLAIM)
    if request.method != "POST":
        named = [uuid for uuid in map(_uuid, request.GET.getlist("highlight")) if uuid]
        there = claims_of_highlights(access=access, uuids=named)
        if len(named) == 1 and there:
            return redirect("claim", slug=slug, claim=there[named[0]])
        return _new_page(request, access, _first_form(access, named))
    form = typed_claim_form(request.POST)
    try:
        appearances = _uuids(form.appearances)
        if "claim" in request.POST:
            return _join(request, access, appearances)
        made = write_claim(access=access, statement=form.statement, appearances=appearances)
    except RuleViolation as refusal:
        form.refuse(refusal)
        return _new_page(request, access, form, status=_status(refusal))
    messages.success(request, _("Claim %(number)d is written.") % {"number": made.id})
    return redirect("claim", slug=slug, claim=made.id)


def _first_form(access: ProjectAccess, uuids: list[UUID]) -> ClaimForm:
    """A form with the words of the first highlight, the figures read from them, and the language of its article."""
    found = highlights_to_appear(access=access, uuids=uuids)
    named = [uuid for uuid in uuids if uuid in found]
    if not named:
        return form_of_claim(Statement(""))
    row = found[named[0]][0]
    read = figures_at(access=access, uuids=named[:1]).get(row.uuid, ())
    quantities = [said for each in read for said in quantities_of(each.figure) if "value" in said]
    statement = Statement(" ".join(row.quote.split()), language=row.article.language, quantities=quantities)
    return form_of_claim(statement, appearances=[str(uuid) for uuid in named])


def _new_page(request: HttpRequest, access: ProjectAccess, form: ClaimForm, *, status: int = 200) -> HttpResponse:
    uuids = [uuid for uuid in map(_uuid, form.appearances) if uuid]
    lines = lines_by_highlight(access=access, uuids=uuids, scheme=scheme_of(access.project))
    words = request.GET.get("q")
    context = {
        "access": access,
        "tab": "claims",
        "form": form,
        "lines": list(lines.values()),
        "words": words or "",
        # Comparing with all claims takes its time: the page loads them after itself, unless it was asked for them.
        "choice": _choice(access, lines, words) if words is not None else None,
    }
    part = request.headers.get("HX-Request") and request.headers.get("HX-Target") == CHOICE
    template = "annotations/_claim_choice.html" if part else "annotations/claim_new.html"
    return render(request, template, context, status=status)


def _choice(access: ProjectAccess, lines: Mapping[UUID, Line], words: str) -> ClaimChoice | None:
    line = next(iter(lines.values()), None)
    if line is None:
        return None
    return claims_to_choose(access=access, quote=line.quote.whole, language=line.language, words=words[:MOST_SIGNS])


def _join(request: HttpRequest, access: ProjectAccess, appearances: list[UUID]) -> HttpResponse:
    number = _number(request.POST.get("claim", ""), path="claim")
    _access, row = open_claim(user=request.user, slug=access.project.slug, number=number, action=Action.WRITE_CLAIM)
    add_appearances(access=access, claim=row, highlights=appearances)
    messages.success(request, _("Claim %(number)d appears there now.") % {"number": number})
    return redirect("claim", slug=access.project.slug, claim=number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claim_edit(request: HttpRequest, slug: str, claim: int) -> HttpResponse:
    """Change what a claim says."""
    access, row = open_claim(user=request.user, slug=slug, number=claim, action=Action.WRITE_CLAIM)
    stored = stored_claim(access=access, number=claim)
    if stored is None:
        raise NotVisible
    context: dict[str, object] = {"access": access, "tab": "claims", "claim": stored, "version": stored.version}
    if request.method != "POST":
        context["form"] = form_of_claim(stored.statement)
        return render(request, "annotations/claim_edit.html", context)
    form = typed_claim_form(request.POST)
    context["form"] = form
    try:
        version = _number(request.POST.get("version", ""), path="version")
        statement = form.statement
        changes = {name: getattr(statement, name) for name in STATEMENT_FIELDS}
        change_claim(access=access, claim=row, version=version, changes=changes)
    except Stale as stale:
        # Nothing that was typed is lost: the form keeps it, and saving it again is now a choice.
        context["theirs"] = stored
        return render(request, "annotations/claim_edit.html", context, status=stale.status)
    except RuleViolation as refusal:
        form.refuse(refusal)
        return render(request, "annotations/claim_edit.html", context, status=_status(refusal))
    messages.success(request, _("The claim is saved."))
    return redirect("claim", slug=slug, claim=claim)


@require_POST
@login_required
def claim_merge(request: HttpRequest, slug: str, claim: int) -> HttpResponse:
    """Merge a claim into another one."""
    access, row = open_claim(user=request.user, slug=slug, number=claim, action=Action.WRITE_CLAIM)
    target = merge_claims(access=access, claim=row, into=_number(request.POST.get("into", ""), path="into"))
    words = _("Claim %(number)d is part of this one now. Below, under “Merge and split”, this can be taken back.")
    messages.success(request, words % {"number": claim})
    return redirect("claim", slug=slug, claim=target.id)


@require_POST
@login_required
def claim_split(request: HttpRequest, slug: str, claim: int) -> HttpResponse:
    """Split appearances off a claim, or a claim that was merged into it."""
    access, row = open_claim(user=request.user, slug=slug, number=claim, action=Action.WRITE_CLAIM)
    if "merged" in request.POST:
        merged = _number(request.POST["merged"], path="merged")
        made = part_claims(access=access, claim=row, merged=merged)
        messages.success(request, _("Claim %(number)d stands for itself again.") % {"number": made.id})
    else:
        made = split_claim(access=access, claim=row, appearances=_uuids(request.POST.getlist("appearance")))
        messages.success(
            request, _("Claim %(number)d was split off claim %(old)d.") % {"number": made.id, "old": claim}
        )
    return redirect("claim", slug=slug, claim=made.id)


@require_POST
@login_required
def claim_appearance_remove(request: HttpRequest, slug: str, claim: int) -> HttpResponse:
    """Say that a claim does not appear in a highlight after all."""
    access, row = open_claim(user=request.user, slug=slug, number=claim, action=Action.WRITE_CLAIM)
    for uuid in _uuids(request.POST.getlist("appearance")):
        remove_appearance(access=access, claim=row, highlight=uuid)
    count = len(request.POST.getlist("appearance"))
    words = ngettext("%(count)d place was taken away.", "%(count)d places were taken away.", count)
    messages.success(request, words % {"count": count})
    return redirect("claim", slug=slug, claim=claim)


@require_POST
@login_required
def claim_delete(request: HttpRequest, slug: str, claim: int) -> HttpResponse:
    """Delete a claim that was never disputed."""
    access, row = open_claim(user=request.user, slug=slug, number=claim, action=Action.WRITE_CLAIM, own=True)
    version = _number(request.POST.get("version", ""), path="version")
    delete_claim(access=access, claim=row, version=version)
    messages.success(request, _("Claim %(number)d was deleted.") % {"number": claim})
    return redirect("claims", slug=slug)


def _number(typed: str, *, path: str) -> int:
    words = typed.strip().removeprefix("#")
    if not words.isascii() or not words.isdigit() or len(words) > 9:
        raise RuleViolation("invalid", _("Expected a whole number."), path=path)
    return int(words)


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _uuids(typed: list[str]) -> list[UUID]:
    found = [_uuid(words) for words in typed]
    if None in found:
        path = f"appearances.{found.index(None)}"
        raise RuleViolation("not_an_id", _("Expected the id of a highlight."), path=path)
    return [uuid for uuid in found if uuid]


def _status(refusal: RuleViolation) -> int:
    return 422 if refusal.status == 400 else refusal.status
