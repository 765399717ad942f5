"""What was coded under an older definition of a tag, and giving it back to those who coded it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from annotations.queries.schemes import scheme_of
from annotations.queries.tag_definitions import outdated_of
from annotations.services.tag_definitions import send_outdated_back
from annotations.web.scheme_pages import frame, go_to
from newsapp.access import open_project
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, RuleViolation
from newsapp.services.assignments import LONGEST_REASON


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tag_definition(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Whose highlights a newer definition concerns; the button gives their articles back to them."""
    access = open_project(user=request.user, slug=slug, action=Action.MANAGE_SCHEME)
    tag = scheme_of(access.project).tags.get(key)
    if tag is None or tag.scope == "article":
        raise NotVisible
    refusal = None
    reason = _("“%(label)s” means something else now: look at what you marked with it.") % {"label": tag.label}
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        try:
            sent = send_outdated_back(access=access, key=key, reason=reason)
        except RuleViolation as violation:
            refusal = violation
        else:
            words = ngettext("%(n)d article went back.", "%(n)d articles went back.", sent.articles)
            messages.success(request, words % {"n": sent.articles})
            return go_to(request, "scheme", slug)
    outdated = outdated_of(access=access, tag=tag)
    context = frame(access, tag=tag, outdated=outdated, reason=reason, refusal=refusal, most=LONGEST_REASON)
    status = 422 if refusal else 200
    return render(request, "annotations/scheme_definition.html", context, status=status)
