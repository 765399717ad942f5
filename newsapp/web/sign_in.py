"""Signing in by a one-time link."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from newsapp.errors import RuleViolation
from newsapp.queries.sign_in import whom_a_link_signs_in
from newsapp.services.people import use_sign_in_link
from newsapp.web.accounts import sign_in_once
from newsapp.web.limits import hold_back
from newsapp.wording import gettext as _


def sign_in_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in whom the link was made for, at once.

    This is the link of the command line, which whoever printed it opens herself: `manage.py up` promises that opening
    it is all. A browser that only fetches ahead does not use it up. Links that one person makes for another travel
    through mail and chat, where programs open them first: those lead to `sign_in_page`.
    """
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    if "prefetch" in purpose or "preview" in purpose:
        raise RuleViolation("fetched_ahead", _("Open this link to sign in; fetching it ahead does not use it."))
    sign_in_once(request, use_sign_in_link(secret=secret))
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest, secret: str) -> HttpResponse:
    """Say whom the link signs in, and do so when she presses the button; looking at the page uses nothing up."""
    if request.method == "POST":
        hold_back(request, action="open_link")
        sign_in_once(request, use_sign_in_link(secret=secret))
        return redirect("home")
    return render(request, "newsapp/sign_in_page.html", {"person": whom_a_link_signs_in(secret=secret)})
