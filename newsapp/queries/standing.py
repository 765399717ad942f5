"""How an article and a project stand now: what a page that shows them must not be behind of."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import F

from newsapp.access import ArticleAccess, ProjectAccess
from newsapp.models import Article, Project


class ArticleStanding(NamedTuple):
    """An article: its number, that of its current revision, whether it was put away, or deleted."""

    article: int
    revision: int
    archived: bool
    deleted: bool


class ProjectStanding(NamedTuple):
    """A project: the versions of its scheme and of its guidelines, whether it is only read."""

    scheme: int
    guidelines: int
    archived: bool


def standing_of_articles(*, access: ProjectAccess, numbers: Collection[int]) -> list[ArticleStanding]:
    """Some articles of a project, those too that were deleted."""
    rows = Article.objects.filter(project=access.project, number__in=set(numbers)).order_by("number")
    found = rows.annotate(revision=F("current_revision__number"))
    return [
        ArticleStanding(number, revision, archived_at is not None, deleted_at is not None)
        for number, revision, archived_at, deleted_at in found.values_list(
            "number", "revision", "archived_at", "deleted_at"
        )
    ]


def standing_of_project(access: ProjectAccess) -> ProjectStanding:
    """The project as it is in the tables now, whatever `access` was opened with."""
    row = Project.objects.only("scheme_version", "guidelines_version", "archived_at").get(pk=access.project.pk)
    return ProjectStanding(row.scheme_version, row.guidelines_version, row.archived_at is not None)


def standing_in(access: ArticleAccess) -> tuple[ArticleStanding, ProjectStanding]:
    """How an article and its project stood when they were opened; no statement."""
    article, project = access.article, access.project
    return (
        ArticleStanding(article.number, access.revision.number, article.archived_at is not None, False),
        ProjectStanding(project.scheme_version, project.guidelines_version, project.archived_at is not None),
    )
