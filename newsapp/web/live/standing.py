"""What a stream says of articles and of the project itself: how they stand now, whatever was done to them."""

from collections.abc import Iterator, Sequence

from newsapp.access import ProjectAccess
from newsapp.queries.live import LoggedEvent
from newsapp.queries.standing import standing_of_articles, standing_of_project
from newsapp.web.live.topics import Said, describe_events_by

_OF_PROJECT = ("project.", "guidelines.", "scheme.", "tag.", "relation_type.")
"""How the verbs begin that may give the project another version of anything."""


def describe(access: ProjectAccess, events: Sequence[LoggedEvent]) -> Iterator[Said]:
    """One message for each article that events are about, and one for the project."""
    ours = [event for event in events if event.verb.startswith(_OF_PROJECT)]
    if ours:
        yield "project", {"event": ours[-1].id, "actor": ours[-1].actor, **standing_of_project(access)._asdict()}
    last = {event.article: event for event in events if event.verb.startswith("article.") and event.article is not None}
    for found in standing_of_articles(access=access, numbers=last) if last else []:
        event = last[found.article]
        yield "article", {"event": event.id, "actor": event.actor, **found._asdict()}


def register() -> None:
    """Make it known."""
    describe_events_by(describe)
