"""Pages of a list that keep their place while rows come and go: a page begins after a key, not at a count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list.

    Attributes:
        limit: most rows on the page.
        after: the page begins behind the row with this key.
        before: the page ends in front of the row with this key; never given together with `after`.
    """

    limit: int
    after: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in order.

    Attributes:
        rows: at most the window's limit.
        following: the window of the next page, None on the last.
        preceding: the window of the page before, None on the first.
    """

    rows: list[Row]
    following: Window | None
    preceding: Window | None


def page_of(
    rows: QuerySet[M],
    window: Window,
    *,
    key: str,
    read: Callable[[QuerySet[M]], Sequence[tuple[int, Row]]],
    newest_first: bool = False,
) -> Page[Row]:
    """One page of a list, in one statement (or in as many as `read` takes).

    Args:
        rows: the whole list.
        window: which part.
        key: a unique whole number's field, by which the list is ordered.
        read: answers each row with its key.
        newest_first: order by falling keys.
    """
    backwards = window.before is not None
    falling = backwards != newest_first
    border = window.before if backwards else window.after
    if border is not None:
        rows = rows.filter(**{f"{key}__{'lt' if falling else 'gt'}": border})
    found = list(read(rows.order_by(f"-{key}" if falling else key)[: window.limit + 1]))
    more = len(found) > window.limit
    del found[window.limit :]
    if backwards:
        found.reverse()
    return _framed(found, window, more=more, newest_first=newest_first)


def page_of_list(rows: Sequence[Row], window: Window) -> Page[Row]:
    """One page of a list that is in memory; keys are places in it."""
    keyed = list(enumerate(rows))
    if window.before is not None:
        found = keyed[: max(0, window.before)]
        more = len(found) > window.limit
        found = found[-window.limit :]
    else:
        found = keyed[0 if window.after is None else window.after + 1 :]
        more = len(found) > window.limit
        found = found[: window.limit]
    return _framed(found, window, more=more, newest_first=False)


def _framed(found: list[tuple[int, Any]], window: Window, *, more: bool, newest_first: bool) -> Page[Any]:
    backwards = window.before is not None
    step = -1 if newest_first else 1
    # A page whose rows have all gone still leads back to where it stood.
    last = found[-1][0] if found else (window.before or 0) - step
    first = found[0][0] if found else (window.after or 0) + step
    return Page(
        rows=[row for _, row in found],
        following=Window(window.limit, after=last) if (backwards or more) else None,
        preceding=Window(window.limit, before=first) if (more if backwards else window.after is not None) else None,
    )
