"""Does this web server, this worker, do its work? For the engine of a container, which asks every half minute.

    python -m newsapp.runtime.health_check web
    python -m newsapp.runtime.health_check worker FILE

Prints one line, and ends with status 0 or 1. It loads no Django: an answer costs a twentieth of a second.
"""

import http.client
import os
import sys
import time
from pathlib import Path

BEAT_SECONDS = 10.0
"""How often a worker that reaches its database touches its file."""
PATIENCE_SECONDS = 4 * BEAT_SECONDS
ANSWER_SECONDS = 8.0


def web_trouble(*, port: int) -> str:
    """What keeps the web server on this port of this machine from serving; "" when nothing does."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        said = answer.read(1000).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        return f"no answer on port {port}: {error}"
    finally:
        connection.close()
    return "" if answer.status == http.HTTPStatus.OK else f"/readyz answers {answer.status}: {said}"


def worker_trouble(*, alive: Path) -> str:
    """What is wrong with the worker that keeps the file `alive`; "" when nothing is."""
    try:
        silent = time.time() - alive.stat().st_mtime
    except OSError as error:
        return f"{alive}: {error.strerror}"
    return "" if silent < PATIENCE_SECONDS else f"the worker has not reached its database for {silent:.0f} s"


def trouble_of(arguments: list[str]) -> str:
    """What is wrong with the part that the command line names; "" when nothing is."""
    match arguments:
        case ["web"]:
            return web_trouble(port=int(os.environ.get("PORT") or "8000"))
        case ["worker", file]:
            return worker_trouble(alive=Path(file))
        case _:
            return "asked for something else than `web` or `worker FILE`"


def main() -> int:
    """Print what is wrong, or "ok", and give the exit status."""
    trouble = trouble_of(sys.argv[1:])
    print(trouble or "ok")  # noqa: T201 - the engine keeps what a check prints
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main())
