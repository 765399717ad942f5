"""Makers of disputes and of what they are about. Each goes through the services, as a person would."""

from collections.abc import Sequence
from typing import Any

from annotations.domain.disputes import DisputeKind, DisputeState
from annotations.domain.rulings import RulingDraft
from annotations.models import Claim, Dispute, Highlight
from annotations.services.dispute_steps import collect_evidence, triage_dispute
from annotations.services.disputes import PositionDraft, open_dispute
from annotations.services.rulings import propose_ruling
from annotations.services.voting import open_voting
from newsapp.domain.roles import Role
from newsapp.models import Article, Project, User
from tests.factories import make_claim, make_highlight, make_member, opened


def claim_row(*, project: Project, by: User | None = None) -> Claim:
    """The row of a new claim; by the project's manager unless told."""
    return Claim.objects.get(project=project, number=make_claim(project=project, by=by).id)


def make_dispute(
    *,
    article: Article,
    coders: Sequence[User] = (),
    by: User | None = None,
    kind: DisputeKind = DisputeKind.TAG,
    claim: Claim | None = None,
    question: str = "Is it a claim?",
    **more: Any,
) -> Dispute:
    """A dispute about a highlight of the first coder, with a position for each coder (for two answers in words without)."""
    project = article.project
    quotes = ("About 1,000 soldiers", "1,000 soldiers", "soldiers")
    made = [make_highlight(article=article, quote=quotes[i], by=coder) for i, coder in enumerate(coders)]
    positions = [
        PositionDraft(f"As {coder.username} has it", highlight=each.id)
        for coder, each in zip(coders, made, strict=True)
    ]
    positions = positions or [PositionDraft("It is one"), PositionDraft("It is none", reading={})]
    return open_dispute(
        **{
            "access": opened(project=project, user=by),
            "kind": kind,
            "question": question,
            "article": article,
            "highlight": Highlight.objects.get(project=project, uuid=made[0].id) if made else None,
            "claim": claim,
            "positions": positions,
            **more,
        }
    )


def make_reviewers(project: Project, number: int) -> list[User]:
    """New reviewers of the project."""
    return [make_member(project=project, role=Role.REVIEWER) for _ in range(number)]


def bring_to(dispute: Dispute, state: DisputeState, *, by: User, **more: Any) -> Dispute:
    """Take an open dispute to `triaged`, `evidence`, `voting` or `proposed`, by one reviewer."""
    access = opened(project=dispute.project, user=by)
    triage_dispute(access=access, dispute=dispute)
    if state is DisputeState.EVIDENCE:
        collect_evidence(access=access, dispute=dispute)
    if state is DisputeState.VOTING:
        open_voting(access=access, dispute=dispute, **more)
    if state is DisputeState.PROPOSED:
        propose_ruling(access=access, dispute=dispute, draft=more.get("draft") or RulingDraft(position=0))
    dispute.refresh_from_db()
    return dispute
