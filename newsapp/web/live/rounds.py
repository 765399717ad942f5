"""One round of a process's streams: what happened since the last, put into words for each reader. Runs in a thread."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from newsapp.access import ProjectAccess
from newsapp.domain.live import Place, message
from newsapp.queries.coding_events import as_told
from newsapp.queries.live import (
    LoggedEvent,
    Person,
    Ticket,
    closed_articles,
    events_since,
    one_snapshot,
    people_here,
    still_allowed,
)
from newsapp.web.live.topics import described


@dataclass(frozen=True)
class Reader:
    """A stream as a round sees it: its right, and how far it has come."""

    ticket: Ticket
    place: Place | None


@dataclass(frozen=True)
class Outcome:
    """What a round found out.

    Attributes:
        place: how far everybody has come with it.
        messages: for each reader; None where the access has ended.
        resets: whether the reader must load anew.
        people: accounts that were asked for.
        closed: for each reader, those of her open articles in which she is shown nobody: she codes blind there, or coders
            are anonymous to her.
    """

    place: Place
    messages: list[tuple[bytes, ...] | None]
    resets: list[bool]
    people: dict[int, Person]
    closed: list[frozenset[int]]


def play_round(readers: Sequence[Reader], *, unknown_people: Sequence[int]) -> Outcome:
    """Read what is new for each reader, in one snapshot.

    Whether she may still listen is asked first, in the same snapshot: nothing is sent to whom it does not concern.
    """
    try:
        with one_snapshot() as now:
            accesses = still_allowed([reader.ticket for reader in readers])
            fresh = _events(readers, accesses, now)
            said: dict[tuple[str, int, int], tuple[bytes, ...]] = {}
            messages: list[tuple[bytes, ...] | None] = []
            resets = []
            for reader, access in zip(readers, accesses, strict=True):
                place = reader.place or now
                events = fresh[place.text].get(access.project.pk, []) if access else []
                resets.append(events is None)
                if access is None:
                    messages.append(None)
                    continue
                key = (place.text, access.project.pk, access.user.pk)
                if key not in said:
                    said[key] = _put_into_words(access, events or [])
                messages.append(said[key])
            people = people_here(unknown_people) if unknown_people else {}
            return Outcome(now, messages, resets, people, _closed(readers, accesses))
    finally:
        connection.close()  # back into the pool


def _events(
    readers: Sequence[Reader], accesses: Sequence[ProjectAccess | None], now: Place
) -> dict[str, dict[int, list[LoggedEvent] | None]]:
    """By place and project. Almost always everybody is at the same place."""
    projects: dict[Place, set[int]] = defaultdict(set)
    for reader, access in zip(readers, accesses, strict=True):
        if access is not None:
            projects[reader.place or now].add(access.project.pk)
    found: dict[str, dict[int, list[LoggedEvent] | None]] = defaultdict(dict)
    for place, wanted in projects.items():
        found[place.text] = events_since(place, now=now, project_ids=wanted)
    return found


def _closed(readers: Sequence[Reader], accesses: Sequence[ProjectAccess | None]) -> list[frozenset[int]]:
    return [
        closed_articles(access, reader.ticket.here) if access else reader.ticket.here
        for reader, access in zip(readers, accesses, strict=True)
    ]


def _put_into_words(access: ProjectAccess, events: list[LoggedEvent]) -> tuple[bytes, ...]:
    return tuple(message(kind, data) for kind, data in described(access, as_told(access, events))) if events else ()
