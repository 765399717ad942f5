"""Reading projects and their members."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q, QuerySet

from newsapp.access import Person, ProjectAccess, visible_projects
from newsapp.models import Membership, Project
from newsapp.queries.pages import Page, Window, page_of


class ProjectRecord(NamedTuple):
    """A project as one member sees it; `team` is a slug, `role` her own."""

    slug: str
    name: str
    description: str
    team: str
    role: str
    created_at: datetime
    version: int


class MemberRecord(NamedTuple):
    """Somebody in a project; `user` is a username."""

    user: str
    name: str
    role: str
    created_at: datetime


def _record(project: Project, role: str) -> ProjectRecord:
    return ProjectRecord(
        slug=project.slug,
        name=project.name,
        description=project.description,
        team=project.team.slug,
        role=role,
        created_at=project.created_at,
        version=project.version,
    )


def _own_role(project: Any) -> str:
    role: str = project.own_membership[0].role
    return role


def record_of(access: ProjectAccess) -> ProjectRecord:
    """A project that was opened."""
    return _record(access.project, access.role.value)


def page_of_projects(*, user: Person, window: Window) -> Page[ProjectRecord]:
    """A page of the projects that a person is a member of, the oldest first."""
    return page_of(
        visible_projects(user),
        window,
        key="pk",
        read=lambda rows: [(row.pk, _record(row, _own_role(row))) for row in rows],
    )


def page_of_members(*, access: ProjectAccess, window: Window) -> Page[MemberRecord]:
    """A page of a project's members, the longest-serving first."""
    return page_of(
        Membership.objects.filter(project=access.project).select_related("user"),
        window,
        key="pk",
        read=lambda rows: [
            (row.pk, MemberRecord(row.user.username, row.user.display_name, row.role, row.created_at)) for row in rows
        ],
    )


def projects_with_counts(*, user: Person) -> QuerySet[Project]:
    """A person's projects by name, each with `articles_count` and `last_event_at`."""
    projects = Project.objects.filter(pk__in=visible_projects(user).values("pk")).select_related("team")
    return projects.annotate(
        articles_count=Count("articles", filter=Q(articles__deleted_at=None), distinct=True),
        last_article_at=Max("articles__created_at"),
    ).order_by("name", "pk")
