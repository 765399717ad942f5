"""Reading a person's tokens."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from newsapp.models import ApiToken, User


def living_tokens(user: User) -> QuerySet[ApiToken]:
    """A person's tokens that work, the newest first."""
    now = timezone.now()
    return ApiToken.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), user=user, revoked_at=None).order_by(
        "-pk"
    )
