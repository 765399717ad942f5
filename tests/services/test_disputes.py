"""Opening disputes: what they are about, their positions, and who coded what is disputed."""

from typing import Any

import pytest
from uuid6 import uuid7

from annotations.access import open_highlight
from annotations.domain.disputes import DisputeKind, DisputeOrigin
from annotations.models import Dispute, Highlight
from annotations.services.disputes import PositionDraft, open_dispute
from newsapp.errors import NotAllowed, RuleViolation
from newsapp.models import Article, Event, Project, User
from tests.factories import make_article, make_highlight, make_project, opened

pytestmark = pytest.mark.django_db


def row_of(project: Project, user: User, uuid: object) -> Highlight:
    return open_highlight(user=user, slug=project.slug, uuid=uuid)[1]  # type: ignore[arg-type]


def test_a_dispute_knows_its_article_its_positions_and_who_coded_what_is_disputed(
    project: Project, article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    one = make_highlight(article=article, quote="About 1,000 soldiers", by=analyst)
    other = make_highlight(article=article, quote="1,000 soldiers", by=other_analyst, tags=["quantity"])
    dispute = open_dispute(
        access=opened(project=project, user=reviewer),
        kind=DisputeKind.BOUNDARY,
        question=" Does “about” belong to it? ",
        highlight=row_of(project, reviewer, one.id),
        positions=[
            PositionDraft("With it", words="It hedges the figure.", highlight=one.id),
            PositionDraft("Without it", highlight=other.id),
            PositionDraft("Nothing there", reading={}),
        ],
        origin=DisputeOrigin.COMPARISON,
        words="Two coders differ.",
    )
    assert (dispute.number, dispute.state, dispute.article, dispute.question) == (
        1,
        "open",
        article,
        "Does “about” belong to it?",
    )
    assert set(dispute.coders.all()) == {analyst, other_analyst}
    with_it, without, nothing = dispute.positions.order_by("place")
    assert (with_it.author, without.author, nothing.author) == (analyst, other_analyst, None)
    assert with_it.reading == {
        "start": one.start,
        "end": one.end,
        "segments": None,
        "tags": ["claim"],
        "attributes": {},
        "revision": 1,
    }
    assert nothing.reading == {}
    event = Event.objects.get(verb="dispute.opened")
    assert event.data["after"] == "open"
    assert event.data["origin"] == "comparison"
    assert event.detail.data["words"] == "Two coders differ."
    assert "differ" not in str(event.data)


def test_disputes_are_counted_within_their_project(project: Project, article: Article) -> None:
    other = make_article(project=make_project())
    for each, count in ((article, 2), (other, 1)):
        for number in range(1, count + 1):
            made = open_dispute(
                access=opened(project=each.project), kind=DisputeKind.TAG, question="Is it one?", article=each
            )
            assert made.number == number


def test_what_is_no_dispute_is_refused_with_the_field_at_fault(
    project: Project, article: Article, analyst: User
) -> None:
    access = opened(project=project, user=analyst)
    elsewhere = make_highlight(article=make_article(project=project, text="Another text altogether."), quote="Another")
    faults: dict[str, dict[str, Any]] = {
        "highlight": {"kind": DisputeKind.TAG, "question": "About what?"},
        "claim": {"kind": DisputeKind.VERDICT, "question": "Is it true?", "article": article},
        "question": {"kind": DisputeKind.TAG, "question": "  ", "article": article},
        "positions.0.title": {"article": article, "positions": [PositionDraft(" ")]},
        "positions.1.highlight": {
            "article": article,
            "positions": [PositionDraft("A"), PositionDraft("B", highlight=uuid7())],
        },
        "positions.0.highlight": {"article": article, "positions": [PositionDraft("A", highlight=elsewhere.id)]},
        "positions.0.reading.end": {
            "article": article,
            "positions": [PositionDraft("A", reading={"start": 0, "end": 10_000, "tags": ["claim"]})],
        },
        "positions.0.reading.tags.0": {
            "article": article,
            "positions": [PositionDraft("A", reading={"start": 0, "end": 8, "tags": ["nothing"]})],
        },
    }
    for path, arguments in faults.items():
        with pytest.raises(RuleViolation) as refusal:
            open_dispute(**{"access": access, "kind": DisputeKind.TAG, "question": "Is it one?", **arguments})
        assert refusal.value.path == path
    assert not Dispute.objects.exists()


def test_a_viewer_opens_none(project: Project, article: Article, viewer: User) -> None:
    with pytest.raises(NotAllowed):
        open_dispute(
            access=opened(project=project, user=viewer), kind=DisputeKind.TAG, question="Is it one?", article=article
        )
