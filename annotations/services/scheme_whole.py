"""Changing a scheme as a whole: its order, all of it, a pack of tags."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from annotations.domain.colours import dressed, looks_of
from annotations.domain.persuasion import PARENT, persuasion_pack
from annotations.domain.scheme_changes import reordered
from annotations.domain.schemes import Scheme, TagSpec
from annotations.models import HighlightTag
from annotations.queries.scheme_usage import articles_of, taggings_of
from annotations.services.relation_uses import uses_of_type
from annotations.services.scheme_edits import write_and_clear
from annotations.services.scheme_holds import hold_highlights
from annotations.services.scheme_writing import expected_scheme, with_tag, write_scheme
from newsapp.access import ProjectAccess
from newsapp.blindness import hides_work
from newsapp.errors import NotVisible, RuleViolation
from newsapp.services.activity import Happening
from newsapp.wording import gettext as _


@transaction.atomic
def order_scheme(
    *,
    access: ProjectAccess,
    version: int,
    tags: Sequence[str] | None = None,
    relations: Sequence[str] | None = None,
) -> Scheme:
    """Put tags, or relation types, into another order.

    Args:
        access: the project, opened for `MANAGE_SCHEME`.
        version: the scheme's, which the person saw.
        tags, relations: keys in their new order; those that are not named keep their places.

    Raises:
        Stale: somebody changed the scheme since; `current` is its version.
        RuleViolation: an unknown key, or one that comes twice.
    """
    before = expected_scheme(access, version)
    after = replace(
        before,
        tags=_ordered(before.tags, tags, "tags"),
        relations=_ordered(before.relations, relations, "relations"),
    )
    return write_scheme(access=access, before=before, after=after)


@transaction.atomic
def move_in_scheme(*, access: ProjectAccess, version: int, key: str, by: int, relation: bool = False) -> Scheme:
    """Move a tag, or a relation type, by some places among those that it stands beside: one parent, one scope.

    Raises:
        Stale, RuleViolation: as for `order_scheme`.
    """
    scheme = expected_scheme(access, version)
    if relation:
        if key not in scheme.relations:
            raise NotVisible
        beside = [other.key for other in scheme.relations.values() if not other.retired]
        return order_scheme(access=access, version=version, relations=reordered(beside, key=key, by=by))
    if key not in scheme.tags:
        raise NotVisible
    return order_scheme(access=access, version=version, tags=reordered(beside_of(scheme, key), key=key, by=by))


def beside_of(scheme: Scheme, key: str) -> list[str]:
    """The living tags that a tag stands beside, itself too: with the same parent and scope."""
    tag = scheme.tags[key]
    return [
        other.key
        for other in scheme.tags.values()
        if other.key == key or (not other.retired and (other.parent, other.scope) == (tag.parent, tag.scope))
    ]


def _ordered(specs: Mapping[str, Any], keys: Sequence[str] | None, path: str) -> dict[str, Any]:
    if keys is None:
        return dict(specs)
    if len(set(keys)) != len(keys):
        raise RuleViolation("duplicate", _("A key comes twice."), path=path)
    for key in keys:
        if key not in specs:
            raise RuleViolation("unknown_tag", _("The scheme has no “{key}”.", key=key), path=path)
    # The named ones share out the places that they have now.
    following = iter(keys)
    named = set(keys)
    return {key: specs[key] for key in [next(following) if key in named else key for key in specs]}


@transaction.atomic
def replace_scheme(*, access: ProjectAccess, version: int, scheme: Scheme, clear: bool = False) -> Scheme:
    """Make a scheme the project's own, as one change.

    Tags and relation types are known by their keys: new ones are made, others changed, those that are left out are
    deleted, or retired when they are in use.

    Raises:
        Stale: somebody changed the scheme since `version`; `current` is its version.
        ValuesInUse: values would be lost, and `clear` is not set.
        RuleViolation: a fault; the path begins with `tags.N` or `relations.N`.
    """
    before = expected_scheme(access, version)
    tags: dict[str, TagSpec] = {}
    for index, (key, tag) in enumerate(scheme.tags.items()):
        was = before.tags.get(key)
        if was is not None and tag.merged_into not in (None, was.merged_into) and _is_used(access, was):
            message = _("Merging moves what has the tag: ask for it at tags/{key}/merge/.")
            raise RuleViolation("merged", message, path=f"tags.{index}.merged_into")
        new = dressed(tag, used=looks_of(Scheme(tags)))
        tags[key] = replace(new, id=was.id, version=was.version) if was else replace(new, id=0, version=1)
    relations = {
        key: replace(r, version=before.relations[key].version if key in before.relations else 1)
        for key, r in scheme.relations.items()
    }
    left_out = [tag for key, tag in before.tags.items() if key not in tags]
    followed = {tag.merged_into for tag in before.tags.values()}
    for tag in left_out:
        # A merged tag is followed by whoever still knows it, so it stays.
        if tag.merged_into or tag.key in followed or _is_used(access, tag):
            tags[tag.key] = replace(tag, retired=True, parent=tag.parent if tag.parent in tags else None)
    for key, relation in before.relations.items():
        if key not in relations and uses_of_type(access=access, key=key):
            relations[key] = replace(relation, retired=True)
    after = Scheme(tags, relations)
    happening = Happening("scheme.replaced", access.project.slug, data={"tags": len(tags), "relations": len(relations)})
    return write_and_clear(access=access, before=before, after=after, clear=clear, happenings=[happening])


def _is_used(access: ProjectAccess, tag: TagSpec) -> bool:
    """Whether anything has a tag, or may have it unseen; nothing new gets it until the transaction ends."""
    hold_highlights(tag_id=tag.id, taggings=HighlightTag.objects.none())
    return (
        hides_work(access)
        or taggings_of(tag_id=tag.id).exists()
        or articles_of(project_id=access.project.pk, key=tag.key).exists()
    )


@transaction.atomic
def add_persuasion_pack(*, access: ProjectAccess, version: int) -> Scheme:
    """Put the persuasion techniques into the scheme, those that it has not, each with a look far from the others.

    Raises:
        Stale: somebody changed the scheme since `version`.
    """
    before = expected_scheme(access, version)
    after = before
    for tag in persuasion_pack():
        there = after.tags.get(tag.key)
        if there is not None and (there.scope != "span" or there.merged_into):
            continue
        if there is not None:
            after = with_tag(after, replace(there, retired=False, shortcut="" if there.retired else there.shortcut))
            continue
        under = tag.parent if tag.parent in after.tags and after.tags[PARENT].scope == "span" else None
        after = with_tag(after, replace(dressed(tag, used=looks_of(after)), parent=under))
    return write_scheme(access=access, before=before, after=after)
