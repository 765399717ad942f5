"""Opening a dispute, its screen, and every step in it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.access import open_claim, open_highlight, opened_dispute
from annotations.domain.disputes import SETTLED, DisputeKind, Transition
from annotations.queries.card_reviews import NOTHING, review_of_article
from annotations.queries.disputes import dispute_record
from annotations.queries.highlights import record_for
from annotations.queries.schemes import scheme_of
from annotations.services import dispute_steps as steps
from annotations.services import rulings, voting
from annotations.services.dispute_drafts import DisputeDraft, open_drafted
from annotations.services.disputes import PositionDraft, add_position
from annotations.services.evidence import EvidenceDraft, add_evidence
from annotations.web.dispute_forms import FORMS, BroughtForm, OpeningForm, StepForm
from annotations.web.dispute_pages import dispute_page
from annotations.web.dispute_words import STATE_NAMES
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, RuleViolation
from newsapp.queries.activity import members_by_name
from newsapp.web.telling import Words


@require_safe
@login_required
def dispute(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The screen of a dispute."""
    access, row = opened_dispute(user=request.user, slug=slug, number=number)
    return dispute_page(request, access, row.number)


def _add_position(*, access: ProjectAccess, dispute: Any, title: str, words: str) -> None:
    add_position(access=access, dispute=dispute, draft=PositionDraft(title, words=words))


def _close_voting(*, access: ProjectAccess, dispute: Any, reason: str) -> None:  # noqa: ARG001 - a form's usual field
    voting.close_voting(access=access, dispute=dispute)


_MOVES: Mapping[str, tuple[Callable[..., Any], Action, Words]] = {
    Transition.TRIAGE: (steps.triage_dispute, Action.REVIEW, gettext_lazy("The dispute is triaged.")),
    Transition.COLLECT: (steps.collect_evidence, Action.REVIEW, gettext_lazy("Evidence is asked for.")),
    Transition.VOTE: (voting.open_voting, Action.REVIEW, gettext_lazy("The voting is open.")),
    Transition.PROPOSE: (rulings.propose_ruling, Action.REVIEW, gettext_lazy("Your ruling is proposed.")),
    Transition.RESOLVE: (rulings.resolve_dispute, Action.REVIEW, gettext_lazy("The dispute is resolved.")),
    Transition.ESCALATE: (steps.escalate_dispute, Action.REVIEW, gettext_lazy("The dispute is escalated.")),
    Transition.ASK: (steps.ask_for_information, Action.REVIEW, gettext_lazy("Your question is asked.")),
    Transition.ANSWER: (steps.answer_question, Action.COMMENT, gettext_lazy("Your answer is there.")),
    Transition.WITHDRAW: (steps.withdraw_dispute, Action.OPEN_DISPUTE, gettext_lazy("The dispute is withdrawn.")),
    Transition.REOPEN: (steps.reopen_dispute, Action.OPEN_DISPUTE, gettext_lazy("The dispute is open again.")),
    "ballot": (voting.cast_vote, Action.REVIEW, gettext_lazy("Your vote is in.")),
    "close": (_close_voting, Action.REVIEW, gettext_lazy("The voting is closed.")),
    "position": (_add_position, Action.OPEN_DISPUTE, gettext_lazy("The position is added.")),
}
"""Each step's service, what it takes to see its form, and what is said when it is done."""


@require_POST
@login_required
def dispute_step(request: HttpRequest, slug: str, number: int, step: str) -> HttpResponse:
    """Make a step; one that is refused comes back with its form and the reason."""
    if step not in _MOVES:
        raise NotVisible
    move, action, done = _MOVES[step]
    access, row = opened_dispute(user=request.user, slug=slug, number=number, action=action)
    form = _form_of(request, access, number, step)
    if form.is_valid():
        try:
            move(access=access, dispute=row, **form.arguments)
            messages.success(request, str(done))
            return redirect("dispute", slug=slug, number=number)
        except RuleViolation as refusal:
            form.refuse(refusal)
            return dispute_page(request, access, number, refused=(step, form), status=refusal.status)
    return dispute_page(request, access, number, refused=(step, form), status=422)


def _form_of(request: HttpRequest, access: ProjectAccess, number: int, step: str) -> StepForm:
    record = dispute_record(access=access, number=number)
    people = [(person.username, person.name) for person in members_by_name(access)]
    return FORMS.get(step, StepForm)(request.POST, dispute=record, people=people, auto_id=f"{step}_%s")


@require_POST
@login_required
def dispute_evidence(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Bring evidence in a dispute; what was refused comes back in the form."""
    access, _row = opened_dispute(user=request.user, slug=slug, number=number, action=Action.ADD_EVIDENCE)
    record = dispute_record(access=access, number=number)
    form = BroughtForm(request.POST, dispute=record, auto_id="evidence_%s")
    status = 422
    if form.is_valid():
        try:
            draft = EvidenceDraft(form.source, claim=record.claim, dispute=number, position=form.place)
            add_evidence(access=access, draft=draft)
            messages.success(request, _("The evidence is added."))
            return redirect(f"{reverse('dispute', args=[slug, number])}#evidence")
        except RuleViolation as refusal:
            form.refuse(refusal)
            status = refusal.status
    return dispute_page(request, access, number, status=status, evidence_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def dispute_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a dispute about the highlight, the claim or the article that the address names."""
    access = open_project(user=request.user, slug=slug, action=Action.OPEN_DISPUTE)
    about = _about(request, access)
    form = OpeningForm(
        request.POST or None, about_claim="claim" in about, initial={"kind": "verdict" if "claim" in about else "tag"}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                opened = open_drafted(access=access, draft=_draft_of(form, about))
                messages.success(request, _("The dispute is open."))
                return redirect("dispute", slug=slug, number=opened.number)
            except RuleViolation as refusal:
                form.refuse(refusal)
                status = refusal.status
    context = {"access": access, "tab": "disputes", "form": form, **about}
    return render(request, "annotations/dispute_new.html", context, status=status)


def _about(request: HttpRequest, access: ProjectAccess) -> dict[str, Any]:
    """What the address names: a highlight that she may see, a claim, or an article."""
    slug = access.project.slug
    if "highlight" in request.GET:
        try:
            uuid = UUID(request.GET["highlight"])
        except ValueError:
            raise NotVisible from None
        _access, row = open_highlight(user=request.user, slug=slug, uuid=uuid)
        reviews = review_of_article(access=access, article_id=row.article_id).highlights
        there = [(n, STATE_NAMES[state]) for n, state in reviews.get(uuid, NOTHING).disputes if state not in SETTLED]
        record = record_for(access=access, uuid=uuid)
        assert record is not None
        scheme = scheme_of(access.project)
        return {
            "highlight": record,
            "there": there,
            "tags": [scheme.tags[key] for key in record.tags if key in scheme.tags],
        }
    for name in ("claim", "article"):
        words = request.GET.get(name, "")
        if words.isascii() and words.isdigit() and len(words) < 10:
            number = int(words)
            return {name: open_claim(user=request.user, slug=slug, number=number)[1] if name == "claim" else number}
    message = _("Open a dispute from a highlight, a claim or an article.")
    raise RuleViolation("about_nothing", message, path="highlight")


def _draft_of(form: OpeningForm, about: Mapping[str, Any]) -> DisputeDraft:
    said = form.cleaned_data
    highlight = about.get("highlight")
    titles = [line.strip() for line in said["positions"].splitlines() if line.strip()]
    first = [PositionDraft(_("As it is marked"), highlight=highlight.id)] if highlight is not None else []
    claim = about.get("claim")
    return DisputeDraft(
        kind=DisputeKind(said["kind"]),
        question=said["question"],
        highlight=highlight.id if highlight is not None else None,
        claim=claim.number if claim is not None else None,
        article=about.get("article"),
        positions=(*first, *(PositionDraft(title) for title in titles)),
        words=said["words"],
        due_at=said["due_at"],
    )
