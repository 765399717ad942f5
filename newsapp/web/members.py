"""The members of a project: who is one, as what, and who is invited."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from newsapp.access import ProjectAccess, open_project
from newsapp.domain.roles import Action, Role
from newsapp.errors import NotVisible, RuleViolation
from newsapp.queries.invitations import pending_invitations
from newsapp.queries.members import members_of
from newsapp.services.invitations import DAYS, MAX_USES, invite, invite_people, revoke_invitation
from newsapp.services.members import Departure, change_coding, change_role, leave_project, remove_member
from newsapp.web.limits import hold_back
from newsapp.web.names import isolated
from newsapp.web.one_time import new_nonce, nonce_of, number_of
from newsapp.web.roles import ROLE_NAMES, ROLES, role_of

DAYS_OFFERED = (1, DAYS, 30)


def _page(request: HttpRequest, access: ProjectAccess, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "access": access,
        "tab": "members",
        "members": members_of(access),
        "invitations": [(row, ROLE_NAMES[row.role]) for row in pending_invitations(access)],
        "roles": ROLES,
        "days_offered": DAYS_OFFERED,
        "days": DAYS,
        "most_uses": MAX_USES,
        "has_mail": settings.HAS_MAIL,
        "nonce": new_nonce(),
        **more,
    }
    return render(request, "newsapp/members.html", context, status=status)


def link_of(request: HttpRequest) -> Callable[[str], str]:
    """The address of an invitation by its secret; the host is one of `ALLOWED_HOSTS`, or there is no answer at all."""
    return lambda secret: request.build_absolute_uri(reverse("invitation", args=[secret]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody in the project; a form adds those of the team and invites others."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_MEMBERS)
    if request.method != "POST":
        return _page(request, access)
    people = request.POST.get("people", "")
    try:
        hold_back(request, action="invite")
        outcome = invite_people(
            access=access,
            people=people,
            role=role_of(request.POST.get("role")),
            address_of=link_of(request),
            nonce=nonce_of(request),
        )
    except NotVisible:
        raise
    except RuleViolation as refusal:
        return _page(request, access, status=refusal.status, people=people, people_refusal=refusal)
    return _page(request, access, outcome=outcome, people="\n".join(outcome.unknown))


@login_required
@require_POST
def invitation_link(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a link that can be handed over; it is shown by this answer, and never again."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_MEMBERS)
    try:
        hold_back(request, action="invite")
        made = invite(
            access=access,
            role=role_of(request.POST.get("role")),
            uses=number_of(request, "uses", 1),
            days=number_of(request, "days", DAYS),
            nonce=nonce_of(request),
        )
    except NotVisible:
        raise
    except RuleViolation as refusal:
        return _page(request, access, status=refusal.status, link_refusal=refusal)
    return _page(request, access, link=link_of(request)(made.secret))


@login_required
@require_POST
def invitation_revocation(request: HttpRequest, slug: str, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_MEMBERS)
    revoke_invitation(access=access, invitation_id=invitation_id)
    messages.success(request, _("The invitation can no longer be used."))
    return redirect("members", slug=slug)


@login_required
@require_POST
def member_role(request: HttpRequest, slug: str, username: str) -> HttpResponse:
    """Give a member another role; to htmx, her row."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_MEMBERS)
    refusal, status = None, 200
    try:
        change_role(access=access, username=username, role=role_of(request.POST.get("role")))
    except NotVisible:
        raise
    except RuleViolation as violation:
        refusal, status = violation, violation.status
    if refusal is None and username == access.user.username and request.POST["role"] != Role.MANAGER.value:
        address = reverse("project", args=[slug])
        return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)
    if request.headers.get("HX-Request"):
        row = next((row for row in members_of(access) if row.user.username == username), None)
        context = {"access": access, "member": row, "roles": ROLES, "refusal": refusal, "changed": refusal is None}
        # 200 whatever came of it: the row says so, and htmx shows nothing else.
        return render(request, "newsapp/_member_row.html", context)
    if refusal is not None:
        return _page(request, access, status=status, row_refusal=refusal, refused=username)
    messages.success(request, _("The role was changed."))
    return redirect("members", slug=slug)


@login_required
@require_POST
def member_coding(request: HttpRequest, slug: str, username: str) -> HttpResponse:
    """Say which languages a member reads, and how many articles she is handed at most."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_MEMBERS)
    most = request.POST.get("open_at_once", "").strip()
    try:
        if most and not (most.isascii() and most.isdigit() and len(most) < 6):
            raise RuleViolation("invalid", _("Expected a whole number."), path="open_at_once")
        change_coding(
            access=access,
            username=username,
            languages=request.POST.get("languages", "").replace(",", " ").split(),
            open_at_once=int(most) if most else None,
        )
    except NotVisible:
        raise
    except RuleViolation as refusal:
        return _page(request, access, status=refusal.status, row_refusal=refusal, refused=username)
    messages.success(request, _("What %(name)s is handed was changed.") % {"name": isolated(username)})
    return redirect("members", slug=slug)


@login_required
@require_POST
def member_removal(request: HttpRequest, slug: str, username: str) -> HttpResponse:
    """Take a member out."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_MEMBERS)
    try:
        gone = remove_member(access=access, username=username)
    except NotVisible:
        raise
    except RuleViolation as refusal:
        return _page(request, access, status=refusal.status, row_refusal=refusal, refused=username)
    messages.success(request, _said_of(gone, username))
    return redirect("home") if username == access.user.username else redirect("members", slug=slug)


def _said_of(gone: Departure, username: str) -> str:
    said = [_("%(name)s is no longer a member.") % {"name": username}]
    if gone.assignments:
        went = ngettext("%(number)d article went back.", "%(number)d articles went back.", gone.assignments)
        said.append(went % {"number": gone.assignments})
    if gone.left_team:
        said.append(_("That was the last project of the team, so the team is left too."))
    return " ".join(said)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def departure(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave a project oneself: what that means, and a button."""
    access = open_project(user=request.user, slug=slug)
    refusal = None
    if request.method == "POST" and "leave" in request.POST:
        try:
            leave_project(access=access)
        except NotVisible:
            raise
        except RuleViolation as violation:
            refusal = violation
        else:
            messages.success(request, _("You have left “%(project)s”.") % {"project": isolated(access.project.name)})
            return redirect("home")
    own = next((row for row in members_of(access) if row.user == access.user), None)
    context = {"access": access, "tab": "", "own": own, "refusal": refusal}
    return render(request, "newsapp/departure.html", context, status=refusal.status if refusal else 200)
