"""Disputes with all that belongs to them, for exports: votes once they were counted, evidence, every step."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from annotations.access import visible_disputes, visible_evidence
from annotations.domain.adjudications import DisputeCase, RevealedVote, StepRecord
from annotations.domain.dispute_log import FIELDS
from annotations.domain.dispute_records import DisputeRecord
from annotations.domain.evidence import StoredEvidence
from annotations.models import Vote
from annotations.queries.disputes import dispute_records
from annotations.queries.evidence import evidence_of_rows
from newsapp.access import ProjectAccess
from newsapp.anonymity import coder_names
from newsapp.models import Event, User
from newsapp.queries.coding_events import coding_among

_SAID = (
    "before", "after", *(name for name in FIELDS if name not in ("asked", "ruling")), "position", "verdict", "accuracy",
    "confidence", "why", "counts", "tie", "evidence", "waivers", "guidelines", "gold", "threshold", "replaces",
)  # fmt: skip
"""What of an event's data means something outside of the database."""


def dispute_cases(*, access: ProjectAccess, numbers: Collection[int]) -> dict[int, DisputeCase]:
    """Those of some disputes that a member may see, by number; a fixed number of statements."""
    rows = visible_disputes(access).filter(number__in=set(numbers)).order_by("number")
    found = dispute_records(access, rows)
    if not found:
        return {}
    votes = _revealed(access, numbers)
    evidence = _evidence(access, found)
    history = steps_of(access, topic="dispute", objects=[str(record.number) for record in found])
    return {
        record.number: _case(
            record,
            votes=votes.get(record.number, []),
            evidence=evidence[record.number],
            history=history.get(str(record.number), []),
        )
        for record in found
    }


def _case(record: DisputeRecord, **parts: Any) -> DisputeCase:
    voting = record.voting
    own = {name: getattr(record, name) for name in DisputeCase._fields if hasattr(record, name)}
    return DisputeCase(
        **{
            **own,
            **parts,
            "id": record.number,
            "voting_closes_at": voting and voting.closes_at,
            "voting_closed_at": voting and voting.closed_at,
        }
    )


def _revealed(access: ProjectAccess, numbers: Collection[int]) -> dict[int, list[RevealedVote]]:
    """The votes that were counted or left out when their voting closed; nobody's, not the member's own, before that."""
    fields = ("round", "user__username", "position__place", "reason", "counted", "created_at", "updated_at")
    counted = Vote.objects.filter(project=access.project, dispute__number__in=set(numbers), counted__isnull=False)
    found: dict[int, list[RevealedVote]] = {}
    for number, *vote in counted.order_by("round", "user__username").values_list("dispute__number", *fields):
        found.setdefault(number, []).append(RevealedVote(*vote))
    return found


def _evidence(access: ProjectAccess, disputes: Iterable[DisputeRecord]) -> dict[int, list[StoredEvidence]]:
    disputes = list(disputes)
    about = Q(dispute__number__in=[each.number for each in disputes])
    about |= Q(claim__number__in=[each.claim for each in disputes if each.claim is not None])
    pieces = evidence_of_rows(visible_evidence(access).filter(about).order_by("created_at", "uuid"))
    return {
        dispute.number: [
            each
            for each in pieces
            if each.dispute == dispute.number or (dispute.claim is not None and each.claim == dispute.claim)
        ]
        for dispute in disputes
    }


def steps_of(
    access: ProjectAccess, *, topic: str, objects: Sequence[str], articles: Collection[int] | None = None
) -> dict[str, list[StepRecord]]:
    """What the log says of some things, in order, by their ids.

    Args:
        access: the project.
        topic: of the verbs, `dispute` or `gold`.
        objects: ids as the log has them.
        articles: rows of the articles that all of it belongs to, where that is known: the log is long.
    """
    events = Event.objects.filter(project=access.project, verb__startswith=f"{topic}.", object_id__in=objects)
    if articles is not None:
        events = events.filter(article__in=set(articles))
    rows = list(
        events.order_by("pk").values_list(
            "pk", "object_id", "created_at", "verb", "actor__username", "data", "detail__data", "data__asked"
        )
    )
    asked = {row[-1] for row in rows if isinstance(row[-1], int)}
    names = dict(User.objects.filter(pk__in=asked).values_list("pk", "username")) if asked else {}
    steps: dict[str, list[StepRecord]] = {}
    coding, coders = coding_among(access, (row[0] for row in rows)), coder_names(access)
    for pk, object_id, at, verb, actor, data, words, whom in rows:
        by = coders(actor) if pk in coding else actor
        said = {name: data[name] for name in _SAID if name in data}
        if whom in names:
            said["asked"] = names[whom]
        steps.setdefault(object_id, []).append(StepRecord(at, verb, by, said, _words(words)))
    return steps


def _words(detail: Mapping[str, Any] | None) -> dict[str, str]:
    """Reasons, questions and answers; what is no plain text of one person is told elsewhere in the record."""
    return {name: value for name, value in (detail or {}).items() if isinstance(value, str) and value}
