"""The background worker as a child process that does not outlive its parent, however that ends."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time

from newsapp.runtime.data_folder import REPOSITORY

PARENT_PIPE = "CLAIMDESK_PARENT_PIPE"
STOP_SECONDS = 4  # for a job under way; one that is cut off is run again
ORPHAN_SECONDS = 8
RESTART_PAUSE_SECONDS = 2.0
PR_SET_PDEATHSIG = 1


class WorkerProcess:
    """Starts `manage.py run_worker` and starts it again when it dies. Used by one thread, the main one.

    The kernel ends a child when the *thread* that made it ends, so this must be a thread that lasts.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: int | None = None
        self._started_at = 0.0

    def start(self) -> None:
        reading, self._pipe = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, str(REPOSITORY / "manage.py"), "run_worker"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # it greets; its log goes to standard error
                pass_fds=[reading],
                env={**os.environ, PARENT_PIPE: str(reading)},
                process_group=0,  # Ctrl-C in a terminal reaches the parent, which stops the worker in good order
            )
        finally:
            os.close(reading)
        self._started_at = time.monotonic()

    def tend(self) -> bool:
        """Start the worker again if it died. True when that was done."""
        if self._process is None or self._process.poll() is None:
            return False
        if time.monotonic() - self._started_at < RESTART_PAUSE_SECONDS:
            return False
        self._close_pipe()
        self.start()
        return True

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait(self) -> None:
        """Wait for the worker's end; one that takes too long is killed."""
        if self._process is None:
            return
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._close_pipe()

    def _close_pipe(self) -> None:
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None


def end_with_parent() -> None:
    """Called in the worker: end in good order when the parent is gone, and by force if that takes too long.

    Two ways, because each has a gap. The kernel's signal (Linux) reaches a process that is busy outside Python, but not
    if the parent died before it was asked for. The pipe from the parent reads as closed in both cases, on any system.
    """
    inherited = os.environ.pop(PARENT_PIPE, "")
    if not inherited:
        return
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    pipe = int(inherited)
    os.set_inheritable(pipe, False)
    threading.Thread(target=_watch_parent, args=(pipe,), name="parent-watch", daemon=True).start()


def _watch_parent(pipe: int) -> None:
    os.read(pipe, 1)  # nothing is ever written: this returns when the parent's end is closed
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ORPHAN_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
