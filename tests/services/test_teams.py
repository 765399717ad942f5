"""Teams: owners, people, and the ways in that an owner can open for others."""

from typing import Any

import pytest

from newsapp.access import TeamAccess, open_team
from newsapp.domain.roles import Role
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation
from newsapp.models import Event, Membership, Project, SignInLink, Team, TeamMember, User
from newsapp.queries.teams import team_page, teams_of
from newsapp.services.members import add_member
from newsapp.services.people import use_sign_in_link
from newsapp.services.teams import (
    create_team,
    make_link_for,
    remove_from_team,
    rename_team,
    set_owner,
    take_over_project,
)
from tests.conftest import AtOnce
from tests.factories import make_member, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(project: Project) -> Team:
    return project.team


def seen(team: Team, user: User) -> TeamAccess:
    return open_team(user=user, slug=team.slug)


def owners(team: Team) -> set[str]:
    return set(TeamMember.objects.filter(team=team, owner=True).values_list("user__username", flat=True))


def test_a_stranger_does_not_learn_of_a_team(team: Team, stranger: User) -> None:
    for owner in (False, True):
        with pytest.raises(NotVisible):
            open_team(user=stranger, slug=team.slug, owner=owner)


def test_whoever_works_in_a_project_sees_its_team_and_only_her_own_projects(
    project: Project, manager: User, team: Team, analyst: User
) -> None:
    make_project(owner=manager, name="Hidden")
    shown = team_page(seen(team, analyst))
    assert [row.name for row in shown.projects] == ["Front pages"]
    assert shown.people == []
    assert [user.username for user in shown.owners] == ["mira"]
    assert [(row.team, row.owned) for row in teams_of(analyst)] == [(team, False)]


def test_of_a_deleted_project_nothing_is_left(project: Project, team: Team, analyst: User) -> None:
    TeamMember.objects.filter(user=analyst).delete()
    Project.objects.update(deleted_at="2026-01-01T00:00Z")
    with pytest.raises(NotVisible):
        seen(team, analyst)
    assert teams_of(analyst) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "Front\u202epages", "a\0b"])
def test_a_team_has_a_name(manager: User, team: Team, name: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        create_team(owner=manager, name=name)
    assert caught.value.path == "name"
    with pytest.raises(RuleViolation):
        rename_team(access=seen(team, manager), name=name)


def test_teams_of_one_name_have_two_addresses(manager: User, stranger: User) -> None:
    slugs = [create_team(owner=person, name=name).slug for person, name in
             ((manager, "The desk"), (stranger, "The desk"), (manager, "Стіл"), (stranger, "Стіл"))]  # fmt: skip
    assert slugs == ["the-desk", "the-desk-2", "team", "team-2"]


def test_only_an_owner_changes_a_team(team: Team, analyst: User, project: Project) -> None:
    access = seen(team, analyst)
    for attempt in (
        lambda: rename_team(access=access, name="Ours"),
        lambda: set_owner(access=access, username="ana", owner=True),
        lambda: remove_from_team(access=access, username="mira"),
        lambda: take_over_project(access=access, slug=project.slug),
        lambda: make_link_for(access=access, username="mira"),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert owners(team) == {"mira"}


def test_a_team_keeps_an_owner_who_can_sign_in(team: Team, manager: User, analyst: User) -> None:
    access = seen(team, manager)
    for attempt in (
        lambda: set_owner(access=access, username="mira", owner=False),
        lambda: remove_from_team(access=access, username="mira"),
    ):
        with pytest.raises(Conflict) as caught:
            attempt()
        assert caught.value.code == "last_owner"
    set_owner(access=access, username="ana", owner=True)
    User.objects.filter(pk=analyst.pk).update(is_active=False)
    with pytest.raises(Conflict):
        set_owner(access=access, username="mira", owner=False)


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_depose_each_other_at_once_one_stays(
    team: Team, manager: User, analyst: User, at_once: AtOnce
) -> None:
    set_owner(access=seen(team, manager), username="ana", owner=True)
    first, second = seen(team, manager), seen(team, analyst)
    at_once(
        lambda: set_owner(access=first, username="ana", owner=False),
        lambda: set_owner(access=second, username="mira", owner=False),
    )
    assert len(owners(team)) == 1


def test_nobody_from_outside_is_made_an_owner_or_removed(team: Team, manager: User, stranger: User) -> None:
    access = seen(team, manager)
    for attempt in (
        lambda: set_owner(access=access, username="stella", owner=True),
        lambda: remove_from_team(access=access, username="stella"),
        lambda: make_link_for(access=access, username="stella"),
    ):
        with pytest.raises(NotVisible):
            attempt()


def test_removing_somebody_from_a_team_takes_her_out_of_all_its_projects_and_no_other(
    project: Project, team: Team, manager: User, analyst: User, strangers_project: Project, stranger: User
) -> None:
    second = make_project(owner=manager)
    add_member(project=second, user=analyst, role=Role.REVIEWER, by=manager)
    add_member(project=strangers_project, user=analyst, role=Role.VIEWER, by=stranger)
    remove_from_team(access=seen(team, manager), username="ana")
    assert [row.project for row in Membership.objects.filter(user=analyst)] == [strangers_project]
    with pytest.raises(NotVisible):
        seen(team, analyst)
    assert Event.objects.filter(verb="member.removed", actor=manager).count() == 2
    assert Event.objects.get(verb="team.person_removed").data["team"] == team.pk


def test_nobody_is_removed_while_a_project_has_no_other_manager(
    team: Team, manager: User, analyst: User, project: Project
) -> None:
    second = make_project(owner=manager, name="Second")
    add_member(project=second, user=analyst, role=Role.MANAGER, by=manager)
    Membership.objects.filter(project=second, user=manager).delete()
    access = seen(team, manager)
    with pytest.raises(Conflict, match="Second"):
        remove_from_team(access=access, username="ana")
    assert Membership.objects.filter(user=analyst).count() == 2
    page = {row.user.username: row for row in team_page(access).people}
    assert page["ana"].only_manager_of == ["Second"]
    take_over_project(access=access, slug=second.slug)
    remove_from_team(access=access, username="ana")
    assert not Membership.objects.filter(user=analyst).exists()


def test_an_owner_takes_over_projects_of_her_own_team_only(
    team: Team, manager: User, strangers_project: Project
) -> None:
    with pytest.raises(NotVisible):
        take_over_project(access=seen(team, manager), slug=strangers_project.slug)
    assert not Membership.objects.filter(project=strangers_project, user=manager).exists()


def test_an_owner_makes_a_link_for_somebody_who_works_only_in_her_teams(
    team: Team, manager: User, analyst: User
) -> None:
    person, secret = make_link_for(access=seen(team, manager), username="ana")
    assert person == analyst
    assert use_sign_in_link(secret=secret) == analyst
    made = Event.objects.get(verb="sign_in_link.made")
    assert (made.actor, made.data) == (manager, {"user": analyst.pk})


def test_a_newer_link_replaces_an_older_one(team: Team, manager: User, analyst: User) -> None:
    first = make_link_for(access=seen(team, manager), username="ana")[1]
    make_link_for(access=seen(team, manager), username="ana")
    with pytest.raises(RuleViolation):
        use_sign_in_link(secret=first)


def test_a_form_that_is_sent_twice_makes_one_link(team: Team, manager: User, analyst: User) -> None:
    secrets = {make_link_for(access=seen(team, manager), username="ana", nonce="one form")[1] for _ in range(2)}
    assert len(secrets) == 1
    assert SignInLink.objects.count() == 1


@pytest.mark.parametrize("why", ["project", "team", "staff", "superuser", "closed"])
def test_no_link_is_made_for_whoever_has_more_rights_than_the_owner_can_see(
    team: Team, manager: User, analyst: User, stranger: User, strangers_project: Project, why: str
) -> None:
    if why == "project":
        Membership.objects.create(project=strangers_project, user=analyst, role="viewer")
    elif why == "team":
        TeamMember.objects.create(team=strangers_project.team, user=analyst)
    else:
        field, value = {
            "staff": ("is_staff", True),
            "superuser": ("is_superuser", True),
            "closed": ("is_active", False),
        }[why]
        User.objects.filter(pk=analyst.pk).update(**{field: value})
    with pytest.raises((NotAllowed, Conflict)):
        make_link_for(access=seen(team, manager), username="ana")
    assert not SignInLink.objects.exists()
    assert not next(row for row in team_page(seen(team, manager)).people if row.user == analyst).link


def test_a_link_that_an_owner_kept_does_not_open_a_team_that_was_joined_later(
    team: Team, manager: User, analyst: User, stranger: User, strangers_project: Project
) -> None:
    kept = make_link_for(access=seen(team, manager), username="ana")[1]
    add_member(project=strangers_project, user=analyst, role=Role.VIEWER, by=stranger)
    with pytest.raises(RuleViolation):
        use_sign_in_link(secret=kept)


def test_the_page_of_a_team_takes_the_same_statements_for_many(
    project: Project, team: Team, manager: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        make_member(project=project, role=Role.VIEWER, username=f"many-{number}")
    access = seen(team, manager)
    with django_assert_max_num_queries(5):
        page = team_page(access)
    assert len(page.people) == 31
    assert all(row.link for row in page.people if row.user != manager)
    assert not next(row for row in page.people if row.user == manager).link
    assert make_user().username not in {row.user.username for row in page.people}
