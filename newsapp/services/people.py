"""Accounts, one-time sign-in links, API tokens."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from newsapp.domain.people import check_username, clean_display_name, time_zones
from newsapp.domain.texts import refuse_unstorable, sha256_of
from newsapp.errors import Conflict, NotVisible, RuleViolation
from newsapp.models import ApiToken, SignInLink, User
from newsapp.queries.sign_in import dead_link, usable_links
from newsapp.services.activity import Happening, record
from newsapp.services.one_time import SENT_TWICE, new_secret
from newsapp.wording import gettext

DEMO_USERNAME = "demo"
"""The account that owns the demo project on a laptop."""

LAST_USE_PRECISION = timedelta(minutes=10)
"""How far the shown last use of a token may lag; spares a write on every request."""


@transaction.atomic
def create_user(
    *, username: str, email: str, password: str | None = None, name: str = "", superuser: bool = False
) -> User:
    """Make an account; without a password she signs in by link.

    Args:
        username: normalised (NFKC) before it is stored; taken in any case.
        email: "" when there is none.
        password: None for none.
        name: her full name, "" to be called by the username.
        superuser: whether she administers the site.

    Raises:
        RuleViolation: the name is taken or not allowed, the address is none, the password too weak; `path` says which.
    """
    username = User.normalize_username(username)
    user = User(username=username, email=User.objects.normalize_email(email), first_name=clean_display_name(name))
    user.is_staff = user.is_superuser = superuser
    _checked("username", lambda: User._meta.get_field("username").clean(username, user))
    check_username(username)
    if email:
        _checked("email", lambda: validate_email(email))
    if password is not None:
        _checked("password", lambda: validate_password(password, user))
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise RuleViolation(
            "name_taken", gettext("There is an account “{username}” already.", username=username), path="username"
        ) from error
    record(project_id=None, actor_id=None, happenings=[Happening("user.created", str(user.pk))])
    return user


def _checked(path: str, check: Callable[[], object]) -> None:
    try:
        check()
    except ValidationError as error:
        raise RuleViolation("invalid", " ".join(error.messages), path=path) from error


@transaction.atomic
def change_profile(*, user: User, name: str, theme: str, time_zone: str) -> None:
    """Change what a person is called, and how pages look and tell the time to her.

    Raises:
        RuleViolation: the name has invisible characters or is too long; there is no such theme or zone.
    """
    if theme not in User.Theme.values:
        raise RuleViolation("unknown_theme", _("There is no such theme."), path="theme")
    if time_zone not in time_zones():
        raise RuleViolation(
            "unknown_time_zone", _("There is no such time zone: choose one of the list."), path="time_zone"
        )
    user.first_name, user.last_name = clean_display_name(name), ""
    user.theme, user.time_zone = theme, time_zone
    user.save(update_fields=["first_name", "last_name", "theme", "time_zone"])
    record(
        project_id=None,
        actor_id=user.pk,
        happenings=[
            Happening("profile.changed", str(user.pk), data={"theme": theme, "zone": time_zone}, detail={"name": name})
        ],
    )


def find_user(*, username: str) -> User:
    """An active account by its name.

    Raises:
        NotVisible: there is none.
    """
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None:
        raise NotVisible(gettext("There is no account “{username}”.", username=username))
    return user


def whom_to_sign_in_locally() -> User | None:
    """For whom a laptop prints a link at start: the demo's owner, else the first administrator, else nobody."""
    people = User.objects.filter(is_active=True)
    demo = people.filter(username=DEMO_USERNAME).first()
    return demo or people.filter(is_superuser=True).order_by("pk").first()


@transaction.atomic
def make_sign_in_link(*, user: User, by: User | None = None, nonce: str = "") -> str:
    """The secret of a link that signs her in once, within `SIGN_IN_LINK_HOURS`.

    Args:
        user: whom.
        by: who made it; None for the command line. What she made replaces what was not used yet.
        nonce: see `newsapp.services.one_time.new_secret`.
    """
    secret = new_secret(purpose=f"sign-in.{user.pk}", user_id=by.pk if by else 0, nonce=nonce)
    now = timezone.now()
    if by is not None:
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # of two clicks, the second waits here
        if _made_before(SignInLink.objects.filter(digest=sha256_of(secret), used_at=None), now):
            return secret
        drop_sign_in_links(user=user)
    link = SignInLink.objects.create(
        user=user, digest=sha256_of(secret), expires_at=now + timedelta(hours=settings.SIGN_IN_LINK_HOURS)
    )
    record(
        project_id=None,
        actor_id=by.pk if by else None,
        happenings=[Happening("sign_in_link.made", str(link.pk), data={"user": user.pk})],
    )
    return secret


def _made_before(made: QuerySet[Any], now: datetime) -> bool:
    """Whether the same form made this already, a moment ago.

    Raises:
        Conflict: it did, but so long ago that the secret is not shown again.
    """
    created_at = made.values_list("created_at", flat=True).first()
    if created_at is not None and now - created_at > SENT_TWICE:
        raise Conflict("sent_twice", _("This form was sent already. Load the page again to make another."))
    return created_at is not None


def drop_sign_in_links(*, user: User) -> None:
    """Throw away the links to a person's account that nobody has used yet; used ones stay for the record."""
    SignInLink.objects.filter(user=user, used_at=None).delete()


@transaction.atomic
def use_sign_in_link(*, secret: str) -> User:
    """Whom the link signs in; it is used up by this.

    Raises:
        RuleViolation: unknown, used or expired; the three answer alike.
    """
    link = usable_links(secret=secret).select_for_update(of=("self",)).first()
    if link is None:
        raise dead_link()
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    record(project_id=None, actor_id=link.user.pk, happenings=[Happening("sign_in_link.used", str(link.pk))])
    return link.user


@transaction.atomic
def create_token(
    *,
    user: User,
    label: str = "",
    scope: str = ApiToken.Scope.WRITE,
    expires_in: timedelta | None = None,
    nonce: str = "",
) -> str:
    """The key of a new API token, which is shown once and stored hashed.

    Args:
        user: whose.
        label: what she calls it, at most 120 characters.
        scope: `read` or `write`.
        expires_in: None for never.
        nonce: see `newsapp.services.one_time.new_secret`.

    Raises:
        RuleViolation: the label is too long, or there is no such scope.
    """
    refuse_unstorable(text=label, path="label")
    if len(label) > 120:
        raise RuleViolation("too_long", _("At most 120 characters."), path="label")
    if scope not in ApiToken.Scope.values:
        raise RuleViolation("unknown_scope", _("A token reads, or reads and writes."), path="scope")
    key = new_secret(purpose="token", user_id=user.pk, nonce=nonce)
    now = timezone.now()
    if nonce:
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # of two clicks, the second waits here
        if _made_before(ApiToken.objects.filter(digest=sha256_of(key)), now):
            return key
    token = ApiToken.objects.create(
        user=user,
        label=label,
        digest=sha256_of(key),
        scope=scope,
        expires_at=now + expires_in if expires_in is not None else None,
    )
    record(
        project_id=None, actor_id=user.pk, happenings=[Happening("token.created", str(token.pk), data={"scope": scope})]
    )
    return key


@transaction.atomic
def revoke_token(*, user: User, token_id: int) -> None:
    """End one of a person's tokens at once; ending it twice does nothing.

    Raises:
        NotVisible: she has no such token.
    """
    token = ApiToken.objects.select_for_update().filter(user=user, pk=token_id).first()
    if token is None:
        raise NotVisible(_("You have no such token."))
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record(project_id=None, actor_id=user.pk, happenings=[Happening("token.revoked", str(token.pk))])


def use_token(*, key: str, now: datetime) -> ApiToken | None:
    """The living token of a key, its user loaded, or None; its last use is noted, to ten minutes."""
    token = ApiToken.objects.living(digest=sha256_of(key), now=now)
    if token is not None and (token.last_used_at is None or now - token.last_used_at > LAST_USE_PRECISION):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
