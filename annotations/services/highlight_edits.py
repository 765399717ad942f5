"""Changing, deleting and restoring highlights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from annotations.domain.highlighting import HighlightRecord, Marking, marking_on, place_in
from annotations.domain.schemes import Scheme
from annotations.models import Highlight, HighlightTag
from annotations.queries.highlights import record_of
from annotations.queries.schemes import scheme_of
from newsapp.access import ProjectAccess
from newsapp.errors import Stale
from newsapp.services.activity import Happening, record


@dataclass(frozen=True, slots=True)
class HighlightChange:
    """What is to become of a highlight; None leaves a field as it is."""

    start: int | None = None
    end: int | None = None
    segments: Sequence[Sequence[int]] | None = None
    quote: str | None = None
    tags: Sequence[str] | None = None
    attributes: Mapping[str, Any] | None = None
    note: str | None = None


@transaction.atomic
def edit_highlight(
    *, access: ProjectAccess, highlight: Highlight, version: int, change: HighlightChange
) -> HighlightRecord:
    """Change the place, tags, attributes or note of a highlight.

    Args:
        access: the project, as opened by `annotations.access.open_highlight`.
        highlight: opened for `HIGHLIGHT`.
        version: the one that the person saw.
        change: what is to be different.

    Raises:
        RuleViolation: a field at fault.
        Stale: somebody changed it since `version`; `current` is the record that is stored.
    """
    scheme = scheme_of(access.project)
    locked = Highlight.objects.select_for_update(of=("self",)).get(pk=highlight.pk)
    before = record_of(project_id=access.project.pk, uuid=highlight.uuid)
    assert before is not None
    if locked.version != version or locked.deleted_at is not None:
        raise Stale("The highlight was changed meanwhile.", current=before)
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
    if list(marking.tags) != before.tags or marking.attributes != before.attributes:
        HighlightTag.objects.filter(highlight=locked).delete()
        HighlightTag.objects.bulk_create(
            HighlightTag(
                highlight=locked,
                tag_id=scheme.tags[key].id,
                project=access.project,
                position=position,
                attributes=marking.attributes.get(key, {}),
            )
            for position, key in enumerate(marking.tags)
        )
    after = before._replace(
        **marking.fields,
        updated_at=now,
        version=version + 1,
    )
    _record_change(access, highlight, before, after)
    return after


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
        attributes = {key: values for key, values in before.attributes.items() if key in tags}
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


def _record_change(
    access: ProjectAccess, highlight: Highlight, before: HighlightRecord, after: HighlightRecord
) -> None:
    places = ("start", "end", "segments", "tags")
    words = ("note", "attributes")
    changed = [name for name in (*places, *words) if getattr(before, name) != getattr(after, name)]

    def side(record: HighlightRecord, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: getattr(record, name) for name in names if name in changed}

    detail = {"before": side(before, words), "after": side(after, words)} if set(words) & set(changed) else None
    data = {"version": after.version, "before": side(before, places), "after": side(after, places)}
    own = {} if highlight.analyst_id == access.user.pk else {"of": highlight.analyst_id}
    record(
        project_id=access.project.pk,
        actor_id=access.user.pk,
        happenings=[Happening("highlight.changed", str(highlight.uuid), highlight.article_id, {**data, **own}, detail)],
    )


@transaction.atomic
def delete_highlight(*, access: ProjectAccess, highlight: Highlight, version: int) -> None:
    """Delete a highlight; `restore_highlight` brings it back.

    Raises:
        Stale: somebody changed it since `version`; `current` is the record that is stored.
    """
    _turn(access, highlight, version=version, verb="highlight.deleted", deleted=True)


@transaction.atomic
def restore_highlight(*, access: ProjectAccess, highlight: Highlight) -> HighlightRecord:
    """Bring a deleted highlight back as it was; one that is not deleted stays as it is."""
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
        raise Stale("The highlight was changed meanwhile.", current=current)
    record(
        project_id=access.project.pk,
        actor_id=access.user.pk,
        happenings=[Happening(verb, str(highlight.uuid), highlight.article_id, {"version": version + 1})],
    )
