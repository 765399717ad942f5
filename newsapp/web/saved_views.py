"""Keeping, renaming, sharing and deleting views of the article list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from newsapp.access import open_project
from newsapp.errors import RuleViolation
from newsapp.services.saved_views import change_view, delete_view, save_view
from newsapp.web.article_filters import state_of_text


@login_required
@require_POST
def saved_views(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the filters and the order that are shown under a name."""
    access = open_project(user=request.user, slug=slug)
    query = state_of_text(request.POST.get("query", "").removeprefix("?")).address()
    try:
        view = save_view(
            access=access, name=request.POST.get("name", ""), query=query, shared=bool(request.POST.get("shared"))
        )
        messages.success(request, _("The view “%(name)s” was saved.") % {"name": view.name})
    except RuleViolation as refusal:
        if refusal.status != 400:
            raise
        messages.error(request, refusal.message)
    return _list(slug, query)


@login_required
@require_POST
def saved_view(request: HttpRequest, slug: str, view_id: int) -> HttpResponse:
    """Rename, share or delete a view."""
    access = open_project(user=request.user, slug=slug)
    if "delete" in request.POST:
        name = delete_view(access=access, view_id=view_id)
        messages.success(request, _("The view “%(name)s” was deleted.") % {"name": name})
        return _list(slug, "")
    query = state_of_text(request.POST.get("query", "").removeprefix("?")).address()
    try:
        shared = bool(request.POST.get("shared"))
        view = change_view(access=access, view_id=view_id, name=request.POST.get("name", ""), shared=shared)
        messages.success(request, _("The view “%(name)s” was changed.") % {"name": view.name})
        query = view.query
    except RuleViolation as refusal:
        if refusal.status not in {400, 409}:
            raise
        messages.error(request, refusal.message)
    return _list(slug, query)


def _list(slug: str, query: str) -> HttpResponse:
    address = reverse("project", kwargs={"slug": slug})
    return redirect(f"{address}?{query}" if query else address)
