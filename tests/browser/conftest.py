"""A real Chromium. A console error, a page error or a violation of the content policy fails the test."""

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import urlsplit
from wsgiref.handlers import BaseHandler

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finder
from django.core.servers.basehttp import WSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from newsapp.models import Project, User
from newsapp.templatetags.scripts import modules_of
from tests.browser.workbench_page import Workbench
from tests.factories import make_article
from tests.packing import pack

# Playwright keeps an event loop in this thread, and Django takes that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


OpenContext = Callable[..., BrowserContext]

SECONDS = 30  # patience; the machine may be busy


@pytest.fixture
def faults() -> list[str]:
    """What went wrong in the pages of this test; one that provokes something clears it again."""
    return []


@pytest.fixture(scope="session")
def packed_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts and sheets of all pages, packed."""
    folder = tmp_path_factory.mktemp("packed")
    pack(folder)
    return folder


@pytest.fixture
def packed(packed_files: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """Pages have scripts and sheets as on a server: one that asks for a hundred files takes its time.

    The tests marked `as_written`, and those that start a server themselves (tests/live), have them one by one.
    """
    with static_files(None if request.node.get_closest_marker("as_written") else packed_files):
        yield


@contextmanager
def static_files(folder: Path | None) -> Iterator[None]:
    """Scripts and sheets come from this folder; from where they are written, when there is none."""
    with pytest.MonkeyPatch.context() as patch:
        if folder is not None:
            patch.setattr(settings, "STATICFILES_DIRS", [folder])
        _look_again()
        yield
    _look_again()


def _look_again() -> None:
    """Forget where static files were found."""
    get_finder.cache_clear()  # type: ignore[attr-defined]
    modules_of.cache_clear()


@pytest.fixture
def idle_server(packed: None, live_server: LiveServer) -> Iterator[LiveServer]:
    """The server; when the browsers of the test are closed, it finishes what they still asked for.

    The tables are emptied next: a request in flight would hold them up, or fill them again.
    """
    yield live_server
    finish_requests(live_server)


def finish_requests(server: LiveServer) -> None:
    """Wait until the server has answered everything that browsers, closed by now, asked for."""
    # Connections are taken in turn: once this one is answered, each that a browser left has its thread.
    with closing(HTTPConnection(urlsplit(server.url).netloc, timeout=SECONDS)) as last:
        last.request("GET", "/static/js/app.js")
        last.getresponse().read()
    for thread in threading.enumerate():
        if thread.name.endswith("(process_request_thread)"):
            _await_end(thread)


def _await_end(thread: threading.Thread) -> None:
    """Wait until the thread of a connection ends. One that waits for a further request is closed: a browser may keep
    its connection though the context that opened it is gone.
    """
    until = time.monotonic() + SECONDS
    while thread.is_alive():
        frame = sys._current_frames().get(thread.ident or 0)
        frames = [frame for frame, _ in traceback.walk_stack(frame)] if frame else []
        answering = any(each.f_code is BaseHandler.run.__code__ for each in frames)
        if frame and not answering:
            for each in frames:
                if each.f_code is WSGIRequestHandler.handle.__code__:
                    with suppress(OSError):
                        each.f_locals["self"].connection.shutdown(SHUT_RDWR)
        assert time.monotonic() < until, "a request is still in flight:\n" + "".join(traceback.format_stack(frame))
        thread.join(0.1)


@pytest.fixture
def open_context(chromium: Browser, idle_server: LiveServer, faults: list[str]) -> Iterator[OpenContext]:
    """Open a browser of its own for somebody who is signed in, or for nobody; takes the options of a Playwright context."""
    with opened_contexts(chromium, idle_server, faults) as open_one:
        yield open_one


@contextmanager
def opened_contexts(chromium: Browser, server: LiveServer, faults: list[str]) -> Iterator[OpenContext]:
    """What `open_context` is, on any server; they are closed at the end, and `faults` has to be empty."""
    contexts: list[BrowserContext] = []

    def watch(page: Page) -> None:
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
        page.on(
            "console", lambda message: faults.append(f"console: {message.text}") if message.type == "error" else None
        )

    def open_one(user: User | None, **options: object) -> BrowserContext:
        from django.test import Client

        context = chromium.new_context(base_url=server.url, **options)  # type: ignore[arg-type]
        context.on("page", watch)
        contexts.append(context)
        if user is None:
            return context
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": server.url,
                }
            ]
        )
        return context

    yield open_one
    for context in contexts:
        context.close()
    assert not faults, faults


@pytest.fixture
def page(open_context: OpenContext, analyst: User) -> Page:
    """A page of the analyst's browser."""
    return open_context(analyst, viewport={"width": 1440, "height": 900}).new_page()


@pytest.fixture
def workbench(page: Page, project: Project) -> Callable[..., Workbench]:
    """Open the workbench on a new article with a text, as the analyst."""

    def open_on(text: str, **details: Any) -> Workbench:
        article = make_article(project=project, text=text, **{"language": "en", **details})
        return Workbench(page, project.slug, article.number).open()

    return open_on
