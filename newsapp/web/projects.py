"""The projects of a person."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from newsapp.queries.projects import projects_with_counts


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Every project that the person is a member of."""
    return render(request, "newsapp/home.html", {"projects": projects_with_counts(user=request.user)})
