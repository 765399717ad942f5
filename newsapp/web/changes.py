"""What an event says was before and is after, as words."""

from collections.abc import Callable, Mapping
from typing import Any

from newsapp.queries.activity import EventRow
from newsapp.web.telling import Change, Words

LONGEST = 600
"""Code points of a value that a page shows."""

Write = Callable[[str, Any], str]
"""A field's name and its value in the log -> words, "" for nothing."""


def plainly(_name: str, value: Any) -> str:
    """A value as it can be read without knowing what it means."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {plainly(key, inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(plainly("", inner) for inner in value)
    return str(value)


def changes_of(row: EventRow, labels: Mapping[str, Words], *, write: Write = plainly) -> list[Change]:
    """Each field that an event names in `before` and `after`, of its data and of its words.

    Args:
        row: the event.
        labels: what people call a field; one that is not there is called by its name.
        write: how to say a value.
    """
    before = {**_side(row.data, "before"), **_side(row.detail, "before")}
    after = {**_side(row.data, "after"), **_side(row.detail, "after")}
    names = sorted(
        {**before, **after}, key=lambda name: (list(labels).index(name) if name in labels else len(labels), name)
    )
    return [
        Change(labels.get(name, name), _short(write(name, before.get(name))), _short(write(name, after.get(name))))
        for name in names
    ]


def _side(words: Mapping[str, Any], which: str) -> Mapping[str, Any]:
    side = words.get(which)
    return side if isinstance(side, Mapping) else {}


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[:LONGEST] + "…"
