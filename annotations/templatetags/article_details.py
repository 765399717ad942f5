"""What the page about an article shows of highlights and of the scheme."""

from collections.abc import Iterable

from django import template

from annotations.domain.schemes import TagSpec
from annotations.queries.article_details import AnalystCount, count_by_analyst
from annotations.queries.card_reviews import open_threads_on_article
from annotations.queries.schemes import scheme_of
from newsapp.access import ArticleAccess, ProjectAccess

register = template.Library()


@register.simple_tag
def highlights_by_analyst(access: ArticleAccess) -> list[AnalystCount]:
    """Who has how many highlights in the article, of those that the member may see; one statement."""
    return count_by_analyst(access)


@register.simple_tag
def open_remarks(access: ArticleAccess) -> int:
    """How many remarks on the article are not settled, of those that the member may see; one statement."""
    return open_threads_on_article(access=access, article_id=access.article.pk)


@register.simple_tag
def tags_for_articles(access: ProjectAccess, chosen: Iterable[str]) -> list[tuple[TagSpec, bool]]:
    """The scheme's tags for articles with whether each is chosen; retired ones only while they are."""
    keys = set(chosen)
    tags = scheme_of(access.project).tags.values()
    return [(tag, tag.key in keys) for tag in tags if tag.scope == "article" and (tag.key in keys or not tag.retired)]
