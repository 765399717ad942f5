"""Who is asking: a token's owner, or whoever is signed in in this browser."""

from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from newsapp.services.people import use_token
from newsapp.wording import gettext as _

KEYWORD = "token"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Token KEY`."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The token and its owner; None when no token was sent.

        Raises:
            AuthenticationFailed: unknown, revoked or expired.
            PermissionDenied: a token for reading was used to write.
        """
        scheme, key = request.headers.get("Authorization", "").partition(" ")[::2]
        if scheme.lower() != KEYWORD:
            return None
        token = use_token(key=key.strip(), now=timezone.now())
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."))
        if token.scope == "read" and request.method not in SAFE_METHODS:
            raise PermissionDenied(_("This token can read only."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's
        """What a 401 asks for."""
        return 'Token realm="claimdesk"'


class BrowserSession(SessionAuthentication):
    """The browser's session; what changes something carries the CSRF token in the header `X-CSRFToken`."""

    def enforce_csrf(self, request: Request) -> None:
        """Refuse under a code of its own: a page whose token is old can have a new one and try again.

        Raises:
            PermissionDenied: the token is missing, or of another session.
        """
        try:
            super().enforce_csrf(request)
        except PermissionDenied as refusal:
            raise PermissionDenied(str(refusal.detail), code="csrf_failed") from None
