"""A project's settings; archiving it, and removing it."""

from typing import Any

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


class PercentField(forms.FloatField):
    """A share that is typed and shown in percent; empty is None."""

    def clean(self, value: Any) -> float | None:
        """The share, from 0 to 1."""
        percent = super().clean(value)
        return None if percent is None else round(percent / 100, 6)

    def prepare_value(self, value: Any) -> Any:
        """The share in percent; what was typed stays as it is."""
        return f"{value * 100:.6g}" if isinstance(value, float) else value


class SettingsForm(forms.Form):
    """What a manager may change, and the version that she saw."""

    name = forms.CharField(max_length=120)
    description = forms.CharField(required=False, max_length=2_000, strip=False)
    coders_per_article = forms.IntegerField(min_value=1, max_value=MAX_CODERS)
    blind = forms.BooleanField(required=False)
    coders_anonymous = forms.BooleanField(required=False)
    gold_threshold = PercentField(required=False)
    small_team = forms.BooleanField(required=False)
    version = forms.IntegerField(min_value=0)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Name, description, how articles are coded and reviewed; the way to copying, archiving, removing."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_PROJECT)
    if request.method != "POST":
        return _show(request, access, _stored(access))
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _show(request, access, form, status=422)
    was_blind = access.project.blind
    try:
        project = change_project(access=access, **form.cleaned_data)
    except Stale:
        return _two_versions(request, slug, form)
    except RuleViolation as refusal:
        if refusal.path not in form.fields:
            raise
        form.add_error(refusal.path, refusal.message)
        return _show(request, access, form, status=refusal.status)
    messages.success(request, _saved(was_blind, project.blind))
    return redirect("project_settings", slug=slug)


def _saved(was_blind: bool, is_blind: bool) -> str:
    if is_blind and not was_blind:
        return _(
            "The settings were saved. From now on coders work blind: what others marked is hidden until comparison opens. "
            "What somebody has seen before, she has seen."
        )
    if was_blind and not is_blind:
        return _("The settings were saved. Nobody works blind any more: everybody sees what everybody marked.")
    return _("The settings were saved.")


def _stored(access: ProjectAccess) -> SettingsForm:
    return SettingsForm(initial={name: getattr(access.project, name) for name in SettingsForm.base_fields})


def _two_versions(request: HttpRequest, slug: str, form: SettingsForm) -> HttpResponse:
    """What she wrote stays in the form; what the other saved stands above it, and saving again takes its place."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_PROJECT)
    mine = SettingsForm({name: form.data.get(name) for name in form.fields} | {"version": access.project.version})
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
