"""The child: reads documents from standard input, one frame each, and writes what cleaning made of them.

Run as ``python -m newsapp.sandbox.child`` by `newsapp.sandbox.pool`, never by hand. It ends when its standard input
does.
"""

import base64
import os
from collections.abc import Callable
from typing import Any, BinaryIO

from newsapp.errors import RuleViolation
from newsapp.sandbox.confinement import (
    begin_document,
    end_document,
    leave_the_network,
    limit_resources,
    refuse_the_outside,
)
from newsapp.sandbox.frames import HEADER, MAX_REQUEST, pack, unpack
from newsapp.wording import Wording


def serve() -> None:
    """Confine this process, say that it is ready, and clean documents until the parent closes the pipe."""
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up among the frames
    off_the_network = leave_the_network()
    clean = _warmed_up()
    limit_resources()
    refuse_the_outside()
    _send(sink, pack({"ready": True, "off_the_network": off_the_network}))
    while (request := _receive(source)) is not None:
        begin_document(seconds=float(request["seconds"]) + 2)
        answer, healthy = _answer(clean, request)
        _send(sink, answer)
        end_document()
        if not healthy:
            return


def _warmed_up() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Load everything that cleaning needs, models included, and give the function that cleans."""
    import charset_normalizer  # noqa: F401  (loaded here, since no library is loaded later)

    from newsapp.domain.extraction.pages import clean_html
    from newsapp.domain.extraction.raw import clean_raw
    from newsapp.domain.texts import decode

    def clean(request: dict[str, Any]) -> dict[str, Any]:
        payload = request.get("text")
        if payload is None:
            payload = decode(raw=base64.b64decode(request["bytes"]), declared=request["charset"]).text
        keep = frozenset(request["keep"])
        if request["kind"] == "html":
            return clean_html(page=payload, keep=keep).to_json()
        return clean_raw(raw=payload, keep=keep).to_json()

    paragraph = "A sentence that is long enough to be taken for a part of an article about nothing in particular. " * 4
    clean({"kind": "html", "text": f"<h1>A headline</h1><p>{paragraph}</p><p>{paragraph}</p>", "keep": []})
    clean(
        {
            "kind": "raw",
            "bytes": base64.b64encode("Café\n\n".encode("cp1252") * 9).decode(),
            "charset": None,
            "keep": [],
        }
    )
    return clean


def _answer(clean: Callable[[dict[str, Any]], dict[str, Any]], request: dict[str, Any]) -> tuple[bytes, bool]:
    """(the frame to send back, whether this process may go on after it)."""
    try:
        return pack({"article": clean(request)}), True
    except RuleViolation as refusal:
        said = refusal.wording
        message = said.to_json() if isinstance(said, Wording) else said
        shape = {"code": refusal.code, "message": message, "path": refusal.path, "status": refusal.status}
        return pack({"refused": shape}), True
    except MemoryError:
        return pack({"breach": "memory"}), False
    except RecursionError:
        return pack({"breach": "depth"}), False
    except Exception as fault:
        return pack({"fault": f"{type(fault).__name__}: {fault}"[:500]}), False


def _receive(source: BinaryIO) -> dict[str, Any] | None:
    header = source.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (length,) = HEADER.unpack(header)
    body = source.read(length) if length <= MAX_REQUEST else b""
    return unpack(body) if body and len(body) == length else None


def _send(sink: BinaryIO, frame: bytes) -> None:
    sink.write(frame)
    sink.flush()


if __name__ == "__main__":
    serve()
