"""Requests that can be made from anything that a client sends."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest


class StrictRequest(WSGIRequest):
    """A request whose Content-Type may name any charset.

    Python has codecs that are no charsets (`bz2`); Django would read the query with one, and fail before any
    middleware can answer. Here it is not believed; `newsapp.web.middleware.refuse_bad_requests` answers 400.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]
        except (LookupError, ValueError):
            self._encoding = None


class StrictHandler(WSGIHandler):
    """Django, with such requests."""

    request_class = StrictRequest
