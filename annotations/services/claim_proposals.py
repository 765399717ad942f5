"""Deciding about what is proposed for a claim: accepting makes a merge or a link of it, rejecting keeps why not."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from uuid6 import uuid7

from annotations.access import visible_claims
from annotations.domain.claim_proposals import ConflictProposal, ProposalDecision, ProposalKind
from annotations.models import Claim, ClaimProposal
from annotations.queries.claim_proposals import CONTRADICTS, conflicts_around, decided_about, related_to
from annotations.queries.claims import stored_claims
from annotations.services.claim_merges import merge_claims
from annotations.services.claims import held, tell
from annotations.services.relations import RelationDraft, put_relation
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, RuleViolation
from newsapp.services.activity import Happening
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

MAX_REASON = 500


@transaction.atomic
def accept_same(*, access: ProjectAccess, claim: Claim, other: int) -> None:
    """Say that another claim says the same: it is merged into this one.

    Args:
        access: the project, as opened by `annotations.access.open_claim`.
        claim: opened for `WRITE_CLAIM`.
        other: number of the other claim.

    Raises:
        RuleViolation, Conflict: see `annotations.services.claim_merges.merge_claims`.
    """
    row = _other(access, other)
    _keep(access, claim, row, ProposalKind.SAME, decision=ProposalDecision.ACCEPTED)
    merge_claims(access=access, claim=row, into=claim.number)


@transaction.atomic
def accept_conflict(*, access: ProjectAccess, claim: Claim, subject: str) -> None:
    """Say that two figures contradict each other: the highlights that stand for them are linked.

    Args:
        access: the project, as opened by `annotations.access.open_claim`.
        claim: opened for `WRITE_CLAIM`.
        subject: of the proposal.

    Raises:
        RuleViolation: it is not proposed (any more), or the figures are not marked each by itself.
        NotAllowed: she may not link highlights.
    """
    access.require(Action.HIGHLIGHT)
    proposal = _conflict(access, claim, subject)
    if not proposal.linkable:
        message = _("Mark each of the two figures as a highlight of its own first: only highlights can be linked.")
        raise RuleViolation("nothing_to_link", message, path="subject")
    attributes = {"dimension": "quantity"}
    draft = RelationDraft(CONTRADICTS, proposal.first.mark, proposal.second.mark, attributes, uuid7())
    put_relation(access=access, draft=draft)
    other = _other(access, _other_number(claim, proposal))
    reasons = _reasons(proposal)
    _keep(access, claim, other, ProposalKind.CONFLICT, subject=subject, reasons=reasons)


@transaction.atomic
def reject_proposal(
    *, access: ProjectAccess, claim: Claim, kind: str, other: int, subject: str = "", reason: str = ""
) -> None:
    """Say that a proposal is wrong; it is kept with the reason and proposed no more.

    Args:
        access: the project, as opened by `annotations.access.open_claim`.
        claim: opened for `WRITE_CLAIM`.
        kind: see `ProposalKind`.
        other: number of the other claim; the claim's own where two of its figures disagree.
        subject: of a conflict.
        reason: in words.

    Raises:
        RuleViolation: there is no such claim, nothing of the kind is proposed, or a reason that is too long.
    """
    if len(reason) > MAX_REASON:
        message = ngettext("At most {most:,} character.", "At most {most:,} characters.", MAX_REASON, most=MAX_REASON)
        raise RuleViolation("too_long", message, path="reason")
    row = _other(access, other)
    reasons: dict[str, Any] = {}
    if kind == ProposalKind.CONFLICT:
        reasons = _reasons(_conflict(access, claim, subject))
    elif row.pk == claim.pk:
        raise RuleViolation("unknown_claim", _("There is no such claim."), path="other")
    _keep(
        access, claim, row, ProposalKind(kind), subject=subject, decision=ProposalDecision.REJECTED, reason=reason.strip(),
        reasons=reasons,
    )  # fmt: skip


@transaction.atomic
def reconsider_proposal(*, access: ProjectAccess, claim: Claim, kind: str, other: int, subject: str = "") -> None:
    """Take the rejection of a proposal back: it is proposed again, as long as it would be."""
    first, second = _ordered(claim, _other(access, other))
    rows = ClaimProposal.objects.filter(
        claim=first, other=second, kind=kind, subject=subject, decision=ProposalDecision.REJECTED
    )
    if rows.delete()[0]:
        data = {"kind": kind, "other": other}
        tell(access, Happening("claim.proposal_reconsidered", str(claim.number), data=data))


def _other(access: ProjectAccess, number: int) -> Claim:
    row = visible_claims(access).filter(number=number).first()
    if row is None:
        raise RuleViolation("unknown_claim", _("There is no such claim."), path="other")
    return row


def _conflict(access: ProjectAccess, claim: Claim, subject: str) -> ConflictProposal:
    """The proposal as it is made now: nobody accepts what the texts do not say any more."""
    stored = stored_claims(access=access, numbers=[claim.number])[claim.number]
    related = related_to(access=access, claim=stored)
    decided = decided_about(access=access, claim=claim.number)
    for proposal in conflicts_around(access=access, claim=stored, related=related, decided=decided):
        if proposal.subject == subject:
            return proposal
    raise RuleViolation("not_proposed", _("This is not proposed any more."), path="subject")


def _other_number(claim: Claim, proposal: ConflictProposal) -> int:
    numbers = {proposal.first.claim, proposal.second.claim} - {claim.number}
    return numbers.pop() if numbers else claim.number


def _reasons(proposal: ConflictProposal) -> dict[str, Any]:
    return {
        "certainty": proposal.conflict.certainty,
        "figures": [proposal.first.words, proposal.second.words],
        "reasons": [[reason.code, dict(reason.data)] for reason in proposal.conflict.reasons],
    }


def _ordered(claim: Claim, other: Claim) -> tuple[Claim, Claim]:
    return (claim, other) if claim.pk <= other.pk else (other, claim)


def _keep(
    access: ProjectAccess,
    claim: Claim,
    other: Claim,
    kind: ProposalKind,
    *,
    subject: str = "",
    decision: ProposalDecision = ProposalDecision.ACCEPTED,
    reason: str = "",
    reasons: Mapping[str, Any] | None = None,
) -> None:
    held(access, claim)
    first, second = _ordered(claim, other)
    _row, made = ClaimProposal.objects.get_or_create(
        claim=first,
        other=second,
        kind=kind,
        subject=subject,
        defaults={
            "project": access.project,
            "decision": decision,
            "reason": reason,
            "reasons": dict(reasons or {}),
            "decided_by": access.user,
            "created_at": timezone.now(),
        },
    )
    if not made:
        raise Conflict("decided", _("Somebody decided about this already."), path="subject")
    data = {"kind": kind.value, "other": other.number, "subject": subject}
    verb = "claim.proposal_accepted" if decision is ProposalDecision.ACCEPTED else "claim.proposal_rejected"
    tell(access, Happening(verb, str(claim.number), data=data, detail={"reason": reason} if reason else None))
