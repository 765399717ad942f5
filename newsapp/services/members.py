"""The members of a project: who joins with which role, whose role changes, who goes."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from newsapp.access import ProjectAccess
from newsapp.domain.languages import check_language
from newsapp.domain.project_settings import check_settings
from newsapp.domain.roles import Action, Role
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation
from newsapp.models import Invitation, Membership, Project, TeamMember, User
from newsapp.services.activity import Happening, record
from newsapp.services.assignments import drop_assignments
from newsapp.services.people import drop_sign_in_links

MOST_LANGUAGES = 30
"""That one person reads."""


class Departure(NamedTuple):
    """What it came to that somebody went.

    Attributes:
        assignments: how many articles went back that she had in hand and had not done.
        left_team: whether that was her last project of the team, so that she is in the team no more.
    """

    assignments: int
    left_team: bool


def lock_members(project_id: int) -> Project:
    """Let nobody else change the project's members until the transaction ends; saving in it goes on.

    Raises:
        NotVisible: the project was deleted meanwhile.
    """
    project = Project.objects.select_for_update(no_key=True).filter(pk=project_id, deleted_at=None).first()
    if project is None:
        raise NotVisible
    return project


def _still_manager(access: ProjectAccess) -> None:
    """Refuse who was manager when she asked and is none now: two managers may demote each other at once."""
    role = Membership.objects.filter(project=access.project, user=access.user).values_list("role", flat=True).first()
    if role is None:
        raise NotVisible
    if role != Role.MANAGER.value:
        raise NotAllowed(_("You are no longer a manager of this project."))


def _member(project: Project, username: str) -> Membership:
    found = Membership.objects.select_related("user").filter(project=project, user__username=username).first()
    if found is None:
        raise NotVisible(_("“%(name)s” is no member of this project.") % {"name": username})
    return found


def _keep_a_manager(membership: Membership) -> None:
    """Refuse to lose the last manager who can sign in."""
    others = Membership.objects.filter(
        project=membership.project_id, role=Role.MANAGER.value, user__is_active=True
    ).exclude(pk=membership.pk)
    if membership.role == Role.MANAGER.value and not others.exists():
        raise Conflict(
            "last_manager", _("A project keeps at least one manager. Make somebody else a manager first."), path="role"
        )


def _set_role(membership: Membership, role: Role, by: User | None) -> None:
    if membership.role == role.value:
        return
    _keep_a_manager(membership)
    before, membership.role = membership.role, role.value
    membership.save(update_fields=["role"])
    if before == Role.MANAGER.value:
        end_invitations(project_id=membership.project_id, user_id=membership.user_id)
    record(
        project_id=membership.project_id,
        actor_id=by.pk if by else None,
        happenings=[
            Happening("member.role_changed", str(membership.user_id), data={"before": before, "role": role.value})
        ],
    )


def end_invitations(*, project_id: int, user_id: int) -> int:
    """Revoke what somebody invited to a project, now that she manages it no more; says how many there were."""
    living = Invitation.objects.filter(project_id=project_id, invited_by=user_id, revoked_at=None)
    return living.update(revoked_at=timezone.now())


@transaction.atomic
def change_coding(
    *, access: ProjectAccess, username: str, languages: Sequence[str], open_at_once: int | None
) -> Membership:
    """Say what a member is handed when articles are handed out by rules; the same again changes nothing.

    Args:
        access: the project, opened for `MANAGE_MEMBERS`.
        username: hers.
        languages: BCP 47 tags of the languages that she reads, those that she likes best first; none for all.
        open_at_once: how many articles she has open at most; None for what the project says.

    Raises:
        NotVisible: there is no such member.
        RuleViolation: what is no language, or a number out of bounds.
    """
    access.require(Action.MANAGE_MEMBERS)
    check_settings({"open_at_once": open_at_once})
    wanted = list(dict.fromkeys(check_language(tag=tag, path="languages") for tag in languages))
    if len(wanted) > MOST_LANGUAGES:
        raise RuleViolation("too_many", _("These are too many languages."), path="languages")
    membership = _member(lock_members(access.project.pk), username)
    before = {"languages": membership.languages, "open_at_once": membership.open_at_once}
    after = {"languages": wanted, "open_at_once": open_at_once}
    if before == after:
        return membership
    membership.languages, membership.open_at_once = wanted, open_at_once
    membership.save(update_fields=["languages", "open_at_once"])
    happening = Happening("member.coding_changed", str(membership.user_id), data={"before": before, "after": after})
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=[happening])
    return membership


@transaction.atomic
def add_member(*, project: Project, user: User, role: Role, by: User | None) -> Membership:
    """Make somebody a member, and so one of the team; or give a member another role.

    Args:
        project: into which.
        user: whom.
        role: as what.
        by: who did it; None for the command line.

    Raises:
        Conflict: it would leave the project without a manager.
    """
    lock_members(project.pk)
    membership, made = Membership.objects.get_or_create(project=project, user=user, defaults={"role": role.value})
    if not made:
        _set_role(membership, role, by)
        return membership
    join_team(team_id=project.team_id, user=user, by=by)
    record(
        project_id=project.pk,
        actor_id=by.pk if by else None,
        happenings=[Happening("member.added", str(user.pk), data={"role": role.value})],
    )
    return membership


def join_team(*, team_id: int, user: User, by: User | None) -> None:
    """Make somebody one of a team; whoever is already stays what she is.

    Links that sign her in and were made before end with that: who owns her other teams may have made them, and must
    not get into this one.
    """
    if by is not None:
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _row, made = TeamMember.objects.get_or_create(team_id=team_id, user=user)
    if made and by is not None:
        drop_sign_in_links(user=user)


@transaction.atomic
def change_role(*, access: ProjectAccess, username: str, role: Role) -> Membership:
    """Give a member another role.

    Raises:
        NotVisible: there is no such member.
        NotAllowed: who asks is no manager, or was one until a moment ago.
        Conflict: it would leave the project without a manager.
    """
    access.require(Action.MANAGE_MEMBERS)
    project = lock_members(access.project.pk)
    _still_manager(access)
    membership = _member(project, username)
    _set_role(membership, role, access.user)
    return membership


@transaction.atomic
def remove_member(*, access: ProjectAccess, username: str) -> Departure:
    """Take somebody out of a project. Her highlights stay under her name; what she has in hand goes back.

    Raises:
        NotVisible: there is no such member.
        NotAllowed: who asks is no manager, or was one until a moment ago.
        Conflict: she is the last manager.
    """
    access.require(Action.MANAGE_MEMBERS)
    project = lock_members(access.project.pk)
    _still_manager(access)
    return end_membership(access=access, membership=_member(project, username))


@transaction.atomic
def leave_project(*, access: ProjectAccess) -> Departure:
    """Go out of a project oneself.

    Raises:
        NotVisible: she is out already.
        Conflict: she is the last manager.
    """
    project = lock_members(access.project.pk)
    return end_membership(access=access, membership=_member(project, access.user.username))


def end_membership(*, access: ProjectAccess, membership: Membership) -> Departure:
    """Take a member out, whoever may do so; the caller holds `lock_members`.

    Raises:
        Conflict: she is the last manager.
    """
    _keep_a_manager(membership)
    user_id = membership.user_id
    invitations = end_invitations(project_id=access.project.pk, user_id=user_id)
    assignments = drop_assignments(access=access, user_id=user_id)
    membership.delete()
    left_team = _leave_team_unless_needed(team_id=access.project.team_id, user_id=user_id)
    record(
        project_id=access.project.pk,
        actor_id=access.user.pk,
        happenings=[
            Happening(
                "member.left" if user_id == access.user.pk else "member.removed",
                str(user_id),
                data={"role": membership.role, "assignments": assignments, "invitations": invitations},
            )
        ],
    )
    return Departure(assignments, left_team)


def _leave_team_unless_needed(*, team_id: int, user_id: int) -> bool:
    """Whoever is in none of a team's projects any more, and does not own it, sees nothing of it any more."""
    still = Membership.objects.filter(project__team=team_id, project__deleted_at=None, user=user_id)
    if still.exists():
        return False
    gone, _by_table = TeamMember.objects.filter(team=team_id, user=user_id, owner=False).delete()
    return gone > 0
