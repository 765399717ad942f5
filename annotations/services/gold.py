"""Writing the gold layer. No analyst's highlight is ever changed by it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from uuid6 import uuid7

from annotations.domain.gold import GOLD, GoldKind, Reading, same_reading
from annotations.domain.highlighting import HighlightRecord, Marking, marking_on, place_in
from annotations.domain.readings import stated
from annotations.models import Dispute, GoldOrigin, GoldReading, Highlight, Relation
from annotations.queries.highlights import records
from annotations.queries.schemes import scheme_of
from annotations.services.highlights import tags_that_are_there
from annotations.services.reopenings import reopen_for_gold, reopen_for_highlights
from newsapp.access import ProjectAccess
from newsapp.errors import Conflict, RuleViolation
from newsapp.models import Article
from newsapp.services.activity import Happening, record
from newsapp.services.article_locks import locked_articles
from newsapp.wording import gettext as _


@transaction.atomic
def write_gold(
    *,
    access: ProjectAccess,
    article: Article,
    reading: Mapping[str, Any],
    readings: Collection[int],
    kind: GoldKind,
    dispute: Dispute | None = None,
    replaces: Collection[int] = (),
    waivers: Sequence[str] = (),
) -> Highlight | None:
    """Write down what holds at a place, and which coders' readings that settles.

    Whether this person may decide it is asked before: a ruling and a comparison have rules of their own.

    Args:
        access: the project; its user is who decides, or by whose doing the coders came to agree.
        article: of the project.
        reading: what holds, see `annotations.models.disputes.Position.reading`; `{}` says that nothing is there.
        readings: rows of the coders' highlights that it settles, deleted ones too.
        kind: how it came about.
        dispute: whose ruling it carries out.
        replaces: rows of gold highlights that it takes the place of, beside those that settled any of `readings`.
        waivers: the rules about persons that a small team waived.

    Returns:
        The gold highlight; None when nothing is there.

    Raises:
        RuleViolation: a field of the reading at fault, or a row that is no reading (`readings`) or no gold (`replaces`) of
            the article.
        Conflict: the article was deleted meanwhile, or got another text.
    """
    draft = GoldDraft(reading, tuple(readings), tuple(replaces))
    return write_all(access=access, article=article, drafts=[draft], kind=kind, dispute=dispute, waivers=waivers)[0]


@dataclass(frozen=True, slots=True)
class GoldDraft:
    """What holds at one place; the fields are those of `write_gold`."""

    reading: Reading
    readings: tuple[int, ...]
    replaces: tuple[int, ...] = ()


@transaction.atomic
def write_all(
    *,
    access: ProjectAccess,
    article: Article,
    drafts: Sequence[GoldDraft],
    kind: GoldKind,
    dispute: Dispute | None = None,
    waivers: Sequence[str] = (),
    threshold: float | None = None,
) -> list[Highlight | None]:
    """Write down what holds at several places, all or none; see `write_gold`. As many statements as for one.

    Args:
        drafts: no row of a reading is in two of them.
        threshold: the share of the coders who had to agree; None when somebody decided.

    Returns:
        The gold highlights, in the order of the drafts; None where nothing is there.
    """
    lock_article(access, article)
    settled = _readings(access, article, [row for draft in drafts for row in draft.readings])
    force = _in_force(access, article, drafts)
    gone = [force.behind(draft) for draft in drafts]
    markings = [
        _marking(
            access,
            article,
            draft.reading,
            already=[*(settled[row] for row in draft.readings), *(each for each in replaced.values() if each)],
        )
        for draft, replaced in zip(drafts, gone, strict=True)
    ]
    replaced_rows = [pk for replaced in gone for pk in replaced]
    take_out_of_force(access, replaced_rows)
    made = _insert(access, article, markings)
    for replaced, highlight in zip(gone, made, strict=True):
        _carry_links(replaced, highlight)
    now = timezone.now()
    origins = GoldOrigin.objects.bulk_create(
        GoldOrigin(
            project=access.project,
            article=article,
            uuid=uuid7(),
            highlight=highlight,
            kind=kind.value,
            dispute=dispute,
            waivers=list(waivers),
            decided_by=None if kind is GoldKind.AGREEMENT else access.user,
            created_at=now,
        )
        for highlight in made
    )
    GoldReading.objects.bulk_create(
        GoldReading(project=access.project, origin=origin, highlight_id=row, reading=stated(settled[row]))
        for origin, draft in zip(origins, drafts, strict=True)
        for row in draft.readings
    )
    happenings = [
        _settled(
            origin,
            marking,
            [settled[row] for row in draft.readings],
            [str(each.id) for each in replaced.values() if each],
            threshold,
        )
        for origin, marking, draft, replaced in zip(origins, markings, drafts, gone, strict=True)
    ]
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=happenings)
    if replaced_rows and kind is not GoldKind.RULING:
        reopen_for_gold(access=access, origins=replaced_rows)
    return made


def lock_article(access: ProjectAccess, article: Article) -> None:
    """Let whatever settles something else in the article wait until this is done.

    Raises:
        Conflict: the article was deleted meanwhile, or got another text.
    """
    locked = locked_articles(project_id=access.project.pk, numbers=[article.number], fields=["current_revision_id"])
    if not locked or locked[0].current_revision_id != article.current_revision_id:
        raise Conflict("article_changed", _("The article was changed meanwhile. Load it again."))


def _readings(access: ProjectAccess, article: Article, rows: Collection[int]) -> dict[int, HighlightRecord]:
    """The coders' readings, by row; locked, so that nobody changes one before it is known to be settled."""
    wanted = Highlight.objects.filter(
        project=access.project, article=article, layer=Highlight.Layer.ANALYST, pk__in=set(rows)
    )
    uuids = {row.uuid: row.pk for row in wanted.select_for_update(of=("self",)).only("pk", "uuid").order_by("pk")}
    if len(uuids) < len(set(rows)):
        raise RuleViolation("unknown_reading", _("The article has no such reading."), path="readings")
    return {uuids[each.id]: each for each in records(Highlight.objects.filter(pk__in=uuids.values()).order_by("pk"))}


class _InForce(NamedTuple):
    """The decisions that others take the place of.

    Attributes:
        made: by row, the gold highlight that each made; None for none.
        of_reading: the decision that settles a coder's highlight, by row.
        of_gold: the decision that made a gold highlight, by row.
    """

    made: Mapping[int, HighlightRecord | None]
    of_reading: Mapping[int, int]
    of_gold: Mapping[int, int]

    def behind(self, draft: GoldDraft) -> dict[int, HighlightRecord | None]:
        """Those that one draft takes the place of."""
        named = [self.of_gold[row] for row in draft.replaces]
        named += [self.of_reading[row] for row in draft.readings if row in self.of_reading]
        return {pk: self.made[pk] for pk in named}


def _in_force(access: ProjectAccess, article: Article, drafts: Sequence[GoldDraft]) -> _InForce:
    there = GoldOrigin.objects.in_force().filter(project=access.project, article=article)
    readings = {row for draft in drafts for row in draft.readings}
    replaces = {row for draft in drafts for row in draft.replaces}
    settling = there.filter(readings__highlight__in=readings)
    of_reading = dict(settling.values_list("readings__highlight_id", "pk"))
    of_gold = dict(there.filter(highlight__in=replaces).values_list("highlight_id", "pk")) if replaces else {}
    if len(of_gold) < len(replaces):
        raise RuleViolation("unknown_gold", _("The article has no such gold highlight."), path="replaces")
    origins = [*of_reading.values(), *of_gold.values()]
    uuids = dict(GoldOrigin.objects.filter(pk__in=origins).values_list("pk", "highlight__uuid")) if origins else {}
    made = {each.id: each for each in records(Highlight.objects.filter(gold_origin__in=origins))} if origins else {}
    return _InForce({pk: made.get(uuid) for pk, uuid in uuids.items()}, of_reading, of_gold)


def _marking(
    access: ProjectAccess, article: Article, reading: Mapping[str, Any], *, already: Sequence[HighlightRecord]
) -> Marking | None:
    if not reading:
        return None
    revision = article.current_revision
    assert revision is not None
    return marking_on(
        revision.text,
        scheme_of(access.project),
        place=place_in(
            revision.text, start=reading.get("start"), end=reading.get("end"), segments=reading.get("segments")
        ),
        tags=reading.get("tags", ()),
        attributes=reading.get("attributes"),
        already=[tag for each in already for tag in each.tags],
    )


def take_out_of_force(access: ProjectAccess, origins: Collection[int]) -> None:
    """Let another decision take the place of some, by row: what they made is deleted, and stays in the record."""
    now = timezone.now()
    GoldOrigin.objects.filter(pk__in=origins).update(replaced_at=now)
    GoldReading.objects.filter(origin__in=origins).update(replaced_at=now)
    for table in (Highlight, Relation):
        made = table.objects.filter(project=access.project, gold_origin__in=origins, deleted_at=None)
        made.update(deleted_at=now, updated_at=now, version=F("version") + 1)


def _carry_links(gone: Mapping[int, HighlightRecord | None], made: Highlight | None) -> None:
    """Gold links of the one highlight that is replaced lead to and from the new one."""
    before = [each.id for each in gone.values() if each]
    if made is None or len(before) != 1:
        return
    links = Relation.objects.present().filter(project=made.project_id, layer=GOLD)
    for end in ("source", "target"):
        of_it = links.filter(**{f"{end}__uuid": before[0]})
        of_it.update(**{end: made}, updated_at=made.created_at, version=F("version") + 1)


def _insert(access: ProjectAccess, article: Article, markings: Sequence[Marking | None]) -> list[Highlight | None]:
    uuids = [uuid7() if marking else None for marking in markings]
    drafts = [_row(access, article, marking, uuid) for marking, uuid in zip(markings, uuids, strict=True) if marking]
    if drafts:
        with tags_that_are_there():
            Highlight.objects.all().insert_drafts(project_id=access.project.pk, drafts=drafts)
    made = {row.uuid: row for row in Highlight.objects.filter(project=access.project, uuid__in=[u for u in uuids if u])}
    return [made[uuid] if uuid else None for uuid in uuids]


def _row(access: ProjectAccess, article: Article, marking: Marking, uuid: UUID | None) -> dict[str, Any]:
    scheme = scheme_of(access.project)
    return {
        "uuid": uuid,
        "article_id": article.pk,
        "revision_id": article.current_revision_id,
        "start": marking.place.start,
        "end": marking.place.end,
        "segments": marking.place.stored_segments,
        "quote": marking.quote,
        "note": "",
        "analyst_id": None,
        "layer": GOLD,
        "state": Highlight.State.EXACT.value,
        "score": None,
        "body_sha256": marking.digest(article=article.number, layer=GOLD),
        "tags": [
            {"tag_id": scheme.tags[key].id, "attributes": marking.attributes.get(key, {})} for key in marking.tags
        ],
    }


def _settled(
    origin: GoldOrigin,
    marking: Marking | None,
    readings: Collection[HighlightRecord],
    replaced: Sequence[str],
    threshold: float | None,
) -> Happening:
    """`touched` is what live pages load again."""
    made = origin.highlight
    data: dict[str, Any] = {
        "kind": origin.kind,
        "highlight": made and str(made.uuid),
        "readings": [{"id": str(each.id), "version": each.version} for each in readings],
        "dispute": origin.dispute and origin.dispute.number,
        "waivers": origin.waivers,
        "threshold": threshold,
        "replaces": list(replaced),
        "touched": [*([str(made.uuid)] if made else []), *replaced],
        "guidelines": made and made.guidelines,
    }
    detail: dict[str, Any] = {}
    if marking is not None:
        place = marking.place
        data |= {"start": place.start, "end": place.end, "tags": list(marking.tags)}
        if place.segments:
            data["segments"] = place.stored_segments
        detail = {"attributes": marking.attributes} if marking.attributes else {}
    known = {name: value for name, value in data.items() if value not in (None, [], "")}
    return Happening("gold.settled", str(origin.uuid), origin.article_id, known, detail or None)


def note_changes(*, access: ProjectAccess, highlights: Collection[UUID]) -> None:
    """Open again what gold settled, or a ruling, and a coder says otherwise since; gold settles again what is as it was.

    Called in the transaction that changed, deleted or restored the highlights, which holds their locks.

    Args:
        access: the project; its user made the change.
        highlights: ids of what was changed; those that nothing settles are passed over.
    """
    there = GoldReading.objects.select_related("origin", "highlight").filter(
        project=access.project, highlight__uuid__in=set(highlights), replaced_at=None
    )
    settled = list(there.order_by("pk"))
    scheme = scheme_of(access.project)
    now = {each.id: each for each in records(Highlight.objects.filter(pk__in=[row.highlight_id for row in settled]))}
    happenings = []
    opened: set[int] = set()
    still: set[int] = set()
    for row in settled:
        assert row.highlight is not None
        said: Reading = {} if row.highlight.deleted_at else stated(now[row.highlight.uuid])
        same = same_reading(row.reading, said, scheme=scheme)
        if row.origin.dispute_id is not None:
            (still if same else opened).add(row.origin.dispute_id)
        if same == (row.changed_at is None):
            continue
        row.changed_at = None if same else timezone.now()
        row.save(update_fields=["changed_at"])
        verb = "gold.settled_again" if same else "gold.reopened"
        data = {"reading": str(row.highlight.uuid), "version": row.highlight.version}
        happenings.append(Happening(verb, str(row.origin.uuid), row.highlight.article_id, data))
    if happenings:
        record(project_id=access.project.pk, actor_id=access.user.pk, happenings=happenings)
    reopen_for_highlights(access=access, highlights=highlights, settled_by=opened, still=still - opened)
