"""What review settled, and what is disputed, as a stream: one record a case."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from annotations.access import visible_comments, visible_highlights, visible_relations
from annotations.domain.adjudications import (
    AdjudicationRecord,
    CoderReading,
    DecisionRecord,
    GoldLink,
    GoldSpan,
    StepRecord,
    TextRecord,
)
from annotations.domain.highlighting import HighlightRecord
from annotations.domain.readings import stated
from annotations.models import Dispute, GoldOrigin, GoldReading, Highlight, HighlightTag, Position, Relation
from annotations.queries.dispute_cases import dispute_cases, steps_of
from annotations.queries.disputes import DisputeFilter, filtered_disputes
from annotations.queries.highlights import HighlightFilter, records
from annotations.queries.review_filters import ReviewFilter
from annotations.queries.streams import Connection, SameState, stream
from newsapp.access import ProjectAccess
from newsapp.anonymity import coder_names
from newsapp.models import Revision

CASES_AT_ONCE = 500
"""Cases that are in memory together."""


def adjudications(
    own: Connection, state: SameState, *, access: ProjectAccess, wanted: HighlightFilter, case: ReviewFilter
) -> Iterator[AdjudicationRecord]:
    """The decisions in force by article and id, then the disputes that no gold stands for by number.

    Args:
        own: the stream's connection.
        state: of the stream.
        access: the project.
        wanted: `article`, `tag`, `language`, `outlet`, `story` and `created_after` count.
        case: its `dispute_state` counts.
    """
    keys = _decisions(access, wanted, case).order_by("article__number", "uuid").values_list("pk")
    for batch in stream(own, "decisions", keys, at_once=CASES_AT_ONCE):
        with state.reading():
            found = _decided(access, [pk for (pk,) in batch])
        yield from found
    numbers = _disputed(access, wanted, case).order_by("number").values_list("number")
    for batch in stream(own, "disputes", numbers, at_once=CASES_AT_ONCE):
        with state.reading():
            found = _cases(access, [number for (number,) in batch])
        yield from found


def _in_force(access: ProjectAccess) -> QuerySet[GoldOrigin]:
    """The decisions whose gold is there, or that nothing is."""
    there = Q(highlight=None) | Q(highlight__deleted_at=None)
    there &= Q(relation=None) | Q(relation__deleted_at=None)
    return GoldOrigin.objects.in_force().filter(there, project=access.project, article__deleted_at=None)


def _decisions(access: ProjectAccess, wanted: HighlightFilter, case: ReviewFilter) -> QuerySet[GoldOrigin]:
    found = _in_force(access)
    if wanted.tag is not None:
        tagged = HighlightTag.objects.filter(tag__key=wanted.tag).values("highlight")
        settles = GoldReading.objects.filter(origin=OuterRef("pk"), highlight__in=tagged)
        found = found.filter(Q(highlight__in=tagged) | Q(highlight=None) & Q(Exists(settles)))
    if case.dispute_state is not None:
        asked = filtered_disputes(access, DisputeFilter(state=case.dispute_state))
        found = found.filter(dispute__in=asked.order_by().values("pk"))
    return found.filter(_of_article(wanted), **_later_than(wanted))


def _disputed(access: ProjectAccess, wanted: HighlightFilter, case: ReviewFilter) -> QuerySet[Dispute]:
    asked = DisputeFilter(state=case.dispute_state, article=wanted.article, tag=wanted.tag)
    settled = _in_force(access).filter(dispute=OuterRef("pk"))
    found = filtered_disputes(access, asked).filter(~Exists(settled), **_later_than(wanted))
    return found.filter(_of_article(wanted)) if _asks_of_article(wanted) else found


def _asks_of_article(wanted: HighlightFilter) -> bool:
    return any(value is not None for value in (wanted.article, wanted.language, wanted.outlet, wanted.story))


def _of_article(wanted: HighlightFilter) -> Q:
    exact = {
        "article__number": wanted.article,
        "article__outlet__name": wanted.outlet,
        "article__story__name": wanted.story,
    }
    conditions = Q(**{name: value for name, value in exact.items() if value is not None})
    if wanted.language is not None:
        conditions &= Q(article__language=wanted.language) | Q(article__language__startswith=f"{wanted.language}-")
    return conditions


def _later_than(wanted: HighlightFilter) -> dict[str, Any]:
    return {} if wanted.created_after is None else {"created_at__gt": wanted.created_after}


class _Said(NamedTuple):
    """A coder's reading with the id of her highlight or relation, which may be hidden in the reading itself."""

    id: UUID
    link: bool
    reading: CoderReading


def _decided(access: ProjectAccess, keys: Sequence[int]) -> list[AdjudicationRecord]:
    """A batch of decisions, in the order of their keys; a fixed number of statements."""
    related = ("dispute", "decided_by", "highlight", "relation__type", "relation__source", "relation__target")
    rows = {row.pk: row for row in GoldOrigin.objects.filter(pk__in=keys).select_related(*related)}
    spans = {each.id: _span(each) for each in records(Highlight.objects.filter(gold_origin__in=keys))}
    said = _settled(access, keys)
    disputes = dispute_cases(access=access, numbers={row.dispute.number for row in rows.values() if row.dispute})
    articles = {row.article_id for row in rows.values()}
    steps = steps_of(access, topic="gold", objects=[str(row.uuid) for row in rows.values()], articles=articles)
    texts = _texts(articles)
    comments = _comments(access, disputes, articles)
    made = []
    for pk in keys:
        row, readings = rows[pk], said.get(pk, [])
        gold = spans[row.highlight.uuid] if row.highlight else None
        number = row.dispute.number if row.dispute else None
        about = [*([row.highlight.uuid] if row.highlight else []), *(each.id for each in readings)]
        history = steps.get(str(row.uuid), [])
        made.append(
            AdjudicationRecord(
                subject="link" if row.relation or any(each.link for each in readings) else "span",
                id=str(row.uuid),
                article=_text(texts[row.article_id], gold, readings),
                gold=_link(row.relation) if row.relation else gold,
                decision=_decision(row, history),
                readings=[each.reading for each in readings],
                dispute=disputes.get(number) if number is not None else None,
                comments=comments[number] + sum(comments[each] for each in about),
                history=history,
            )
        )
    return made


def _span(record: HighlightRecord) -> GoldSpan:
    return GoldSpan(
        record.id,
        record.revision,
        record.start,
        record.end,
        record.segments,
        record.quote,
        record.tags,
        record.attributes,
    )


def _link(row: Relation) -> GoldLink:
    return GoldLink(row.uuid, row.type.key, row.source.uuid, row.target.uuid, row.attributes)


def _decision(row: GoldOrigin, history: Sequence[StepRecord]) -> DecisionRecord:
    settled = next((step.said for step in history if step.verb == "gold.settled"), {})
    return DecisionRecord(
        row.uuid,
        row.kind,
        settled.get("threshold"),
        row.decided_by.username if row.decided_by else None,
        row.created_at,
        row.waivers,
        settled.get("guidelines"),
        settled.get("replaces", []),
    )


def _settled(access: ProjectAccess, origins: Collection[int]) -> dict[int, list[_Said]]:
    """What the coders said that some decisions settle, of what the member may see, with the words of the text."""
    seen = Q(highlight__in=visible_highlights(access, deleted=None).order_by().values("pk"))
    seen |= Q(relation__in=visible_relations(access, hidden=True).order_by().values("pk"))
    start, end, revision = (
        Cast(KeyTextTransform(name, "reading"), IntegerField()) for name in ("start", "end", "revision")
    )
    text = Revision.objects.filter(article=OuterRef("origin__article"), number=OuterRef("revision"))
    quoted = Func(F("text"), OuterRef("first") + 1, OuterRef("length"), function="SUBSTR", output_field=TextField())
    words = text.annotate(words=quoted).values("words")
    found = GoldReading.objects.filter(seen, origin__in=origins).annotate(
        revision=revision, first=start, length=end - F("first")
    )
    columns = (
        "origin", "reading", "changed_at", "quote", "highlight__uuid", "highlight__analyst__username",
        "relation__uuid", "relation__analyst__username",
    )  # fmt: skip
    said: dict[int, list[_Said]] = {}
    for origin, reading, changed_at, quote, *whose in found.annotate(quote=Subquery(words)).values_list(*columns):
        span, coder, link, linker = whose
        each = _said(access, span or link, coder or linker, quote=quote, reading=reading, changed_at=changed_at)
        said.setdefault(origin, []).append(each._replace(link=span is None))
    return {origin: sorted(each, key=_by_coder) for origin, each in said.items()}


def _said(access: ProjectAccess, uuid: UUID, coder: str | None, **said: Any) -> _Said:
    shown = coder_names(access)(coder)
    reading = CoderReading(shown, uuid if shown == coder else None, **said)
    return _Said(uuid, False, reading)


def _by_coder(said: _Said) -> tuple[str, str]:
    return said.reading.coder or "", str(said.id)


def _texts(articles: Collection[int]) -> dict[int, dict[int, TextRecord]]:
    """The texts of some articles, by the article's row and the number of the revision."""
    columns = ("number", "title", "language", "outlet__name", "url", "published_at", "story__name")
    rows = Revision.objects.filter(article__in=articles)
    texts: dict[int, dict[int, TextRecord]] = {}
    for article, *text in rows.values_list("article", *(f"article__{name}" for name in columns), "number", "sha256"):
        texts.setdefault(article, {})[text[-2]] = TextRecord._make(text)
    return texts


def _text(texts: Mapping[int, TextRecord], gold: GoldSpan | None, readings: Iterable[_Said]) -> TextRecord:
    """The text that the case counts into: that of the gold, else of the readings, else the newest."""
    counted: list[Any] = [gold.revision] if gold else [each.reading.reading.get("revision") for each in readings]
    return next((texts[number] for number in counted if number in texts), texts[max(texts)])


def _comments(access: ProjectAccess, disputes: Collection[int], articles: Collection[int]) -> Counter[Any]:
    """How many comments there are, by the number of a dispute and by the id of a highlight in some articles."""
    about = Q(dispute__number__in=disputes) | Q(highlight__article__in=articles)
    found = visible_comments(access).filter(about).order_by().values("dispute__number", "highlight__uuid")
    counts: Counter[Any] = Counter()
    for row in found.annotate(count=Count("pk")):
        counts[row["highlight__uuid"] or row["dispute__number"]] += row["count"]
    return counts


def _cases(access: ProjectAccess, numbers: Sequence[int]) -> list[AdjudicationRecord]:
    """A batch of disputes that no gold stands for, in the order of their numbers; a fixed number of statements."""
    cases = dispute_cases(access=access, numbers=numbers)
    rows = {row.number: row for row in Dispute.objects.filter(project=access.project, number__in=numbers)}
    said = _disputed_readings(access, numbers)
    texts = _texts({row.article_id for row in rows.values() if row.article_id})
    comments = _comments(access, cases, {row.article_id for row in rows.values() if row.article_id})
    made = []
    for number, case in cases.items():
        article, readings = rows[number].article_id, said.get(number, [])
        made.append(
            AdjudicationRecord(
                subject="dispute",
                id=str(number),
                article=_text(texts[article], None, readings) if article else None,
                gold=None,
                decision=None,
                readings=[each.reading for each in readings],
                dispute=case,
                comments=comments[number] + sum(comments[each.id] for each in readings),
                history=[],
            )
        )
    return made


def _disputed_readings(access: ProjectAccess, numbers: Collection[int]) -> dict[int, list[_Said]]:
    """What the coders say of what is disputed, by the number of the dispute."""
    held = Position.objects.filter(project=access.project, dispute__number__in=numbers, highlight__isnull=False)
    disputed = Dispute.objects.filter(project=access.project, number__in=numbers, highlight__isnull=False)
    pairs = {
        *held.values_list("dispute__number", "highlight__uuid"),
        *disputed.values_list("number", "highlight__uuid"),
    }
    seen = visible_highlights(access).filter(uuid__in=[uuid for _, uuid in pairs], layer=Highlight.Layer.ANALYST)
    there = {each.id: each for each in records(seen)}
    said: dict[int, list[_Said]] = {}
    for number, uuid in pairs:
        if uuid in there:
            each = there[uuid]
            reading = _said(access, uuid, each.analyst, quote=each.quote, reading=stated(each), changed_at=None)
            said.setdefault(number, []).append(reading)
    return {number: sorted(each, key=_by_coder) for number, each in said.items()}
