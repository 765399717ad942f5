"""How parent and child talk: frames of JSON, each behind its length as four bytes, big-endian."""

import json
import struct
from typing import Any, Final

HEADER: Final = struct.Struct(">I")

MAX_REQUEST: Final = 64 * 1024 * 1024
"""Largest request, in bytes: a document of the largest size, with every character escaped."""

MAX_ANSWER: Final = 32 * 1024 * 1024
"""Largest answer, in bytes."""


def pack(message: dict[str, Any]) -> bytes:
    """A message as one frame. Characters outside ASCII are escaped, so that lone surrogates travel (to be refused)."""
    body = json.dumps(message).encode()
    return HEADER.pack(len(body)) + body


def unpack(body: bytes) -> dict[str, Any]:
    """The message of a frame's body; ValueError when it is none."""
    message = json.loads(body)
    if not isinstance(message, dict):
        raise ValueError("A message is an object.")
    return message
