"""Passing an article over, with a reason, and taking it up after all."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from newsapp.access import open_article
from newsapp.domain.roles import Action
from newsapp.queries.own_work import own_work
from newsapp.services.assignments import skip_article, take_up_article


@login_required
@require_POST
def article_skip(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Skip, then on to the next article that waits for her; or take up what was skipped, and stay.

    `reason` is one that the page offers or `own`, then `words` says it; `take_up` takes it up.
    """
    access = open_article(user=request.user, slug=slug, number=number, action=Action.HIGHLIGHT)
    if "take_up" in request.POST:
        take_up_article(access=access)
        return redirect("article", slug=slug, number=number)
    chosen = request.POST.get("reason", "")
    skip_article(access=access, reason=request.POST.get("words", "") if chosen in ("own", "") else chosen)
    following = own_work(access).following
    if following is None:
        messages.info(request, _("Skipped. Nothing else is waiting for you in this project."))
        return redirect("project", slug=slug)
    # The next article may have been fetched before this one was skipped: another address has it fetched anew.
    return redirect(f"{reverse('article', args=[slug, following.number])}?skipped={number}")
