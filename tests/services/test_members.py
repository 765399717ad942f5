"""The members of a project: roles change, people go, one manager stays."""

from typing import Any

import pytest

from annotations.models import Highlight
from newsapp.domain.roles import Action, Role
from newsapp.errors import Conflict, NotAllowed, NotVisible
from newsapp.models import Assignment, Event, Invitation, Membership, Project, SignInLink, TeamMember, User
from newsapp.queries.members import members_of
from newsapp.services.assignments import assign_articles
from newsapp.services.invitations import invite
from newsapp.services.members import add_member, change_role, leave_project, remove_member
from newsapp.services.people import create_token, make_sign_in_link, use_token
from tests.conftest import AtOnce
from tests.factories import make_article, make_highlight, make_member, make_project, make_user, opened

pytestmark = pytest.mark.django_db


def roles(project: Project) -> dict[str, str]:
    return dict(Membership.objects.filter(project=project).values_list("user__username", "role"))


def managing(project: Project, user: User | None = None) -> Any:
    return opened(project=project, user=user, action=Action.MANAGE_MEMBERS)


def test_a_manager_changes_a_role_and_the_log_says_from_what_to_what(project: Project, analyst: User) -> None:
    change_role(access=managing(project), username="ana", role=Role.REVIEWER)
    assert roles(project)["ana"] == "reviewer"
    event = Event.objects.get(verb="member.role_changed")
    assert (event.object_id, event.data) == (str(analyst.pk), {"before": "analyst", "role": "reviewer"})


def test_the_same_role_again_is_no_event(project: Project, analyst: User) -> None:
    change_role(access=managing(project), username="ana", role=Role.ANALYST)
    assert not Event.objects.filter(verb="member.role_changed").exists()


@pytest.mark.parametrize("who", ["viewer", "analyst", "reviewer"])
def test_nobody_below_a_manager_changes_members(request: Any, project: Project, who: str) -> None:
    access = opened(project=project, user=request.getfixturevalue(who))
    make_member(project=project, role=Role.VIEWER, username="other")
    for attempt in (
        lambda: change_role(access=access, username="other", role=Role.MANAGER),
        lambda: remove_member(access=access, username="other"),
        lambda: invite(access=access, role=Role.MANAGER),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert roles(project)["other"] == "viewer"


def test_the_last_manager_neither_goes_nor_becomes_anything_else(project: Project, analyst: User) -> None:
    for attempt in (
        lambda: change_role(access=managing(project), username="mira", role=Role.REVIEWER),
        lambda: remove_member(access=managing(project), username="mira"),
        lambda: leave_project(access=managing(project)),
        lambda: add_member(project=project, user=User.objects.get(username="mira"), role=Role.VIEWER, by=None),
    ):
        with pytest.raises(Conflict) as caught:
            attempt()
        assert caught.value.code == "last_manager"
    assert roles(project)["mira"] == "manager"


def test_a_manager_whose_account_is_closed_does_not_count(project: Project, analyst: User) -> None:
    change_role(access=managing(project), username="ana", role=Role.MANAGER)
    User.objects.filter(username="ana").update(is_active=False)
    with pytest.raises(Conflict):
        leave_project(access=managing(project))


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_demote_each_other_at_once_one_stays(
    project: Project, analyst: User, manager: User, at_once: AtOnce
) -> None:
    add_member(project=project, user=analyst, role=Role.MANAGER, by=manager)
    first, second = managing(project, manager), managing(project, analyst)
    answers = at_once(
        lambda: change_role(access=first, username="ana", role=Role.VIEWER),
        lambda: change_role(access=second, username="mira", role=Role.VIEWER),
    )
    assert sorted(roles(project).values()) == ["manager", "viewer"]
    assert sum(isinstance(answer, NotAllowed) for answer in answers) == 1, answers


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_leave_at_once_one_stays(
    project: Project, analyst: User, manager: User, at_once: AtOnce
) -> None:
    add_member(project=project, user=analyst, role=Role.MANAGER, by=manager)
    first, second = managing(project, manager), managing(project, analyst)
    answers = at_once(lambda: leave_project(access=first), lambda: leave_project(access=second))
    assert list(roles(project).values()) == ["manager"]
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1, answers


def test_whoever_goes_leaves_her_highlights_and_gives_back_what_is_not_done(project: Project, analyst: User) -> None:
    first, second = make_article(project=project), make_article(project=project, text="Another text.")
    make_highlight(article=first, by=analyst)
    assign_articles(access=opened(project=project, action=Action.ASSIGN), numbers=[1, 2], usernames=["ana"])
    Assignment.objects.filter(article=second).update(done_at="2026-01-01T00:00Z")
    gone = remove_member(access=managing(project), username="ana")
    assert (gone.assignments, gone.left_team) == (1, True)
    assert "ana" not in roles(project)
    assert Highlight.objects.get().analyst == analyst
    assert Assignment.objects.get().article == second
    event = Event.objects.get(verb="member.removed")
    assert event.data == {"role": "analyst", "assignments": 1, "invitations": 0}


def test_whoever_leaves_is_said_to_have_left(project: Project, analyst: User) -> None:
    leave_project(access=opened(project=project, user=analyst))
    event = Event.objects.get(verb="member.left")
    assert (event.actor, event.object_id) == (analyst, str(analyst.pk))


def test_leaving_twice_is_leaving_once(project: Project, analyst: User) -> None:
    access = opened(project=project, user=analyst)
    leave_project(access=access)
    with pytest.raises(NotVisible):
        leave_project(access=access)


def test_a_member_is_in_the_team_until_she_is_in_none_of_its_projects(
    project: Project, manager: User, analyst: User
) -> None:
    second = make_project(owner=manager)
    assert second.team == project.team
    add_member(project=second, user=analyst, role=Role.VIEWER, by=manager)
    assert not remove_member(access=managing(project), username="ana").left_team
    assert TeamMember.objects.filter(user=analyst, team=project.team).exists()
    assert remove_member(access=managing(second), username="ana").left_team
    assert not TeamMember.objects.filter(user=analyst).exists()


def test_an_owner_who_leaves_a_project_still_owns_the_team(project: Project, manager: User, analyst: User) -> None:
    add_member(project=project, user=analyst, role=Role.MANAGER, by=manager)
    assert not leave_project(access=managing(project, manager)).left_team
    assert TeamMember.objects.get(user=manager).owner


@pytest.mark.parametrize("how", ["demoted", "removed"])
def test_what_a_manager_invited_ends_when_she_manages_no_more(
    project: Project, manager: User, analyst: User, how: str
) -> None:
    add_member(project=project, user=analyst, role=Role.MANAGER, by=manager)
    invite(access=managing(project, analyst), role=Role.VIEWER)
    invite(access=managing(project, manager), role=Role.VIEWER)
    if how == "demoted":
        change_role(access=managing(project, manager), username="ana", role=Role.REVIEWER)
    else:
        remove_member(access=managing(project, manager), username="ana")
    assert [row.invited_by for row in Invitation.objects.filter(revoked_at=None)] == [manager]


def test_joining_another_team_ends_sign_in_links_that_were_made_before(project: Project, manager: User) -> None:
    person = make_user()
    make_sign_in_link(user=person)
    add_member(project=project, user=person, role=Role.VIEWER, by=manager)
    assert not SignInLink.objects.filter(user=person).exists()


def test_the_list_says_when_somebody_was_seen_and_what_she_has_in_hand(
    project: Project, analyst: User, viewer: User, django_assert_num_queries: Any
) -> None:
    make_article(project=project)
    assign_articles(access=opened(project=project, action=Action.ASSIGN), numbers=[1], usernames=["ana"])
    from django.utils import timezone

    token = use_token(key=create_token(user=analyst), now=timezone.now())
    assert token is not None
    for number in range(100):
        make_member(project=project, role=Role.VIEWER, username=f"many-{number}")
    access = managing(project)
    with django_assert_num_queries(1):
        rows = {row.user.username: row for row in members_of(access)}
    assert len(rows) == 103
    assert rows["ana"].open_assignments == 1
    assert rows["ana"].last_seen is not None
    assert (rows["vera"].open_assignments, rows["vera"].last_seen) == (0, None)
    assert rows["mira"].last_manager
    assert not rows["ana"].last_manager


def test_the_list_is_in_the_order_of_names(project: Project) -> None:
    for username, name in (("x1", "Яна"), ("x2", "anna"), ("x3", "Bela")):
        make_member(project=project, role=Role.VIEWER, username=username)
        User.objects.filter(username=username).update(first_name=name)
    assert [row.user.display_name for row in members_of(managing(project))] == ["anna", "Bela", "mira", "Яна"]
