"""Reading evidence: of a claim, of a dispute, for lists, for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any
from uuid import UUID

from django.db.models import Min, QuerySet

from annotations.access import visible_appearances, visible_evidence
from annotations.domain.evidence import EvidenceWarning, StoredEvidence, last_day, warnings_of
from annotations.models import Claim, Evidence
from newsapp.access import ProjectAccess
from newsapp.queries.pages import Page, Window, page_of

_FIELDS = (
    "uuid", "claim__number", "dispute__number", "position__place", "title", "url", "archived_url", "retrieved_at",
    "published_at", "quote", "language", "stance", "directness", "independence_group", "answers", "added_by__username",
    "created_at", "updated_at", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EvidenceFilter:
    """Which evidence; None leaves a field open.

    Attributes:
        claim: number of the claim that it is about.
        dispute: number of the dispute in which it was brought.
        stance: `supports`, `refutes`, `context`.
    """

    claim: int | None = None
    dispute: int | None = None
    stance: str | None = None


def page_of_evidence(*, access: ProjectAccess, wanted: EvidenceFilter, window: Window) -> Page[StoredEvidence]:
    """A page of the evidence that a member may see, in the order of its coming."""
    return page_of(_wanted(access, wanted), window, key="pk", read=_read)


def evidence_for(*, access: ProjectAccess, wanted: EvidenceFilter) -> list[StoredEvidence]:
    """All evidence of a claim or a dispute that a member may see, in the order of its coming."""
    return evidence_of_rows(_wanted(access, wanted).order_by("pk"))


def evidence_of_rows(rows: QuerySet[Evidence]) -> list[StoredEvidence]:
    """The evidence of a query, in its order; one statement."""
    return [record for _, record in _read(rows)]


def stored_evidence(*, project_id: int, uuid: UUID) -> StoredEvidence | None:
    """One piece of evidence, deleted or not."""
    row = Evidence.objects.filter(project_id=project_id, uuid=uuid).values_list(*_FIELDS).first()
    return StoredEvidence(*row) if row else None


def warnings_for(*, access: ProjectAccess, evidence: Iterable[StoredEvidence]) -> dict[UUID, list[EvidenceWarning]]:
    """What to be warned of in some evidence, by its id; two statements."""
    evidence = list(evidence)
    until = _claimed_until(access, {each.claim for each in evidence if each.claim is not None})
    return {each.id: warnings_of(each.source, claimed_until=until.get(each.claim or 0)) for each in evidence}


def _claimed_until(access: ProjectAccess, numbers: set[int]) -> dict[int, date]:
    """The last day on which each claim may have been made: as it says, or as its first article that is known does."""
    if not numbers:
        return {}
    dated = Claim.objects.filter(project=access.project, number__in=numbers, claimed_on__isnull=False)
    told = {
        number: last_day(day, precision=precision)
        for number, day, precision in dated.values_list("number", "claimed_on", "claimed_precision")
        if day is not None
    }
    appeared = visible_appearances(access).filter(claim__number__in=numbers - told.keys())
    firsts = appeared.values_list("claim__number").annotate(first=Min("highlight__article__published_at"))
    return told | {number: first.astimezone(UTC).date() for number, first in firsts if first is not None}


def _wanted(access: ProjectAccess, wanted: EvidenceFilter) -> QuerySet[Evidence]:
    named: dict[str, Any] = {
        "claim__number": wanted.claim,
        "dispute__number": wanted.dispute,
        "stance": wanted.stance,
    }
    return visible_evidence(access).filter(**{name: value for name, value in named.items() if value is not None})


def _read(rows: QuerySet[Evidence]) -> list[tuple[int, StoredEvidence]]:
    return [(key, StoredEvidence(*row)) for key, *row in rows.values_list("pk", *_FIELDS)]
