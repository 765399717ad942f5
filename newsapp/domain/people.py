"""What people may be called."""

import unicodedata
from functools import cache
from zoneinfo import available_timezones

from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

MAX_DISPLAY_NAME = 150
MAX_TEAM_NAME = 120

_LOOK_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})
"""Scripts that share shapes: a name that mixes them is told from another only by its bytes."""

_JOINERS = "\u200c\u200d"
"""Formatting characters that names in several scripts need."""

_AREAS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)
"""Where people are; the other names of the database are aliases and offsets."""


def check_username(name: str) -> None:
    """Refuse a username that could pass for another one, or that no address can hold (`..`).

    Raises:
        RuleViolation: it has neither letters nor digits, or letters from more than one of the Latin, Cyrillic and Greek
            scripts.
    """
    if not any(character.isalnum() for character in name):
        raise RuleViolation("no_letters", _("A name has at least one letter or digit."), path="username")
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in name if letter.isalpha()} & _LOOK_ALIKE
    if len(scripts) > 1:
        raise RuleViolation(
            "mixed_scripts", _("Write the name in one script: letters of two look alike and are not."), path="username"
        )


def clean_display_name(name: str) -> str:
    """A person's full name as it is stored: normalised, white space collapsed.

    Raises:
        RuleViolation: it is too long, or has characters that nobody sees (controls, changes of direction).
    """
    refuse_unstorable(text=name, path="name")
    clean = " ".join(unicodedata.normalize("NFC", name).split())
    if len(clean) > MAX_DISPLAY_NAME:
        raise RuleViolation(
            "too_long",
            ngettext(
                "At most {most} character.", "At most {most} characters.", MAX_DISPLAY_NAME, most=MAX_DISPLAY_NAME
            ),
            path="name",
        )
    if any(unicodedata.category(c) in {"Cc", "Cf", "Co", "Cn"} and c not in _JOINERS for c in clean):
        raise RuleViolation("invisible_characters", _("The name has characters that nobody can see."), path="name")
    return clean


@cache
def time_zones() -> dict[str, str]:
    """The time zones that a person can choose: IANA name, and the name as people read it, in that order."""
    places = sorted(name for name in available_timezones() if name.split("/")[0] in _AREAS and "/" in name)
    return {"UTC": "UTC", **{name: name.replace("_", " ") for name in places}}


def clean_team_name(name: str) -> str:
    """A team's name as it is stored.

    Raises:
        RuleViolation: it is empty, too long, or has characters that nobody sees.
    """
    clean = clean_display_name(name)
    if not clean:
        raise RuleViolation("no_name", _("Give the team a name."), path="name")
    if len(clean) > MAX_TEAM_NAME:
        raise RuleViolation(
            "too_long",
            ngettext("At most {most} character.", "At most {most} characters.", MAX_TEAM_NAME, most=MAX_TEAM_NAME),
            path="name",
        )
    return clean
