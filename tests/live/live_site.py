"""A running site with two people in one project, for the tests of live updates."""

import http.client
import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from tests.live.processes import SECONDS, Holder, python_of, run, start
from tests.live.streaming import StreamReader

TEXT = "Headline\n\nAbout 1,000 soldiers were to go first, officials said. Up to 11,000 could follow."
API = "/api/v1/projects/desk/"


@dataclass
class Site:
    """A server, its database, and a token for each person."""

    database: Holder
    environment: dict[str, str]
    process: subprocess.Popen[str]
    address: str
    tokens: dict[str, str] = field(default_factory=dict)
    article: int = 0
    streams: list[StreamReader] = field(default_factory=list)

    def call(self, method: str, path: str, body: Any = None, *, by: str = "ana", **headers: str) -> tuple[int, Any]:
        """Ask the interface; status and JSON."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=SECONDS)
        try:
            sent = {"Authorization": f"Token {self.tokens[by]}", "Content-Type": "application/json"}
            sent |= {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=None if body is None else json.dumps(body), headers=sent)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None
        finally:
            connection.close()

    def stream(self, *, by: str = "ana", query: str = "", project: str = "desk", **headers: str) -> StreamReader:
        """Open a stream."""
        sent = headers or {"Authorization": f"Token {self.tokens[by]}"}
        reader = StreamReader(self.address, f"/api/v1/projects/{project}/events/{query}", sent)
        self.streams.append(reader)
        return reader

    def mark(self, quote: str = "About 1,000 soldiers", *, by: str = "bela") -> dict[str, Any]:
        """Make a highlight."""
        start_ = TEXT.index(quote)
        body = {"article": self.article, "start": start_, "end": start_ + len(quote), "tags": ["claim"]}
        status, made = self.call("PUT", f"{API}highlights/{uuid4()}/", body, by=by)
        assert status == 201, made
        assert isinstance(made, dict)
        return made

    def shell(self, code: str) -> str:
        """Run Python in the site."""
        status, said, errors = run("shell", "--verbosity", "0", "--command", code, **self.environment)
        assert status == 0, errors
        return said.strip()

    def close_streams(self) -> None:
        """Close what the test left open."""
        while self.streams:
            self.streams.pop().close()


def serve(environment: dict[str, str], *, port: int | None = 0) -> tuple[subprocess.Popen[str], str]:
    """Another web server on the same database."""
    process = start([python_of(None), "manage.py", "run_web", "--port", str(port)], **environment)
    assert process.stdout is not None
    said = process.stdout.readline().split()
    if said[:1] != ["ready"]:
        raise AssertionError(process.communicate()[1])
    return process, said[1]


def stop(process: subprocess.Popen[str]) -> float:
    """Ask it to stop; how many seconds it took."""
    asked = time.monotonic()
    process.terminate()
    process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    return time.monotonic() - asked


@contextmanager
def running_site(place: Path, *, prepared_by: Sequence[str] = (), **settings: str) -> Iterator[Site]:
    """A site below a folder, until the end of the test.

    Args:
        prepared_by: a command of `manage.py` that comes first.
        settings: in the environment, besides what every site has.
    """
    database = Holder.start(place / "database")
    environment = {
        "CLAIMDESK_LOCAL": "1",
        "CLAIMDESK_SECRET_KEY": "for-this-test-" * 5,
        "CLAIMDESK_DATA_DIR": str(place / "none"),
        "CLAIMDESK_STATIC_ROOT": str(place / "static"),
        "DATABASE_URL": database.url,
        **settings,
    }
    for command in (
        *([prepared_by] if prepared_by else []),
        ["update_database"],
        ["create_user", "ana", "--email", "ana@example.org"],
        ["create_user", "bela", "--email", "bela@example.org"],
        ["create_user", "stella", "--email", "stella@example.org"],
        ["create_project", "desk", "--owner", "ana"],
    ):
        status, said, errors = run(*command, **environment)
        assert status == 0, errors
    tokens = {}
    for name in ("ana", "bela", "stella"):
        status, said, errors = run("create_token", name, **environment)
        assert status == 0, errors
        tokens[name] = said.split()[-1]
    process, address = serve(environment)
    site = Site(database, environment, process, address, tokens)
    join(site, "bela")
    status, made = site.call("POST", f"{API}articles/", {"text": TEXT, "language": "en"})
    assert status == 201, made
    site.article = made["id"]
    try:
        yield site
    finally:
        site.close_streams()
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=SECONDS)
        database.let_go()


def join(site: Site, name: str) -> None:
    """Make somebody an analyst of the project."""
    site.shell(
        "from newsapp.models import Membership, Project, User\n"
        f"Membership.objects.get_or_create(project=Project.objects.get(slug='desk'), "
        f"user=User.objects.get(username={name!r}), defaults={{'role': 'analyst'}})"
    )


def sign_in(site: Site, name: str) -> str:
    """The cookie of a browser in which somebody is signed in."""
    key = site.shell(
        "from django.contrib.sessions.backends.db import SessionStore\n"
        "from django.contrib.auth import *\nfrom newsapp.models import User\n"
        f"u = User.objects.get(username={name!r}); s = SessionStore()\n"
        "s[SESSION_KEY] = str(u.pk); s[BACKEND_SESSION_KEY] = 'django.contrib.auth.backends.ModelBackend'\n"
        "s[HASH_SESSION_KEY] = u.get_session_auth_hash(); s.save(); print(s.session_key)"
    ).split()[-1]
    return f"sessionid={key}"
