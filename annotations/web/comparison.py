"""The page that shows what the coders of an article say side by side, and where a reviewer settles it."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from annotations.domain.disputes import DisputeKind
from annotations.domain.joining import Merge
from annotations.queries.comparison import Compared, comparison_of
from annotations.queries.schemes import scheme_of
from annotations.services.comparison import Choice, settle_agreed, settle_group
from annotations.services.comparison_disputes import dispute_group
from annotations.web.comparison_edit import form_of, reading_of_form
from annotations.web.comparison_shown import FILTERS, ShownComparison
from annotations.web.live_pages import live_page
from annotations.web.text_html import text_html
from annotations.web.workbench_parts import blocks_of
from newsapp.access import ArticleAccess, open_article
from newsapp.blindness import codes
from newsapp.domain.languages import direction_of
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, RuleViolation
from newsapp.queries.activity import names_of
from newsapp.queries.live import place_now

DISPUTE_KINDS = {
    DisputeKind.BOUNDARY: gettext_lazy("bounds"),
    DisputeKind.TAG: gettext_lazy("tags"),
    DisputeKind.ATTRIBUTION: gettext_lazy("attribution"),
    DisputeKind.FACTUALITY: gettext_lazy("factuality"),
}


@require_safe
@login_required
def compare(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The text with every coder's marks, and the rows to settle; words alone while the comparison is closed."""
    access = _opened(request, slug, number)
    if access.article.comparison_opened_at is None:
        return render(request, "annotations/compare_closed.html", _frame(access), status=409)
    return _answer(request, access)


@require_POST
@login_required
def compare_settle(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Settle one row, or open a dispute about it."""
    disputes = request.POST.get("do") == "dispute"
    access = _opened(request, slug, number, action=Action.OPEN_DISPUTE if disputes else Action.REVIEW)
    key = request.POST.get("group", "")
    try:
        said = _do(request, access, key)
    except Conflict as conflict:
        now = conflict.existing.key if isinstance(conflict.existing, Compared) else ""
        return _refused(request, access, conflict, now)
    except RuleViolation as refusal:
        return _refused(request, access, refusal, key)
    if not request.headers.get("HX-Request"):
        messages.success(request, said)
        return redirect(f"{_address(access)}?{urlencode({'kind': _wanted(request)})}")
    return _answer(request, access, said=said)


def _do(request: HttpRequest, access: ArticleAccess, key: str) -> str:
    """What the button that was pressed stands for; answers what to say of it."""
    do, _sep, value = request.POST.get("do", "").partition(":")
    if do == "dispute":
        dispute = dispute_group(
            access=access,
            article=access.article,
            key=key,
            kind=_kind(request.POST.get("dispute_kind", "")),
            question=request.POST.get("question", ""),
        )
        return _("Dispute %(number)d is open.") % {"number": dispute.number}
    choice = Choice(reading={})
    if do == "accept":
        choice = Choice(accept=value)
    elif do == "merge":
        choice = Choice(merge=Merge.INTERSECTION if value == Merge.INTERSECTION.value else Merge.UNION)
    elif do == "edit":
        choice = Choice(reading=reading_of_form(request.POST, scheme_of(access.project)))
    elif do != "nothing":
        raise RuleViolation("unknown_choice", _("Choose one of the buttons."), path="do")
    settle_group(access=access, article=access.article, key=key, choice=choice)
    return _("Settled.")


def _kind(value: str) -> DisputeKind:
    return next((kind for kind in DISPUTE_KINDS if kind.value == value), DisputeKind.BOUNDARY)


@require_POST
@login_required
def compare_agreed(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Write into gold what the coders agree on."""
    access = _opened(request, slug, number, action=Action.REVIEW)
    settled = settle_agreed(access=access, article=access.article)
    said = ngettext("%(count)d place is gold now.", "%(count)d places are gold now.", settled) % {"count": settled}
    if not request.headers.get("HX-Request"):
        messages.success(request, said)
        return redirect(f"{_address(access)}?{urlencode({'kind': _wanted(request)})}")
    return _answer(request, access, said=said)


@require_safe
@login_required
def compare_edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The form in which a reviewer writes another reading than the coders': a fragment for htmx, else a page."""
    access = _opened(request, slug, number, action=Action.REVIEW)
    comparison = comparison_of(access=access, article=access.article)
    scheme = scheme_of(access.project)
    context = _frame(access) | {
        "form": form_of(comparison, request.GET.get("group", ""), scheme=scheme),
        "wanted": _wanted(request),
    }
    fragment = bool(request.headers.get("HX-Request"))
    response = render(
        request, "annotations/_compare_edit.html" if fragment else "annotations/compare_edit.html", context
    )
    response.headers["Vary"] = "HX-Request"
    return response


def _opened(request: HttpRequest, slug: str, number: int, *, action: Action = Action.READ) -> ArticleAccess:
    return open_article(user=request.user, slug=slug, number=number, action=action, with_blocks=True)


def _address(access: ArticleAccess) -> str:
    return reverse("article_compare", args=[access.project.slug, access.article.number])


def _wanted(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in FILTERS else "todo"


def _frame(access: ArticleAccess) -> dict[str, Any]:
    return {
        "access": access,
        "article": access.article,
        "tab": "articles",
        "here": _address(access),
        "direction": direction_of(access.article.language),
    }


def _refused(request: HttpRequest, access: ArticleAccess, refusal: RuleViolation, now: str) -> HttpResponse:
    """What cannot be done, and the row as it is now."""
    if access.article.comparison_opened_at is None:
        raise refusal
    return _answer(request, access, refusal=refusal, now=now, status=422 if refusal.status == 400 else refusal.status)


def _answer(request: HttpRequest, access: ArticleAccess, *, status: int = 200, **more: Any) -> HttpResponse:
    """The rows as a fragment for htmx, the whole page for everybody else."""
    place = place_now()
    comparison = comparison_of(access=access, article=access.article)
    wanted = _wanted(request)
    shown = ShownComparison(
        comparison,
        text=access.revision.text,
        scheme=scheme_of(access.project),
        anonymous=access.project.coders_anonymous,
    )
    groups = shown.groups(wanted)
    coded = codes(access)
    reviews = access.may(Action.REVIEW)
    links = shown.links(wanted)
    decisions = [*(row.decision for row in groups), *(row.decision for row in links)]
    context = _frame(access) | {
        "coders": shown.coders,
        "filters": shown.filters(),
        "wanted": wanted,
        "groups": groups,
        "links": links,
        "names": names_of(decision.decided_by for decision in decisions if decision),
        "marks": json.dumps(shown.marks(groups)),
        "whole": len(comparison.groups),
        "coded": coded and reviews,
        "decides": reviews and (not coded or access.project.small_team),
        "may_settle_agreed": reviews and access.project.gold_threshold is not None,
        "may_dispute": access.may(Action.OPEN_DISPUTE),
        "dispute_kinds": [(kind.value, words) for kind, words in DISPUTE_KINDS.items()],
        **live_page(access, place, article=access.article.number),
        **more,
    }
    if request.headers.get("HX-Request"):
        response = render(request, "annotations/_compare_rows.html", context, status=status)
    else:
        context["text"] = text_html(access.revision.text, blocks_of(access))
        response = render(request, "annotations/compare.html", context, status=status)
    response.headers["Vary"] = "HX-Request"
    return response
