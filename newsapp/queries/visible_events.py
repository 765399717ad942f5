"""Which events of a project's log a member may see, and how much of each: where coders work blind, not all of it.

An event belongs to nobody's work when its topic is said to be everybody's; the events of all other topics are hidden
wherever the work is that they tell of, unless the app that records them says which are shown.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from newsapp.access import ProjectAccess
from newsapp.blindness import may_hide, sees_all_work, sees_work_in
from newsapp.models import Event

Shown = Callable[[ProjectAccess], Q]
"""What holds for events that a member may see although they tell of work on an article that she codes blind."""


def _own_assignments(access: ProjectAccess) -> Q:
    return Q(verb__startswith="assignment.", object_id=str(access.user.pk))


_everybodys: set[str] = {"project", "member", "invitation", "user", "guidelines", "article", "comparison"}
_but: set[str] = set()
_shown: list[Shown] = [_own_assignments]
_of_work: set[str] = {"assignments"}


def show_events(
    *,
    topics: Collection[str] = (),
    but: Collection[str] = (),
    shown: Shown | None = None,
    of_work: Collection[str] = (),
) -> None:
    """Say which events an app shows to everybody in the project; once at start.

    Args:
        topics: what stands before the dot in verbs that tell of nobody's work.
        but: verbs of these topics that do: that there is such an event says that there was work.
        shown: which others a member may see, too.
        of_work: keys in the data of all these events that tell of somebody's work: counts, ids.
    """
    _everybodys.update(topics)
    _but.update(but)
    _of_work.update(of_work)
    if shown is not None and shown not in _shown:
        _shown.append(shown)


def visible_events(access: ProjectAccess) -> QuerySet[Event]:
    """What a member may see of a project's log: the one place that decides it."""
    events = Event.objects.filter(project=access.project)
    if not may_hide(access):
        return events
    seen = Q(actor=access.user) | Q(article__isnull=False) & sees_work_in(access, "article")
    seen |= Q(article=None) & sees_all_work(access)
    for topic in sorted(_everybodys):
        seen |= Q(verb__startswith=f"{topic}.") & ~Q(verb__in=sorted(_but))
    for shown in _shown:
        seen |= shown(access)
    return events.filter(seen)


def without_work(data: Mapping[str, Any]) -> dict[str, Any]:
    """An event's data without what it tells of people's work."""
    return {key: value for key, value in data.items() if key not in _of_work}
