"""A project's settings; archiving it, and removing it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from newsapp.access import ProjectAccess, open_project
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation, Stale
from newsapp.queries.projects import first_steps, projects_to_copy
from newsapp.services.projects import MAX_CODERS, change_project, remove_project


class SettingsForm(forms.Form):
    """What a manager may change, and the version that she saw."""

    name = forms.CharField(max_length=120)
    description = forms.CharField(required=False, max_length=2_000, strip=False)
    coders_per_article = forms.IntegerField(min_value=1, max_value=MAX_CODERS)
    version = forms.IntegerField(min_value=0)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Name, description, coders for each article; the way to copying, archiving, removing."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_PROJECT)
    if request.method != "POST":
        return _show(request, access, _stored(access))
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _show(request, access, form, status=422)
    try:
        change_project(access=access, **form.cleaned_data)
    except Stale:
        return _two_versions(request, slug, form)
    except RuleViolation as refusal:
        if refusal.path not in form.fields:
            raise
        form.add_error(refusal.path, refusal.message)
        return _show(request, access, form, status=refusal.status)
    messages.success(request, _("The settings were saved."))
    return redirect("project_settings", slug=slug)


def _stored(access: ProjectAccess) -> SettingsForm:
    names = ("name", "description", "coders_per_article", "version")
    return SettingsForm(initial={name: getattr(access.project, name) for name in names})


def _two_versions(request: HttpRequest, slug: str, form: SettingsForm) -> HttpResponse:
    """What she wrote stays in the form; what the other saved stands above it, and saving again takes its place."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_PROJECT)
    mine = SettingsForm({**form.cleaned_data, "version": access.project.version})
    return _show(request, access, mine, theirs=access.project, status=Stale.status)


def _show(
    request: HttpRequest, access: ProjectAccess, form: SettingsForm, *, theirs: object = None, status: int = 200
) -> HttpResponse:
    context = {
        "access": access,
        "tab": "settings",
        "form": form,
        "theirs": theirs,
        "most_coders": MAX_CODERS,
        "sources": projects_to_copy(user=access.user, but=access.project),
        "first_steps": first_steps(access),
    }
    return render(request, "newsapp/project_settings.html", context, status=status)


@login_required
@require_POST
def archive_project(request: HttpRequest, slug: str) -> HttpResponse:
    """Archive a project, or bring it back: `archived` is `1` or `0`."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_PROJECT)
    archived = request.POST.get("archived") == "1"
    change_project(access=access, version=access.project.version, archived=archived)
    if archived:
        messages.success(request, _("The project is archived. Everything in it can still be read and exported."))
    else:
        messages.success(request, _("The project can be worked in again."))
    return redirect("project_settings", slug=slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_project(request: HttpRequest, slug: str) -> HttpResponse:
    """What removing a project means, and the button that does it; the demo goes without more ado."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_PROJECT)
    name, typed, refusal = access.project.name, request.POST.get("confirmation", ""), None
    if request.method == "POST":
        try:
            remove_project(access=access, confirmation=typed)
        except RuleViolation as violation:
            refusal = violation
        else:
            messages.success(request, _("“%(name)s” was deleted.") % {"name": name})
            return redirect("home")
    context = {"access": access, "tab": "settings", "typed": typed, "refusal": refusal}
    return render(request, "newsapp/project_delete.html", context, status=refusal.status if refusal else 200)
