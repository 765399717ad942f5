"""The web server, in a thread of this process: uvicorn in front of `newsapp.asgi`. The one place that knows uvicorn."""

import logging
import socket
import threading

import uvicorn

from newsapp.runtime import stopping
from newsapp.runtime.refusals import CannotStart

APPLICATION = "newsapp.asgi:application"
BACKLOG = 512
GRACE_SECONDS = 3  # for requests under way when the server stops


def bind(host: str, port: int) -> socket.socket:
    """Claim the address before anything slow is done. Port 0 takes any that is free.

    Raises:
        CannotStart: the port is taken, or the host is none of this machine's.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = min(found, key=lambda entry: entry[0] != socket.AF_INET)
    except (OSError, UnicodeError, OverflowError):
        raise CannotStart(f"{host} is no address of this machine.") from None
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)  # only from here on does the port belong to this process
    except OSError as error:
        listening.close()
        raise CannotStart(f"Cannot serve on {host} port {port}: {error.strerror}.") from None
    listening.set_inheritable(False)
    return listening


class WebServer:
    """Serves on a bound socket until `stop()`."""

    def __init__(self, listening: socket.socket) -> None:
        config = uvicorn.Config(
            APPLICATION,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="on",
            proxy_headers=False,  # Django decides whom it believes
            backlog=BACKLOG,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # "ready" is said once, by `up`
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, name="web-server", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    @property
    def serves(self) -> bool:
        return self._server.started and self._thread.is_alive()

    @property
    def ended(self) -> bool:
        return self._thread.ident is not None and not self._thread.is_alive()

    def ask_to_stop(self) -> None:
        self._server.should_exit = True
        stopping.stop()

    def wait(self) -> None:
        """Wait for the server to stop, but no longer than requests under way are given."""
        if self._thread.ident is not None:
            self._thread.join(GRACE_SECONDS + 1)
