"""Hearing again what a ruling settled, once it is not any more what was ruled on.

Called in the transaction that makes the change. Only resolved disputes are held, and whoever rules on one that is not
resolved yet waits for nothing here: the two cannot wait for one another.
"""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from annotations.domain.disputes import DisputeState
from annotations.domain.rulings import NEED_EVIDENCE
from annotations.models import Claim, Dispute, Evidence, GoldOrigin, Ruling
from annotations.services.dispute_moves import hear_again, hold_dispute
from newsapp.access import ProjectAccess

HIGHLIGHT, GOLD, CLAIM, EVIDENCE = "highlight", "gold", "claim", "evidence"
"""What was changed, as the event of the reopening has it under `why`."""


def _reopen(access: ProjectAccess, disputes: Iterable[int], *, why: str, said: dict[str, Any]) -> None:
    for pk in sorted(set(disputes)):
        held = hold_dispute(pk)
        if held.state == DisputeState.RESOLVED:
            # Who coded what is disputed may be nobody's to know here: what she did has an event of its own.
            hear_again(access=None if why == HIGHLIGHT else access, dispute=held, said={"why": why, **said})


def reopen_for_highlights(
    *, access: ProjectAccess, highlights: Collection[UUID], settled_by: Collection[int], still: Collection[int]
) -> None:
    """Hear again what was ruled about highlights that were changed, deleted or restored.

    Args:
        access: the project; its user made the change.
        highlights: ids of them.
        settled_by: rows of the disputes whose gold settled one of them as it is not any more.
        still: rows of those whose gold says the same of them as they do now.
    """
    held = Q(highlight__uuid__in=highlights) | Q(positions__highlight__uuid__in=highlights)
    in_words = _in_force().filter(reading__isnull=True).values("dispute")
    ruled = Dispute.objects.filter(held, project=access.project, state=DisputeState.RESOLVED, pk__in=in_words)
    there = {*settled_by, *ruled.order_by().values_list("pk", flat=True)} - set(still)
    _reopen(access, there, why=HIGHLIGHT, said={"highlights": sorted(str(uuid) for uuid in highlights)})


def reopen_for_gold(*, access: ProjectAccess, origins: Collection[int]) -> None:
    """Hear again what was ruled where somebody put other gold in its place without a ruling.

    Args:
        access: the project; its user decided otherwise.
        origins: rows of the decisions that another one took the place of.
    """
    ruled = GoldOrigin.objects.filter(pk__in=origins, dispute__state=DisputeState.RESOLVED)
    _reopen(access, ruled.values_list("dispute_id", flat=True), why=GOLD, said={})


_OF_THE_STATEMENT = frozenset({"text", "claimants", "claimed_on", "claimed_precision", "place", "quantities"})
"""What a verdict is about; a translation or the language is not."""


def reopen_for_claim(*, access: ProjectAccess, claim: Claim, before: Any, changed: Collection[str]) -> None:
    """Hear a claim's verdict again since the claim says something else; what was empty and is filled in says nothing else.

    Args:
        access: the project; its user made the change.
        claim: it.
        before: what it said, see `annotations.domain.claims.Statement`.
        changed: names of the fields that are different now.
    """
    if any(name in _OF_THE_STATEMENT and getattr(before, name) for name in changed):
        _reopen(access, _ruled_on(claim), why=CLAIM, said={"claim": claim.number})


def reopen_for_evidence(*, access: ProjectAccess, evidence: Evidence) -> None:
    """Hear the verdict again that rests on a piece of evidence which is gone, or says something else."""
    claim = evidence.claim or (evidence.dispute.claim if evidence.dispute else None)
    if claim is None:
        return
    rests = Q(verdict__in=[each.value for each in NEED_EVIDENCE], resolved_at__gt=evidence.created_at)
    ruled = _in_force().filter(rests, dispute__in=_ruled_on(claim)).values_list("dispute_id", flat=True)
    _reopen(access, ruled, why=EVIDENCE, said={"evidence": [str(evidence.uuid)]})


def _in_force() -> Any:
    return Ruling.objects.filter(withdrawn_at=None, resolved_at__isnull=False)


def _ruled_on(claim: Claim) -> set[int]:
    """The disputes from which a claim has its verdict and its accuracy."""
    ruled = _in_force().filter(dispute__claim=claim, dispute__state=DisputeState.RESOLVED).order_by("-resolved_at")
    firsts = (
        ruled.exclude(**{name: ""}).values_list("dispute_id", flat=True).first() for name in ("verdict", "accuracy")
    )
    return {pk for pk in firsts if pk is not None}
