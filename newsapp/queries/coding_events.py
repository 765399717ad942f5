"""The events of a log that tell of somebody's reading: where coders are anonymous their actor is told by a pseudonym.

Of all other events people stand by what they did: they comment, rule and hand out articles as themselves.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from newsapp.access import ProjectAccess
from newsapp.anonymity import coder_behind, coder_names, names_hidden
from newsapp.models import Event, User
from newsapp.queries.live import LoggedEvent

_topics: set[str] = set()
_verbs: set[str] = set()
_people: set[tuple[str, str]] = {("assignment", "to")}


def tell_as_coding(
    *, topics: Collection[str] = (), verbs: Collection[str] = (), people: Collection[tuple[str, str]] = ()
) -> None:
    """Say which events of an app tell of a reading; once at start.

    Args:
        topics: what stands before the dot in verbs that all do.
        verbs: others that do.
        people: topics with the keys in the data of their events that hold rows of coders.
    """
    _topics.update(topics)
    _verbs.update(verbs)
    _people.update(people)


def _coding() -> Q:
    """What holds for events by whose actor one would know whose reading something is.

    Who hands an article to somebody else says so openly; that the last coder is done opens a comparison.
    """
    own = Q(verb__startswith="assignment.", object_id=Cast("actor", TextField()))
    found = own | Q(verb="comparison.opened", data__by_hand=False) | Q(verb__in=sorted(_verbs))
    for topic in sorted(_topics):
        found |= Q(verb__startswith=f"{topic}.")
    return found


def coding_among(access: ProjectAccess, ids: Iterable[int]) -> frozenset[int]:
    """Those of some events, by row, whose actor a member sees by a pseudonym; a statement where names are hidden."""
    wanted = list(ids)
    if not wanted or not names_hidden(access):
        return frozenset()
    found = Event.objects.filter(~Q(actor=access.user), _coding(), pk__in=wanted)
    return frozenset(found.order_by().values_list("pk", flat=True))


def done_by(access: ProjectAccess, person: str) -> Q:
    """What holds for events that a member sees under somebody's name.

    Where names are hidden a pseudonym stands for a coder's readings, and a username for what she did openly.
    """
    if not names_hidden(access) or person == access.user.username:
        return Q(actor__username=person)
    coder = coder_behind(access, person)
    return Q(actor__username=person) & ~_coding() if coder is None else Q(actor__username=coder) & _coding()


def names_of_rows(access: ProjectAccess, rows: Iterable[int]) -> dict[int, str]:
    """What a member sees for coders, by the row of their account; one statement."""
    names = coder_names(access)
    found = User.objects.filter(pk__in=set(rows)).values_list("pk", "username")
    return {pk: names(username) or "" for pk, username in found}


def without_coders(verb: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """An event's data without the rows of coders."""
    topic = verb.partition(".")[0]
    return {key: value for key, value in data.items() if (topic, key) not in _people}


def as_told(access: ProjectAccess, events: list[LoggedEvent]) -> list[LoggedEvent]:
    """Events as a stream tells them to a member: with a pseudonym for who coded."""
    coding, names = coding_among(access, (event.id for event in events)), coder_names(access)
    return [event._replace(actor=names(event.actor)) if event.id in coding else event for event in events]
