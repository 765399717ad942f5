"""Reading disputes: for lists, for one, and what needs somebody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from annotations.access import visible_disputes
from annotations.domain.dispute_records import (
    DisputeRecord,
    PositionRecord,
    RulingRecord,
    VoteRecord,
    VotingRecord,
)
from annotations.domain.disputes import SETTLED, STEPS, DisputeState, Situation, lawful
from annotations.models import Dispute, HighlightTag, Position, Ruling, Vote
from annotations.queries.dispute_rules import asker_of, situations_of, voters_of
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible
from newsapp.models import User
from newsapp.queries.pages import Page, Window, page_of


@dataclass(frozen=True, slots=True)
class DisputeFilter:
    """Which disputes; None leaves a field open.

    Attributes:
        state: one of them, or `unsettled`.
        kind: one of them.
        article: number of the article.
        claim: number of the claim.
        highlight: id of the disputed highlight, or of one that a position takes for right.
        tag: key of a tag that one of these highlights has.
        opened_by: username.
        mine: those that the member opened or coded.
        overdue: those that should have been settled by now.
        needs_me: those that need the member, see `needing`.
    """

    state: str | None = None
    kind: str | None = None
    article: int | None = None
    claim: int | None = None
    highlight: UUID | None = None
    tag: str | None = None
    opened_by: str | None = None
    mine: bool = False
    overdue: bool = False
    needs_me: bool = False


UNSETTLED = "unsettled"
"""As a state in a filter: neither resolved nor withdrawn."""

_SETTLED = sorted(state.value for state in SETTLED)


def filtered_disputes(access: ProjectAccess, wanted: DisputeFilter) -> QuerySet[Dispute]:
    """Those of the disputes that a member may see that a filter lets through."""
    exact = {
        "kind": wanted.kind,
        "article__number": wanted.article,
        "claim__number": wanted.claim,
        "opened_by__username": wanted.opened_by,
    }
    conditions = Q(**{name: value for name, value in exact.items() if value is not None})
    if wanted.state == UNSETTLED:
        conditions &= ~Q(state__in=_SETTLED)
    elif wanted.state is not None:
        conditions &= Q(state=wanted.state)
    if wanted.highlight is not None:
        held = Position.objects.filter(dispute=OuterRef("pk"), highlight__uuid=wanted.highlight)
        conditions &= Q(highlight__uuid=wanted.highlight) | Q(Exists(held))
    if wanted.tag is not None:
        tagged = HighlightTag.objects.filter(tag__key=wanted.tag).values("highlight")
        held = Position.objects.filter(dispute=OuterRef("pk"), highlight__in=tagged)
        conditions &= Q(highlight__in=tagged) | Q(Exists(held))
    if wanted.mine:
        conditions &= Q(opened_by=access.user) | Q(pk__in=_coded(access.user))
    if wanted.overdue:
        conditions &= Q(due_at__lt=timezone.now()) & ~Q(state__in=_SETTLED)
    if wanted.needs_me:
        conditions &= needing(access)
    return visible_disputes(access).filter(conditions)


def _coded(user: User) -> QuerySet[Any, Any]:
    return Dispute.coders.through.objects.filter(user=user).values("dispute")


def needing(access: ProjectAccess) -> Q:
    """What holds for disputes in which the next step is this member's.

    A vote that she owes, a ruling that she may resolve, a question to her; for reviewers also what waits to be taken up or
    heard again, or for a proposal since the votes are counted or it was escalated.
    """
    asked = Q(state=DisputeState.NEEDS_INFO.value, asked=access.user)
    if not access.may(Action.REVIEW):
        return asked if access.may(Action.COMMENT) else Q(pk__in=[])
    voted = Vote.objects.filter(dispute=OuterRef("pk"), round=OuterRef("round"), user=access.user)
    voting = Q(state=DisputeState.VOTING.value, voting_closed_at=None, voting_closes_at__gt=timezone.now())
    counted = Q(state=DisputeState.VOTING.value, voting_closed_at__isnull=False)
    proposing = counted | Q(state=DisputeState.ESCALATED.value)
    again = Q(state=DisputeState.TRIAGED.value, round__gt=1)
    resolving = Q(state=DisputeState.PROPOSED.value)
    if not access.project.small_team:
        proposing &= ~Q(Exists(_ruled(access.user)))
        again &= ~Q(Exists(_ruled(access.user)))
        resolving &= ~Q(opened_by=access.user) & ~Q(pk__in=_coded(access.user)) & ~Q(Exists(_ruled(access.user)))
        resolving &= Q(claim=None) | ~Q(claim__created_by=access.user)
    return asked | Q(state=DisputeState.OPEN.value) | voting & ~Q(Exists(voted)) | proposing | again | resolving


def _ruled(user: User) -> QuerySet[Ruling]:
    """Her rulings on a dispute, whatever became of them: another reviewer hears it."""
    return Ruling.objects.filter(Q(proposed_by=user) | Q(resolved_by=user), dispute=OuterRef("pk"))


def page_of_disputes(*, access: ProjectAccess, wanted: DisputeFilter, window: Window) -> Page[DisputeRecord]:
    """A page of the disputes that a member may see, the newest first; a fixed number of statements."""
    return page_of(
        filtered_disputes(access, wanted),
        window,
        key="number",
        read=lambda rows: [(record.number, record) for record in dispute_records(access, rows)],
        newest_first=True,
    )


def dispute_record(*, access: ProjectAccess, number: int) -> DisputeRecord:
    """One dispute.

    Raises:
        NotVisible: there is none for her.
    """
    found = dispute_records(access, visible_disputes(access).filter(number=number))
    if not found:
        raise NotVisible
    return found[0]


def records_by_number(*, access: ProjectAccess, numbers: Sequence[int]) -> list[DisputeRecord]:
    """Those of some disputes that a member may see, by rising number."""
    return dispute_records(access, visible_disputes(access).filter(number__in=numbers).order_by("number"))


def dispute_records(access: ProjectAccess, disputes: QuerySet[Dispute]) -> list[DisputeRecord]:
    """Disputes as a member sees them, in their order; a fixed number of statements."""
    rows = list(disputes.select_related("project", "article", "highlight", "claim", "opened_by", "asked"))
    if not rows:
        return []
    situations = situations_of(rows)
    positions = _by_dispute(Position.objects.select_related("highlight", "author").order_by("place"), rows)
    rulings = _by_dispute(Ruling.objects.select_related("position", "proposed_by", "resolved_by").order_by("pk"), rows)
    votes = _by_dispute(Vote.objects.select_related("user", "position").order_by("pk"), rows)
    voters = set(voters_of(access.project.pk).values_list("pk", flat=True))
    coders = _coders(access, rows)
    return [
        _record(
            access,
            row,
            situations[row.pk],
            positions=[_position(access, each) for each in positions[row.pk]],
            rulings=[_ruling(each) for each in rulings[row.pk]],
            voting=_voting(access, row, [each for each in votes[row.pk] if each.round == row.round], voters),
            coders=coders[row.pk],
        )
        for row in rows
    ]


def _by_dispute(found: QuerySet[Any], rows: Sequence[Dispute]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = {row.pk: [] for row in rows}
    for each in found.filter(dispute__in=rows):
        grouped[each.dispute_id].append(each)
    return grouped


def _coders(access: ProjectAccess, rows: Iterable[Dispute]) -> dict[int, list[str]]:
    named: dict[int, list[str]] = {row.pk: [] for row in rows}
    if not access.project.coders_anonymous:
        through = Dispute.coders.through.objects.filter(dispute__in=list(named)).order_by("user__username")
        for dispute_id, username in through.values_list("dispute", "user__username"):
            named[dispute_id].append(username)
    return named


def _position(access: ProjectAccess, row: Position) -> PositionRecord:
    author = row.author
    if access.project.coders_anonymous and row.highlight_id is not None and author != access.user:
        author = None
    highlight = row.highlight.uuid if row.highlight else None
    return PositionRecord(row.place, row.title, row.words, highlight, row.reading, author.username if author else None)


def _ruling(row: Ruling) -> RulingRecord:
    return RulingRecord(
        row.round,
        row.position.place if row.position else None,
        row.reading,
        row.verdict,
        row.accuracy,
        row.confidence,
        row.justification,
        row.searched,
        row.waivers,
        row.guidelines,
        row.proposed_by.username,
        row.created_at,
        row.resolved_by.username if row.resolved_by else None,
        row.resolved_at,
        row.withdrawn_at,
    )


def _voting(access: ProjectAccess, row: Dispute, votes: Sequence[Vote], voters: set[int]) -> VotingRecord | None:
    """Of the votes of others nothing goes out of here before the voting is closed."""
    if row.voting_closes_at is None:
        return None
    own = next((_vote(vote) for vote in votes if vote.user_id == access.user.pk), None)
    if row.voting_closed_at is not None:
        counted = sum(bool(vote.counted) for vote in votes)
        shown = [_vote(vote) for vote in votes]
        return VotingRecord(row.voting_closes_at, row.voting_closed_at, counted, max(counted, len(voters)), own, shown)
    voted = sum(vote.user_id in voters for vote in votes)
    return VotingRecord(row.voting_closes_at, None, voted, len(voters), own, [])


def _vote(row: Vote) -> VoteRecord:
    return VoteRecord(row.user.username, row.position.place if row.position else None, row.reason, row.counted)


def _record(access: ProjectAccess, row: Dispute, situation: Situation, **parts: Any) -> DisputeRecord:
    return DisputeRecord(
        number=row.number,
        kind=row.kind,
        state=row.state,
        origin=row.origin,
        question=row.question,
        article=row.article.number if row.article else None,
        highlight=row.highlight.uuid if row.highlight else None,
        claim=row.claim.number if row.claim else None,
        round=row.round,
        opened_by=row.opened_by.username if row.opened_by else None,
        asked=row.asked.username if row.asked else None,
        standings={
            transition: standing
            for transition, standing in lawful(situation, asker_of(access)).items()
            if access.project.archived_at is None or access.may(STEPS[transition].action)
        },
        due_at=row.due_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
        resolved_at=row.resolved_at,
        version=row.version,
        **parts,
    )
