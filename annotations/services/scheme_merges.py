"""Merging a tag into another, and splitting one off: the highlights and articles that have it follow."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from annotations.domain.colours import dressed, looks_of
from annotations.domain.schemes import Attribute, Scheme, TagSpec
from annotations.models import Tag
from annotations.queries.scheme_usage import Selection, Touched, articles_of, taggings_of, touched_by
from annotations.services.scheme_edits import current_tag
from annotations.services.scheme_holds import (
    Followed,
    happenings_of,
    hold_articles,
    hold_highlights,
    move_articles,
    move_taggings,
    seen_of,
    touch_highlights,
)
from annotations.services.scheme_writing import faults_below, lock_scheme, with_tag, write_scheme
from newsapp.access import ProjectAccess
from newsapp.errors import Conflict, RuleViolation
from newsapp.services.activity import record
from newsapp.wording import gettext as _


@dataclass(frozen=True, slots=True)
class Split:
    """What is to be split off.

    Attributes:
        key, label, colour, pattern, shortcut, description: of the new tag; it gets the old one's parent. Without a
            colour or pattern it gets one far from those in use.
        selection: which of the old tag's highlights it takes over.
        keep: they keep the old tag as well.
        attributes: what the new tag asks for; None is what the old one asks for.
    """

    key: str
    label: str
    colour: str
    pattern: str
    selection: Selection
    shortcut: str = ""
    description: str = ""
    keep: bool = False
    attributes: Sequence[Attribute] | None = field(default=None)


def merge_preview(*, access: ProjectAccess, scheme: Scheme, key: str, into: str) -> Touched:
    """What `merge_tag` would touch; `dropped` counts the values that do not go over."""
    target = scheme.tags[into]
    return touched_by(access=access, tag=scheme.tags[key], into=target, asked=target.attributes)


@transaction.atomic
def merge_tag(*, access: ProjectAccess, key: str, version: int, into: str) -> tuple[Scheme, Followed]:
    """Let a tag take another's place everywhere; the other is retired, and whoever saves with it later gets this one.

    Values go over where the target asks for the same attribute and takes the value; its own win. What stood below the
    merged tag stands below the target, and relation types that named it name the target.

    Args:
        access: the project, opened for `MANAGE_SCHEME`.
        key: of the tag that goes.
        version: of that tag, as the person saw it.
        into: key of the tag that stays.

    Returns:
        The scheme afterwards, and what followed.

    Raises:
        Stale: somebody changed the tag since `version`; `current` is the `TagSpec` that is stored.
        RuleViolation: into itself, a retired tag, one for something else.
        Conflict: it was merged already.
    """
    before = lock_scheme(access)
    tag = current_tag(before, key, version)
    target = _target(before, tag, into)
    if tag.scope == "article":
        followed = _merge_articles(access, tag, target)
    else:
        row = Tag.objects.get(pk=target.id)
        taggings = taggings_of(tag_id=tag.id)
        held = hold_highlights(tag_id=tag.id, taggings=taggings)
        move_taggings(taggings=list(taggings.values_list("pk", flat=True)), into=row)
        followed = touch_highlights(held)
    after = _without(before, tag, target)
    log = happenings_of("tag.merged", key, data={"into": into, "version": tag.version + 1}, followed=followed)
    return write_scheme(access=access, before=before, after=after, happenings=log, told={key}), seen_of(
        access, followed
    )


def _target(scheme: Scheme, tag: TagSpec, into: str) -> TagSpec:
    if tag.merged_into is not None:
        raise Conflict(
            "merged",
            _("It was merged into “{merged_into}” already.", merged_into=tag.merged_into),
            existing=tag.merged_into,
        )
    if into not in scheme.tags:
        raise RuleViolation("unknown_tag", _("The scheme has no tag “{into}”.", into=into), path="into")
    target = scheme.tags[into]
    if into == tag.key:
        raise RuleViolation("same_tag", _("A tag cannot be merged into itself."), path="into")
    if target.retired:
        raise RuleViolation(
            "retired_tag", _("“{label}” was retired: bring it back first.", label=target.label), path="into"
        )
    if target.scope != tag.scope:
        message = _("A tag for highlights and one for whole articles cannot become one.")
        raise RuleViolation("wrong_scope", message, path="into")
    return target


def _merge_articles(access: ProjectAccess, tag: TagSpec, target: TagSpec) -> Followed:
    articles = articles_of(project_id=access.project.pk, key=tag.key)
    held = hold_articles(tag_id=tag.id, articles=articles)
    return move_articles(articles=held, old=tag.key, into=target.key)


def _without(scheme: Scheme, tag: TagSpec, target: TagSpec) -> Scheme:
    """The scheme with a tag merged into another; the target never ends up below itself."""
    above = target.parent
    while above is not None and above != tag.key:
        above = scheme.tags[above].parent
    inside = above == tag.key

    def moved(spec: TagSpec) -> TagSpec:
        if spec.key == tag.key:
            return replace(spec, retired=True, merged_into=target.key)
        if spec.key == target.key and inside:
            return replace(spec, parent=tag.parent)
        if spec.parent == tag.key:
            return replace(spec, parent=target.key)
        return spec

    def named(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(target.key if key == tag.key else key for key in keys))

    return Scheme(
        {key: moved(spec) for key, spec in scheme.tags.items()},
        {
            key: replace(spec, from_tags=named(spec.from_tags), to_tags=named(spec.to_tags))
            for key, spec in scheme.relations.items()
        },
    )


def split_preview(*, access: ProjectAccess, scheme: Scheme, key: str, split: Split) -> Touched:
    """What `split_tag` would touch."""
    tag = scheme.tags[key]
    asked = tag.attributes if split.attributes is None else tuple(split.attributes)
    return touched_by(access=access, tag=tag, selection=split.selection, asked=None if split.keep else asked)


@transaction.atomic
def split_tag(*, access: ProjectAccess, key: str, version: int, split: Split) -> tuple[TagSpec, Followed]:
    """Make a new tag that takes over some of what has an old one.

    Args:
        access: the project, opened for `MANAGE_SCHEME`.
        key: of the old tag.
        version: of that tag, as the person saw it.
        split: the new tag, and which highlights or articles.

    Returns:
        The new tag, and what followed, as far as the member sees it.

    Raises:
        Stale: somebody changed the tag since `version`; `current` is the `TagSpec` that is stored.
        RuleViolation: nothing is selected, or a field of the new tag is at fault.
        Conflict: the key of the new tag is taken.
    """
    before = lock_scheme(access)
    tag = current_tag(before, key, version)
    if split.selection.is_open:
        message = _("Say which ones: by a value, by who made them, or by words.")
        raise RuleViolation("nothing_selected", message, path="selection")
    if split.key in before.tags:
        raise Conflict("key_taken", _("The scheme has a tag “{key}” already.", key=split.key), path="key")
    with faults_below("tags", {len(before.tags): ""}):
        written = write_scheme(access=access, before=before, after=_with_split(before, tag, split))
    new = written.tags[split.key]
    if tag.scope == "article":
        articles = articles_of(project_id=access.project.pk, key=key, selection=split.selection)
        held = hold_articles(tag_id=tag.id, articles=articles)
        followed = move_articles(articles=held, old=key, into=new.key, keep=split.keep)
    else:
        taggings = taggings_of(tag_id=tag.id, selection=split.selection)
        rows = hold_highlights(tag_id=tag.id, taggings=taggings)
        move_taggings(
            taggings=list(taggings.values_list("pk", flat=True)), into=Tag.objects.get(pk=new.id), keep=split.keep
        )
        followed = touch_highlights(rows)
    data: dict[str, Any] = {"into": new.key, "keep": split.keep, "scheme_version": access.project.scheme_version}
    record(
        project_id=access.project.pk,
        actor_id=access.user.pk,
        happenings=happenings_of("tag.split", key, data=data, followed=followed),
    )
    return new, seen_of(access, followed)


def _with_split(scheme: Scheme, tag: TagSpec, split: Split) -> Scheme:
    """The scheme with the new tag; what could be linked from or to the old one can be to the new."""
    new = TagSpec(
        key=split.key,
        label=split.label,
        colour=split.colour,
        pattern=split.pattern,
        shortcut=split.shortcut,
        description=split.description,
        scope=tag.scope,
        attributes=tag.attributes if split.attributes is None else tuple(split.attributes),
        parent=tag.parent,
    )
    new = dressed(new, used=looks_of(scheme))

    def named(keys: tuple[str, ...]) -> tuple[str, ...]:
        return (*keys, new.key) if tag.key in keys else keys

    relations = {
        key: replace(spec, from_tags=named(spec.from_tags), to_tags=named(spec.to_tags))
        for key, spec in scheme.relations.items()
    }
    return replace(with_tag(scheme, new), relations=relations)
