"""Reading relations: for the page, for lists, for one; and the graph that they make."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from annotations.access import visible_highlights, visible_relations
from annotations.domain.relations import End, StoredRelation
from annotations.models import Relation
from newsapp.access import ProjectAccess
from newsapp.anonymity import coder_asked_for, coder_names
from newsapp.blindness import may_hide
from newsapp.queries.pages import Page, Window, page_of

_FIELDS = (
    "uuid", "type__key", "source__uuid", "target__uuid", "attributes", "analyst__username", "layer", "created_at",
    "updated_at", "version", "source__article__number",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RelationFilter:
    """Which relations; None leaves a field open.

    Attributes:
        article: number of an article that an end of it is in.
        type: key of its type.
        analyst: username, or what the member sees for it.
        layer: `analyst`, `gold`, `suggested`.
        highlight: id of a highlight that is an end of it.
    """

    article: int | None = None
    type: str | None = None
    analyst: str | None = None
    layer: str | None = None
    highlight: UUID | None = None


def page_of_relations(*, access: ProjectAccess, wanted: RelationFilter, window: Window) -> Page[StoredRelation]:
    """A page of the relations that a member may see, in the order of their making."""
    conditions = Q()
    if wanted.article is not None:
        number = wanted.article
        conditions &= Q(source__article__number=number) | Q(target__article__number=number)
    if wanted.type is not None:
        conditions &= Q(type__key=wanted.type)
    if wanted.analyst is not None:
        conditions &= Q(analyst__username=coder_asked_for(access, wanted.analyst, path="analyst"))
    if wanted.layer is not None:
        conditions &= Q(layer=wanted.layer)
    if wanted.highlight is not None:
        conditions &= Q(source__uuid=wanted.highlight) | Q(target__uuid=wanted.highlight)
    return page_of(
        visible_relations(access).filter(conditions),
        window,
        key="pk",
        read=lambda rows: [(key, _shown(access, row)) for key, *row in rows.values_list("pk", *_FIELDS)],
    )


def relations_of_article(*, access: ProjectAccess, article_id: int) -> list[StoredRelation]:
    """Those that a member may see between two highlights of an article's current revision, in the order of making."""
    here = Q(source__article_id=article_id, target__article_id=article_id)
    now = Q(source__revision=F("source__article__current_revision"), target__revision=F("source__revision"))
    rows = visible_relations(access).filter(here, now).order_by("pk").values_list(*_FIELDS)
    return [_shown(access, row) for row in rows]


def stored_relation(*, project_id: int, uuid: UUID) -> StoredRelation | None:
    """One relation, deleted or not."""
    row = Relation.objects.filter(project_id=project_id, uuid=uuid).values_list(*_FIELDS).first()
    return StoredRelation(*row) if row else None


def shown_to(access: ProjectAccess, relation: StoredRelation) -> StoredRelation:
    """A relation as a member is shown it."""
    return relation._replace(analyst=coder_names(access)(relation.analyst))


def _shown(access: ProjectAccess, row: Sequence[Any]) -> StoredRelation:
    return shown_to(access, StoredRelation(*row))


def relations_now(*, access: ProjectAccess, ids: Collection[UUID]) -> dict[UUID, StoredRelation | None]:
    """Some relations as a member sees them now: None for one that is deleted, or hidden with an end of it.

    Left out are those that she could not see if they were there.
    """
    known = visible_relations(access, hidden=True).filter(uuid__in=set(ids)).order_by()
    there = Q(deleted_at=None, source__deleted_at=None, target__deleted_at=None)
    rows = known.annotate(there=ExpressionWrapper(there, output_field=BooleanField())).values_list("there", *_FIELDS)
    return {row[0]: _shown(access, row) if there else None for there, *row in rows}


def relations_around(*, access: ProjectAccess, highlights: Collection[UUID]) -> dict[UUID, StoredRelation]:
    """Those that a member may see that start from some highlights or lead to them."""
    either = Q(source__uuid__in=set(highlights)) | Q(target__uuid__in=set(highlights))
    rows = visible_relations(access).filter(either).order_by("pk").values_list(*_FIELDS)
    return {row[0]: _shown(access, row) for row in rows}


def ends_of(*, access: ProjectAccess, uuids: Collection[UUID]) -> dict[UUID, End]:
    """Those of some highlights that a member may see, as ends of relations, in one statement; no suggestions."""
    found = visible_highlights(access).readings().filter(uuid__in=set(uuids)).order_by()
    keys: Any = ArrayAgg("tagging__tag__key", filter=Q(tagging__isnull=False), default=[])
    rows = found.annotate(keys=keys).values_list("uuid", "pk", "article_id", "keys")
    return {uuid: End(pk, article, tuple(tags)) for uuid, pk, article, tags in rows}


_ONWARD = """
WITH RECURSIVE known AS NOT MATERIALIZED (
    SELECT source_id, target_id FROM annotations_relation
    WHERE type_id = %s AND deleted_at IS NULL AND id <> %s{seen}
), reached (id) AS (
    SELECT unnest(%s::bigint[])
    UNION
    SELECT known.target_id FROM known JOIN reached ON known.source_id = reached.id
)
SELECT known.source_id, known.target_id FROM known JOIN reached ON known.source_id = reached.id
"""


def edges_onward(
    *, access: ProjectAccess, type_id: int, starts: Collection[int], without: int = 0
) -> list[tuple[int, int]]:
    """The relations of a type that chains from some highlights go along, as rows of (source, target).

    Those that are hidden with an end count too: they come back with their ends. Those that the member does not see since
    she codes blind do not: a circle is one within a reading, and a refusal would tell her of them.

    Args:
        access: the project.
        type_id: the type's row.
        starts: rows of highlights.
        without: row of a relation that does not count.
    """
    seen, params = "", ()
    if may_hide(access):
        seen, params = visible_relations(access, hidden=True).order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        sql = _ONWARD.format(seen=f" AND id IN ({seen})" if seen else "")
        cursor.execute(sql, [type_id, without, *params, list(starts)])
        return [(source, target) for source, target in cursor.fetchall()]


def edges_of_type(*, access: ProjectAccess, type_id: int) -> list[tuple[int, int]]:
    """The relations of a type as rows of (source, target): those that are hidden with an end too, see `edges_onward`."""
    found = visible_relations(access, hidden=True) if may_hide(access) else Relation.objects.all()
    return list(found.filter(type_id=type_id).present().order_by().values_list("source_id", "target_id"))


def relations_with(*, access: ProjectAccess, key: str) -> dict[str, int]:
    """How many relations that the member sees have a type, by `relations` and `deleted` (which can be restored).

    Those in deleted articles count too, as far as no work is hidden from her; empty when none has it.
    """
    found = visible_relations(access, hidden=True) if may_hide(access) else Relation.objects.all()
    found = found.filter(project=access.project, type__key=key)
    there = found.present().count()
    counts = {"relations": there, "deleted": found.count() - there}
    return {name: count for name, count in counts.items() if count}
