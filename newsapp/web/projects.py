"""The projects of a person, and the first steps in one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from newsapp.access import open_project
from newsapp.domain.roles import Action
from newsapp.queries.projects import COUNTED, project_cards

DISMISSED = "first_steps_dismissed"
"""In the session: slugs of the projects whose first steps the person does not want to see."""


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Every project that the person is a member of, and what waits for her in each."""
    cards = project_cards(user=request.user)
    context = {
        "projects": [card for card in cards if card.archived_at is None],
        "archived": [card for card in cards if card.archived_at is not None],
        "counted": COUNTED,
    }
    return render(request, "newsapp/home.html", context)


@require_POST
@login_required
def dismiss_first_steps(request: HttpRequest, slug: str) -> HttpResponse:
    """Hide the first steps of a project until the person signs in again."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_PROJECT)
    dismissed = request.session.get(DISMISSED, [])
    request.session[DISMISSED] = [*(other for other in dismissed if other != slug), slug][-50:]
    return redirect("project", slug=access.project.slug)
