"""People, their teams, and the ways they sign in."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import connection, models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from newsapp.domain.initials import initials_of


class User(AbstractUser):
    """An account. `username` is the name that exports call `analyst`.

    Attributes:
        theme: which of the two themes pages wear; `system` leaves it to the browser.
        time_zone: IANA name of the zone in which pages show times.
    """

    class Theme(models.TextChoices):
        """What the person prefers."""

        SYSTEM = "system", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    time_zone = models.CharField(max_length=60, default="UTC")

    class Meta(AbstractUser.Meta):
        constraints = [models.UniqueConstraint(Lower("username"), name="user_username_ignoring_case_unique")]

    def __str__(self) -> str:
        return self.username

    @property
    def display_name(self) -> str:
        """The name that pages show."""
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        """Two letters for where the name has no room."""
        return initials_of(self.display_name)


class Team(models.Model):
    """People who own projects together."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """A person in a team; an owner may open projects in it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="teams")
    owner = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="team_member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"


_TOKEN_FIELDS = ("id", "user_id", "label", "digest", "scope", "created_at", "expires_at", "revoked_at", "last_used_at")
_USER_FIELDS = tuple(field.attname for field in User._meta.concrete_fields)

# Asked with every request by token: written out, since building the same statement takes longer than answering it.
_LIVING_TOKEN = (
    "SELECT "
    + ", ".join([*(f"t.{name}" for name in _TOKEN_FIELDS), *(f"u.{name}" for name in _USER_FIELDS)])
    + """
FROM newsapp_apitoken t JOIN newsapp_user u ON u.id = t.user_id
WHERE t.digest = %s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %s) AND u.is_active
"""
)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """API tokens."""

    def living(self, *, digest: str, now: datetime) -> "ApiToken | None":
        """The token with this digest, its user loaded, if it is neither revoked nor expired and she may sign in."""
        with connection.cursor() as cursor:
            cursor.execute(_LIVING_TOKEN, [digest, now])
            row = cursor.fetchone()
        if row is None:
            return None
        token = self.model.from_db(self.db, _TOKEN_FIELDS, row[: len(_TOKEN_FIELDS)])
        token.user = User.from_db(self.db, _USER_FIELDS, row[len(_TOKEN_FIELDS) :])
        return token


class ApiToken(models.Model):
    """A key for the REST interface; only its SHA-256 is kept."""

    class Scope(models.TextChoices):
        """What the key may do."""

        READ = "read", _("read")
        WRITE = "write", _("read and write")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    label = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=5, choices=Scope.choices, default=Scope.WRITE)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(scope__in=["read", "write"]), name="api_token_scope_known")
        ]

    def __str__(self) -> str:
        return self.label or str(self.pk)


class OwnKey(models.Model):
    """The key that a person gave to a command; a command without one has the key that it has for everybody.

    Attributes:
        command: what the pages that have it call it.
        key: as `Shift+u`, "" for none at all.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="own_keys")
    command = models.CharField(max_length=60)
    key = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "command"], name="own_key_once")]

    def __str__(self) -> str:
        return f"{self.command}: {self.key}"


class SignInLink(models.Model):
    """A link that signs one person in once; only its SHA-256 is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)
