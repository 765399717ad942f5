"""The embedded PostgreSQL of a data folder, shared by all processes that use it.

Every user of the database holds a shared lock for as long as it uses it. Whoever comes first starts the server, whoever
leaves last stops it. A process that is killed lets go of its lock without stopping anything: the server goes on, the
next process finds it and uses it, and stops it if it leaves last.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from newsapp.runtime.data_folder import open_data_folder
from newsapp.runtime.file_locks import FileLock
from newsapp.runtime.postgres_binaries import find_binaries
from newsapp.runtime.postgres_cluster import (
    Cluster,
    check_version,
    database_url,
    locate_cluster,
    make_cluster,
    write_access_rules,
)
from newsapp.runtime.postgres_process import (
    READY,
    RunningServer,
    await_server,
    find_server,
    start_server,
    stop_server,
)
from newsapp.runtime.refusals import CannotStart
from newsapp.runtime.server_account import account_for

LOCK_SECONDS = 180  # longer than the longest start


class EmbeddedDatabase:
    """This process's hold on the database of a data folder.

    Attributes:
        url: what DATABASE_URL should be.
        server: the running server as it was found or started.
    """

    def __init__(self, cluster: Cluster, *, durable: bool) -> None:
        self._cluster = cluster
        self._durable = durable
        self._users = FileLock(cluster.home / "users.lock")
        self.server = RunningServer(pid=0, socket_folder=Path(), status="")

    @classmethod
    def acquire(cls, data_dir: Path, *, durable: bool = True) -> Self:
        """Use the folder's database, which is made and started if need be, until `release()`.

        Args:
            data_dir: the data folder; made if it is not there.
            durable: False trades safety for speed: a crash of the machine may destroy the database. For tests.

        Raises:
            CannotStart: with a line for a person.
        """
        folder = open_data_folder(data_dir)
        cluster = locate_cluster(folder, account_for(folder))
        database = cls(cluster, durable=durable)
        try:
            with database._starting():
                if not database._users.try_shared():
                    raise CannotStart(f"The database in {cluster.home} is locked by a process that is not Claimdesk.")
                database._ensure_running()
        except BaseException:
            database._users.close()
            raise
        return database

    @property
    def url(self) -> str:
        return database_url(self.server.socket_folder)

    @property
    def log(self) -> Path:
        return self._cluster.log

    def is_running(self) -> bool:
        return find_server(self._cluster) is not None

    def revive(self) -> None:
        """Start the server again if it died (killed by hand, or for want of memory). The address stays the same."""
        with self._starting():
            self._ensure_running()

    def release(self) -> None:
        """Let go of the database; the last user stops the server. Further calls do nothing."""
        if self._users.closed:
            return
        try:
            with self._starting():
                if self._users.try_exclusive() and not stop_server(self._cluster, durable=self._durable):
                    raise CannotStart(f"The database did not stop; see {self._cluster.log}.")
        finally:
            self._users.close()

    @contextlib.contextmanager
    def _starting(self) -> Iterator[None]:
        with FileLock(self._cluster.home / "start.lock") as lock:
            lock.wait_exclusive(seconds=LOCK_SECONDS, busy=f"The database in {self._cluster.home} is busy starting.")
            yield

    def _ensure_running(self) -> None:
        found = find_server(self._cluster)
        if found is not None and found.status != READY:
            found = await_server(self._cluster, found)
        self.server = found or self._start()

    def _start(self) -> RunningServer:
        binaries = find_binaries(self._cluster.account)
        if not self._cluster.exists:
            make_cluster(self._cluster, binaries, durable=self._durable)
        check_version(self._cluster, binaries)
        write_access_rules(self._cluster)
        return start_server(self._cluster, binaries, durable=self._durable)


@contextlib.contextmanager
def embedded_postgres(data_dir: Path, *, durable: bool = True) -> Iterator[EmbeddedDatabase]:
    """`EmbeddedDatabase.acquire()` and `release()` around a block."""
    database = EmbeddedDatabase.acquire(data_dir, durable=durable)
    try:
        yield database
    finally:
        database.release()
