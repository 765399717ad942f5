"""A daily letter that says what needs somebody; nobody gets it twice a day, and one press ends it."""

import logging
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from annotations.models import DigestChoice
from annotations.queries.needs_me import Needs, needs_of
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Role
from newsapp.errors import NotVisible
from newsapp.models import Membership, User

APART = timedelta(hours=20)
"""At least so long lies between two letters to one person, however often the job runs."""

_SALT = "claimdesk.digest"

log = logging.getLogger(__name__)


class ProjectNeeds(NamedTuple):
    """What needs somebody in one project, with the address of the page that lists it."""

    project: str
    needs: Needs
    address: str


def send_digests() -> int:
    """Send everybody whom something needs her letter of the day; answers how many went."""
    if not settings.HAS_MAIL or not settings.PUBLIC_ADDRESS:
        return 0
    return sum(_send_to(user) for user in _due().order_by("pk"))


def _due() -> QuerySet[User]:
    chosen = DigestChoice.objects.filter(user=OuterRef("pk"))
    lately = Q(wanted=False) | Q(sent_at__gt=timezone.now() - APART)
    member = Membership.objects.filter(user=OuterRef("pk"), project__deleted_at=None, project__archived_at=None)
    return User.objects.filter(Exists(member), ~Exists(chosen.filter(lately)), is_active=True).exclude(email="")


def _send_to(user: User) -> bool:
    found = needs_in_projects(user)
    if not found:
        return False
    try:
        with transaction.atomic():
            DigestChoice.objects.get_or_create(user=user)
            # Of two jobs at once one waits here, and finds that the letter went.
            due = DigestChoice.objects.select_for_update().filter(user=user, wanted=True)
            due = due.exclude(sent_at__gt=timezone.now() - APART)
            if not due.update(sent_at=timezone.now()):
                return False
            letter_to(user, found).send()
    except (OSError, ValueError) as error:  # SMTPException is an OSError; a header that is none a ValueError
        log.warning("digest not sent: %s", type(error).__name__)
        return False
    return True


def needs_in_projects(user: User) -> list[ProjectNeeds]:
    """What needs somebody in each of her projects; those in which nothing does are left out."""
    members = Membership.objects.filter(user=user, project__deleted_at=None, project__archived_at=None)
    found = []
    for member in members.select_related("project").order_by("project__name"):
        needs = needs_of(ProjectAccess(member.project, user, Role(member.role)))
        if needs.total:
            address = settings.PUBLIC_ADDRESS + reverse("needs_me", args=[member.project.slug])
            found.append(ProjectNeeds(member.project.name, needs, address))
    return found


def letter_to(user: User, found: list[ProjectNeeds]) -> EmailMessage:
    """The letter; its headers let a mail program unsubscribe by one press (RFC 8058)."""
    stop = settings.PUBLIC_ADDRESS + reverse("digest_stop", args=[signing.dumps(user.pk, salt=_SALT)])
    context = {"projects": found, "total": sum(each.needs.total for each in found), "stop": stop}
    # A subject is one line.
    subject = " ".join(render_to_string("annotations/email/digest_subject.txt", context).split())
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    body = render_to_string("annotations/email/digest.txt", context)
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email], headers=headers)


def user_of_token(token: str) -> User:
    """Whose letter a link to unsubscribe stood in.

    Raises:
        NotVisible: it is no such link.
    """
    try:
        user = User.objects.filter(pk=signing.loads(token, salt=_SALT)).first()
    except signing.BadSignature:
        user = None
    if user is None:
        raise NotVisible
    return user


def choose_digest(*, user: User, wanted: bool) -> None:
    """Have the daily letter, or have it no more."""
    DigestChoice.objects.update_or_create(user=user, defaults={"wanted": wanted})


def wants_digest(user: User) -> bool:
    """Whether somebody gets the daily letter; who chose nothing does."""
    return not DigestChoice.objects.filter(user=user, wanted=False).exists()
