"""Voting in disputes: hidden until it closes, counted once, a tie escalates."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotations.domain.disputes import DisputeState
from annotations.domain.rulings import RulingDraft
from annotations.models import Dispute, Vote
from annotations.services.rulings import propose_ruling
from annotations.services.voting import cast_vote, close_due_votings, close_voting, open_voting
from newsapp.domain.roles import Role
from newsapp.errors import Conflict, RuleViolation
from newsapp.models import Article, Event, EventDetail, Project, User
from newsapp.services.members import change_role, remove_member
from tests.disputes import bring_to, make_dispute, make_reviewers
from tests.factories import opened
from tests.services.test_dispute_steps import assert_the_log_gives_the_state, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def voters(project: Project) -> list[User]:
    """Three reviewers; `manager` may vote too."""
    return make_reviewers(project, 3)


@pytest.fixture
def dispute(article: Article, voters: list[User]) -> Dispute:
    """A dispute with two positions that is voted on."""
    return bring_to(make_dispute(article=article), DisputeState.VOTING, by=voters[0])


def vote(dispute: Dispute, user: User, position: int | None, reason: str = "") -> None:
    cast_vote(access=opened(project=dispute.project, user=user), dispute=dispute, position=position, reason=reason)


def closing(dispute: Dispute) -> Event:
    return Event.objects.get(verb="dispute.voting_closed", object_id=str(dispute.number))


def test_while_the_voting_is_open_the_log_says_who_voted_and_not_for_what(dispute: Dispute, voters: list[User]) -> None:
    vote(dispute, voters[0], 0, reason="Plain as day.")
    vote(dispute, voters[0], 1, reason="On second thoughts.")
    events = Event.objects.filter(verb__in=["dispute.voted", "dispute.vote_changed"])
    assert [event.data for event in events] == [{"round": 1}, {"round": 1}]
    assert not EventDetail.objects.filter(event__in=events).exists()
    assert Vote.objects.get().position.place == 1  # type: ignore[union-attr]
    assert stored(dispute).version == dispute.version


def test_when_everybody_has_voted_the_voting_closes_and_the_votes_are_shown(
    dispute: Dispute, voters: list[User], manager: User
) -> None:
    for person, position in zip([*voters, manager], [0, 0, 1, None], strict=True):
        vote(dispute, person, position, reason="So it is." if person is manager else "")
    row = stored(dispute)
    assert row.state == "voting"
    assert row.voting_closed_at is not None
    data = closing(dispute).data
    assert (data["why"], data["tie"]) == ("all", False)
    assert data["counts"][0] == {"position": 0, "votes": 2}
    assert {"user": manager.pk, "position": None, "counted": True} in data["votes"]
    assert closing(dispute).detail.data["reasons"] == {str(manager.pk): "So it is."}
    with pytest.raises(Conflict) as refused:
        vote(dispute, manager, 0)
    assert refused.value.code == "voting_not_open"
    assert "propose" in refused.value.members["lawful"]  # type: ignore[operator]
    assert_the_log_gives_the_state(dispute)


def test_a_tie_escalates_by_itself(project: Project, dispute: Dispute, voters: list[User]) -> None:
    vote(dispute, voters[0], 0)
    vote(dispute, voters[1], 1)
    close_voting(access=opened(project=project, user=voters[2]), dispute=dispute)
    assert stored(dispute).state == "escalated"
    event = Event.objects.get(verb="dispute.escalated")
    assert (event.actor, event.data["why"]) == (None, "tie")
    assert_the_log_gives_the_state(dispute)


def test_the_vote_of_a_member_who_was_removed_in_mid_vote_counts_no_more(
    project: Project, dispute: Dispute, voters: list[User]
) -> None:
    vote(dispute, voters[0], 0)
    vote(dispute, voters[1], 1)
    remove_member(access=opened(project=project), username=voters[1].username)
    close_voting(access=opened(project=project, user=voters[2]), dispute=dispute)
    assert stored(dispute).state == "voting"
    assert closing(dispute).data["counts"] == [{"position": 0, "votes": 1}]
    assert Vote.objects.get(user=voters[1]).counted is False


def test_a_removal_makes_a_tie_and_the_vote_of_who_became_an_analyst_counts_no_more(
    project: Project, dispute: Dispute, voters: list[User], manager: User
) -> None:
    for person, position in zip(voters, [0, 0, 1], strict=True):
        vote(dispute, person, position)
    change_role(access=opened(project=project), username=voters[0].username, role=Role.ANALYST)
    close_voting(access=opened(project=project), dispute=dispute)
    assert stored(dispute).state == "escalated"


def test_a_voting_closes_by_itself_when_the_last_whose_vote_was_missing_is_gone(
    project: Project, dispute: Dispute, voters: list[User], manager: User
) -> None:
    for person in (voters[0], voters[1], manager):
        vote(dispute, person, 0)
    assert close_due_votings() == 0
    remove_member(access=opened(project=project), username=voters[2].username)
    assert close_due_votings() == 1
    assert closing(dispute).data["why"] == "all"
    assert close_due_votings() == 0


def test_a_voting_closes_when_its_time_is_over(dispute: Dispute, voters: list[User]) -> None:
    vote(dispute, voters[0], 0)
    Dispute.objects.filter(pk=dispute.pk).update(voting_closes_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Conflict):
        vote(dispute, voters[1], 1)
    assert close_due_votings() == 1
    assert (closing(dispute).data["why"], closing(dispute).actor) == ("time", None)


def test_a_vote_that_nobody_took_part_in_is_no_tie(project: Project, dispute: Dispute) -> None:
    close_voting(access=opened(project=project), dispute=dispute)
    assert stored(dispute).state == "voting"
    assert closing(dispute).data["counts"] == []


def test_a_proposal_closes_the_voting_and_shows_the_votes(
    project: Project, dispute: Dispute, voters: list[User]
) -> None:
    vote(dispute, voters[0], 0)
    propose_ruling(access=opened(project=project, user=voters[1]), dispute=dispute, draft=RulingDraft(position=0))
    assert stored(dispute).state == "proposed"
    assert closing(dispute).data["why"] == "proposal"
    assert_the_log_gives_the_state(dispute)


def test_a_proposal_that_meets_a_tie_is_one_out_of_the_escalation(
    project: Project, dispute: Dispute, voters: list[User]
) -> None:
    vote(dispute, voters[0], 0)
    vote(dispute, voters[1], 1)
    propose_ruling(access=opened(project=project, user=voters[1]), dispute=dispute, draft=RulingDraft(position=0))
    verbs = Event.objects.filter(verb__startswith="dispute.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["dispute.voting_closed", "dispute.escalated", "dispute.proposed"]
    assert_the_log_gives_the_state(dispute)


def test_a_refused_proposal_leaves_the_voting_open(project: Project, dispute: Dispute, voters: list[User]) -> None:
    with pytest.raises(RuleViolation):
        propose_ruling(access=opened(project=project, user=voters[1]), dispute=dispute, draft=RulingDraft())
    assert stored(dispute).voting_closed_at is None
    assert not Vote.objects.filter(counted__isnull=False).exists()


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_a_voting_closes_in_the_future_and_not_in_a_year(
    project: Project, article: Article, reviewer: User, days: int
) -> None:
    triaged = bring_to(make_dispute(article=article), DisputeState.TRIAGED, by=reviewer)
    with pytest.raises(RuleViolation) as refused:
        open_voting(
            access=opened(project=project, user=reviewer),
            dispute=triaged,
            closes_at=timezone.now() + timedelta(days=days),
        )
    assert refused.value.path == "closes_at"


def test_there_is_no_vote_for_a_position_that_is_not_there(dispute: Dispute, voters: list[User]) -> None:
    with pytest.raises(RuleViolation) as refused:
        vote(dispute, voters[0], 2)
    assert refused.value.path == "position"
    assert not Vote.objects.exists()
