"""What the workbench does at a key: every command with the keys that it has unless a person chose her own.

A key is written as `Shift+u`, `Ctrl+ArrowUp`, `?`: modifiers in the order Ctrl, Alt, Shift, then the name of the key as
browsers give it, or the character that it types, in small letters. `Space` is the space bar.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from annotations.domain.keyboards import place_of
from annotations.domain.schemes import Scheme
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _

Group = Literal["reading", "selecting", "highlights", "article"]

GROUPS: tuple[Group, ...] = ("reading", "selecting", "highlights", "article")


@dataclass(frozen=True, slots=True)
class Command:
    """Something that a key does.

    Attributes:
        id: what scripts, pages and stored choices call it.
        keys: the keys that it has unless told.
        group: the part of the list of all keys that it belongs to.
        marks: only for who may highlight.
        fixed: its key cannot be changed.
    """

    id: str
    keys: tuple[str, ...]
    group: Group
    marks: bool = False
    fixed: bool = False


def _both(id_: str, group: Group, *keys: str) -> tuple[Command, Command]:
    """A movement, and the same one that takes along what it passes."""
    return (
        Command(id_, keys, group),
        Command(f"extend-{id_}", tuple(_with_shift(key) for key in keys), "selecting", marks=True),
    )


def _with_shift(key: str) -> str:
    head, plus, last = key.rpartition("+")
    return f"{head}{plus}Shift+{last}"


COMMANDS: Mapping[str, Command] = {
    command.id: command
    for command in (
        *_both("sentence-back", "reading", "ArrowUp"),
        *_both("sentence-on", "reading", "ArrowDown"),
        *_both("word-left", "reading", "ArrowLeft"),
        *_both("word-right", "reading", "ArrowRight"),
        *_both("character-left", "reading", "Ctrl+ArrowLeft"),
        *_both("character-right", "reading", "Ctrl+ArrowRight"),
        *_both("paragraph-back", "reading", "Ctrl+ArrowUp", "Alt+ArrowUp"),
        *_both("paragraph-on", "reading", "Ctrl+ArrowDown", "Alt+ArrowDown"),
        *_both("paragraph-start", "reading", "Home"),
        *_both("paragraph-end", "reading", "End"),
        *_both("text-start", "reading", "Ctrl+Home"),
        *_both("text-end", "reading", "Ctrl+End"),
        *_both("highlight-on", "reading", "]"),
        *_both("highlight-back", "reading", "["),
        Command("find", ("/",), "reading"),
        Command("find-on", ("F3",), "reading"),
        Command("find-back", ("Shift+F3",), "reading"),
        Command("who-said-what", ("w",), "reading"),
        Command("tab-on", ("Tab",), "reading", fixed=True),
        Command("tab-back", ("Shift+Tab",), "reading", fixed=True),
        Command("out", ("Escape",), "reading", fixed=True),
        Command("jump", ("g",), "selecting"),
        Command("other-edge", ("x",), "selecting", marks=True),
        Command("jump-highlight", ("Shift+g",), "highlights"),
        Command("details", ("Enter",), "highlights", marks=True),
        Command("start-earlier", ("1",), "highlights", marks=True),
        Command("start-later", ("2",), "highlights", marks=True),
        Command("end-earlier", ("3",), "highlights", marks=True),
        Command("end-later", ("4",), "highlights", marks=True),
        Command("start-character-earlier", ("Shift+1",), "highlights", marks=True),
        Command("start-character-later", ("Shift+2",), "highlights", marks=True),
        Command("end-character-earlier", ("Shift+3",), "highlights", marks=True),
        Command("end-character-later", ("Shift+4",), "highlights", marks=True),
        Command("to-selection", ("=",), "highlights", marks=True),
        Command("add-part", ("+",), "highlights", marks=True),
        Command("cut-part", ("-",), "highlights", marks=True),
        Command("next-part", (";",), "highlights", marks=True),
        Command("part-before", ("Shift+;",), "highlights", marks=True),
        Command("link", ("r",), "highlights", marks=True),
        Command("discuss", ("Shift+w",), "highlights"),
        Command("dispute", ("Shift+d",), "highlights"),
        Command("claim", ("Shift+b",), "highlights"),
        Command("suggestion-on", ("j",), "highlights"),
        Command("suggestion-back", ("Shift+j",), "highlights"),
        Command("suggestion-accept", ("y",), "highlights", marks=True),
        Command("suggestion-change", ("Shift+y",), "highlights", marks=True),
        Command("suggestion-reject", ("z",), "highlights", marks=True),
        Command("every-occurrence", ("*",), "highlights", marks=True),
        Command("still-right", ("Shift+r",), "highlights", marks=True),
        Command("delete", ("Delete", "Backspace"), "highlights", marks=True),
        Command("undo", ("u",), "highlights", marks=True),
        Command("redo", ("Shift+u",), "highlights", marks=True),
        Command("done", ("d",), "article", marks=True),
        Command("next-article", ("n",), "article"),
        Command("skip", ("Shift+n",), "article", marks=True),
        Command("previous-article", ("p",), "article"),
        Command("way-back", ("b",), "article"),
        Command("guidelines", ("o",), "article"),
        Command("all-keys", ("?",), "article"),
    )
}
"""Every command, in the order of the list of all keys; a test holds this to `static/js/workbench.js`."""

_MODIFIERS = ("Ctrl", "Alt", "Shift")

NAMED = frozenset(
    "ArrowUp ArrowDown ArrowLeft ArrowRight Home End PageUp PageDown Insert Delete Backspace Enter Space".split()
    + [f"F{n}" for n in range(1, 13)]
)
"""The keys with a name that a person may give to a command; Tab and Escape always lead out."""

_BROWSERS_OWN = frozenset(
    {"F5", "F11", "F12", "Alt+ArrowLeft", "Alt+ArrowRight", "Alt+Home", "Alt+F4", "Ctrl+F4", "F1"}
)

Keys = Mapping[str, tuple[str, ...]]
"""The keys of each command, by its id."""


class KeyClash(NamedTuple):
    """Something else that wants a key.

    Attributes:
        command: id of the other command, or "".
        tag: key of the tag, or "".
        exact: the very same key; else only the same place on a keyboard of another script.
    """

    command: str
    tag: str
    exact: bool


def checked_key(key: str) -> str:
    """A key as it is stored.

    Raises:
        RuleViolation: it is none that a command may have.
    """
    *modifiers, last = [*key[:-1].split("+")[:-1], "+"] if key.endswith("++") or key == "+" else key.split("+")
    modifiers = [modifier for modifier in modifiers if modifier]
    if [name for name in _MODIFIERS if name in modifiers] != modifiers:
        raise RuleViolation("invalid_key", _("This is no key that can be used."), path="key")
    if last in NAMED:
        if key in _BROWSERS_OWN:
            raise RuleViolation("invalid_key", _("The browser needs this key itself."), path="key")
        return key
    if len(last) != 1 or not last.isprintable() or last.isspace():
        raise RuleViolation("invalid_key", _("This is no key that can be used."), path="key")
    if modifiers not in ([], ["Shift"]):
        raise RuleViolation("invalid_key", _("Letters with Ctrl or Alt belong to the browser."), path="key")
    return "+".join([*modifiers, last.lower()])


def effective(own: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The keys of all commands.

    Args:
        own: the key that a person gave to a command, "" for none.
    """
    return {
        command.id: command.keys if command.id not in own else ((own[command.id],) if own[command.id] else ())
        for command in COMMANDS.values()
    }


def _place(key: str) -> tuple[str, str]:
    """The modifiers and where the key is; what tells layouts apart is left out."""
    modifiers, _, last = key.rpartition("+") if len(key) > 1 else ("", "", key)
    return modifiers, place_of(last) if len(last) == 1 else last


def key_clashes(keys: Keys, *, command: str, scheme: Scheme | None = None) -> list[KeyClash]:
    """What else wants the keys of a command, exact clashes first.

    Args:
        keys: those of all commands.
        command: whose are asked about.
        scheme: the tags whose keys count.
    """
    return sorted(set(_clashes(keys, command, scheme)), key=lambda clash: (not clash.exact, clash))


def _clashes(keys: Keys, command: str, scheme: Scheme | None) -> Iterator[KeyClash]:
    for key in keys[command]:
        for other, theirs in keys.items():
            if other != command:
                yield from (KeyClash(other, "", one == key) for one in theirs if _place(one) == _place(key))
        modifiers, place = _place(key)
        for tag in scheme.span_tags if scheme else ():
            if tag.shortcut and modifiers in ("", "Shift") and place_of(tag.shortcut) == place:
                yield KeyClash("", tag.key, key.rpartition("+")[2] == tag.shortcut.lower())
