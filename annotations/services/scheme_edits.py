"""Changing tags: made, changed, retired, brought back, deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from annotations.domain.colours import dressed, looks_of
from annotations.domain.scheme_changes import narrowed
from annotations.domain.schemes import Scheme, TagSpec
from annotations.models import HighlightTag
from annotations.queries.scheme_usage import Touched, taggings_that_lose, touched_by
from annotations.services.scheme_holds import clear_values, happenings_of, hold_highlights, touch_highlights
from annotations.services.scheme_writing import expected_scheme, faults_below, lock_scheme, with_tag, write_scheme
from annotations.services.tag_definitions import define_anew
from newsapp.access import ProjectAccess
from newsapp.blindness import hides_work
from newsapp.errors import Conflict, NotVisible, RuleViolation, Stale
from newsapp.services.activity import Happening
from newsapp.wording import gettext as _
from newsapp.wording import ngettext


class ValuesInUse(Conflict):
    """A change would clear values that highlights have, or may have unseen, and nobody said that it may.

    Attributes:
        touched: by key of the tag, what it would touch.
    """

    def __init__(self, touched: Mapping[str, Touched]) -> None:
        existing = [
            {"tag": key, "highlights": one.highlights, "values": dict(one.dropped)} for key, one in touched.items()
        ]
        count = sum(one.values for one in touched.values())
        unseen = _("Highlights that you do not see may have values that this clears. Say that it may (clear_values).")
        message = ngettext(
            "This clears {count} value that highlights have. Say that it may (clear_values), or keep it.",
            "This clears {count} values that highlights have. Say that it may (clear_values), or keep them.",
            count,
            count=count,
        )
        super().__init__("values_in_use", message if count else unseen, existing=existing, path="attributes")
        self.touched = touched


@transaction.atomic
def add_tags(
    *, access: ProjectAccess, tags: Sequence[TagSpec], version: int | None = None, listed: bool = False
) -> list[TagSpec]:
    """Put new tags at the end of the scheme, all or none.

    Args:
        access: the project, opened for `MANAGE_SCHEME`.
        tags: in order; a parent may be among them. Without a colour or a pattern a tag gets one far from the others.
        listed: paths begin with the tag's index.
        version: the scheme's, when it must be the one that the person saw.

    Raises:
        Stale: somebody changed the scheme since `version`.
        RuleViolation: a fault; the path is that of the field.
    """
    before = expected_scheme(access, version)
    after = before
    prefixes = {index: f"{index}." if listed else "" for index in range(len(tags))}
    for index, tag in enumerate(tags):
        if tag.key in after.tags:
            raise Conflict(
                "key_taken", _("The scheme has a tag “{key}” already.", key=tag.key), path=f"{prefixes[index]}key"
            )
        after = with_tag(after, replace(dressed(tag, used=looks_of(after)), id=0, version=1))
    with faults_below("tags", {len(before.tags) + index: prefix for index, prefix in prefixes.items()}):
        written = write_scheme(access=access, before=before, after=after)
    return [written.tags[tag.key] for tag in tags]


@transaction.atomic
def edit_tag(
    *,
    access: ProjectAccess,
    key: str,
    version: int,
    changes: Mapping[str, Any],
    clear: bool = False,
    redefined: bool = False,
) -> TagSpec:
    """Change a tag; its key and what it is put on stay for ever.

    Args:
        access: the project, opened for `MANAGE_SCHEME`.
        key: the tag's.
        version: the one that the person saw.
        changes: fields of `TagSpec`.
        clear: values that the tag does not take any more may be taken from the highlights that have them.
        redefined: it means something else from here on: what has it already was coded under an older definition.

    Raises:
        Stale: somebody changed it since `version`; `current` is the `TagSpec` that is stored.
        ValuesInUse: values would be lost, and `clear` is not set.
        RuleViolation: a field at fault.
    """
    before = lock_scheme(access)
    tag = current_tag(before, key, version)
    if changes.get("key", key) != key:
        message = _("A key never changes: data and scripts know the tag by it. The label can be anything.")
        raise RuleViolation("fixed", message, path="key")
    after_tag = replace(tag, **{name: value for name, value in changes.items() if name != "key"})
    if after_tag.merged_into != tag.merged_into or (tag.merged_into and not after_tag.retired):
        raise RuleViolation("merged", _("A merged tag stays merged. To merge one, ask for that."), path="merged_into")
    after = with_tag(before, after_tag)
    with faults_below("tags", {list(before.tags).index(key): ""}):
        written = write_and_clear(access=access, before=before, after=after, clear=clear)
    return (define_anew(access=access, key=key) if redefined else written).tags[key]


@transaction.atomic
def retire_tag(*, access: ProjectAccess, key: str, version: int) -> TagSpec:
    """Offer a tag no more; it stays on what has it.

    Raises:
        Stale: somebody changed it since `version`.
    """
    before = lock_scheme(access)
    tag = current_tag(before, key, version)
    return write_scheme(access=access, before=before, after=with_tag(before, replace(tag, retired=True))).tags[key]


@transaction.atomic
def bring_tag_back(*, access: ProjectAccess, key: str, version: int) -> TagSpec:
    """Offer a retired tag again; without its shortcut when another tag has got that.

    Raises:
        Stale: somebody changed it since `version`.
        RuleViolation: it was merged into another.
    """
    before = lock_scheme(access)
    tag = current_tag(before, key, version)
    if tag.merged_into is not None:
        raise RuleViolation(
            "merged", _("It was merged into “{merged_into}” and cannot come back.", merged_into=tag.merged_into)
        )
    taken = {other.shortcut.lower() for other in before.span_tags}
    shortcut = "" if tag.retired and tag.shortcut.lower() in taken else tag.shortcut
    back = replace(tag, retired=False, shortcut=shortcut)
    return write_scheme(access=access, before=before, after=with_tag(before, back)).tags[key]


@transaction.atomic
def delete_tag(*, access: ProjectAccess, key: str, version: int) -> None:
    """Delete a tag that nothing has.

    Raises:
        Stale: somebody changed it since `version`.
        Conflict: it is in use; `existing` says by what.
    """
    before = lock_scheme(access)
    tag = current_tag(before, key, version)
    # Nobody puts it on anything from here on: a save with it waits, and then hears that there is no such tag.
    hold_highlights(tag_id=tag.id, taggings=HighlightTag.objects.none())
    uses = uses_of(access=access, scheme=before, key=key)
    if uses:
        message = _("It is in use, so it can be retired, or merged into another, but not deleted.")
        raise Conflict("in_use", message, existing=uses)
    left = {other: spec for other, spec in before.tags.items() if other != key}
    write_scheme(access=access, before=before, after=replace(before, tags=left))


def uses_of(*, access: ProjectAccess, scheme: Scheme, key: str) -> dict[str, Any]:
    """What keeps a tag from being deleted: counts, and keys of tags and relation types that name it.

    `unseen` stands for what the member does not see while she codes blind, whether or not there is any.
    """
    touched = touched_by(access=access, tag=scheme.tags[key])
    uses: dict[str, Any] = {
        "highlights": touched.highlights,
        "articles": touched.articles,
        "deleted": touched.deleted,
        "unseen": hides_work(access),
        "children": [tag.key for tag in scheme.children_of(key)],
        "merged": [tag.key for tag in scheme.tags.values() if tag.merged_into == key],
        "relations": [r.key for r in scheme.relations.values() if key in (*r.from_tags, *r.to_tags)],
    }
    return {name: value for name, value in uses.items() if value}


def write_and_clear(
    *, access: ProjectAccess, before: Scheme, after: Scheme, clear: bool, happenings: Sequence[Happening] = ()
) -> Scheme:
    """Write a changed scheme, and let the highlights follow whose values are not taken any more.

    Raises:
        ValuesInUse: there are such highlights, and `clear` is not set.
    """
    log = list(happenings)
    for key, tag in after.tags.items():
        was = before.tags.get(key)
        if was is None or tag.scope == "article" or not narrowed(was, tag):
            continue
        losing = taggings_that_lose(tag=was, asked=tag.attributes)
        if not clear:
            touched = touched_by(access=access, tag=was, taggings=losing, asked=tag.attributes)
            if touched.highlights or hides_work(access):
                raise ValuesInUse({key: touched})
        held = hold_highlights(tag_id=was.id, taggings=losing)
        if held:
            rows = list(losing.values_list("pk", flat=True))
            clear_values(taggings=rows, asked=[attribute.as_json() for attribute in tag.attributes])
            log += happenings_of("tag.values_cleared", key, data={}, followed=touch_highlights(held))
    return write_scheme(access=access, before=before, after=after, happenings=log)


def current_tag(scheme: Scheme, key: str, version: int) -> TagSpec:
    """The tag, if it is the one that the person saw.

    Raises:
        NotVisible: there is none.
        Stale: somebody changed it since `version`; `current` is the `TagSpec` that is stored.
    """
    if key not in scheme.tags:
        raise NotVisible
    tag = scheme.tags[key]
    if tag.version != version:
        raise Stale(_("Somebody changed this tag meanwhile."), current=tag)
    return tag
