"""Ending the daily letter by the link in it, and choosing it again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from annotations.services.digests import choose_digest, user_of_token
from newsapp.access import account_of, open_project


# A mail program posts here by itself (RFC 8058): it has no token of ours, and the link's signature says whose letter it is.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def digest_stop(request: HttpRequest, token: str) -> HttpResponse:
    """End the daily letter; nobody has to sign in for it, and looking at the page ends nothing."""
    user = user_of_token(token)
    if request.method == "POST":
        choose_digest(user=user, wanted=False)
    return render(request, "annotations/digest_stop.html", {"stopped": request.method == "POST"})


@require_POST
@login_required
def digest_choice(request: HttpRequest, slug: str) -> HttpResponse:
    """Have the daily letter, or have it no more."""
    open_project(user=request.user, slug=slug)
    wanted = request.POST.get("wanted") == "yes"
    choose_digest(user=account_of(request.user), wanted=wanted)
    messages.success(request, _("You get a letter a day.") if wanted else _("You get the daily letter no more."))
    return redirect("needs_me", slug=slug)
