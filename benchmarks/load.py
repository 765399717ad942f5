"""Clients that keep their connections and do as little as possible themselves: they share the processors."""

import multiprocessing
import selectors
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from typing import NamedTuple


class Figures(NamedTuple):
    """What clients saw: milliseconds of one action, actions per second of all."""

    p50: float
    p95: float
    rate: float

    def __str__(self) -> str:
        return f"p50 {self.p50:6.2f} ms   p95 {self.p95:6.2f} ms   {self.rate:6.0f}/s"


class HttpClient:
    """One connection to 127.0.0.1, one request at a time."""

    def __init__(self, port: int, *, token: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = f"Host: 127.0.0.1:{port}\r\nAuthorization: Token {token}\r\nContent-Type: application/json\r\n"

    def send(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body; an answer in chunks is read to its last one and comes back empty."""
        request = f"{method} {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        self._socket.sendall(request.encode() + body)
        read = b""
        while (end := read.find(b"\r\n\r\n")) < 0:
            read += self._more()
        head = read[:end].lower()
        status = int(head[9:12])
        at = head.find(b"content-length:")
        rest = read[end + 4 :]
        if at < 0:
            while not rest.endswith(b"0\r\n\r\n"):
                rest = rest[-8:] + self._more()
            return status, b""
        length = int(head[at + 15 :].partition(b"\r")[0])
        while len(rest) < length:
            rest += self._more()
        return status, rest

    def _more(self) -> bytes:
        some = self._socket.recv(1 << 20)
        if not some:
            raise ConnectionError("The server closed the connection.")
        return some

    def close(self) -> None:
        self._socket.close()


@contextmanager
def reading_streams(port: int, *, path: str, tokens: Sequence[str]) -> Iterator[None]:
    """A stream for each token, read in a process of its own until the block ends."""
    ready = multiprocessing.get_context("spawn").Event()
    process = multiprocessing.get_context("spawn").Process(target=_read_streams, args=(port, path, tokens, ready))
    process.start()
    try:
        if not ready.wait(30):
            raise RuntimeError("The streams did not open.")
        yield
    finally:
        process.terminate()
        process.join()


def _read_streams(port: int, path: str, tokens: Sequence[str], ready: Event) -> None:
    with selectors.DefaultSelector() as selector:
        for token in tokens:
            stream = socket.create_connection(("127.0.0.1", port))
            head = f"Host: 127.0.0.1:{port}\r\nAuthorization: Token {token}\r\nAccept: text/event-stream\r\n"
            stream.sendall(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
            answer = stream.recv(1 << 16)
            if not answer.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(answer.decode())
            selector.register(stream, selectors.EVENT_READ)
        ready.set()
        while True:
            for key, _ in selector.select(timeout=1):
                key.fileobj.recv(1 << 20)  # type: ignore[union-attr]


def measure(actions: list[Callable[[], None]], *, seconds: float) -> Figures:
    """Each action again and again in a thread of its own, for a while, after a quarter as long that does not count."""
    times: list[list[float]] = [[] for _ in actions]
    faults: list[BaseException] = []
    begin = time.perf_counter() + seconds / 4
    end = begin + seconds

    def run(action: Callable[[], None], seen: list[float]) -> None:
        try:
            now = time.perf_counter()
            while now < end:
                action()
                before, now = now, time.perf_counter()
                if before >= begin:
                    seen.append(now - before)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=pair) for pair in zip(actions, times, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    every = sorted(one * 1000 for seen in times for one in seen)
    return Figures(statistics.median(every), every[int(len(every) * 0.95)], len(every) / seconds)
