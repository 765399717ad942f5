"""Django's WSGI application behind an ASGI server, in a fixed pool of threads.

A request crosses into a thread once and its answer crosses back once; a streamed answer crosses back for each chunk, at
the pace at which the client reads. When the client is gone, or reads nothing for `PATIENCE`, the answer's iterator is
closed in its thread, so that what it holds (a transaction, a connection of the pool) is let go. When it raises after its
first chunk the connection is broken off: a part never looks like the whole.
"""

import asyncio
import contextvars
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import Any, cast

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATIENCE = 60.0
"""Seconds that a chunk of a streamed answer may wait for its reader."""
BODY_LIMIT = 12 * 1024 * 1024
"""Bytes of a request's body, unless told."""
IN_MEMORY = 1024 * 1024
"""Bytes of a request's body that are kept in memory; the rest of a larger one goes to a temporary file."""

_UNPREFIXED = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}


class ClientGone(Exception):
    """Nobody reads the answer any more."""


class WSGIBridge:
    """An ASGI application that answers by a WSGI one."""

    def __init__(
        self, application: Callable[..., Iterable[bytes]], *, threads: int, body_limit: int = BODY_LIMIT
    ) -> None:
        """Answer by `application` in so many threads; of a body over `body_limit` bytes nothing is kept."""
        self._application = application
        self._body_limit = body_limit
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """One connection's one request; the server's start and stop.

        Whoever hands a request on may add to its environment, under `claimdesk.environ` in the scope.
        """
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            environ = _environ(scope, body) | scope.get("claimdesk.environ", {})
            declared = int(environ.get("CONTENT_LENGTH") or 0)
            if declared <= self._body_limit:  # a larger one is refused by its declared length, unread
                length = await _read_body(receive, body, limit=self._body_limit)
                if length is None:
                    return
                if length > self._body_limit:
                    await _refuse_large_body(send)
                    return
                environ["CONTENT_LENGTH"] = str(length)
            loop = asyncio.get_running_loop()
            answer = _Answer(self._application, environ, loop, receive, send)
            context = contextvars.copy_context()
            try:
                whole = await loop.run_in_executor(self._threads, context.run, answer.make)
            except ClientGone:
                if answer.client_gone:
                    return
                raise  # it is there and reads nothing: the server breaks the connection off
        if whole is not None:
            await send(answer.start)
            await send({"type": "http.response.body", "body": whole})


class _Answer:
    """One answer under way. Everything but `make` is for the event loop."""

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        environ: dict[str, Any],
        loop: asyncio.AbstractEventLoop,
        receive: Receive,
        send: Send,
    ) -> None:
        self._application, self._environ, self._loop = application, environ, loop
        self._receive, self._send = receive, send
        self.client_gone = False
        self.start: Message = {}

    def make(self) -> bytes | None:
        """In a thread: the whole body, or None when it was streamed."""
        chunks = self._application(self._environ, self._start_response)
        try:
            if not getattr(chunks, "streaming", True):
                return b"".join(chunks)
            self._stream(chunks)
            return None
        finally:
            getattr(chunks, "close", lambda: None)()

    def _start_response(self, status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> None:
        self.start = {
            "type": "http.response.start",
            "status": int(status[:3]),
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        }

    def _stream(self, chunks: Iterable[bytes]) -> None:
        watching = asyncio.run_coroutine_threadsafe(self._watch(), self._loop)
        try:
            first = True
            for chunk in chunks:
                if first:
                    self._pass_on(self.start)
                    first = False
                self._pass_on({"type": "http.response.body", "body": chunk, "more_body": True})
            if first:
                self._pass_on(self.start)
            self._pass_on({"type": "http.response.body", "body": b""})
        finally:
            watching.cancel()

    def _pass_on(self, message: Message) -> None:
        if self.client_gone:
            raise ClientGone
        sent: Future[None] = asyncio.run_coroutine_threadsafe(self._sent(message), self._loop)
        try:
            sent.result(PATIENCE)
        except TimeoutError:
            sent.cancel()
            raise ClientGone from None

    async def _sent(self, message: Message) -> None:
        await self._send(message)

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.client_gone = True


async def _live(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


async def _read_body(receive: Receive, body: SpooledTemporaryFile[bytes], *, limit: int) -> int | None:
    """How many bytes came, past the limit no more are read; None when the client left before the end."""
    length, more = 0, True
    while more and length <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        length += len(message.get("body", b""))
        body.write(message.get("body", b""))
        more = message.get("more_body", False)
    body.seek(0)
    return length


async def _refuse_large_body(send: Send) -> None:
    """For a body of undeclared length; one that declares it is answered by the application."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": b"The body is over the limit.\n"})


def _environ(scope: Message, body: SpooledTemporaryFile[bytes]) -> dict[str, Any]:
    root = cast(str, scope.get("root_path", ""))
    host, port = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root.encode().decode("latin-1"),
        "PATH_INFO": scope["path"].removeprefix(root).encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if client := scope.get("client"):
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = client[0], str(client[1])
    for name, value in scope["headers"]:
        # Two spellings of one name must not become one header that nobody sent.
        if b"_" in name:
            continue
        key = _UNPREFIXED.get(name) or "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        text = value.decode("latin-1")
        if key in environ:
            text = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
        environ[key] = text
    return environ
