"""Voting in disputes. What somebody voted for is known to her alone until the voting closes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone

from annotations.domain.disputes import DisputeState, Refusal, Transition
from annotations.domain.readings import checked_words
from annotations.domain.voting import Tally, tally
from annotations.models import Dispute, Position, Vote
from annotations.queries.dispute_rules import asker_of, situation_of, voters_of
from annotations.services.dispute_moves import hear, hold_dispute, move, not_lawful, tell
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _

USUAL_VOTING = timedelta(days=3)
"""For how long a voting is open unless told."""

LONGEST_VOTING = timedelta(days=90)

Why = Literal["all", "time", "reviewer", "proposal"]
"""Why a voting closed: everybody voted, its time was over, a reviewer closed it, or somebody proposed a ruling."""


@transaction.atomic
def open_voting(
    *, access: ProjectAccess, dispute: Dispute, closes_at: datetime | None = None, reason: str = ""
) -> Dispute:
    """Have the reviewers vote on the positions.

    Args:
        access: the project.
        dispute: one that she may see.
        closes_at: when the voting closes at the latest; None leaves it open for `USUAL_VOTING`.
        reason: in words.

    Raises:
        NotAllowed, Conflict: see `annotations.services.dispute_moves.hear`.
        RuleViolation: a field at fault.
    """
    held = hear(access=access, dispute=dispute, transition=Transition.VOTE).dispute
    now = timezone.now()
    closes_at = closes_at or now + USUAL_VOTING
    if not now < closes_at <= now + LONGEST_VOTING:
        message = _("A voting closes in the future, and within {days} days.", days=LONGEST_VOTING.days)
        raise RuleViolation("out_of_range", message, path="closes_at")
    move(
        access=access,
        dispute=held,
        verb="voting_opened",
        to=DisputeState.VOTING,
        fields={"voting_closes_at": closes_at, "voting_closed_at": None},
        words={"reason": checked_words(reason, most=5_000, path="reason")},
    )
    return held


@transaction.atomic
def cast_vote(*, access: ProjectAccess, dispute: Dispute, position: int | None, reason: str = "") -> Dispute:
    """Vote, or change one's vote; the voting closes when everybody who may vote has.

    Args:
        access: the project, opened for `REVIEW`.
        dispute: one that she may see.
        position: place of the position; None says that it cannot be told.
        reason: in words; hidden like the vote.

    Raises:
        NotAllowed: her role is too low.
        Conflict: the voting is not open.
        RuleViolation: no such position.
    """
    access.require(Action.REVIEW)
    held = _held_while_open(access, dispute)
    chosen = Position.objects.filter(dispute=held, place=position).first() if position is not None else None
    if position is not None and chosen is None:
        raise RuleViolation("unknown_position", _("There is no such position."), path="position")
    said = checked_words(reason, most=5_000, path="reason")
    now = timezone.now()
    vote, made = Vote.objects.get_or_create(
        dispute=held,
        round=held.round,
        user=access.user,
        defaults={
            "project": access.project,
            "position": chosen,
            "reason": said,
            "created_at": now,
            "updated_at": now,
        },
    )
    if not made:
        vote.position, vote.reason, vote.updated_at = chosen, said, now
        vote.save(update_fields=["position", "reason", "updated_at"])
    # For what she voted nobody hears before the voting closes: the event says only that she did.
    tell(access=access, dispute=held, verb="voted" if made else "vote_changed", data={"round": held.round})
    if not _missing(held):
        _close(access, held, why="all")
    return held


def _held_while_open(access: ProjectAccess, dispute: Dispute) -> Dispute:
    held = hold_dispute(dispute.pk)
    closes_at = held.voting_closes_at
    open_now = held.state == DisputeState.VOTING and held.voting_closed_at is None and closes_at is not None
    if not open_now or (closes_at is not None and closes_at <= timezone.now()):
        refusal = Refusal("voting_not_open", _("The voting is not open."))
        raise not_lawful([refusal], situation_of(held), asker_of(access))
    return held


def _missing(dispute: Dispute) -> bool:
    """Whether somebody who may vote has not."""
    voted = Vote.objects.filter(dispute=dispute, round=dispute.round).values("user")
    return voters_of(dispute.project_id).exclude(pk__in=voted).exists()


@transaction.atomic
def close_voting(*, access: ProjectAccess, dispute: Dispute) -> Dispute:
    """Close a voting before its time; a tie escalates the dispute.

    Raises:
        NotAllowed: her role is too low.
        Conflict: no voting is open.
    """
    access.require(Action.REVIEW)
    held = hold_dispute(dispute.pk)
    if held.state != DisputeState.VOTING or held.voting_closed_at is not None:
        refusal = Refusal("voting_not_open", _("The voting is not open."))
        raise not_lawful([refusal], situation_of(held), asker_of(access))
    _close(access, held, why="reviewer")
    return held


def close_for_proposal(access: ProjectAccess, held: Dispute) -> None:
    """Close a voting that is still open, since somebody proposes a ruling; the dispute is held."""
    if held.state == DisputeState.VOTING and held.voting_closed_at is None:
        _close(access, held, why="proposal")


def close_due_votings() -> int:
    """Close the votings whose time is over, or in which nobody's vote is missing any more; answers how many."""
    open_ones = Dispute.objects.filter(state=DisputeState.VOTING.value, voting_closed_at=None)
    return sum(_close_if_due(pk) for pk in open_ones.order_by("voting_closes_at").values_list("pk", flat=True))


@transaction.atomic
def _close_if_due(dispute_id: int) -> bool:
    held = hold_dispute(dispute_id)
    if held.state != DisputeState.VOTING or held.voting_closed_at is not None:
        return False
    over = held.voting_closes_at is not None and held.voting_closes_at <= timezone.now()
    if not over and _missing(held):
        return False
    _close(None, held, why="time" if over else "all")
    return True


def _close(access: ProjectAccess | None, held: Dispute, *, why: Why) -> None:
    """Count the votes of those who may still vote, and let a tie escalate."""
    votes = list(Vote.objects.filter(dispute=held, round=held.round).select_related("position").order_by("pk"))
    may_vote = set(voters_of(held.project_id).values_list("pk", flat=True))
    for vote in votes:
        vote.counted = vote.user_id in may_vote
    Vote.objects.bulk_update(votes, ["counted"])
    came = tally(vote.position_id for vote in votes if vote.counted)
    move(
        access=access,
        dispute=held,
        verb="voting_closed",
        fields={"voting_closed_at": timezone.now()},
        said={"why": why, **_outcome(votes, came)},
        words={"reasons": {str(vote.user_id): vote.reason for vote in votes if vote.reason}},
    )
    if came.tie:
        said = {"why": "tie"}
        move(access=None, dispute=held, verb="escalated", to=DisputeState.ESCALATED, said=said)


def _outcome(votes: Sequence[Vote], came: Tally) -> dict[str, Any]:
    places = {vote.position_id: vote.position.place for vote in votes if vote.position is not None}
    return {
        "votes": [
            {"user": vote.user_id, "position": places.get(vote.position_id), "counted": vote.counted} for vote in votes
        ],
        "counts": [{"position": places.get(position), "votes": number} for position, number in came.counts],
        "tie": came.tie,
    }
