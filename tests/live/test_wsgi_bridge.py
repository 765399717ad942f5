"""The bridge between an ASGI server and Django's WSGI application, with a server of the test's own making."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from newsapp.runtime import wsgi_bridge
from newsapp.runtime.wsgi_bridge import ClientGone, WSGIBridge
from tests.loops import run_apart

SCOPE: dict[str, Any] = {
    "type": "http", "method": "PUT", "path": "/ä", "query_string": b"q=%C3%A4", "http_version": "1.1", "scheme": "http",
    "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 5), "root_path": "",
    "headers": [(b"host", b"x"), (b"content-length", b"6"), (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"x-forwarded_for", b"1")],
}  # fmt: skip


class Chunks:
    """What a WSGI application answers with; remembers whether it was closed."""

    def __init__(self, chunks: Iterable[bytes], *, streaming: bool) -> None:
        self.chunks, self.streaming, self.closed = chunks, streaming, False

    def __iter__(self) -> Iterator[bytes]:
        yield from self.chunks

    def close(self) -> None:
        self.closed = True


class Client:
    """Sends a body in two parts, takes `reads` messages of the answer, then goes away or waits for ever."""

    def __init__(self, *, reads: int = 1_000, stalls: bool = False) -> None:
        self.sent: list[dict[str, Any]] = []
        self.parts = [{"type": "http.request", "body": part, "more_body": part == b"one"} for part in (b"one", b"two")]
        self.reads, self.stalls = reads, stalls
        self.gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        if self.parts:
            return self.parts.pop(0)
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if self.stalls and len(self.sent) >= self.reads:
            await asyncio.Event().wait()
        self.sent.append(dict(message))
        if len(self.sent) >= self.reads and not self.stalls:
            self.gone.set()
            await asyncio.sleep(0)

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.sent[1:])


def answer(
    answering: Callable[[dict[str, Any]], Chunks], *, scope: dict[str, Any] = SCOPE, body_limit: int = 100, **how: Any
) -> Client:
    """One request to an application that answers so."""

    def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Chunks:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return answering(environ)

    async def run() -> Client:
        client = Client(**how)
        client.failure = None  # type: ignore[attr-defined]
        try:
            bridge = WSGIBridge(application, threads=1, body_limit=body_limit)
            await asyncio.wait_for(bridge(scope, client.receive, client.send), 10)
        except Exception as error:
            client.failure = error  # type: ignore[attr-defined]
        return client

    return run_apart(run())


def test_a_request_and_its_answer_come_through_whole() -> None:
    seen: dict[str, Any] = {}

    def echo(environ: dict[str, Any]) -> Chunks:
        seen.update(environ)
        return Chunks([environ["wsgi.input"].read(), b"!"], streaming=False)

    client = answer(echo)
    assert client.sent == [
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]},
        {"type": "http.response.body", "body": b"onetwo!"},
    ]
    assert (seen["PATH_INFO"].encode("latin-1").decode(), seen["QUERY_STRING"]) == ("/ä", "q=%C3%A4")
    assert (seen["CONTENT_LENGTH"], seen["HTTP_COOKIE"], seen["REMOTE_ADDR"]) == ("6", "a=1; b=2", "127.0.0.1")
    assert "HTTP_X_FORWARDED_FOR" not in seen


CHUNKED = {**SCOPE, "headers": [(b"host", b"x"), (b"transfer-encoding", b"chunked")]}


def test_a_body_of_undeclared_length_is_read_and_measured() -> None:
    client = answer(
        lambda environ: Chunks([environ["CONTENT_LENGTH"].encode(), environ["wsgi.input"].read()], streaming=False),
        scope=CHUNKED,
    )
    assert client.body == b"6onetwo"


def test_a_body_that_grows_over_the_limit_is_refused_and_read_no_further() -> None:
    called: list[object] = []

    def answering(environ: dict[str, Any]) -> Chunks:
        called.append(environ)
        return Chunks([], streaming=False)

    client = answer(answering, scope=CHUNKED, body_limit=2)
    assert client.sent[0]["status"] == 413
    assert len(client.parts) == 1
    assert not called


def test_a_body_that_declares_too_much_reaches_the_application_unread() -> None:
    def refuse(environ: dict[str, Any]) -> Chunks:
        return Chunks([environ["CONTENT_LENGTH"].encode(), environ["wsgi.input"].read()], streaming=False)

    client = answer(refuse, body_limit=5)
    assert client.body == b"6"
    assert len(client.parts) == 2


def test_a_stream_goes_out_in_its_chunks_and_is_closed() -> None:
    chunks = Chunks([b"a", b"b"], streaming=True)
    client = answer(lambda _environ: chunks)
    assert [message["body"] for message in client.sent[1:]] == [b"a", b"b", b""]
    assert [message.get("more_body", False) for message in client.sent[1:]] == [True, True, False]
    assert chunks.closed


def test_a_stream_that_fails_is_never_ended_as_if_it_were_whole() -> None:
    def broken() -> Iterator[bytes]:
        yield b"a"
        raise OSError("broken")

    chunks = Chunks(broken(), streaming=True)
    client = answer(lambda _environ: chunks)
    assert isinstance(client.failure, OSError)  # type: ignore[attr-defined]
    assert all(message.get("more_body") for message in client.sent[1:])
    assert chunks.closed


def _endless() -> Iterator[bytes]:
    while True:
        yield b"x"


def test_a_stream_ends_when_its_client_is_gone() -> None:
    chunks = Chunks(_endless(), streaming=True)
    client = answer(lambda _environ: chunks, reads=5)
    assert client.failure is None  # type: ignore[attr-defined]
    assert len(client.sent) < 50
    assert chunks.closed


def test_a_stream_ends_when_its_client_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wsgi_bridge, "PATIENCE", 0.2)
    chunks = Chunks(_endless(), streaming=True)
    client = answer(lambda _environ: chunks, reads=5, stalls=True)
    assert isinstance(client.failure, ClientGone)  # type: ignore[attr-defined]
    assert chunks.closed
