"""Bodies: strict JSON, and files."""

import codecs
import json
import re
from collections.abc import Mapping
from math import isinf
from typing import IO, Any, NoReturn

from django.conf import settings
from django.utils.http import parse_header_parameters
from rest_framework.parsers import BaseParser, MultiPartParser

from newsapp.errors import RuleViolation, TooLarge
from newsapp.wording import Wording, ngettext
from newsapp.wording import gettext as _

MAX_DEPTH = 32
"""Objects and lists within each other."""

_DIGITS_OF_A_DOUBLE = 309
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def strict_json(text: str, *, path: str = "") -> Any:
    """Read JSON as RFC 8259 has it, without the liberties that Python takes.

    Args:
        text: the document.
        path: what a refusal names.

    Raises:
        RuleViolation: no JSON, a name twice in one object, NaN or Infinity, a number that no double holds, more than
            `MAX_DEPTH` levels, a NUL or a lone surrogate in any string.
    """

    def refuse(message: Wording) -> NoReturn:
        raise RuleViolation("bad_json", message, path=path)

    def whole(digits: str) -> int:
        if len(digits) > _DIGITS_OF_A_DOUBLE:
            refuse(_("A number is too large."))
        return int(digits)

    def broken(digits: str) -> float:
        number = float(digits)
        if isinf(number):
            refuse(_("A number is too large."))
        return number

    def constant(name: str) -> NoReturn:
        refuse(_("{name} is no JSON.", name=name))

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [pair[0] for pair in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            refuse(_("The name “{name}” comes twice in one object.", name=_printable(twice)))
        return found

    try:
        value = json.loads(
            text, object_pairs_hook=members, parse_int=whole, parse_float=broken, parse_constant=constant
        )
    except json.JSONDecodeError as fault:
        refuse(
            _("No JSON: {what} at line {line}, column {column}.", what=fault.msg, line=fault.lineno, column=fault.colno)
        )
    except RecursionError:
        refuse(ngettext("More than {most} level.", "More than {most} levels.", MAX_DEPTH, most=MAX_DEPTH))
    # Only an escape can hide a NUL or a surrogate, and only many brackets can nest deeply.
    if "\\u" in text or text.count("[") + text.count("{") > MAX_DEPTH:
        _check_inside(value, refuse)
    return value


def _printable(name: str) -> str:
    return name[:40].encode("utf-8", "replace").decode()


def _check_inside(value: Any, refuse: Any) -> None:
    waiting = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if isinstance(item, str):
            if _UNSTORABLE.search(item):
                refuse(_("A string holds a NUL or a lone surrogate, which cannot be stored."))
        elif isinstance(item, dict | list):
            if depth > MAX_DEPTH:
                refuse(ngettext("More than {most} level.", "More than {most} levels.", MAX_DEPTH, most=MAX_DEPTH))
            if isinstance(item, dict):
                waiting.extend((name, depth) for name in item)
                waiting.extend((inner, depth + 1) for inner in item.values())
            else:
                waiting.extend((inner, depth + 1) for inner in item)


class StrictJSONParser(BaseParser):
    """JSON in UTF-8."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002 - the framework's
    ) -> Any:
        """The value of the body.

        Raises:
            RuleViolation: see `strict_json`; a charset other than UTF-8; bytes that are none.
            TooLarge: over `DATA_UPLOAD_MAX_MEMORY_SIZE`.
        """
        charset = parse_header_parameters(media_type or "")[1].get("charset", "utf-8")
        if not _is_utf8(charset):
            raise RuleViolation("bad_charset", _("JSON is sent as UTF-8."))
        limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise TooLarge(
                "body_too_large",
                ngettext("The limit is {most:,} byte.", "The limit is {most:,} bytes.", limit, most=limit),
            )
        try:
            text = raw.decode()
        except UnicodeDecodeError as fault:
            raise RuleViolation("bad_charset", _("Byte {start} of the body is no UTF-8.", start=fault.start)) from None
        return strict_json(text)


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False


class FileParser(MultiPartParser):
    """A file and its fields as `multipart/form-data`."""
