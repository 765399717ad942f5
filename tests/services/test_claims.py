"""Claims: two at once, merges that keep everything, what a ruling stands in the way of."""

from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from annotations.access import open_claim
from annotations.domain.claims import StoredClaim
from annotations.domain.highlighting import HighlightRecord
from annotations.models import Appearance, Claim, ClaimProposal, Dispute
from annotations.queries.claim_proposals import conflicts_around, decided_about, related_to, same_as
from annotations.queries.claims import stored_claim
from annotations.services.claim_merges import merge_claims, part_claims
from annotations.services.claim_proposals import (
    accept_conflict,
    accept_same,
    reconsider_proposal,
    reject_proposal,
)
from annotations.services.claims import add_appearances, change_claim, delete_claim, remove_appearance
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, Gone, RuleViolation, Stale
from newsapp.models import Article, Event, Project, User
from tests.conftest import AtOnce
from tests.factories import make_article, make_claim, make_evidence, make_highlight, make_relation, opened

pytestmark = pytest.mark.django_db

SENTENCE = "There could be up to 11,000 soldiers there, in two brigades of 6,000 each."


def row_of(project: Project, number: int, user: User | None = None) -> Claim:
    who = user or project.memberships.order_by("pk")[0].user
    return open_claim(user=who, slug=project.slug, number=number, action=Action.WRITE_CLAIM)[1]


def seen(project: Project, number: int) -> StoredClaim:
    claim = stored_claim(access=opened(project=project), number=number)
    assert claim is not None
    return claim


@pytest.mark.django_db(transaction=True)
def test_two_claims_written_at_once_get_two_numbers(at_once: AtOnce, project: Project) -> None:
    made = at_once(lambda: make_claim(project=project), lambda: make_claim(project=project))
    assert sorted(claim.id for claim in made) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_one_highlight_at_once_one_is_refused(
    at_once: AtOnce, project: Project, article: Article
) -> None:
    highlight = make_highlight(article=article)
    made = at_once(*[lambda: make_claim(project=project, appearances=[highlight])] * 2)
    assert sorted(type(each).__name__ for each in made) == ["Conflict", "StoredClaim"]
    assert Appearance.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_opposite_merges_at_once_leave_one_claim_that_stands(at_once: AtOnce, project: Project) -> None:
    make_claim(project=project)
    make_claim(project=project)
    access = opened(project=project, action=Action.WRITE_CLAIM)
    one, two = row_of(project, 1), row_of(project, 2)
    done = at_once(
        lambda: merge_claims(access=access, claim=one, into=2), lambda: merge_claims(access=access, claim=two, into=1)
    )
    assert sum(isinstance(each, StoredClaim) for each in done) == 1
    assert Claim.objects.filter(merged_into=None).count() == 1


def test_what_came_after_a_merge_stays_where_it_is_when_the_claims_part(project: Project, article: Article) -> None:
    first, second = make_highlight(article=article), make_highlight(article=article, quote="two people")
    make_claim(project=project, appearances=[first])
    make_claim(project=project)
    access = opened(project=project, action=Action.WRITE_CLAIM)
    merge_claims(access=access, claim=row_of(project, 1), into=2)
    add_appearances(access=access, claim=row_of(project, 2), highlights=[second.id])
    make_evidence(project=project, claim=seen(project, 2))
    back = part_claims(access=access, claim=row_of(project, 2), merged=1)
    assert [each.highlight for each in back.appearances] == [first.id]
    kept = seen(project, 2)
    assert ([each.highlight for each in kept.appearances], kept.evidence) == ([second.id], 1)
    merged = Event.objects.get(verb="claim.merged")
    assert merged.data["moved"]["appearances"] == [str(first.id)]


def test_a_merged_claim_is_gone_and_says_where(project: Project) -> None:
    make_claim(project=project)
    make_claim(project=project)
    merge_claims(access=opened(project=project), claim=row_of(project, 1), into=2)
    with pytest.raises(Gone) as caught:
        row_of(project, 1)
    assert (caught.value.code, caught.value.message) == ("merged", "This claim was merged into claim 2.")


def test_a_claim_with_a_verdict_is_not_merged_into_one_without(project: Project) -> None:
    make_claim(project=project)
    make_claim(project=project)
    Claim.objects.filter(number=1).update(verdict="refuted")
    with pytest.raises(Conflict) as caught:
        merge_claims(access=opened(project=project), claim=row_of(project, 1), into=2)
    assert caught.value.code == "ruled_otherwise"
    merge_claims(access=opened(project=project), claim=row_of(project, 2), into=1)


def _disputed(project: Project, number: int) -> None:
    claim = Claim.objects.get(project=project, number=number)
    Dispute.objects.create(
        project=project, number=1, kind="verdict", state="open", origin="person", question="Is it so?", claim=claim,
        created_at=claim.created_at, updated_at=claim.created_at,
    )  # fmt: skip


def test_a_dispute_shows_on_the_board_and_keeps_a_claim_from_being_deleted(project: Project) -> None:
    make_claim(project=project)
    _disputed(project, 1)
    assert seen(project, 1).status == "disputed"
    with pytest.raises(Conflict):
        delete_claim(access=opened(project=project), claim=row_of(project, 1), version=1)
    Dispute.objects.update(state="resolved", resolved_at=Claim.objects.get().created_at)
    Claim.objects.update(verdict="supported")
    assert seen(project, 1).status == "settled"


def test_a_deleted_claim_frees_its_highlights(project: Project, article: Article) -> None:
    highlight = make_highlight(article=article)
    make_claim(project=project, appearances=[highlight])
    delete_claim(access=opened(project=project), claim=row_of(project, 1), version=1)
    assert make_claim(project=project, appearances=[highlight]).id == 2


def test_an_older_version_is_not_changed(project: Project) -> None:
    make_claim(project=project)
    access, row = opened(project=project), row_of(project, 1)
    change_claim(access=access, claim=row, version=1, changes={"text": "Other words."})
    with pytest.raises(Stale) as caught:
        change_claim(access=access, claim=row, version=1, changes={"text": "Mine."})
    assert isinstance(caught.value.current, StoredClaim)
    assert caught.value.current.text == "Other words."


def test_a_place_is_taken_away_once(project: Project, article: Article) -> None:
    highlight = make_highlight(article=article)
    make_claim(project=project, appearances=[highlight])
    access, row = opened(project=project), row_of(project, 1)
    assert remove_appearance(access=access, claim=row, highlight=highlight.id).version == 2
    assert remove_appearance(access=access, claim=row, highlight=highlight.id).version == 2


def test_the_database_keeps_proposals_in_their_project(project: Project, strangers_project: Project) -> None:
    make_claim(project=project)
    make_claim(project=strangers_project)
    ours, theirs = Claim.objects.order_by("pk")
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimProposal.objects.create(
            project=project, claim=ours, other=theirs, kind="same", decision="rejected", created_at=ours.created_at
        )
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def figures(project: Project) -> tuple[HighlightRecord, HighlightRecord]:
    """The two figures of `SENTENCE`, in whose whole a claim appears."""
    article = make_article(project=project, text=SENTENCE, language="en")
    whole = make_highlight(article=article, quote=SENTENCE[:-1])
    make_claim(project=project, appearances=[whole], language="en")
    return (
        make_highlight(article=article, quote="up to 11,000 soldiers", tags=["quantity"]),
        make_highlight(article=article, quote="two brigades of 6,000 each", tags=["quantity"]),
    )


def proposed(project: Project, number: int) -> list[str]:
    access, claim = opened(project=project), seen(project, number)
    related = related_to(access=access, claim=claim)
    decided = decided_about(access=access, claim=number)
    conflicts = conflicts_around(access=access, claim=claim, related=related, decided=decided)
    return [f"{each.conflict.certainty}: {each.subject}" for each in conflicts] + [
        f"same as {each.other.id}" for each in same_as(related, decided=decided)
    ]


def test_a_conflict_in_one_sentence_is_proposed_and_becomes_a_link(
    project: Project, figures: tuple[HighlightRecord, HighlightRecord]
) -> None:
    (proposal,) = proposed(project, 1)
    assert proposal.startswith("conflict: at_most 11000")
    subject = proposal.partition(": ")[2]
    accept_conflict(access=opened(project=project), claim=row_of(project, 1), subject=subject)
    event = Event.objects.get(verb="relation.created")
    assert {UUID(event.data["from"]), UUID(event.data["to"])} == {each.id for each in figures}
    assert proposed(project, 1) == []
    with pytest.raises(RuleViolation) as caught:
        accept_conflict(access=opened(project=project), claim=row_of(project, 1), subject=subject)
    assert caught.value.code == "not_proposed"


def test_figures_that_are_linked_already_are_not_proposed(
    project: Project, figures: tuple[HighlightRecord, HighlightRecord]
) -> None:
    make_relation(project=project, source=figures[1], target=figures[0], type="contradicts")
    assert proposed(project, 1) == []


def test_a_rejection_is_kept_with_its_reason_until_it_is_taken_back(
    project: Project, figures: tuple[HighlightRecord, HighlightRecord]
) -> None:
    access, row = opened(project=project), row_of(project, 1)
    subject = proposed(project, 1)[0].partition(": ")[2]
    reject_proposal(
        access=access, claim=row, kind="conflict", other=1, subject=subject, reason="The brigades are not full."
    )
    assert proposed(project, 1) == []
    (decided,) = decided_about(access=access, claim=1)
    assert (decided.decision, decided.reason) == ("rejected", "The brigades are not full.")
    assert decided.reasons["figures"] == ["up to 11,000 soldiers", "two brigades of 6,000 each"]
    assert "brigades" not in str(Event.objects.get(verb="claim.proposal_rejected").data)
    reconsider_proposal(access=access, claim=row, kind="conflict", other=1, subject=subject)
    assert len(proposed(project, 1)) == 1


def test_the_same_claim_in_another_language_is_proposed_and_merged(project: Project) -> None:
    make_claim(project=project, text="Up to 11,000 Tarmian soldiers are in Orvania.", language="en")
    make_claim(project=project, text="В Орванії до 11 тис. тармійських військових.", language="uk")
    make_claim(project=project, text="The harbour council put off its vote.", language="en")
    assert proposed(project, 1) == ["same as 2"]
    assert proposed(project, 2) == ["same as 1"]
    access, row = opened(project=project), row_of(project, 1)
    reject_proposal(access=access, claim=row, kind="same", other=2, reason="Soldiers, not the military.")
    assert (proposed(project, 1), proposed(project, 2)) == ([], [])
    with pytest.raises(Conflict):
        accept_same(access=access, claim=row, other=2)
    reconsider_proposal(access=access, claim=row_of(project, 2), kind="same", other=1)
    accept_same(access=access, claim=row, other=2)
    assert Claim.objects.get(number=2).merged_into_id == row.pk
