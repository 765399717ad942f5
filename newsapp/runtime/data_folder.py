"""The data folder: where a laptop's Claimdesk keeps its database, secret key and locks. Closed to other users."""

import grp
import os
import pwd
import secrets
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newsapp.runtime.refusals import CannotStart

REPOSITORY = Path(__file__).resolve().parents[2]
SECRET_KEY_FILE = "secret_key"  # noqa: S105 - a file's name
SECRET_KEY_BYTES = 48
SYSTEM_USER = "claimdesk"  # runs PostgreSQL for root


@dataclass(frozen=True)
class DataFolder:
    """A data folder that exists and that this process may use.

    Attributes:
        path: absolute, symbolic links resolved.
        owner_uid: whose folder it is. Only this user and root can use it.
        owner_gid: the group that files root makes in here get.
    """

    path: Path
    owner_uid: int
    owner_gid: int

    @property
    def locks(self) -> Path:
        """The folder of the lock files; made on first use."""
        locks = self.path / "locks"
        make_private_folder(locks, uid=self.owner_uid, gid=self.owner_gid)
        return locks


def chosen_data_folder(environment: Mapping[str, str]) -> Path:
    """The folder the environment names, else `data` in the repository. It need not exist."""
    named = environment.get("CLAIMDESK_DATA_DIR", "").strip()
    return Path(named).expanduser().absolute() if named else REPOSITORY / "data"


def open_data_folder(path: Path) -> DataFolder:
    """Make the folder if need be, close it to others, and check that it can be written to.

    Raises:
        CannotStart: it is a file, belongs to somebody else, or cannot be made or written to.
    """
    try:
        if not path.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir(mode=0o700, exist_ok=True)
        resolved = path.resolve(strict=True)
        found = resolved.stat()
    except (FileExistsError, NotADirectoryError):
        raise CannotStart(f"The data folder {path} cannot be used: it, or a part of its path, is a file.") from None
    except (OSError, RuntimeError) as error:
        raise CannotStart(f"The data folder {path} cannot be made: {_reason(error)}.") from None
    me = os.geteuid()
    if me not in (0, found.st_uid):
        raise CannotStart(f"The data folder {path} belongs to {user_name(found.st_uid)}, not to {user_name(me)}.")
    try:
        if stat.S_IMODE(found.st_mode) & 0o077 and not _open_to_own_group_only(found):
            resolved.chmod(0o700)
        with tempfile.TemporaryFile(dir=resolved):
            pass
    except OSError as error:
        raise CannotStart(f"The data folder {path} cannot be written to: {_reason(error)}.") from None
    return DataFolder(path=resolved, owner_uid=found.st_uid, owner_gid=found.st_gid)


def make_private_folder(path: Path, *, uid: int, gid: int) -> None:
    """Make `path`, mode 0700, for this user, unless it is there; a link or another's folder in its place is refused."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        pass
    except OSError as error:
        raise CannotStart(f"The folder {path} cannot be made: {_reason(error)}.") from None
    else:
        if os.geteuid() == 0:
            os.chown(path, uid, gid, follow_symlinks=False)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise CannotStart(f"{path} is in the way: it should be a folder.")
    if found.st_uid not in (uid, os.geteuid()):
        raise CannotStart(f"The folder {path} belongs to {user_name(found.st_uid)}, not to {user_name(uid)}.")
    if os.geteuid() == 0 and found.st_uid != uid:
        os.chown(path, uid, gid, follow_symlinks=False)
    if stat.S_IMODE(found.st_mode) != 0o700:
        path.chmod(0o700)


def secret_key(folder: DataFolder) -> str:
    """The folder's secret key; the first caller makes it, and any number of processes at once get the same one."""
    path = folder.path / SECRET_KEY_FILE
    for _ in range(2):
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            _make_secret_key(path, folder)
            continue
        except OSError as error:
            raise CannotStart(f"The secret key in {path} cannot be read: {_reason(error)}.") from None
        with os.fdopen(descriptor, encoding="ascii", errors="replace") as file:
            key = file.read().strip()
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                os.fchmod(file.fileno(), 0o600)
        if len(key) < SECRET_KEY_BYTES:
            raise CannotStart(f"The secret key in {path} is damaged; remove the file to get a new one.")
        return key
    raise CannotStart(f"The secret key in {path} cannot be made.")


def system_group() -> int | None:
    """The number of the group of the database's system user, if there is one."""
    try:
        return grp.getgrnam(SYSTEM_USER).gr_gid
    except KeyError:
        return None


def user_name(uid: int) -> str:
    """The account's name, or its number when the machine knows no name for it."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user number {uid}"


def _make_secret_key(path: Path, folder: DataFolder) -> None:
    # Written whole under another name, then linked: that fails if somebody was quicker, and nobody reads half a key.
    draft = path.with_name(f".{SECRET_KEY_FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SECRET_KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
            if os.geteuid() == 0:
                os.fchown(file.fileno(), folder.owner_uid, folder.owner_gid)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as error:
        raise CannotStart(f"The secret key in {path} cannot be made: {_reason(error)}.") from None


def _open_to_own_group_only(found: os.stat_result) -> bool:
    # Root's own data folder lets the database's system user pass, and nobody else: see `server_account`.
    return found.st_uid == 0 and found.st_gid == system_group() and stat.S_IMODE(found.st_mode) == 0o710


def _reason(error: BaseException) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
