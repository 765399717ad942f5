"""Accounts, one-time sign-in links, API tokens."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from newsapp.errors import NotVisible, RuleViolation
from newsapp.models import ApiToken, SignInLink, User
from newsapp.services.activity import Happening, record

DEMO_USERNAME = "demo"
"""The account that owns the demo project on a laptop."""

LAST_USE_PRECISION = timedelta(minutes=10)
"""How far the shown last use of a token may lag; spares a write on every request."""


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_user(*, username: str, email: str, password: str | None = None, superuser: bool = False) -> User:
    """Make an account; without a password she signs in by link.

    Raises:
        RuleViolation: the name is taken or not allowed, the address is none, the password too weak.
    """
    user = User(username=username, email=User.objects.normalize_email(email))
    user.is_staff = user.is_superuser = superuser
    try:
        User._meta.get_field("username").clean(username, user)
        validate_email(email)
        if password is not None:
            validate_password(password, user)
    except ValidationError as error:
        raise RuleViolation("invalid", " ".join(error.messages)) from error
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise RuleViolation("name_taken", f"There is an account “{username}” already.", path="username") from error
    record(project_id=None, actor_id=None, happenings=[Happening("user.created", str(user.pk))])
    return user


def find_user(*, username: str) -> User:
    """An active account by its name.

    Raises:
        NotVisible: there is none.
    """
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None:
        raise NotVisible(f"There is no account “{username}”.")
    return user


def whom_to_sign_in_locally() -> User | None:
    """For whom a laptop prints a link at start: the demo's owner, else the first administrator, else nobody."""
    people = User.objects.filter(is_active=True)
    demo = people.filter(username=DEMO_USERNAME).first()
    return demo or people.filter(is_superuser=True).order_by("pk").first()


@transaction.atomic
def make_sign_in_link(*, user: User) -> str:
    """The secret of a link that signs her in once, within `SIGN_IN_LINK_HOURS`."""
    secret = secrets.token_urlsafe(32)
    expires_at = timezone.now() + timedelta(hours=settings.SIGN_IN_LINK_HOURS)
    link = SignInLink.objects.create(user=user, digest=_digest(secret), expires_at=expires_at)
    record(
        project_id=None,
        actor_id=None,
        happenings=[Happening("sign_in_link.made", str(link.pk), data={"user": user.pk})],
    )
    return secret


@transaction.atomic
def use_sign_in_link(*, secret: str) -> User:
    """Whom the link signs in; it is used up by this.

    Raises:
        RuleViolation: unknown, used or expired; the three answer alike.
    """
    now = timezone.now()
    link = (
        SignInLink.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(digest=_digest(secret), used_at=None, expires_at__gt=now, user__is_active=True)
        .first()
    )
    if link is None:
        raise RuleViolation("link_used", "This sign-in link has been used, or is too old. Ask for a new one.")
    link.used_at = now
    link.save(update_fields=["used_at"])
    record(project_id=None, actor_id=link.user.pk, happenings=[Happening("sign_in_link.used", str(link.pk))])
    return link.user


@transaction.atomic
def create_token(
    *, user: User, label: str = "", scope: str = ApiToken.Scope.WRITE, expires_in: timedelta | None = None
) -> str:
    """The key of a new API token, which is shown once and stored hashed."""
    key = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        label=label,
        digest=_digest(key),
        scope=scope,
        expires_at=timezone.now() + expires_in if expires_in is not None else None,
    )
    record(
        project_id=None, actor_id=user.pk, happenings=[Happening("token.created", str(token.pk), data={"scope": scope})]
    )
    return key


def use_token(*, key: str, now: datetime) -> ApiToken | None:
    """The living token of a key, its user loaded, or None; its last use is noted, to ten minutes."""
    token = ApiToken.objects.living(digest=_digest(key), now=now)
    if token is not None and (token.last_used_at is None or now - token.last_used_at > LAST_USE_PRECISION):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
