"""Writing a changed scheme: what differs becomes rows, one new version, and events. In the caller's transaction."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db.models import F
from django.utils import timezone

from annotations.domain.scheme_changes import Difference, differences
from annotations.domain.scheme_rules import check_scheme
from annotations.domain.schemes import RelationSpec, Scheme, TagSpec
from annotations.models import RelationType, Tag
from annotations.queries.schemes import read_scheme
from annotations.services.relation_uses import refuse_circles_that_are_there
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation, Several, Stale
from newsapp.models import Project
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _


def lock_scheme(access: ProjectAccess) -> Scheme:
    """The scheme as it stands; nobody else changes it until the transaction ends.

    `access.project.scheme_version` is that of this scheme afterwards.

    Raises:
        NotAllowed: her role is too low, or the project is archived.
    """
    access.require(Action.MANAGE_SCHEME)
    project = Project.objects.select_for_update(no_key=True).only("pk", "scheme_version").get(pk=access.project.pk)
    access.project.scheme_version = project.scheme_version
    return read_scheme(project.pk)


def expected_scheme(access: ProjectAccess, version: int | None) -> Scheme:
    """The scheme, locked, if it is the one that the person saw; None takes any.

    Raises:
        Stale: somebody changed it since `version`; `current` is the version that it has.
        NotAllowed: see `lock_scheme`.
    """
    scheme = lock_scheme(access)
    there = access.project.scheme_version
    if version is not None and there != version:
        raise Stale(_("Somebody changed the scheme meanwhile."), current=there)
    return scheme


@contextmanager
def faults_below(topic: str, prefixes: Mapping[int, str]) -> Iterator[None]:
    """Let faults of single tags have the path that whoever asked knows.

    Args:
        topic: `tags` or `relations`.
        prefixes: index in the scheme -> what stands for `tags.N.`.
    """
    try:
        yield
    except RuleViolation as violation:
        for fault in violation.violations if isinstance(violation, Several) else [violation]:
            head, _, rest = fault.path.partition(".")
            index, _, rest = rest.partition(".")
            if head == topic and index.isdigit():
                fault.path = prefixes.get(int(index), "") + rest
        raise


def write_scheme(
    *,
    access: ProjectAccess,
    before: Scheme,
    after: Scheme,
    happenings: Sequence[Happening] = (),
    told: Collection[str] = (),
) -> Scheme:
    """Store what differs; when nothing does, nothing is stored and no version grows.

    Args:
        access: the project, whose scheme is locked.
        before: from `lock_scheme`.
        after: what it is to be; unchecked.
        happenings: what is to be in the log first.
        told: keys of tags whose change `happenings` tell already.

    Returns:
        The scheme as stored, rows and versions in place.

    Raises:
        RuleViolation: see `annotations.domain.scheme_rules.check_scheme`.
    """
    check_scheme(after, before=before)
    refuse_circles_that_are_there(access=access, before=before, after=after)
    found = differences(before, after)
    order = {"tag": _order(before.tags, after.tags), "relation_type": _order(before.relations, after.relations)}
    if not found and not any(order.values()):
        return before
    project = access.project
    project.scheme_version += 1
    Project.objects.filter(pk=project.pk).update(scheme_version=F("scheme_version") + 1)
    _write_tags(project, before, after, [difference for difference in found if difference.topic == "tag"])
    _write_relations(project, after, [difference for difference in found if difference.topic == "relation_type"])
    written = read_scheme(project.pk)
    log = [
        *happenings,
        *(_event(d, written) for d in found if d.topic != "tag" or d.spec.key not in told),
        *(Happening(f"{topic}.reordered", "", data={"keys": keys}) for topic, keys in order.items() if keys),
    ]
    number = {"scheme_version": project.scheme_version}
    record(
        project_id=project.pk,
        actor_id=access.user.pk,
        happenings=[happening._replace(data={**happening.data, **number}) for happening in log],
    )
    return written


def _order(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The new order; empty when it is the old one with what is new at its end."""
    usual = [*(key for key in before if key in after), *(key for key in after if key not in before)]
    return [] if usual == list(after) else list(after)


def _event(difference: Difference, written: Scheme) -> Happening:
    data, detail = difference.logged()
    key = difference.spec.key
    there: Mapping[str, TagSpec | RelationSpec] = written.tags if difference.topic == "tag" else written.relations
    version = {"version": there[key].version} if key in there else {}
    return Happening(f"{difference.topic}.{difference.verb}", key, data={**version, **data}, detail=detail)


def _write_tags(project: Project, before: Scheme, after: Scheme, found: Sequence[Difference]) -> None:
    gone = [d.spec.key for d in found if d.verb == "deleted"]
    changed = {d.spec.key for d in found if d.verb in ("changed", "retired", "restored")}
    positions = {key: position for position, key in enumerate(after.tags)}
    rows = {row.key: row for row in Tag.objects.filter(project=project)}
    if gone:
        # A parent cannot go before its children have another.
        Tag.objects.filter(project=project, key__in=gone).update(parent=None)
    made = [Tag(project=project, key=key, position=positions[key]) for key in after.tags if key not in before.tags]
    for row in made:
        _fill_tag(row, after.tags[row.key])
    Tag.objects.bulk_create(made)
    rows |= {row.key: row for row in made}
    for key in changed:
        _fill_tag(rows[key], after.tags[key])
        rows[key].version += 1
    for key in [*changed, *(row.key for row in made)]:
        spec = after.tags[key]
        rows[key].parent = rows[spec.parent] if spec.parent else None
        rows[key].merged_into = rows[spec.merged_into] if spec.merged_into else None
    linked = [row.key for row in made if row.parent or row.merged_into]
    Tag.objects.bulk_update([rows[key] for key in [*changed, *linked]], _TAG_FIELDS, batch_size=200)
    if gone:
        Tag.objects.filter(project=project, key__in=gone).delete()
    moved = [row for key, row in rows.items() if key in positions and row.position != positions[key]]
    for row in moved:
        row.position = positions[row.key]
    Tag.objects.bulk_update(moved, ["position"], batch_size=500)


_TAG_FIELDS = (
    "label", "colour", "pattern", "shortcut", "description", "scope", "attributes", "retired_at", "parent",
    "merged_into", "version",
)  # fmt: skip


def _fill_tag(row: Tag, spec: TagSpec) -> None:
    row.label, row.colour, row.pattern, row.shortcut = spec.label, spec.colour, spec.pattern, spec.shortcut
    row.description, row.scope = spec.description, spec.scope
    row.attributes = [attribute.as_json() for attribute in spec.attributes]
    row.retired_at = (row.retired_at or timezone.now()) if spec.retired else None


def _write_relations(project: Project, after: Scheme, found: Sequence[Difference]) -> None:
    gone = [d.spec.key for d in found if d.verb == "deleted"]
    RelationType.objects.filter(project=project, key__in=gone).delete()
    rows = {row.key: row for row in RelationType.objects.filter(project=project)}
    made = [RelationType(project=project, key=key) for key in after.relations if key not in rows]
    changed = {d.spec.key for d in found if d.verb in ("changed", "retired", "restored")}
    positions = {key: position for position, key in enumerate(after.relations)}
    for row in made:
        row.position = positions[row.key]
        _fill_relation(row, after.relations[row.key])
    RelationType.objects.bulk_create(made)
    for key in changed:
        _fill_relation(rows[key], after.relations[key])
        rows[key].version += 1
    RelationType.objects.bulk_update([rows[key] for key in changed], _RELATION_FIELDS, batch_size=200)
    moved = [row for key, row in rows.items() if row.position != positions[key]]
    for row in moved:
        row.position = positions[row.key]
    RelationType.objects.bulk_update(moved, ["position"], batch_size=500)


_RELATION_FIELDS = (
    "label", "description", "from_tags", "to_tags", "attributes", "acyclic", "retired_at", "version",
)  # fmt: skip


def _fill_relation(row: RelationType, spec: RelationSpec) -> None:
    row.label, row.description, row.acyclic = spec.label, spec.description, spec.acyclic
    row.from_tags, row.to_tags = list(spec.from_tags), list(spec.to_tags)
    row.attributes = [attribute.as_json() for attribute in spec.attributes]
    row.retired_at = (row.retired_at or timezone.now()) if spec.retired else None


def with_tag(scheme: Scheme, tag: TagSpec) -> Scheme:
    """The scheme with a tag in its place, or at the end when it is new."""
    return replace(scheme, tags={**scheme.tags, tag.key: tag})


def with_relation(scheme: Scheme, relation: RelationSpec) -> Scheme:
    """The scheme with a relation type in its place, or at the end when it is new."""
    return replace(scheme, relations={**scheme.relations, relation.key: relation})
