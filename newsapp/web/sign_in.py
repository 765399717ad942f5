"""Signing in by a one-time link."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect

from newsapp.errors import RuleViolation
from newsapp.services.people import use_sign_in_link


def sign_in_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in whom the link was made for. A browser that only fetches ahead does not use the link up."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    if "prefetch" in purpose or "preview" in purpose:
        raise RuleViolation("fetched_ahead", "Open this link to sign in; fetching it ahead does not use it.")
    user = use_sign_in_link(secret=secret)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")
