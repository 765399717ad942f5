"""What the page about an article shows of its highlights."""

from typing import NamedTuple

from django.db.models import Count

from annotations.access import visible_highlights
from newsapp.access import ArticleAccess
from newsapp.anonymity import shown_coder


class AnalystCount(NamedTuple):
    """How many highlights somebody has in an article; `username` is None for what nobody in particular made."""

    username: str | None
    name: str
    highlights: int


def count_by_analyst(access: ArticleAccess) -> list[AnalystCount]:
    """Who has how many of the highlights that the member may see in an article, the most first; one statement."""
    names = ("analyst__username", "analyst__first_name", "analyst__last_name")
    found = visible_highlights(access).readings().filter(article=access.article).order_by().values_list(*names)
    counted = found.annotate(count=Count("pk")).order_by("-count", "analyst__username")
    return [_count(access, *row) for row in counted]


def _count(
    access: ArticleAccess, username: str | None, first: str | None, last: str | None, count: int
) -> AnalystCount:
    if username is None:
        return AnalystCount(None, "", count)
    return AnalystCount(*shown_coder(access, username, f"{first} {last}".strip() or username), count)
