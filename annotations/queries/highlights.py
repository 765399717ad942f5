"""Reading highlights: for the page, for lists, for one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import JSONObject

from annotations.access import visible_highlights
from annotations.domain.highlighting import HighlightRecord
from annotations.models import Highlight, HighlightTag
from annotations.models.highlights import HighlightQuerySet
from newsapp.access import ProjectAccess
from newsapp.anonymity import Names, coder_asked_for, coder_names
from newsapp.queries.pages import Page, Window, page_of

_FIELDS = (
    "uuid", "article__number", "revision__number", "start", "end", "segments", "quote", "tag_list", "note",
    "analyst__username", "layer", "state", "created_at", "updated_at", "version", "guidelines",
    "score",
)  # fmt: skip


UNSET = "-"
"""As the value of an attribute in a filter: nobody said."""


@dataclass(frozen=True, slots=True)
class HighlightFilter:
    """Which highlights; None leaves a field open.

    Attributes:
        article: number within the project.
        tag: key of a tag that it has.
        analyst: username, or what the member sees for it.
        layer: `analyst`, `gold`, `suggested`; suggestions are left out unless they are asked for.
        state: `exact`, `moved`, `changed`, `ambiguous`, `orphaned`; `attention` is any but `exact`.
        created_after: made after this moment.
        q: words that the quote contains, any case.
        where: `note` looks for `q` in the note and not in the quote.
        noted: `yes` or `no`: whether it has a note.
        outdated: `yes` or `no`: whether a tag of it (`tag`, when that is given) was defined otherwise when it was put there.
        language: of its article, as for `newsapp.queries.articles.ArticleFilter`.
        outlet, story: a name, of its article.
        attributes: (tag, attribute, value), all of which it has: any case; `UNSET` for a tag without that attribute.
    """

    article: int | None = None
    tag: str | None = None
    analyst: str | None = None
    layer: str | None = None
    state: str | None = None
    created_after: datetime | None = None
    q: str | None = None
    where: str | None = None
    noted: str | None = None
    outdated: str | None = None
    language: str | None = None
    outlet: str | None = None
    story: str | None = None
    attributes: tuple[tuple[str, str, str], ...] = ()


def filtered(access: ProjectAccess, wanted: HighlightFilter) -> HighlightQuerySet:
    """Those of the highlights that a member may see that a filter lets through.

    Raises:
        RuleViolation: it asks for a coder's by a name under which she does not see her.
    """
    highlights = visible_highlights(access)
    conditions = Q()
    if wanted.article is not None:
        conditions &= Q(article__number=wanted.article)
    if wanted.tag is not None:
        conditions &= Q(pk__in=HighlightTag.objects.filter(tag__key=wanted.tag).values("highlight"))
    if wanted.analyst is not None:
        conditions &= Q(analyst__username=coder_asked_for(access, wanted.analyst, path="analyst"))
    if wanted.layer is not None:
        conditions &= Q(layer=wanted.layer)
    else:
        highlights = highlights.readings()
    if wanted.state is not None:
        exact = Highlight.State.EXACT
        conditions &= ~Q(state=exact) if wanted.state == "attention" else Q(state=wanted.state)
    if wanted.created_after is not None:
        conditions &= Q(created_at__gt=wanted.created_after)
    if wanted.q:
        conditions &= Q(note__icontains=wanted.q) if wanted.where == "note" else Q(quote__icontains=wanted.q)
    if wanted.noted is not None:
        conditions &= Q(note="") if wanted.noted == "no" else ~Q(note="")
    if wanted.outdated is not None:
        older = HighlightTag.objects.filter(definition__lt=F("tag__definition"))
        if wanted.tag is not None:
            older = older.filter(tag__key=wanted.tag)
        found = Q(pk__in=older.values("highlight"))
        conditions &= ~found if wanted.outdated == "no" else found
    if wanted.language is not None:
        language = wanted.language
        conditions &= Q(article__language=language) | Q(article__language__startswith=f"{language}-")
    if wanted.outlet is not None:
        conditions &= Q(article__outlet__name=wanted.outlet)
    if wanted.story is not None:
        conditions &= Q(article__story__name=wanted.story)
    for tag, attribute, value in wanted.attributes:
        conditions &= Q(pk__in=_with_value(tag, attribute, value))
    return highlights.filter(conditions)


def _with_value(tag: str, attribute: str, value: str) -> QuerySet[HighlightTag, int]:
    tagging = HighlightTag.objects.filter(tag__key=tag)
    if value == UNSET:
        tagging = tagging.exclude(attributes__has_key=attribute)
    else:
        tagging = tagging.annotate(said=KeyTextTransform(attribute, "attributes")).filter(said__iexact=value)
    return tagging.values_list("highlight_id", flat=True)


def with_tags(highlights: HighlightQuerySet) -> HighlightQuerySet:
    """Each with `tag_list`, `[{"key", "attributes", "older"}, …]` in order, in the same statement.

    `older`: whether the tag had another definition when it was put there.
    """
    tags = HighlightTag.objects.filter(highlight=OuterRef("pk")).order_by("position")
    older = ExpressionWrapper(Q(definition__lt=F("tag__definition")), output_field=BooleanField())
    return highlights.annotate(
        tag_list=ArraySubquery(tags.values(json=JSONObject(key="tag__key", attributes="attributes", older=older)))
    )


def records(highlights: HighlightQuerySet, names: Names | None = None) -> list[HighlightRecord]:
    """The highlights in one statement.

    Args:
        highlights: which.
        names: for whoever is shown them, see `newsapp.anonymity.coder_names`; None to work with them.
    """
    return [_record(row, names) for row in with_tags(highlights).values_list(*_FIELDS)]


def _record(row: Sequence[Any], names: Names | None = None) -> HighlightRecord:
    uuid, article, revision, start, end, segments, quote, tags, note, analyst, *rest = row
    return HighlightRecord._make(
        (
            uuid,
            article,
            revision,
            start,
            end,
            segments or [[start, end]],
            quote,
            [tag["key"] for tag in tags],
            {tag["key"]: tag["attributes"] for tag in sorted(tags, key=lambda tag: tag["key"]) if tag["attributes"]},
            note,
            names(analyst) if names else analyst,
            *rest,
            tuple(tag["key"] for tag in tags if tag["older"]),
        )
    )


def highlights_of_article(*, access: ProjectAccess, article_id: int) -> list[HighlightRecord]:
    """All that a member may see in an article, in reading order: by start, the longer one first, then by making.

    Without suggestions; see `annotations.queries.suggestions.undecided_suggestions`.
    """
    found = (
        visible_highlights(access)
        .readings()
        .filter(article_id=article_id, revision_id=F("article__current_revision_id"))
    )
    return records(found.order_by("start", "-end", "uuid"), coder_names(access))


def page_of_highlights(*, access: ProjectAccess, wanted: HighlightFilter, window: Window) -> Page[HighlightRecord]:
    """A page of the highlights that a member may see, in the order of their making."""
    names = coder_names(access)
    return page_of(
        filtered(access, wanted),
        window,
        key="pk",
        read=lambda rows: [
            (key, _record(row, names))
            for key, *row in with_tags(cast(HighlightQuerySet, rows)).values_list("pk", *_FIELDS)
        ],
    )


def record_of(*, project_id: int, uuid: UUID) -> HighlightRecord | None:
    """One highlight, deleted or not."""
    found = records(Highlight.objects.filter(project_id=project_id, uuid=uuid))
    return found[0] if found else None


def record_for(*, access: ProjectAccess, uuid: UUID) -> HighlightRecord | None:
    """The same as a member is shown it; whether she may see it was asked before."""
    record = record_of(project_id=access.project.pk, uuid=uuid)
    return record and shown_to(access, record)


def shown_to(access: ProjectAccess, record: HighlightRecord) -> HighlightRecord:
    """A highlight as a member is shown it."""
    return record._replace(analyst=coder_names(access)(record.analyst))


def count_by_article(*, access: ProjectAccess, article_ids: Iterable[int]) -> dict[int, int]:
    """How many highlights a member may see in each of some articles, suggestions aside, by the article's row."""
    found = visible_highlights(access).readings().filter(article_id__in=list(article_ids)).order_by()
    return dict(found.values_list("article_id").annotate(count=Count("pk")))
