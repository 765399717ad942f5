"""Reasons that somebody gives in a few words, as they are kept."""

from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

LONGEST_REASON = 300
"""Code points."""


def said_reason(reason: str) -> str:
    """A reason with its white space as single spaces.

    Raises:
        RuleViolation: there is none, or it is longer than `LONGEST_REASON`.
    """
    said = " ".join(reason.split())
    if not said:
        raise RuleViolation("no_reason", _("Say why, in a word or two."), path="reason")
    if len(said) > LONGEST_REASON:
        raise RuleViolation(
            "too_long",
            ngettext("At most {most} character.", "At most {most} characters.", LONGEST_REASON, most=LONGEST_REASON),
            path="reason",
        )
    return said
