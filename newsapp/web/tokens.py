"""A person's tokens for the REST interface."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from newsapp.access import account_of
from newsapp.errors import RuleViolation
from newsapp.queries.tokens import living_tokens
from newsapp.services.people import create_token, revoke_token
from newsapp.web.one_time import new_nonce, nonce_of

EXPIRIES = {
    "30": gettext_lazy("in 30 days"),
    "90": gettext_lazy("in 90 days"),
    "365": gettext_lazy("in a year"),
    "never": gettext_lazy("never"),
}


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "tokens": living_tokens(account_of(request.user)),
        "expiries": EXPIRIES.items(),
        "nonce": new_nonce(),
        "site": request.build_absolute_uri("/"),
        "values": {"label": "", "scope": "read", "expires": "90"},
        **more,
    }
    return render(request, "newsapp/tokens.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens that work; a form makes another, which this answer shows and no other."""
    if request.method != "POST":
        return _page(request)
    values = {name: request.POST.get(name, "").strip() for name in ("label", "scope", "expires")}
    try:
        if not values["label"]:
            raise RuleViolation(
                "no_label", _("Say what the token is for: it is how you will tell it from others."), path="label"
            )
        if values["expires"] not in EXPIRIES:
            raise RuleViolation("unknown_expiry", _("Choose when the token ends."), path="expires")
        days = values["expires"]
        key = create_token(
            user=account_of(request.user),
            label=values["label"],
            scope=values["scope"],
            expires_in=None if days == "never" else timedelta(days=int(days)),
            nonce=nonce_of(request),
        )
    except RuleViolation as refusal:
        return _page(request, status=refusal.status, refusal=refusal, values=values)
    return _page(request, key=key, key_label=values["label"])


@login_required
@require_POST
def token_revocation(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a token at once."""
    revoke_token(user=account_of(request.user), token_id=token_id)
    messages.success(request, _("The token no longer works."))
    return redirect("tokens")
