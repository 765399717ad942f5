"""The one connection of a process that listens to PostgreSQL's notices, made again whenever it breaks."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from psycopg import sql

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
"""Seconds between two attempts to connect."""
CHECK_SECONDS = 20.0
"""After so long without a notice the connection is tried: a broken one may look like a quiet one."""

_KEEP_ALIVE: dict[str, Any] = {
    "keepalives": "1",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}


class Listener:
    """Listens until `run` is cancelled.

    Attributes:
        listening: whether notices arrive at the moment.
    """

    def __init__(
        self,
        address: str,
        channels: Iterable[str],
        *,
        heard: Callable[[str, str], None],
        connected: Callable[[], None],
    ) -> None:
        """Tell `heard` of every notice, channel and payload; `connected` that notices may have been missed before."""
        self._address, self._channels = address, tuple(channels)
        self._heard, self._connected = heard, connected
        self.listening = False

    async def run(self) -> None:
        """Connect, listen, and begin again when the connection is lost."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._address,
                    autocommit=True,
                    connect_timeout=10,
                    application_name="claimdesk live",
                    **_KEEP_ALIVE,
                ) as connection:
                    for channel in self._channels:
                        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                    self.listening, pause = True, FIRST_PAUSE
                    self._connected()
                    await self._listen(connection)
            except (psycopg.Error, OSError) as error:
                if self.listening:
                    log.warning("The connection for live updates was lost: %s", error)
            finally:
                self.listening = False
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _listen(self, connection: psycopg.AsyncConnection[object]) -> None:
        while True:
            async with contextlib.aclosing(connection.notifies(timeout=CHECK_SECONDS)) as notices:
                async for notice in notices:
                    self._heard(notice.channel, notice.payload)
            await connection.execute("SELECT 1")
