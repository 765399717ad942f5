"""The parts that containers run, one each: `update_database`, `run_web`, `run_worker`, and the checks of their health."""

import http.client
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from newsapp.runtime.health_check import PATIENCE_SECONDS
from tests.live.processes import SECONDS, Holder, python_of, run, start, wait_for
from tests.live.test_up import one_line

HOST = "claims.example.org"
BY_PROXY = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}


@pytest.fixture
def database(data_dir: Path) -> Iterator[Holder]:
    """A PostgreSQL with nothing in it."""
    holder = Holder.start(data_dir)
    yield holder
    holder.let_go()


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files, which every server of these tests reads."""
    folder = tmp_path_factory.mktemp("static")
    own = {
        "CLAIMDESK_LOCAL": "0",
        "CLAIMDESK_STATIC_ROOT": str(folder),
        "CLAIMDESK_PACKED_STATIC": str(folder / "none"),
    }
    status, _, errors = run("collectstatic", "--no-input", **own)
    assert status == 0, errors
    return folder


@pytest.fixture
def production(database: Holder, place: Path, collected: Path) -> dict[str, str]:
    """The environment of a server behind a proxy, whose static files are collected; its data folder is not there."""
    return {
        "CLAIMDESK_LOCAL": "0",
        "CLAIMDESK_SECRET_KEY": "for-this-test-" * 5,
        "CLAIMDESK_ALLOWED_HOSTS": HOST,
        "CLAIMDESK_BEHIND_TLS_PROXY": "1",
        "CLAIMDESK_STATIC_ROOT": str(collected),
        "CLAIMDESK_PACKED_STATIC": str(place / "none"),
        "CLAIMDESK_DATA_DIR": str(place / "none"),
        "DATABASE_URL": database.url,
    }


def run_web(environment: dict[str, str]) -> tuple[subprocess.Popen[str], str]:
    process = start([python_of(None), "manage.py", "run_web", "--port", "0"], **environment)
    assert process.stdout is not None
    said = process.stdout.readline().split()
    if said[:1] != ["ready"]:
        raise AssertionError(process.communicate()[1])
    return process, said[1]


def ask(address: str, path: str, headers: dict[str, str]) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=SECONDS)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def health(*part: str, **environment: str) -> tuple[int, str]:
    process = start([python_of(None), "-m", "newsapp.runtime.health_check", *part], **environment)
    said, errors = process.communicate(timeout=SECONDS)
    assert not errors
    return process.returncode, said


def end(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=SECONDS)
    return process.returncode


def test_web_server_serves_what_is_there_and_changes_nothing(production: dict[str, str], place: Path) -> None:
    process, address = run_web(production)
    port = str(urlsplit(address).port)
    assert ask(address, "/readyz", {})[0] == 503
    assert health("web", PORT=port)[0] == 1
    assert run("migrate", "--check", **production)[0] == 1, "it applied the migrations"

    status, said, errors = run("update_database", **production)
    assert (status, said) == (0, "The database was brought up to date.\n"), errors
    assert run("update_database", **production)[1] == "The database is up to date.\n"
    assert health("web", PORT=port) == (0, "ok\n")

    status, page = ask(address, "/accounts/login/", BY_PROXY)
    assert status == 200
    (sheet, *_) = re.findall(r'href="(/static/css/site\.[0-9a-f]{12}\.css)"', page)
    assert ask(address, sheet, BY_PROXY)[0] == 200
    assert ask(address, "/accounts/login/", {"Host": HOST})[0] == 301
    assert ask(address, "/accounts/login/", {**BY_PROXY, "Host": "elsewhere.example"})[0] == 400

    asked = time.monotonic()
    assert end(process) == 0
    assert time.monotonic() - asked < 10
    assert not (place / "none").exists()
    assert health("web", PORT=port)[0] == 1


def test_web_server_without_static_files_is_one_line(production: dict[str, str], place: Path) -> None:
    empty = {**production, "CLAIMDESK_STATIC_ROOT": str(place / "empty")}
    status, _, errors = run("run_web", "--port", "0", **empty)
    assert status == 1
    assert "run manage.py collectstatic" in one_line(errors)


def test_database_of_a_newer_version_is_refused_before_anything_serves(production: dict[str, str]) -> None:
    assert run("update_database", **production)[0] == 0
    sql = "INSERT INTO django_migrations (app, name, applied) VALUES ('newsapp', '9999_to_come', now())"
    code = f"from django.db import connection; connection.cursor().execute({sql!r})"
    assert run("shell", "--verbosity", "0", "--command", code, **production)[0] == 0
    status, _, errors = run("update_database", **production)
    assert status == 1
    assert "newer than this Claimdesk" in one_line(errors)


def test_worker_gives_signs_of_life_until_it_is_stopped(production: dict[str, str], place: Path) -> None:
    assert run("update_database", **production)[0] == 0
    alive = place / "alive"
    assert health("worker", str(alive))[0] == 1
    worker = start([python_of(None), "manage.py", "run_worker", "--alive-file", str(alive)], **production)
    wait_for(alive.exists)
    assert health("worker", str(alive)) == (0, "ok\n")
    assert end(worker) == 0

    long_ago = time.time() - PATIENCE_SECONDS - 1
    os.utime(alive, (long_ago, long_ago))
    status, said = health("worker", str(alive))
    assert status == 1
    assert "has not reached its database for 41 s" in said


def test_health_check_of_something_else_fails() -> None:
    assert health()[0] == 1
    assert health("database")[0] == 1
