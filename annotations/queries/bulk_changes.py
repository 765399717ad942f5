"""Changes of many highlights: what one would do, and which were made."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Func, IntegerField, Q, QuerySet

from annotations.access import visible_highlights
from annotations.domain.gold import GOLD
from annotations.domain.highlighting import HighlightRecord
from annotations.domain.retagging import BulkPlan, Fate, Outcome, Tagging, outcome_of
from annotations.domain.schemes import Scheme
from annotations.models import BulkChange, HighlightTag
from annotations.models.highlights import HighlightQuerySet
from annotations.queries.concordance import Line, lines_of
from annotations.queries.highlights import records
from newsapp.access import ProjectAccess
from newsapp.anonymity import coder_names
from newsapp.blindness import may_hide, sees_all_work
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible

EXAMPLES = 5
RECENT = 8


class Candidate(NamedTuple):
    """A highlight that a change of many names.

    Attributes:
        taggings: its tags in order.
    """

    pk: int
    uuid: UUID
    version: int
    article_id: int
    analyst_id: int | None
    layer: str
    taggings: tuple[Tagging, ...]


def candidates(access: ProjectAccess, highlights: HighlightQuerySet) -> list[Candidate]:
    """The highlights with their tags, in the order of their rows; two statements. Locks what the rows ask to lock."""
    rows = list(highlights.order_by("pk").values_list("pk", "uuid", "version", "article_id", "analyst_id", "layer"))
    tags: dict[int, list[Tagging]] = {row[0]: [] for row in rows}
    tagging = HighlightTag.objects.filter(highlight_id__in=list(tags), project=access.project)
    for pk, key, attributes in tagging.order_by("position", "pk").values_list("highlight_id", "tag__key", "attributes"):
        tags[pk].append(Tagging(key, attributes))
    return [Candidate(*row, tuple(tags[row[0]])) for row in rows]


def may_change(access: ProjectAccess, candidate: Candidate) -> bool:
    """Whether the member may change this highlight: her own, or any from a reviewer on; gold has a way of its own."""
    if candidate.layer == GOLD:
        return False
    own = candidate.analyst_id == access.user.pk
    return access.may(Action.HIGHLIGHT) and (own or access.may(Action.EDIT_ANY_HIGHLIGHT))


def outcome_for(access: ProjectAccess, plan: BulkPlan, candidate: Candidate) -> Outcome:
    """What the plan makes of one highlight when this member carries it out."""
    return outcome_of(plan, candidate.taggings, allowed=may_change(access, candidate))


class Example(NamedTuple):
    """A highlight before a change, and its tags after it."""

    line: Line
    after: list[Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do.

    Attributes:
        picked: the highlights that it names, by UUID, with the versions that were looked at.
        fates: how many highlights it leaves, by reason, and how many it changes.
        others: of the changed ones, how many are somebody else's.
        dropped: how many values of each attribute (`tag.attribute`) are lost.
        missing: how many of the named ones are not there (any more).
    """

    picked: Mapping[UUID, int]
    fates: Mapping[Fate, int]
    others: int
    dropped: Mapping[str, int]
    missing: int
    examples: list[Example] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """How many it changes."""
        return self.fates.get(Fate.CHANGED, 0)


def preview_of(
    *, access: ProjectAccess, plan: BulkPlan, scheme: Scheme, uuids: Sequence[UUID] = (), keys: Sequence[int] = ()
) -> Preview:
    """What the plan would do to some highlights; nothing is changed.

    Args:
        access: the project.
        plan: from `annotations.domain.retagging.plan_of`.
        scheme: the project's.
        uuids: the highlights.
        keys: or their rows.
    """
    seen = visible_highlights(access).readings()
    named = set(keys) if keys else set(uuids)
    found = candidates(access, seen.filter(pk__in=list(keys)) if keys else seen.filter(uuid__in=list(named)))
    fates: Counter[Fate] = Counter()
    dropped: Counter[str] = Counter()
    others = 0
    examples: list[tuple[int, Outcome]] = []
    for candidate in found:
        outcome = outcome_for(access, plan, candidate)
        fates[outcome.fate] += 1
        dropped.update(outcome.dropped)
        if outcome.fate is Fate.CHANGED:
            others += candidate.analyst_id != access.user.pk
            if len(examples) < EXAMPLES:
                examples.append((candidate.pk, outcome))
    lines = lines_of(access=access, keys=[pk for pk, _ in examples], scheme=scheme)
    after = {
        pk: [scheme.tags[tagging.key] for tagging in outcome.tags if tagging.key in scheme.tags]
        for pk, outcome in examples
    }
    return Preview(
        picked={candidate.uuid: candidate.version for candidate in found},
        fates=fates,
        others=others,
        dropped=dict(sorted(dropped.items())),
        missing=len(named) - len(found),
        examples=[Example(line, after[line.pk]) for line in lines],
    )


class Made(NamedTuple):
    """A change of many that was made.

    Attributes:
        action: a `Kind`, as data.
        tag: the key of the tag that was added, removed or replaced; None for deletions.
        by: the key of the tag that took its place.
        number: how many highlights it changed.
        left: how many it left, by `Fate`.
        undo_left: how many its undoing left, since they were changed after it; None while it was not undone.
        undo_articles: numbers of the articles where those are, some of them.
        undoable: whether this member may take it back now.
    """

    id: UUID
    user: str
    action: str
    tag: str | None
    by: str | None
    number: int
    left: dict[str, int]
    created_at: datetime
    undone_at: datetime | None
    undo_left: int | None
    undo_articles: list[int]
    undoable: bool


def visible_changes(access: ProjectAccess) -> QuerySet[BulkChange]:
    """The changes of many highlights that a member may know of.

    Where coders work blind these are her own: others' reach into many articles, so she sees them when none is hidden.
    """
    changes = BulkChange.objects.filter(project=access.project)
    return changes.filter(Q(user=access.user) | sees_all_work(access)) if may_hide(access) else changes


def recent_changes(access: ProjectAccess) -> list[Made]:
    """The latest changes of many highlights in the project, the newest first."""
    number = Func(F("items"), function="jsonb_array_length", output_field=IntegerField())
    rows = visible_changes(access).annotate(number=number).select_related("user")
    return [_made(access, row, row.number) for row in rows.defer("items").order_by("-created_at")[:RECENT]]


def change_made(*, access: ProjectAccess, change_id: UUID) -> Made:
    """One change of many highlights.

    Raises:
        NotVisible: the project has none under this id, or it is hidden from her.
    """
    number = Func(F("items"), function="jsonb_array_length", output_field=IntegerField())
    rows = visible_changes(access).filter(pk=change_id).annotate(number=number)
    row = rows.select_related("user").defer("items").first()
    if row is None:
        raise NotVisible
    return _made(access, row, row.number)


def highlights_of_change(
    *, access: ProjectAccess, change_id: UUID, article_id: int
) -> tuple[list[HighlightRecord], list[UUID]]:
    """Of the highlights of a change those in one article: as they are now, and the ids of the deleted ones."""
    items = visible_changes(access).filter(pk=change_id).values_list("items", flat=True).first() or []
    keys = [item["id"] for item in items]
    there = visible_highlights(access).filter(
        pk__in=keys, article_id=article_id, revision_id=F("article__current_revision_id")
    )
    gone = visible_highlights(access, deleted=True).filter(pk__in=keys, article_id=article_id)
    return records(there, coder_names(access)), list(gone.values_list("uuid", flat=True))


def _made(access: ProjectAccess, row: BulkChange, number: int) -> Made:
    data = row.data
    undo = data.get("undo", {})
    reach = row.user_id == access.user.pk or access.may(Action.EDIT_ANY_HIGHLIGHT)
    return Made(
        id=row.pk,
        user=coder_names(access)(row.user.username) or "",
        action=data.get("action", row.kind),
        tag=data.get("tag"),
        by=data.get("by"),
        number=number,
        left=data.get("left", {}),
        created_at=row.created_at,
        undone_at=row.undone_at,
        undo_left=undo.get("left") if row.undone_at else None,
        undo_articles=undo.get("articles", []),
        undoable=row.undone_at is None and reach and access.may(Action.HIGHLIGHT),
    )
