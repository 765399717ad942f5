"""What every step of a dispute has in common: hold its row, ask the rules, change it, record what was before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from annotations.domain.disputes import (
    STEPS,
    Asker,
    DisputeState,
    PersonRule,
    Refusal,
    Situation,
    Standing,
    Transition,
    lawful_names,
    standing_of,
)
from annotations.models import Dispute, Ruling
from annotations.queries.dispute_rules import asker_of, situation_of
from newsapp.access import ProjectAccess
from newsapp.errors import Conflict
from newsapp.services.activity import Happening, record


@dataclass(frozen=True, slots=True)
class Hearing:
    """A dispute that is held for a step, and how it stands with that."""

    dispute: Dispute
    situation: Situation
    standing: Standing


def hold_dispute(dispute_id: int) -> Dispute:
    """A dispute whose row nobody else changes until the transaction ends."""
    related = ("project", "claim", "article__current_revision", "highlight")
    return Dispute.objects.select_for_update(of=("self",)).select_related(*related).get(pk=dispute_id)


def hear(*, access: ProjectAccess, dispute: Dispute, transition: Transition) -> Hearing:
    """Hold a dispute for a transition that this person may make now.

    Raises:
        NotAllowed: her role is too low.
        Conflict: it is not lawful now; `lawful` says what is.
    """
    access.require(STEPS[transition].action)
    held = hold_dispute(dispute.pk)
    situation = situation_of(held)
    standing = standing_of(transition, situation, asker_of(access))
    if not standing.lawful:
        raise not_lawful(standing.refusals, situation, asker_of(access))
    return Hearing(held, situation, standing)


def not_lawful(refusals: Sequence[Refusal], situation: Situation, asker: Asker) -> Conflict:
    """The refusal of what is not lawful now; it says why, and what is."""
    first = refusals[0]
    members = {
        "state": situation.state.value,
        "lawful": lawful_names(situation, asker),
        "reasons": [{"code": refusal.code, "detail": str(refusal.wording)} for refusal in refusals],
    }
    return Conflict(first.code, first.wording, members=members)


def move(
    *,
    access: ProjectAccess | None,
    dispute: Dispute,
    verb: str,
    to: DisputeState | None = None,
    fields: Mapping[str, Any] | None = None,
    said: Mapping[str, Any] | None = None,
    words: Mapping[str, Any] | None = None,
    waivers: Sequence[PersonRule] = (),
) -> None:
    """Change a dispute that is held, and record it.

    Args:
        access: who does it; None when it comes about by itself.
        dispute: held by `hold_dispute`.
        verb: of the event, behind `dispute.`.
        to: the state to which it leads; None leaves it where it is.
        fields: columns to change, by name; what they become goes into the event too.
        said: what else the event says: ids, numbers, keys.
        words: what somebody wrote, changed columns among it.
        waivers: the rules about persons that a small team waived.
    """
    changed = dict(fields or {})
    data: dict[str, Any] = {"round": dispute.round}
    data |= {name: _plain(value) for name, value in changed.items() if name not in (words or {})}
    if to is not None:
        data |= {"before": dispute.state, "after": to.value}
        changed["state"] = to.value
    changed |= {"version": dispute.version + 1, "updated_at": timezone.now()}
    for name, value in changed.items():
        setattr(dispute, name, value)
    dispute.save(update_fields=list(changed))
    data |= {"version": dispute.version, "guidelines": dispute.project.guidelines_version or None, **(said or {})}
    if waivers:
        data["waivers"] = [rule.value for rule in waivers]
    if "asked_id" in data:
        data["asked"] = data.pop("asked_id")
    detail = {name: value for name, value in (words or {}).items() if value}
    tell(access=access, dispute=dispute, verb=verb, data=data, detail=detail)


def withdraw_ruling(dispute: Dispute) -> None:
    """Take back the ruling that is in force, if there is one; the dispute is held."""
    Ruling.objects.filter(dispute=dispute, withdrawn_at=None).update(withdrawn_at=timezone.now())


def hear_again(
    *, access: ProjectAccess | None, dispute: Dispute, said: Mapping[str, Any], words: Mapping[str, Any] | None = None
) -> None:
    """Start another round of a resolved dispute that is held; what its ruling wrote stays until another one is made.

    Args:
        access: who does it; None when it comes about by itself.
        dispute: held by `hold_dispute`.
        said: what else the event says: ids, numbers, keys.
        words: what somebody wrote.
    """
    withdraw_ruling(dispute)
    move(
        access=access,
        dispute=dispute,
        verb="reopened",
        to=DisputeState.TRIAGED,
        fields={
            "round": dispute.round + 1,
            "resolved_at": None,
            "due_at": None,
            "voting_closes_at": None,
            "voting_closed_at": None,
        },
        said={"ruling": None, **said},
        words=words,
    )


def tell(
    *,
    access: ProjectAccess | None,
    dispute: Dispute,
    verb: str,
    data: Mapping[str, Any],
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Record an event of a dispute; see `newsapp.services.activity.Happening`."""
    happening = Happening(f"dispute.{verb}", str(dispute.number), dispute.article_id, data, detail or None)
    record(project_id=dispute.project_id, actor_id=access.user.pk if access else None, happenings=[happening])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
