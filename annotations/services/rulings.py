"""Ruling on disputes: one reviewer proposes, another resolves; gold and the claim's verdict follow."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.domain.disputes import DisputeKind, DisputeState, Transition, standing_of
from annotations.domain.gold import GoldKind
from annotations.domain.readings import checked_words, moved_reading
from annotations.domain.rulings import RulingDraft, check_ruling
from annotations.models import Claim, Dispute, GoldOrigin, Highlight, Position, Ruling
from annotations.queries.dispute_rules import asker_of, evidence_of, situation_of
from annotations.services.dispute_moves import hear, hold_dispute, move, not_lawful
from annotations.services.disputes import reading_in
from annotations.services.gold import write_gold
from annotations.services.voting import close_for_proposal
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation
from newsapp.models import Revision
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _


@transaction.atomic
def propose_ruling(*, access: ProjectAccess, dispute: Dispute, draft: RulingDraft) -> Ruling:
    """Propose how a dispute is settled. A voting that is still open closes by it, and its votes are shown.

    Args:
        access: the project.
        dispute: one that she may see.
        draft: what holds.

    Raises:
        NotAllowed: her role is too low.
        Conflict: it is not lawful now; `lawful` says what is.
        RuleViolation: the ruling does not say what it must, with the field at fault.
    """
    access.require(Action.REVIEW)
    held = hold_dispute(dispute.pk)
    close_for_proposal(access, held)
    situation = situation_of(held)
    standing = standing_of(Transition.PROPOSE, situation, asker_of(access))
    if not standing.lawful:
        raise not_lawful(standing.refusals, situation, asker_of(access))
    ruling = _insert(access, held, draft, waivers=[rule.value for rule in standing.waivers])
    move(
        access=access,
        dispute=held,
        verb="proposed",
        to=DisputeState.PROPOSED,
        said={"ruling": ruling.pk, **_said(ruling)},
        words={"justification": ruling.justification, "searched": ruling.searched},
        waivers=standing.waivers,
    )
    return ruling


def _insert(access: ProjectAccess, dispute: Dispute, draft: RulingDraft, *, waivers: list[str]) -> Ruling:
    check_ruling(
        draft,
        about_claim=dispute.claim_id is not None,
        needs_verdict=dispute.kind == DisputeKind.VERDICT,
        evidence=evidence_of(dispute).count(),
    )
    position = None
    if draft.position is not None:
        position = Position.objects.filter(dispute=dispute, place=draft.position).first()
        if position is None:
            raise RuleViolation("unknown_position", _("There is no such position."), path="position")
    reading: Mapping[str, Any] | None = position.reading if position else None
    if draft.reading is not None:
        reading = reading_in(access, dispute, draft.reading, path="reading")
    return Ruling.objects.create(
        project=access.project,
        dispute=dispute,
        round=dispute.round,
        position=position,
        reading=reading,
        verdict=draft.verdict.value if draft.verdict else "",
        accuracy=draft.accuracy.value if draft.accuracy else "",
        confidence=draft.confidence,
        justification=checked_words(draft.justification, most=10_000, path="justification"),
        searched=checked_words(draft.searched, most=5_000, path="searched"),
        waivers=waivers,
        guidelines=dispute.project.guidelines_version or None,
        proposed_by=access.user,
        created_at=timezone.now(),
    )


def _said(ruling: Ruling) -> dict[str, Any]:
    said = {
        "position": ruling.position.place if ruling.position else None,
        "verdict": ruling.verdict,
        "accuracy": ruling.accuracy,
        "confidence": ruling.confidence,
    }
    return {name: value for name, value in said.items() if value not in (None, "")}


@transaction.atomic
def resolve_dispute(*, access: ProjectAccess, dispute: Dispute, reason: str = "") -> Ruling:
    """Confirm the proposed ruling: gold is written, the claim gets its verdict; no analyst's highlight changes.

    Raises:
        NotAllowed: her role is too low.
        Conflict: it is not lawful now (`lawful` says what is), or the words are not in the article any more.
        RuleViolation: the reading is not lawful any more, since the scheme was changed.
    """
    hearing = hear(access=access, dispute=dispute, transition=Transition.RESOLVE)
    held, waivers = hearing.dispute, hearing.standing.waivers
    ruling = Ruling.objects.select_related("position").get(dispute=held, withdrawn_at=None)
    ruling.resolved_by, ruling.resolved_at = access.user, timezone.now()
    ruling.waivers = list(dict.fromkeys([*ruling.waivers, *(rule.value for rule in waivers)]))
    ruling.save(update_fields=["resolved_by", "resolved_at", "waivers"])
    made = _write_gold(access, held, ruling)
    if held.claim is not None and (ruling.verdict or ruling.accuracy):
        _write_verdict(access, held, ruling)
    move(
        access=access,
        dispute=held,
        verb="resolved",
        to=DisputeState.RESOLVED,
        fields={"resolved_at": ruling.resolved_at},
        said={"ruling": ruling.pk, "gold": made and str(made.uuid), **_said(ruling)},
        words={"reason": checked_words(reason, most=5_000, path="reason")},
        waivers=waivers,
    )
    return ruling


def _write_gold(access: ProjectAccess, dispute: Dispute, ruling: Ruling) -> Highlight | None:
    if ruling.reading is None or dispute.article is None:
        return None
    held = {dispute.highlight_id, *Position.objects.filter(dispute=dispute).values_list("highlight", flat=True)}
    rows = [row for row in held if row is not None]
    coders = Highlight.objects.filter(pk__in=rows, layer=Highlight.Layer.ANALYST)
    earlier = GoldOrigin.objects.in_force().filter(dispute=dispute, highlight__isnull=False)
    disputed = GoldOrigin.objects.in_force().filter(highlight__in=rows)
    return write_gold(
        access=access,
        article=dispute.article,
        reading=_reading_now(dispute, ruling.reading),
        readings=list(coders.values_list("pk", flat=True)),
        kind=GoldKind.RULING,
        dispute=dispute,
        replaces=list((earlier | disputed).values_list("highlight", flat=True)),
        waivers=ruling.waivers,
    )


def _reading_now(dispute: Dispute, reading: Mapping[str, Any]) -> Mapping[str, Any]:
    """The reading in the article's current text, which may be newer than the one that was ruled on."""
    article = dispute.article
    assert article is not None
    now = article.current_revision
    assert now is not None
    if not reading or reading["revision"] == now.number:
        return reading
    old = Revision.objects.get(article=article, number=reading["revision"])
    return moved_reading(reading, old=old.text, new=now.text, revision=now.number)


def _write_verdict(access: ProjectAccess, dispute: Dispute, ruling: Ruling) -> None:
    claim = _standing_claim(dispute)
    before = {"verdict": claim.verdict, "accuracy": claim.accuracy, "confidence": claim.confidence}
    if ruling.verdict:
        claim.verdict, claim.confidence = ruling.verdict, ruling.confidence
    if ruling.accuracy:
        claim.accuracy = ruling.accuracy
    claim.version += 1
    claim.updated_at = timezone.now()
    claim.save(update_fields=["verdict", "accuracy", "confidence", "version", "updated_at"])
    after = {"verdict": claim.verdict, "accuracy": claim.accuracy, "confidence": claim.confidence}
    data = {"dispute": dispute.number, "version": claim.version, "before": before, "after": after}
    happening = Happening("claim.ruled", str(claim.number), None, data)
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=[happening])


def _standing_claim(dispute: Dispute) -> Claim:
    """The disputed claim, or the one that stands for it since they were merged; its row is held."""
    assert dispute.claim_id is not None
    row = dispute.claim_id
    while True:
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=row)
        if claim.merged_into_id is None:
            return claim
        row = claim.merged_into_id
