"""From many short pieces of text to few large chunks of bytes."""

from collections.abc import Iterable, Iterator

CHUNK = 128 * 1024
"""Least length of a chunk in characters, but for the last: each one costs a system call or two and a thread switch."""


def utf8_chunks(pieces: Iterable[str]) -> Iterator[bytes]:
    """The pieces in UTF-8, in chunks of `CHUNK` characters or more."""
    waiting: list[str] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length >= CHUNK:
            yield "".join(waiting).encode()
            waiting.clear()
            length = 0
    if waiting:
        yield "".join(waiting).encode()
