"""Reading teams: whose they are, who is in them, what they own."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from newsapp.access import Person, TeamAccess, visible_teams
from newsapp.domain.roles import Role
from newsapp.models import Membership, Project, Team, TeamMember, User


class TeamRow(NamedTuple):
    """A team in the list of a person's teams; `projects` are those of it that she is a member of."""

    team: Team
    owned: bool
    projects: list[Membership]


class PersonRow(NamedTuple):
    """Somebody in a team, as its owner sees her.

    Attributes:
        user: the account.
        owner: whether she owns the team.
        last_owner: whether she alone does.
        memberships: in the team's projects, by name.
        only_manager_of: names of the projects that would be left without a manager if she went.
        link: whether the owner may make her a sign-in link.
    """

    user: User
    owner: bool
    last_owner: bool
    memberships: list[Membership]
    only_manager_of: list[str]
    link: bool


class TeamPage(NamedTuple):
    """What the page of a team shows.

    Attributes:
        owners: everybody who owns it.
        people: everybody in it, by name; empty for whoever does not own it.
        projects: the team's for an owner, her own of them for others; each with `own_role`, "" where she has none,
            and `members_count`.
    """

    owners: list[User]
    people: list[PersonRow]
    projects: Sequence[Project]


def teams_of(user: Person) -> list[TeamRow]:
    """A person's teams by name, with her projects in each; two statements."""
    own: dict[int, list[Membership]] = defaultdict(list)
    memberships = Membership.objects.filter(user_id=user.pk or 0, project__deleted_at=None)
    for row in memberships.select_related("project").order_by("project__name", "pk"):
        own[row.project.team_id].append(row)
    return [TeamRow(team, team.owned, own[team.pk]) for team in visible_teams(user).order_by("name", "pk")]


def projects_of(user: Person) -> QuerySet[Membership]:
    """A person's memberships by the project's name."""
    rows = Membership.objects.filter(user_id=user.pk or 0, project__deleted_at=None)
    return rows.select_related("project__team").order_by("project__name", "pk")


def people_of_team(team: Team) -> QuerySet[User]:
    """Everybody who is in a team, or in one of its projects."""
    projects = Membership.objects.filter(project__team=team, project__deleted_at=None)
    return User.objects.filter(
        Q(pk__in=TeamMember.objects.filter(team=team).values("user")) | Q(pk__in=projects.values("user"))
    )


def team_page(access: TeamAccess) -> TeamPage:
    """What one of a team's people sees of it, in a fixed number of statements."""
    team = access.team
    owners = list(User.objects.filter(teams__team=team, teams__owner=True).order_by("first_name", "username"))
    memberships = list(
        Membership.objects.filter(project__team=team, project__deleted_at=None)
        .select_related("project", "user")
        .order_by("project__name", "pk")
    )
    roles = {row.project_id: row.role for row in memberships if row.user_id == access.user.pk}
    projects = list(
        Project.objects.filter(team=team, deleted_at=None)
        .annotate(members_count=Count("memberships"))
        .order_by("name", "pk")
    )
    for project in projects:
        project.own_role = roles.get(project.pk, "")  # type: ignore[attr-defined]
    if not access.owner:
        return TeamPage(owners, [], [project for project in projects if project.pk in roles])
    return TeamPage(owners, _people(access, owners, memberships), projects)


def _people(access: TeamAccess, owners: list[User], memberships: list[Membership]) -> list[PersonRow]:
    people = sorted(people_of_team(access.team), key=lambda user: (user.display_name.casefold(), user.username))
    elsewhere = works_elsewhere(owner=access.user, people=[user.pk for user in people])
    theirs: dict[int, list[Membership]] = defaultdict(list)
    managers: dict[int, list[int]] = defaultdict(list)
    for row in memberships:
        theirs[row.user_id].append(row)
        if row.role == Role.MANAGER.value and row.user.is_active:
            managers[row.project_id].append(row.user_id)
    owning = {user.pk for user in owners}
    living = [user.pk for user in owners if user.is_active]
    return [
        PersonRow(
            user=user,
            owner=user.pk in owning,
            last_owner=user.pk in owning and (living == [user.pk] or not living),
            memberships=theirs[user.pk],
            only_manager_of=[
                row.project.name
                for row in theirs[user.pk]
                if row.role == Role.MANAGER.value and not set(managers[row.project_id]) - {user.pk}
            ],
            link=user.is_active
            and not (user.is_staff or user.is_superuser)
            and user.pk not in elsewhere
            and user.pk != access.user.pk,
        )
        for user in people
    ]


def works_elsewhere(*, owner: User, people: Collection[int]) -> set[int]:
    """Who of these people is in a team that this owner does not own, whether by the team or by one of its projects."""
    owned = TeamMember.objects.filter(team=OuterRef("team"), user=owner, owner=True)
    owned_project = TeamMember.objects.filter(team=OuterRef("project__team"), user=owner, owner=True)
    by_team = TeamMember.objects.filter(~Exists(owned), user__in=people).values_list("user_id", flat=True)
    by_project = Membership.objects.filter(~Exists(owned_project), user__in=people).values_list("user_id", flat=True)
    return set(by_team.union(by_project))
