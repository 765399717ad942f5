"""The forms of tags and relation types."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotations.domain.colours import looks_of, suggest_look
from annotations.domain.scheme_changes import key_from
from annotations.domain.schemes import RelationSpec, Scheme, Scope, TagSpec
from annotations.queries.scheme_usage import usage_of, values_in_use
from annotations.queries.schemes import read_scheme, scheme_of
from annotations.services.relation_edits import add_relation, edit_relation
from annotations.services.scheme_edits import ValuesInUse, add_tags, edit_tag
from annotations.web.scheme_forms import (
    SchemeForm,
    changes_of,
    form_of_relation,
    form_of_tag,
    new_tag,
    relation_of_form,
    tag_of_form,
    typed_relation_form,
    typed_tag_form,
    with_counts,
)
from annotations.web.scheme_pages import differing, frame, go_to, hints_for, possible_parents, seen_version
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, RuleViolation, Stale

_TAG_NAMES = ("label", "description", "colour", "pattern", "shortcut", "parent", "attributes", "retired")
_RELATION_NAMES = ("label", "description", "from_tags", "to_tags", "acyclic", "attributes", "retired")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tag_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a tag."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_SCHEME)
    scheme = scheme_of(access.project)
    asked = request.POST if request.method == "POST" else request.GET
    scope: Scope = "article" if asked.get("scope") == "article" else "span"
    parent = request.GET.get("parent")
    tag = new_tag(scope=scope, parent=parent if parent in scheme.tags else None)
    if request.method != "POST":
        look = suggest_look(looks_of(scheme))
        form = form_of_tag(tag)
        form.values |= {"colour": look.colour, "pattern": look.pattern if scope == "span" else "thin"}
        form.values |= {"colour": "slate"} if scope == "article" else {}
        return _tag_page(request, access, scheme, tag, form)
    form = typed_tag_form(request.POST, tag=tag)
    if (answer := _step(request, access, scheme, tag, form)) is not None:
        return answer
    try:
        (made,) = add_tags(access=access, tags=[tag_of_form(form, scheme=scheme, tag=tag)])
    except RuleViolation as refusal:
        form.refuse(refusal)
        return _tag_page(request, access, scheme, tag, form, status=_status(refusal))
    messages.success(request, _("“%(label)s” is in the scheme.") % {"label": made.label})
    return go_to(request, "scheme", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tag_edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Change a tag."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_SCHEME)
    scheme = scheme_of(access.project)
    tag = scheme.tags.get(key)
    if tag is None:
        raise NotVisible
    if request.method != "POST":
        return _tag_page(request, access, scheme, tag, form_of_tag(tag))
    form = typed_tag_form(request.POST, tag=tag)
    if (answer := _step(request, access, scheme, tag, form)) is not None:
        return answer
    wanted = tag_of_form(form, scheme=scheme, tag=tag)
    try:
        edit_tag(
            access=access,
            key=key,
            version=seen_version(request),
            changes=changes_of(wanted),
            clear=request.POST.get("clear") == "yes",
            redefined=request.POST.get("redefined") == "yes",
        )
    except ValuesInUse as used:
        return _tag_page(request, access, scheme, tag, form, status=409, losing=used.touched[key])
    except Stale as stale:
        theirs = cast(TagSpec, stale.current)
        found = differing(wanted, theirs, _TAG_NAMES)
        return _tag_page(request, access, scheme, theirs, form, status=412, conflict=found)
    except RuleViolation as refusal:
        form.refuse(refusal)
        return _tag_page(request, access, scheme, tag, form, status=_status(refusal))
    messages.success(request, _("“%(label)s” is saved.") % {"label": wanted.label})
    return go_to(request, "scheme", slug)


def _step(
    request: HttpRequest, access: ProjectAccess, scheme: Scheme, tag: TagSpec, form: SchemeForm
) -> HttpResponse | None:
    """What a button does to the form without saving it; None when it is to be saved."""
    do = request.POST.get("do", "save")
    if do == "hints":
        context = _tag_context(access, scheme, tag, form) | {"alone": True}
        return render(request, "annotations/_scheme_hints.html", context)
    action, _sep, value = do.partition(":")
    if action == "look":
        form.values["colour"], _sep, form.values["pattern"] = value.partition(":")
    elif action == "key":
        form.values["shortcut"] = value
    elif not form.rearrange(do):
        return None
    return _tag_page(request, access, scheme, tag, form)


def _status(refusal: RuleViolation) -> int:
    return 422 if refusal.status == 400 else refusal.status


def _tag_context(
    access: ProjectAccess, scheme: Scheme, tag: TagSpec, form: SchemeForm, **more: object
) -> dict[str, object]:
    wanted = tag_of_form(form, scheme=scheme, tag=tag)
    if tag.id:
        with_counts(form, values_in_use(access=access, scheme=scheme, key=tag.key))
    return frame(
        access,
        tag=tag,
        wanted=wanted,
        form=form,
        hints=hints_for(scheme, wanted),
        parents=possible_parents(scheme, tag),
        suggested_key=key_from(form.values["label"], taken=scheme.tags) if form.values["label"] else "",
        kinds=("choice", "text", "number"),
        **more,
    )


def _tag_page(
    request: HttpRequest,
    access: ProjectAccess,
    scheme: Scheme,
    tag: TagSpec,
    form: SchemeForm,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    used = usage_of(access).get(tag.key, 0) if tag.id else 0
    context = _tag_context(access, scheme, tag, form, used=used, **more)
    return render(request, "annotations/scheme_tag.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def relation_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a relation type."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_SCHEME)
    scheme = scheme_of(access.project)
    if request.method != "POST":
        return _relation_page(request, access, scheme, None, form_of_relation(RelationSpec("", "", "")))
    form = typed_relation_form(request.POST, relation=None)
    if form.rearrange(request.POST.get("do", "save")):
        return _relation_page(request, access, scheme, None, form)
    try:
        made = add_relation(access=access, relation=relation_of_form(form, scheme=scheme))
    except RuleViolation as refusal:
        form.refuse(refusal)
        return _relation_page(request, access, scheme, None, form, status=_status(refusal))
    messages.success(request, _("“%(label)s” is in the scheme.") % {"label": made.label})
    return go_to(request, "scheme", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def relation_edit(request: HttpRequest, slug: str, relation: str) -> HttpResponse:
    """Change a relation type."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_SCHEME)
    scheme = scheme_of(access.project)
    stored = scheme.relations.get(relation)
    if stored is None:
        raise NotVisible
    if request.method != "POST":
        return _relation_page(request, access, scheme, stored, form_of_relation(stored))
    form = typed_relation_form(request.POST, relation=stored)
    if form.rearrange(request.POST.get("do", "save")):
        return _relation_page(request, access, scheme, stored, form)
    wanted = relation_of_form(form, scheme=scheme)
    names = ("label", "description", "from_tags", "to_tags", "attributes", "acyclic")
    try:
        edit_relation(
            access=access,
            key=relation,
            version=seen_version(request),
            changes={name: getattr(wanted, name) for name in names},
        )
    except Stale as stale:
        theirs = cast(RelationSpec, stale.current)
        found = differing(wanted, theirs, _RELATION_NAMES)
        return _relation_page(request, access, read_scheme(access.project.pk), theirs, form, status=412, conflict=found)
    except RuleViolation as refusal:
        form.refuse(refusal)
        return _relation_page(request, access, scheme, stored, form, status=_status(refusal))
    messages.success(request, _("“%(label)s” is saved.") % {"label": wanted.label})
    return go_to(request, "scheme", slug)


def _relation_page(
    request: HttpRequest,
    access: ProjectAccess,
    scheme: Scheme,
    relation: RelationSpec | None,
    form: SchemeForm,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    named = {*form.lists.get("from_tags", ()), *form.lists.get("to_tags", ())}
    offered = [tag for tag in scheme.tags.values() if tag.scope == "span" and (not tag.retired or tag.key in named)]
    context = frame(access, relation=relation, form=form, offered=offered, kinds=("choice", "text", "number"), **more)
    return render(request, "annotations/scheme_relation.html", context, status=status)
