"""All streams of a process: woken by notices, fed in rounds, ended with the access they were opened by.

A round reads what is new for everybody at once, in a thread; while it runs, further notices wait for the next one. A
round comes every `TICK_SECONDS` even without a notice: that ends streams whose access has ended, and bridges the time in
which the listening connection is lost.
"""

import asyncio
import contextlib
import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import DatabaseError, connection

from newsapp.domain.live import message
from newsapp.queries.live import Person, tell
from newsapp.runtime.listening import Listener
from newsapp.web.live.presence import CHANNEL as PRESENCE
from newsapp.web.live.presence import Here, Presence
from newsapp.web.live.rounds import Outcome, Reader, play_round
from newsapp.web.live.streams import Stream

log = logging.getLogger(__name__)
T = TypeVar("T")

EVENTS = "claimdesk_events"
TICK_SECONDS = 2.0
GATHER_SECONDS = 0.03
"""What happens within so short a time is told in one round."""
LINGER_SECONDS = 1.0
NAMES_SECONDS = 300.0
"""How long a person's name is remembered."""
MOST_OF_A_PERSON = 12
MOST_OF_A_PROCESS = 2_000


class Hub:
    """The streams of this process."""

    def __init__(self, address: str) -> None:
        """Listen at this address of a database, which must keep a session (no pooler of transactions)."""
        self._streams: set[Stream] = set()
        self._listener = Listener(address, [EVENTS, PRESENCE], heard=self._heard, connected=self._wake)
        self._presence = Presence(secrets.token_hex(8))
        self._known: dict[int, Person] = {}
        self._known_since = time.monotonic()
        self._left: dict[Here, float] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")
        self._woken = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    @property
    def full(self) -> bool:
        """Whether this process takes no more streams."""
        return self._stopping or len(self._streams) >= MOST_OF_A_PROCESS

    def has_enough(self, user_id: int) -> bool:
        """Whether a person has as many streams as one may have."""
        return Counter(stream.ticket.access.user.pk for stream in self._streams)[user_id] >= MOST_OF_A_PERSON

    @contextlib.contextmanager
    def joined(self, stream: Stream) -> Iterator[None]:
        """A stream is fed while this lasts."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._listener.run()), asyncio.create_task(self._run())]
        self._streams.add(stream)
        self._wake()
        try:
            yield
        finally:
            self._streams.discard(stream)
            self._leave(stream)

    def _leave(self, stream: Stream) -> None:
        """She is shown a moment longer: most who leave come again at once, with another article beside the first."""
        until = time.monotonic() + LINGER_SECONDS
        if not stream.was_cut:
            self._left |= dict.fromkeys(_places_of(stream), until)
        asyncio.get_running_loop().call_later(LINGER_SECONDS + 0.01, self._wake)
        self._wake()

    def stop(self) -> None:
        """End all streams: the server is about to stop. Their readers come again."""
        self._stopping = True
        for stream in self._streams:
            stream.end()
        self._left.clear()

    def _wake(self) -> None:
        self._woken.set()

    def _heard(self, channel: str, payload: str) -> None:
        if channel != PRESENCE or self._presence.hear(payload):
            self._wake()

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), TICK_SECONDS)
                await asyncio.sleep(GATHER_SECONDS)
            self._woken.clear()
            try:
                await self._round()
            except DatabaseError as error:
                log.warning("Live updates wait for the database: %s", error)
                await asyncio.sleep(TICK_SECONDS)
            except Exception:
                log.exception("A round of live updates failed.")
                await asyncio.sleep(TICK_SECONDS)

    async def _round(self) -> None:
        streams = list(self._streams)
        self._presence.forget_silent()
        moment = time.monotonic()
        self._left = {here: until for here, until in self._left.items() if until > moment}
        own = set(self._left).union(*map(_places_of, streams))
        if self._presence.due(changed=self._presence.set_own(own)):
            notices = list(self._presence.notices())
            await self._in_thread(lambda: _tell(notices))
        if not streams:
            return
        if time.monotonic() - self._known_since > NAMES_SECONDS:
            self._known, self._known_since = {}, time.monotonic()
        readers = [Reader(stream.ticket, stream.place) for stream in streams]
        unknown = [user for _, user, _ in self._presence.everybody() if user not in self._known]
        outcome = await self._in_thread(lambda: play_round(readers, unknown_people=unknown))
        self._known |= outcome.people
        self._hand_out(streams, outcome)

    def _hand_out(self, streams: list[Stream], outcome: Outcome) -> None:
        told = zip(streams, outcome.messages, outcome.resets, outcome.closed, strict=True)
        for stream, messages, reset, closed in told:
            if messages is None:
                stream.cut()
                continue
            if reset:
                stream.reset(outcome.place)
            elif messages or stream.place is None or stream.ticket.after is stream.place:
                stream.say(messages, place=outcome.place)
            else:
                stream.place = outcome.place
            self._show_people(stream, closed)

    def _show_people(self, stream: Stream, closed: frozenset[int]) -> None:
        """Tell a reader who else has one of her articles open, if that is not what she was told last.

        Of the closed ones she is told that nobody is there.
        """
        access = stream.ticket.access
        everybody = self._presence.everybody()
        for number in stream.ticket.here:
            there = [
                self._known.get(u)
                for p, u, a in everybody
                if p == access.project.pk and a == number and u != access.user.pk and number not in closed
            ]
            people = sorted(person for person in there if person is not None)
            names = [person.username for person in people]
            if stream.shown.get(number, []) != names:
                stream.shown[number] = names
                data = {"article": number, "people": [person._asdict() for person in people]}
                stream.say([message("presence", data)])

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _places_of(stream: Stream) -> set[Here]:
    access = stream.ticket.access
    return {(access.project.pk, access.user.pk, number) for number in stream.ticket.here}


def _tell(notices: list[str]) -> None:
    try:
        tell(PRESENCE, notices)
    finally:
        connection.close()
