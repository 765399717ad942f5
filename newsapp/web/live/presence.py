"""Who has which article open: known to each process for its own streams, told to the others by notices of ids.

A process tells all of its state whenever it changes and every few seconds; one that is not heard of for a while is gone.
"""

import json
import time
from collections.abc import Iterable, Iterator

Here = tuple[int, int, int]
"""Row of a project, row of an account, number of an article."""

CHANNEL = "claimdesk_presence"
TELL_SECONDS = 5.0
FORGET_SECONDS = 14.0
ENTRIES_IN_NOTICE = 200
"""Of at most 33 characters each: a notice holds 8,000 bytes."""


class Presence:
    """What this process knows of who is where."""

    def __init__(self, process: str) -> None:
        self._process = process
        self._turn = 0
        self._own: set[Here] = set()
        self._others: dict[str, tuple[int, float, set[Here]]] = {}
        self._told = -1e9

    def set_own(self, entries: Iterable[Here]) -> bool:
        """What the streams of this process say; whether it is anything new."""
        entries = set(entries)
        changed = entries != self._own
        self._own = entries
        return changed

    def hear(self, payload: str) -> bool:
        """Take in another process's notice; whether it says anything new."""
        try:
            told = json.loads(payload)
            process, turn = str(told["process"]), int(told["turn"])
            entries: set[Here] = {(int(p), int(u), int(a)) for p, u, a in told["here"]}
        except (ValueError, KeyError, TypeError):
            return False
        if process == self._process:
            return False
        before = self._others.get(process, (-1, 0.0, set()))
        if turn < before[0]:
            return False
        if turn == before[0]:
            entries |= before[2]
        self._others[process] = (turn, time.monotonic(), entries)
        return entries != before[2]

    def forget_silent(self) -> bool:
        """Leave out processes that were not heard of for a while; whether there were any."""
        limit = time.monotonic() - FORGET_SECONDS
        silent = [name for name, (_, heard, _) in self._others.items() if heard < limit]
        for name in silent:
            del self._others[name]
        return bool(silent)

    def due(self, *, changed: bool) -> bool:
        """Whether the others are to be told now."""
        return changed or bool(self._own and time.monotonic() - self._told > TELL_SECONDS)

    def notices(self) -> Iterator[str]:
        """The notices that tell all of it."""
        self._turn += 1
        self._told = time.monotonic()
        entries = sorted(self._own)
        for start in range(0, max(len(entries), 1), ENTRIES_IN_NOTICE):
            part = entries[start : start + ENTRIES_IN_NOTICE]
            yield json.dumps({"process": self._process, "turn": self._turn, "here": part}, separators=(",", ":"))

    def everybody(self) -> set[Here]:
        """Who is where, as far as this process knows."""
        return self._own.union(*(entries for _, _, entries in self._others.values()))
