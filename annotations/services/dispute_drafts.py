"""Opening disputes from what somebody sends: numbers and ids in place of rows, one or many at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from annotations.access import visible_claims, visible_highlights
from annotations.domain.disputes import DisputeKind
from annotations.models import Claim, Dispute, Highlight
from annotations.services.disputes import PositionDraft, open_dispute
from newsapp.access import ProjectAccess
from newsapp.errors import RuleViolation, Several
from newsapp.models import Article
from newsapp.wording import gettext as _


@dataclass(frozen=True, slots=True)
class DisputeDraft:
    """A dispute as its opener sends it; see `annotations.services.disputes.open_dispute`.

    Attributes:
        article: number of the article.
        highlight: id of the disputed highlight.
        claim: number of the disputed claim.
    """

    kind: DisputeKind
    question: str
    article: int | None = None
    highlight: UUID | None = None
    claim: int | None = None
    positions: tuple[PositionDraft, ...] = ()
    words: str = ""
    due_at: datetime | None = None


@transaction.atomic
def open_drafted(*, access: ProjectAccess, draft: DisputeDraft) -> Dispute:
    """Open a dispute.

    Raises:
        NotAllowed: her role is too low.
        RuleViolation: a field at fault, of what she may not see too.
    """
    return open_dispute(
        access=access,
        kind=draft.kind,
        question=draft.question,
        article=_article(access, draft.article) if draft.article is not None else None,
        highlight=_highlight(access, draft.highlight) if draft.highlight is not None else None,
        claim=_claim(access, draft.claim) if draft.claim is not None else None,
        positions=draft.positions,
        words=draft.words,
        due_at=draft.due_at,
    )


@transaction.atomic
def open_all_drafted(*, access: ProjectAccess, drafts: Mapping[int, DisputeDraft]) -> list[Dispute]:
    """Open several disputes, all or none.

    Args:
        access: the project, opened for `OPEN_DISPUTE`.
        drafts: by their index in the request.

    Raises:
        Several: each fault, its path beginning with the draft's index.
    """
    opened: list[Dispute] = []
    faults: list[RuleViolation] = []
    for index, draft in drafts.items():
        try:
            opened.append(open_drafted(access=access, draft=draft))
        except RuleViolation as fault:
            fault.path = f"{index}.{fault.path}" if fault.path else f"{index}"
            faults.append(fault)
    if faults:
        raise Several(faults)
    return opened


def faults_of(*, access: ProjectAccess, drafts: Mapping[int, DisputeDraft]) -> list[RuleViolation]:
    """What `open_all_drafted` would refuse, and nothing opened; for a request that is refused already."""
    try:
        with transaction.atomic():
            open_all_drafted(access=access, drafts=drafts)
            transaction.set_rollback(True)
    except Several as several:
        return several.violations
    return []


def _article(access: ProjectAccess, number: int) -> Article:
    there = Article.objects.select_related("current_revision").filter(project=access.project, deleted_at=None)
    article = there.filter(number=number).first()
    if article is None:
        raise RuleViolation("unknown_article", _("There is no such article."), path="article")
    return article


def _highlight(access: ProjectAccess, uuid: UUID) -> Highlight:
    seen = visible_highlights(access).select_related("article__current_revision")
    highlight = seen.filter(uuid=uuid).first()
    if highlight is None:
        raise RuleViolation("unknown_highlight", _("There is no such highlight."), path="highlight")
    return highlight


def _claim(access: ProjectAccess, number: int) -> Claim:
    claim = visible_claims(access).filter(number=number).first()
    if claim is None:
        raise RuleViolation("unknown_claim", _("There is no such claim."), path="claim")
    return claim
