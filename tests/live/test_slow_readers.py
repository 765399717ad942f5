"""A stream whose reader takes nothing: memory stays bounded, and she is told to load anew."""

import asyncio
from typing import Any

import pytest

from newsapp.access import ProjectAccess
from newsapp.domain.live import Place
from newsapp.domain.roles import Role
from newsapp.models import Project, User
from newsapp.queries.live import Ticket
from newsapp.web.live import streams
from newsapp.web.live.streams import MOST_WAITING, Stream
from tests.loops import run_apart


class Client:
    """Takes messages one at a time, when it is let."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.open = asyncio.Event()
        self.gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.body":
            await self.open.wait()
            self.sent.append(message["body"])


def a_stream() -> Stream:
    return Stream(Ticket(ProjectAccess(Project(pk=1), User(pk=1), Role.VIEWER)))


def test_a_slow_reader_costs_bounded_memory_and_is_reset() -> None:
    async def scenario() -> list[bytes]:
        client, stream = Client(), a_stream()
        serving = asyncio.ensure_future(stream.serve(client.receive, client.send))
        await asyncio.sleep(0)
        for number in range(1, 100):
            stream.say([b"x" * 50_000], place=Place.read(f"{number}:{number}:"))
            assert stream.waiting <= MOST_WAITING + 50_000
        client.open.set()
        await asyncio.sleep(0.05)
        client.gone.set()
        await asyncio.wait_for(serving, 5)
        return client.sent

    sent = b"".join(run_apart(scenario()))
    assert b"event: reset" in sent
    assert len(sent) < MOST_WAITING + 100_000
    assert sent.rstrip().endswith(b"id: 99:99:"), "she goes on from where the reset was"


def test_a_reader_who_takes_nothing_at_all_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PATIENCE", 0.05)

    async def scenario() -> None:
        client = Client()
        await asyncio.wait_for(a_stream().serve(client.receive, client.send), 5)

    run_apart(scenario())


def test_a_quiet_stream_gives_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.02)

    async def scenario() -> bytes:
        client, stream = Client(), a_stream()
        client.open.set()
        stream.place = Place.read("7:7:")
        serving = asyncio.ensure_future(stream.serve(client.receive, client.send))
        await asyncio.sleep(0.2)
        stream.end()
        await asyncio.wait_for(serving, 5)
        return b"".join(client.sent)

    sent = run_apart(scenario())
    assert sent.count(b": still here\n") > 2
    assert b"id: 7:7:" in sent


def test_what_waits_is_not_sent_once_the_access_has_ended() -> None:
    async def scenario() -> bytes:
        client, stream = Client(), a_stream()
        client.open.set()
        stream.say([b"event: secret\n\n"])
        stream.cut()
        await asyncio.wait_for(stream.serve(client.receive, client.send), 5)
        return b"".join(client.sent)

    assert run_apart(scenario()) == b""
