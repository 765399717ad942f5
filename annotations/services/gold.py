"""Writing the gold layer. No analyst's highlight is ever changed by it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
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
    lock_article(access, article)
    settled = _readings(access, article, readings)
    gone = _in_force(access, article, readings=readings, replaces=replaces)
    marking = _marking(access, article, reading, already=[*settled.values(), *(each for each in gone.values() if each)])
    take_out_of_force(access, gone)
    made = _insert(access, article, marking) if marking else None
    if made is not None:
        _carry_links(gone, made)
    origin = GoldOrigin.objects.create(
        project=access.project,
        article=article,
        uuid=uuid7(),
        highlight=made,
        kind=kind.value,
        dispute=dispute,
        waivers=list(waivers),
        decided_by=None if kind is GoldKind.AGREEMENT else access.user,
        created_at=timezone.now(),
    )
    GoldReading.objects.bulk_create(
        GoldReading(project=access.project, origin=origin, highlight_id=pk, reading=stated(there))
        for pk, there in settled.items()
    )
    replaced = [str(each.id) for each in gone.values() if each]
    record(
        project_id=access.project.pk,
        actor_id=access.user.pk,
        happenings=[_settled(origin, marking, settled.values(), replaced)],
    )
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


def _in_force(
    access: ProjectAccess, article: Article, *, readings: Collection[int], replaces: Collection[int]
) -> dict[int, HighlightRecord | None]:
    """The decisions that another one takes the place of, by row, each with the gold highlight that it made."""
    there = GoldOrigin.objects.in_force().filter(project=access.project, article=article)
    named = there.filter(highlight__in=set(replaces))
    if named.count() < len(set(replaces)):
        raise RuleViolation("unknown_gold", _("The article has no such gold highlight."), path="replaces")
    settling = there.filter(readings__highlight__in=set(readings))
    origins = dict((named | settling).distinct().values_list("pk", "highlight_id"))
    made = Highlight.objects.filter(pk__in=[pk for pk in origins.values() if pk])
    rows = dict(made.values_list("uuid", "pk"))
    by_row = {rows[each.id]: each for each in records(made)}
    return {pk: by_row.get(highlight or 0) for pk, highlight in origins.items()}


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


def _carry_links(gone: Mapping[int, HighlightRecord | None], made: Highlight) -> None:
    """Gold links of the one highlight that is replaced lead to and from the new one."""
    before = [each.id for each in gone.values() if each]
    if len(before) != 1:
        return
    links = Relation.objects.present().filter(project=made.project_id, layer=GOLD)
    for end in ("source", "target"):
        of_it = links.filter(**{f"{end}__uuid": before[0]})
        of_it.update(**{end: made}, updated_at=made.created_at, version=F("version") + 1)


def _insert(access: ProjectAccess, article: Article, marking: Marking) -> Highlight:
    scheme = scheme_of(access.project)
    uuid = uuid7()
    row = {
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
    with tags_that_are_there():
        Highlight.objects.all().insert_drafts(project_id=access.project.pk, drafts=[row])
    return Highlight.objects.get(project=access.project, uuid=uuid)


def _settled(
    origin: GoldOrigin, marking: Marking | None, readings: Collection[HighlightRecord], replaced: Sequence[str]
) -> Happening:
    """`touched` is what live pages load again."""
    made = origin.highlight
    data: dict[str, Any] = {
        "kind": origin.kind,
        "highlight": made and str(made.uuid),
        "readings": [{"id": str(each.id), "version": each.version} for each in readings],
        "dispute": origin.dispute and origin.dispute.number,
        "waivers": origin.waivers,
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
    """Open again what gold settled and a coder says otherwise since; what she says again as it was is settled again.

    Called in the transaction that changed, deleted or restored the highlights, which holds their locks.

    Args:
        access: the project; its user made the change.
        highlights: ids of what was changed; those that nothing settles are passed over.
    """
    there = GoldReading.objects.select_related("origin", "highlight").filter(
        project=access.project, highlight__uuid__in=set(highlights), replaced_at=None
    )
    settled = list(there.order_by("pk"))
    if not settled:
        return
    scheme = scheme_of(access.project)
    now = {each.id: each for each in records(Highlight.objects.filter(pk__in=[row.highlight_id for row in settled]))}
    happenings = []
    for row in settled:
        assert row.highlight is not None
        said: Reading = {} if row.highlight.deleted_at else stated(now[row.highlight.uuid])
        same = same_reading(row.reading, said, scheme=scheme)
        if same == (row.changed_at is None):
            continue
        row.changed_at = None if same else timezone.now()
        row.save(update_fields=["changed_at"])
        verb = "gold.settled_again" if same else "gold.reopened"
        data = {"reading": str(row.highlight.uuid), "version": row.highlight.version}
        happenings.append(Happening(verb, str(row.origin.uuid), row.highlight.article_id, data))
    if happenings:
        record(project_id=access.project.pk, actor_id=access.user.pk, happenings=happenings)
