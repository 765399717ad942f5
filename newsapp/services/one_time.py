"""Secrets that are shown once, and stored as their SHA-256."""

import base64
import secrets
from datetime import timedelta

from django.utils.crypto import salted_hmac

SENT_TWICE = timedelta(minutes=10)
"""For how long a form that is sent a second time gets the same secret again, and nothing new."""


def new_secret(*, purpose: str, user_id: int, nonce: str = "") -> str:
    """A secret of 256 bits for an address or a key.

    Args:
        purpose: what it opens; the same nonce gives another secret for another purpose.
        user_id: who asked for it.
        nonce: what the form carried. A form that is sent twice (a double click, a reload) then leads to one secret,
            which its page can show, instead of two of which one is never seen. Without one, the secret is random.
    """
    if not nonce:
        return secrets.token_urlsafe(32)
    made = salted_hmac(f"claimdesk.{purpose}", f"{user_id}:{nonce}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
