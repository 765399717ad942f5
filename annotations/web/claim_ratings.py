"""The page on which a project says how its verdicts are told elsewhere."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotations.domain.claim_reviews import DEFAULT_RATINGS, MAX_NAME, MAX_RATING, WITHOUT_NUMBER, Rating
from annotations.queries.claim_reviews import ratings_of
from annotations.services.claim_ratings import change_ratings
from annotations.web.claim_words import VERDICT_NAMES
from newsapp.access import open_project
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claim_ratings(request: HttpRequest, slug: str) -> HttpResponse:
    """The number and the name of each verdict in reviews."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_PROJECT)
    ratings, version = ratings_of(access)
    refusal, status = None, 200
    if request.method == "POST":
        ratings = _typed(request.POST)
        sent = request.POST.get("version", "")
        try:
            change_ratings(access=access, ratings=ratings, version=int(sent) if sent.isdigit() else 0)
            messages.success(request, _("The ratings are saved."))
            return redirect("claims", slug=slug)
        except RuleViolation as fault:
            refusal, status = fault, 422 if fault.status == 400 else fault.status
    at = refusal.path.split(".")[0] if refusal else ""
    context = {
        "access": access,
        "tab": "claims",
        "rows": [
            (verdict, VERDICT_NAMES[verdict], ratings[verdict], verdict not in WITHOUT_NUMBER, verdict == at)
            for verdict in DEFAULT_RATINGS
        ],
        "version": version,
        "most_name": MAX_NAME,
        "most_rating": MAX_RATING,
        "refusal": refusal,
    }
    return render(request, "annotations/claim_ratings.html", context, status=status)


def _typed(sent: QueryDict) -> dict[str, Rating]:
    def number(verdict: str) -> int | None:
        words = sent.get(f"{verdict}.rating", "").strip()
        return int(words) if words.isascii() and words.isdigit() and len(words) < 9 else None

    return {verdict: Rating(number(verdict), sent.get(f"{verdict}.name", "")) for verdict in DEFAULT_RATINGS}
