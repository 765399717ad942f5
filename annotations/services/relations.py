"""Making relations. What becomes of them later is in `annotations.services.relation_changes`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from uuid6 import uuid7

from annotations.domain.relations import End, Link, StoredRelation, check_link, check_no_circle
from annotations.domain.schemes import Scheme
from annotations.models import Relation, RelationType
from annotations.queries.relations import edges_onward, ends_of, stored_relation
from annotations.queries.schemes import read_scheme, scheme_of
from newsapp.access import ProjectAccess
from newsapp.errors import Conflict, Gone, RuleViolation, Several
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _

LAYER = "analyst"


@dataclass(frozen=True, slots=True)
class RelationDraft:
    """A relation as its maker sends it.

    Attributes:
        type: key of its type.
        source: id of the highlight that it starts from.
        target: id of the highlight that it leads to.
        attributes: `{attribute: value}`.
        id: made by the client; None has one made.
    """

    type: str
    source: UUID
    target: UUID
    attributes: Mapping[str, Any] | None = None
    id: UUID | None = None

    @property
    def link(self) -> Link:
        """What it says."""
        return Link(self.type, self.source, self.target, dict(self.attributes or {}))


@transaction.atomic
def put_relation(*, access: ProjectAccess, draft: RelationDraft) -> tuple[StoredRelation, bool]:
    """Make a relation under the id that its maker chose; the same again is no second one.

    Args:
        access: the project, opened for `HIGHLIGHT`.
        draft: with `id`.

    Returns:
        The relation, and whether it was made by this call.

    Raises:
        RuleViolation: a field at fault; `circle` when its type may form none.
        Conflict: another body under the same id, or the same said already under another.
        Gone: it was made and deleted; a retry does not bring it back.
    """
    assert draft.id is not None
    scheme, types = hold_types(access, [draft.type])
    # What was lawful when it was made need not be any more: a retry is answered before anything is asked.
    there = Relation.objects.filter(project=access.project, uuid=draft.id).first()
    if there is not None:
        return _answer_retry(access, draft, there), False
    ends = ends_of(access=access, uuids=[draft.source, draft.target])
    check_link(scheme, draft.link, ends=ends)
    refuse_circles(access, scheme, types, [(draft.link, ends)])
    refuse_same(access, types[draft.type], ends, draft.link)
    try:
        with transaction.atomic():
            return _insert(access, types, ends, [draft])[0], True
    except IntegrityError as error:
        # Somebody made another type of relation under the same id just now.
        there = Relation.objects.filter(project=access.project, uuid=draft.id).first()
        if there is None:
            raise error
        return _answer_retry(access, draft, there), False


@transaction.atomic
def add_relations(*, access: ProjectAccess, drafts: Sequence[RelationDraft]) -> list[StoredRelation]:
    """Make relations, all or none, in the given order.

    Args:
        access: the project, opened for `HIGHLIGHT`.
        drafts: an `id` among them must be new.

    Raises:
        RuleViolation: (one draft) the field at fault.
        Several: (more of them) each fault, its path beginning with the draft's index.
    """
    named = [replace(draft, id=draft.id or uuid7()) for draft in drafts]
    scheme, types = hold_types(access, {draft.type for draft in named})
    ends = ends_of(access=access, uuids={uuid for draft in named for uuid in (draft.source, draft.target)})
    faults = _faults(access, scheme, types, ends, dict(enumerate(named)))
    for index, fault in faults:
        if len(named) == 1:
            raise fault
        fault.path = f"{index}.{fault.path}" if fault.path else f"{index}"
    if faults:
        raise Several([fault for _, fault in faults])
    return _insert(access, types, ends, named)


def faults_of(*, access: ProjectAccess, drafts: Mapping[int, RelationDraft]) -> list[tuple[int, RuleViolation]]:
    """What `add_relations` would refuse, and nothing made; for a request that is refused already."""
    with transaction.atomic():
        scheme, types = hold_types(access, {draft.type for draft in drafts.values()})
        ends = ends_of(access=access, uuids={uuid for d in drafts.values() for uuid in (d.source, d.target)})
        return _faults(access, scheme, types, ends, drafts)


def _faults(
    access: ProjectAccess,
    scheme: Scheme,
    types: Mapping[str, RelationType],
    ends: Mapping[UUID, End],
    drafts: Mapping[int, RelationDraft],
) -> list[tuple[int, RuleViolation]]:
    given = [draft.id for draft in drafts.values() if draft.id]
    taken = set(Relation.objects.filter(project=access.project, uuid__in=given).values_list("uuid", flat=True))
    faults: list[tuple[int, RuleViolation]] = []
    edges = _edges_of_drafts(access, types, ends, drafts.values())
    said = _said(access, types, ends)
    for index, draft in drafts.items():
        try:
            if draft.id is not None and draft.id in taken:
                raise RuleViolation("id_taken", _("This id is taken, or comes twice in this request."), path="id")
            if check_link(scheme, draft.link, ends=ends).acyclic:
                source, target = ends[draft.source].row, ends[draft.target].row
                check_no_circle(edges[draft.type], source=source, target=target)
                edges[draft.type].append((source, target))
            key = (types[draft.type].pk, ends[draft.source].row, ends[draft.target].row)
            if key in said:
                raise RuleViolation("said_already", _("This relation is there already."), path="to")
            said.add(key)
            if draft.id is not None:
                taken.add(draft.id)
        except RuleViolation as fault:
            faults.append((index, fault))
    return faults


def _edges_of_drafts(
    access: ProjectAccess, types: Mapping[str, RelationType], ends: Mapping[UUID, End], drafts: Iterable[RelationDraft]
) -> dict[str, list[tuple[int, int]]]:
    starts: dict[str, set[int]] = {key: set() for key, row in types.items() if row.acyclic}
    for draft in drafts:
        if draft.type in starts and draft.target in ends:
            starts[draft.type].add(ends[draft.target].row)
    return {
        key: edges_onward(access=access, type_id=types[key].pk, starts=rows) if rows else []
        for key, rows in starts.items()
    }


def _said(
    access: ProjectAccess, types: Mapping[str, RelationType], ends: Mapping[UUID, End]
) -> set[tuple[int, int, int]]:
    rows = [end.row for end in ends.values()]
    own = Relation.objects.filter(project=access.project, analyst=access.user, layer=LAYER).present()
    found = own.filter(type__in=list(types.values()), source__in=rows, target__in=rows)
    return set(found.values_list("type_id", "source_id", "target_id"))


def hold_types(access: ProjectAccess, keys: Iterable[str]) -> tuple[Scheme, dict[str, RelationType]]:
    """Lock the types of relations until the transaction ends: nobody else links by them, nor changes them.

    Two at once can close a circle together that neither would alone; one after the other they cannot.

    Returns:
        The scheme as it stands, and the rows of those types that there are, by key.
    """
    rows = RelationType.objects.filter(project=access.project, key__in=set(keys)).order_by("pk")
    types = {row.key: row for row in rows.select_for_update(of=("self",), no_key=True)}
    scheme = scheme_of(access.project)
    known = scheme.relations
    if any(key not in known or known[key].version != row.version for key, row in types.items()):
        scheme = read_scheme(access.project.pk)
    return scheme, types


def refuse_circles(
    access: ProjectAccess,
    scheme: Scheme,
    types: Mapping[str, RelationType],
    links: Iterable[tuple[Link, Mapping[UUID, End]]],
    *,
    without: int = 0,
) -> None:
    """Refuse links of types that form no circle when they would; their types are held.

    Raises:
        RuleViolation: `circle`.
    """
    for link, ends in links:
        if scheme.relations[link.type].acyclic:
            source, target = ends[link.source].row, ends[link.target].row
            edges = edges_onward(access=access, type_id=types[link.type].pk, starts=[target], without=without)
            check_no_circle(edges, source=source, target=target)


def refuse_same(
    access: ProjectAccess,
    type_row: RelationType,
    ends: Mapping[UUID, End],
    link: Link,
    *,
    of: Relation | None = None,
) -> None:
    """Refuse what the same person said already between the same two; the type is held.

    Args:
        of: the relation that is to say it: whoever made it counts as the one who says it.

    Raises:
        Conflict: `existing` is the `StoredRelation` that says it.
    """
    said = Relation.objects.filter(
        type=type_row,
        source=ends[link.source].row,
        target=ends[link.target].row,
        analyst=of.analyst_id if of else access.user.pk,
        layer=of.layer if of else LAYER,
    ).present()
    same = said.exclude(pk=of.pk if of else 0).first()
    if same is not None:
        existing = stored_relation(project_id=access.project.pk, uuid=same.uuid)
        raise Conflict("said_already", _("This relation is there already."), existing=existing)


def _insert(
    access: ProjectAccess,
    types: Mapping[str, RelationType],
    ends: Mapping[UUID, End],
    drafts: Sequence[RelationDraft],
) -> list[StoredRelation]:
    now = timezone.now()
    made = Relation.objects.bulk_create(
        Relation(
            project=access.project,
            uuid=draft.id or uuid7(),
            type=types[draft.type],
            source_id=ends[draft.source].row,
            target_id=ends[draft.target].row,
            attributes=draft.link.attributes,
            analyst=access.user,
            layer=LAYER,
            created_at=now,
            updated_at=now,
            body_sha256=draft.link.digest(layer=LAYER),
        )
        for draft in drafts
    )
    record(
        project_id=access.project.pk,
        actor_id=access.user.pk,
        happenings=[_made(draft, ends[draft.source]) for draft in drafts],
    )
    numbers = dict(
        Relation.objects.filter(pk__in=[row.pk for row in made]).values_list("uuid", "source__article__number")
    )
    return [
        StoredRelation(
            row.uuid, draft.type, draft.source, draft.target, dict(draft.link.attributes), access.user.username, LAYER,
            now, now, 1, numbers[row.uuid],
        )
        for row, draft in zip(made, drafts, strict=True)
    ]  # fmt: skip


def _made(draft: RelationDraft, source: End) -> Happening:
    places = {"type": draft.type, "from": str(draft.source), "to": str(draft.target)}
    detail = {"attributes": draft.link.attributes} if draft.attributes else None
    data = {**places, "version": 1, "layer": LAYER}
    return Happening("relation.created", str(draft.id), source.article_id, data, detail)


def _answer_retry(access: ProjectAccess, draft: RelationDraft, there: Relation) -> StoredRelation:
    own = there.analyst_id == access.user.pk
    if own and there.deleted_at is not None:
        raise Gone("deleted", _("This relation was deleted; it can be restored."))
    current = stored_relation(project_id=access.project.pk, uuid=there.uuid)
    assert current is not None
    if not own or there.body_sha256 != draft.link.digest(layer=LAYER):
        message = _("Another relation has this id.")
        raise Conflict("id_taken", message, existing=current if own else None, path="id")
    return current
