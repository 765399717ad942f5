"""What the rules of disputes need to know of one."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from annotations.domain.disputes import Asker, DisputeKind, DisputeState, Situation
from annotations.models import Dispute, Evidence, Ruling
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action, Role, may
from newsapp.models import Membership, User

VOTERS = tuple(role.value for role in Role if may(role, Action.REVIEW))
"""The roles whose members vote."""


def asker_of(access: ProjectAccess) -> Asker:
    """A member as the rules of disputes know her."""
    return Asker(access.user.pk, access.role)


def situations_of(disputes: Iterable[Dispute]) -> dict[int, Situation]:
    """Disputes of one project as the rules know them, by row; a fixed number of statements.

    Args:
        disputes: with `claim`, and their `project`, loaded.
    """
    rows = list(disputes)
    ids = [row.pk for row in rows]
    rulings: dict[int, list[Ruling]] = {pk: [] for pk in ids}
    for ruling in Ruling.objects.filter(dispute__in=ids).order_by("pk"):
        rulings[ruling.dispute_id].append(ruling)
    coders: dict[int, set[int]] = {pk: set() for pk in ids}
    for dispute_id, user_id in Dispute.coders.through.objects.filter(dispute__in=ids).values_list("dispute", "user"):
        coders[dispute_id].add(user_id)
    positions = dict(
        Dispute.objects.filter(pk__in=ids).order_by().annotate(held=Count("positions")).values_list("pk", "held")
    )
    asked = {row.asked_id for row in rows if row.asked_id}
    here = (
        set(
            Membership.objects.filter(project=rows[0].project_id, user__in=asked, user__is_active=True).values_list(
                "user", flat=True
            )
        )
        if asked
        else set()
    )
    return {
        row.pk: _situation(
            row,
            rulings[row.pk],
            coders=frozenset(coders[row.pk]),
            positions=positions[row.pk],
            asked=row.asked_id if row.asked_id in here else None,
        )
        for row in rows
    }


def _situation(
    row: Dispute, rulings: list[Ruling], *, coders: frozenset[int], positions: int, asked: int | None
) -> Situation:
    in_force = next((ruling for ruling in rulings if ruling.withdrawn_at is None), None)
    earlier = [ruling for ruling in rulings if ruling.round < row.round]
    return Situation(
        kind=DisputeKind(row.kind),
        state=DisputeState(row.state),
        opened_by=row.opened_by_id,
        answer_state=DisputeState(row.answer_state) if row.answer_state else None,
        asked=asked,
        coders=coders,
        claim_author=row.claim.created_by_id if row.claim else None,
        proposer=in_force.proposed_by_id if in_force else None,
        proposed_before=frozenset(
            ruling.proposed_by_id for ruling in rulings if ruling.round == row.round and ruling.withdrawn_at
        ),
        heard_before=frozenset(
            user
            for ruling in earlier
            for user in (ruling.proposed_by_id, ruling.resolved_by_id)
            if user is not None and ruling.resolved_at
        ),
        positions=positions,
        voting_closed=row.voting_closed_at is not None,
        small_team=row.project.small_team,
    )


def situation_of(dispute: Dispute) -> Situation:
    """One dispute as the rules know it."""
    return situations_of([dispute])[dispute.pk]


def voters_of(project_id: int) -> QuerySet[User]:
    """Who may vote in the disputes of a project."""
    return User.objects.filter(is_active=True, memberships__project=project_id, memberships__role__in=VOTERS)


def evidence_of(dispute: Dispute) -> QuerySet[Evidence]:
    """What was brought for and against: in the dispute, and to the claim that it is about."""
    about = Q(dispute=dispute)
    if dispute.claim_id is not None:
        about |= Q(claim=dispute.claim_id)
    return Evidence.objects.filter(about, deleted_at=None)
