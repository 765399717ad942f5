"""Saving a highlight: PUT over HTTP to a server process, against a bare INSERT and COMMIT of the same row.

And what live updates cost it: without notices, with nobody listening, with many who have the article open.
"""

import itertools
import json
import os
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from typing import NamedTuple
from uuid import uuid4

import psycopg

from benchmarks.corpus import make_project, make_text
from benchmarks.load import Figures, HttpClient, measure, reading_streams
from benchmarks.scratch import bare_connection, serving

CLIENTS = 8
SECONDS = 6.0
LISTENING = (0, 10, 50)
STREAMS_OF_A_PERSON = 10
ROUNDS = 3

UP = ("manage.py", "up", "--port", "{port}", "--no-demo", "--no-worker")

_BARE_TABLE = """
CREATE TABLE bare_highlight (LIKE annotations_highlight INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES)
"""
_BARE_INSERT = """
INSERT INTO bare_highlight (project_id, article_id, revision_id, uuid, start, "end", segments, quote, note, analyst_id,
    layer, state, body_sha256, created_at, updated_at, version)
VALUES (%s, %s, %s, %s, %s, %s, NULL, %s, '', %s, 'analyst', 'exact', %s, now(), now(), 1)
"""


class Target(NamedTuple):
    """A project to save into: its slug, a token, the text of each article, tokens of its readers."""

    slug: str
    token: str
    texts: dict[int, str]
    readers: list[str]


class SaveFigures(NamedTuple):
    """One client; eight on eight articles; eight on one."""

    one: Figures
    apart: Figures
    together: Figures


def make_target() -> Target:
    """A project of nine articles with a few hundred highlights each."""
    from newsapp.domain.roles import Role
    from newsapp.services.members import add_member
    from newsapp.services.people import create_token, create_user

    owner = create_user(username="ana", email="ana@news.example")
    access = make_project(slug="saves", owner=owner, articles=CLIENTS + 1, spans=200 * (CLIENTS + 1))
    texts = {number: make_text(seed=number - 1) for number in range(1, CLIENTS + 2)}
    readers = []
    for number in range(max(LISTENING) // STREAMS_OF_A_PERSON):
        reader = create_user(username=f"reader-{number}", email=f"reader-{number}@news.example")
        add_member(project=access.project, user=reader, role=Role.ANALYST, by=None)
        readers.append(create_token(user=reader))
    return Target("saves", create_token(user=owner), texts, readers)


def _drafts(target: Target, article: int) -> Iterator[tuple[str, bytes]]:
    text = target.texts[article]
    rng = random.Random(article)
    while True:
        start = rng.randrange(len(text) - 100)
        end = start + rng.randint(5, 100)
        body = {
            "article": article, "revision": 1, "start": start, "end": end, "quote": text[start:end], "tags": ["claim"],
            "attributes": {"claim": {"verifiable": "yes"}},
        }  # fmt: skip
        yield f"/api/v1/projects/{target.slug}/highlights/{uuid4()}/", json.dumps(body).encode()


@contextmanager
def savers(port: int, target: Target, articles: list[int]) -> Iterator[list[Callable[[], None]]]:
    """A client for each of some articles; calling it saves one highlight."""
    clients = [HttpClient(port, token=target.token) for _ in articles]

    def saver(client: HttpClient, drafts: Iterator[tuple[str, bytes]]) -> Callable[[], None]:
        def save() -> None:
            status, answer = client.send("PUT", *next(drafts))
            if status != 201:
                raise RuntimeError(f"{status}: {answer[:500]!r}")

        return save

    yield [saver(client, _drafts(target, number)) for client, number in zip(clients, articles, strict=True)]
    for client in clients:
        client.close()


def measure_saves(port: int, target: Target, *, seconds: float = SECONDS) -> SaveFigures:
    """The three figures of a server that is up."""
    figures = []
    for articles in ([1], list(range(2, CLIENTS + 2)), [1] * CLIENTS):
        with savers(port, target, articles) as actions:
            figures.append(measure(actions, seconds=seconds))
    return SaveFigures(*figures)


def measure_inserts(*, clients: int, seconds: float = SECONDS) -> Figures:
    """The same row by INSERT and COMMIT through psycopg, into a table with the same indexes and no triggers."""
    with bare_connection() as bare, suppress(psycopg.errors.DuplicateTable):
        bare.execute(_BARE_TABLE)
    connections = [psycopg.connect(os.environ["DATABASE_URL"]) for _ in range(clients)]
    serial = itertools.count()
    text = make_text(seed=0)

    def inserter(connection: psycopg.Connection) -> Callable[[], None]:
        def insert() -> None:
            start = next(serial) % (len(text) - 100)
            quote = text[start : start + 50]
            connection.execute(_BARE_INSERT, (1, 1, 1, uuid4(), start, start + 50, quote, 1, "0" * 64))
            connection.commit()

        return insert

    figures = measure([inserter(connection) for connection in connections], seconds=seconds)
    for connection in connections:
        connection.close()
    return figures


@contextmanager
def _without_notices() -> Iterator[None]:
    """Events are written, and nobody is told of them."""
    with bare_connection() as bare:
        bare.execute("ALTER TABLE newsapp_event DISABLE TRIGGER event_is_told")
    try:
        yield
    finally:
        with bare_connection() as bare:
            bare.execute("ALTER TABLE newsapp_event ENABLE TRIGGER event_is_told")


@contextmanager
def _listening(port: int, target: Target, streams: int) -> Iterator[None]:
    """So many readers have the first article open, all of them in one other process that throws away what comes."""
    tokens = [target.readers[number // STREAMS_OF_A_PERSON] for number in range(streams)]
    path = f"/api/v1/projects/{target.slug}/events/?here=1"
    with reading_streams(port, path=path, tokens=tokens):
        yield


def measure_listened(port: int, target: Target) -> dict[str, Figures]:
    """Eight clients that save into one article: without notices, then with so many streams open on it.

    Each has its turn in every round, and the best of its rounds counts: whatever else the machine does falls on all alike.
    """
    cases: dict[str, Callable[[], AbstractContextManager[None]]] = {"no notices": _without_notices}
    for streams in LISTENING:
        cases[f"{streams} streams"] = partial(_listening, port, target, streams)
    rounds: dict[str, list[Figures]] = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, case in cases.items():
            with case(), savers(port, target, [1] * CLIENTS) as actions:
                rounds[name].append(measure(actions, seconds=SECONDS / 2))
    return {name: max(figures, key=lambda seen: seen.rate) for name, figures in rounds.items()}


def _print_listened(listened: dict[str, Figures]) -> None:
    print(f"The same, {CLIENTS} clients, 1 article, while it is open elsewhere; best of {ROUNDS} rounds")
    without = listened["no notices"].rate
    for name, figures in listened.items():
        print(f"  {name:24} {figures}   {figures.rate / without:5.2f} of the rate without notices")


def run() -> None:
    """Print the figures and the ratios."""
    target = make_target()
    with serving(UP, port=8531):
        saves = measure_saves(8531, target)
        listened = measure_listened(8531, target)
    bare_one, bare_eight = measure_inserts(clients=1), measure_inserts(clients=CLIENTS)
    print("Saves: PUT of a highlight over HTTP to `manage.py up`, fsync on")
    for name, figures, bare in [
        ("1 client", saves.one, bare_one),
        (f"{CLIENTS} clients, {CLIENTS} articles", saves.apart, bare_eight),
        (f"{CLIENTS} clients, 1 article", saves.together, bare_eight),
    ]:
        print(
            f"  {name:24} {figures}   {figures.p50 / bare.p50:5.1f} x INSERT's p50, {bare.rate / figures.rate:5.1f} x fewer"
        )
    print(f"  {'INSERT, 1 client':24} {bare_one}")
    print(f"  {f'INSERT, {CLIENTS} clients':24} {bare_eight}")
    _print_listened(listened)
