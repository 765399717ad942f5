"""How much a scheme is in use, and what a change of it would touch."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest, Substr

from annotations.access import visible_highlights
from annotations.domain.schemes import Attribute, Scheme, TagSpec
from annotations.models import HighlightTag
from newsapp.access import ProjectAccess
from newsapp.anonymity import coder_names
from newsapp.blindness import may_hide
from newsapp.models import Article

CONTEXT = 90
"""Code points that an example shows on either side."""
EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class Selection:
    """Which highlights (or articles) of a tag; what is empty is left open, the rest must all be so.

    Attributes:
        values: attribute key -> values, any of which.
        analysts: usernames, any of which.
        words: in the quote, or in an article's title; any case.
        language: of the articles.
    """

    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    analysts: Sequence[str] = ()
    words: str = ""
    language: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it says nothing."""
        return not (self.words or self.analysts or self.language or any(self.values.values()))


class Example(NamedTuple):
    """A highlight in its text, or an article (then only its title is there)."""

    article: int
    title: str
    before: str
    quote: str
    after: str
    analyst: str
    language: str


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change touches.

    Attributes:
        highlights: highlights that are there.
        people: who made them.
        articles: in how many articles they are; for a tag of articles, how many have it.
        deleted: highlights that were deleted and can be restored.
        both: how many have the other tag already.
        dropped: attribute -> how many of its values are lost.
        examples: a few, in context.
    """

    highlights: int = 0
    people: int = 0
    articles: int = 0
    deleted: int = 0
    both: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    examples: Sequence[Example] = ()

    @property
    def nothing(self) -> bool:
        """Whether the tag is on nothing, deleted things included."""
        return not (self.highlights or self.deleted or self.articles)

    @property
    def values(self) -> int:
        """How many values are lost in all."""
        return sum(self.dropped.values())


def usage_of(access: ProjectAccess) -> dict[str, int]:
    """On how many highlights, or articles, that the member may see each tag is, by its key; in two statements."""
    highlights = visible_highlights(access).filter(tagging__isnull=False).order_by()
    counts = dict(highlights.values_list("tagging__tag__key").annotate(count=Count("pk")))
    articles = (
        Article.objects.filter(project=access.project, deleted_at=None, tags__len__gt=0)
        .annotate(key=Func(F("tags"), function="unnest"))
        .values_list("key")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return counts | dict(articles)


def taggings_of(*, tag_id: int, selection: Selection | None = None) -> QuerySet[HighlightTag]:
    """The highlights that have a tag, deleted ones too, as its taggings."""
    found = HighlightTag.objects.filter(tag_id=tag_id)
    if selection is None:
        return found
    for key, values in selection.values.items():
        if values:
            any_of = Q()
            for value in values:
                any_of |= Q(attributes__contains={key: value})
            found = found.filter(any_of)
    if selection.analysts:
        found = found.filter(highlight__analyst__username__in=list(selection.analysts))
    if selection.words:
        found = found.filter(highlight__quote__icontains=selection.words)
    if selection.language:
        found = found.filter(highlight__article__language=selection.language)
    return found


def taggings_that_lose(*, tag: TagSpec, asked: Sequence[Attribute]) -> QuerySet[HighlightTag]:
    """Those with a value that the tag does not take any more when it asks for these attributes."""
    return taggings_of(tag_id=tag.id).exclude(attributes=_carried(asked))


def _carried(asked: Sequence[Attribute]) -> Func:
    shapes = [attribute.as_json() for attribute in asked]
    return Func(F("attributes"), Value(shapes, output_field=_json_field()), function="annotations_carried")


def _json_field() -> Any:
    return HighlightTag._meta.get_field("attributes").clone()


def articles_of(*, project_id: int, key: str, selection: Selection | None = None) -> QuerySet[Article]:
    """The articles that have a tag, deleted ones too."""
    found = Article.objects.filter(project_id=project_id, tags__contains=[key])
    if selection is not None and selection.words:
        found = found.filter(title__icontains=selection.words)
    if selection is not None and selection.language:
        found = found.filter(language=selection.language)
    return found


def touched_by(
    *,
    access: ProjectAccess,
    tag: TagSpec,
    into: TagSpec | None = None,
    selection: Selection | None = None,
    taggings: QuerySet[HighlightTag] | None = None,
    asked: Sequence[Attribute] | None = None,
) -> Touched:
    """What a change of a tag would touch, counted as far as the member sees it.

    Args:
        access: the project, opened for `MANAGE_SCHEME`.
        tag: the tag that is to change.
        into: the one that takes its place, if any; its row may be 0 while it is not made.
        selection: which of the tag's highlights.
        taggings: instead of the selection.
        asked: the attributes that decide which values stay; None leaves them all.
    """
    if tag.scope == "article":
        return _touched_articles(access, tag, into, selection)
    found = _seen(access, taggings_of(tag_id=tag.id, selection=selection) if taggings is None else taggings)
    there = found.filter(highlight__deleted_at=None, highlight__article__deleted_at=None)
    counts = there.aggregate(
        highlights=Count("pk"),
        people=Count("highlight__analyst", distinct=True),
        articles=Count("highlight__article", distinct=True),
    )
    also = HighlightTag.objects.filter(highlight=OuterRef("highlight"), tag_id=into.id if into else 0)
    return Touched(
        **counts,
        deleted=found.count() - counts["highlights"],
        both=there.filter(Exists(also)).count() if into and into.id else 0,
        dropped=_dropped(there, tag, into, asked) if asked is not None else {},
        examples=_examples(there),
    )


def _seen(access: ProjectAccess, taggings: QuerySet[HighlightTag]) -> QuerySet[HighlightTag]:
    if not may_hide(access):
        return taggings
    return taggings.filter(highlight__in=visible_highlights(access, deleted=None).order_by().values("pk"))


_DROPPED = """
SELECT v.key, count(*)
FROM annotations_highlighttag t
CROSS JOIN LATERAL jsonb_each(t.attributes) v
LEFT JOIN annotations_highlighttag o ON o.highlight_id = t.highlight_id AND o.tag_id = %(into)s
WHERE t.id = ANY (%(taggings)s)
    AND (NOT annotations_carried(t.attributes, %(asked)s::jsonb) ? v.key
         OR (o.attributes ? v.key AND o.attributes -> v.key <> v.value))
GROUP BY v.key
"""


def _dropped(
    taggings: QuerySet[HighlightTag], tag: TagSpec, into: TagSpec | None, asked: Sequence[Attribute]
) -> dict[str, int]:
    rows = list(taggings.exclude(attributes={}).values_list("pk", flat=True))
    if not rows:
        return {}
    shapes = json.dumps([attribute.as_json() for attribute in asked], ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(_DROPPED, {"taggings": rows, "asked": shapes, "into": into.id if into else 0})
        counted: dict[str, int] = dict(cursor.fetchall())
    labels = {attribute.key: attribute.label for attribute in tag.attributes}
    order = [*labels, *(key for key in counted if key not in labels)]
    return {labels.get(key, key): counted[key] for key in order if key in counted}


def _examples(taggings: QuerySet[HighlightTag]) -> list[Example]:
    text = F("highlight__revision__text")
    newest = list(taggings.order_by("-highlight__updated_at", "-pk").values_list("pk", flat=True)[:EXAMPLES])
    # Only now, so that the text is not cut for every highlight that is counted.
    rows = (
        HighlightTag.objects.filter(pk__in=newest)
        .order_by("-highlight__updated_at", "-pk")
        .annotate(
            left=Substr(
                text,
                Greatest(F("highlight__start") + 1 - CONTEXT, 1),
                Func(F("highlight__start"), Value(CONTEXT), function="LEAST"),
            ),
            right=Substr(text, F("highlight__end") + 1, CONTEXT),
            name=Coalesce(F("highlight__analyst__username"), Value("")),
        )
        .values_list(
            "highlight__article__number",
            "highlight__article__title",
            "left",
            "highlight__quote",
            "right",
            "name",
            "highlight__article__language",
        )
    )
    return [Example(*row) for row in rows]


def _touched_articles(
    access: ProjectAccess, tag: TagSpec, into: TagSpec | None, selection: Selection | None
) -> Touched:
    found = articles_of(project_id=access.project.pk, key=tag.key, selection=selection)
    there = found.filter(deleted_at=None)
    rows = there.order_by("-pk").values_list("number", "title", "language")[:EXAMPLES]
    return Touched(
        articles=there.count(),
        deleted=found.count() - there.count(),
        both=there.filter(tags__contains=[into.key]).count() if into else 0,
        examples=[Example(number, title, "", "", "", "", language) for number, title, language in rows],
    )


def analysts_of(*, access: ProjectAccess, tag: TagSpec) -> list[tuple[str, int]]:
    """Who put a tag on how many highlights that the member sees, most first."""
    if tag.scope == "article":
        return []
    found = visible_highlights(access).filter(tagging__tag_id=tag.id, analyst__isnull=False).order_by()
    counted = found.values_list("analyst__username").annotate(count=Count("pk"))
    names = coder_names(access)
    return [(names(username) or "", count) for username, count in counted.order_by("-count", "analyst__username")]


def values_in_use(*, access: ProjectAccess, scheme: Scheme, key: str) -> dict[tuple[str, str], int]:
    """How often each value of a tag's choices stands on highlights that the member sees, by attribute and value."""
    tag = scheme.tags[key]
    choices = {attribute.key for attribute in tag.attributes if attribute.type == "choice"}
    if not choices:
        return {}
    seen, params = visible_highlights(access).order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_VALUES.format(seen=seen), [tag.id, access.project.pk, *params])
        return {(attribute, value): count for attribute, value, count in cursor.fetchall() if attribute in choices}


_VALUES = """
SELECT v.key, v.value #>> '{{}}', count(*)
FROM annotations_highlighttag t
CROSS JOIN LATERAL jsonb_each(t.attributes) v
WHERE t.tag_id = %s AND t.project_id = %s AND t.highlight_id IN ({seen}) AND jsonb_typeof(v.value) = 'string'
GROUP BY 1, 2
"""
