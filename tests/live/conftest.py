"""Folders and users for the tests that start real processes."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.live.live_site import Site, running_site, sign_in
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


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    """A site with two people in one project, for the tests of a module."""
    folder = Path(tempfile.mkdtemp(prefix="claimdesk-live-", dir="/tmp"))
    folder.chmod(0o755)
    with running_site(folder) as site:
        yield site
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def faults() -> list[str]:
    """What went wrong in the pages; a test that provokes something clears it."""
    return []


@pytest.fixture
def browser_of(chromium: Browser, site: Site, faults: list[str]) -> Iterator[Callable[[str], BrowserContext]]:
    """A browser in which somebody is signed in."""
    contexts: list[BrowserContext] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
        page.on("console", lambda said: faults.append(f"console: {said.text}") if said.type == "error" else None)

    def open_one(name: str) -> BrowserContext:
        context = chromium.new_context(base_url=site.address, viewport={"width": 1440, "height": 900})
        context.on("page", watch)
        contexts.append(context)
        key = sign_in(site, name).partition("=")[2]
        context.add_cookies([{"name": "sessionid", "value": key, "url": site.address}])
        return context

    yield open_one
    for context in contexts:
        context.close()
    assert not faults, faults
