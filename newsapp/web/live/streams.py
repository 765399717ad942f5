"""One stream: what waits to be sent to one reader, and the sending."""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Any

from newsapp.domain.live import HEARTBEAT, OPENING, RESET, Place, mark
from newsapp.queries.live import Ticket
from newsapp.runtime.wsgi_bridge import Receive, Send

HEARTBEAT_SECONDS = 15.0
PATIENCE = 30.0
"""Seconds that a reader may take to make room for more; then she is cut off and begins again where she was."""
MOST_WAITING = 1024 * 1024
"""Bytes that wait for a slow reader; past that she is told to load anew instead."""

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, private"),
    (b"x-accel-buffering", b"no"),  # nginx passes it on at once
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'"),
]


class Stream:
    """What one reader gets.

    Attributes:
        ticket: by what right.
        place: how far she has come; None until the first round.
        shown: whom she was last told to be in each of her articles.
        was_cut: whether it ended because her access has.
    """

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self.place: Place | None = ticket.after
        self.shown: dict[int, list[str]] = {}
        self.was_cut = False
        self._waiting: deque[bytes] = deque([OPENING])
        self._size = 0
        self._ended = False
        self._news = asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many bytes wait for the reader."""
        return self._size

    def say(self, messages: Iterable[bytes], *, place: Place | None = None) -> None:
        """Have messages sent; with a place, that is where the reader has come with them."""
        if self._ended:
            return
        if place is not None:
            messages, self.place = (*messages, mark(place)), place
        for one in messages:
            self._waiting.append(one)
            self._size += len(one)
        if self._size > MOST_WAITING:
            self.reset(self.place)
        self._news.set()

    def reset(self, place: Place | None) -> None:
        """Throw away what waits: the reader loads what she shows anew, and goes on from here."""
        self._waiting.clear()
        self._waiting.extend([OPENING, RESET] if place is None else [OPENING, RESET, mark(place)])
        self._size = sum(map(len, self._waiting))
        self.shown.clear()
        self.place = place
        self._news.set()

    def end(self) -> None:
        """Send what waits, and no more."""
        self._ended = True
        self._news.set()

    def cut(self) -> None:
        """Send nothing more, not even what waits: the access has ended."""
        self.was_cut = True
        self._waiting.clear()
        self.end()

    async def serve(self, receive: Receive, send: Send) -> None:
        """Send until the reader goes, falls behind, or the stream is ended."""
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        leaving: asyncio.Future[Any] = asyncio.ensure_future(_left(receive))
        try:
            while not leaving.done():
                self._news.clear()
                body = b"".join(self._waiting)
                self._waiting.clear()
                self._size = 0
                if body:
                    await asyncio.wait_for(
                        send({"type": "http.response.body", "body": body, "more_body": True}), PATIENCE
                    )
                elif self._ended:
                    break
                else:
                    await self._wait(leaving)
            if not leaving.done():
                await asyncio.wait_for(send({"type": "http.response.body", "body": b""}), PATIENCE)
        except TimeoutError:
            return
        finally:
            leaving.cancel()

    async def _wait(self, leaving: "asyncio.Future[Any]") -> None:
        news: asyncio.Future[Any] = asyncio.ensure_future(self._news.wait())
        try:
            done, _ = await asyncio.wait(
                {news, leaving}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            news.cancel()
        if not done:
            self._waiting.append(HEARTBEAT)
            self._waiting.append(mark(self.place) if self.place else b"\n")


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
