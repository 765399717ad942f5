"""Who may do what in a project: the one table of permissions."""

from enum import StrEnum


class Role(StrEnum):
    """A member's role in a project, lowest first."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    REVIEWER = "reviewer"
    MANAGER = "manager"


class Action(StrEnum):
    """A thing that a member can do in a project."""

    READ = "read"
    EXPORT = "export"
    ADD_ARTICLE = "add_article"
    REVISE_ARTICLE = "revise_article"
    HIGHLIGHT = "highlight"
    EDIT_ANY_HIGHLIGHT = "edit_any_highlight"
    WRITE_CLAIM = "write_claim"
    ADD_EVIDENCE = "add_evidence"
    COMMENT = "comment"
    OPEN_DISPUTE = "open_dispute"
    REVIEW = "review"
    ASSIGN = "assign"
    MANAGE_SCHEME = "manage_scheme"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_PROJECT = "manage_project"


_VIEWER = frozenset({Action.READ, Action.EXPORT})
_ANALYST = _VIEWER | {
    Action.ADD_ARTICLE,
    Action.HIGHLIGHT,
    Action.WRITE_CLAIM,
    Action.ADD_EVIDENCE,
    Action.COMMENT,
    Action.OPEN_DISPUTE,
}
_REVIEWER = _ANALYST | {Action.REVISE_ARTICLE, Action.EDIT_ANY_HIGHLIGHT, Action.REVIEW}
_MANAGER = _REVIEWER | {Action.ASSIGN, Action.MANAGE_SCHEME, Action.MANAGE_MEMBERS, Action.MANAGE_PROJECT}

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.VIEWER: _VIEWER,
    Role.ANALYST: _ANALYST,
    Role.REVIEWER: _REVIEWER,
    Role.MANAGER: _MANAGER,
}


WHILE_ARCHIVED = frozenset({Action.READ, Action.EXPORT, Action.MANAGE_MEMBERS, Action.MANAGE_PROJECT})
"""What can still be done in an archived project, by those who may do it at all."""


def may(role: Role, action: Action) -> bool:
    """Whether a member with this role may do this."""
    return action in ALLOWED[role]


def least_role(action: Action) -> Role:
    """The lowest role that may do this; for messages and for the documentation of the API."""
    return next(role for role in Role if action in ALLOWED[role])
