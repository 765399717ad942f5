"""What a child gives up before it reads anything foreign. Linux has all of it; elsewhere what there is."""

import ctypes
import os
import resource
import signal
import sys
from typing import Final

MEMORY: Final = 1024 * 1024 * 1024
"""Address space that a child may take beyond what it has when it is ready, in bytes."""

CPU_SECONDS: Final = 20
"""Processor time for one document."""

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_DUMPABLE = 4

_REFUSED = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.kill", "os.remove",
    "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.chown", "os.truncate", "shutil.",
    "pty.",
    "ftplib.", "http.client.", "urllib.Request", "smtplib.", "ctypes.dlopen",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def leave_the_network() -> bool:
    """Move into a network namespace of its own, which has no way out. False where the system does not permit it."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        return any(int(libc.unshare(flags)) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))
    except (OSError, AttributeError):
        return False


def refuse_the_outside() -> None:
    """From here on Python itself refuses sockets, processes and writing to files. It cannot be taken back."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_REFUSED):
        raise PermissionError(f"{event} is not permitted in the sandbox")
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        writes = isinstance(mode, str) and any(letter in mode for letter in "wax+")
        if writes or (isinstance(flags, int) and flags & _WRITING):
            raise PermissionError("writing is not permitted in the sandbox")


def limit_resources(*, memory: int = MEMORY) -> None:
    """No files, no cores, no new processes, few open files, and `memory` more bytes of address space than now."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    if hasattr(resource, "RLIMIT_NPROC"):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    ceiling = _address_space() + memory
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def _address_space() -> int:
    """Bytes of address space in use, from /proc; a generous constant where there is none."""
    try:
        with open("/proc/self/statm") as status:
            return int(status.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1024 * 1024 * 1024


def begin_document(*, seconds: float) -> None:
    """Start the clocks of one document: the kernel ends this process after `seconds`, or `CPU_SECONDS` of work.

    The parent kills a slow child sooner; this is for a child whose parent is gone while it is busy.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, hard))
    signal.setitimer(signal.ITIMER_REAL, seconds)


def end_document() -> None:
    """Stop the clock that `begin_document` started."""
    signal.setitimer(signal.ITIMER_REAL, 0)
