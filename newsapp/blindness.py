"""Blind coding: in which articles a member sees what others made of them.

In a project with `blind`, viewers and analysts see the work of others on an article once its comparison is open. Reviewers
and managers see it at any time, but for the articles that they code themselves: there they are coders like any other.
What an app shows of people's work asks here; what counts as coding an article, each app says for its own.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, Q, QuerySet

from newsapp.access import ArticleAccess, ProjectAccess
from newsapp.domain.roles import Action, may
from newsapp.models import Article, Assignment

Coded = Callable[[ProjectAccess], QuerySet[Any, Any]]
"""The rows of the articles that a member codes, as `values("article")`."""


def _in_hand(access: ProjectAccess) -> QuerySet[Any, Any]:
    return Assignment.objects.filter(project=access.project, user=access.user).order_by().values("article")


_coded: list[Coded] = [_in_hand]


def coded_by(rows: Coded) -> None:
    """Make another way known by which somebody codes an article, once at start."""
    if rows not in _coded:
        _coded.append(rows)


def may_hide(access: ProjectAccess) -> bool:
    """Whether there can be anything that this member does not see; no statement."""
    return access.project.blind and not access.operator


def sees_work_in(access: ProjectAccess, article: str) -> Q:
    """What holds where a member sees everybody's work, for rows that belong to an article.

    Args:
        access: the project.
        article: the path from a row to its article, "" for articles themselves.
    """
    if not may_hide(access):
        return Q()
    at = f"{article}__" if article else ""
    opened = Q(**{f"{at}comparison_opened_at__isnull": False})
    if not may(access.role, Action.REVIEW):
        return opened
    coding = Q()
    for rows in _coded:
        coding |= Q(**{f"{article or 'pk'}__in": rows(access)})
    return opened | ~coding


def sees_part_in(access: ProjectAccess, article: str, person: str) -> Q:
    """The same for rows that also belong to somebody: her own she always sees.

    Args:
        access: the project.
        article: the path from a row to its article.
        person: the path from a row to whose it is.
    """
    return sees_work_in(access, article) | Q(**{person: access.user.pk}) if may_hide(access) else Q()


def sees_work_on(access: ArticleAccess) -> bool:
    """Whether a member sees everybody's work on an article; a statement for reviewers of a blind project."""
    if not may_hide(access) or access.article.comparison_opened_at is not None:
        return True
    return Article.objects.filter(sees_work_in(access, ""), pk=access.article.pk).exists()


def codes(access: ArticleAccess) -> bool:
    """Whether a member codes an article: she has it in hand, or made a reading in it."""
    coding = Q()
    for rows in _coded:
        coding |= Q(pk__in=rows(access))
    return Article.objects.filter(coding, pk=access.article.pk).exists()


def hides_work(access: ProjectAccess) -> bool:
    """Whether the project has an article on which a member does not see others' work; a statement in blind projects."""
    if not may_hide(access):
        return False
    return _hidden_articles(access).exists()


def _hidden_articles(access: ProjectAccess) -> QuerySet[Article]:
    return Article.objects.filter(~sees_work_in(access, ""), project=access.project)


def sees_all_work(access: ProjectAccess) -> Q:
    """What holds when no article of the project is hidden from a member, whatever the row."""
    if not may_hide(access):
        return Q()
    return ~Q(Exists(_hidden_articles(access)))
