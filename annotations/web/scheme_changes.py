"""What touches highlights: merging a tag, splitting one off, retiring, deleting; each shows first what it would touch."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from annotations.domain.colours import Look, looks_of, suggest_look
from annotations.domain.scheme_changes import key_from
from annotations.domain.schemes import COLOURS, PATTERNS, Scheme, TagSpec
from annotations.queries.scheme_usage import Selection, analysts_of, touched_by, values_in_use
from annotations.queries.schemes import scheme_of
from annotations.services.scheme_edits import delete_tag, retire_tag, uses_of
from annotations.services.scheme_holds import Followed
from annotations.services.scheme_merges import Split, merge_preview, merge_tag, split_preview, split_tag
from annotations.web.scheme_pages import frame, go_to, seen_version
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, RuleViolation, Several


def _opened(request: HttpRequest, slug: str, key: str) -> tuple[ProjectAccess, Scheme, TagSpec]:
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_SCHEME)
    scheme = scheme_of(access.project)
    if key not in scheme.tags:
        raise NotVisible
    return access, scheme, scheme.tags[key]


def _followed(followed: Followed) -> str:
    if followed.articles:
        number = len(followed.articles)
        return ngettext("%(n)d article followed.", "%(n)d articles followed.", number) % {"n": number}
    number = len(followed.highlights)
    return ngettext("%(n)d highlight followed.", "%(n)d highlights followed.", number) % {"n": number}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tag_merge(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Choose the tag that takes this one's place, see what follows, do it."""
    access, scheme, tag = _opened(request, slug, key)
    asked = request.POST if request.method == "POST" else request.GET
    into = asked.get("into", "")
    refusal = None
    if request.method == "POST":
        try:
            after, followed = merge_tag(access=access, key=key, version=seen_version(request), into=into)
        except RuleViolation as violation:
            refusal = violation
            access, scheme, tag = _opened(request, slug, key)
        else:
            words = _("“%(old)s” is now “%(new)s”.") % {"old": tag.label, "new": after.tags[into].label}
            messages.success(request, f"{words} {_followed(followed)}")
            return go_to(request, "scheme", slug)
    targets = [other for other in scheme.living(tag.scope) if other.key != key]
    target = next((other for other in targets if other.key == into), None)
    possible = target is not None and tag.merged_into is None
    touched = merge_preview(access=access, scheme=scheme, key=key, into=into) if possible else None
    context = frame(access, tag=tag, targets=targets, into=target, touched=touched, refusal=refusal)
    context |= {"children": scheme.children_of(key), "took_over": _name(scheme, tag)}
    part = request.headers.get("HX-Request") and request.method != "POST"
    template = "annotations/_scheme_merge.html" if part else "annotations/scheme_merge.html"
    return render(request, template, context, status=refusal.status if refusal else 200)


def _name(scheme: Scheme, tag: TagSpec) -> TagSpec | None:
    return scheme.followed(tag.key) if tag.merged_into else None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tag_split(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Say which highlights a new tag takes over, see them counted, do it."""
    access, scheme, tag = _opened(request, slug, key)
    look = suggest_look(looks_of(scheme))
    split = _split_of(request.POST, scheme, tag, look)
    status, errors = 200, {}
    if request.method == "POST" and request.POST.get("do") == "split":
        try:
            new, followed = split_tag(access=access, key=key, version=seen_version(request), split=split)
        except RuleViolation as refusal:
            errors = _by_field(refusal)
            status = 422 if refusal.status == 400 else refusal.status
            access, scheme, tag = _opened(request, slug, key)
        else:
            words = _("“%(new)s” was split off “%(old)s”.") % {"new": new.label, "old": tag.label}
            messages.success(request, f"{words} {_followed(followed)}")
            return go_to(request, "scheme", slug)
    counted = not split.selection.is_open
    context = frame(
        access,
        tag=tag,
        split=split,
        key_typed=request.POST.get("key", ""),
        errors=errors,
        touched=split_preview(access=access, scheme=scheme, key=key, split=split) if counted else None,
        choices=_choices(access, scheme, tag, split.selection),
        analysts=[(n, c, n in split.selection.analysts) for n, c in analysts_of(access=access, tag=tag)],
    )
    part = request.headers.get("HX-Request") and request.POST.get("do") != "split"
    template = "annotations/_scheme_split.html" if part else "annotations/scheme_split.html"
    return render(request, template, context, status=status)


def _by_field(refusal: RuleViolation) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for fault in refusal.violations if isinstance(refusal, Several) else [refusal]:
        head = fault.path.partition(".")[0]
        known = head in ("key", "label", "selection", "shortcut", "colour", "pattern", "description")
        errors.setdefault(head if known else "other", []).append(fault.message)
    return errors


def _split_of(data: QueryDict, scheme: Scheme, tag: TagSpec, look: Look) -> Split:
    choices = [attribute for attribute in tag.attributes if attribute.type == "choice"]
    values = {attribute.key: data.getlist(f"value.{attribute.key}") for attribute in choices}
    label = data.get("label", "").strip()
    colour, pattern = data.get("colour", look.colour), data.get("pattern", look.pattern)
    if tag.scope == "article" and not data:
        colour, pattern = tag.colour, "thin"
    return Split(
        key=data.get("key", "").strip() or key_from(label, taken=scheme.tags),
        label=label,
        colour=colour if colour in COLOURS else look.colour,
        pattern=pattern if pattern in PATTERNS else look.pattern,
        selection=Selection(
            values={name: chosen for name, chosen in values.items() if chosen},
            analysts=data.getlist("analyst"),
            words=data.get("words", "").strip()[:300],
            language=data.get("language", "").strip()[:35],
        ),
        description=data.get("description", "").strip(),
        keep=data.get("keep") == "on",
    )


def _choices(
    access: ProjectAccess, scheme: Scheme, tag: TagSpec, selection: Selection
) -> list[tuple[str, str, list[tuple[str, int, bool]]]]:
    """The tag's choices: key, label, and for each value how many highlights have it and whether it is selected."""
    counts = values_in_use(access=access, scheme=scheme, key=tag.key) if tag.scope == "span" else {}

    def offered(key: str, values: Sequence[str]) -> list[tuple[str, int, bool]]:
        return [(value, counts.get((key, value), 0), value in selection.values.get(key, ())) for value in values]

    return [(a.key, a.label, offered(a.key, a.values)) for a in tag.attributes if a.type == "choice"]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tag_retire(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Offer a tag no more."""
    access, scheme, tag = _opened(request, slug, key)
    if request.method == "POST":
        retire_tag(access=access, key=key, version=seen_version(request))
        words = _("“%(label)s” is offered no more; it stays where it is.") % {"label": tag.label}
        messages.success(request, words)
        return go_to(request, "scheme", slug)
    context = frame(access, tag=tag, touched=touched_by(access=access, tag=tag), action="retire")
    return render(request, "annotations/scheme_end.html", context | {"children": scheme.children_of(key)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tag_delete(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Delete a tag that nothing has; say what keeps it from being deleted."""
    access, scheme, tag = _opened(request, slug, key)
    refusal = None
    if request.method == "POST":
        try:
            delete_tag(access=access, key=key, version=seen_version(request))
        except RuleViolation as violation:
            refusal = violation
            access, scheme, tag = _opened(request, slug, key)
        else:
            messages.success(request, _("“%(label)s” was deleted.") % {"label": tag.label})
            return go_to(request, "scheme", slug)
    uses = uses_of(access=access, scheme=scheme, key=key)
    context = frame(
        access,
        tag=tag,
        touched=touched_by(access=access, tag=tag),
        action="delete",
        uses=uses,
        refusal=refusal,
        children=[scheme.tags[other] for other in uses.get("children", ())],
        merged=[scheme.tags[other] for other in uses.get("merged", ())],
        relations=[scheme.relations[other] for other in uses.get("relations", ())],
    )
    return render(request, "annotations/scheme_end.html", context, status=refusal.status if refusal else 200)
