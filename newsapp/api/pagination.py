"""Lists as pages: `{"next", "previous", "results"}`."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.http import QueryDict
from rest_framework.request import Request
from rest_framework.response import Response

from newsapp.api.parameters import Parameter, number
from newsapp.queries.pages import Page, Window
from newsapp.wording import gettext as _

Row = TypeVar("Row")

DEFAULT_LIMIT = 100
MAX_LIMIT = 1_000

_CURSOR = re.compile(r"([ab])(-?[0-9]{1,18})", re.ASCII)


def _read_cursor(value: str) -> tuple[str, int]:
    try:
        plain = base64.urlsafe_b64decode(value.encode() + b"==").decode()
    except (binascii.Error, UnicodeError):
        plain = ""
    match = _CURSOR.fullmatch(plain)
    if match is None:
        raise ValueError(_("This is no cursor of a list."))
    return match[1], int(match[2])


def _written(window: Window) -> str:
    plain = f"a{window.after}" if window.after is not None else f"b{window.before}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


PAGING = (
    number("limit", f"Most results on a page; {DEFAULT_LIMIT} when left out.", most=MAX_LIMIT),
    Parameter("cursor", _read_cursor, {"type": "string"}, "Where the page begins: taken from `next` or `previous`."),
)
"""The parameters that every list takes."""


def window_of(query: Mapping[str, Any]) -> Window:
    """Which page the checked parameters ask for."""
    limit = query.get("limit", DEFAULT_LIMIT)
    if "cursor" not in query:
        return Window(limit)
    side, key = query["cursor"]
    return Window(limit, after=key) if side == "a" else Window(limit, before=key)


def answer_page(request: Request, page: Page[Row], write: Callable[[Row], object]) -> Response:
    """A page as JSON.

    Args:
        request: whose address, with its filters, the links repeat.
        page: the rows.
        write: makes the JSON of one.
    """
    return Response(
        {
            "next": _link(request, page.following),
            "previous": _link(request, page.preceding),
            "results": [write(row) for row in page.rows],
        }
    )


def _link(request: Request, window: Window | None) -> str | None:
    if window is None:
        return None
    query: QueryDict = request.query_params.copy()
    query["cursor"] = _written(window)
    return str(request.build_absolute_uri(f"{request.path}?{query.urlencode()}"))
