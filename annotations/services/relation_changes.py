"""Changing, deleting and restoring relations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from annotations.domain.merging import carried
from annotations.domain.relations import End, Link, StoredRelation, check_link
from annotations.models import Relation
from annotations.queries.relations import ends_of, stored_relation
from annotations.services.relations import hold_types, refuse_circles, refuse_same
from newsapp.access import ProjectAccess
from newsapp.errors import Stale
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _


@dataclass(frozen=True, slots=True)
class RelationChange:
    """What is to become of a relation; None leaves a field as it is."""

    type: str | None = None
    source: UUID | None = None
    target: UUID | None = None
    attributes: Mapping[str, Any] | None = None


@transaction.atomic
def change_relation(
    *, access: ProjectAccess, relation: Relation, version: int, change: RelationChange
) -> StoredRelation:
    """Change the type, the ends or the attributes of a relation.

    Args:
        access: the project, as opened by `annotations.access.open_relation`.
        relation: opened for `HIGHLIGHT`.
        version: the one that the person saw.
        change: what is to be different.

    Raises:
        RuleViolation: a field at fault; `circle` when its type may form none.
        Conflict: the same is said already by another relation of hers.
        Stale: somebody changed it since `version`; `current` is the relation that is stored.
    """
    before = _locked(access, relation, version=version)
    key = change.type or before.type
    scheme, types = hold_types(access, [key])
    attributes = change.attributes
    if attributes is None:
        # A value that the type asked for once, and does not any more, goes with the next change.
        asked = scheme.relations[key].attributes if key in scheme.relations else ()
        attributes = carried(before.attributes, asked=asked)
    link = Link(key, change.source or before.source, change.target or before.target, dict(attributes))
    ends = ends_of(access=access, uuids=[link.source, link.target])
    check_link(scheme, link, ends=ends, already=before.type)
    refuse_circles(access, scheme, types, [(link, ends)], without=relation.pk)
    refuse_same(access, types[key], ends, link, of=relation)
    Relation.objects.filter(pk=relation.pk).update(
        type=types[key],
        source=ends[link.source].row,
        target=ends[link.target].row,
        attributes=link.attributes,
        updated_at=timezone.now(),
        version=F("version") + 1,
    )
    after = stored_relation(project_id=access.project.pk, uuid=relation.uuid)
    assert after is not None
    _record_change(access, relation, before, after, article_id=ends[link.source].article_id)
    return after


def _locked(access: ProjectAccess, relation: Relation, *, version: int) -> StoredRelation:
    locked = Relation.objects.select_for_update(of=("self",)).get(pk=relation.pk)
    before = stored_relation(project_id=access.project.pk, uuid=relation.uuid)
    assert before is not None
    if locked.version != version or locked.deleted_at is not None:
        raise Stale(_("The relation was changed meanwhile."), current=before)
    return before


def _record_change(
    access: ProjectAccess, relation: Relation, before: StoredRelation, after: StoredRelation, *, article_id: int
) -> None:
    names = {"type": "type", "source": "from", "target": "to"}
    changed = [name for name in names if getattr(before, name) != getattr(after, name)]
    data: dict[str, Any] = {
        "type": after.type,
        "from": str(after.source),
        "to": str(after.target),
        "version": after.version,
        "before": {names[name]: str(getattr(before, name)) for name in changed},
        "after": {names[name]: str(getattr(after, name)) for name in changed},
    }
    if relation.analyst_id != access.user.pk:
        data["of"] = relation.analyst_id
    words = {"before": {"attributes": before.attributes}, "after": {"attributes": after.attributes}}
    detail = words if before.attributes != after.attributes else None
    happening = Happening("relation.changed", str(relation.uuid), article_id, data, detail)
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=[happening])


@transaction.atomic
def delete_relation(*, access: ProjectAccess, relation: Relation, version: int) -> None:
    """Delete a relation; `restore_relation` brings it back.

    Raises:
        Stale: somebody changed it since `version`; `current` is the relation that is stored.
    """
    _locked(access, relation, version=version)
    _turn(access, relation, verb="relation.deleted", deleted=True)


@transaction.atomic
def restore_relation(*, access: ProjectAccess, relation: Relation) -> StoredRelation:
    """Bring a deleted relation back as it was; one that is not deleted stays as it is.

    Raises:
        RuleViolation: it would close a circle with what was linked since.
        Conflict: the same was said again since.
    """
    locked = Relation.objects.select_for_update(of=("self",)).select_related("type", "source", "target")
    row = locked.get(pk=relation.pk)
    if row.deleted_at is not None:
        scheme, types = hold_types(access, [row.type.key])
        link = Link(row.type.key, row.source.uuid, row.target.uuid, row.attributes)
        ends = {end.uuid: End(end.pk, end.article_id, ()) for end in (row.source, row.target)}
        refuse_circles(access, scheme, types, [(link, ends)], without=row.pk)
        refuse_same(access, types[link.type], ends, link, of=row)
        _turn(access, row, verb="relation.restored", deleted=False)
    restored = stored_relation(project_id=access.project.pk, uuid=relation.uuid)
    assert restored is not None
    return restored


def _turn(access: ProjectAccess, relation: Relation, *, verb: str, deleted: bool) -> None:
    now = timezone.now()
    Relation.objects.filter(pk=relation.pk).update(
        deleted_at=now if deleted else None, updated_at=now, version=F("version") + 1
    )
    data: dict[str, Any] = {
        "type": relation.type.key,
        "from": str(relation.source.uuid),
        "to": str(relation.target.uuid),
        "version": relation.version + 1,
    }
    if relation.analyst_id != access.user.pk:
        data["of"] = relation.analyst_id
    happening = Happening(verb, str(relation.uuid), relation.source.article_id, data)
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=[happening])
