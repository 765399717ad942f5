"""What pages of the corpus show of its highlights."""

from collections.abc import Iterable

from django import template

from annotations.queries.comparison import articles_compared
from annotations.queries.highlights import count_by_article
from annotations.queries.schemes import scheme_of
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.queries.article_list import ArticleRow

register = template.Library()


@register.simple_tag
def highlight_counts(access: ProjectAccess, rows: Iterable[ArticleRow]) -> dict[int, int]:
    """How many highlights the member may see in each of some articles, by the article's row; one statement."""
    return count_by_article(access=access, article_ids=[row.pk for row in rows])


@register.simple_tag
def open_comparisons(access: ProjectAccess, rows: Iterable[ArticleRow]) -> set[int]:
    """Those of some articles, by row, whose coders a reviewer can compare; none for others, nor asked for."""
    return articles_compared([row.pk for row in rows]) if access.may(Action.REVIEW) else set()


@register.filter
def at(counts: dict[int, int], key: int) -> int:
    """The count for one article, 0 when it has none."""
    return counts.get(key, 0)


@register.simple_tag
def article_tags(access: ProjectAccess) -> dict[str, str]:
    """The labels of the scheme's article tags by their keys, those that are retired too."""
    return {key: spec.label for key, spec in scheme_of(access.project).tags.items() if spec.scope == "article"}


@register.simple_tag
def article_tags_offered(access: ProjectAccess) -> dict[str, str]:
    """The same without those that are retired."""
    tags = scheme_of(access.project).tags.items()
    return {key: spec.label for key, spec in tags if spec.scope == "article" and not spec.retired}


@register.filter
def labelled(labels: dict[str, str], key: str) -> str:
    """What people call a key; the key itself when nothing does."""
    return labels.get(key, key)
