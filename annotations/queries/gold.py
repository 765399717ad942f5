"""Reading the gold layer: what settles which coders' readings, and how it came about."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from annotations.domain.gold import Reading
from annotations.domain.highlighting import HighlightRecord
from annotations.models import GoldOrigin, GoldReading, Highlight
from annotations.queries.highlights import records


class Settled(NamedTuple):
    """A coder's reading that a decision settles.

    Attributes:
        id: of the coder's highlight or relation.
        reading: what it said then.
        changed_at: since when the coder says something else; None while she does not.
    """

    id: UUID
    reading: Reading
    changed_at: datetime | None


class GoldRecord(NamedTuple):
    """A decision as everybody sees it; the fields of its JSON, in order.

    Attributes:
        id: of the decision.
        kind: `agreement`, `ruling` or `adoption`.
        highlight: what it made; None when nothing is there, or it is about a relation.
        relation: id of the relation that it made; None when it is about highlights, or none is there.
        dispute: number of the dispute whose ruling it carries out.
        decided_by: username; None when the coders agree.
        waivers: the rules about persons that a small team waived.
        readings: what it settles.
    """

    id: UUID
    kind: str
    highlight: HighlightRecord | None
    relation: UUID | None
    dispute: int | None
    decided_by: str | None
    created_at: datetime
    waivers: list[str]
    readings: list[Settled]

    @property
    def changed(self) -> bool:
        """Whether it is open again: a coder says something else since."""
        return any(reading.changed_at is not None for reading in self.readings)


def gold_of(*, project_id: int, highlights: Collection[UUID]) -> dict[UUID, GoldRecord]:
    """What settles some coders' highlights now, by their ids; an open one is not there.

    Args:
        project_id: the project's row.
        highlights: ids of highlights of the layer `analyst`.
    """
    named = Q(readings__highlight__uuid__in=set(highlights))
    found = _records(GoldOrigin.objects.in_force().filter(named, project_id=project_id))
    return {reading.id: record for record in found for reading in record.readings if reading.id in set(highlights)}


def gold_in_article(*, project_id: int, article_id: int) -> list[GoldRecord]:
    """The decisions about an article that hold now, in the order in which they were made."""
    return _records(GoldOrigin.objects.in_force().filter(project_id=project_id, article_id=article_id))


def gold_history(*, project_id: int, highlights: Collection[UUID]) -> list[GoldRecord]:
    """All decisions about some coders' highlights, replaced ones too, in the order in which they were made."""
    named = Q(readings__highlight__uuid__in=set(highlights))
    return _records(GoldOrigin.objects.filter(named, project_id=project_id))


def _records(origins: QuerySet[GoldOrigin]) -> list[GoldRecord]:
    rows = list(origins.select_related("dispute", "decided_by", "relation").order_by("pk").distinct())
    made = Highlight.objects.filter(pk__in=[row.highlight_id for row in rows if row.highlight_id])
    uuids = dict(made.values_list("pk", "uuid"))
    by_uuid = {record.id: record for record in records(made)}
    settled: dict[int, list[Settled]] = {row.pk: [] for row in rows}
    readings = GoldReading.objects.filter(origin__in=rows).select_related("highlight", "relation").order_by("pk")
    for each in readings:
        coded = each.highlight or each.relation
        assert coded is not None
        settled[each.origin_id].append(Settled(coded.uuid, each.reading, each.changed_at))
    return [
        GoldRecord(
            row.uuid,
            row.kind,
            by_uuid[uuids[row.highlight_id]] if row.highlight_id else None,
            row.relation.uuid if row.relation else None,
            row.dispute.number if row.dispute else None,
            row.decided_by.username if row.decided_by else None,
            row.created_at,
            row.waivers,
            settled[row.pk],
        )
        for row in rows
    ]
