"""Copying scheme, guidelines and settings of another project into one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotations.queries.project_copies import copy_preview
from annotations.services.project_copies import Seen, copy_from_project, seen_of
from annotations.services.schemes import PARTS
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation, Stale
from newsapp.queries.projects import projects_to_copy
from newsapp.web.sentences import changed_setting


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy_project(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a project, look at what would change, copy."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_PROJECT)
    access.require(Action.MANAGE_SCHEME)
    wanted = (request.POST if request.method == "POST" else request.GET).get("source", "")
    source = open_project(user=request.user, slug=wanted) if wanted else None
    if request.method != "POST":
        return _show(request, access, source)
    parts = [part for part in PARTS if part in request.POST.getlist("parts")]
    try:
        if source is None:
            raise RuleViolation("no_source", _("Choose the project that is copied."), path="source")
        copy_from_project(access=access, source=source, parts=parts, seen=_seen(request))
    except (NotVisible, NotAllowed):
        raise
    except (RuleViolation, Stale, Conflict) as refusal:
        access = open_project(user=request.user, slug=slug, action=Action.MANAGE_PROJECT)
        return _show(request, access, source, refusal=refusal)
    messages.success(request, _("Copied from “%(name)s”.") % {"name": source.project.name})
    return redirect("project_settings", slug=slug)


def _seen(request: HttpRequest) -> Seen:
    values = [request.POST.get(name, "") for name in ("version", "scheme_version", "guidelines_version")]
    if not all(value.isascii() and value.isdigit() and len(value) < 10 for value in values):
        raise RuleViolation("invalid", _("The form is not whole."))
    return Seen(*map(int, values))


def _show(
    request: HttpRequest, access: ProjectAccess, source: ProjectAccess | None, *, refusal: RuleViolation | None = None
) -> HttpResponse:
    preview = copy_preview(access=access, source=source) if source else None
    context = {
        "access": access,
        "tab": "settings",
        "source": source,
        "sources": projects_to_copy(user=access.user, but=access.project),
        "preview": preview,
        "settings": [changed_setting(*setting) for setting in preview.settings] if preview else [],
        "seen": seen_of(access.project),
        "refusal": refusal,
    }
    return render(request, "annotations/project_copy.html", context, status=refusal.status if refusal else 200)
