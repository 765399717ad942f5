"""Reading the members of a project."""

from datetime import datetime
from typing import Any, NamedTuple

from allauth.usersessions.models import UserSession
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from newsapp.access import ProjectAccess
from newsapp.domain.roles import Role
from newsapp.models import ApiToken, Assignment, Membership, User
from newsapp.queries.articles import open_for


class MemberRow(NamedTuple):
    """Somebody in a project, as its manager sees her.

    Attributes:
        user: the account.
        role: in this project.
        since: when she became a member.
        last_seen: when she last used the site, by browser or token, to ten minutes; None before the first time.
        open_assignments: articles that she has in hand here and has not done, as far as the manager may know.
        last_manager: whether she alone can manage the project, so that she can neither go nor be anything else.
    """

    user: User
    role: str
    since: datetime
    last_seen: datetime | None
    open_assignments: int
    last_manager: bool


def members_of(access: ProjectAccess) -> list[MemberRow]:
    """All members of a project by name, in one statement."""
    rows = list(_rows(access))
    managers = [row for row in rows if row.role == Role.MANAGER.value and row.user.is_active]
    return [
        MemberRow(
            user=row.user,
            role=row.role,
            since=row.created_at,
            last_seen=row.last_seen,
            open_assignments=row.open_assignments,
            last_manager=row.role == Role.MANAGER.value and (managers == [row] or not managers),
        )
        for row in sorted(rows, key=lambda row: (row.user.display_name.casefold(), row.user.username))
    ]


def _rows(access: ProjectAccess) -> QuerySet[Any]:
    open_ones = Assignment.objects.filter(open_for(access), user=OuterRef("user"))
    counted = open_ones.order_by().values("user").annotate(number=Count("pk")).values("number")
    sessions = UserSession.objects.filter(user=OuterRef("user")).order_by().values("user")
    tokens = ApiToken.objects.filter(user=OuterRef("user")).order_by().values("user")
    return (
        Membership.objects.filter(project=access.project)
        .select_related("user")
        .annotate(
            open_assignments=Coalesce(Subquery(counted), 0),
            # GREATEST leaves out what is NULL.
            last_seen=Greatest(
                "user__last_login",
                Subquery(sessions.annotate(at=Max("last_seen_at")).values("at")),
                Subquery(tokens.annotate(at=Max("last_used_at")).values("at")),
            ),
        )
    )
