"""Changing, deleting and restoring highlights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from annotations.domain.highlighting import HighlightRecord, Marking, marking_on, place_in
from annotations.domain.merging import carried
from annotations.domain.schemes import Scheme
from annotations.models import Highlight, HighlightTag
from annotations.queries.highlights import record_of
from annotations.queries.schemes import scheme_of
from annotations.services.gold import note_changes
from annotations.services.highlights import tags_that_are_there
from annotations.services.suggestions import keep_changes
from newsapp.access import ProjectAccess
from newsapp.errors import RuleViolation, Stale
from newsapp.models import Event
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _


@dataclass(frozen=True, slots=True)
class HighlightChange:
    """What is to become of a highlight; None leaves a field as it is.

    Attributes:
        outdated: those of its tags that go on counting as put there under an older definition. Left out, one of them is
            right under the newer definition, too; named again, that is taken back.
    """

    start: int | None = None
    end: int | None = None
    segments: Sequence[Sequence[int]] | None = None
    quote: str | None = None
    tags: Sequence[str] | None = None
    attributes: Mapping[str, Any] | None = None
    note: str | None = None
    outdated: Sequence[str] | None = None


@transaction.atomic
def edit_highlight(
    *, access: ProjectAccess, highlight: Highlight, version: int, change: HighlightChange
) -> HighlightRecord:
    """Change the place, tags, attributes or note of a highlight.

    Args:
        access: the project, as opened by `annotations.access.open_highlight`.
        highlight: opened for `HIGHLIGHT`.
        version: the one that the person saw.
        change: what is to be different. Tags or attributes, changed or as they are, are said under the definitions that
            count now.

    Raises:
        RuleViolation: a field at fault, or it is a suggestion or gold; `outdated` names a tag that never was.
        Stale: somebody changed it since `version`; `current` is the record that is stored.
    """
    if highlight.layer == Highlight.Layer.SUGGESTED:
        message = _("A suggestion stays as it came: accept it, and change what you made of it.")
        raise RuleViolation("suggestion_stays", message)
    _refuse_gold(highlight)
    scheme = scheme_of(access.project)
    locked = Highlight.objects.select_for_update(of=("self",)).get(pk=highlight.pk)
    before = record_of(project_id=access.project.pk, uuid=highlight.uuid)
    assert before is not None
    if locked.version != version or locked.deleted_at is not None:
        raise Stale(_("The highlight was changed meanwhile."), current=before)
    marking = _changed(before, change, text=highlight.revision.text, scheme=scheme)
    now = timezone.now()
    Highlight.objects.filter(pk=locked.pk).update(
        start=marking.place.start,
        end=marking.place.end,
        segments=marking.place.stored_segments,
        quote=marking.quote,
        note=marking.note,
        updated_at=now,
        version=F("version") + 1,
    )
    anew = change.tags is not None or change.attributes is not None
    kept = () if anew else before.outdated
    outdated = [key for key in marking.tags if key in (kept if change.outdated is None else change.outdated)]
    were = _older_definitions(highlight, before, outdated, asked=change.outdated)
    confirmed = {key: were[key] for key in before.outdated if key not in outdated}
    if (anew and before.outdated) or list(marking.tags) != before.tags or marking.attributes != before.attributes:
        HighlightTag.objects.filter(highlight=locked).delete()
        with tags_that_are_there():
            HighlightTag.objects.bulk_create(
                [
                    HighlightTag(
                        highlight=locked,
                        tag_id=scheme.tags[key].id,
                        project=access.project,
                        position=position,
                        attributes=marking.attributes.get(key, {}),
                    )
                    for position, key in enumerate(marking.tags)
                ],
                # A tag that was merged just now may become one that is there: fewer rows come back than were sent.
                ignore_conflicts=True,
            )
    if change.outdated is not None:
        _define(locked, {key: were[key] if key in outdated else scheme.tags[key].definition for key in marking.tags})
    after = before._replace(**marking.fields, updated_at=now, version=version + 1, outdated=tuple(outdated))
    keep_changes(access=access, highlight_ids=[highlight.pk])
    _record_change(access, highlight, before, after, confirmed)
    if any(getattr(before, name) != getattr(after, name) for name in _SAID):
        note_changes(access=access, highlights=[highlight.uuid])
    return after


def _older_definitions(
    highlight: Highlight, before: HighlightRecord, outdated: Sequence[str], *, asked: Sequence[str] | None
) -> dict[str, int]:
    """The older definitions under which tags were put on a highlight, by key: as they stand, or as they were confirmed.

    Args:
        highlight: whose tags.
        before: as it is.
        outdated: tags that are to count as put there under an older definition.
        asked: what the caller named, for the refusal; None for nothing.

    Raises:
        RuleViolation: a tag that was never confirmed is named.
    """
    if not before.outdated and not asked:
        return {}
    rows = HighlightTag.objects.filter(highlight=highlight, tag__key__in=before.outdated)
    found = {key: number for key, number in rows.values_list("tag__key", "definition") if number is not None}
    if not set(outdated) <= found.keys():
        events = Event.objects.filter(project=highlight.project_id, verb="highlight.changed", data__has_key="were")
        newest = events.filter(object_id=str(highlight.uuid)).order_by("-pk").first()
        found = {**(newest.data["were"] if newest else {}), **found}
    for index, key in enumerate(asked or ()):
        if key not in found or key not in outdated:
            message = _("“{key}” was not put there under an older definition.", key=key)
            raise RuleViolation("not_outdated", message, path=f"outdated.{index}")
    return found


def _define(highlight: Highlight, definitions: Mapping[str, int]) -> None:
    for key, definition in definitions.items():
        HighlightTag.objects.filter(highlight=highlight, tag__key=key).update(definition=definition)


_SAID = ("segments", "tags", "attributes")
"""What gold or a ruling settles of a highlight: its note is its coder's alone."""


def _refuse_gold(highlight: Highlight) -> None:
    if highlight.layer == Highlight.Layer.GOLD:
        raise RuleViolation("made_by_review", _("Gold is changed by review alone: on the page that compares readings."))


def _changed(before: HighlightRecord, change: HighlightChange, *, text: str, scheme: Scheme) -> Marking:
    if change.segments is not None:
        place = place_in(text, start=change.start, end=change.end, segments=change.segments)
    elif change.start is not None or change.end is not None:
        start = before.start if change.start is None else change.start
        end = before.end if change.end is None else change.end
        if len(before.segments) > 1:
            segments = [list(segment) for segment in before.segments]
            segments[0][0], segments[-1][1] = start, end
            place = place_in(text, segments=segments)
        else:
            place = place_in(text, start=start, end=end)
    else:
        place = place_in(text, segments=before.segments)
    tags = before.tags if change.tags is None else change.tags
    attributes: Mapping[str, Any] | None = change.attributes
    if attributes is None:
        # A value that the tag asked for once, and does not any more, goes with the next change.
        attributes = {
            key: carried(values, asked=scheme.tags[key].attributes)
            for key, values in before.attributes.items()
            if key in tags
        }
    return marking_on(
        text,
        scheme,
        place=place,
        tags=tags,
        quote=change.quote,
        attributes=attributes,
        note=before.note if change.note is None else change.note,
        already=before.tags,
    )


_PLACES = ("start", "end", "segments", "tags")
_WORDS = ("note", "attributes")


def change_of(
    *,
    uuid: UUID,
    article_id: int,
    version: int,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    data: Mapping[str, Any],
) -> Happening:
    """The event of a changed highlight.

    Args:
        uuid: the highlight's.
        article_id: its article's row.
        version: after the change.
        before: fields of `HighlightRecord`, by name, as they were; `after` has the same ones.
        after: as they are.
        data: what else belongs to the event: `of` (somebody else's highlight), `batch`, `confirmed` (tags that were looked
            at again under a newer definition), `were` (the definitions under which they had been put there).
    """
    changed = [name for name in (*_PLACES, *_WORDS) if name in before and before[name] != after[name]]

    def side(fields: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
        return {name: fields[name] for name in names if name in changed}

    detail = {"before": side(before, _WORDS), "after": side(after, _WORDS)} if set(_WORDS) & set(changed) else None
    places = {"version": version, "before": side(before, _PLACES), "after": side(after, _PLACES)}
    return Happening("highlight.changed", str(uuid), article_id, {**places, **data}, detail)


def _record_change(
    access: ProjectAccess,
    highlight: Highlight,
    before: HighlightRecord,
    after: HighlightRecord,
    confirmed: Mapping[str, int],
) -> None:
    others = {} if highlight.analyst_id == access.user.pk else {"of": highlight.analyst_id}
    happening = change_of(
        uuid=highlight.uuid,
        article_id=highlight.article_id,
        version=after.version,
        before=before._asdict(),
        after=after._asdict(),
        data={**others, **({"confirmed": list(confirmed), "were": dict(confirmed)} if confirmed else {})},
    )
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=[happening])


@transaction.atomic
def delete_highlight(*, access: ProjectAccess, highlight: Highlight, version: int) -> None:
    """Delete a highlight; `restore_highlight` brings it back.

    Raises:
        RuleViolation: it is gold.
        Stale: somebody changed it since `version`; `current` is the record that is stored.
    """
    _refuse_gold(highlight)
    _turn(access, highlight, version=version, verb="highlight.deleted", deleted=True)


@transaction.atomic
def restore_highlight(*, access: ProjectAccess, highlight: Highlight) -> HighlightRecord:
    """Bring a deleted highlight back as it was; one that is not deleted stays as it is.

    Raises:
        RuleViolation: it is gold.
    """
    _refuse_gold(highlight)
    locked = Highlight.objects.select_for_update(of=("self",)).get(pk=highlight.pk)
    if locked.deleted_at is not None:
        _turn(access, highlight, version=locked.version, verb="highlight.restored", deleted=False)
    restored = record_of(project_id=access.project.pk, uuid=highlight.uuid)
    assert restored is not None
    return restored


def _turn(access: ProjectAccess, highlight: Highlight, *, version: int, verb: str, deleted: bool) -> None:
    now = timezone.now()
    touched = Highlight.objects.filter(pk=highlight.pk, version=version, deleted_at__isnull=deleted).update(
        deleted_at=now if deleted else None, updated_at=now, version=F("version") + 1
    )
    if not touched:
        current = record_of(project_id=access.project.pk, uuid=highlight.uuid)
        raise Stale(_("The highlight was changed meanwhile."), current=current)
    record(
        project_id=access.project.pk,
        actor_id=access.user.pk,
        happenings=[Happening(verb, str(highlight.uuid), highlight.article_id, {"version": version + 1})],
    )
    note_changes(access=access, highlights=[highlight.uuid])
