"""The steps of disputes: who may make them when, what is written down, and that the log says it all."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotations.domain.dispute_log import replay
from annotations.domain.disputes import DisputeKind, DisputeState
from annotations.domain.rulings import RulingDraft
from annotations.domain.verdicts import Accuracy, Verdict
from annotations.models import Dispute, Evidence, GoldOrigin, Highlight, Position, Ruling
from annotations.services import dispute_steps as steps
from annotations.services.disputes import NEVER, DisputeEdit, PositionDraft, add_position, edit_dispute
from annotations.services.rulings import propose_ruling, resolve_dispute
from annotations.services.voting import cast_vote, open_voting
from newsapp.domain.roles import Role
from newsapp.errors import Conflict, NotAllowed, RuleViolation, Stale
from newsapp.models import Article, Event, Project, User
from newsapp.services.members import change_role, remove_member
from tests.conftest import AtOnce
from tests.disputes import bring_to, claim_row, make_dispute, make_reviewers
from tests.factories import make_evidence, make_member, make_revision, opened

pytestmark = pytest.mark.django_db


def refusal_of(step: Any, **arguments: Any) -> Conflict:
    """The refusal that a step meets."""
    with pytest.raises(Conflict) as refused:
        step(**arguments)
    return refused.value


def stored(dispute: Dispute) -> Dispute:
    return Dispute.objects.get(pk=dispute.pk)


def assert_the_log_gives_the_state(dispute: Dispute) -> None:
    row = stored(dispute)
    events = Event.objects.filter(verb__startswith="dispute.", object_id=str(row.number), project=row.project)
    again = replay(list(events.order_by("pk").values_list("data", flat=True)))

    def moment(value: datetime | None) -> str | None:
        return value.isoformat() if value else None

    in_force = Ruling.objects.filter(dispute=row, withdrawn_at=None).first()
    assert again.state == row.state
    assert (again.kind, again.round, again.version) == (row.kind, row.round, row.version)
    assert (again.answer_state, again.asked) == (row.answer_state, row.asked_id)
    assert (again.due_at, again.resolved_at) == (moment(row.due_at), moment(row.resolved_at))
    assert (again.voting_closes_at, again.voting_closed_at) == (
        moment(row.voting_closes_at),
        moment(row.voting_closed_at),
    )
    assert again.ruling == (in_force and in_force.pk)


def test_a_dispute_goes_from_opening_to_a_ruling_that_writes_gold_and_leaves_the_analysts_as_they_are(
    project: Project, article: Article, analyst: User, other_analyst: User, reviewer: User, manager: User
) -> None:
    dispute = make_dispute(article=article, coders=[analyst, other_analyst], by=manager)
    before = list(Highlight.objects.values())
    access = opened(project=project, user=reviewer)
    due = timezone.now() + timedelta(days=2)
    steps.triage_dispute(access=access, dispute=dispute, kind=DisputeKind.BOUNDARY, due_at=due, reason="A real one.")
    ruling = propose_ruling(access=access, dispute=dispute, draft=RulingDraft(position=1, justification="Shorter."))
    other = make_reviewers(project, 1)[0]
    resolve_dispute(access=opened(project=project, user=other), dispute=dispute)
    row = stored(dispute)
    assert (row.state, row.kind, row.due_at) == ("resolved", "boundary", due)
    ruling.refresh_from_db()
    assert (ruling.proposed_by, ruling.resolved_by, ruling.waivers) == (reviewer, other, [])
    gold = Highlight.objects.get(layer="gold")
    assert gold.quote == "1,000 soldiers"
    assert set(gold.gold_origin.readings.values_list("highlight__analyst__username", flat=True)) == {"ana", "bela"}
    assert gold.gold_origin.dispute == dispute
    assert list(Highlight.objects.exclude(layer="gold").values()) == before
    assert_the_log_gives_the_state(dispute)


def test_what_is_written_in_words_stands_beside_the_event_and_not_in_it(
    project: Project, article: Article, reviewer: User
) -> None:
    dispute = bring_to(make_dispute(article=article), DisputeState.TRIAGED, by=reviewer)
    access = opened(project=project, user=reviewer)
    steps.collect_evidence(access=access, dispute=dispute, reason="Ask the ministry.")
    event = Event.objects.get(verb="dispute.collecting")
    assert event.detail.data == {"reason": "Ask the ministry."}
    assert event.data["before"] == "triaged"
    assert event.data["after"] == "evidence"
    assert "guidelines" in event.data
    assert "ministry" not in str(event.data)


def test_a_step_that_is_not_lawful_now_is_refused_with_what_is(
    project: Project, article: Article, reviewer: User, analyst: User
) -> None:
    dispute = make_dispute(article=article, by=analyst)
    refused = refusal_of(steps.collect_evidence, access=opened(project=project, user=reviewer), dispute=dispute)
    assert refused.code == "wrong_state"
    assert refused.members["lawful"] == ["triage"]
    assert refused.members["state"] == "open"
    with pytest.raises(NotAllowed):
        steps.triage_dispute(access=opened(project=project, user=analyst), dispute=dispute)
    assert stored(dispute).state == "open"


@pytest.mark.parametrize("who", ["opener", "coder", "writer", "proposer"])
def test_nobody_resolves_what_is_hers(project: Project, article: Article, reviewer: User, who: str) -> None:
    opener, coder, writer, third = make_reviewers(project, 4)
    claim = claim_row(project=project, by=writer)
    dispute = make_dispute(article=article, by=opener, coders=[coder], claim=claim)
    bring_to(dispute, DisputeState.PROPOSED, by=reviewer)
    hers = {"opener": opener, "coder": coder, "writer": writer, "proposer": reviewer}[who]
    refused = refusal_of(resolve_dispute, access=opened(project=project, user=hers), dispute=dispute)
    assert refused.code.startswith("person_")
    assert "resolve" not in str(refused.members["lawful"])
    resolve_dispute(access=opened(project=project, user=third), dispute=dispute)


def test_a_coder_turned_reviewer_still_may_not_resolve(
    project: Project, article: Article, analyst: User, reviewer: User, manager: User
) -> None:
    dispute = make_dispute(article=article, coders=[analyst], by=manager)
    change_role(access=opened(project=project), username=analyst.username, role=Role.REVIEWER)
    bring_to(dispute, DisputeState.PROPOSED, by=reviewer)
    refused = refusal_of(resolve_dispute, access=opened(project=project, user=analyst), dispute=dispute)
    assert refused.code == "person_coded"


def test_a_small_team_waives_the_rules_one_by_one_and_names_each(
    project: Project, article: Article, manager: User
) -> None:
    Project.objects.filter(pk=project.pk).update(small_team=True)
    dispute = make_dispute(article=article, coders=[manager], by=manager)
    bring_to(dispute, DisputeState.PROPOSED, by=manager)
    ruling = resolve_dispute(access=opened(project=project), dispute=dispute)
    assert ruling.waivers == ["opened", "coded", "proposed"]
    assert Event.objects.get(verb="dispute.resolved").data["waivers"] == ["opened", "coded", "proposed"]
    assert GoldOrigin.objects.get().waivers == ["opened", "coded", "proposed"]


def test_two_reviewers_who_rule_at_once_make_one_ruling_and_the_other_hears_what_is_lawful_now(
    transactional_db: None, project: Project, article: Article, at_once: AtOnce
) -> None:
    one, other = make_reviewers(project, 2)
    dispute = bring_to(make_dispute(article=article), DisputeState.TRIAGED, by=one)

    def propose(by: User) -> Any:
        access = opened(project=project, user=by)
        return lambda: propose_ruling(access=access, dispute=dispute, draft=RulingDraft(position=0))

    outcomes = at_once(propose(one), propose(other))
    lost = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    won = [outcome for outcome in outcomes if isinstance(outcome, Ruling)]
    assert (len(won), len(lost)) == (1, 1)
    assert lost[0].members["state"] == "proposed"
    assert "resolve" in lost[0].members["lawful"]  # type: ignore[operator]
    assert Ruling.objects.count() == 1
    assert_the_log_gives_the_state(dispute)


def test_two_reviewers_who_resolve_at_once_write_gold_once(
    transactional_db: None, project: Project, article: Article, reviewer: User, analyst: User, at_once: AtOnce
) -> None:
    one, other = make_reviewers(project, 2)
    dispute = bring_to(make_dispute(article=article, coders=[analyst]), DisputeState.PROPOSED, by=reviewer)

    def resolve(by: User) -> Any:
        access = opened(project=project, user=by)
        return lambda: resolve_dispute(access=access, dispute=dispute)

    outcomes = at_once(resolve(one), resolve(other))
    lost = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert len(lost) == 1
    assert lost[0].members["lawful"] == ["reopen"]
    assert Highlight.objects.filter(layer="gold").count() == 1


def test_an_escalated_ruling_is_taken_back_and_another_reviewer_proposes(
    project: Project, article: Article, reviewer: User
) -> None:
    other = make_reviewers(project, 1)[0]
    dispute = bring_to(make_dispute(article=article), DisputeState.PROPOSED, by=reviewer)
    steps.escalate_dispute(access=opened(project=project, user=other), dispute=dispute, reason="Not by the guidelines.")
    draft = RulingDraft(position=1)
    refused = refusal_of(propose_ruling, access=opened(project=project, user=reviewer), dispute=dispute, draft=draft)
    assert refused.code == "person_proposed_before"
    propose_ruling(access=opened(project=project, user=other), dispute=dispute, draft=draft)
    assert Ruling.objects.get(withdrawn_at=None).proposed_by == other
    assert_the_log_gives_the_state(dispute)


def test_who_is_asked_answers_and_the_dispute_is_where_it_was(
    project: Project, article: Article, reviewer: User, analyst: User, other_analyst: User
) -> None:
    access = opened(project=project, user=reviewer)
    dispute = bring_to(make_dispute(article=article), DisputeState.EVIDENCE, by=reviewer)
    steps.ask_for_information(access=access, dispute=dispute, question="Which briefing?", username="ana")
    assert (stored(dispute).state, stored(dispute).asked) == ("needs_info", analyst)
    assert_the_log_gives_the_state(dispute)
    refused = refusal_of(
        steps.answer_question, access=opened(project=project, user=other_analyst), dispute=dispute, answer="None."
    )
    assert refused.code == "not_asked"
    steps.answer_question(access=opened(project=project, user=analyst), dispute=dispute, answer="That of Monday.")
    assert (stored(dispute).state, stored(dispute).asked, stored(dispute).answer_state) == ("evidence", None, "")
    assert_the_log_gives_the_state(dispute)


def test_when_who_was_asked_is_no_member_any_more_anyone_answers(
    project: Project, article: Article, reviewer: User, analyst: User, other_analyst: User
) -> None:
    dispute = bring_to(make_dispute(article=article), DisputeState.EVIDENCE, by=reviewer)
    access = opened(project=project, user=reviewer)
    steps.ask_for_information(access=access, dispute=dispute, question="Which briefing?", username="ana")
    remove_member(access=opened(project=project), username="ana")
    steps.answer_question(access=opened(project=project, user=other_analyst), dispute=dispute, answer="Monday’s.")
    assert stored(dispute).state == "evidence"


@pytest.mark.parametrize("name", ["vera", "nobody"])
def test_only_somebody_who_can_answer_is_asked(
    project: Project, article: Article, reviewer: User, viewer: User, name: str
) -> None:
    dispute = bring_to(make_dispute(article=article), DisputeState.EVIDENCE, by=reviewer)
    with pytest.raises(RuleViolation) as refused:
        steps.ask_for_information(
            access=opened(project=project, user=reviewer), dispute=dispute, question="Which?", username=name
        )
    assert refused.value.path == "asked"


def test_a_question_stops_the_clock_of_the_voting(project: Project, article: Article, reviewer: User) -> None:
    closes = timezone.now() + timedelta(days=1)
    dispute = bring_to(make_dispute(article=article), DisputeState.VOTING, by=reviewer, closes_at=closes)
    access = opened(project=project, user=reviewer)
    steps.ask_for_information(access=access, dispute=dispute, question="Which briefing?")
    Dispute.objects.filter(pk=dispute.pk).update(asked_at=timezone.now() - timedelta(days=3))
    steps.answer_question(access=access, dispute=dispute, answer="Monday’s.")
    later = stored(dispute).voting_closes_at
    assert later is not None
    assert later >= closes + timedelta(days=3)
    assert_the_log_gives_the_state(dispute)


def test_who_opened_it_or_a_manager_withdraws_it(
    project: Project, article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    dispute = bring_to(make_dispute(article=article, by=analyst), DisputeState.PROPOSED, by=reviewer)
    for somebody in (other_analyst, reviewer):
        refused = refusal_of(steps.withdraw_dispute, access=opened(project=project, user=somebody), dispute=dispute)
        assert refused.code == "not_opener"
    steps.withdraw_dispute(access=opened(project=project, user=analyst), dispute=dispute, reason="My mistake.")
    assert stored(dispute).state == "withdrawn"
    assert not Ruling.objects.filter(withdrawn_at=None).exists()
    assert_the_log_gives_the_state(dispute)
    by_manager = make_dispute(article=article, by=analyst, question="Another?")
    steps.withdraw_dispute(access=opened(project=project), dispute=by_manager)
    assert stored(by_manager).state == "withdrawn"


@pytest.fixture
def resolved(project: Project, article: Article, analyst: User, reviewer: User) -> Dispute:
    """A dispute that `reviewer` proposed a ruling for, and another reviewer resolved."""
    dispute = bring_to(make_dispute(article=article, coders=[analyst]), DisputeState.PROPOSED, by=reviewer)
    resolve_dispute(access=opened(project=project, user=make_reviewers(project, 1)[0]), dispute=dispute)
    return stored(dispute)


def test_a_settled_dispute_is_reopened_for_new_evidence_or_a_ground_in_words(
    project: Project, resolved: Dispute, analyst: User
) -> None:
    older = make_evidence(project=project, dispute=resolved)
    Evidence.objects.filter(uuid=older.id).update(created_at=resolved.created_at)
    access = opened(project=project, user=analyst)
    with pytest.raises(RuleViolation) as refused:
        steps.reopen_dispute(access=access, dispute=resolved, reason=" ")
    assert (refused.value.code, refused.value.path) == ("needs_ground", "reason")
    newer = make_evidence(project=project, dispute=resolved)
    steps.reopen_dispute(access=access, dispute=resolved)
    assert (stored(resolved).state, stored(resolved).round) == ("triaged", 2)
    assert Event.objects.get(verb="dispute.reopened").data["evidence"] == [str(newer.id)]
    assert_the_log_gives_the_state(resolved)


def test_another_reviewer_hears_a_reopened_dispute_and_its_gold_takes_the_place_of_the_first(
    project: Project, resolved: Dispute, analyst: User, reviewer: User
) -> None:
    steps.reopen_dispute(access=opened(project=project, user=analyst), dispute=resolved, reason="Nobody heard me.")
    assert Highlight.objects.get(layer="gold", deleted_at=None).quote == "About 1,000 soldiers"
    draft = RulingDraft(reading={"start": 0, "end": 8, "tags": ["source"]})
    for ruled in (reviewer, Ruling.objects.get().resolved_by):
        assert ruled is not None
        refused = refusal_of(propose_ruling, access=opened(project=project, user=ruled), dispute=resolved, draft=draft)
        assert refused.code == "person_heard_before"
    one, other = make_reviewers(project, 2)
    propose_ruling(access=opened(project=project, user=one), dispute=resolved, draft=draft)
    resolve_dispute(access=opened(project=project, user=other), dispute=resolved)
    assert Highlight.objects.get(layer="gold", deleted_at=None).quote == "Ministry"
    assert_the_log_gives_the_state(resolved)


def test_a_ruling_that_nothing_is_there_takes_gold_away(project: Project, resolved: Dispute, analyst: User) -> None:
    steps.reopen_dispute(access=opened(project=project, user=analyst), dispute=resolved, reason="It is none.")
    one, other = make_reviewers(project, 2)
    propose_ruling(access=opened(project=project, user=one), dispute=resolved, draft=RulingDraft(reading={}))
    resolve_dispute(access=opened(project=project, user=other), dispute=resolved)
    assert not Highlight.objects.filter(layer="gold", deleted_at=None).exists()


def test_a_ruling_on_a_claim_writes_its_verdict_and_nothing_else(
    project: Project, article: Article, reviewer: User, analyst: User
) -> None:
    claim = claim_row(project=project, by=analyst)
    dispute = make_dispute(article=article, claim=claim, kind=DisputeKind.VERDICT, positions=())
    bring_to(dispute, DisputeState.EVIDENCE, by=reviewer)
    access = opened(project=project, user=reviewer)
    draft = RulingDraft(
        verdict=Verdict.SUPPORTED, accuracy=Accuracy.INACCURATE, confidence=0.8, justification="The briefing says so."
    )
    with pytest.raises(RuleViolation) as refused:
        propose_ruling(access=access, dispute=dispute, draft=draft)
    assert refused.value.code == "needs_evidence"
    make_evidence(project=project, dispute=dispute)
    propose_ruling(access=access, dispute=dispute, draft=draft)
    claim.refresh_from_db()
    assert claim.verdict == ""
    resolve_dispute(access=opened(project=project, user=make_reviewers(project, 1)[0]), dispute=dispute)
    claim.refresh_from_db()
    assert (claim.verdict, claim.accuracy, claim.confidence, claim.version) == ("supported", "inaccurate", 0.8, 2)
    assert not Highlight.objects.exists()
    event = Event.objects.get(verb="claim.ruled")
    assert event.data["before"]["verdict"] == ""
    assert event.data["after"]["verdict"] == "supported"


def test_a_ruling_finds_its_words_again_in_a_newer_text_and_is_refused_when_they_are_gone(
    project: Project, article: Article, reviewer: User, analyst: User
) -> None:
    other = opened(project=project, user=make_reviewers(project, 1)[0])
    dispute = bring_to(make_dispute(article=article, coders=[analyst]), DisputeState.PROPOSED, by=reviewer)
    make_revision(article=article, text="Nothing of that is left.")
    assert refusal_of(resolve_dispute, access=other, dispute=dispute).code == "words_gone"
    assert stored(dispute).state == "proposed"
    make_revision(article=article, text="Yesterday: About 1,000 soldiers were to go first.")
    resolve_dispute(access=other, dispute=dispute)
    assert Highlight.objects.get(layer="gold").start == len("Yesterday: ")


def test_positions_are_added_until_there_is_a_vote(
    project: Project, article: Article, analyst: User, reviewer: User
) -> None:
    dispute = make_dispute(article=article)
    access = opened(project=project, user=analyst)
    add_position(access=access, dispute=dispute, draft=PositionDraft("Half of it", words="Only the figure."))
    assert Position.objects.filter(dispute=dispute).count() == 3
    with pytest.raises(RuleViolation) as refused:
        add_position(access=access, dispute=dispute, draft=PositionDraft(" "))
    assert refused.value.path == "title"
    bring_to(dispute, DisputeState.VOTING, by=reviewer)
    late = refusal_of(add_position, access=access, dispute=dispute, draft=PositionDraft("Too late"))
    assert late.code == "positions_closed"
    assert_the_log_gives_the_state(dispute)


def test_who_opened_it_puts_it_into_other_words_until_somebody_takes_it_up(
    project: Project, article: Article, analyst: User, reviewer: User
) -> None:
    dispute = make_dispute(article=article, by=analyst)
    access = opened(project=project, user=analyst)
    edit_dispute(access=access, dispute=dispute, version=1, edit=DisputeEdit(question="Is it a claim at all?"))
    assert stored(dispute).question == "Is it a claim at all?"
    with pytest.raises(Stale):
        edit_dispute(access=access, dispute=dispute, version=1, edit=DisputeEdit(question="Is it?"))
    bring_to(dispute, DisputeState.TRIAGED, by=reviewer)
    with pytest.raises(NotAllowed):
        edit_dispute(access=access, dispute=dispute, version=3, edit=DisputeEdit(question="Is it?"))
    due = timezone.now() + timedelta(days=1)
    by_reviewer = opened(project=project, user=reviewer)
    edit_dispute(
        access=by_reviewer, dispute=dispute, version=3, edit=DisputeEdit(kind=DisputeKind.BOUNDARY, due_at=due)
    )
    assert (stored(dispute).kind, stored(dispute).due_at) == ("boundary", due)
    edit_dispute(access=by_reviewer, dispute=dispute, version=4, edit=DisputeEdit(due_at=NEVER))
    assert stored(dispute).due_at is None
    assert_the_log_gives_the_state(dispute)


def test_a_member_who_may_not_vote_any_more_and_a_viewer_open_and_settle_nothing(
    project: Project, article: Article, viewer: User
) -> None:
    dispute = make_dispute(article=article)
    access = opened(project=project, user=viewer)
    for step in (steps.triage_dispute, steps.withdraw_dispute, steps.reopen_dispute, open_voting):
        with pytest.raises(NotAllowed):
            step(access=access, dispute=dispute)
    with pytest.raises(NotAllowed):
        cast_vote(access=access, dispute=dispute, position=0)
    assert make_member(project=project, role=Role.ANALYST)
