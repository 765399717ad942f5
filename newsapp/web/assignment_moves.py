"""Asking for the next article, handing one back, giving somebody's to another person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from newsapp.access import open_article, open_project
from newsapp.domain.roles import Action
from newsapp.errors import Conflict
from newsapp.services.assignment_moves import hand_back, move_assignment
from newsapp.services.next_articles import take_next
from newsapp.web.names import isolated


@login_required
@require_POST
def article_next(request: HttpRequest, slug: str) -> HttpResponse:
    """To the article that waits for her, or that she is handed by this; back to the list when there is none."""
    access = open_project(user=request.user, slug=slug, action=Action.HIGHLIGHT)
    try:
        number, _handed_out = take_next(access=access)
    except Conflict as none_left:
        messages.info(request, none_left.message)
        return redirect("project", slug=slug)
    return redirect("article", slug=slug, number=number)


@login_required
@require_POST
def article_hand_back(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give back what one has in hand, with a reason."""
    access = open_article(user=request.user, slug=slug, number=number, action=Action.HIGHLIGHT)
    hand_back(access=access, reason=request.POST.get("reason", ""))
    messages.success(request, _("Handed back. What you marked stays."))
    return redirect("project", slug=slug)


@login_required
@require_POST
def article_move(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give an article that somebody has in hand to another person."""
    access = open_article(user=request.user, slug=slug, number=number, action=Action.REVIEW)
    to = request.POST.get("to", "")
    move_assignment(access=access, username=request.POST.get("from", ""), to=to)
    messages.success(request, _("%(name)s has it now; what was marked stays.") % {"name": isolated(to)})
    return redirect(reverse("article_details", args=[slug, number]) + "#people")
