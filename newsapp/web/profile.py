"""A person's own account: what she is called, how pages look to her, where she is signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from newsapp.access import account_of
from newsapp.domain.people import time_zones
from newsapp.errors import RuleViolation
from newsapp.queries.sessions import link_events_of, sessions_of
from newsapp.queries.teams import projects_of
from newsapp.services.people import change_profile
from newsapp.services.sessions import end_sessions
from newsapp.web.one_time import number_of
from newsapp.web.roles import ROLE_NAMES


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, theme, time zone; the projects that she can leave."""
    user = account_of(request.user)
    values = {"name": user.get_full_name(), "theme": user.theme, "time_zone": user.time_zone}
    refusal = None
    if request.method == "POST":
        values = {name: request.POST.get(name, "") for name in values}
        try:
            change_profile(user=user, **values)
        except RuleViolation as violation:
            refusal = violation
        else:
            messages.success(request, _("Saved."))
            return redirect("profile")
    context = {
        "values": values,
        "refusal": refusal,
        "themes": user.Theme.choices,
        "zones": time_zones().items(),
        "projects": [(row, ROLE_NAMES[row.role]) for row in projects_of(user)],
    }
    return render(request, "newsapp/profile.html", context, status=refusal.status if refusal else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where she is signed in; a form ends one of these sessions, or all but this one."""
    user = account_of(request.user)
    current = request.session.session_key
    if request.method == "POST":
        only = number_of(request, "session", 0) or None
        ended = end_sessions(user=user, keep=current, only=only)
        said = ngettext("%(number)d session was ended.", "%(number)d sessions were ended.", ended)
        messages.success(request, said % {"number": ended})
        return redirect("usersessions_list")
    context = {"sessions": sessions_of(user, current=current), "link_events": link_events_of(user)}
    return render(request, "usersessions/usersession_list.html", context)
