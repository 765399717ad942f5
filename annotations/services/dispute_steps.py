"""The steps of a dispute beside voting and ruling: triage, evidence, questions, escalation, withdrawing, reopening."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.domain.disputes import DisputeKind, DisputeState, Transition, check_due, target_of
from annotations.domain.readings import checked_words
from annotations.models import Dispute
from annotations.queries.dispute_rules import evidence_of
from annotations.services.dispute_moves import hear, hear_again, move, withdraw_ruling
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action, Role, may
from newsapp.errors import RuleViolation
from newsapp.models import Membership, User
from newsapp.wording import gettext as _

MOST_WORDS = 5_000
"""Code points of a reason, a question or an answer."""


def _said(words: str, *, path: str = "reason", needed: bool = False) -> str:
    return checked_words(words, most=MOST_WORDS, path=path, needed=needed)


@transaction.atomic
def triage_dispute(
    *,
    access: ProjectAccess,
    dispute: Dispute,
    kind: DisputeKind | None = None,
    due_at: datetime | None = None,
    reason: str = "",
) -> Dispute:
    """Say what kind of dispute it is, and until when it should be settled.

    Args:
        access: the project.
        dispute: one that she may see.
        kind: None leaves it as it was opened.
        due_at: None leaves what was said when it was opened.
        reason: in words.

    Raises:
        NotAllowed, Conflict: see `annotations.services.dispute_moves.hear`.
        RuleViolation: a field at fault.
    """
    held = hear(access=access, dispute=dispute, transition=Transition.TRIAGE).dispute
    kind = kind or DisputeKind(held.kind)
    if due_at is not None:
        check_due(due_at, now=timezone.now(), already=held.due_at)
    if kind is DisputeKind.VERDICT and held.claim_id is None:
        raise RuleViolation("needs_claim", _("A verdict is about a claim, and no claim is disputed here."), path="kind")
    move(
        access=access,
        dispute=held,
        verb="triaged",
        to=DisputeState.TRIAGED,
        fields={"kind": kind.value, "due_at": due_at or held.due_at},
        words={"reason": _said(reason)},
    )
    return held


@transaction.atomic
def collect_evidence(*, access: ProjectAccess, dispute: Dispute, reason: str = "") -> Dispute:
    """Ask for evidence. Refusals as in `triage_dispute`."""
    held = hear(access=access, dispute=dispute, transition=Transition.COLLECT).dispute
    words = {"reason": _said(reason)}
    move(access=access, dispute=held, verb="collecting", to=DisputeState.EVIDENCE, words=words)
    return held


@transaction.atomic
def escalate_dispute(*, access: ProjectAccess, dispute: Dispute, reason: str = "") -> Dispute:
    """Take a proposed ruling back, for another reviewer to propose one. Refusals as in `triage_dispute`."""
    held = hear(access=access, dispute=dispute, transition=Transition.ESCALATE).dispute
    withdraw_ruling(held)
    move(
        access=access,
        dispute=held,
        verb="escalated",
        to=DisputeState.ESCALATED,
        said={"why": "person", "ruling": None},
        words={"reason": _said(reason)},
    )
    return held


@transaction.atomic
def ask_for_information(
    *, access: ProjectAccess, dispute: Dispute, question: str, username: str | None = None
) -> Dispute:
    """Ask somebody, or anyone, for information; the dispute goes on where it is once there is an answer.

    Args:
        access: the project.
        dispute: one that she may see.
        question: in words.
        username: a member who may answer; None asks anyone.

    Raises:
        NotAllowed, Conflict: see `annotations.services.dispute_moves.hear`.
        RuleViolation: a field at fault.
    """
    held = hear(access=access, dispute=dispute, transition=Transition.ASK).dispute
    asked = _answerer(access, username) if username is not None else None
    move(
        access=access,
        dispute=held,
        verb="asked",
        to=DisputeState.NEEDS_INFO,
        fields={"answer_state": held.state, "asked_id": asked and asked.pk, "asked_at": timezone.now()},
        words={"question": _said(question, path="question", needed=True)},
    )
    return held


def _answerer(access: ProjectAccess, username: str) -> User:
    member = (
        Membership.objects.select_related("user")
        .filter(project=access.project, user__username=username, user__is_active=True)
        .first()
    )
    if member is None:
        raise RuleViolation("unknown_member", _("“{name}” is no member of this project.", name=username), path="asked")
    if not may(Role(member.role), Action.COMMENT):
        raise RuleViolation("cannot_answer", _("“{name}” may only read here.", name=username), path="asked")
    return member.user


@transaction.atomic
def answer_question(*, access: ProjectAccess, dispute: Dispute, answer: str) -> Dispute:
    """Answer what was asked; the dispute is where it was, its voting open for as long as it still was then.

    Raises:
        NotAllowed, Conflict: see `annotations.services.dispute_moves.hear`.
        RuleViolation: a field at fault.
    """
    hearing = hear(access=access, dispute=dispute, transition=Transition.ANSWER)
    held = hearing.dispute
    fields: dict[str, Any] = {"answer_state": "", "asked_id": None, "asked_at": None}
    if held.voting_closes_at is not None and held.voting_closed_at is None and held.asked_at is not None:
        fields["voting_closes_at"] = held.voting_closes_at + (timezone.now() - held.asked_at)
    move(
        access=access,
        dispute=held,
        verb="answered",
        to=target_of(Transition.ANSWER, hearing.situation),
        fields=fields,
        words={"answer": _said(answer, path="answer", needed=True)},
    )
    return held


@transaction.atomic
def withdraw_dispute(*, access: ProjectAccess, dispute: Dispute, reason: str = "") -> Dispute:
    """End a dispute without a ruling. Refusals as in `triage_dispute`."""
    held = hear(access=access, dispute=dispute, transition=Transition.WITHDRAW).dispute
    withdraw_ruling(held)
    move(
        access=access,
        dispute=held,
        verb="withdrawn",
        to=DisputeState.WITHDRAWN,
        fields={"answer_state": "", "asked_id": None, "asked_at": None},
        said={"ruling": None},
        words={"reason": _said(reason)},
    )
    return held


@transaction.atomic
def reopen_dispute(*, access: ProjectAccess, dispute: Dispute, reason: str = "") -> Dispute:
    """Hear a resolved dispute again, by another reviewer, with new votes.

    What the ruling wrote stays until another one takes its place.

    Args:
        access: the project.
        dispute: one that she may see.
        reason: the procedural ground; may be empty when there is evidence that was brought after the ruling.

    Raises:
        NotAllowed, Conflict: see `annotations.services.dispute_moves.hear`.
        RuleViolation: neither new evidence nor a ground.
    """
    hearing = hear(access=access, dispute=dispute, transition=Transition.REOPEN)
    held = hearing.dispute
    ground = _said(reason)
    new = evidence_of(held).filter(created_at__gt=held.resolved_at) if held.resolved_at else evidence_of(held).none()
    pieces = [str(uuid) for uuid in new.order_by("created_at").values_list("uuid", flat=True)]
    if not ground and not pieces:
        message = _("A settled dispute is heard again for new evidence, or on a procedural ground: write it down.")
        raise RuleViolation("needs_ground", message, path="reason")
    hear_again(access=access, dispute=held, said={"evidence": pieces}, words={"reason": ground})
    return held
