"""Opening the comparison of an article's readings, having it coded again, and saying how it stands."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from newsapp.access import ArticleAccess, open_article
from newsapp.blindness import sees_work_on
from newsapp.domain.roles import Action
from newsapp.services.comparisons import LONGEST_REASON, code_again, open_comparison


def comparison_state(access: ArticleAccess) -> dict[str, Any]:
    """What a page about an article says of its comparison; a statement for reviewers of a blind project."""
    opened_at = access.article.comparison_opened_at
    seen = sees_work_on(access)
    return {
        "comparison_opened_at": opened_at,
        "work_hidden": not seen,
        "may_open": opened_at is None and seen and access.may(Action.REVIEW),
        "may_code_again": opened_at is not None and access.may(Action.ASSIGN),
        "longest_reason": LONGEST_REASON,
    }


@login_required
@require_POST
def article_opening(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Open the comparison; with `again` and a reason close it, and have the article coded again."""
    access = open_article(user=request.user, slug=slug, number=number, action=Action.REVIEW)
    if "again" in request.POST:
        code_again(access=access, reason=request.POST.get("reason", ""))
        messages.success(request, _("The article is to be coded again; its comparison is closed."))
    else:
        open_comparison(access=access)
        messages.success(request, _("The comparison is open: everybody sees what everybody marked in this article."))
    return redirect(reverse("article_details", args=[slug, number]) + "#people")
