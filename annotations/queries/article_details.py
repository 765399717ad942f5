"""What the page about an article shows of its highlights."""

from typing import NamedTuple

from django.db.models import Count

from annotations.access import visible_highlights
from newsapp.access import ArticleAccess


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
    return [
        AnalystCount(username, f"{first or ''} {last or ''}".strip() or username or "", count)
        for username, first, last, count in counted
    ]
