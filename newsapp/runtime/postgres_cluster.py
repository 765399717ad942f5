"""The files of one embedded PostgreSQL: where they are, how they are made, who may connect."""

import hashlib
import locale
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from newsapp.runtime.data_folder import DataFolder, make_private_folder, user_name
from newsapp.runtime.file_locks import FileLock
from newsapp.runtime.postgres_binaries import SYSTEM_PLACE, Binaries
from newsapp.runtime.refusals import CannotStart
from newsapp.runtime.server_account import ServerAccount

DATABASE = "claimdesk"
ROLE = "claimdesk"  # owns the database, may make others (the tests do); not a superuser
SUPERUSER = "postgres"
PORT = 5432  # only part of the socket's name; nothing listens on the network
SOCKET_PATH_LIMIT = 100  # bytes; the kernel takes 107
PLACE_NOTE = "postgres-is-elsewhere.txt"
WHY_ELSEWHERE = (
    "The database of this data folder is in the folder named above: root runs Claimdesk, PostgreSQL runs as a system "
    "user, and that user cannot enter this folder. A backup needs both."
)


@dataclass(frozen=True)
class Cluster:
    """Where a data folder's PostgreSQL lives.

    Attributes:
        home: 0700, belongs to the account that runs the server; holds all the rest.
        account: who runs it.
        clients: names of the operating system's users who may connect.
    """

    home: Path
    account: ServerAccount
    clients: tuple[str, ...]

    @property
    def data(self) -> Path:
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").is_file()


def locate_cluster(folder: DataFolder, account: ServerAccount) -> Cluster:
    """Find the place of the folder's cluster, and make its home.

    It is inside the data folder whenever the server's user can get there. Root's data folder lets its system user
    pass (mode 0710, a group of its own). Below a folder that is closed to that user the cluster goes to the system's
    place for such data instead, with a note in the data folder: no folder is opened to others for its sake.
    """
    home = folder.path / "postgres"
    with FileLock(folder.locks / "place.lock") as lock:
        lock.wait_exclusive(seconds=60, busy=f"Another process is setting up {folder.path}, for too long.")
        if account.switched and folder.owner_uid == 0 and not _let_pass(folder, account):
            home = _place_outside(folder)
        make_private_folder(home, uid=account.uid, gid=account.gid)
    names = dict.fromkeys(user_name(uid) for uid in (folder.owner_uid, 0))
    return Cluster(home=home, account=account, clients=tuple(names))


def make_cluster(cluster: Cluster, binaries: Binaries, *, durable: bool) -> None:
    """Make the cluster with its role and database, in a folder of another name that is renamed when it is complete."""
    for leftover in cluster.home.glob("making-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix="making-", dir=cluster.home))
    if cluster.account.switched:
        os.chown(draft, cluster.account.uid, cluster.account.gid)
    try:
        _must_succeed(cluster, [binaries.programs / "initdb", "--pgdata", draft, *initdb_options(durable=durable)])
        single: list[str | Path] = [binaries.programs / "postgres", "--single", "-F", "-j", "-D", draft, "template1"]
        sql = f"CREATE ROLE {ROLE} LOGIN CREATEDB;\n\nCREATE DATABASE {DATABASE} OWNER {ROLE};\n\n"
        _must_succeed(cluster, single, stdin=sql)
        draft.rename(cluster.data)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def initdb_options(*, durable: bool) -> list[str]:
    """What the cluster is made with; nothing is left to the environment.

    The builtin provider's C.UTF-8 sorts by code point, knows upper and lower case of every script (lower('РОССИЯ')),
    needs no locale of the system, and changes with PostgreSQL's versions only. Its case mapping is one to one, so
    a text keeps its length in code points (PG_UNICODE_FAST maps 'ß' to 'SS'). LC_CTYPE still decides for the parser
    of full text search what is a letter: with plain C, quotation marks and dashes stick to words.
    """
    options = [f"--username={SUPERUSER}", "--encoding=UTF8"]
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", f"--lc-ctype={_utf8_ctype()}"]
    options += ["--auth-local=peer", "--auth-host=reject", "--data-checksums", "--no-instructions"]
    return options if durable else [*options, "--no-sync"]


def write_access_rules(cluster: Cluster) -> None:
    """Let in exactly `cluster.clients`, whom the kernel vouches for (peer); nobody by trust, nothing by network."""
    rules = ["local all all peer map=claimdesk", "local replication all peer map=claimdesk"]
    people = [f'claimdesk "{name}" {role}' for name in cluster.clients for role in (ROLE, SUPERUSER)]
    _replace(cluster, "pg_hba.conf", rules)
    _replace(cluster, "pg_ident.conf", people)


def check_version(cluster: Cluster, binaries: Binaries) -> None:
    """Raises CannotStart when another major version of PostgreSQL made the cluster."""
    made_by = int((cluster.data / "PG_VERSION").read_text(encoding="ascii").split(".")[0])
    if made_by > binaries.major:
        raise CannotStart(
            f"The database in {cluster.home} was made by PostgreSQL {made_by}, newer than the {binaries.major} "
            "of this Claimdesk: update Claimdesk."
        )
    if made_by < binaries.major:
        raise CannotStart(
            f"The database in {cluster.home} was made by PostgreSQL {made_by}, this Claimdesk has {binaries.major}: "
            "move it over with pg_dump, or start with the Claimdesk it was made with."
        )


def choose_socket_folder(cluster: Cluster) -> Path:
    """A folder for the socket that only the server's user and root can enter, with a short path without odd signs."""
    inside = cluster.home / "socket"
    if _fits(inside):
        make_private_folder(inside, uid=cluster.account.uid, gid=cluster.account.gid)
        return inside
    digest = hashlib.sha256(os.fsencode(cluster.home)).hexdigest()[:16]
    for base in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp"):  # noqa: S108 - made 0700, owner checked
        folder = Path(base or ".", f"claimdesk-{cluster.account.uid}-{digest}")
        if base and folder.is_absolute() and _fits(folder) and cluster.account.reaches(folder.parent):
            make_private_folder(folder, uid=cluster.account.uid, gid=cluster.account.gid)
            return folder
    raise CannotStart(f"No place for the database's socket: the path of {cluster.home} is too long.")


def database_url(socket_folder: Path) -> str:
    return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(socket_folder), safe='')}"


def _let_pass(folder: DataFolder, account: ServerAccount) -> bool:
    if (folder.path / PLACE_NOTE).exists():
        return False
    if not account.reaches(folder.path.parent):
        return False
    os.chown(folder.path, 0, account.gid)
    folder.path.chmod(0o710)
    return account.reaches(folder.path)


def _place_outside(folder: DataFolder) -> Path:
    note = folder.path / PLACE_NOTE
    clusters = SYSTEM_PLACE / "clusters"
    try:
        SYSTEM_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
        clusters.mkdir(mode=0o711, exist_ok=True)
        if note.exists():
            return _noted_place(note, clusters)
        home = clusters / hashlib.sha256(os.fsencode(folder.path)).hexdigest()[:16]
        if home.exists():
            # Its data folder was thrown away and begun anew: the old database is not this one's, and is kept aside.
            home.rename(tempfile.mkdtemp(prefix=f"left-{home.name}-", dir=clusters))
        note.write_text(f"{home}\n{WHY_ELSEWHERE}\n", encoding="utf-8")
        note.chmod(0o600)
    except OSError as error:
        raise CannotStart(f"The database cannot be placed in {clusters}: {error.strerror or error}.") from None
    return home


def _noted_place(note: Path, clusters: Path) -> Path:
    home = Path(note.read_text(encoding="utf-8").split("\n")[0])
    if home.parent != clusters or note.stat().st_uid != 0:
        raise CannotStart(f"{note} does not name a folder in {clusters}.")
    return home


def _fits(folder: Path) -> bool:
    # libpq cuts a host at commas, PostgreSQL its list of socket folders too; the lock beside the socket is longer by 5.
    plain = re.fullmatch(r"/[A-Za-z0-9._/+@=-]+", str(folder)) is not None
    return plain and len(os.fsencode(folder / f".s.PGSQL.{PORT}.lock")) < SOCKET_PATH_LIMIT


def _utf8_ctype() -> str:
    kept = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, kept)
    raise CannotStart("This machine has neither the locale C.UTF-8 nor en_US.UTF-8: install one, or set DATABASE_URL.")


def _must_succeed(cluster: Cluster, command: Sequence[str | Path], *, stdin: str | None = None) -> None:
    done = cluster.account.run(command, stdin=stdin)
    # The single-user server reports a failed statement, and goes on and ends with 0.
    if done.returncode or re.search(r"^\S+ \S+ \S+ \[\d+\] (ERROR|FATAL|PANIC)", done.stderr, re.MULTILINE):
        said = (done.stderr.strip() or done.stdout.strip() or f"exit status {done.returncode}").splitlines()
        telling = next((line for line in said if "rror" in line or "FATAL" in line or "ERROR" in line), said[-1])
        raise CannotStart(f"The database cannot be made in {cluster.home}: {telling}")


def _replace(cluster: Cluster, name: str, lines: list[str]) -> None:
    descriptor, draft = tempfile.mkstemp(prefix=f".{name}.", dir=cluster.data)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(["# Written anew at every start.", *lines, ""]))
        if cluster.account.switched:
            os.fchown(file.fileno(), cluster.account.uid, cluster.account.gid)
    Path(draft).replace(cluster.data / name)
