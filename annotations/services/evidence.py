"""Adding evidence to a claim or a dispute, changing and deleting it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from uuid6 import uuid7

from annotations.access import visible_claims, visible_disputes
from annotations.domain.evidence import Source, StoredEvidence, checked_source
from annotations.models import Claim, Dispute, Evidence, Position
from annotations.queries.evidence import stored_evidence
from annotations.services.reopenings import reopen_for_evidence
from newsapp.access import ProjectAccess
from newsapp.errors import Conflict, Gone, RuleViolation, Several, Stale
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """A piece of evidence as its maker sends it.

    Attributes:
        source: what it says.
        claim: number of the claim that it is about.
        dispute: number of the dispute in which it is brought; a claim, a dispute or both.
        position: place of the position that it supports, in the dispute.
        id: made by the client; None has one made.
    """

    source: Source
    claim: int | None = None
    dispute: int | None = None
    position: int | None = None
    id: UUID | None = None

    def digest(self) -> str:
        """SHA-256 of all that a maker sends, so that a retry can be told from another body under the same id."""
        places = [self.claim, self.dispute, self.position]
        body = [places, self.source.words, self.source.facts]
        return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Place:
    """The rows of what a piece of evidence belongs to."""

    claim: Claim | None
    dispute: Dispute | None
    position: Position | None


@transaction.atomic
def add_evidence(*, access: ProjectAccess, draft: EvidenceDraft) -> tuple[StoredEvidence, bool]:
    """Add a piece of evidence; the same again under the same id is no second one.

    Args:
        access: the project, opened for `ADD_EVIDENCE`.
        draft: with an `id` when its maker chose one.

    Returns:
        The evidence, and whether it was added by this call.

    Raises:
        RuleViolation: a field at fault.
        Conflict: another body under the same id, or a claim that was merged into another.
        Gone: it was added and deleted; a retry does not bring it back.
    """
    # What was lawful when it was added need not be any more: a retry is answered before anything else is asked.
    there = _row_of(access, draft)
    if there is not None:
        return _answer_retry(access, draft, there), False
    checked = replace(draft, id=draft.id or uuid7(), source=checked_source(draft.source, now=timezone.now()))
    place = _place_of(access, checked)
    try:
        with transaction.atomic():
            return _insert(access, checked, place, digest=draft.digest()), True
    except IntegrityError as error:
        # Somebody added another under the same id just now.
        there = _row_of(access, draft)
        if there is None:
            raise error
        return _answer_retry(access, draft, there), False


@transaction.atomic
def add_all_evidence(*, access: ProjectAccess, drafts: Mapping[int, EvidenceDraft]) -> list[StoredEvidence]:
    """Add several pieces of evidence, all or none.

    Args:
        access: the project, opened for `ADD_EVIDENCE`.
        drafts: by their index in the request; an `id` among them must be new.

    Raises:
        Several: each fault, its path beginning with the draft's index.
    """
    added: list[StoredEvidence] = []
    faults: list[RuleViolation] = []
    for index, draft in drafts.items():
        try:
            evidence, new = add_evidence(access=access, draft=draft)
            if not new:
                raise RuleViolation("id_taken", _("This id is taken, or comes twice in this request."), path="id")
            added.append(evidence)
        except RuleViolation as fault:
            fault.path = f"{index}.{fault.path}" if fault.path else f"{index}"
            faults.append(fault)
    if faults:
        raise Several(faults)
    return added


def faults_of(*, access: ProjectAccess, drafts: Mapping[int, EvidenceDraft]) -> list[RuleViolation]:
    """What `add_all_evidence` would refuse, and nothing added; for a request that is refused already."""
    try:
        with transaction.atomic():
            add_all_evidence(access=access, drafts=drafts)
            transaction.set_rollback(True)
    except Several as several:
        return several.violations
    return []


@transaction.atomic
def change_evidence(
    *, access: ProjectAccess, evidence: Evidence, version: int, changes: Mapping[str, Any]
) -> StoredEvidence:
    """Change what is said of a source; to which claim or dispute it belongs stays.

    Args:
        access: the project, as opened by `annotations.access.open_evidence`.
        evidence: opened for `ADD_EVIDENCE`.
        version: the one that the person saw.
        changes: fields of `Source`; those that are left out stay.

    Raises:
        RuleViolation: a field at fault.
        Stale: somebody changed it since `version`; `current` is the `StoredEvidence` that is stored.
    """
    before = _locked(access, evidence, version=version)
    source = checked_source(replace(before.source, **changes), now=timezone.now())
    if source == before.source:
        return before
    Evidence.objects.filter(pk=evidence.pk).update(
        **{name: getattr(source, name) for name in Source.__dataclass_fields__},
        updated_at=timezone.now(),
        version=F("version") + 1,
    )
    after = stored_evidence(project_id=access.project.pk, uuid=evidence.uuid)
    assert after is not None
    _record_change(access, before, after)
    if any(getattr(source, name) != getattr(before.source, name) for name in _RESTED_ON):
        reopen_for_evidence(access=access, evidence=evidence)
    return after


_RESTED_ON = ("quote", "stance", "published_at")
"""What a verdict rests on in a piece of evidence."""


@transaction.atomic
def delete_evidence(*, access: ProjectAccess, evidence: Evidence, version: int) -> None:
    """Delete a piece of evidence; its row stays for the log and for rulings that leaned on it.

    Raises:
        Stale: somebody changed it since `version`; `current` is the `StoredEvidence` that is stored.
    """
    before = _locked(access, evidence, version=version)
    now = timezone.now()
    Evidence.objects.filter(pk=evidence.pk).update(deleted_at=now, updated_at=now, version=F("version") + 1)
    data = {**_places(before), "version": before.version + 1}
    _record(access, Happening("evidence.deleted", str(before.id), data=data))
    reopen_for_evidence(access=access, evidence=evidence)


def _row_of(access: ProjectAccess, draft: EvidenceDraft) -> Evidence | None:
    return Evidence.objects.filter(project=access.project, uuid=draft.id).first() if draft.id else None


def _place_of(access: ProjectAccess, draft: EvidenceDraft) -> _Place:
    """The rows that a draft names; the claim and the dispute stay as they are until the transaction ends."""
    if draft.claim is None and draft.dispute is None:
        raise RuleViolation("required", _("Evidence belongs to a claim or to a dispute."), path="claim")
    claim = _claim_of(access, draft.claim) if draft.claim is not None else None
    dispute = _dispute_of(access, draft.dispute) if draft.dispute is not None else None
    position = None
    if draft.position is not None:
        position = Position.objects.filter(dispute=dispute, place=draft.position).first() if dispute else None
        if position is None:
            raise RuleViolation("unknown_position", _("The dispute has no such position."), path="position")
    return _Place(claim, dispute, position)


def _claim_of(access: ProjectAccess, number: int) -> Claim:
    seen = visible_claims(access, deleted=True).order_by().values("pk")
    held = Claim.objects.select_for_update(of=("self",), no_key=True).select_related("merged_into")
    claim = held.filter(pk__in=seen, number=number).first()
    if claim is None or claim.deleted_at is not None:
        raise RuleViolation("unknown_claim", _("There is no such claim."), path="claim")
    if claim.merged_into is not None:
        message = _("This claim was merged into claim {number}.", number=claim.merged_into.number)
        raise Conflict("merged", message, existing=claim.merged_into.number, path="claim")
    return claim


def _dispute_of(access: ProjectAccess, number: int) -> Dispute:
    seen = visible_disputes(access).order_by().values("pk")
    dispute = Dispute.objects.select_for_update(no_key=True).filter(pk__in=seen, number=number).first()
    if dispute is None:
        raise RuleViolation("unknown_dispute", _("There is no such dispute."), path="dispute")
    return dispute


def _insert(access: ProjectAccess, draft: EvidenceDraft, place: _Place, *, digest: str) -> StoredEvidence:
    assert draft.id is not None
    now = timezone.now()
    source = draft.source
    Evidence.objects.create(
        project=access.project,
        uuid=draft.id,
        claim=place.claim,
        dispute=place.dispute,
        position=place.position,
        **{name: getattr(source, name) for name in Source.__dataclass_fields__},
        added_by=access.user,
        created_at=now,
        updated_at=now,
        body_sha256=digest,
    )
    added = stored_evidence(project_id=access.project.pk, uuid=draft.id)
    assert added is not None
    data = {**_places(added), **_said(source.facts), "version": 1}
    _record(access, Happening("evidence.added", str(draft.id), data=data, detail=_said(source.words)))
    return added


def _answer_retry(access: ProjectAccess, draft: EvidenceDraft, there: Evidence) -> StoredEvidence:
    own = there.added_by_id == access.user.pk
    if own and there.deleted_at is not None:
        raise Gone("deleted", _("This evidence was deleted."))
    current = stored_evidence(project_id=access.project.pk, uuid=there.uuid)
    assert current is not None
    if not own or there.body_sha256 != draft.digest():
        message = _("Another piece of evidence has this id.")
        raise Conflict("id_taken", message, existing=current if own else None, path="id")
    return current


def _locked(access: ProjectAccess, evidence: Evidence, *, version: int) -> StoredEvidence:
    locked = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    before = stored_evidence(project_id=access.project.pk, uuid=evidence.uuid)
    assert before is not None
    if locked.version != version or locked.deleted_at is not None:
        raise Stale(_("The evidence was changed meanwhile."), current=before)
    return before


def _places(evidence: StoredEvidence) -> dict[str, Any]:
    return _said({"claim": evidence.claim, "dispute": evidence.dispute, "position": evidence.position})


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None)}


def _record_change(access: ProjectAccess, before: StoredEvidence, after: StoredEvidence) -> None:
    facts = _different(before.source.facts, after.source.facts)
    words = _different(before.source.words, after.source.words)
    data = {**_places(after), "version": after.version, **facts}
    _record(access, Happening("evidence.changed", str(after.id), data=data, detail=words or None))


def _different(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    names = [name for name in before if before[name] != after[name]]
    if not names:
        return {}
    return {"before": {name: before[name] for name in names}, "after": {name: after[name] for name in names}}


def _record(access: ProjectAccess, *happenings: Happening) -> None:
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=happenings)
