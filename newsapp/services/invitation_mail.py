"""Letters that carry an invitation: plain text, nothing that tells who opened it."""

import logging
import time
from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

PATIENCE_SECONDS = 30
"""Longest that somebody waits for her letters to go; what has not gone by then she hands over herself."""

log = logging.getLogger(__name__)


class Letter(NamedTuple):
    """One invitation to be sent; `days` is how long it can be accepted."""

    email: str
    secret: str
    link: str
    project: str
    by: str
    days: int


class Unsent(NamedTuple):
    """Letters that did not go, and whether that was for a fault (and not because there is no mail here)."""

    letters: list[Letter]
    failed: bool


def send_letters(letters: Sequence[Letter]) -> Unsent:
    """Send what can be sent, each with the settings' time limit; answers what could not."""
    if not settings.HAS_MAIL:
        return Unsent(list(letters), False)
    unsent = []
    connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
    begun = time.monotonic()
    for letter in letters:
        if time.monotonic() - begun > PATIENCE_SECONDS:
            unsent.append(letter)
            continue
        # A subject is one line, whatever a project is called.
        subject = " ".join(render_to_string("newsapp/email/invitation_subject.txt", letter._asdict()).split())
        body = render_to_string("newsapp/email/invitation.txt", letter._asdict())
        try:
            EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [letter.email], connection=connection).send()
        except (OSError, ValueError) as error:  # SMTPException is an OSError; a header that is none a ValueError
            log.warning("invitation not sent: %s", type(error).__name__)
            unsent.append(letter)
    return Unsent(unsent, bool(unsent))
