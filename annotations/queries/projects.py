"""How much there is in a project."""

from typing import NamedTuple

from django.db.models import Count

from annotations.access import visible_highlights
from newsapp.access import ProjectAccess
from newsapp.queries.articles import visible_articles


class Totals(NamedTuple):
    """Articles and highlights that a member may see; `people` are those who made the highlights."""

    articles: int
    highlights: int
    people: int


def totals_of(access: ProjectAccess) -> Totals:
    """How much there is in a project, in two statements."""
    made = visible_highlights(access).aggregate(highlights=Count("pk"), people=Count("analyst", distinct=True))
    return Totals(visible_articles(access).count(), made["highlights"], made["people"])
