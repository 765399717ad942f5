"""`manage.py up`: one process that claims folder and port, serves, watches worker and database, and stops it all."""

import contextlib
import http.client
import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from newsapp.runtime.data_folder import open_data_folder
from newsapp.runtime.file_locks import FileLock
from newsapp.runtime.postgres import EmbeddedDatabase
from newsapp.runtime.refusals import CannotStart
from newsapp.runtime.web_server import WebServer
from newsapp.runtime.worker_process import WorkerProcess

log = logging.getLogger(__name__)

READY_SECONDS = 60
WATCH_SECONDS = 1.0
HIGHEST_PORT = 65535


@contextlib.contextmanager
def sole_server(data_dir: Path) -> Iterator[None]:
    """Hold the data folder as its one server; `CannotStart` when another holds it."""
    with FileLock(open_data_folder(data_dir).locks / "up.lock") as lock:
        if not lock.try_exclusive():
            raise CannotStart(f"The data folder {data_dir} is in use by another `up` ({lock.read() or 'starting'}).")
        lock.write(f"process {os.getpid()}")
        yield


@contextlib.contextmanager
def stop_asked() -> Iterator[threading.Event]:
    """An event that SIGINT, SIGTERM and SIGHUP set, instead of what they do otherwise."""
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def port_from(text: str | None) -> int:
    """A port as the command line or PORT names it. Raises CannotStart when it is none."""
    try:
        port = int(text or "8000")
    except ValueError:
        port = -1
    if not 0 <= port <= HIGHEST_PORT:
        raise CannotStart(f"{text!r} is no port: a number from 0 to {HIGHEST_PORT} is.")
    return port


def address_of(listening: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared with, not bound to
        host = "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve_until_stopped(
    listening: socket.socket, *, asked: threading.Event, database: EmbeddedDatabase | None, with_worker: bool
) -> Iterator[str]:
    """Serve, yield the address once it answers, watch over everything until `asked` is set, then stop it all.

    Raises:
        CannotStart: the server does not come up, or ends by itself.
    """
    server, worker = WebServer(listening), WorkerProcess()
    try:
        server.start()
        if with_worker:
            worker.start()
        if _answers(server, listening, asked):
            yield address_of(listening)
        while not asked.wait(WATCH_SECONDS):
            if server.ended:
                raise CannotStart("The web server ended by itself; the log says why.")
            if database is not None and not database.is_running():
                log.error("The database died and is started again; see %s.", database.log)
                database.revive()
            if worker.tend():
                log.error("The background worker died and was started again.")
    finally:
        server.ask_to_stop()
        worker.ask_to_stop()
        server.wait()
        worker.wait()
        listening.close()


def _answers(server: WebServer, listening: socket.socket, asked: threading.Event) -> bool:
    """Wait until the server answers `/healthz`. False when it was asked to stop meanwhile."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - connected to
    for _ in range(int(READY_SECONDS / 0.05)):
        if asked.wait(0.05):
            return False
        if server.ended:
            raise CannotStart("The web server did not start; the log says why.")
        if server.serves:
            status = _status_of_health(host, port)
            if status == http.HTTPStatus.OK:
                return True
            raise CannotStart(f"The web server does not serve: /healthz answers {status}.")
    raise CannotStart(f"The web server has not come up in {READY_SECONDS} s.")


def _status_of_health(host: str, port: int) -> int | str:
    connection = http.client.HTTPConnection(host, port, timeout=READY_SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except OSError as error:
        return str(error)
    finally:
        connection.close()
