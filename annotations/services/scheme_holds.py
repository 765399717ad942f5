"""Highlights and articles that follow a change of the scheme: held, changed, counted, written into the log."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from annotations.access import visible_highlights
from annotations.models import Highlight, HighlightTag, Tag
from newsapp.access import ProjectAccess
from newsapp.blindness import may_hide
from newsapp.errors import Conflict
from newsapp.models import Article
from newsapp.services.activity import Happening
from newsapp.wording import gettext as _

PATIENCE = 10.0
"""Seconds for which a change waits for those who save just now."""
UUIDS_IN_EVENT = 500
"""Ids of highlights that one event holds; more of them go into events that follow it."""


Row = TypeVar("Row")


class Held(NamedTuple):
    """A highlight whose row is locked."""

    pk: int
    uuid: UUID
    article_id: int


@dataclass(frozen=True, slots=True)
class Followed:
    """What followed a change.

    Attributes:
        highlights: ids of the highlights, deleted ones too, since they can be restored.
        articles: numbers of articles whose own tags changed.
    """

    highlights: tuple[UUID, ...] = ()
    articles: tuple[int, ...] = ()


def seen_of(access: ProjectAccess, followed: Followed) -> Followed:
    """What followed, as far as a member sees it."""
    if not followed.highlights or not may_hide(access):
        return followed
    seen = visible_highlights(access, deleted=None).filter(uuid__in=followed.highlights)
    return replace(followed, highlights=tuple(seen.order_by("pk").values_list("uuid", flat=True)))


def hold_highlights(*, tag_id: int, taggings: QuerySet[HighlightTag]) -> list[Held]:
    """Lock a tag against every save with it, and the highlights of some of its taggings.

    Whoever saves a highlight takes that highlight first and the tag second; here it is the other way round, so the
    highlights are not waited for: when one is busy, the tag is let go for a moment.

    Args:
        tag_id: the tag's row.
        taggings: which; read again once the tag is held.

    Raises:
        Conflict: somebody kept saving for longer than `PATIENCE`.
    """

    def highlights() -> list[Held]:
        rows = Highlight.objects.filter(pk__in=taggings.values("highlight_id")).order_by("pk")
        return [Held(*row) for row in rows.select_for_update(nowait=True).values_list("pk", "uuid", "article_id")]

    return _hold(tag_id, highlights)


def hold_articles(*, tag_id: int, articles: QuerySet[Article]) -> list[tuple[int, int]]:
    """Likewise a tag of articles and the articles that have it; answers their rows and numbers."""

    def rows() -> list[tuple[int, int]]:
        return list(articles.order_by("pk").select_for_update(nowait=True).values_list("pk", "number"))

    return _hold(tag_id, rows)


def _hold(tag_id: int, take: Callable[[], list[Row]]) -> list[Row]:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with transaction.atomic():
                Tag.objects.select_for_update().only("pk").get(pk=tag_id)
                return take()
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            if time.monotonic() > deadline:
                message = _("Somebody is saving highlights with this tag all the time. Try again in a moment.")
                raise Conflict("busy", message) from error
        time.sleep(0.02)


def touch_highlights(held: Sequence[Held]) -> Followed:
    """Let versions grow, so that whoever edits an older state is told."""
    if held:
        Highlight.objects.filter(pk__in=[row.pk for row in held]).update(
            version=F("version") + 1, updated_at=timezone.now()
        )
    return Followed(highlights=tuple(row.uuid for row in held))


# Both tags on one highlight become one: its own values win, and it takes over those that it has not. The others change
# their tag. Values that the new tag does not ask for are left out.
_JOIN = """
WITH moving AS (
    SELECT id, highlight_id, annotations_carried(attributes, %(asked)s::jsonb) AS values
    FROM annotations_highlighttag WHERE id = ANY (%(taggings)s)
), joined AS (
    UPDATE annotations_highlighttag there SET attributes = moving.values || there.attributes
    FROM moving WHERE there.highlight_id = moving.highlight_id AND there.tag_id = %(into)s
    RETURNING moving.id
), gone AS (
    DELETE FROM annotations_highlighttag WHERE id IN (SELECT id FROM joined)
)
UPDATE annotations_highlighttag SET tag_id = %(into)s, attributes = moving.values
FROM moving WHERE annotations_highlighttag.id = moving.id AND moving.id NOT IN (SELECT id FROM joined)
"""

# The new tag comes behind those that the highlight has.
_COPY = """
INSERT INTO annotations_highlighttag (highlight_id, tag_id, project_id, position, attributes)
SELECT t.highlight_id, %(into)s, t.project_id,
       (SELECT max(position) + 1 FROM annotations_highlighttag o WHERE o.highlight_id = t.highlight_id),
       annotations_carried(t.attributes, %(asked)s::jsonb)
FROM annotations_highlighttag t WHERE t.id = ANY (%(taggings)s)
"""

_CLEAR = """
UPDATE annotations_highlighttag SET attributes = annotations_carried(attributes, %(asked)s::jsonb)
WHERE id = ANY (%(taggings)s)
"""

_ARTICLES = """
UPDATE newsapp_article SET version = version + 1, updated_at = now(),
    tags = CASE WHEN %(keep)s OR %(into)s = ANY (tags) THEN tags ELSE array_replace(tags, %(old)s, %(into)s) END
WHERE id = ANY (%(articles)s)
"""
_ARTICLES_LOSE = "UPDATE newsapp_article SET tags = array_remove(tags, %(old)s) WHERE id = ANY (%(articles)s)"
_ARTICLES_GAIN = """
UPDATE newsapp_article SET tags = tags || %(into)s::varchar
WHERE id = ANY (%(articles)s) AND NOT %(into)s = ANY (tags)
"""


def move_taggings(*, taggings: Sequence[int], into: Tag, keep: bool = False) -> None:
    """Give taggings another tag, with the values that it takes over; `keep` leaves the old tag there too."""
    _execute(_COPY if keep else _JOIN, taggings=list(taggings), into=into.pk, asked=_json(into.attributes))


def clear_values(*, taggings: Sequence[int], asked: Sequence[Mapping[str, Any]]) -> None:
    """Take away the values that a tag with these attributes does not take."""
    _execute(_CLEAR, taggings=list(taggings), asked=_json(asked))


def move_articles(*, articles: Sequence[tuple[int, int]], old: str, into: str, keep: bool = False) -> Followed:
    """Give articles another tag, once each; `keep` leaves the old one there too."""
    rows = [pk for pk, _ in articles]
    _execute(_ARTICLES, articles=rows, old=old, into=into, keep=keep)
    _execute(_ARTICLES_GAIN if keep else _ARTICLES_LOSE, articles=rows, old=old, into=into)
    return Followed(articles=tuple(number for _, number in articles))


def happenings_of(verb: str, key: str, *, data: Mapping[str, Any], followed: Followed) -> list[Happening]:
    """The event of a change, with how many followed and which; what is too much for one goes into `tag.followed`."""
    ids = [str(uuid) for uuid in followed.highlights]
    counts = {"highlights": len(ids), "articles": len(followed.articles)}
    first = Happening(
        verb,
        key,
        data={**data, **counts, "touched": ids[:UUIDS_IN_EVENT], "numbers": list(followed.articles[:UUIDS_IN_EVENT])},
    )
    rest = [
        Happening("tag.followed", key, data={"touched": ids[at : at + UUIDS_IN_EVENT], "change": verb, **data})
        for at in range(UUIDS_IN_EVENT, len(ids), UUIDS_IN_EVENT)
    ]
    rest += [
        Happening("tag.followed", key, data={"numbers": list(numbers), "change": verb, **data})
        for numbers in (
            followed.articles[at : at + UUIDS_IN_EVENT]
            for at in range(UUIDS_IN_EVENT, len(followed.articles), UUIDS_IN_EVENT)
        )
    ]
    return [first, *rest]


def _execute(sql: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
