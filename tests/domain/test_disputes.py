"""The table of transitions: every transition from every state, every role, every rule about persons."""

from itertools import product

import pytest

from annotations.domain.disputes import (
    STEPS,
    WHAT_NEXT,
    Asker,
    DisputeKind,
    DisputeState,
    PersonRule,
    Situation,
    Transition,
    lawful,
    lawful_names,
    standing_of,
    target_of,
)
from newsapp.domain.roles import Role

OPENER, CODER, WRITER, PROPOSER, OTHER, MANAGER = range(1, 7)

LEADS = {
    ("open", "triage"): "triaged",
    ("triaged", "collect"): "evidence",
    ("triaged", "vote"): "voting",
    ("evidence", "vote"): "voting",
    ("triaged", "propose"): "proposed",
    ("evidence", "propose"): "proposed",
    ("voting", "propose"): "proposed",
    ("escalated", "propose"): "proposed",
    ("proposed", "resolve"): "resolved",
    ("proposed", "escalate"): "escalated",
    ("triaged", "ask"): "needs_info",
    ("evidence", "ask"): "needs_info",
    ("voting", "ask"): "needs_info",
    ("proposed", "ask"): "needs_info",
    ("needs_info", "answer"): "evidence",
    **{
        (state, "withdraw"): "withdrawn"
        for state in ("open", "triaged", "evidence", "voting", "proposed", "escalated", "needs_info")
    },
    ("resolved", "reopen"): "triaged",
}
"""The scheme's table for somebody whom no rule about persons is against; a tie leaves `voting` by itself."""

LEAST = {
    "triage": Role.REVIEWER,
    "collect": Role.REVIEWER,
    "vote": Role.REVIEWER,
    "propose": Role.REVIEWER,
    "resolve": Role.REVIEWER,
    "escalate": Role.REVIEWER,
    "ask": Role.REVIEWER,
    "answer": Role.ANALYST,
    "withdraw": Role.MANAGER,
    "reopen": Role.ANALYST,
}
"""The lowest role of somebody who neither opened the dispute nor is asked by name."""


def situation(state: str = "proposed", **more: object) -> Situation:
    """A dispute about a tag, with two positions."""
    of_state: dict[str, object] = {
        "kind": DisputeKind.TAG,
        "state": DisputeState(state),
        "opened_by": OPENER,
        "coders": frozenset({CODER}),
        "claim_author": WRITER,
        "positions": 2,
        "proposer": PROPOSER if state == "proposed" else None,
        "answer_state": DisputeState.EVIDENCE if state == "needs_info" else None,
    }
    return Situation(**{**of_state, **more})  # type: ignore[arg-type]


def refused(transition: Transition, where: Situation, asker: Asker) -> list[str]:
    """The codes of the refusals."""
    return [refusal.code for refusal in standing_of(transition, where, asker).refusals]


@pytest.mark.parametrize(("state", "transition"), list(product(DisputeState, Transition)))
def test_every_transition_is_lawful_from_the_states_of_the_table_and_from_no_other(
    state: DisputeState, transition: Transition
) -> None:
    where = situation(state)
    standing = standing_of(transition, where, Asker(MANAGER, Role.MANAGER))
    assert standing.lawful == ((state, transition) in LEADS)
    if standing.lawful:
        assert target_of(transition, where) == LEADS[state, transition]


@pytest.mark.parametrize("state", DisputeState)
def test_what_a_state_does_not_allow_is_refused_with_the_state_and_what_goes_on_from_it(state: DisputeState) -> None:
    other = next(transition for transition in Transition if (state, transition) not in LEADS)
    (refusal,) = standing_of(other, situation(state), Asker(MANAGER, Role.MANAGER)).refusals
    assert refusal.wording == WHAT_NEXT[state]
    assert len({*WHAT_NEXT.values()}) == len(DisputeState), "each says its own"


@pytest.mark.parametrize(("role", "transition"), list(product(Role, Transition)))
def test_every_transition_asks_for_its_least_role(role: Role, transition: Transition) -> None:
    roles = list(Role)
    for state in DisputeState:
        if (state, transition) in LEADS:
            standing = standing_of(transition, situation(state), Asker(OTHER, role))
            assert standing.lawful == (roles.index(role) >= roles.index(LEAST[transition])), state


def test_what_leads_out_of_a_state_is_listed_with_the_reasons_for_what_is_refused() -> None:
    where = situation("proposed")
    listed = lawful(where, Asker(PROPOSER, Role.REVIEWER))
    assert set(listed) == {transition for transition, step in STEPS.items() if where.state in step.sources}
    assert lawful_names(where, Asker(PROPOSER, Role.REVIEWER)) == ["escalate", "ask"]
    assert [refusal.rule for refusal in listed[Transition.RESOLVE].refusals] == [PersonRule.PROPOSED]
    assert "withdraws" in listed[Transition.WITHDRAW].refusals[0].wording


@pytest.mark.parametrize(
    ("person", "rule"),
    [
        (OPENER, PersonRule.OPENED),
        (CODER, PersonRule.CODED),
        (WRITER, PersonRule.WROTE_CLAIM),
        (PROPOSER, PersonRule.PROPOSED),
    ],
)
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.MANAGER])
def test_nobody_resolves_what_is_hers_unless_the_team_is_small_and_then_the_waiver_is_named(
    person: int, rule: PersonRule, role: Role
) -> None:
    assert refused(Transition.RESOLVE, situation(), Asker(person, role)) == [f"person_{rule}"]
    waived = standing_of(Transition.RESOLVE, situation(small_team=True), Asker(person, role))
    assert waived.lawful
    assert waived.waivers == (rule,)


def test_each_rule_that_is_waived_is_named_by_itself() -> None:
    where = situation(coders=frozenset({OPENER}), claim_author=OPENER, proposer=OPENER, small_team=True)
    standing = standing_of(Transition.RESOLVE, where, Asker(OPENER, Role.MANAGER))
    assert standing.waivers == (
        PersonRule.OPENED,
        PersonRule.CODED,
        PersonRule.WROTE_CLAIM,
        PersonRule.PROPOSED,
    )
    assert standing_of(Transition.RESOLVE, where, Asker(OTHER, Role.REVIEWER)).waivers == ()


def test_a_small_team_waives_rules_about_persons_and_no_others() -> None:
    small = situation("resolved", small_team=True)
    assert refused(Transition.RESOLVE, small, Asker(OTHER, Role.MANAGER)) == ["wrong_state"]
    triaged = situation("triaged", kind=DisputeKind.VERDICT, small_team=True)
    assert refused(Transition.PROPOSE, triaged, Asker(OTHER, Role.MANAGER)) == ["needs_evidence_or_vote"]
    assert refused(Transition.RESOLVE, situation(small_team=True), Asker(OTHER, Role.ANALYST)) == ["role"]


@pytest.mark.parametrize("kind", DisputeKind)
def test_only_boundaries_and_tags_are_ruled_on_straight_from_triage(kind: DisputeKind) -> None:
    reviewer = Asker(OTHER, Role.REVIEWER)
    at_once = standing_of(Transition.PROPOSE, situation("triaged", kind=kind), reviewer).lawful
    assert at_once == (kind in (DisputeKind.BOUNDARY, DisputeKind.TAG))
    assert standing_of(Transition.PROPOSE, situation("evidence", kind=kind), reviewer).lawful


def test_out_of_an_escalation_another_reviewer_proposes() -> None:
    where = situation("escalated", proposed_before=frozenset({PROPOSER}))
    assert refused(Transition.PROPOSE, where, Asker(PROPOSER, Role.REVIEWER)) == ["person_proposed_before"]
    assert refused(Transition.PROPOSE, where, Asker(OTHER, Role.REVIEWER)) == []


@pytest.mark.parametrize(("state", "transition"), [("triaged", Transition.PROPOSE), ("proposed", Transition.RESOLVE)])
def test_after_a_reopening_another_reviewer_hears_it(state: str, transition: Transition) -> None:
    where = situation(state, heard_before=frozenset({OTHER}))
    assert refused(transition, where, Asker(OTHER, Role.REVIEWER)) == ["person_heard_before"]
    assert refused(transition, where, Asker(MANAGER, Role.REVIEWER)) == []


def test_a_vote_needs_a_position() -> None:
    assert refused(Transition.VOTE, situation("evidence", positions=0), Asker(OTHER, Role.REVIEWER)) == ["no_positions"]


def test_nobody_learns_from_a_refusal_to_escalate_how_an_open_vote_stands() -> None:
    reviewer = Asker(OTHER, Role.REVIEWER)
    assert refused(Transition.ESCALATE, situation("voting"), reviewer) == ["voting_open"]
    assert refused(Transition.ESCALATE, situation("voting", voting_closed=True), reviewer) == ["no_tie"]


def test_only_who_is_asked_answers_and_anyone_when_nobody_is_asked_by_name() -> None:
    asked = situation("needs_info", asked=CODER)
    assert refused(Transition.ANSWER, asked, Asker(CODER, Role.ANALYST)) == []
    assert refused(Transition.ANSWER, asked, Asker(MANAGER, Role.MANAGER)) == ["not_asked"]
    assert refused(Transition.ANSWER, situation("needs_info"), Asker(OTHER, Role.ANALYST)) == []


@pytest.mark.parametrize("back", ["triaged", "evidence", "voting", "proposed"])
def test_an_answer_leads_back_to_where_it_was(back: str) -> None:
    where = situation("needs_info", answer_state=DisputeState(back))
    assert target_of(Transition.ANSWER, where) == back


def test_who_opened_it_withdraws_it_as_an_analyst() -> None:
    assert refused(Transition.WITHDRAW, situation("open"), Asker(OPENER, Role.ANALYST)) == []
    assert refused(Transition.WITHDRAW, situation("open"), Asker(OTHER, Role.REVIEWER)) == ["not_opener"]
    assert refused(Transition.WITHDRAW, situation("open"), Asker(OPENER, Role.VIEWER)) == ["role"]
