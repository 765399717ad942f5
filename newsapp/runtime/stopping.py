"""Whoever serves without end is told when the server is about to stop: it would wait for the last answer."""

import threading
from collections.abc import Callable

_asked = threading.Event()
_callbacks: list[Callable[[], None]] = []


def when_stopping(callback: Callable[[], None]) -> None:
    """Have it called, from any thread, when the server is asked to stop; at once when it was already."""
    _callbacks.append(callback)
    if _asked.is_set():
        callback()


def stop() -> None:
    """The server is about to stop."""
    _asked.set()
    for callback in _callbacks:
        callback()
