"""Claimdesk's processes as a person would start them, for tests that kill them."""

import functools
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

REPOSITORY = Path(__file__).resolve().parents[2]
T = TypeVar("T")
SECONDS = 60  # patience; the machine may be busy

HOLD = """
import sys
from pathlib import Path
from typing import TypeVar
from newsapp.runtime.postgres import EmbeddedDatabase
from newsapp.runtime.refusals import CannotStart
try:
    database = EmbeddedDatabase.acquire(Path(sys.argv[1]), durable=sys.argv[2] == "durable")
except CannotStart as refusal:
    sys.exit(str(refusal))
print(database.server.pid, database.url, flush=True)
sys.stdin.read()
database.release()
"""


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without what the test run itself set for the application."""
    dropped = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PORT", "XDG_RUNTIME_DIR")
    kept = {n: v for n, v in os.environ.items() if n not in dropped and not n.startswith(("CLAIMDESK_", "PYTEST_"))}
    packages = [str(REPOSITORY), *(path for path in sys.path if path.endswith("site-packages"))]
    return {**kept, "PYTHONPATH": os.pathsep.join(packages), "PYTHONDONTWRITEBYTECODE": "1", **more}


@functools.cache
def python_of(user: str | None) -> str:
    """A Python that this user can run: ours, else the system's of the same version; "" when there is none."""
    if user is None:
        return sys.executable
    for python in (sys.executable, f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}"):
        try:
            if start([python, "-c", "import django, newsapp"], user=user).wait() == 0:
                return python
        except OSError:
            continue
    return ""


def start(command: list[str], *, user: str | None = None, **environment: str) -> subprocess.Popen[str]:
    """Start a program with pipes, as another user of the machine if told (which takes root)."""
    account = pwd.getpwnam(user) if user else None
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env=clean_environment(**environment),
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )


@dataclass
class Holder:
    """A process that holds the embedded database until told to let go."""

    process: subprocess.Popen[str]
    pid_of_server: int
    url: str

    @classmethod
    def start(cls, data_dir: Path, *, user: str | None = None, durable: bool = False, **environment: str) -> "Holder":
        process = start(hold_command(data_dir, user=user, durable=durable), user=user, **environment)
        assert process.stdout is not None
        said = process.stdout.readline().split()
        if len(said) != 2:
            raise AssertionError(process.communicate()[1])
        return cls(process, int(said[0]), said[1])

    def let_go(self) -> None:
        _, errors = self.process.communicate(timeout=SECONDS)
        assert self.process.returncode == 0, errors

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def hold_command(data_dir: Path, *, user: str | None = None, durable: bool = False) -> list[str]:
    return [python_of(user), "-c", HOLD, str(data_dir), "durable" if durable else "fast"]


@dataclass
class Up:
    """A running `manage.py up`."""

    process: subprocess.Popen[str]
    address: str = ""
    lines: list[str] = field(default_factory=list)

    @classmethod
    def start(
        cls, data_dir: Path, *options: str, user: str | None = None, demo: bool = False, **environment: str
    ) -> "Up":
        command = [
            python_of(user),
            "manage.py",
            "up",
            "--data-dir",
            str(data_dir),
            "--port",
            "0",
            *([] if demo else ["--no-demo"]),
            *options,
        ]
        up = cls(start(command, user=user, **environment))
        assert up.process.stdout is not None
        for line in up.process.stdout:
            up.lines.append(line.rstrip("\n"))
            if line.startswith("ready "):
                up.address = line.split()[1]
                return up
        raise AssertionError(up.process.communicate()[1])

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal and give the exit status."""
        self.process.send_signal(number)
        self.process.communicate(timeout=SECONDS)
        return self.process.returncode

    def worker(self) -> int:
        """The process number of its background worker, once there is one."""
        return wait_for(lambda: next((p for p in children(self.process.pid) if "run_worker" in command_of(p)), 0))


def run(*arguments: str, user: str | None = None, **environment: str) -> tuple[int, str, str]:
    """Run `manage.py` to its end: exit status, output, errors."""
    process = start([python_of(user), "manage.py", *arguments], user=user, **environment)
    output, errors = process.communicate(timeout=SECONDS)
    return process.returncode, output, errors


def wait_for(ask: Callable[[], T]) -> T:
    """Ask until the answer is true."""
    deadline = time.monotonic() + SECONDS
    while not (answer := ask()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return answer


def is_alive(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def children(pid: int) -> list[int]:
    """Process numbers of the children of all its threads."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, task.read_text().split())
    return found


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def processes_about(folder: Path) -> list[int]:
    """Processes that have the folder in their command line or environment, or work below it."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        pid = int(entry.name)
        try:
            about = command_of(pid) + (entry / "environ").read_text(errors="replace") + str((entry / "cwd").readlink())
        except OSError:
            continue
        if str(folder) in about and is_alive(pid):
            found.append(pid)
    return found
