"""How often one may try: allauth's counters, which all processes share."""

from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext as _

from newsapp.errors import RuleViolation


class TooOften(RuleViolation):
    """Somebody, or her address, asks too often."""

    status = 429

    def __init__(self) -> None:
        super().__init__("too_often", _("That was too often in a short time. Wait a minute, then try again."))


def hold_back(request: HttpRequest, *, action: str) -> None:
    """Count one more try of a kind; `ACCOUNT_RATE_LIMITS` and allauth's own table say how many there may be.

    Raises:
        TooOften: there were too many.
    """
    if not ratelimit.consume(request, action=action):
        raise TooOften
