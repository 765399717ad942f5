"""Changing relation types: made, changed, retired, brought back, deleted."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from annotations.domain.schemes import RelationSpec, Scheme
from annotations.services.relation_uses import uses_of_type
from annotations.services.scheme_writing import (
    expected_scheme,
    faults_below,
    lock_scheme,
    with_relation,
    write_scheme,
)
from newsapp.access import ProjectAccess
from newsapp.errors import Conflict, NotVisible, Stale
from newsapp.wording import gettext as _


@transaction.atomic
def add_relation(*, access: ProjectAccess, relation: RelationSpec, version: int | None = None) -> RelationSpec:
    """Put a new relation type at the end of the scheme.

    Raises:
        Stale, RuleViolation: as for `add_tags`.
    """
    before = expected_scheme(access, version)
    if relation.key in before.relations:
        raise Conflict("key_taken", _("The scheme has a relation “{key}” already.", key=relation.key), path="key")
    with faults_below("relations", {len(before.relations): ""}):
        after = with_relation(before, replace(relation, version=1))
        return write_scheme(access=access, before=before, after=after).relations[relation.key]


@transaction.atomic
def edit_relation(*, access: ProjectAccess, key: str, version: int, changes: Mapping[str, Any]) -> RelationSpec:
    """Change a relation type; `retired` among the changes retires it or brings it back.

    Raises:
        Stale: somebody changed it since `version`; `current` is the `RelationSpec` that is stored.
        RuleViolation: a field at fault.
    """
    before = lock_scheme(access)
    relation = _current_relation(before, key, version)
    with faults_below("relations", {list(before.relations).index(key): ""}):
        after = with_relation(before, replace(relation, **{n: v for n, v in changes.items() if n != "key"}))
        return write_scheme(access=access, before=before, after=after).relations[key]


@transaction.atomic
def delete_relation(*, access: ProjectAccess, key: str, version: int) -> None:
    """Delete a relation type that no relation has.

    Raises:
        Stale: somebody changed it since `version`.
        Conflict: it is in use; `existing` says by how many.
    """
    before = lock_scheme(access)
    _current_relation(before, key, version)
    uses = uses_of_type(access=access, key=key)
    if uses:
        raise Conflict("in_use", _("It is in use, so it can be retired, but not deleted."), existing=uses)
    left = {other: spec for other, spec in before.relations.items() if other != key}
    write_scheme(access=access, before=before, after=replace(before, relations=left))


def _current_relation(scheme: Scheme, key: str, version: int) -> RelationSpec:
    if key not in scheme.relations:
        raise NotVisible
    relation = scheme.relations[key]
    if relation.version != version:
        raise Stale(_("Somebody changed this relation type meanwhile."), current=relation)
    return relation
