"""What stands in front of Django: a request for a stream is let in by Django like any other, then answered here.

The view of the log checks host, identity, access and parameters as it does for everybody. When all is well it leaves a
ticket in the request's environment, and its empty answer is dropped in favour of the stream; a refusal goes out as it is.
"""

import asyncio
import json
import logging
import re
from collections.abc import Callable, MutableMapping
from typing import Any

from newsapp.queries.live import TICKETS, Ticket
from newsapp.runtime.stopping import when_stopping
from newsapp.runtime.wsgi_bridge import Message, Receive, Send, WSGIBridge
from newsapp.web.live.hub import Hub
from newsapp.web.live.streams import Stream

log = logging.getLogger(__name__)

_PATH = re.compile(r"/api/v1/projects/[^/]+/events/")


class LiveFront:
    """An ASGI application: streams by itself, everything else by the bridge."""

    def __init__(self, bridge: WSGIBridge, *, address: Callable[[], str]) -> None:
        """`address` gives the database's address for a session that lasts; asked when the first stream opens."""
        self._bridge, self._address = bridge, address
        self._hub: Hub | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """One request, or the server's start and stop."""
        if not _wants_stream(scope):
            await self._bridge(scope, receive, send)
            return
        tickets: list[Ticket] = []
        scope = {**scope, "claimdesk.environ": {TICKETS: tickets}}
        held: list[MutableMapping[str, Any]] = []

        async def hold(message: Message) -> None:
            if tickets:
                held.append(message)
            else:
                await send(message)

        await self._bridge(scope, receive, hold)
        if tickets:
            await self._stream(tickets[0], receive, send)

    async def _stream(self, ticket: Ticket, receive: Receive, send: Send) -> None:
        hub = self._hub or self._begin()
        if hub.full:
            await _refuse(send, 503, "no_more_streams", "The server takes no more streams at the moment.")
        elif hub.has_enough(ticket.access.user.pk):
            await _refuse(send, 429, "too_many_streams", "You have too many streams open: close some.")
        else:
            stream = Stream(ticket)
            with hub.joined(stream):
                await stream.serve(receive, send)

    def _begin(self) -> Hub:
        self._hub = hub = Hub(self._address())
        loop = asyncio.get_running_loop()
        when_stopping(lambda: None if loop.is_closed() else (loop.call_soon_threadsafe(hub.stop), None)[1])
        return hub


def _wants_stream(scope: Message) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept")
    return b"text/event-stream" in accepted.lower() and _PATH.fullmatch(path) is not None


async def _refuse(send: Send, status: int, code: str, detail: str) -> None:
    body = json.dumps({"type": f"about:blank#{code}", "status": status, "code": code, "detail": detail}).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"retry-after", b"30")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
