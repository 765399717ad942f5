"""Teams: who owns one, who is in it, and the ways in for its people."""

from contextlib import suppress
from itertools import count

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from newsapp.access import ProjectAccess, TeamAccess
from newsapp.domain.people import clean_team_name
from newsapp.domain.roles import Role
from newsapp.errors import Conflict, NotAllowed, NotVisible
from newsapp.models import Invitation, Membership, Project, Team, TeamMember, User
from newsapp.queries.teams import people_of_team, works_elsewhere
from newsapp.services.activity import Happening, record
from newsapp.services.members import Departure, add_member, end_membership, lock_members
from newsapp.services.people import drop_sign_in_links, make_sign_in_link


def _record(access: TeamAccess, verb: str, object_id: str, **data: object) -> None:
    record(
        project_id=None,
        actor_id=access.user.pk,
        happenings=[Happening(verb, object_id, data={"team": access.team.pk, **data})],
    )


@transaction.atomic
def create_team(*, owner: User, name: str) -> Team:
    """A team of one, its owner.

    Raises:
        RuleViolation: the name is empty, too long or has invisible characters.
    """
    name = clean_team_name(name)
    team = _with_free_slug(name)
    TeamMember.objects.create(team=team, user=owner, owner=True)
    drop_sign_in_links(user=owner)
    _record(TeamAccess(team, owner, True), "team.created", str(team.pk))
    return team


def _with_free_slug(name: str) -> Team:
    base = slugify(name)[:50] or "team"
    for number in count(1):
        slug = base if number == 1 else f"{base}-{number}"
        if not Team.objects.filter(slug=slug).exists():
            # Somebody else may take it just now: then the next one.
            with suppress(IntegrityError), transaction.atomic():
                return Team.objects.create(name=name, slug=slug)
    raise AssertionError("count() does not end")


@transaction.atomic
def rename_team(*, access: TeamAccess, name: str) -> None:
    """Call a team something else; its address stays.

    Raises:
        RuleViolation: the name is empty, too long or has invisible characters.
        NotAllowed: she does not own it.
    """
    team = _locked(access)
    team.name = access.team.name = clean_team_name(name)
    team.save(update_fields=["name"])
    record(
        project_id=None,
        actor_id=access.user.pk,
        happenings=[Happening("team.renamed", str(team.pk), data={"team": team.pk}, detail={"name": team.name})],
    )


def _locked(access: TeamAccess) -> Team:
    """The team, for an owner who still is one; nobody else changes its owners until the transaction ends."""
    access.require_owner()
    team = Team.objects.select_for_update(no_key=True).get(pk=access.team.pk)
    if not TeamMember.objects.filter(team=team, user=access.user, owner=True).exists():
        raise NotAllowed(_("You no longer own this team."))
    return team


def _one_of(team: Team, username: str) -> User:
    """Somebody in the team.

    Raises:
        NotVisible: she is not.
    """
    user = people_of_team(team).filter(username=username).first()
    if user is None:
        raise NotVisible(_("“%(name)s” is not in this team.") % {"name": username})
    return user


def _keep_an_owner(team: Team, user: User) -> None:
    others = team.members.filter(owner=True, user__is_active=True).exclude(user=user)
    if team.members.filter(user=user, owner=True).exists() and not others.exists():
        raise Conflict("last_owner", _("A team keeps at least one owner. Make somebody else an owner first."))


@transaction.atomic
def set_owner(*, access: TeamAccess, username: str, owner: bool) -> None:
    """Make somebody of the team an owner, or no longer one.

    Raises:
        NotVisible: she is not in the team.
        NotAllowed: who asks does not own it.
        Conflict: it would leave the team without an owner.
    """
    team = _locked(access)
    user = _one_of(team, username)
    if not owner:
        _keep_an_owner(team, user)
    row, _made = TeamMember.objects.get_or_create(team=team, user=user)
    if row.owner == owner:
        return
    row.owner = owner
    row.save(update_fields=["owner"])
    if not owner:
        _end_invitations(team, user)
    _record(access, "team.owner_added" if owner else "team.owner_removed", str(user.pk))


def _end_invitations(team: Team, user: User) -> None:
    """Those to the team alone; what she invited to projects depends on her role there."""
    mine = Invitation.objects.filter(team=team, project=None, invited_by=user, revoked_at=None)
    mine.update(revoked_at=timezone.now())


@transaction.atomic
def remove_from_team(*, access: TeamAccess, username: str) -> Departure:
    """Take somebody out of a team and of all its projects at once. Her highlights stay under her name.

    Raises:
        NotVisible: she is not in the team.
        NotAllowed: who asks does not own it.
        Conflict: she is its last owner, or the last manager of one of its projects.
    """
    team = _locked(access)
    user = _one_of(team, username)
    _keep_an_owner(team, user)
    assignments = 0
    rows = Membership.objects.filter(project__team=team, project__deleted_at=None, user=user)
    for project_id in sorted(rows.values_list("project_id", flat=True)):
        project = lock_members(project_id)
        membership = rows.select_related("user").filter(project=project).first()
        if membership is None:
            continue
        try:
            gone = end_membership(access=ProjectAccess(project, access.user, Role.MANAGER), membership=membership)
        except Conflict as conflict:
            raise Conflict(
                conflict.code,
                _("%(name)s is the only manager of “%(project)s”. Become its manager first, or make somebody else one.")
                % {"name": user.display_name, "project": project.name},
            ) from conflict
        assignments += gone.assignments
    TeamMember.objects.filter(team=team, user=user).delete()
    _end_invitations(team, user)
    _record(access, "team.person_removed", str(user.pk), assignments=assignments)
    return Departure(assignments, True)


@transaction.atomic
def take_over_project(*, access: TeamAccess, slug: str) -> Project:
    """Make an owner of the team a manager of one of its projects; so none is ever left without one.

    Raises:
        NotVisible: the team has no such project.
        NotAllowed: she does not own the team.
    """
    team = _locked(access)
    project = Project.objects.filter(team=team, slug=slug, deleted_at=None).first()
    if project is None:
        raise NotVisible
    add_member(project=project, user=access.user, role=Role.MANAGER, by=access.user)
    return project


@transaction.atomic
def make_link_for(*, access: TeamAccess, username: str, nonce: str = "") -> tuple[User, str]:
    """A one-time sign-in link for somebody of the team who has no other way in; whom it is for, and its secret.

    Whoever has it is her for as long as she stays signed in. So it is made only for people whose every membership lies
    in teams that the caller owns, who could see and undo all that they can do anyway; and it is in the log.

    Raises:
        NotVisible: she is not in the team.
        NotAllowed: the caller does not own the team, or the other works elsewhere too, or has an administrator's rights.
        Conflict: her account is closed.
    """
    team = _locked(access)
    user = User.objects.select_for_update(no_key=True).get(pk=_one_of(team, username).pk)  # or she joins one meanwhile
    if not user.is_active:
        raise Conflict("account_closed", _("This account is closed."))
    if user.is_staff or user.is_superuser:
        raise NotAllowed(_("Administrators get their links on the command line: manage.py sign_in_link."))
    if works_elsewhere(owner=access.user, people=[user.pk]):
        raise NotAllowed(
            _(
                "%(name)s also works in a team that you do not own. An administrator can make a link on the command line."
            )
            % {"name": user.display_name}
        )
    return user, make_sign_in_link(user=user, by=access.user, nonce=nonce)
