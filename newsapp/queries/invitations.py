"""Reading invitations: those that wait for somebody, and the one behind a link."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsapp.access import Person, ProjectAccess, TeamAccess
from newsapp.domain.roles import Role
from newsapp.domain.texts import sha256_of
from newsapp.errors import NotVisible
from newsapp.models import Invitation, Membership, TeamMember


class OpenInvitation(NamedTuple):
    """An invitation that can be accepted, as whoever holds its link sees it.

    Attributes:
        team: its name.
        project: the project's name, "" for the team alone.
        slug: the project's, "" for the team alone.
        role: in the project.
        by: the name of whoever invites.
        email: to whom it was sent, "" when it was handed over.
        expires_at: until when.
        own_role: what the reader is in that project already, "" for nothing.
        in_team: whether she is in that team already.
        archived: whether the project is only read.
    """

    team: str
    team_slug: str
    project: str
    slug: str
    role: str
    by: str
    email: str
    expires_at: datetime
    own_role: str
    in_team: bool
    archived: bool

    @property
    def nothing_new(self) -> bool:
        """Whether accepting would change nothing for the reader."""
        if not self.slug:
            return self.in_team
        order = [role.value for role in Role]
        return self.own_role != "" and order.index(self.own_role) >= order.index(self.role)


def acceptable(*, now: datetime) -> QuerySet[Invitation]:
    """Invitations that can be accepted: neither used up, revoked nor expired, into something that is there, and from
    somebody who still may invite."""
    managers = Membership.objects.filter(
        project=OuterRef("project"), user=OuterRef("invited_by"), role=Role.MANAGER.value
    )
    owners = TeamMember.objects.filter(team=OuterRef("team"), user=OuterRef("invited_by"), owner=True)
    return Invitation.objects.filter(
        Q(Exists(managers), project__deleted_at=None, project__isnull=False) | Q(Exists(owners), project=None),
        revoked_at=None,
        expires_at__gt=now,
        uses_left__gt=0,
        invited_by__is_active=True,
    )


GONE = _("This invitation was used, has ended or was taken back. Whoever sent it can send you another one.")


def find_invitation(*, secret: str, user: Person) -> OpenInvitation:
    """The invitation behind a link, for whoever holds it.

    Raises:
        NotVisible: it can no longer be accepted: unknown, used up, revoked and expired alike.
    """
    found = (
        acceptable(now=timezone.now())
        .filter(digest=sha256_of(secret))
        .select_related("team", "project", "invited_by")
        .annotate(in_team=Exists(TeamMember.objects.filter(team=OuterRef("team"), user_id=user.pk or 0)))
        .first()
    )
    if found is None:
        raise NotVisible(str(GONE))
    project = found.project
    own = Membership.objects.filter(project=project, user_id=user.pk or 0) if project else Membership.objects.none()
    return OpenInvitation(
        team=found.team.name,
        team_slug=found.team.slug,
        project=project.name if project else "",
        slug=project.slug if project else "",
        role=found.role,
        by=found.invited_by.display_name,
        email=found.email,
        expires_at=found.expires_at,
        own_role=own.values_list("role", flat=True).first() or "",
        in_team=found.in_team,
        archived=project is not None and project.archived_at is not None,
    )


def pending_invitations(access: ProjectAccess | TeamAccess) -> QuerySet[Invitation]:
    """Those into a project, or into a team alone, that still can be accepted, the newest first."""
    rows = acceptable(now=timezone.now()).select_related("invited_by").order_by("-pk")
    if isinstance(access, ProjectAccess):
        return rows.filter(project=access.project)
    return rows.filter(team=access.team, project=None)
