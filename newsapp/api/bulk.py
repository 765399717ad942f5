"""Lists posted to a collection: all or nothing, and every index at fault is named."""

from collections.abc import Callable
from typing import Any, TypeVar

from rest_framework.exceptions import ValidationError

from newsapp.api.problems import faults_of
from newsapp.errors import NotAllowed, NotVisible, RuleViolation, Several, TooLarge
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

Made = TypeVar("Made")

MAX_ITEMS = 10_000


def check_list(items: list[Any], *, most: int = MAX_ITEMS) -> None:
    """Refuse an empty list and an endless one.

    Raises:
        RuleViolation: it is empty.
        TooLarge: it has more than `most` items.
    """
    if not items:
        raise RuleViolation("empty_list", _("The list is empty."))
    if len(items) > most:
        raise TooLarge(
            "too_many",
            ngettext(
                "The list has {count:,} item; at most {most:,} go at once.",
                "The list has {count:,} items; at most {most:,} go at once.",
                len(items),
                count=len(items),
                most=most,
            ),
        )


def each(items: list[Any], make: Callable[[Any], Made]) -> tuple[dict[int, Made], list[RuleViolation]]:
    """Make something of every item; the faults of the others, each path beginning with its index."""
    made: dict[int, Made] = {}
    faults: list[RuleViolation] = []
    for index, item in enumerate(items):
        try:
            made[index] = make(item)
        except ValidationError as error:
            faults += [
                RuleViolation(fault["code"], fault["detail"], path=_below(index, fault["path"]))
                for fault in faults_of(error.detail)
            ]
        except RuleViolation as fault:
            faults.append(at_index(index, fault))
    return made, faults


def at_index(index: int, fault: RuleViolation) -> RuleViolation:
    """A refusal as one of an item's; what a person may not see or do stays the whole request's."""
    if isinstance(fault, NotVisible | NotAllowed):
        raise fault
    fault.path = _below(index, fault.path)
    return fault


def refuse(faults: list[RuleViolation]) -> None:
    """Raise them together, in the order of their indexes.

    Raises:
        Several: if there is any.
    """
    if faults:
        raise Several(sorted(faults, key=lambda fault: int(fault.path.split(".")[0])))


def _below(index: int, path: str) -> str:
    return f"{index}.{path}" if path else f"{index}"
