"""Gold links between gold highlights, and what opens them again."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from uuid6 import uuid7

from annotations.domain.gold import GOLD, GoldKind
from annotations.domain.relations import End, Link, check_link
from annotations.models import GoldOrigin, GoldReading, Relation, RelationType
from annotations.queries.relations import ends_of
from annotations.services.gold import lock_article, take_out_of_force
from annotations.services.relations import hold_types, refuse_circles
from newsapp.access import ProjectAccess
from newsapp.errors import RuleViolation
from newsapp.models import Article
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _


@transaction.atomic
def write_gold_link(
    *,
    access: ProjectAccess,
    article: Article,
    link: Link | None,
    readings: Collection[int],
    kind: GoldKind,
    waivers: Collection[str] = (),
    threshold: float | None = None,
) -> Relation | None:
    """Write down how two gold highlights are related, and which coders' relations that settles.

    Args:
        access: the project; its user is who decides, or by whose doing the coders came to agree.
        article: of the project.
        link: between two gold highlights; None says that they are not related.
        readings: rows of the coders' relations that it settles.
        kind: how it came about.
        waivers: the rules about persons that a small team waived.
        threshold: the share of the coders who had to agree; None when somebody decided.

    Returns:
        The gold relation; None when there is none.

    Raises:
        RuleViolation: a field of the link at fault, `circle` where its type may form none, or a row that is no coder's
            relation in the article.
        Conflict: the article was deleted meanwhile, or got another text.
    """
    lock_article(access, article)
    settled = _readings(access, article, readings)
    there = GoldOrigin.objects.in_force().filter(project=access.project, readings__relation__in=settled)
    take_out_of_force(access, list(there.values_list("pk", flat=True)))
    made = _insert(access, link) if link else None
    origin = GoldOrigin.objects.create(
        project=access.project,
        article=article,
        uuid=uuid7(),
        relation=made,
        kind=kind.value,
        waivers=list(waivers),
        decided_by=None if kind is GoldKind.AGREEMENT else access.user,
        created_at=timezone.now(),
    )
    GoldReading.objects.bulk_create(
        GoldReading(project=access.project, origin=origin, relation=row, reading=_as_reading(row)) for row in settled
    )
    record(
        project_id=access.project.pk, actor_id=access.user.pk, happenings=[_settled(origin, link, settled, threshold)]
    )
    return made


def _readings(access: ProjectAccess, article: Article, rows: Collection[int]) -> list[Relation]:
    wanted = Relation.objects.filter(project=access.project, source__article=article, layer="analyst", pk__in=set(rows))
    found = list(wanted.select_for_update(of=("self",)).select_related("type", "source", "target").order_by("pk"))
    if len(found) < len(set(rows)):
        raise RuleViolation("unknown_reading", _("The article has no such reading."), path="readings")
    return found


def _insert(access: ProjectAccess, link: Link) -> Relation:
    scheme, types = hold_types(access, [link.type])
    ends = ends_of(access=access, uuids=[link.source, link.target])
    check_link(scheme, link, ends=ends)
    refuse_circles(access, scheme, types, [(link, ends)])
    return _made(access, link, types[link.type], ends[link.source], ends[link.target])


def _made(access: ProjectAccess, link: Link, type_row: RelationType, source: End, target: End) -> Relation:
    now = timezone.now()
    return Relation.objects.create(
        project=access.project,
        uuid=uuid7(),
        type=type_row,
        source_id=source.row,
        target_id=target.row,
        attributes=dict(link.attributes),
        layer=GOLD,
        created_at=now,
        updated_at=now,
        body_sha256=link.digest(layer=GOLD),
    )


def _as_reading(row: Relation) -> dict[str, Any]:
    return {
        "type": row.type.key,
        "from": str(row.source.uuid),
        "to": str(row.target.uuid),
        "attributes": row.attributes,
    }


def _settled(
    origin: GoldOrigin, link: Link | None, readings: Collection[Relation], threshold: float | None
) -> Happening:
    data: dict[str, Any] = {
        "kind": origin.kind,
        "links": [{"id": str(row.uuid), "version": row.version} for row in readings],
    }
    if origin.waivers:
        data["waivers"] = list(origin.waivers)
    if threshold is not None:
        data["threshold"] = threshold
    if link is not None and origin.relation is not None:
        data |= {
            "relation": str(origin.relation.uuid),
            "type": link.type,
            "from": str(link.source),
            "to": str(link.target),
        }
    detail = {"attributes": dict(link.attributes)} if link and link.attributes else None
    return Happening("gold.settled", str(origin.uuid), origin.article_id, data, detail)


def note_link_changes(*, access: ProjectAccess, relations: Collection[UUID]) -> None:
    """Open again what gold settled and a coder links otherwise since; what is again as it was is settled again.

    Called in the transaction that changed, deleted or restored the relations, which holds their locks.

    Args:
        access: the project; its user made the change.
        relations: ids of what was changed; those that nothing settles are passed over.
    """
    settled = GoldReading.objects.select_related(
        "origin", "relation__type", "relation__source", "relation__target"
    ).filter(project=access.project, relation__uuid__in=set(relations), replaced_at=None)
    for row in settled.order_by("pk"):
        there = row.relation
        assert there is not None
        same = there.deleted_at is None and _as_reading(there) == row.reading
        if same == (row.changed_at is None):
            continue
        row.changed_at = None if same else timezone.now()
        row.save(update_fields=["changed_at"])
        verb = "gold.settled_again" if same else "gold.reopened"
        data = {"link": str(there.uuid), "version": there.version}
        happening = Happening(verb, str(row.origin.uuid), there.source.article_id, data)
        record(project_id=access.project.pk, actor_id=access.user.pk, happenings=[happening])
