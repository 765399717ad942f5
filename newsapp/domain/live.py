"""What a live stream is made of: places in the log, and the bytes of server-sent events."""

import json
import re
from dataclasses import dataclass

_PLACE = re.compile(r"([0-9]{1,18}):([0-9]{1,18}):((?:[0-9]{1,18}(?:,[0-9]{1,18})*)?)", re.ASCII)

LONGEST_PLACE = 4_000
"""Characters; PostgreSQL names every transaction under way, and a server has a few hundred at most."""

RETRY_MILLISECONDS = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the log: a snapshot of PostgreSQL, which says of every transaction whether it was seen.

    Attributes:
        text: as PostgreSQL writes it, `xmin:xmax:xip,xip`.
        oldest: the oldest transaction that it may not have seen.
        following: the first transaction that had not begun.
    """

    text: str
    oldest: int
    following: int

    @classmethod
    def read(cls, text: str) -> "Place":
        """A place as it was written.

        Raises:
            ValueError: it is none.
        """
        match = _PLACE.fullmatch(text) if len(text) <= LONGEST_PLACE else None
        if match is None or not 0 < int(match[1]) <= int(match[2]):
            raise ValueError("This is no place in the log: take it from the `id` of a stream.")
        under_way = [int(number) for number in match[3].split(",") if number]
        if under_way != sorted(set(under_way)) or any(not int(match[1]) <= n < int(match[2]) for n in under_way):
            raise ValueError("This is no place in the log: take it from the `id` of a stream.")
        return cls(text, int(match[1]), int(match[2]))


def message(event: str, data: object) -> bytes:
    """An event of a stream."""
    return b"event: %s\ndata: %s\n\n" % (event.encode(), json.dumps(data, ensure_ascii=False).encode())


def mark(place: Place) -> bytes:
    """Says how far a stream has come; nothing is dispatched by it."""
    return b"id: %s\n\n" % place.text.encode()


OPENING = b"retry: %d\n\n" % RETRY_MILLISECONDS
HEARTBEAT = b": still here\n"
RESET = message("reset", {})
