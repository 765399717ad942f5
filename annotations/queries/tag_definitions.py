"""What was coded under an older definition of a tag."""

from typing import NamedTuple

from django.db.models import Count, F

from annotations.access import visible_highlights
from annotations.domain.schemes import TagSpec
from annotations.models import Highlight
from annotations.models.highlights import HighlightQuerySet
from newsapp.access import ProjectAccess
from newsapp.anonymity import coder_names


class OutdatedWork(NamedTuple):
    """One person's part of it: how many of her highlights, in how many articles."""

    username: str
    highlights: int
    articles: int


class Outdated(NamedTuple):
    """All of it: counts, and each person's part, the largest first. What nobody stands for is in the counts alone."""

    highlights: int
    articles: int
    people: list[OutdatedWork]


def outdated_highlights(*, access: ProjectAccess, tag: TagSpec) -> HighlightQuerySet:
    """The coders' highlights that got the tag when it was defined otherwise."""
    return visible_highlights(access).filter(
        layer=Highlight.Layer.ANALYST, tagging__tag_id=tag.id, tagging__definition__lt=tag.definition
    )


def outdated_of(*, access: ProjectAccess, tag: TagSpec) -> Outdated:
    """Whose work a newer definition of a tag concerns, in two statements."""
    found = outdated_highlights(access=access, tag=tag).order_by()
    counted = found.aggregate(highlights=Count("pk"), articles=Count("article", distinct=True))
    people = (
        found.filter(analyst__isnull=False)
        .values_list("analyst__username")
        .annotate(marks=Count("pk"), places=Count("article", distinct=True))
        .order_by("-marks", "analyst__username")
    )
    names = coder_names(access)
    parts = [OutdatedWork(names(username) or "", *counts) for username, *counts in people]
    return Outdated(counted["highlights"], counted["articles"], parts)


def outdated_counts(access: ProjectAccess) -> dict[str, int]:
    """How many highlights were coded under an older definition, by key of the tag; tags without any are left out."""
    found = visible_highlights(access).filter(
        layer=Highlight.Layer.ANALYST, tagging__definition__lt=F("tagging__tag__definition")
    )
    return dict(found.order_by().values_list("tagging__tag__key").annotate(Count("pk")))
