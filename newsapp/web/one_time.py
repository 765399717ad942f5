"""What a page needs to show a secret once."""

import secrets

from django.http import HttpRequest
from django.utils.translation import gettext as _

from newsapp.errors import RuleViolation


def new_nonce() -> str:
    """For a form that makes a secret: sent twice, it makes one (see `newsapp.services.one_time`)."""
    return secrets.token_urlsafe(16)


def nonce_of(request: HttpRequest) -> str:
    """The nonce that a form carried; "" for none."""
    return request.POST.get("nonce", "")[:64]


def number_of(request: HttpRequest, name: str, default: int) -> int:
    """A whole number of a form.

    Raises:
        RuleViolation: it is none.
    """
    value = request.POST.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or len(value) > 6:
        raise RuleViolation("invalid", _("Expected a whole number."), path=name)
    return int(value)
