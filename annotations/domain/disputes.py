"""What a dispute is about, how far it is, and what may be done with it by whom: the one table of transitions.

A person who may not do something hears every reason why. The rules about persons are waived one by one in a small team; each
waiver is named, so that whoever carries it out can log it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from newsapp.domain.roles import Action, Role, may
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _


class DisputeKind(StrEnum):
    """What is disputed."""

    BOUNDARY = "boundary"
    TAG = "tag"
    ATTRIBUTION = "attribution"
    FACTUALITY = "factuality"
    GROUPING = "grouping"
    VERDICT = "verdict"


KINDS = [kind.value for kind in DisputeKind]


class DisputeState(StrEnum):
    """How far it is."""

    OPEN = "open"
    TRIAGED = "triaged"
    EVIDENCE = "evidence"
    VOTING = "voting"
    PROPOSED = "proposed"
    ESCALATED = "escalated"
    NEEDS_INFO = "needs_info"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


SETTLED = frozenset({DisputeState.RESOLVED, DisputeState.WITHDRAWN})
"""Where nobody has anything to do any more."""


class DisputeOrigin(StrEnum):
    """Who raised it: a person, or the comparison of two coders' work."""

    PERSON = "person"
    COMPARISON = "comparison"


class Transition(StrEnum):
    """A step of a dispute that there is."""

    TRIAGE = "triage"
    COLLECT = "collect"
    VOTE = "vote"
    PROPOSE = "propose"
    RESOLVE = "resolve"
    ESCALATE = "escalate"
    ASK = "ask"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


TRANSITIONS = [transition.value for transition in Transition]


class PersonRule(StrEnum):
    """A rule about who may settle it. A small team waives them one by one."""

    OPENED = "opened"
    CODED = "coded"
    WROTE_CLAIM = "wrote_claim"
    PROPOSED = "proposed"
    PROPOSED_BEFORE = "proposed_before"
    HEARD_BEFORE = "heard_before"


class Refusal(NamedTuple):
    """Why somebody may not do something now; `rule` where it is a rule about persons."""

    code: str
    wording: str
    rule: PersonRule | None = None


class Standing(NamedTuple):
    """How it stands with one transition for one person.

    Attributes:
        refusals: why she may not; empty when she may.
        waivers: the rules about persons that are waived when she does it.
    """

    refusals: tuple[Refusal, ...] = ()
    waivers: tuple[PersonRule, ...] = ()

    @property
    def lawful(self) -> bool:
        """Whether she may do it now."""
        return not self.refusals


@dataclass(frozen=True, slots=True)
class Situation:
    """All of a dispute that the rules ask for; people are rows.

    Attributes:
        answer_state: the state to which an answer leads back; None while nothing is asked.
        asked: who is asked; None stands for anyone, also when who was asked is no member any more.
        coders: who coded what is disputed.
        claim_author: who wrote the disputed claim.
        proposer: of the ruling that is in force.
        proposed_before: who proposed rulings that were taken back in this round.
        heard_before: who proposed or resolved in earlier rounds.
        positions: how many there are.
        voting_closed: whether the vote of this round was counted.
        small_team: whether the rules about persons are waived.
    """

    kind: DisputeKind
    state: DisputeState
    opened_by: int | None
    answer_state: DisputeState | None = None
    asked: int | None = None
    coders: frozenset[int] = frozenset()
    claim_author: int | None = None
    proposer: int | None = None
    proposed_before: frozenset[int] = frozenset()
    heard_before: frozenset[int] = frozenset()
    positions: int = 0
    voting_closed: bool = False
    small_team: bool = False


class Asker(NamedTuple):
    """Who would do something: her row, and her role in the project."""

    user: int
    role: Role


Condition = Callable[[Situation, Asker], Refusal | None]


class Step(NamedTuple):
    """A row of the table.

    Attributes:
        sources: the states that it leads out of.
        target: where it leads; None is where the dispute was before it was asked about.
        action: what the person's role must allow.
        conditions: what else must hold.
        rules: about persons, each waived in a small team.
    """

    sources: frozenset[DisputeState]
    target: DisputeState | None
    action: Action
    conditions: tuple[Condition, ...] = ()
    rules: tuple[PersonRule, ...] = ()


def _quick_kind(situation: Situation, _asker: Asker) -> Refusal | None:
    if situation.state is not DisputeState.TRIAGED or situation.kind in (DisputeKind.BOUNDARY, DisputeKind.TAG):
        return None
    message = _("Only a dispute about a boundary or a tag is ruled on at once; collect evidence or have a vote first.")
    return Refusal("needs_evidence_or_vote", message)


def _something_to_vote_on(situation: Situation, _asker: Asker) -> Refusal | None:
    if situation.positions:
        return None
    return Refusal("no_positions", _("There is no position to vote on yet."))


def _tied(situation: Situation, _asker: Asker) -> Refusal | None:
    """A tie escalates by itself when the voting closes, so whoever still finds it in voting finds no tie."""
    if situation.state is not DisputeState.VOTING:
        return None
    if situation.voting_closed:
        return Refusal("no_tie", _("The vote has an outcome: somebody proposes a ruling."))
    return Refusal("voting_open", _("The votes are not counted yet; a tie escalates by itself when the voting closes."))


def _is_asked(situation: Situation, asker: Asker) -> Refusal | None:
    if situation.asked in (None, asker.user):
        return None
    return Refusal("not_asked", _("Somebody else is asked."))


def _opener_or_manager(situation: Situation, asker: Asker) -> Refusal | None:
    if asker.user == situation.opened_by or asker.role is Role.MANAGER:
        return None
    return Refusal("not_opener", _("Only who opened it, or a manager, withdraws it."))


_HELD: Mapping[PersonRule, tuple[Callable[[Situation, Asker], bool], str]] = {
    PersonRule.OPENED: (
        lambda situation, asker: asker.user == situation.opened_by,
        _("You opened this dispute: somebody else resolves it."),
    ),
    PersonRule.CODED: (
        lambda situation, asker: asker.user in situation.coders,
        _("You coded what is disputed: somebody else resolves it."),
    ),
    PersonRule.WROTE_CLAIM: (
        lambda situation, asker: asker.user == situation.claim_author,
        _("You wrote the claim: somebody else resolves it."),
    ),
    PersonRule.PROPOSED: (
        lambda situation, asker: asker.user == situation.proposer,
        _("You proposed this ruling: somebody else resolves it."),
    ),
    PersonRule.PROPOSED_BEFORE: (
        lambda situation, asker: situation.state is DisputeState.ESCALATED and asker.user in situation.proposed_before,
        _("You proposed the ruling that was escalated: somebody else proposes another."),
    ),
    PersonRule.HEARD_BEFORE: (
        lambda situation, asker: asker.user in situation.heard_before,
        _("You ruled on it before it was reopened: another reviewer hears it."),
    ),
}

_ASKABLE = frozenset({DisputeState.TRIAGED, DisputeState.EVIDENCE, DisputeState.VOTING, DisputeState.PROPOSED})
_ESCAPABLE = frozenset(DisputeState) - SETTLED
_PROPOSABLE = frozenset({DisputeState.TRIAGED, DisputeState.EVIDENCE, DisputeState.VOTING, DisputeState.ESCALATED})

STEPS: Mapping[Transition, Step] = {
    Transition.TRIAGE: Step(frozenset({DisputeState.OPEN}), DisputeState.TRIAGED, Action.REVIEW),
    Transition.COLLECT: Step(frozenset({DisputeState.TRIAGED}), DisputeState.EVIDENCE, Action.REVIEW),
    Transition.VOTE: Step(
        frozenset({DisputeState.TRIAGED, DisputeState.EVIDENCE}),
        DisputeState.VOTING,
        Action.REVIEW,
        (_something_to_vote_on,),
    ),
    Transition.PROPOSE: Step(
        _PROPOSABLE,
        DisputeState.PROPOSED,
        Action.REVIEW,
        (_quick_kind,),
        (PersonRule.PROPOSED_BEFORE, PersonRule.HEARD_BEFORE),
    ),
    Transition.RESOLVE: Step(
        frozenset({DisputeState.PROPOSED}),
        DisputeState.RESOLVED,
        Action.REVIEW,
        (),
        (
            PersonRule.OPENED,
            PersonRule.CODED,
            PersonRule.WROTE_CLAIM,
            PersonRule.PROPOSED,
            PersonRule.HEARD_BEFORE,
        ),
    ),
    Transition.ESCALATE: Step(
        frozenset({DisputeState.VOTING, DisputeState.PROPOSED}), DisputeState.ESCALATED, Action.REVIEW, (_tied,)
    ),
    Transition.ASK: Step(_ASKABLE, DisputeState.NEEDS_INFO, Action.REVIEW),
    Transition.ANSWER: Step(frozenset({DisputeState.NEEDS_INFO}), None, Action.COMMENT, (_is_asked,)),
    Transition.WITHDRAW: Step(_ESCAPABLE, DisputeState.WITHDRAWN, Action.OPEN_DISPUTE, (_opener_or_manager,)),
    Transition.REOPEN: Step(frozenset({DisputeState.RESOLVED}), DisputeState.TRIAGED, Action.OPEN_DISPUTE),
}
"""Every transition but the first: opening takes `Action.OPEN_DISPUTE` and leads to `open`."""


WHAT_NEXT: Mapping[DisputeState, str] = {
    DisputeState.OPEN: _("It is open: a reviewer triages it first, or it is withdrawn."),
    DisputeState.TRIAGED: _(
        "It is triaged: evidence is collected next, or it is voted on; a ruling on a boundary or a tag is proposed at once."
    ),
    DisputeState.EVIDENCE: _("Evidence is being collected: next it is voted on, or a ruling is proposed."),
    DisputeState.VOTING: _("It is being voted on: next a ruling is proposed."),
    DisputeState.PROPOSED: _("A ruling is proposed: next another reviewer resolves it, or escalates it."),
    DisputeState.ESCALATED: _("It is escalated: next another ruling is proposed."),
    DisputeState.NEEDS_INFO: _("Information is asked for: it goes on once that is answered."),
    DisputeState.RESOLVED: _("It is resolved: it can only be reopened."),
    DisputeState.WITHDRAWN: _("It is withdrawn and stays so: open another dispute."),
}
"""What somebody hears who wants what a state does not allow: which one it is, and the steps of `STEPS` that go on from it."""


_SAME_MINUTE = timedelta(minutes=1)
"""Forms have no seconds: what was not touched comes back so much earlier at most."""


def check_due(due_at: datetime, *, now: datetime, already: datetime | None = None) -> None:
    """Refuse a time until which nothing can be settled any more.

    Args:
        due_at: until when a dispute should be settled.
        now: it must be later.
        already: what was said before; that may stay though it is over.

    Raises:
        RuleViolation: it is over.
    """
    untouched = already is not None and abs(already - due_at) < _SAME_MINUTE
    if due_at <= now and not untouched:
        raise RuleViolation("in_the_past", _("This moment is over: name one that is still to come."), path="due_at")


def standing_of(transition: Transition, situation: Situation, asker: Asker) -> Standing:
    """How it stands with one transition now for one person."""
    step = STEPS[transition]
    refusals: list[Refusal] = []
    if situation.state not in step.sources:
        refusals.append(Refusal("wrong_state", WHAT_NEXT[situation.state]))
    if not may(asker.role, step.action):
        refusals.append(Refusal("role", _("Your role does not allow that.")))
    if refusals:
        return Standing(tuple(refusals))
    refusals += [refusal for ask in step.conditions if (refusal := ask(situation, asker))]
    met = [rule for rule in step.rules if _HELD[rule][0](situation, asker)]
    if situation.small_team:
        return Standing(tuple(refusals), tuple(met))
    return Standing((*refusals, *(Refusal(f"person_{rule}", _HELD[rule][1], rule) for rule in met)))


def lawful(situation: Situation, asker: Asker) -> dict[Transition, Standing]:
    """What this person may do now, and why not what she may not.

    Left out is what does not lead out of this state; what her role is too low for is there, with that reason.
    """
    return {
        transition: standing_of(transition, situation, asker)
        for transition, step in STEPS.items()
        if situation.state in step.sources
    }


def lawful_names(situation: Situation, asker: Asker) -> list[str]:
    """The transitions that this person may make now."""
    return [transition.value for transition, standing in lawful(situation, asker).items() if standing.lawful]


def target_of(transition: Transition, situation: Situation) -> DisputeState:
    """The state to which a lawful transition leads."""
    target = STEPS[transition].target or situation.answer_state
    assert target is not None
    return target
