"""What a ruling settled is heard again once it is not any more what was ruled on."""

from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.access import open_claim, open_evidence, open_highlight
from annotations.domain.disputes import DisputeKind, DisputeState
from annotations.domain.evidence import StoredEvidence
from annotations.domain.gold import GoldKind
from annotations.domain.rulings import RulingDraft
from annotations.domain.verdicts import Verdict
from annotations.models import Claim, Dispute, GoldReading, Highlight, Ruling
from annotations.queries.needs_me import needs_of
from annotations.services.claims import change_claim
from annotations.services.disputes import PositionDraft
from annotations.services.evidence import change_evidence, delete_evidence
from annotations.services.gold import write_gold
from annotations.services.highlight_edits import HighlightChange, delete_highlight, edit_highlight, restore_highlight
from annotations.services.rulings import propose_ruling, resolve_dispute
from newsapp.domain.roles import Action
from newsapp.models import Article, Event, Project, User
from tests.conftest import AtOnce
from tests.disputes import bring_to, claim_row, make_dispute, make_reviewers
from tests.factories import make_evidence, opened
from tests.services.test_dispute_steps import assert_the_log_gives_the_state, stored

pytestmark = pytest.mark.django_db


def edited(dispute: Dispute, by: User, **change: Any) -> None:
    """The disputed highlight, changed by a coder."""
    assert dispute.highlight is not None
    access, row = open_highlight(
        user=by, slug=dispute.project.slug, uuid=dispute.highlight.uuid, action=Action.HIGHLIGHT
    )
    edit_highlight(access=access, highlight=row, version=row.version, change=HighlightChange(**change))


def turned(dispute: Dispute, by: User) -> None:
    """The disputed highlight, deleted by a coder."""
    assert dispute.highlight is not None
    access, row = open_highlight(
        user=by, slug=dispute.project.slug, uuid=dispute.highlight.uuid, action=Action.HIGHLIGHT
    )
    delete_highlight(access=access, highlight=row, version=row.version)


def reopening(dispute: Dispute) -> Event:
    return Event.objects.get(verb="dispute.reopened", object_id=str(dispute.number), project=dispute.project)


def assert_heard_again(dispute: Dispute, *, why: str, by: User | None) -> None:
    row = stored(dispute)
    assert (row.state, row.round, row.resolved_at) == ("triaged", 2, None)
    assert not Ruling.objects.filter(dispute=dispute, withdrawn_at=None).exists()
    assert (reopening(dispute).data["why"], reopening(dispute).actor) == (why, by)
    assert_the_log_gives_the_state(dispute)


@pytest.fixture
def resolved(project: Project, article: Article, analyst: User, reviewer: User) -> Dispute:
    """A dispute about a highlight of `analyst`, for whose reading a ruling is in force."""
    dispute = bring_to(make_dispute(article=article, coders=[analyst]), DisputeState.PROPOSED, by=reviewer)
    resolve_dispute(access=opened(project=project, user=make_reviewers(project, 1)[0]), dispute=dispute)
    return stored(dispute)


@pytest.mark.parametrize(
    "change", [{"end": 60}, {"tags": ["source"]}, {"attributes": {"claim": {"polarity": "negative"}}}]
)
def test_a_coder_who_changes_what_a_ruling_settled_opens_the_dispute_again(
    resolved: Dispute, analyst: User, change: dict[str, Any]
) -> None:
    edited(resolved, analyst, **change)
    assert_heard_again(resolved, why="highlight", by=None)
    assert Highlight.objects.filter(layer="gold", deleted_at=None).exists(), "gold stays until another ruling"


def test_deleting_it_opens_the_dispute_again_and_bringing_it_back_does_not_settle_it(
    project: Project, resolved: Dispute, analyst: User
) -> None:
    turned(resolved, analyst)
    assert_heard_again(resolved, why="highlight", by=None)
    restore_highlight(access=opened(project=project, user=analyst), highlight=resolved.highlight)  # type: ignore[arg-type]
    assert (stored(resolved).state, stored(resolved).round) == ("triaged", 2)


def test_a_note_and_the_same_again_open_nothing(resolved: Dispute, analyst: User) -> None:
    edited(resolved, analyst, note="Quite sure.")
    edited(resolved, analyst, tags=["claim"])
    assert stored(resolved).state == "resolved"


def test_a_ruling_in_words_alone_is_heard_again_too(
    project: Project, article: Article, analyst: User, reviewer: User
) -> None:
    dispute = make_dispute(
        article=article, coders=[analyst], positions=[PositionDraft("Said by nobody")], kind=DisputeKind.TAG
    )
    bring_to(dispute, DisputeState.PROPOSED, by=reviewer)
    resolve_dispute(access=opened(project=project, user=make_reviewers(project, 1)[0]), dispute=dispute)
    assert not Highlight.objects.filter(layer="gold").exists()
    edited(dispute, analyst, note="Quite sure.")
    assert stored(dispute).state == "resolved"
    edited(dispute, analyst, tags=["source"])
    assert_heard_again(dispute, why="highlight", by=None)


def test_other_gold_in_its_place_without_a_ruling_opens_the_dispute_again(
    article: Article, project: Project, resolved: Dispute, manager: User
) -> None:
    assert resolved.highlight is not None
    write_gold(
        access=opened(project=project), article=article, reading={}, readings=[resolved.highlight.pk],
        kind=GoldKind.ADOPTION,
    )  # fmt: skip
    assert_heard_again(resolved, why="gold", by=manager)


def test_who_did_not_rule_finds_it_among_what_needs_her_and_reads_why(
    project: Project, resolved: Dispute, analyst: User, reviewer: User
) -> None:
    edited(resolved, analyst, tags=["source"])
    other = make_reviewers(project, 1)[0]
    assert needs_of(opened(project=project, user=other)).disputes == (resolved.number,)
    assert needs_of(opened(project=project, user=reviewer)).disputes == ()
    client = Client()
    client.force_login(other)
    page = client.get(reverse("dispute", args=[project.slug, resolved.number])).content.decode()
    assert "a highlight that its ruling settled was changed" in page
    assert analyst.username not in page.partition("Log</h2>")[2]


@pytest.fixture
def verdict(project: Project, article: Article, analyst: User, reviewer: User) -> tuple[Dispute, StoredEvidence]:
    """A dispute out of which a claim is refuted, and the evidence that it rests on."""
    claim = claim_row(project=project, by=analyst)
    Claim.objects.filter(pk=claim.pk).update(place="Vovchansk")
    dispute = make_dispute(article=article, claim=claim, kind=DisputeKind.VERDICT, highlight=None)
    evidence = make_evidence(project=project, dispute=dispute)
    bring_to(dispute, DisputeState.EVIDENCE, by=reviewer)
    draft = RulingDraft(verdict=Verdict.REFUTED, justification="They counted.")
    propose_ruling(access=opened(project=project, user=reviewer), dispute=dispute, draft=draft)
    resolve_dispute(access=opened(project=project, user=make_reviewers(project, 1)[0]), dispute=dispute)
    return stored(dispute), evidence


def changed_claim(dispute: Dispute, by: User, **changes: Any) -> None:
    assert dispute.claim is not None
    access, claim = open_claim(
        user=by, slug=dispute.project.slug, number=dispute.claim.number, action=Action.WRITE_CLAIM
    )
    change_claim(access=access, claim=claim, version=claim.version, changes=changes)


@pytest.mark.parametrize("changes", [{"text": "Up to 12,000 soldiers were sent."}, {"place": "Kharkiv"}])
def test_a_claim_that_says_something_else_is_judged_again(
    verdict: tuple[Dispute, StoredEvidence], analyst: User, changes: dict[str, Any]
) -> None:
    changed_claim(verdict[0], analyst, **changes)
    assert_heard_again(verdict[0], why="claim", by=analyst)
    page = Client()
    page.force_login(analyst)
    words = page.get(reverse("claim", args=[verdict[0].project.slug, 1])).content.decode()
    assert "This verdict is heard again" in words


@pytest.mark.parametrize(
    "changes", [{"translations": {"uk": "До 11 тисяч солдатів."}}, {"claimants": ["WSJ"]}, {"language": "en"}]
)
def test_a_translation_or_a_detail_that_was_missing_opens_nothing(
    verdict: tuple[Dispute, StoredEvidence], analyst: User, changes: dict[str, Any]
) -> None:
    changed_claim(verdict[0], analyst, **changes)
    assert stored(verdict[0]).state == "resolved"


def test_evidence_that_says_something_else_or_is_gone_has_the_verdict_heard_again(
    project: Project, verdict: tuple[Dispute, StoredEvidence], manager: User
) -> None:
    dispute, evidence = verdict
    access, row = open_evidence(user=manager, slug=project.slug, uuid=evidence.id, action=Action.ADD_EVIDENCE)
    change_evidence(access=access, evidence=row, version=1, changes={"title": "A count"})
    assert stored(dispute).state == "resolved"
    later = make_evidence(project=project, dispute=dispute, quote="Nobody counted.")
    access, late = open_evidence(user=manager, slug=project.slug, uuid=later.id, action=Action.ADD_EVIDENCE)
    delete_evidence(access=access, evidence=late, version=1)
    assert stored(dispute).state == "resolved", "no ruling rests on what came after it"
    delete_evidence(access=access, evidence=row, version=2)
    assert_heard_again(dispute, why="evidence", by=manager)


def test_who_changes_a_highlight_while_it_is_ruled_on_is_not_overlooked(
    project: Project, article: Article, analyst: User, reviewer: User, at_once: AtOnce
) -> None:
    other = opened(project=project, user=make_reviewers(project, 1)[0])
    for tag in ("source", "hedge", "cue"):
        dispute = bring_to(make_dispute(article=article, coders=[analyst]), DisputeState.PROPOSED, by=reviewer)
        outcomes = at_once(
            partial(resolve_dispute, access=other, dispute=dispute), partial(edited, dispute, analyst, tags=[tag])
        )
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        assert dispute.highlight is not None
        settled = GoldReading.objects.get(highlight=dispute.highlight, replaced_at=None)
        # Either the ruling knew it as it is, or it is heard again.
        assert (stored(dispute).state, settled.reading["tags"]) in [("resolved", [tag]), ("triaged", ["claim"])]
        assert_the_log_gives_the_state(dispute)
        turned(dispute, analyst)
