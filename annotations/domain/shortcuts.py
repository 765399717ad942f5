"""The keys that put tags on: which are taken, which share a place on the keyboard, which are free."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from annotations.domain.keyboards import place_of
from annotations.domain.schemes import Scheme
from newsapp.wording import gettext as _

WORKBENCH_KEYS: Mapping[str, str] = {
    "n": _("next article"),
    "p": _("previous article"),
    "b": _("back to the list"),
    "u": _("undo"),
    "d": _("done"),
    "r": _("link two highlights"),
    "w": _("who said what"),
    "/": _("search"),
    "?": _("all keys"),
    "[": _("highlight before"),
    "]": _("next highlight"),
    "=": _("set to the selection"),
    "+": _("add a part"),
    "-": _("cut out a part"),
    "*": _("mark every occurrence"),
    ";": _("next part"),
    "1": _("start a word earlier"),
    "2": _("start a word later"),
    "3": _("end a word earlier"),
    "4": _("end a word later"),
    "g": _("go to words"),
    "j": _("next suggestion"),
    "y": _("accept a suggestion"),
    "z": _("reject a suggestion"),
    "x": _("the other edge"),
    "o": _("the guidelines"),
}
"""What the workbench itself does with a key; a test holds this to `annotations.domain.commands`."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "567890"


class Clash(NamedTuple):
    """Two things that want the same key.

    Attributes:
        other: key of the other tag, or "" when it is the workbench's own key.
        exact: the very same character; else only the same place on a keyboard of another script.
    """

    other: str
    exact: bool


def clashes_of(scheme: Scheme, *, key: str, shortcut: str) -> list[Clash]:
    """What else wants the key that a tag is to have.

    Args:
        scheme: the project's scheme; its living span tags count.
        key: the tag's key, "" while it has none.
        shortcut: one character.
    """
    return list(_clashes(scheme, key, shortcut)) if shortcut else []


def _clashes(scheme: Scheme, key: str, shortcut: str) -> Iterator[Clash]:
    for own in WORKBENCH_KEYS:
        if place_of(own) == place_of(shortcut):
            yield Clash("", own == shortcut.lower())
    for tag in scheme.span_tags:
        if tag.key != key and tag.shortcut and place_of(tag.shortcut) == place_of(shortcut):
            yield Clash(tag.key, tag.shortcut.lower() == shortcut.lower())


def free_shortcuts(scheme: Scheme, *, key: str = "", words: Iterable[str] = (), most: int = 6) -> list[str]:
    """Letters and digits that nothing else wants, those of the tag's own words first.

    Args:
        scheme: the project's scheme.
        key: the tag's key, "" while it has none.
        words: its label, in the order of preference.
        most: how many.
    """
    own = [place_of(character) for word in words for character in word if place_of(character) in _LETTERS]
    candidates = dict.fromkeys([*own, *_LETTERS, *_DIGITS])
    return [letter for letter in candidates if letter and not clashes_of(scheme, key=key, shortcut=letter)][:most]
