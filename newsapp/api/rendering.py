"""Answers are JSON, whatever an Accept header says."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS


def moment(value: datetime) -> str:
    """RFC 3339 in UTC with microseconds and `Z`: the one form of a time in every answer and export."""
    return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def _plain(value: Any) -> Any:
    """What neither writer of JSON knows by itself."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple | list):
        return list(value)
    return str(value)  # UUIDs and texts that wait for their translation


def json_bytes(value: object) -> bytes:
    """A value as UTF-8 JSON."""
    try:
        return orjson.dumps(value, default=_plain, option=_OPTIONS)
    except TypeError:
        # A whole number beyond 64 bits, which metadata may hold.
        return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()


class JSONRenderer(BaseRenderer):
    """UTF-8 JSON."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,  # noqa: ARG002 - the framework's
        renderer_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> bytes:
        """The body; empty when there is nothing to say."""
        return b"" if data is None else json_bytes(data)


class AlwaysJSON(BaseContentNegotiation):
    """No 406: an Accept header that does not name JSON gets it all the same."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """The parser for the body's type, None (415) when there is none."""
        declared = (request.content_type or "").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == declared), None)

    def select_renderer(  # type: ignore[override]
        self,
        request: Request,  # noqa: ARG002 - the framework's
        renderers: Sequence[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        """The only one."""
        return renderers[0], renderers[0].media_type or ""
