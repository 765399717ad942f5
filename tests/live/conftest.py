"""Folders and users for the tests that start real processes."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.processes import processes_about, python_of

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a short path that any user can pass; what still runs in it afterwards is killed."""
    folder = Path(tempfile.mkdtemp(prefix="claimdesk-live-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    for pid in processes_about(folder):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["oneself", "nobody"])
def user(request: pytest.FixtureRequest, place: Path) -> str | None:
    """Who runs the test's processes: the one who runs the tests and, when that is root, an ordinary user as well."""
    if request.param == "oneself":
        return None
    other = request.getfixturevalue("ordinary_user")
    assert isinstance(other, str)
    shutil.chown(place, other)
    return other


@pytest.fixture
def ordinary_user() -> str:
    """An ordinary user whom root can become and who can run this Python."""
    if not AS_ROOT:
        pytest.skip("only root can become another user")
    if not python_of("nobody"):
        pytest.skip("no Python of this version, or not this folder, is open to the user nobody")
    return "nobody"


@pytest.fixture
def data_dir(place: Path) -> Path:
    """A data folder that is not there yet."""
    return place / "data"
