"""What people read for the roles of a project."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsapp.domain.roles import Role
from newsapp.errors import RuleViolation


class RoleWords(NamedTuple):
    """A role's key, its name, and what it may do."""

    key: str
    name: str | Promise
    may: str | Promise


ROLES = [
    RoleWords("viewer", _("Viewer"), _("reads and exports")),
    RoleWords("analyst", _("Analyst"), _("adds articles and highlights in them")),
    RoleWords("reviewer", _("Reviewer"), _("also revises articles, and changes anybody's highlights")),
    RoleWords("manager", _("Manager"), _("also decides on members, scheme, guidelines and settings")),
]
ROLE_NAMES = {role.key: role.name for role in ROLES}


def role_of(value: str | None) -> Role:
    """The role that a form names.

    Raises:
        RuleViolation: there is none of that name.
    """
    try:
        return Role(value or "")
    except ValueError:
        raise RuleViolation("unknown_role", str(_("Choose one of the four roles.")), path="role") from None
