"""A reader of a live stream, for tests: a thread that reads what comes, as it comes."""

import http.client
import json
import threading
import time
from typing import Any, NamedTuple
from urllib.parse import urlsplit

PATIENCE = 20.0


class Message(NamedTuple):
    """An event of a stream, and when it came."""

    kind: str
    data: dict[str, Any]
    at: float


class StreamReader:
    """Reads a stream until it ends or is closed.

    Attributes:
        messages: what came so far.
        place: the last `id`, "" before the first.
        ended: when the server ended it, None while it lasts.
    """

    def __init__(self, address: str, path: str, headers: dict[str, str]) -> None:
        self.messages: list[Message] = []
        self.place = ""
        self.marks = 0
        self.ended: float | None = None
        self._changed = threading.Condition()
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self._connection.request("GET", path, headers={"Accept": "text/event-stream", **headers})
        self._answer = self._connection.getresponse()
        self.status, self.headers = self._answer.status, self._answer.headers
        if self.status == 200:
            threading.Thread(target=self._read, daemon=True).start()
        else:
            self.body = self._answer.read()

    def _read(self) -> None:
        kind, data = "", ""
        try:
            for raw in self._answer:
                line = raw.decode().rstrip("\n")
                name, _, value = line.partition(": ")
                if name == "event":
                    kind = value
                elif name == "data":
                    data = value
                elif name == "id":
                    with self._changed:
                        self.place, self.marks = value, self.marks + 1
                        self._changed.notify_all()
                elif not line and kind:
                    with self._changed:
                        self.messages.append(Message(kind, json.loads(data), time.monotonic()))
                        self._changed.notify_all()
                    kind, data = "", ""
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            pass
        with self._changed:
            self.ended = time.monotonic()
            self._changed.notify_all()

    def of(self, kind: str) -> list[dict[str, Any]]:
        """What came of a kind."""
        return [message.data for message in self.messages if message.kind == kind]

    def wait_for_place(self) -> "StreamReader":
        """Wait until the stream has said where it begins: from then on nothing is missed."""
        self._wait(lambda: self.marks > 0)
        return self

    def wait_for(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        """Wait until so many of a kind have come."""
        self._wait(lambda: len(self.of(kind)) >= count)
        return self.of(kind)

    def wait_for_end(self) -> None:
        """Wait until the server ends it."""
        self._wait(lambda: self.ended is not None)

    def wait_until(self, true: Any) -> None:
        """Wait until something holds of what has come."""
        self._wait(lambda: true(self))

    def _wait(self, true: Any) -> None:
        with self._changed:
            assert self._changed.wait_for(true, PATIENCE), (self.status, self.messages, self.ended)

    def close(self) -> None:
        """Go away, as a closed tab does."""
        if self._connection.sock is not None:
            import socket

            self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._connection.close()
