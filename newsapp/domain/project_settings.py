"""What a manager sets for a project besides its name: how articles are handed out, coded and reviewed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypedDict

from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _

MAX_CODERS = 20
"""People who code one article."""

MAX_AT_ONCE = 1_000
"""Articles that somebody has open at once, when there is a limit."""

MAX_DAYS = 366


class Order(StrEnum):
    """In which order articles are handed out: as they came in, in a random order that stays, language by language."""

    OLDEST = "oldest"
    RANDOM = "random"
    LANGUAGE = "language"


class Settings(TypedDict, total=False):
    """The settings by name; what each does stands at `newsapp.models.Project`."""

    coders_per_article: int
    blind: bool
    coders_anonymous: bool
    small_team: bool
    gold_threshold: float | None
    assign_automatically: bool
    assign_order: str
    open_at_once: int | None
    due_days: int | None
    stalled_days: int


_RANGES = {
    "coders_per_article": MAX_CODERS,
    "open_at_once": MAX_AT_ONCE,
    "due_days": MAX_DAYS,
    "stalled_days": MAX_DAYS,
}


def check_settings(settings: Mapping[str, Any]) -> None:
    """Refuse what is no setting's value.

    Raises:
        RuleViolation: a value is out of bounds; the path is the setting's name.
    """
    for name, most in _RANGES.items():
        value = settings.get(name)
        if value is not None and not 1 <= value <= most:
            raise RuleViolation("out_of_range", _("From 1 to {most}.", most=most), path=name)
    share = settings.get("gold_threshold")
    if share is not None and not 0.5 < share <= 1:
        message = _("A share of the coders: more than a half, at most all of them.")
        raise RuleViolation("out_of_range", message, path="gold_threshold")
    order = settings.get("assign_order")
    if order is not None and order not in set(Order):
        raise RuleViolation("unknown_order", _("There is no such order."), path="assign_order")
