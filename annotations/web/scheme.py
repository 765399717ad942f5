"""The scheme of a project: everybody reads it, managers put it in order."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.domain.persuasion import persuasion_pack
from annotations.domain.schemes import Scheme
from annotations.queries.scheme_usage import usage_of
from annotations.queries.schemes import scheme_of
from annotations.queries.tag_definitions import outdated_counts
from annotations.services.relation_edits import delete_relation, edit_relation
from annotations.services.scheme_edits import bring_tag_back
from annotations.services.scheme_whole import add_persuasion_pack, move_in_scheme, order_scheme
from annotations.web.scheme_pages import frame, go_to, retired_of, seen_version, tree_of
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, RuleViolation, Stale


@require_safe
@login_required
def scheme(request: HttpRequest, slug: str) -> HttpResponse:
    """All tags and relation types, as a reference; with what a manager can do to each."""
    access = open_project(user=request.user, slug=slug)
    return render(request, "annotations/scheme.html", _context(access, scheme_of(access.project)))


def _context(access: ProjectAccess, found: Scheme) -> dict[str, object]:
    usage = usage_of(access)
    retired = retired_of(found)
    living_relations = [relation for relation in found.relations.values() if not relation.retired]
    return frame(
        access,
        scheme=found,
        version=access.project.scheme_version,
        tags=tree_of(found, "span", usage, outdated_counts(access)),
        article_tags=tree_of(found, "article", usage, {}),
        relations=[
            (
                relation,
                [found.tags[key] for key in relation.from_tags],
                [found.tags[key] for key in relation.to_tags],
                index == 0,
                index == len(living_relations) - 1,
            )
            for index, relation in enumerate(living_relations)
        ],
        retired=[(tag, into, usage.get(tag.key, 0)) for tag, into in retired],
        retired_relations=[relation for relation in found.relations.values() if relation.retired],
        may_edit=access.may(Action.MANAGE_SCHEME),
        pack_missing=any(tag.key not in found.tags for tag in persuasion_pack()),
    )


@require_POST
@login_required
def scheme_order(request: HttpRequest, slug: str) -> HttpResponse:
    """Move one tag or relation type by a place, or take the order that was dragged."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_SCHEME)
    said, refusal = "", None
    try:
        found = _ordered(request, access)
        said = _told(found, request.POST.get("move", ""))
    except Stale as stale:
        refusal = stale
        access = open_project(user=request.user, slug=slug, action=Action.MANAGE_SCHEME)
        found = scheme_of(access.project)
    if not request.headers.get("HX-Request"):
        if refusal is None:
            return go_to(request, "scheme", slug)
        context = _context(access, found) | {"refusal": refusal}
        return render(request, "annotations/scheme.html", context, status=refusal.status)
    context = _context(access, found) | {"refusal": refusal, "said": said, "swapped": True}
    return render(request, "annotations/_scheme_lists.html", context, status=refusal.status if refusal else 200)


def _ordered(request: HttpRequest, access: ProjectAccess) -> Scheme:
    version = seen_version(request)
    kind, _sep, rest = request.POST.get("move", "").partition(":")
    if kind in ("tag", "relation"):
        key, _sep, way = rest.rpartition(":")
        by = -1 if way == "up" else 1
        return move_in_scheme(access=access, version=version, key=key, by=by, relation=kind == "relation")
    keys = [key for key in request.POST.get("keys", "").split(",") if key]
    if not keys:
        raise RuleViolation("nothing_to_move", _("Say what is to be moved."))
    if request.POST.get("kind") == "relation":
        return order_scheme(access=access, version=version, relations=keys)
    return order_scheme(access=access, version=version, tags=keys)


def _told(found: Scheme, move: str) -> str:
    """Where something stands now, for whoever does not see it."""
    kind, _sep, rest = move.partition(":")
    key = rest.rpartition(":")[0]
    if kind == "relation" and key in found.relations:
        beside = [relation.key for relation in found.relations.values() if not relation.retired]
        label = found.relations[key].label
    elif kind == "tag" and key in found.tags:
        tag = found.tags[key]
        living = found.living(tag.scope)
        beside = [other.key for other in living if other.parent == tag.parent]
        label = tag.label
    else:
        return _("The order is saved.")
    place = beside.index(key) + 1 if key in beside else 0
    return _("%(label)s is now %(place)d of %(count)d.") % {"label": label, "place": place, "count": len(beside)}


@require_POST
@login_required
def scheme_pack(request: HttpRequest, slug: str) -> HttpResponse:
    """Add the persuasion techniques."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_SCHEME)
    add_persuasion_pack(access=access, version=seen_version(request))
    messages.success(
        request, _("The persuasion techniques are in the scheme. Rename, move or delete what you do not need.")
    )
    return go_to(request, "scheme", slug)


@require_POST
@login_required
def tag_restore(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Offer a retired tag again."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_SCHEME)
    before = scheme_of(access.project).tags.get(key)
    tag = bring_tag_back(access=access, key=key, version=seen_version(request))
    words = _("“%(label)s” is offered again.") % {"label": tag.label}
    if before is not None and before.shortcut and not tag.shortcut:
        words += " " + _("Its key has gone to another tag.")
    messages.success(request, words)
    return go_to(request, "scheme", slug)


@require_POST
@login_required
def relation_retire(request: HttpRequest, slug: str, relation: str) -> HttpResponse:
    """Retire a relation type, or bring it back."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_SCHEME)
    retired = request.POST.get("do") != "restore"
    edit_relation(access=access, key=relation, version=seen_version(request), changes={"retired": retired})
    return go_to(request, "scheme", slug)


@require_POST
@login_required
def relation_delete(request: HttpRequest, slug: str, relation: str) -> HttpResponse:
    """Delete a relation type."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_SCHEME)
    try:
        delete_relation(access=access, key=relation, version=seen_version(request))
    except Conflict:
        messages.error(
            request, _("Highlights are linked by this relation type, so it can be retired, but not deleted.")
        )
        return go_to(request, "relation_edit", slug, relation)
    messages.success(request, _("The relation type was deleted."))
    return go_to(request, "scheme", slug)
