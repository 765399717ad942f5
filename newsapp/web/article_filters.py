"""What the address of the article list says: a search, filters, an order, a place."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from newsapp.access import ProjectAccess
from newsapp.domain.languages import name_of
from newsapp.domain.searching import Sort, Status
from newsapp.errors import RuleViolation
from newsapp.queries.article_list import ListWindow, Place
from newsapp.queries.articles import NOBODY, ArticleFilter

STATUSES: dict[Status, str | Promise] = {
    Status.NEW: pgettext_lazy("status of an article", "New"),
    Status.ASSIGNED: pgettext_lazy("status of an article", "Assigned"),
    Status.STARTED: pgettext_lazy("status of an article", "Started"),
    Status.SKIPPED: pgettext_lazy("status of an article", "Skipped by somebody"),
    Status.DONE: pgettext_lazy("status of an article", "Done"),
    Status.ARCHIVED: pgettext_lazy("status of an article", "Archived"),
}

SORTS: dict[Sort, str | Promise] = {
    Sort.RELEVANCE: gettext_lazy("Best match first"),
    Sort.NEWEST: gettext_lazy("Newest added first"),
    Sort.OLDEST: gettext_lazy("Oldest added first"),
    Sort.PUBLISHED: gettext_lazy("Newest published first"),
}

LABELS: dict[str, str | Promise] = {
    "q": gettext_lazy("Search"),
    "language": gettext_lazy("Language"),
    "outlet": gettext_lazy("Outlet"),
    "story": gettext_lazy("Story"),
    "status": gettext_lazy("Status"),
    "tag": gettext_lazy("Tag"),
    "assignee": gettext_lazy("Assigned to"),
}

ME, NONE = "me", "nobody"

_MOST = 300
_PLACE = re.compile(r"(?:(-?[0-9]{1,18})\.)?([0-9]{1,9})", re.ASCII)
_FIRST = int(datetime(1, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
_LAST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp()) * 1_000_000


class Chip(NamedTuple):
    """A filter that is on; `address` is the list without it."""

    kind: str
    label: str | Promise
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class ListState:
    """Search, filters and order as the address has them; "" for what is not there.

    What is no status and no order is not there either; names that nothing has are kept, and find nothing.
    """

    q: str = ""
    language: str = ""
    outlet: str = ""
    story: str = ""
    status: str = ""
    tag: str = ""
    assignee: str = ""
    sort: str = ""

    @property
    def order(self) -> Sort:
        """The order that holds: without a search nothing is relevant, with one relevance is what goes without saying."""
        if self.sort and (self.sort != Sort.RELEVANCE or self.q):
            return Sort(self.sort)
        return Sort.RELEVANCE if self.q else Sort.NEWEST

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order is asked for."""
        return bool(self.filters)

    @property
    def filters(self) -> dict[str, str]:
        """What is asked for, by name."""
        return {name: getattr(self, name) for name in LABELS if getattr(self, name)}

    def address(self, **changes: str) -> str:
        """The query of an address with some of it changed, without a leading `?`."""
        state = replace(self, **changes)
        return urlencode(
            {field.name: getattr(state, field.name) for field in fields(state) if getattr(state, field.name)}
        )

    def wanted(self, access: ProjectAccess) -> ArticleFilter:
        """As queries want it. Without a status archived articles are left out."""
        assignee = {ME: access.user.username, NONE: NOBODY}.get(self.assignee, self.assignee or None)
        return ArticleFilter(
            language=self.language or None,
            outlet=self.outlet or None,
            story=self.story or None,
            tag=self.tag or None,
            q=self.q or None,
            status=self.status or None,
            assignee=assignee,
            with_archived=False,
        )

    def chips(self) -> list[Chip]:
        """The filters that are on."""
        words: dict[str, Callable[[str], str]] = {
            "language": name_of,
            "status": lambda value: str(STATUSES[Status(value)]),
            "assignee": lambda value: {ME: _("me"), NONE: _("nobody")}.get(value, value),
        }
        return [
            Chip(kind, LABELS[kind], words.get(kind, str)(value), self.address(**{kind: ""}))
            for kind, value in self.filters.items()
        ]


def state_of(query: Mapping[str, str]) -> ListState:
    """What an address asks for."""
    values = {field.name: (query.get(field.name) or "").strip()[:_MOST] for field in fields(ListState)}
    values["q"] = (query.get("q") or "").strip()  # too long is said, not cut
    if values["status"] not in set(Status):
        values["status"] = ""
    if values["sort"] not in set(Sort):
        values["sort"] = ""
    return ListState(**values)


def state_of_text(query: str) -> ListState:
    """The same of an address that was kept or sent as text."""
    return state_of(QueryDict(query[:4_000]))


def window_of(query: Mapping[str, str], *, order: Sort, limit: int) -> ListWindow:
    """Which page an address asks for; a place in another order is the first page.

    Raises:
        RuleViolation: no place at all.
    """
    after, before = (_place(query, name, order) for name in ("after", "before"))
    return ListWindow(limit, after=after, before=None if after is not None else before)


def _place(query: Mapping[str, str], name: str, order: Sort) -> Place | None:
    value = query.get(name)
    if value is None:
        return None
    match = _PLACE.fullmatch(value)
    if match is None:
        raise RuleViolation("invalid", _("Expected the place of an article in the list."), path=name)
    first, number = match[1], int(match[2])
    if order in {Sort.NEWEST, Sort.OLDEST}:
        return (number,) if first is None else None
    if first is None or (order == Sort.PUBLISHED and not _FIRST <= int(first) <= _LAST):
        return None
    if order == Sort.RELEVANCE and abs(int(first)) >= 2**31:
        return None
    return int(first), number


def page_address(state: ListState, window: ListWindow | None) -> str | None:
    """The address of a page of the list."""
    if window is None:
        return None
    name, place = ("after", window.after) if window.after is not None else ("before", window.before)
    written = ".".join(map(str, place or ()))
    return "?" + "&".join(filter(None, [state.address(), urlencode({name: written})]))
