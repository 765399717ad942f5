"""Locks between processes: `flock` on small files. The kernel lets go of them when a process dies, however it dies."""

import errno
import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from newsapp.runtime.refusals import CannotStart

POLL_SECONDS = 0.02


class FileLock:
    """One lock file, opened by this process.

    The descriptor is not inherited by programs that this process starts. A child that is forked without starting a
    program shares the lock, which then lasts until both are gone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._descriptor: int | None = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise CannotStart(f"Cannot open the lock file {path}: {error.strerror}.") from error
        self._belong_to_folder()

    def _belong_to_folder(self) -> None:
        # Root may be the first to work in somebody's data folder; the owner has to be able to open the file later.
        folder = self.path.parent.stat()
        if os.geteuid() == 0 and os.fstat(self.descriptor).st_uid != folder.st_uid:
            os.fchown(self.descriptor, folder.st_uid, folder.st_gid)

    @property
    def descriptor(self) -> int:
        if self._descriptor is None:
            raise ValueError(f"{self.path} is closed")
        return self._descriptor

    @property
    def closed(self) -> bool:
        return self._descriptor is None

    def try_exclusive(self) -> bool:
        return self._try(fcntl.LOCK_EX)

    def try_shared(self) -> bool:
        return self._try(fcntl.LOCK_SH)

    def wait_exclusive(self, *, seconds: float, busy: str) -> None:
        """Take the lock for this process alone; `CannotStart(busy)` when others keep it longer than `seconds`."""
        deadline = time.monotonic() + seconds
        while not self.try_exclusive():
            if time.monotonic() > deadline:
                raise CannotStart(busy)
            time.sleep(POLL_SECONDS)

    def write(self, text: str) -> None:
        """Leave a word for whoever finds the lock taken."""
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, text.encode(), 0)

    def read(self) -> str:
        return os.pread(self.descriptor, 1000, 0).decode(errors="replace")

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _try(self, how: int) -> bool:
        try:
            fcntl.flock(self.descriptor, how | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES):
                return False
            raise CannotStart(f"Cannot lock {self.path}: {error.strerror}.") from error
        return True
