"""What the scheme's pages show: tags as a tree, with what is worth a warning."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from annotations.domain.colours import (
    Contrast,
    Look,
    LookWarning,
    contrast_of,
    looks_of,
    suggest_look,
    warnings_of,
)
from annotations.domain.schemes import COLOURS, PATTERNS, RelationSpec, Scheme, Scope, TagSpec
from annotations.domain.shortcuts import clashes_of, free_shortcuts
from newsapp.access import ProjectAccess
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _


@dataclass(frozen=True, slots=True)
class TagNode:
    """A tag as its place in the list shows it.

    Attributes:
        used: on how many highlights or articles it is.
        outdated: on how many highlights it was put when it was defined otherwise.
        warnings: tags that it can be taken for.
        first, last: whether it stands at an end of its list.
    """

    tag: TagSpec
    used: int
    outdated: int
    children: "list[TagNode]"
    warnings: list[LookWarning]
    first: bool
    last: bool
    place: int


@dataclass(frozen=True, slots=True)
class KeyClash:
    """Something else that wants a tag's key: a tag, or a use of the workbench."""

    tag: TagSpec | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Hints:
    """What the form of a tag says about its look and its key."""

    look: Look
    contrast: Contrast | None
    warnings: list[LookWarning]
    by_pattern: list[LookWarning]
    free_look: Look | None
    clashes: list[KeyClash]
    free_keys: list[str]


def tree_of(scheme: Scheme, scope: Scope, usage: Mapping[str, int], outdated: Mapping[str, int]) -> list[TagNode]:
    """The living tags of one scope, those below another in its node; below a retired one they stand at the top."""
    living = {tag.key: tag for tag in scheme.living(scope)}
    below: dict[str | None, list[TagSpec]] = {}
    for tag in living.values():
        below.setdefault(tag.parent if tag.parent in living else None, []).append(tag)

    def nodes(parent: str | None) -> list[TagNode]:
        tags = below.get(parent, [])
        return [
            TagNode(
                tag,
                usage.get(tag.key, 0),
                outdated.get(tag.key, 0),
                nodes(tag.key),
                _worth_saying(scheme, tag),
                index == 0,
                index == len(tags) - 1,
                index + 1,
            )
            for index, tag in enumerate(tags)
        ]

    return nodes(None)


def _worth_saying(scheme: Scheme, tag: TagSpec) -> list[LookWarning]:
    if tag.scope == "article":
        return []
    found = warnings_of(scheme, key=tag.key, look=Look(tag.colour, tag.pattern))
    return [warning for warning in found if warning.kind != "pattern"]


def retired_of(scheme: Scheme) -> list[tuple[TagSpec, TagSpec | None]]:
    """The retired tags, each with the one that took its place, if any."""
    return [(tag, scheme.followed(tag.key) if tag.merged_into else None) for tag in scheme.tags.values() if tag.retired]


def hints_for(scheme: Scheme, tag: TagSpec) -> Hints:
    """What to say about the look and the key of a tag that is being edited."""
    look = Look(tag.colour, tag.pattern)
    known = tag.colour in COLOURS and tag.pattern in PATTERNS
    found = warnings_of(scheme, key=tag.key, look=look) if known and tag.scope == "span" else []
    others = looks_of(Scheme({key: other for key, other in scheme.tags.items() if key != tag.key}))
    free = suggest_look(others)
    return Hints(
        look=look,
        contrast=contrast_of(tag.colour) if tag.colour in COLOURS else None,
        warnings=[warning for warning in found if warning.kind != "pattern"],
        by_pattern=[warning for warning in found if warning.kind == "pattern"],
        free_look=free if tag.scope == "span" and free != look else None,
        clashes=[
            KeyClash(scheme.tags.get(clash.other), clash.exact)
            for clash in clashes_of(scheme, key=tag.key, shortcut=tag.shortcut[:1])
        ],
        free_keys=_free_keys(scheme, tag) if tag.scope == "span" else [],
    )


def _free_keys(scheme: Scheme, tag: TagSpec) -> list[str]:
    return [key for key in free_shortcuts(scheme, key=tag.key, words=[tag.label]) if key != tag.shortcut]


def possible_parents(scheme: Scheme, tag: TagSpec) -> list[TagSpec]:
    """The tags that a tag can stand below: of the same scope, not retired, not below it themselves."""
    below = {tag.key} if tag.key else set()
    while True:
        more = {other.key for other in scheme.tags.values() if other.parent in below} - below
        if not more:
            break
        below |= more
    return [other for other in scheme.living(tag.scope) if other.key not in below]


def differing(
    mine: TagSpec | RelationSpec, theirs: TagSpec | RelationSpec, names: Iterable[str]
) -> list[tuple[str, str, str]]:
    """The fields in which two states differ, as words: name, mine, theirs."""

    def written(spec: TagSpec | RelationSpec, name: str) -> str:
        value = getattr(spec, name)
        if name == "attributes":
            return "; ".join(
                f"{a.label}: {', '.join(a.values)}" if a.values else f"{a.label} ({a.type})" for a in value
            )
        return ", ".join(value) if isinstance(value, tuple) else str(value or "")

    pairs = [(name, written(mine, name), written(theirs, name)) for name in names]
    return [pair for pair in pairs if pair[1] != pair[2]]


def seen_version(request: HttpRequest) -> int:
    """The version that a form was made from.

    Raises:
        RuleViolation: there is none in it.
    """
    sent = request.POST.get("version", "")
    if not sent.isascii() or not sent.isdigit() or len(sent) > 9:
        raise RuleViolation("version_required", _("This form does not say what it was made from. Open it again."))
    return int(sent)


def go_to(request: HttpRequest, name: str, *arguments: str) -> HttpResponse:
    """Lead to another page, also when htmx asked."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse(name, args=arguments)})
    return redirect(name, *arguments)


def frame(access: ProjectAccess, **more: object) -> dict[str, object]:
    """What every page of the scheme needs."""
    return {"access": access, "tab": "scheme", "palette": COLOURS, "patterns": PATTERNS, **more}
