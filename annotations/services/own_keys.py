"""Choosing one's own keys. A habit of one person, which leaves no trace in the log."""

from django.db import transaction

from annotations.domain.commands import COMMANDS, Command, checked_key, effective, key_clashes
from annotations.queries.own_keys import chosen_keys
from newsapp.errors import Conflict, RuleViolation
from newsapp.models import OwnKey, User
from newsapp.wording import gettext as _


def _command(command: str) -> Command:
    found = COMMANDS.get(command)
    if found is None:
        raise RuleViolation("unknown_command", _("There is no such command."), path="command")
    if found.fixed:
        raise RuleViolation("fixed_key", _("This key always leads out, and stays."), path="key")
    return found


@transaction.atomic
def set_key(*, user: User, command: str, key: str) -> None:
    """Give a command a key of one's own.

    Args:
        user: whose keyboard it is.
        command: its id.
        key: as `annotations.domain.commands` writes it; "" takes its key away.

    Raises:
        RuleViolation: there is no such command or key, or this one stays as it is.
        Conflict: another command has this very key; its id ends the `path`.
    """
    key = checked_key(key) if key else ""
    found = _command(command)
    User.objects.select_for_update().get(pk=user.pk)
    _choose(user, found, key)


@transaction.atomic
def reset_key(*, user: User, command: str) -> None:
    """Give a command back the keys that it has for everybody.

    Raises:
        RuleViolation: there is no such command.
        Conflict: another command has one of them by now.
    """
    found = _command(command)
    User.objects.select_for_update().get(pk=user.pk)
    _choose(user, found, None)


@transaction.atomic
def reset_keys(*, user: User) -> None:
    """Give every command back the keys that it has for everybody."""
    OwnKey.objects.filter(user=user).delete()


def _choose(user: User, command: Command, key: str | None) -> None:
    chosen = chosen_keys(user)
    chosen.pop(command.id, None)
    if key is not None and (key,) != command.keys:
        chosen[command.id] = key
    for clash in key_clashes(effective(chosen), command=command.id):
        if clash.exact:
            raise Conflict("key_taken", _("Another command has this key."), path=f"key.{clash.command}")
    if command.id in chosen:
        OwnKey.objects.update_or_create(user=user, command=command.id, defaults={"key": chosen[command.id]})
    else:
        OwnKey.objects.filter(user=user, command=command.id).delete()
