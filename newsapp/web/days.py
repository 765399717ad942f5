"""Days as forms send them."""

from datetime import date

from django.http import QueryDict

from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _


def day_of(sent: QueryDict, name: str = "due_on") -> date | None:
    """The day that a field of a form says; None when it is empty.

    Raises:
        RuleViolation: it is no day; the path is the field's name.
    """
    words = sent.get(name, "")
    if not words:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise RuleViolation("invalid", _("Expected a day, such as 2024-10-31."), path=name) from None
