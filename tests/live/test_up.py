"""`manage.py up`: one command that serves, says so, stops cleanly, and refuses in one line."""

import http.client
import os
import shutil
import signal
import socket
import stat
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.live.processes import SECONDS, Up, is_alive, processes_about, python_of, run, start, wait_for


def get(address: str, path: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def one_line(errors: str) -> str:
    """The refusal, which is all there is on standard error."""
    assert "Traceback" not in errors
    (line,) = errors.strip().splitlines()
    return line


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_says_ready_when_it_serves_and_leaves_no_process(
    data_dir: Path, user: str | None, number: signal.Signals
) -> None:
    up = Up.start(data_dir, user=user)
    assert get(up.address, "/healthz") == 200
    assert get(up.address, "/readyz") == 200
    worker = up.worker()
    asked = time.monotonic()
    assert up.stop(number) == 0
    assert time.monotonic() - asked < 10
    assert not is_alive(worker)
    assert not processes_about(data_dir)
    assert stat.S_IMODE((data_dir / "secret_key").stat().st_mode) == 0o600


def test_second_start_takes_seconds_and_other_commands_work_meanwhile(data_dir: Path) -> None:
    assert Up.start(data_dir, "--no-worker").stop() == 0
    asked = time.monotonic()
    up = Up.start(data_dir, "--no-worker")
    assert time.monotonic() - asked < 5
    status, output, errors = run("migrate", "--check", "--data-dir", str(data_dir))
    assert status == 0, errors + output
    assert get(up.address, "/readyz") == 200, "the command stopped the server's database"
    assert up.stop() == 0


def test_killed_up_leaves_no_worker_and_the_next_one_stops_everything(data_dir: Path) -> None:
    killed = Up.start(data_dir)
    worker = killed.worker()
    killed.process.kill()
    killed.process.communicate()
    wait_for(lambda: not is_alive(worker))
    assert processes_about(data_dir), "the database lives on"

    up = Up.start(data_dir)
    assert get(up.address, "/readyz") == 200
    assert up.stop() == 0
    assert not processes_about(data_dir)


def test_killed_worker_and_killed_database_are_started_again(data_dir: Path) -> None:
    up = Up.start(data_dir)
    worker = up.worker()
    server = int((data_dir / "postgres/cluster/postmaster.pid").read_text().split()[0])
    os.kill(server, signal.SIGKILL)
    wait_for(lambda: get(up.address, "/readyz") == 200)
    time.sleep(2)  # a worker is not restarted in the first seconds of its life
    if is_alive(worker):
        os.kill(worker, signal.SIGKILL)
    wait_for(lambda: up.worker() != worker)
    assert up.stop() == 0
    assert not processes_about(data_dir)


def test_busy_port_is_one_line(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, _, errors = run("up", "--data-dir", str(data_dir), PORT=port)
    assert status == 1
    assert f"port {port}: Address already in use" in one_line(errors)
    assert not processes_about(data_dir)


@pytest.mark.parametrize("port", ["http", "70000", "-1"])
def test_impossible_port_is_one_line(data_dir: Path, port: str) -> None:
    status, _, errors = run("up", "--data-dir", str(data_dir), PORT=port)
    assert status == 1
    assert "is no port" in one_line(errors)


def test_folder_in_use_is_one_line_and_harms_nobody(data_dir: Path) -> None:
    up = Up.start(data_dir, "--no-worker")
    status, _, errors = run("up", "--port", "0", "--data-dir", str(data_dir))
    assert status == 1
    assert f"in use by another `up` (process {up.process.pid})" in one_line(errors)
    assert get(up.address, "/readyz") == 200
    assert up.stop() == 0


def test_unwritable_folder_is_one_line(place: Path, ordinary_user: str) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o755)
    status, _, errors = run("up", "--data-dir", str(closed / "data"), user=ordinary_user)
    assert status == 1
    assert "cannot be made: Permission denied" in one_line(errors)
    status, _, errors = run("up", "--data-dir", str(closed), user=ordinary_user)
    assert status == 1
    assert "belongs to" in one_line(errors)


def test_read_only_folder_of_ones_own_is_one_line(data_dir: Path, ordinary_user: str) -> None:
    data_dir.mkdir(mode=0o500)
    shutil.chown(data_dir, ordinary_user)
    status, _, errors = run("up", "--data-dir", str(data_dir), user=ordinary_user)
    assert status == 1
    assert "cannot be written to: Permission denied" in one_line(errors)


def test_file_for_a_folder_is_one_line(data_dir: Path) -> None:
    data_dir.write_text("a file")
    for path in (data_dir, data_dir / "below"):
        status, _, errors = run("up", "--data-dir", str(path))
        assert status == 1
        assert "is a file" in one_line(errors)


def test_database_of_a_newer_version_is_one_line(data_dir: Path) -> None:
    assert Up.start(data_dir, "--no-worker").stop() == 0
    sql = "INSERT INTO django_migrations (app, name, applied) VALUES ('newsapp', '9999_to_come', now())"
    code = f"from django.db import connection; connection.cursor().execute({sql!r})"
    status, _, errors = run("shell", "--verbosity", "0", "--command", code, "--data-dir", str(data_dir))
    assert status == 0, errors
    status, _, errors = run("up", "--port", "0", "--data-dir", str(data_dir))
    assert status == 1
    assert "newer than this Claimdesk (it has newsapp.9999_to_come)" in one_line(errors)
    assert not processes_about(data_dir)


def test_unreachable_database_is_one_line(place: Path) -> None:
    url = f"postgresql://claimdesk@/claimdesk?host={place}"
    status, _, errors = run("up", "--port", "0", "--data-dir", str(place / "data"), DATABASE_URL=url)
    assert status == 1
    assert "cannot be reached" in one_line(errors)


def test_terminated_command_stops_the_database_it_started(data_dir: Path) -> None:
    command = [python_of(None), "manage.py", "shell", "--verbosity", "0", "--data-dir", str(data_dir), "--command"]
    sleeping = start([*command, "import time; print('now', flush=True); time.sleep(60)"])
    assert sleeping.stdout is not None
    assert sleeping.stdout.readline() == "now\n"
    sleeping.terminate()
    sleeping.communicate(timeout=SECONDS)
    assert sleeping.returncode == 128 + signal.SIGTERM
    assert not processes_about(data_dir)


def test_commands_that_only_read_make_no_data_folder(data_dir: Path) -> None:
    for command in (["help"], ["version"], ["makemigrations", "--check", "--dry-run"], ["up", "--help"]):
        status, _, errors = run(*command, "--data-dir", str(data_dir))
        assert status == 0, errors
        assert not data_dir.exists()


def test_open_connections_do_not_hold_up_the_stop(data_dir: Path) -> None:
    up = Up.start(data_dir, "--no-worker")
    place = urlsplit(up.address)
    with socket.create_connection((str(place.hostname), place.port or 0)) as idle:
        idle.sendall(b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf")
        time.sleep(0.5)  # the request has reached a thread, which waits for the rest
        asked = time.monotonic()
        assert up.stop(signal.SIGINT) == 0
    assert time.monotonic() - asked < 8
    assert not processes_about(data_dir)
