"""Where people are signed in, and when they were last seen there.

A session is noted when it begins and then every ten minutes at most; what this process has noted it remembers, so that
a request costs no statement. Requests to the interface are left alone: they have tokens, and saving must stay quick.
"""

import time
from collections import OrderedDict
from threading import Lock
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

from newsapp.services.sessions import SEEN_MINUTES, note_session

_MOST = 10_000

_noted: "OrderedDict[str, float]" = OrderedDict()
_lock = Lock()


def _is_due(session_key: str) -> bool:
    """Whether this process has not noted the session for a while; it takes for granted that the caller does so now."""
    now = time.monotonic()
    with _lock:
        if now - _noted.get(session_key, -1e9) < SEEN_MINUTES * 60:
            return False
        _noted[session_key] = now
        _noted.move_to_end(session_key)
        while len(_noted) > _MOST:
            _noted.popitem(last=False)
    return True


def note_presence(request: HttpRequest, user_id: int) -> None:
    """Note that whoever is signed in was seen just now."""
    key = request.session.session_key
    if key is None or not _is_due(key):
        return
    try:
        ip = get_adapter(request).get_client_ip(request)
    except (PermissionDenied, ImproperlyConfigured):  # nobody told the address, or fewer proxies than trusted
        ip = None
    note_session(user_id=user_id, session_key=key, ip=ip, user_agent=request.META.get("HTTP_USER_AGENT", ""))


def note_sign_in(sender: Any, request: HttpRequest, user: Any, **_more: Any) -> None:  # noqa: ARG001 - Django's signature
    """Called by Django whenever somebody signs in: by password, by link, by invitation. No other place sees them all."""
    note_presence(request, user.pk)
