"""One running PostgreSQL server: is it there, start it, stop it. The caller holds the cluster's start lock."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from newsapp.runtime.postgres_binaries import Binaries
from newsapp.runtime.postgres_cluster import PORT, Cluster, choose_socket_folder
from newsapp.runtime.refusals import CannotStart
from newsapp.runtime.server_account import plain_environment

START_SECONDS = 120  # a crash recovery is part of it
STOP_SECONDS = 60
PREDECESSOR_SECONDS = 15
POLL_SECONDS = 0.02
LOG_LIMIT = 5_000_000  # bytes; the log of one earlier period is kept
NO_PROCESS = 2**31 - 2  # larger than any process id
READY = "ready"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "max_connections": "80",
    "shared_buffers": "64MB",
    "random_page_cost": "1.1",  # no disk turns any more; with more, lists are read from tables and not from indexes
    "max_wal_size": "512MB",
    "autovacuum_max_workers": "2",
    "jit": "off",  # the statements are short
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "logging_collector": "off",  # standard error goes to the log beside the cluster
    "log_checkpoints": "off",
    "fsync": "on",
}
THROWN_AWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class RunningServer:
    """What `postmaster.pid` says, once it was found to be true."""

    pid: int
    socket_folder: Path
    status: str


def find_server(cluster: Cluster) -> RunningServer | None:
    """The server that is running on this cluster, or None: a file left by a server that is dead does not count."""
    noted = _pid_file(cluster)
    if noted is None or not _is_our_server(noted.pid, cluster):
        return None
    return noted


def start_server(cluster: Cluster, binaries: Binaries, *, durable: bool) -> RunningServer:
    """Start the server and wait until it takes connections. It lives on when this process dies.

    Raises:
        CannotStart: it did not come up; the message has the last words of its log.
    """
    socket_folder = choose_socket_folder(cluster)
    settings = {**SETTINGS, **({} if durable else THROWN_AWAY_SETTINGS), "unix_socket_directories": str(socket_folder)}
    command = [str(binaries.programs / "postgres"), "-D", str(cluster.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    deadline = time.monotonic() + PREDECESSOR_SECONDS
    while True:
        _disown_stale_files(cluster, socket_folder)
        try:
            return _launch(cluster, command)
        except CannotStart as refusal:
            # Processes of a server that was killed take a moment to notice it.
            if "pre-existing shared memory block" not in str(refusal) or time.monotonic() > deadline:
                raise
        time.sleep(POLL_SECONDS)


def _launch(cluster: Cluster, command: list[str]) -> RunningServer:
    log = _open_log(cluster)
    try:
        written = os.fstat(log).st_size
        # The shell ends at once, so that the server is nobody's child: no signal from a terminal reaches it, and
        # whoever stops it later need not be the one that started it.
        launched = subprocess.run(
            ["/bin/sh", "-c", 'exec 3>&1 >&2; "$@" 3>&- </dev/null & echo "$!" >&3', "sh", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            check=True,
            cwd="/",
            env=plain_environment(),
            start_new_session=True,
            umask=0o077,
            user=cluster.account.uid if cluster.account.switched else None,
            group=cluster.account.gid if cluster.account.switched else None,
            extra_groups=[] if cluster.account.switched else None,
        )
    finally:
        os.close(log)
    return _wait_until_ready(cluster, int(launched.stdout), lambda: _last_words(cluster, written))


def await_server(cluster: Cluster, server: RunningServer) -> RunningServer | None:
    """Wait for a server that somebody else started or is stopping: until it is ready, or gone (None)."""
    deadline = time.monotonic() + START_SECONDS
    found: RunningServer | None = server
    while found is not None and found.status != READY:
        if time.monotonic() > deadline:
            raise CannotStart(f"The database in {cluster.home} stays {found.status} for too long; see {cluster.log}.")
        time.sleep(POLL_SECONDS)
        found = find_server(cluster)
    return found


def stop_server(cluster: Cluster, *, durable: bool) -> bool:
    """Stop the server if it runs: open transactions are rolled back. True when it is gone."""
    server = find_server(cluster)
    if server is None:
        return True
    with contextlib.suppress(ProcessLookupError):
        os.kill(server.pid, signal.SIGINT if durable else signal.SIGQUIT)
    deadline = time.monotonic() + STOP_SECONDS
    while _is_our_server(server.pid, cluster):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _pid_file(cluster: Cluster) -> RunningServer | None:
    try:
        lines = (cluster.data / "postmaster.pid").read_text(encoding="utf-8", errors="surrogateescape").split("\n")
        pid = int(lines[0])
    except (FileNotFoundError, ValueError):
        return None
    # pid, data folder, start time, port, socket folder, listen address, shared memory, status
    socket_folder = lines[4].strip() if len(lines) > 4 else ""
    status = lines[7].strip() if len(lines) > 7 else ""
    return RunningServer(pid=pid, socket_folder=Path(socket_folder), status=status or "starting")


def _is_our_server(pid: int, cluster: Cluster) -> bool:
    """Whether this process is a server on this cluster, and not another that got a dead server's number."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return False  # ours would be our own user's, or we are root
    if not Path("/proc/self/cwd").exists():
        said = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return "postgres" in said.stdout
    try:
        return Path(f"/proc/{pid}/cwd").samefile(cluster.data)  # a server works in its data folder; a zombie nowhere
    except OSError:
        return False


def _disown_stale_files(cluster: Cluster, socket_folder: Path) -> None:
    """Make the files of a dead server name no process.

    The server refuses to start when the process they name is alive, whoever it is, or a zombie. `postmaster.pid` itself
    stays: it names the shared memory too, by which the server sees whether something of its predecessor is at work.
    """
    (socket_folder / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
    path = cluster.data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError):
        lines = path.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
        with path.open("r+", encoding="utf-8", errors="surrogateescape") as file:
            file.write("\n".join([str(NO_PROCESS), *lines[1:]]))
            file.truncate()


def _open_log(cluster: Cluster) -> int:
    with contextlib.suppress(FileNotFoundError):
        if cluster.log.stat().st_size > LOG_LIMIT:
            cluster.log.replace(cluster.log.with_suffix(".log.1"))
    try:
        log = os.open(cluster.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotStart(f"Cannot write to {cluster.log}: {error.strerror}.") from None
    if cluster.account.switched:
        os.fchown(log, cluster.account.uid, cluster.account.gid)
    return log


def _wait_until_ready(cluster: Cluster, pid: int, last_words: Callable[[], str]) -> RunningServer:
    deadline = time.monotonic() + START_SECONDS
    while True:
        noted = _pid_file(cluster)
        if noted is not None and noted.pid == pid and noted.status == READY:
            return noted
        if not _alive(pid):
            raise CannotStart(f"The database did not start: {last_words()}")
        if time.monotonic() > deadline:
            raise CannotStart(f"The database has not become ready in {START_SECONDS} s: {last_words()}")
        time.sleep(POLL_SECONDS)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return not Path("/proc/self/stat").exists()
    return state not in ("Z", "X")


def _last_words(cluster: Cluster, since: int) -> str:
    with cluster.log.open("rb") as file:
        file.seek(since)
        lines = file.read()[-4000:].decode(errors="replace").strip().splitlines()
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line] or lines[-1:]
    return f"{telling[-1]} (more in {cluster.log})" if telling else f"see {cluster.log}."
