"""The parent's side: a few warm children, and one call that lends one out for a document."""

import atexit
import base64
import contextlib
import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Literal

from newsapp.domain.extraction.article import CleanedArticle
from newsapp.domain.texts import MAX_RAW_BYTES
from newsapp.errors import RuleViolation, TooLarge
from newsapp.sandbox.frames import HEADER, MAX_ANSWER, pack, unpack
from newsapp.wording import Wording, ngettext
from newsapp.wording import gettext as _

log = logging.getLogger(__name__)

SECONDS: Final = 15.0
"""Wall time for one document."""

DOCUMENTS: Final = 200
"""After so many documents a child is replaced, whatever it has leaked."""

_START_SECONDS = 60.0
_QUEUE_SECONDS = 60.0
_ROOT = Path(__file__).resolve().parents[2]
_ENVIRONMENT = {
    "PATH": os.defpath,
    "LANG": "C.UTF-8",
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
}


class _Overdue(Exception):
    """The child did not answer in time."""


class _Gone(Exception):
    """The child ended, or said what no child says."""


class _Child:
    """One child process; used by one thread at a time."""

    def __init__(self) -> None:
        self.served = 0
        self.process = subprocess.Popen(
            [sys.executable, "-s", "-m", "newsapp.sandbox.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            bufsize=0,
            start_new_session=True,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._in = self.process.stdin.fileno()
        self._out = self.process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        try:
            self.state = unpack(self._read(time.monotonic() + _START_SECONDS))
        except (_Overdue, _Gone, ValueError):
            self.end(at_once=True)
            raise RuleViolation("sandbox_unavailable", _("Documents cannot be read just now.")) from None

    def ask(self, frame: bytes, seconds: float) -> dict[str, Any]:
        """Send a request and wait for its answer; _Overdue or _Gone when there is none."""
        self.served += 1
        deadline = time.monotonic() + seconds
        rest = memoryview(frame)
        while rest:
            self._wait(self._in, select.POLLOUT, deadline)
            try:
                rest = rest[os.write(self._in, rest[: 1 << 16]) :]
            except BlockingIOError:
                continue
            except OSError:
                raise _Gone from None
        try:
            return unpack(self._read(deadline))
        except ValueError:
            raise _Gone from None

    def _read(self, deadline: float) -> bytes:
        (length,) = HEADER.unpack(self._take(HEADER.size, deadline))
        if length > MAX_ANSWER:
            raise _Gone
        return self._take(length, deadline)

    def _take(self, length: int, deadline: float) -> bytes:
        parts = bytearray()
        while len(parts) < length:
            self._wait(self._out, select.POLLIN, deadline)
            try:
                part = os.read(self._out, min(1 << 20, length - len(parts)))
            except BlockingIOError:
                continue
            if not part:
                raise _Gone
            parts += part
        return bytes(parts)

    @staticmethod
    def _wait(descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise _Overdue

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def end(self, *, at_once: bool) -> None:
        """End the child: by closing its pipe, or by killing this very process; reap it either way."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        if at_once:
            self.process.kill()
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


class Sandbox:
    """A pool of at most `size` children, started when they are needed. Any thread may call it."""

    def __init__(self, *, size: int = 2, seconds: float = SECONDS, documents: int = DOCUMENTS) -> None:
        self.seconds = seconds
        self.documents = documents
        self._free = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._children: set[_Child] = set()
        self._closed = False

    def pids(self) -> list[int]:
        """Process ids of the children that there are now."""
        with self._lock:
            return sorted(child.process.pid for child in self._children)

    def warm_up(self) -> dict[str, Any]:
        """Start a child if none is idle; answers what it said about itself (``{"ready", "off_the_network"}``)."""
        with self._free:
            child = self._take()
            self._give_back(child)
            return child.state

    def clean(
        self,
        *,
        kind: Literal["raw", "html"],
        payload: str | bytes,
        charset: str | None = None,
        keep: Iterable[str] = (),
    ) -> CleanedArticle:
        """Clean one document in a child; arguments and refusals as `run_cleaning`."""
        size = len(payload)
        if size > MAX_RAW_BYTES:
            if isinstance(payload, bytes):
                raise TooLarge(
                    "too_large",
                    ngettext(
                        "The document has {count:,} byte; the limit is {most:,}.",
                        "The document has {count:,} bytes; the limit is {most:,}.",
                        size,
                        count=size,
                        most=MAX_RAW_BYTES,
                    ),
                )
            raise TooLarge(
                "too_large",
                ngettext(
                    "The document has {count:,} character; the limit is {most:,}.",
                    "The document has {count:,} characters; the limit is {most:,}.",
                    size,
                    count=size,
                    most=MAX_RAW_BYTES,
                ),
            )
        request: dict[str, Any] = {"kind": kind, "keep": sorted(keep), "charset": charset, "seconds": self.seconds}
        if isinstance(payload, bytes):
            request["bytes"] = base64.b64encode(payload).decode("ascii")
        else:
            request["text"] = payload
        return _article_of(self._ask(pack(request)))

    def _ask(self, frame: bytes) -> dict[str, Any]:
        if not self._free.acquire(timeout=_QUEUE_SECONDS):
            raise RuleViolation("sandbox_busy", _("Too many documents are being read just now: try again in a minute."))
        try:
            child = self._take()
            try:
                answer = child.ask(frame, self.seconds)
            except _Overdue:
                self._drop(child, at_once=True)
                raise RuleViolation("too_slow", _("The page took too long to read.")) from None
            except _Gone:
                self._drop(child, at_once=True)
                raise _too_demanding() from None
            except BaseException:
                self._drop(child, at_once=True)
                raise
            if child.served >= self.documents or not ("article" in answer or "refused" in answer):
                self._drop(child, at_once=False)
            else:
                self._give_back(child)
            return answer
        finally:
            self._free.release()

    def _take(self) -> _Child:
        while True:
            with self._lock:
                if self._closed:
                    raise RuleViolation("sandbox_closed", _("The server is stopping."))
                child = self._idle.pop() if self._idle else None
            if child is None:
                child = _Child()
                with self._lock:
                    self._children.add(child)
                return child
            if child.is_alive():
                return child
            self._drop(child, at_once=True)

    def _give_back(self, child: _Child) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(child)
                return
        self._drop(child, at_once=False)

    def _drop(self, child: _Child, *, at_once: bool) -> None:
        with self._lock:
            self._children.discard(child)
        child.end(at_once=at_once)

    def close(self) -> None:
        """End every child. Documents that are being read are given up; calling it again does nothing."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            busy = self._children - set(idle)
            self._children = set(busy)
        for child in busy:
            child.process.kill()  # the thread that waits for it sees the pipe end, and reaps it
        for child in idle:
            child.end(at_once=False)


def _too_demanding() -> RuleViolation:
    return TooLarge("too_demanding", _("The page takes more memory or time to read than one document may."))


def _article_of(answer: dict[str, Any]) -> CleanedArticle:
    """The article of an answer, or the refusal that it tells of."""
    if "article" in answer:
        return CleanedArticle.from_json(answer["article"])
    if refused := answer.get("refused"):
        kind = TooLarge if refused["status"] == TooLarge.status else RuleViolation
        said = refused["message"]
        message = Wording.from_json(said) if isinstance(said, dict) else said
        raise kind(refused["code"], message, path=refused["path"])
    if "breach" in answer:
        raise _too_demanding()
    log.warning("a document could not be read: %s", answer.get("fault"))
    raise RuleViolation("unreadable_page", _("This document cannot be read."))


_default: dict[int, Sandbox] = {}
_default_lock = threading.Lock()


def default_sandbox() -> Sandbox:
    """The sandbox of this process, made when first asked for and closed at exit. A forked process gets its own."""
    with _default_lock:
        sandbox = _default.get(os.getpid())
        if sandbox is None:
            _default.clear()
            sandbox = _default[os.getpid()] = Sandbox()
            atexit.register(sandbox.close)
        return sandbox


def run_cleaning(
    *,
    kind: Literal["raw", "html"],
    payload: str | bytes,
    charset: str | None = None,
    keep: Iterable[str] = (),
) -> CleanedArticle:
    """Clean a foreign document in a confined child process.

    Args:
        kind: ``raw`` for scraped plain text, ``html`` for a page.
        payload: the document; bytes are decoded in the child (`newsapp.domain.texts.decode`).
        charset: what a Content-Type declares about bytes, or None.
        keep: ids of removals to take back.

    Raises:
        RuleViolation: whatever cleaning refuses; ``too_slow`` past `SECONDS`; ``sandbox_busy``,
            ``sandbox_unavailable``.
        TooLarge: over a limit of size, or ``too_demanding`` when the child hit its limit of memory or processor time.
    """
    return default_sandbox().clean(kind=kind, payload=payload, charset=charset, keep=keep)
