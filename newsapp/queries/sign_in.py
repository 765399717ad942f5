"""Reading one-time sign-in links."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from newsapp.domain.texts import sha256_of
from newsapp.errors import RuleViolation
from newsapp.models import SignInLink, User


def usable_links(*, secret: str) -> QuerySet[SignInLink]:
    """The link with this secret, if it still signs somebody in."""
    return SignInLink.objects.select_related("user").filter(
        digest=sha256_of(secret), used_at=None, expires_at__gt=timezone.now(), user__is_active=True
    )


def dead_link() -> RuleViolation:
    """What unknown, used and expired links answer, all alike."""
    return RuleViolation("link_used", _("This sign-in link has been used, or is too old. Ask for a new one."))


def whom_a_link_signs_in(*, secret: str) -> User:
    """Whom a link would sign in; it is not used up by this.

    Raises:
        RuleViolation: unknown, used or expired; the three answer alike.
    """
    link = usable_links(secret=secret).first()
    if link is None:
        raise dead_link()
    return link.user
