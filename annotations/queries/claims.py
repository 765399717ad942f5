"""Reading claims: for the board, for lists, for one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from annotations.access import visible_appearances, visible_claims, visible_evidence, visible_highlights
from annotations.domain.claims import AppearanceRecord, ClaimStatus, StoredClaim, in_order_of_time
from annotations.domain.disputes import DisputeState
from annotations.models import Claim, Dispute, Highlight
from newsapp.access import ProjectAccess
from newsapp.anonymity import coder_names
from newsapp.queries.pages import Page, Window, page_of

_FIELDS = (
    "pk", "number", "text", "language", "translations", "claimants", "claimed_on", "claimed_precision", "place",
    "quantities", "status", "verdict", "accuracy", "confidence", "evidence_count", "created_by__username", "created_at",
    "updated_at", "version",
)  # fmt: skip

_APPEARANCE = (
    "claim", "highlight__uuid", "highlight__article__number", "highlight__revision__number",
    "highlight__article__language", "highlight__article__title", "highlight__article__outlet__name",
    "highlight__article__url", "highlight__article__published_at", "highlight__start", "highlight__quote",
    "highlight__analyst__username",
)  # fmt: skip

_CLOSED = (DisputeState.RESOLVED.value, DisputeState.WITHDRAWN.value)


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims; None leaves a field open.

    Attributes:
        q: words of the claim, a translation, a claimant or a place where it appears; any case.
        status: see `ClaimStatus`.
        verdict: a verdict; "none" for claims without one.
        language: of the claim or of an article in which it appears.
        outlet: name of one in which it appears.
        claimant: who is said to have made it, any case.
        tag: key of a tag of a highlight in which it appears.
        article: number of one in which it appears.
    """

    q: str | None = None
    status: str | None = None
    verdict: str | None = None
    language: str | None = None
    outlet: str | None = None
    claimant: str | None = None
    tag: str | None = None
    article: int | None = None


def page_of_claims(*, access: ProjectAccess, wanted: ClaimFilter, window: Window) -> Page[StoredClaim]:
    """A page of the claims that a member may see, in the order of their writing; three statements."""
    return page_of(_filtered(access, wanted), window, key="pk", read=lambda rows: _read(access, rows))


def claim_numbers(*, access: ProjectAccess, wanted: ClaimFilter, created_after: datetime | None) -> QuerySet[Any, Any]:
    """The numbers of the claims that a filter lets through, in order, as a query of one column.

    Args:
        access: the project.
        wanted: which claims.
        created_after: written after this moment; None for any.
    """
    found = _filtered(access, wanted)
    if created_after is not None:
        found = found.filter(created_at__gt=created_after)
    return found.order_by("number").values_list("number")


def claims_by_status(
    *, access: ProjectAccess, wanted: ClaimFilter, most: int
) -> dict[ClaimStatus, tuple[int, list[StoredClaim]]]:
    """The board: for each status how many claims there are, and the newest of them.

    Args:
        access: the project.
        wanted: which claims; with a status, the other columns are left out.
        most: claims in a column.
    """
    found = _filtered(access, wanted)
    counts = dict(found.order_by().values_list("status").annotate(count=Count("pk")))
    statuses = [ClaimStatus(wanted.status)] if wanted.status else list(ClaimStatus)
    keys: list[int] = []
    for status in statuses:
        if counts.get(status):
            keys += found.filter(status=status.value).order_by("-updated_at", "-pk").values_list("pk", flat=True)[:most]
    claims = dict(_read(access, found.filter(pk__in=keys)))
    shown = [claims[key] for key in keys]
    return {
        status: (counts.get(status.value, 0), [claim for claim in shown if claim.status == status])
        for status in statuses
    }


def stored_claim(*, access: ProjectAccess, number: int) -> StoredClaim | None:
    """One claim as a member sees it; None when there is none for her, or it was deleted or merged."""
    found = stored_claims(access=access, numbers=[number])
    return found.get(number)


def stored_claims(*, access: ProjectAccess, numbers: Collection[int]) -> dict[int, StoredClaim]:
    """Those of some claims that a member may see, by number."""
    found = _with_status(access, visible_claims(access).filter(number__in=set(numbers)))
    return {claim.id: claim for _, claim in _read(access, found)}


def merged_numbers(*, access: ProjectAccess, numbers: Collection[int]) -> dict[int, list[int]]:
    """The numbers of the claims that were merged into each of some claims, in order; one statement."""
    rows = visible_claims(access, deleted=True).filter(merged_into__number__in=set(numbers))
    found: dict[int, list[int]] = {}
    for into, number in rows.order_by("number").values_list("merged_into__number", "number"):
        found.setdefault(into, []).append(number)
    return found


def claims_of_highlights(*, access: ProjectAccess, uuids: Collection[UUID]) -> dict[UUID, int]:
    """The numbers of the claims that appear in some highlights, of those that the member may see."""
    seen = visible_claims(access).order_by().values("pk")
    rows = visible_appearances(access).filter(highlight__uuid__in=set(uuids), claim__in=seen)
    return dict(rows.values_list("highlight__uuid", "claim__number"))


def merged_into(*, access: ProjectAccess, number: int) -> int | None:
    """The number of the claim that stands for one that was merged, in the end; None for any other."""
    claim = visible_claims(access, deleted=True).select_related("merged_into").filter(number=number).first()
    found = claim.merged_into if claim else None
    while found is not None and found.merged_into_id is not None:
        found = Claim.objects.get(pk=found.merged_into_id)
    return found.number if found else None


def merged_claims(*, access: ProjectAccess, claim_id: int) -> list[tuple[int, str]]:
    """Number and words of the claims that were merged into one, in order."""
    rows = visible_claims(access, deleted=True).filter(merged_into=claim_id)
    return list(rows.order_by("number").values_list("number", "text"))


def highlights_to_appear(*, access: ProjectAccess, uuids: Collection[UUID]) -> dict[UUID, tuple[Highlight, list[str]]]:
    """Those of some highlights that a member may see, with the keys of their tags; no suggestions. One statement."""
    keys: Any = ArrayAgg("tagging__tag__key", filter=Q(tagging__isnull=False), default=[])
    found = visible_highlights(access).readings().select_related("article").filter(uuid__in=set(uuids)).order_by()
    rows: QuerySet[Any] = found.annotate(keys=keys)
    return {row.uuid: (row, list(row.keys)) for row in rows}


def claimants_of(access: ProjectAccess, *, most: int = 300) -> list[str]:
    """Who is said to have made the claims that a member may see, by name."""
    lists = visible_claims(access).exclude(claimants=[]).values_list("claimants", flat=True)
    return sorted({name for names in lists for name in names}, key=str.casefold)[:most]


def _filtered(access: ProjectAccess, wanted: ClaimFilter) -> QuerySet[Any]:
    found = _with_status(access, visible_claims(access))
    conditions = Q()
    if wanted.q:
        found = found.annotate(translated=Cast("translations", TextField()))
        words = Q(text__icontains=wanted.q) | Q(translated__icontains=wanted.q) | _of_claimant(wanted.q)
        conditions &= words | _appears(access, highlight__quote__icontains=wanted.q)
    if wanted.status:
        conditions &= Q(status=wanted.status)
    if wanted.verdict:
        conditions &= Q(verdict="" if wanted.verdict == "none" else wanted.verdict)
    if wanted.claimant:
        conditions &= _of_claimant(wanted.claimant)
    if wanted.language:
        language = wanted.language
        own = Q(language=language) | Q(language__startswith=f"{language}-")
        editions = _appears(access, highlight__article__language=language)
        conditions &= own | editions | _appears(access, highlight__article__language__startswith=f"{language}-")
    places = {
        "highlight__article__outlet__name": wanted.outlet,
        "highlight__tags__key": wanted.tag,
        "highlight__article__number": wanted.article,
    }
    for field, value in places.items():
        if value:
            conditions &= _appears(access, **{field: value})
    return found.filter(conditions)


def _appears(access: ProjectAccess, **where: Any) -> Q:
    return Q(Exists(visible_appearances(access).filter(claim=OuterRef("pk"), **where)))


def _of_claimant(name: str) -> Q:
    return Q(claimants__icontains=name)


def _with_status(access: ProjectAccess, claims: QuerySet[Claim]) -> QuerySet[Any]:
    """Each with `status` and `evidence_count`; the one place that derives how far a claim is."""
    evidence = visible_evidence(access, of_seen_claims=True).filter(claim=OuterRef("pk"))
    disputed = Dispute.objects.filter(claim=OuterRef("pk")).exclude(state__in=_CLOSED)
    counted = evidence.order_by().values("claim").annotate(count=Count("pk")).values("count")
    return claims.annotate(
        status=Case(
            When(Exists(disputed), then=Value(ClaimStatus.DISPUTED.value)),
            When(~Q(verdict=""), then=Value(ClaimStatus.SETTLED.value)),
            When(Exists(evidence), then=Value(ClaimStatus.CHECKING.value)),
            default=Value(ClaimStatus.NEW.value),
        ),
        evidence_count=Coalesce(Subquery(counted), 0),
    )


def _read(access: ProjectAccess, rows: QuerySet[Any]) -> list[tuple[int, StoredClaim]]:
    found = list(rows.values_list(*_FIELDS))
    appearances = appearances_of(access=access, claims=[row[0] for row in found])
    return [(row[0], _claim(row, appearances.get(row[0], ()))) for row in found]


def appearances_of(*, access: ProjectAccess, claims: Collection[int]) -> dict[int, list[AppearanceRecord]]:
    """Where claims appear, of what a member may see, the earliest first; by the claim's row, in one statement."""
    gathered: dict[int, list[AppearanceRecord]] = {}
    names = coder_names(access)
    for claim, *row in visible_appearances(access).filter(claim__in=claims).values_list(*_APPEARANCE):
        record = AppearanceRecord(*row)
        gathered.setdefault(claim, []).append(record._replace(analyst=names(record.analyst)))
    return {claim: in_order_of_time(found) for claim, found in gathered.items()}


def _claim(row: Sequence[Any], appearances: Iterable[AppearanceRecord]) -> StoredClaim:
    _pk, *said = row
    statement, rest = said[:9], said[9:]
    return StoredClaim._make([*statement, list(appearances), *rest])


def words_of_filter(wanted: ClaimFilter) -> Mapping[str, str]:
    """The filter as an address has it."""
    return {name: str(value) for name in ClaimFilter.__dataclass_fields__ if (value := getattr(wanted, name))}
