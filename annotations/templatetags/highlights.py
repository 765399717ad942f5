"""What pages of the corpus show of its highlights."""

from collections.abc import Iterable

from django import template

from annotations.queries.highlights import count_by_article
from newsapp.access import ProjectAccess
from newsapp.queries.article_list import ArticleRow

register = template.Library()


@register.simple_tag
def highlight_counts(access: ProjectAccess, rows: Iterable[ArticleRow]) -> dict[int, int]:
    """How many highlights the member may see in each of some articles, by the article's row; one statement."""
    return count_by_article(access=access, article_ids=[row.pk for row in rows])


@register.filter
def at(counts: dict[int, int], key: int) -> int:
    """The count for one article, 0 when it has none."""
    return counts.get(key, 0)
