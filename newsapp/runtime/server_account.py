"""As which user PostgreSQL runs. It refuses to run as root: root gives it a system user of its own."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from newsapp.runtime.data_folder import SYSTEM_USER, DataFolder, user_name
from newsapp.runtime.refusals import CannotStart


@dataclass(frozen=True)
class ServerAccount:
    """The operating system's user that owns the cluster's files and runs the server.

    Attributes:
        switched: True when this process is root and has to become `uid` to run a program of PostgreSQL.
    """

    uid: int
    gid: int
    switched: bool

    def run(
        self, command: Sequence[str | Path], *, stdin: str | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this user to its end, in a plain environment, its output captured."""
        return subprocess.run(
            [str(part) for part in command],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            cwd="/",
            env=plain_environment(),
            umask=0o077,
            user=self.uid if self.switched else None,
            group=self.gid if self.switched else None,
            extra_groups=[] if self.switched else None,
        )

    def reaches(self, path: Path) -> bool:
        """Whether this user can enter the folder `path`. Asked of the kernel, so access lists count as well."""
        if not self.switched:
            return os.access(path, os.X_OK)
        return self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", path]).returncode == 0


def account_for(folder: DataFolder) -> ServerAccount:
    """The user that runs the server of this data folder: its owner; a system user when the owner is root.

    Raises:
        CannotStart: root runs this, and the system user is missing and cannot be made.
    """
    if os.geteuid() != 0:
        _must_have_name(os.geteuid())
        return ServerAccount(uid=os.geteuid(), gid=os.getegid(), switched=False)
    if folder.owner_uid != 0:
        _must_have_name(folder.owner_uid)
        return ServerAccount(uid=folder.owner_uid, gid=pwd.getpwuid(folder.owner_uid).pw_gid, switched=True)
    entry = _system_user() or _make_system_user()
    return ServerAccount(uid=entry.pw_uid, gid=entry.pw_gid, switched=True)


def plain_environment() -> dict[str, str]:
    """What PostgreSQL's programs see: nothing of the caller's locale, PG* variables or secrets."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "TZ": "UTC"}


def _system_user() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return None


def _make_system_user() -> pwd.struct_passwd:
    no_login = next((p for p in ("/usr/sbin/nologin", "/sbin/nologin") if Path(p).exists()), "/bin/false")
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    command += ["--shell", no_login, SYSTEM_USER]
    environment = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
    try:
        made = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        said = made.stderr.strip().splitlines()
    except OSError as error:
        said = [str(error)]
    # Another process may have been quicker: what counts is whether the user is there.
    entry = _system_user()
    if entry is None:
        why = f" ({said[-1]})" if said else ""
        raise CannotStart(
            f"PostgreSQL refuses to run as root, and its system user '{SYSTEM_USER}' cannot be made{why}: "
            "run Claimdesk as an ordinary user, or set DATABASE_URL."
        )
    return entry


def _must_have_name(uid: int) -> None:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        raise CannotStart(
            f"This machine knows no name for {user_name(uid)}, and PostgreSQL needs one: "
            "add it to /etc/passwd, or set DATABASE_URL."
        ) from None
