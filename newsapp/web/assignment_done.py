"""Saying that one is done with an article, and what comes next."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from newsapp.access import open_article
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, RuleViolation
from newsapp.queries.own_work import own_work
from newsapp.services.assignments import mark_done
from newsapp.wording import gettext as _


@login_required
@require_POST
def article_done(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Done, or not done after all; htmx gets the buttons as they stand now, others the article's page again.

    What was changed since the page was made stays as it is, and the answer says so.
    """
    access = open_article(user=request.user, slug=slug, number=number, action=Action.HIGHLIGHT)
    done = request.POST.get("done")
    if done not in ("yes", "no"):
        raise RuleViolation("invalid", _("Expected “yes” or “no”."), path="done")
    left = ""
    try:
        mark_done(access=access, done=done == "yes", seen=request.POST.get("seen"))
    except Conflict as conflict:
        if not request.headers.get("HX-Request"):
            raise
        left = conflict.wording
    if not request.headers.get("HX-Request"):
        return redirect("article", slug=slug, number=number)
    context = {"access": access, "article": access.article, "work": own_work(access), "answered": True, "left": left}
    return render(request, "newsapp/_done.html", context)
