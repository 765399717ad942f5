"""What is proposed about a claim on its page, with its reasons in words, and deciding about it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotations.access import open_claim
from annotations.domain.claim_proposals import ConflictProposal, Decided, ProposalKind, SameProposal
from annotations.domain.claims import StoredClaim
from annotations.domain.schemes import Scheme
from annotations.domain.similarity.similar_claims import Similar
from annotations.queries.claim_proposals import (
    CONTRADICTS,
    conflicts_around,
    decided_about,
    rejected_in,
    related_to,
    same_as,
)
from annotations.queries.claims import stored_claim
from annotations.queries.schemes import scheme_of
from annotations.services.claim_proposals import (
    accept_conflict,
    accept_same,
    reconsider_proposal,
    reject_proposal,
)
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, RuleViolation
from newsapp.web.telling import Words

REASONS_SHOWN = 6
"""Things that two claims share which a proposal names."""

REASON_WORDS: dict[str, Words] = {
    "over_the_limit": gettext_lazy("%(value)s is more than %(limit)s, which the other allows at most."),
    "under_the_limit": gettext_lazy("%(value)s is less than %(limit)s, which the other says is the least."),
    "limits_exclude": gettext_lazy("One says at least %(least)s, the other at most %(most)s."),
    "values_differ": gettext_lazy("%(first)s and %(second)s are different numbers."),
    "limit_allows_both": gettext_lazy(
        "%(first)s and %(second)s differ, but “at most” or “at least” leaves room for both."
    ),
    "different_time": gettext_lazy("One is about %(first)s, the other about %(second)s."),
    "time_of_one": gettext_lazy("One is about %(time)s, the other does not say when."),
    "place_of_one": gettext_lazy("One is about %(place)s, the other does not say where."),
    "unit_unknown": gettext_lazy("One of them does not say what is counted."),
}

KIND_WORDS: dict[str, Words] = {
    "figure": gettext_lazy("figure"),
    "name": gettext_lazy("name"),
    "date": gettext_lazy("date"),
    "word": gettext_lazy("word"),
}


class SharedWords(NamedTuple):
    """Something that two claims have in common: of what sort, and the words of both."""

    kind: Words
    words: str


class SimilarRow(NamedTuple):
    """A similar claim as the page proposes it; `percent` says how alike the two are."""

    claim: StoredClaim
    percent: int
    shared: list[SharedWords]


class ConflictRow(NamedTuple):
    """Two figures as the page proposes them.

    Attributes:
        other: number of the claim of the other figure; the claim's own where both are its.
    """

    proposal: ConflictProposal
    certain: bool
    reasons: list[str]
    other: int


class RejectedRow(NamedTuple):
    """A proposal that was rejected."""

    decided: Decided
    words: str


def proposals_for(access: ProjectAccess, claim: StoredClaim, scheme: Scheme) -> dict[str, Any]:
    """What the page shows of proposals for a claim."""
    related = related_to(access=access, claim=claim)
    decided = decided_about(access=access, claim=claim.id)
    conflicts = conflicts_around(access=access, claim=claim, related=related, decided=decided)
    rows = [_conflict_row(each, claim) for each in conflicts]
    links = scheme.relations.get(CONTRADICTS)
    return {
        "similar": [_similar_row(each) for each in same_as(related, decided=decided)],
        "conflicts": [row for row in rows if row.certain],
        "apparent": [row for row in rows if not row.certain],
        "rejected": [RejectedRow(each, _rejected_words(each)) for each in rejected_in(decided)],
        "may_link": access.may(Action.HIGHLIGHT) and links is not None and not links.retired,
    }


def _similar_row(proposal: SameProposal) -> SimilarRow:
    return SimilarRow(proposal.other, round(proposal.similar.score * 100), shared_words(proposal.similar))


def shared_words(similar: Similar) -> list[SharedWords]:
    """What two claims share, in words: the weightiest first."""
    return [
        SharedWords(
            KIND_WORDS[reason.kind],
            reason.first if reason.first == reason.second else f"{reason.first} · {reason.second}",
        )
        for reason in similar.reasons[:REASONS_SHOWN]
    ]


def _conflict_row(proposal: ConflictProposal, claim: StoredClaim) -> ConflictRow:
    others = {proposal.first.claim, proposal.second.claim} - {claim.id}
    reasons = [reason_words(reason.code, reason.data) for reason in proposal.conflict.reasons]
    return ConflictRow(proposal, proposal.conflict.certainty == "conflict", reasons, next(iter(others), claim.id))


def reason_words(code: str, data: Mapping[str, Any]) -> str:
    """A reason as a sentence, its numbers as people write them."""
    said = {name: intcomma(value) if isinstance(value, int | float) else value for name, value in data.items()}
    return str(REASON_WORDS[code]) % said


def _rejected_words(decided: Decided) -> str:
    figures = decided.reasons.get("figures")
    if decided.kind == ProposalKind.CONFLICT and isinstance(figures, list):
        return _("“%(first)s” against “%(second)s”") % {"first": figures[0], "second": figures[1]}
    return _("same as claim %(number)d") % {"number": decided.other}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claim_proposal(request: HttpRequest, slug: str, claim: int) -> HttpResponse:
    """What is proposed about a claim: a part that its page loads late, or a page of its own; and deciding about it."""
    return _decide(request, slug, claim) if request.method == "POST" else _show(request, slug, claim)


def _show(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    access, _row = open_claim(user=request.user, slug=slug, number=number)
    claim = stored_claim(access=access, number=number)
    if claim is None:
        raise NotVisible
    context = {
        "access": access,
        "tab": "claims",
        "claim": claim,
        "may_write": access.may(Action.WRITE_CLAIM),
        **proposals_for(access, claim, scheme_of(access.project)),
    }
    part = "_claim_proposals" if request.headers.get("HX-Request") else "claim_proposals"
    return render(request, f"annotations/{part}.html", context)


def _decide(request: HttpRequest, slug: str, claim: int) -> HttpResponse:
    """Accept or reject what is proposed about a claim, or take a rejection back."""
    access, row = open_claim(user=request.user, slug=slug, number=claim, action=Action.WRITE_CLAIM)
    sent = request.POST
    kind, subject, do = sent.get("kind", ""), sent.get("subject", "")[:200], sent.get("do", "")
    if kind not in list(ProposalKind):
        raise RuleViolation("unknown_kind", _("There is no such kind of proposal."), path="kind")
    other = int(sent["other"]) if sent.get("other", "").isascii() and sent.get("other", "").isdigit() else 0
    if do == "accept" and kind == ProposalKind.SAME:
        accept_same(access=access, claim=row, other=other)
        messages.success(request, _("Claim %(number)d is part of this one now.") % {"number": other})
    elif do == "accept":
        accept_conflict(access=access, claim=row, subject=subject)
        messages.success(request, _("The two figures are linked: they contradict each other."))
    elif do == "reconsider":
        reconsider_proposal(access=access, claim=row, kind=kind, other=other, subject=subject)
        messages.success(request, _("It is proposed again."))
    elif do == "reject":
        reason = sent.get("reason", "")
        reject_proposal(access=access, claim=row, kind=kind, other=other, subject=subject, reason=reason)
        messages.success(request, _("It is not proposed any more."))
    else:
        raise RuleViolation("unknown_value", _("Accept, reject or reconsider."), path="do")
    return redirect("claim", slug=slug, claim=claim)
