"""All keys as a person has them, and choosing others; a page of the account and a panel of the workbench."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotations.domain.commands import COMMANDS, GROUPS, Command, Keys, effective, key_clashes
from annotations.domain.schemes import Scheme, TagSpec
from annotations.queries.own_keys import chosen_keys
from annotations.queries.schemes import scheme_of
from annotations.services.own_keys import reset_key, reset_keys, set_key
from annotations.web.command_names import COMMAND_NAMES, GROUP_NAMES, Name, shown_key
from newsapp.access import account_of, open_project
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation

DRAWN = 500
"""Lists of keys that a process keeps as HTML: about 30 kilobytes each."""


@dataclass
class KeyRow:
    """A command as the list of all keys shows it."""

    command: Command
    name: Name
    keys: list[str]
    own: bool
    warnings: list[str] = field(default_factory=list)
    error: str = ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The list; a form gives a command a key, takes it away, or gives back what everybody has."""
    user = account_of(request.user)
    slug = request.POST.get("project", "")
    access = open_project(user=request.user, slug=slug) if slug else None
    command, error = request.POST.get("command", ""), ""
    if request.method == "POST":
        try:
            _change(request, command)
        except RuleViolation as violation:
            error = _said(violation)
        else:
            if not request.headers.get("HX-Request"):
                messages.success(request, _("Saved."))
                return redirect("keys")
    marks = access is None or access.may(Action.HIGHLIGHT)
    scheme = scheme_of(access.project) if access else None
    context = key_context(chosen_keys(user), scheme=scheme, marks=marks, slug=slug, errors={command: error})
    template = "annotations/_key_list.html" if request.headers.get("HX-Request") else "annotations/keys.html"
    return render(request, template, context)


def _change(request: HttpRequest, command: str) -> None:
    user, do = account_of(request.user), request.POST.get("do", "")
    if do == "all":
        reset_keys(user=user)
    elif do == "reset":
        reset_key(user=user, command=command)
    else:
        set_key(user=user, command=command, key="" if do == "none" else request.POST.get("key", ""))


def _said(violation: RuleViolation) -> str:
    if violation.code == "key_taken":
        other = COMMAND_NAMES[violation.path.partition(".")[2]]
        return _("“%(other)s” has this key. Give that another one first.") % {"other": other}
    if violation.code == "invalid_key":
        return _("This key cannot be used: the browser needs it, or it types nothing.")
    return violation.message


def key_context(
    chosen: dict[str, str], *, scheme: Scheme | None, marks: bool, slug: str, errors: dict[str, str] | None = None
) -> dict[str, Any]:
    """What `annotations/_key_list.html` needs.

    Args:
        chosen: the keys that the person chose.
        scheme: the project's, whose tags have keys too.
        marks: whether she may highlight.
        slug: the project's, "" outside of one.
        errors: what was refused, by command.
    """
    tags = tuple(scheme.span_tags) if scheme else ()
    asked = _Asked(tuple(sorted(chosen.items())), tags, marks, get_language(), scheme)
    drawn = _drawn(asked) if not errors else _draw(asked, errors)
    return {"key_list": drawn, "any_own": bool(chosen), "keys_of": slug}


@dataclass(frozen=True)
class KeyList:
    """All keys, as JSON for the scripts and as they are shown."""

    json: str
    columns: SafeString


@dataclass(frozen=True)
class _Asked:
    """What a list of keys depends on. Every article page has one, and most people keep the keys that they find."""

    chosen: tuple[tuple[str, str], ...]
    tags: tuple[TagSpec, ...]
    marks: bool
    language: str | None
    scheme: Scheme | None = field(compare=False)


@lru_cache(maxsize=DRAWN)
def _drawn(asked: _Asked) -> KeyList:
    return _draw(asked, {})


def _draw(asked: _Asked, errors: dict[str, str]) -> KeyList:
    chosen = dict(asked.chosen)
    current = effective(chosen)
    rows = {
        command.id: KeyRow(
            command,
            COMMAND_NAMES[command.id],
            [shown_key(key) for key in current[command.id]],
            command.id in chosen,
            _warnings(current, command.id, asked.scheme),
            errors.get(command.id, ""),
        )
        for command in COMMANDS.values()
        if asked.marks or not command.marks
    }
    groups = [(GROUP_NAMES[group], [row for row in rows.values() if row.command.group == group]) for group in GROUPS]
    tags = [(tag.shortcut.upper(), tag.label) for tag in asked.tags if tag.shortcut] if asked.marks else []
    keys = {name: {"keys": current[name], "shown": rows[name].keys} for name in rows}
    columns = render_to_string("annotations/_key_columns.html", {"groups": groups, "key_tags": tags})
    return KeyList(json.dumps(keys, ensure_ascii=False), columns)


def _warnings(current: Keys, command: str, scheme: Scheme | None) -> list[str]:
    """What else wants the keys of a command, in words."""
    said = []
    for clash in key_clashes(current, command=command, scheme=scheme):
        if clash.tag and scheme:
            name = scheme.tags[clash.tag].label
            if clash.exact:
                said.append(_("The tag “%(tag)s” has this key here, and goes first.") % {"tag": name})
            else:
                said.append(_("On another layout this is the key of the tag “%(tag)s”.") % {"tag": name})
        elif clash.command:
            other = {"other": COMMAND_NAMES[clash.command]}
            said.append(_("On another layout this is the key of “%(other)s”.") % other)
    return list(dict.fromkeys(said))
