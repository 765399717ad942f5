"""The page on which a reviewer rules on a dispute with a reading that is none of the positions."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotations.access import opened_dispute
from annotations.domain.dispute_records import DisputeRecord
from annotations.domain.disputes import WHAT_NEXT, DisputeState, Transition
from annotations.domain.schemes import Scheme
from annotations.queries.dispute_contexts import letter_of
from annotations.queries.disputes import dispute_record
from annotations.queries.schemes import scheme_of
from annotations.services.rulings import propose_ruling
from annotations.web.comparison_edit import EditForm, form_from, reading_of_form
from annotations.web.comparison_shown import LOOKS, mark_item
from annotations.web.dispute_forms import ReadingForm
from annotations.web.text_html import text_html
from annotations.web.workbench_parts import blocks_of
from newsapp.access import ArticleAccess, open_article
from newsapp.domain.languages import direction_of
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, RuleViolation


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def dispute_reading(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The text with the positions' readings, and the form of another one; proposes it as the ruling."""
    access, row = opened_dispute(user=request.user, slug=slug, number=number, action=Action.REVIEW)
    record = dispute_record(access=access, number=number)
    if record.article is None:
        raise NotVisible(_("This dispute is about a claim alone: there is no text to read otherwise."))
    article = open_article(user=request.user, slug=slug, number=record.article, with_blocks=True)
    scheme = scheme_of(access.project)
    if request.method != "POST":
        form = ReadingForm(dispute=record, auto_id="ruling_%s")
        return _page(request, article, record, form, form_from(_beginning(article, record), scheme=scheme))
    form = ReadingForm(request.POST, dispute=record, auto_id="ruling_%s")
    status = 422
    if form.is_valid():
        try:
            draft = form.draft(reading_of_form(request.POST, scheme))
            propose_ruling(access=access, dispute=row, draft=draft)
            messages.success(request, _("Your ruling is proposed."))
            return redirect("dispute", slug=slug, number=number)
        except RuleViolation as refusal:
            form.refuse(refusal)
            status = refusal.status
    return _page(request, article, record, form, _as_typed(request, scheme), status=status)


def _beginning(article: ArticleAccess, record: DisputeRecord) -> dict[str, Any]:
    """The first position's reading whose place counts into the current text; `{}` where there is none."""
    readings = (each.reading for each in record.positions if each.reading)
    return next((each for each in readings if each["revision"] == article.revision.number), {})


def _as_typed(request: HttpRequest, scheme: Scheme) -> EditForm:
    """What was typed, for another try; a number or a place that is none stays as it was typed where it can."""
    try:
        return form_from(reading_of_form(request.POST, scheme), scheme=scheme)
    except RuleViolation:
        typed = {"segments": [], "start": 0, "end": 0, "tags": request.POST.getlist("tags"), "attributes": {}}
        return form_from(typed, scheme=scheme)._replace(place=request.POST.get("place", ""))


def _page(
    request: HttpRequest,
    article: ArticleAccess,
    record: DisputeRecord,
    ruling: ReadingForm,
    form: EditForm,
    *,
    status: int = 200,
) -> HttpResponse:
    standing = record.standings.get(Transition.PROPOSE)
    reasons = [str(refusal.wording) for refusal in standing.refusals] if standing else []
    context = {
        "access": article,
        "tab": "disputes",
        "dispute": record,
        "article": article.article,
        "direction": direction_of(article.article.language),
        "ruling": ruling,
        "form": form,
        "lawful": standing is not None and standing.lawful,
        "reasons": reasons or [str(WHAT_NEXT[DisputeState(record.state)])],
        "marks": json.dumps(_marks(article, record)),
        "text": text_html(article.revision.text, blocks_of(article)),
    }
    return render(request, "annotations/dispute_reading.html", context, status=status)


def _marks(article: ArticleAccess, record: DisputeRecord) -> dict[str, Any]:
    """What scripts paint: the readings of the positions in the current text."""
    looks, items = [], []
    for each in record.positions:
        letter = letter_of(each.place)
        colour, pattern = LOOKS[each.place % len(LOOKS)]
        looks.append({"key": letter, "colour": colour, "pattern": pattern})
        if each.reading and each.reading["revision"] == article.revision.number:
            place = each.reading["segments"] or [[each.reading["start"], each.reading["end"]]]
            items.append(mark_item(letter, place, letter))
    return {"looks": looks, "items": items, "rows": {}}
