"""What every test may use. The database itself comes from `tests/plugin.py`."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright

from newsapp.domain.roles import Role
from newsapp.models import Article, Project, User
from tests.factories import make_article, make_member, make_project, make_user
from tests.flushing import flush_by_deleting

TESTS = Path(__file__).resolve().parent
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

AtOnce = Callable[..., list[Any]]
"""Runs functions at the same moment; answers what each returned or raised, in the given order."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a browser or a real server wait for other processes: one that fails is tried a second time.

    The summary names each that was (`RERUN`): it is to be looked into.
    """
    for item in items:
        if item.path.is_relative_to(TESTS / "browser") or item.path.is_relative_to(TESTS / "live"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tests' own connections may empty the log between tests; `SET claimdesk.purging = 'off'` closes it again."""
    connection.settings_dict["OPTIONS"]["options"] = "-c claimdesk.purging=on"
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # what is open does not know it yet
        flush_by_deleting(patch)
        with django_db_blocker.block():
            yield


@pytest.fixture(autouse=True)
def no_translation() -> Iterator[None]:
    """A request answered in this thread leaves its reader's language active: the next test would be told in it."""
    yield
    translation.deactivate()


@pytest.fixture
def manager(db: None) -> User:
    """She owns the team and the project."""
    return make_user(username="mira")


@pytest.fixture
def project(manager: User) -> Project:
    """A project with the built-in scheme; `manager` manages it."""
    return make_project(owner=manager, slug="front-pages", name="Front pages")


@pytest.fixture
def reviewer(project: Project) -> User:
    """A reviewer in `project`."""
    return make_member(project=project, role=Role.REVIEWER, username="rita")


@pytest.fixture
def analyst(project: Project) -> User:
    """An analyst in `project`."""
    return make_member(project=project, role=Role.ANALYST, username="ana")


@pytest.fixture
def other_analyst(project: Project) -> User:
    """Another analyst in `project`."""
    return make_member(project=project, role=Role.ANALYST, username="bela")


@pytest.fixture
def viewer(project: Project) -> User:
    """A viewer in `project`."""
    return make_member(project=project, role=Role.VIEWER, username="vera")


@pytest.fixture
def stranger(db: None) -> User:
    """She is of another team and no member of `project`."""
    return make_user(username="stella")


@pytest.fixture
def strangers_project(stranger: User) -> Project:
    """The stranger's own project, with the built-in scheme."""
    return make_project(owner=stranger, slug="back-pages", name="Back pages")


@pytest.fixture
def article(project: Project) -> Article:
    """An article with the text `tests.factories.TEXT`, added by `manager`."""
    return make_article(project=project)


@pytest.fixture
def at_once(transactional_db: None) -> AtOnce:
    """Each function gets a thread with a connection of its own; what it raises is answered, not raised."""

    def run(*functions: Callable[[], Any]) -> list[Any]:
        gate = Barrier(len(functions), timeout=30)

        def one(function: Callable[[], Any]) -> Any:
            try:
                connection.ensure_connection()
                gate.wait()
                return function()
            except Exception as error:
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(len(functions)) as threads:
            return list(threads.map(one, functions))

    return run


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run: a thread has room for one Playwright."""
    executable = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if executable is None:
        pytest.fail("The browser tests need Chromium; `make test` says how to get it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()
