"""The keys that a person has."""

from annotations.domain.commands import COMMANDS, effective
from newsapp.models import OwnKey, User


def chosen_keys(user: User) -> dict[str, str]:
    """The keys that she gave to commands herself, "" where she wants none."""
    rows = OwnKey.objects.filter(user=user, command__in=COMMANDS).values_list("command", "key")
    return dict(rows)


def keys_of(user: User) -> dict[str, tuple[str, ...]]:
    """The keys of all commands as she has them."""
    return effective(chosen_keys(user))
