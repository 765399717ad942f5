"""Making a project: a name, an address, a scheme."""

from typing import Any, Literal, NamedTuple, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from annotations.services.schemes import PARTS, Part, create_project_with_scheme
from newsapp.access import ProjectAccess, account_of, open_project
from newsapp.domain.slugs import MAX_SLUG
from newsapp.errors import Conflict, NotVisible, RuleViolation
from newsapp.queries.projects import free_for, made_just_now, owned_teams, projects_to_copy, suggested_slug

BEGINNINGS = ("claims", "empty", "copy")
"""With which scheme a project begins."""


class NewProjectForm(forms.Form):
    """A new project; `suggested` is the address that the page proposed last."""

    name = forms.CharField(max_length=120)
    slug = forms.CharField(required=False, max_length=MAX_SLUG)
    suggested = forms.CharField(required=False, max_length=MAX_SLUG)
    description = forms.CharField(required=False, max_length=2_000)
    team = forms.CharField(required=False, max_length=60)
    begin = forms.ChoiceField(choices=[(key, key) for key in BEGINNINGS])
    source = forms.CharField(required=False, max_length=MAX_SLUG)
    parts = forms.MultipleChoiceField(required=False, choices=[(part, part) for part in PARTS])

    def clean(self) -> None:
        """A copy is of something."""
        if self.cleaned_data.get("begin") == "copy":
            if not self.cleaned_data.get("source"):
                self.add_error("source", _("Choose the project that is copied."))
            elif not self.cleaned_data.get("parts"):
                self.add_error("parts", _("Choose what is copied."))


class Address(NamedTuple):
    """The address that is meant; `suggested` is the same when it follows the name, and empty when she wrote it."""

    slug: str
    suggested: str


def _address(data: Any) -> Address:
    """The one that she wrote, else one that follows the name and is free."""
    slug, suggested = data.get("slug", "").strip(), data.get("suggested", "").strip()
    if slug and slug != suggested:
        return Address(slug, "")
    name = data.get("name", "").replace("\0", "")
    free = suggested_slug(name) if name.strip() else ""
    return Address(free, free)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_project(request: HttpRequest) -> HttpResponse:
    """The form, and making the project."""
    if request.method != "POST":
        return _show(request, {"begin": "claims", "parts": list(PARTS), "source": request.GET.get("from", "")})
    form = NewProjectForm(request.POST)
    wanted = _address(request.POST)
    if not form.is_valid():
        return _show(request, _typed(request, wanted), errors=form.errors, status=422)
    data = form.cleaned_data
    shown = data["slug"] or wanted.slug
    if made_just_now(user=request.user, slug=shown, name=data["name"]):
        return redirect("project", slug=shown)
    try:
        project = create_project_with_scheme(
            slug=wanted.slug,
            owner=account_of(request.user),
            name=data["name"],
            description=data["description"].replace("\r\n", "\n"),
            team=data["team"] or None,
            scheme=_scheme(request, data),
            parts=cast("list[Part]", data["parts"]),
        )
    except NotVisible:
        raise
    except RuleViolation as refusal:
        if refusal.path not in form.fields:
            raise
        said = _taken(wanted.slug) if isinstance(refusal, Conflict) else refusal.message
        form.add_error(refusal.path, said)
        return _show(request, _typed(request, wanted), errors=form.errors, status=refusal.status)
    return redirect("project", slug=project.slug)


def _taken(slug: str) -> str:
    return _("“%(slug)s” is taken. “%(free)s” is free.") % {"slug": slug, "free": free_for(slug)}


def _scheme(request: HttpRequest, data: dict[str, Any]) -> Literal["claims", "empty"] | ProjectAccess:
    if data["begin"] == "copy":
        return open_project(user=request.user, slug=data["source"])
    return "empty" if data["begin"] == "empty" else "claims"


def _typed(request: HttpRequest, address: Address) -> dict[str, Any]:
    names = ("name", "description", "team", "begin", "source")
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in names}
    return {**typed, **address._asdict(), "parts": request.POST.getlist("parts")}


def _show(request: HttpRequest, typed: dict[str, Any], *, errors: Any = None, status: int = 200) -> HttpResponse:
    context = {
        "typed": typed,
        "errors": errors or {},
        "teams": owned_teams(user=request.user),
        "sources": projects_to_copy(user=request.user),
        "parts": typed["parts"],
        **_proposal(typed.get("slug", "")),
    }
    return render(request, "annotations/project_new.html", context, status=status)


def _proposal(slug: str) -> dict[str, object]:
    """An address with what stands in its way: `free` is another one when it is taken."""
    well_formed = slug == "" or (slug.isascii() and all(mark.isalnum() or mark in "-_" for mark in slug))
    free = free_for(slug) if slug and well_formed else slug
    return {"slug": slug, "well_formed": well_formed and len(slug) <= MAX_SLUG, "taken": free != slug, "free": free}


@login_required
@require_safe
def new_project_address(request: HttpRequest) -> HttpResponse:
    """The address that goes with what stands in the form now.

    The whole field when the name was changed; what is said below it when the address itself was.
    """
    note = request.headers.get("HX-Target") == "address-note"
    address = Address(request.GET.get("slug", "").strip(), "") if note else _address(request.GET)
    template = "annotations/_address_note.html" if note else "annotations/_address_field.html"
    return render(request, template, {"typed": address._asdict(), "errors": {}, **_proposal(address.slug)})
