"""A project's guidelines: read, compared, written."""

from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from newsapp.access import ProjectAccess, open_project
from newsapp.domain.comparing import compare
from newsapp.domain.markdown import render as render_markdown
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, RuleViolation, Stale
from newsapp.queries.guidelines import guidelines_at, guidelines_versions, newest_guidelines
from newsapp.services.guidelines import MAX_GUIDELINES, publish_guidelines

LONG_ENOUGH_FOR_CONTENTS = 3
"""Headings from which on a table of contents helps."""


class GuidelinesForm(forms.Form):
    """A text, what is different in it, and the version that it was written from."""

    text = forms.CharField(required=False, strip=False)
    summary = forms.CharField(required=False, max_length=300)
    version = forms.IntegerField(min_value=0)


class Draft(NamedTuple):
    """What stands in the editor; `version` is the state that it was written from, None the newest."""

    text: str
    summary: str = ""
    version: int | None = None


@require_safe
@login_required
def guidelines(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The guidelines as they stand, or an older state of them."""
    access = open_project(user=request.user, slug=slug)
    shown = newest_guidelines(access) if number is None else guidelines_at(access, number)
    rendered = render_markdown(shown.text) if shown else None
    context = {
        "access": access,
        "tab": "guidelines",
        "shown": shown,
        "rendered": rendered,
        "contents": rendered.headings if rendered and len(rendered.headings) >= LONG_ENOUGH_FOR_CONTENTS else (),
        "is_newest": shown is not None and shown.version == access.project.guidelines_version,
        "versions": guidelines_versions(access),
        "may_write": access.may(Action.MANAGE_PROJECT) and access.project.archived_at is None,
    }
    return render(request, "newsapp/guidelines.html", context)


@require_safe
@login_required
def guidelines_changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What one version changed: against the one before it, or the one that `?since=` names."""
    access = open_project(user=request.user, slug=slug)
    after = guidelines_at(access, number)
    since = _number(request.GET.get("since"), default=number - 1)
    before = guidelines_at(access, since) if since else None
    context = {
        "access": access,
        "tab": "guidelines",
        "before": before,
        "after": after,
        "comparison": compare(before.text if before else "", after.text),
        "versions": guidelines_versions(access),
    }
    return render(request, "newsapp/guidelines_changes.html", context)


def _number(value: str | None, *, default: int) -> int:
    if value is None:
        return default
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise RuleViolation("invalid", _("Expected the number of a version."), path="since")
    return int(value)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guidelines_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Write guidelines: a preview, then a new version. What was typed comes back whatever happens."""
    access = open_to_write(request, slug)
    if request.method != "POST":
        newest = newest_guidelines(access)
        return show_editor(request, access, Draft(newest.text if newest else ""))
    form = GuidelinesForm(request.POST)
    # A form turns line feeds into CR LF; the field itself never holds one.
    draft = Draft(request.POST.get("text", "").replace("\r\n", "\n"), request.POST.get("summary", ""))
    if not form.is_valid():
        return show_editor(request, access, draft, errors=form.errors, status=422)
    version = form.cleaned_data["version"]
    draft = draft._replace(version=version)
    if "preview" in request.POST:
        return show_editor(request, access, draft, preview=True)
    try:
        made = publish_guidelines(access=access, text=draft.text, version=version, summary=draft.summary)
    except Stale as stale:
        return show_editor(request, open_to_write(request, slug), draft, stale=True, status=stale.status)
    except NotVisible:
        raise
    except RuleViolation as refusal:
        return show_editor(request, access, draft, refusal=refusal, status=refusal.status)
    messages.success(request, _("Version %(number)d of the guidelines is published.") % {"number": made.number})
    return redirect("guidelines", slug=slug)


def open_to_write(request: HttpRequest, slug: str) -> ProjectAccess:
    """The project for somebody who may publish guidelines in it now.

    Raises:
        NotVisible, NotAllowed: see `newsapp.access.open_project`; also while it is archived.
    """
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_PROJECT)
    access.require(Action.MANAGE_SCHEME)
    return access


def show_editor(
    request: HttpRequest,
    access: ProjectAccess,
    draft: Draft,
    *,
    preview: bool = False,
    stale: bool = False,
    refusal: RuleViolation | None = None,
    errors: object = None,
    status: int = 200,
) -> HttpResponse:
    """The editor with a text in it.

    Args:
        request, access: whose.
        draft: what stands in its fields.
        preview: show the text as it will look.
        stale: somebody published another state meanwhile: what it changed is shown above, and publishing again makes
            the one after it.
        refusal, errors: what was wrong.
        status: of the answer.
    """
    newest = newest_guidelines(access)
    stored = access.project.guidelines_version
    context = {
        "access": access,
        "tab": "guidelines",
        "draft": draft,
        "version": stored if stale or draft.version is None else draft.version,
        "rendered": render_markdown(draft.text) if preview and len(draft.text) <= MAX_GUIDELINES else None,
        "preview": preview,
        "most": MAX_GUIDELINES,
        "refusal": refusal,
        "errors": errors or {},
        "newest": newest,
    }
    if stale and newest is not None:
        base = guidelines_at(access, draft.version).text if draft.version else ""
        context |= {"theirs": newest, "comparison": compare(base, newest.text)}
    fragment = (
        preview and request.headers.get("HX-Request") and request.headers.get("HX-Target") == "guidelines-preview"
    )
    template = "newsapp/_guidelines_preview.html" if fragment else "newsapp/guidelines_edit.html"
    return render(request, template, context, status=status)
