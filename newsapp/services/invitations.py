"""Invitations into a project or a team: made, sent, revoked, accepted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from newsapp.access import ProjectAccess, TeamAccess
from newsapp.domain.addresses import split_people
from newsapp.domain.roles import Action, Role
from newsapp.domain.texts import sha256_of
from newsapp.errors import Conflict, NotVisible, RuleViolation
from newsapp.models import Invitation, Membership, Project, Team, TeamMember, User
from newsapp.queries.invitations import GONE, acceptable
from newsapp.queries.teams import people_of_team
from newsapp.services.activity import Happening, record
from newsapp.services.invitation_mail import Letter, send_letters
from newsapp.services.members import add_member, join_team, lock_members
from newsapp.services.one_time import SENT_TWICE, new_secret
from newsapp.services.people import create_user

DAYS = 7
"""How long an invitation can be accepted unless told."""
MAX_DAYS = 90
MAX_USES = 100
MAX_AT_ONCE = 30
"""How many people can be invited in one go."""

Access = ProjectAccess | TeamAccess


class Made(NamedTuple):
    """An invitation's secret, and whether it was made just now (and not by the same form, a moment ago)."""

    secret: str
    new: bool


@dataclass
class Outcome:
    """What inviting several people came to.

    Attributes:
        added: names of those who have an account in the team and are members now.
        already: names of those who were members with at least this role.
        sent: addresses to which the invitation went.
        links: address and link of those to whom it did not go, to be handed over.
        unknown: what is neither an address nor the name of somebody in the team.
    """

    added: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    mail_failed: bool = False


def _require(access: Access) -> None:
    if isinstance(access, ProjectAccess):
        access.require(Action.MANAGE_MEMBERS)
    else:
        access.require_owner()


@transaction.atomic
def invite(
    *, access: Access, role: Role | None = None, uses: int = 1, days: int = DAYS, email: str = "", nonce: str = ""
) -> Made:
    """The secret of a link that makes whoever opens it and agrees a member.

    Args:
        access: the project, or the team alone.
        role: in the project; None for the team alone.
        uses: how many people can accept it.
        days: for how long.
        email: to whom it will be sent, "" when it is handed over. Whoever accepts it is taken to own the address.
        nonce: see `newsapp.services.one_time.new_secret`.

    Raises:
        NotAllowed: she may not invite.
        RuleViolation: too many people, or too long.
        Conflict: the same form made it too long ago for the link to be shown again.
    """
    _require(access)
    if not 1 <= uses <= MAX_USES:
        raise RuleViolation("uses", _("Between 1 and %(most)d people.") % {"most": MAX_USES}, path="uses")
    if not 1 <= days <= MAX_DAYS:
        raise RuleViolation("days", _("Between 1 and %(most)d days.") % {"most": MAX_DAYS}, path="days")
    project = lock_members(access.project.pk) if isinstance(access, ProjectAccess) else None
    team_id = project.team_id if project else access.team.pk  # type: ignore[union-attr]
    if project is None:
        Team.objects.select_for_update(no_key=True).get(pk=team_id)
    where = f"project.{project.pk}" if project else f"team.{team_id}"
    secret = new_secret(purpose=f"invitation.{where}.{email}", user_id=access.user.pk, nonce=nonce)
    now = timezone.now()
    before = Invitation.objects.filter(digest=sha256_of(secret)).first()
    if before is not None:
        if now - before.created_at > SENT_TWICE or before.revoked_at is not None:
            raise Conflict("sent_twice", _("This form was sent already. Load the page again to make another."))
        return Made(secret, False)
    invitation = Invitation.objects.create(
        team_id=team_id,
        project=project,
        role=role.value if role and project else "",
        email=email,
        digest=sha256_of(secret),
        uses_left=uses,
        invited_by=access.user,
        expires_at=now + timedelta(days=days),
    )
    _record(
        invitation, "invitation.made", access.user, detail={"email": email} if email else None, uses=uses, days=days
    )
    return Made(secret, True)


def _record(
    invitation: Invitation, verb: str, by: User, *, detail: dict[str, str] | None = None, **data: object
) -> None:
    happening = Happening(
        verb,
        str(invitation.pk),
        data={"team": invitation.team_id, "role": invitation.role, **data},
        detail=detail,
    )
    record(project_id=invitation.project_id, actor_id=by.pk, happenings=[happening])


def invite_people(
    *, access: ProjectAccess, people: str, role: Role, address_of: Callable[[str], str], nonce: str = ""
) -> Outcome:
    """Add those who are in the team already, and invite the others by mail. What cannot be sent can be handed over.

    Not one transaction: letters go out after what they speak of is stored.

    Args:
        access: the project, opened for `MANAGE_MEMBERS`.
        people: names and addresses, a line each or with commas between.
        role: as what.
        address_of: the link for a secret.
        nonce: see `newsapp.services.one_time.new_secret`.

    Raises:
        NotAllowed: she may not invite.
        RuleViolation: nobody is named, or too many.
    """
    entries = split_people(people)
    if not entries:
        raise RuleViolation("nobody", _("Write at least one name or address."), path="people")
    if len(entries) > MAX_AT_ONCE:
        raise RuleViolation("too_many", _("At most %(most)d people at once.") % {"most": MAX_AT_ONCE}, path="people")
    outcome = Outcome()
    letters = _add_or_invite(access, entries, role, address_of, nonce, outcome)
    unsent = send_letters(letters)
    outcome.mail_failed = unsent.failed
    # Who accepts what was handed over has shown nothing about the address.
    handed_over = [sha256_of(letter.secret) for letter in unsent.letters]
    Invitation.objects.filter(digest__in=handed_over).update(email="")
    for letter in letters:
        if letter in unsent.letters:
            outcome.links.append((letter.email, letter.link))
        else:
            outcome.sent.append(letter.email)
    return outcome


@transaction.atomic
def _add_or_invite(
    access: ProjectAccess,
    entries: list[str],
    role: Role,
    address_of: Callable[[str], str],
    nonce: str,
    outcome: Outcome,
) -> list[Letter]:
    """Sort the entries into the outcome; answers the letters that are to be sent."""
    _require(access)
    project = lock_members(access.project.pk)
    team = Team.objects.get(pk=project.team_id)
    letters = []
    for entry in entries:
        known = _in_team(team, entry)
        if known is not None:
            _add(project, known, role, access.user, outcome)
        elif _is_address(entry):
            secret, new = invite(access=access, role=role, email=entry.lower(), nonce=nonce)
            if new or not settings.HAS_MAIL:
                letters.append(Letter(entry, secret, address_of(secret), project.name, access.user.display_name, DAYS))
            else:
                outcome.sent.append(entry)
        else:
            outcome.unknown.append(entry)
    return letters


def _in_team(team: Team, entry: str) -> User | None:
    """Somebody of the team by name, or by an address that is proven to be hers: any other one can type any address."""
    people = people_of_team(team).filter(is_active=True)
    proven = EmailAddress.objects.filter(email__iexact=entry, verified=True).values("user")
    return people.filter(username__iexact=entry).first() or people.filter(pk__in=proven).first()


def _add(project: Project, user: User, role: Role, by: User, outcome: Outcome) -> None:
    if _has_at_least(project, user, role):
        outcome.already.append(user.display_name)
        return
    add_member(project=project, user=user, role=role, by=by)
    outcome.added.append(user.display_name)


def _has_at_least(project: Project, user: User, role: Role) -> bool:
    own = Membership.objects.filter(project=project, user=user).values_list("role", flat=True).first()
    order = list(Role)
    return own is not None and order.index(Role(own)) >= order.index(role)


def _is_address(entry: str) -> bool:
    try:
        validate_email(entry)
    except ValidationError:
        return False
    return True


@transaction.atomic
def revoke_invitation(*, access: Access, invitation_id: int) -> None:
    """Let an invitation be accepted by nobody any more; revoking it twice does nothing.

    Raises:
        NotVisible: there is none of this project, or of this team alone.
        NotAllowed: she may not invite.
    """
    _require(access)
    mine = Invitation.objects.select_for_update()
    if isinstance(access, ProjectAccess):
        mine = mine.filter(project=access.project)
    else:
        mine = mine.filter(team=access.team, project=None)
    invitation = mine.filter(pk=invitation_id).first()
    if invitation is None:
        raise NotVisible
    if invitation.revoked_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        _record(invitation, "invitation.revoked", access.user)


def _locked(secret: str, now: datetime) -> Invitation:
    """The invitation, if it still can be accepted when nobody else is accepting it.

    Raises:
        NotVisible: unknown, used up, revoked and expired alike.
    """
    found = Invitation.objects.filter(digest=sha256_of(secret)).only("pk", "project_id", "team_id").first()
    if found is not None:
        # The same order as whoever ends a membership and what she invited: first the project, then its invitations.
        if found.project_id is not None:
            lock_members(found.project_id)
        else:
            Team.objects.select_for_update(no_key=True).get(pk=found.team_id)
        Invitation.objects.select_for_update().get(pk=found.pk)
        living = acceptable(now=now).select_related("team", "project", "invited_by").filter(pk=found.pk).first()
        if living is not None:
            return living
    raise NotVisible(str(GONE))


@transaction.atomic
def accept_invitation(*, secret: str, user: User) -> Project | None:
    """Join what the invitation is for; answers the project, None for the team alone. Never lowers a role.

    Whoever is in already with at least that role stays what she is, and no use is spent on her.

    Raises:
        NotVisible: it can no longer be accepted.
    """
    invitation = _locked(secret, timezone.now())
    project = invitation.project
    if project is None:
        if TeamMember.objects.filter(team=invitation.team_id, user=user).exists():
            return None
        join_team(team_id=invitation.team_id, user=user, by=invitation.invited_by)
    elif _has_at_least(project, user, Role(invitation.role)):
        return project
    else:
        add_member(project=project, user=user, role=Role(invitation.role), by=invitation.invited_by)
    Invitation.objects.filter(pk=invitation.pk).update(uses_left=F("uses_left") - 1)
    _record(invitation, "invitation.accepted", user)
    return project


@transaction.atomic
def sign_up_by_invitation(
    *, secret: str, username: str, name: str, email: str, password: str
) -> tuple[User, Project | None]:
    """Make an account for whoever was invited, and join. The only way to an account besides an administrator.

    Args:
        secret: the invitation's.
        username: what exports call her.
        name: her full name, may be "".
        email: may be ""; of an invitation that was sent by mail, its own address is taken instead, and is proven.
        password: checked by the site's rules.

    Raises:
        NotVisible: the invitation can no longer be accepted.
        RuleViolation: something about the account is wrong; `path` says what.
    """
    invitation = _locked(secret, timezone.now())
    email = invitation.email or email.strip()
    taken = User.objects.filter(email__iexact=email) if email else User.objects.none()
    if taken.exists() or (email and EmailAddress.objects.filter(email__iexact=email).exists()):
        raise RuleViolation(
            "email_taken", _("There is an account with this address. Sign in with it to join."), path="email"
        )
    user = create_user(username=username, email=email, password=password, name=name)
    if email:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=bool(invitation.email))
    return user, accept_invitation(secret=secret, user=user)
