"""The same Django behind each way to serve it; what `benchmarks.servers` starts."""

import os
import sys
from typing import Any, cast

import django
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler

from newsapp.runtime.wsgi_bridge import WSGIBridge

django.setup(set_prefix=False)
THREADS = int(os.environ.get("CLAIMDESK_WEB_THREADS", "8"))

wsgi = WSGIHandler()


def make_asgi() -> ASGIHandler:
    """Django's own ASGI handler; its views run in threads of its own."""
    return ASGIHandler()


def make_a2wsgi() -> Any:
    """a2wsgi."""
    from a2wsgi import WSGIMiddleware  # no dependency of ours

    return WSGIMiddleware(cast(Any, wsgi), workers=THREADS)


def make_bridge() -> WSGIBridge:
    """Our own bridge."""
    return WSGIBridge(wsgi, threads=THREADS)


def serve_with_cheroot(port: int) -> None:
    """cheroot, which has no command that takes a number of threads and nothing else."""
    from cheroot.wsgi import Server  # no dependency of ours

    Server(("127.0.0.1", port), wsgi, numthreads=THREADS, max=THREADS).start()


if __name__ == "__main__":
    serve_with_cheroot(int(sys.argv[1]))
