"""Changing the tags of many highlights, deleting many, and taking either back; taking back what was marked at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from annotations.access import visible_highlights
from annotations.domain.retagging import MOST, BulkPlan, Fate, Kind, Outcome, Tagging
from annotations.models import BulkChange, Highlight, HighlightTag, Tag
from annotations.queries.bulk_changes import Candidate, candidates, may_change, outcome_for, visible_changes
from annotations.services.highlight_edits import change_of
from annotations.services.suggestions import keep_changes
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _
from newsapp.wording import ngettext


@transaction.atomic
def change_highlights(*, access: ProjectAccess, plan: BulkPlan, picked: Mapping[UUID, int]) -> UUID:
    """Carry out a plan on many highlights: each that may be changed, and that nobody changed since it was looked at.

    Args:
        access: the project.
        plan: from `annotations.domain.retagging.plan_of`.
        picked: the highlights by UUID, with the versions that were looked at.

    Returns:
        The change, by which it can be taken back; it says what was left, and why.

    Raises:
        NotAllowed: the member may not highlight.
        RuleViolation: too many at once, a tag that was retired meanwhile, or nothing is left to be changed.
    """
    access.require(Action.HIGHLIGHT)
    if len(picked) > MOST:
        raise RuleViolation(
            "too_many",
            ngettext("At most {most:,} highlight at once.", "At most {most:,} highlights at once.", MOST, most=MOST),
        )
    tags = _held_tags(access)
    if plan.added is not None and (plan.added.id not in tags or tags[plan.added.id].retired_at is not None):
        raise RuleViolation(
            "retired_tag", _("“{label}” was retired: choose another tag.", label=plan.added.label), path="tag"
        )
    found = locked_highlights(access, Highlight.objects.filter(uuid__in=list(picked)))
    outcomes = [(candidate, outcome_for(access, plan, candidate)) for candidate in found]
    changed = [
        (candidate, outcome)
        for candidate, outcome in outcomes
        if outcome.fate is Fate.CHANGED and candidate.version == picked[candidate.uuid]
    ]
    left = Counter(outcome.fate.value for _, outcome in outcomes if outcome.fate is not Fate.CHANGED)
    left[Fate.MEANWHILE.value] = len(picked) - len(changed) - left.total()
    if not changed:
        raise RuleViolation("nothing_to_change", _("None of these highlights can be changed this way (any more)."))
    batch = uuid4()
    now = timezone.now()
    keys = [candidate.pk for candidate, _ in changed]
    rows = Highlight.objects.filter(pk__in=keys)
    data = {"batch": str(batch)}
    if plan.kind is Kind.DELETE:
        rows.update(deleted_at=now, updated_at=now, version=F("version") + 1)
        happenings = [turned(access, candidate, "highlight.deleted", data) for candidate, _ in changed]
        items = [{"id": candidate.pk, "version": candidate.version + 1} for candidate, _ in changed]
    else:
        items = _items_with_tags(changed)
        rows.update(updated_at=now, version=F("version") + 1)
        rows_of = {tag.key: pk for pk, tag in tags.items()}
        _put_tags(access, {candidate.pk: outcome.tags for candidate, outcome in changed}, rows_of)
        happenings = [_retagged(access, candidate, outcome.tags, data) for candidate, outcome in changed]
    BulkChange.objects.create(
        id=batch,
        project=access.project,
        user=access.user,
        kind=BulkChange.Kind.DELETE if plan.kind is Kind.DELETE else BulkChange.Kind.RETAG,
        data={**plan.keys, "left": {fate: count for fate, count in left.items() if count}},
        items=items,
    )
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=happenings)
    return batch


def _held_tags(access: ProjectAccess) -> dict[int, Tag]:
    """The project's tags by row, none of which is retired, merged or removed until this is done.

    Before any highlight is locked, as a merge does it too: neither waits for what the other holds. Saving single
    highlights goes on meanwhile.
    """
    tags = Tag.objects.select_for_update(no_key=True).filter(project=access.project).order_by("pk")
    return {tag.pk: tag for tag in tags}


def locked_highlights(access: ProjectAccess, named: Any, *, deleted: bool = False) -> list[Candidate]:
    """The highlights that the member may see, locked in the order of their rows, as they are then.

    Args:
        access: the project.
        named: highlights; suggestions among them are left, they stay as they came.
        deleted: those of them that are deleted, and no others.

    Two statements: what is locked first cannot have changed when it is read.
    """
    seen = visible_highlights(access, deleted=deleted).readings() & named
    keys = list(seen.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return candidates(access, visible_highlights(access, deleted=deleted).filter(pk__in=keys))


def _items_with_tags(changed: Sequence[tuple[Candidate, Outcome]]) -> list[dict[str, Any]]:
    tags: dict[int, list[dict[str, Any]]] = {candidate.pk: [] for candidate, _ in changed}
    there = HighlightTag.objects.filter(highlight_id__in=list(tags)).order_by("position", "pk")
    for pk, tag_id, position, attributes in there.values_list("highlight_id", "tag_id", "position", "attributes"):
        tags[pk].append({"tag_id": tag_id, "position": position, "attributes": attributes})
    return [
        {"id": candidate.pk, "version": candidate.version + 1, "tags": tags[candidate.pk]} for candidate, _ in changed
    ]


def _put_tags(access: ProjectAccess, tags: Mapping[int, Sequence[Tagging]], rows_of: Mapping[str, int]) -> None:
    _put_back(
        access,
        {
            pk: [
                {"tag_id": rows_of[tagging.key], "position": position, "attributes": dict(tagging.attributes)}
                for position, tagging in enumerate(taggings)
            ]
            for pk, taggings in tags.items()
        },
    )


def _own(access: ProjectAccess, candidate: Candidate) -> dict[str, Any]:
    return {} if candidate.analyst_id == access.user.pk else {"of": candidate.analyst_id}


def turned(access: ProjectAccess, candidate: Candidate, verb: str, data: Mapping[str, Any]) -> Happening:
    """The event of a highlight that was deleted or restored with others."""
    version = {"version": candidate.version + 1}
    return Happening(verb, str(candidate.uuid), candidate.article_id, {**version, **data, **_own(access, candidate)})


def _retagged(
    access: ProjectAccess, candidate: Candidate, after: Sequence[Tagging], data: Mapping[str, Any]
) -> Happening:
    return change_of(
        uuid=candidate.uuid,
        article_id=candidate.article_id,
        version=candidate.version + 1,
        before=_fields(candidate.taggings),
        after=_fields(after),
        data={**data, **_own(access, candidate)},
    )


def _fields(taggings: Sequence[Tagging]) -> dict[str, Any]:
    """As a `HighlightRecord` has them."""
    return {
        "tags": [tagging.key for tagging in taggings],
        "attributes": {tagging.key: dict(tagging.attributes) for tagging in taggings if tagging.attributes},
    }


@transaction.atomic
def undo_change(*, access: ProjectAccess, change_id: UUID) -> None:
    """Take a change of many back: each highlight that nobody changed since is what it was; the others are left.

    Left are also those that had a tag which was merged into another since. The change then knows how many were left,
    and in which articles. Once only.

    Raises:
        NotVisible: the project has no such change.
        NotAllowed: it is somebody else's, and the role does not reach.
        Conflict: it was taken back already.
    """
    access.require(Action.HIGHLIGHT)
    change = visible_changes(access).select_for_update().filter(pk=change_id).first()
    if change is None:
        raise NotVisible
    if change.user_id != access.user.pk and not access.may(Action.EDIT_ANY_HIGHLIGHT):
        raise NotAllowed(_("Somebody else made this change; a reviewer can take it back."))
    if change.undone_at is not None:
        raise Conflict("already_undone", _("This was taken back already."))
    tags = {pk: tag.key for pk, tag in _held_tags(access).items() if tag.merged_into_id is None}
    items = {item["id"]: item for item in change.items}
    deleted, marked = change.kind == BulkChange.Kind.DELETE, change.kind == BulkChange.Kind.MARK
    found = [
        candidate
        for candidate in locked_highlights(access, Highlight.objects.filter(pk__in=list(items)), deleted=deleted)
        if candidate.version == items[candidate.pk]["version"]
        and may_change(access, candidate)
        and all(tag["tag_id"] in tags for tag in items[candidate.pk].get("tags", ()))
    ]
    now = timezone.now()
    rows = Highlight.objects.filter(pk__in=[candidate.pk for candidate in found])
    data = {"batch": str(change.pk), "undo": True}
    if deleted:
        rows.update(deleted_at=None, updated_at=now, version=F("version") + 1)
        happenings = [turned(access, candidate, "highlight.restored", data) for candidate in found]
    elif marked:
        rows.update(deleted_at=now, updated_at=now, version=F("version") + 1)
        happenings = [turned(access, candidate, "highlight.deleted", data) for candidate in found]
    else:
        rows.update(updated_at=now, version=F("version") + 1)
        _put_back(access, {candidate.pk: items[candidate.pk]["tags"] for candidate in found})
        happenings = [
            _retagged(access, candidate, _taggings(items[candidate.pk]["tags"], tags), data) for candidate in found
        ]
    left = items.keys() - {candidate.pk for candidate in found}
    articles = (
        Highlight.objects.filter(pk__in=left).order_by("article__number").values_list("article__number").distinct()
    )
    change.undone_at = now
    change.data = {**change.data, "undo": {"left": len(left), "articles": [number for (number,) in articles[:20]]}}
    change.save(update_fields=["undone_at", "data"])
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=happenings)


def _put_back(access: ProjectAccess, tags: Mapping[int, Sequence[Mapping[str, Any]]]) -> None:
    HighlightTag.objects.filter(highlight_id__in=list(tags)).delete()
    HighlightTag.objects.bulk_create(
        [HighlightTag(highlight_id=pk, project=access.project, **tag) for pk, before in tags.items() for tag in before]
    )
    keep_changes(access=access, highlight_ids=tags.keys())


def _taggings(tags: Sequence[Mapping[str, Any]], keys: Mapping[int, str]) -> list[Tagging]:
    return [Tagging(keys[tag["tag_id"]], tag["attributes"]) for tag in tags]
