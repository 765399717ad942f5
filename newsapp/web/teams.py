"""Teams: the list of one's own, and the page of one."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from newsapp.access import TeamAccess, account_of, open_team
from newsapp.errors import NotVisible, RuleViolation
from newsapp.queries.invitations import pending_invitations
from newsapp.queries.teams import team_page, teams_of
from newsapp.services.invitations import DAYS, MAX_USES, invite, revoke_invitation
from newsapp.services.teams import (
    create_team,
    make_link_for,
    remove_from_team,
    rename_team,
    set_owner,
    take_over_project,
)
from newsapp.web.limits import hold_back
from newsapp.web.members import DAYS_OFFERED, link_of
from newsapp.web.names import isolated
from newsapp.web.one_time import new_nonce, nonce_of, number_of
from newsapp.web.roles import ROLE_NAMES


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    """The teams of whoever asks; a form makes another one."""
    refusal = None
    if request.method == "POST":
        try:
            made = create_team(owner=account_of(request.user), name=request.POST.get("name", ""))
            return redirect("team", team=made.slug)
        except RuleViolation as violation:
            refusal = violation
    context = {
        "teams": teams_of(request.user),
        "role_names": ROLE_NAMES,
        "refusal": refusal,
        "name": request.POST.get("name", ""),
    }
    return render(request, "newsapp/teams.html", context, status=refusal.status if refusal else 200)


def _page(request: HttpRequest, access: TeamAccess, *, status: int = 200, **more: Any) -> HttpResponse:
    shown = team_page(access)
    context = {
        "access": access,
        "team": access.team,
        "shown": shown,
        "role_names": ROLE_NAMES,
        "invitations": [(row, "") for row in pending_invitations(access)] if access.owner else [],
        "days_offered": DAYS_OFFERED,
        "days": DAYS,
        "most_uses": MAX_USES,
        "link_hours": settings.SIGN_IN_LINK_HOURS,
        "nonce": new_nonce(),
        **more,
    }
    return render(request, "newsapp/team.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, team: str) -> HttpResponse:
    """A team's people and projects; an owner may give it another name."""
    access = open_team(user=request.user, slug=team, owner=request.method == "POST")
    if request.method != "POST":
        return _page(request, access)
    try:
        rename_team(access=access, name=request.POST.get("name", ""))
    except RuleViolation as refusal:
        return _page(
            request, access, status=refusal.status, name_refusal=refusal, typed_name=request.POST.get("name", "")
        )
    messages.success(request, _("The team has a new name."))
    return redirect("team", team=team)


@login_required
@require_POST
def team_invitation_link(request: HttpRequest, team: str) -> HttpResponse:
    """Make a link into the team alone; it is shown by this answer, and never again."""
    access = open_team(user=request.user, slug=team, owner=True)
    try:
        hold_back(request, action="invite")
        made = invite(
            access=access,
            uses=number_of(request, "uses", 1),
            days=number_of(request, "days", DAYS),
            nonce=nonce_of(request),
        )
    except RuleViolation as refusal:
        return _page(request, access, status=refusal.status, link_refusal=refusal)
    return _page(request, access, link=link_of(request)(made.secret))


@login_required
@require_POST
def team_invitation_revocation(request: HttpRequest, team: str, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    access = open_team(user=request.user, slug=team, owner=True)
    revoke_invitation(access=access, invitation_id=invitation_id)
    messages.success(request, _("The invitation can no longer be used."))
    return redirect("team", team=team)


@login_required
@require_POST
def team_owner(request: HttpRequest, team: str, username: str) -> HttpResponse:
    """Make somebody an owner, or no longer one."""
    access = open_team(user=request.user, slug=team, owner=True)
    try:
        set_owner(access=access, username=username, owner=request.POST.get("owner") == "1")
    except NotVisible:
        raise
    except RuleViolation as refusal:
        return _page(request, access, status=refusal.status, row_refusal=refusal, refused=username)
    messages.success(request, _("The owners were changed."))
    return redirect("team", team=team)


@login_required
@require_POST
def team_removal(request: HttpRequest, team: str, username: str) -> HttpResponse:
    """Take somebody out of the team and all its projects."""
    access = open_team(user=request.user, slug=team, owner=True)
    try:
        remove_from_team(access=access, username=username)
    except NotVisible:
        raise
    except RuleViolation as refusal:
        return _page(request, access, status=refusal.status, row_refusal=refusal, refused=username)
    messages.success(request, _("%(name)s is no longer in the team.") % {"name": username})
    return redirect("teams") if username == access.user.username else redirect("team", team=team)


@login_required
@require_POST
def team_sign_in_link(request: HttpRequest, team: str, username: str) -> HttpResponse:
    """Make a one-time link for somebody who has no other way in; it is shown by this answer, and never again."""
    access = open_team(user=request.user, slug=team, owner=True)
    try:
        hold_back(request, action="invite")
        person, secret = make_link_for(access=access, username=username, nonce=nonce_of(request))
    except NotVisible:
        raise
    except RuleViolation as refusal:
        return _page(request, access, status=refusal.status, row_refusal=refusal, refused=username)
    link = request.build_absolute_uri(reverse("sign_in_page", args=[secret]))
    return _page(request, access, sign_in_link=link, sign_in_for=person)


@login_required
@require_POST
def team_project(request: HttpRequest, team: str, slug: str) -> HttpResponse:
    """Let an owner of the team manage one of its projects."""
    access = open_team(user=request.user, slug=team, owner=True)
    project = take_over_project(access=access, slug=slug)
    messages.success(request, _("You are a manager of “%(project)s” now.") % {"project": isolated(project.name)})
    return redirect("team", team=team)
