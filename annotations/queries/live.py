"""What a stream says of highlights: as they are now, to whom may see them."""

from collections.abc import Iterable
from uuid import UUID

from annotations.access import visible_highlights
from annotations.domain.highlighting import HighlightRecord
from annotations.queries.highlights import records
from newsapp.access import ProjectAccess
from newsapp.anonymity import coder_names
from newsapp.queries.visible_events import visible_events


def highlights_now(*, access: ProjectAccess, ids: Iterable[UUID]) -> dict[UUID, HighlightRecord | None]:
    """Some highlights as a member sees them now: None for one that was deleted and that she would see.

    What she may not see is left out, deleted or not, and so are suggestions, which pages do not hold as highlights. Two
    statements, the second only when something is missing.
    """
    wanted = set(ids)
    there = visible_highlights(access).readings().filter(uuid__in=wanted).order_by()
    found: dict[UUID, HighlightRecord | None] = {record.id: record for record in records(there, coder_names(access))}
    missing = wanted - found.keys()
    if missing:
        gone = visible_highlights(access, deleted=True).readings().filter(uuid__in=missing).order_by()
        found |= dict.fromkeys(gone.values_list("uuid", flat=True))
    return found


def seen_of(*, access: ProjectAccess, ids: Iterable[int]) -> frozenset[int]:
    """Those of some events of the log, by row, that a member may see; one statement."""
    return frozenset(visible_events(access).filter(pk__in=list(ids)).values_list("pk", flat=True))
