"""What stands around a claim: its appearances in context, to whom they are attributed, what they are linked to."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from annotations.access import visible_disputes, visible_highlights, visible_relations
from annotations.domain.claim_records import Linked
from annotations.domain.claim_timeline import ATTRIBUTED_TO, Chain, Voice, chains_from
from annotations.domain.claims import StoredClaim
from annotations.domain.disputes import DisputeState
from annotations.domain.schemes import Scheme
from annotations.models import HighlightTag, RelationType
from annotations.queries.claims import claims_of_highlights
from annotations.queries.concordance import Line, lines_of
from annotations.queries.relations import edges_onward
from newsapp.access import ProjectAccess

_SOURCE = "source"
"""Key of the tag whose attribute `name` says who a source is."""


def lines_by_highlight(*, access: ProjectAccess, uuids: Collection[UUID], scheme: Scheme) -> dict[UUID, Line]:
    """Highlights with the words around them; two statements."""
    found = visible_highlights(access).filter(uuid__in=set(uuids)).order_by()
    keys = list(found.values_list("pk", flat=True))
    return {line.id: line for line in lines_of(access=access, keys=keys, scheme=scheme)}


def chains_of(*, access: ProjectAccess, uuids: Collection[UUID]) -> dict[UUID, list[Chain]]:
    """To whom highlights are attributed, as far as the member may see; at most five statements."""
    starts = dict(visible_highlights(access).filter(uuid__in=set(uuids)).order_by().values_list("pk", "uuid"))
    type_id = RelationType.objects.filter(project=access.project, key=ATTRIBUTED_TO).values_list("pk", flat=True)
    if not starts or not type_id:
        return {}
    onward: dict[int, list[int]] = {}
    for source, target in edges_onward(access=access, type_id=type_id[0], starts=list(starts)):
        onward.setdefault(source, []).append(target)
    voices = _voices(access, {row for rows in onward.values() for row in rows})
    return {uuid: chains_from(row, onward=onward, voices=voices) for row, uuid in starts.items()}


def _voices(access: ProjectAccess, rows: Collection[int]) -> dict[int, Voice]:
    if not rows:
        return {}
    tagging = HighlightTag.objects.filter(highlight__in=rows, tag__key=_SOURCE)
    names = {row: str(said.get("name") or "") for row, said in tagging.values_list("highlight_id", "attributes")}
    seen = visible_highlights(access).filter(pk__in=rows).order_by().values_list("pk", "uuid", "quote")
    return {row: Voice(uuid, names.get(row) or " ".join(quote.split())[:200]) for row, uuid, quote in seen}


def links_of(*, access: ProjectAccess, claim: StoredClaim) -> list[Linked]:
    """What the appearances of a claim are linked to besides their sources, in the order of the links' making."""
    return links_at(access=access, appearing={each.highlight: claim.id for each in claim.appearances}).get(claim.id, [])


def links_at(*, access: ProjectAccess, appearing: Mapping[UUID, int]) -> dict[int, list[Linked]]:
    """The same for several claims, by number, in as many statements.

    Args:
        access: the project.
        appearing: the number of the claim that appears in each highlight.
    """
    links = [*_ends(access, appearing, outward=True), *_ends(access, appearing, outward=False)]
    numbers = claims_of_highlights(access=access, uuids=[link.there for link in links])
    found: dict[int, list[Linked]] = {}
    for link in links:
        claim = appearing[link.here]
        # A link within a claim is told once, from where it starts.
        if link.outward or appearing.get(link.there) != claim:
            found.setdefault(claim, []).append(link._replace(claim=numbers.get(link.there)))
    return found


def _ends(access: ProjectAccess, own: Collection[UUID], *, outward: bool) -> list[Linked]:
    here, there = ("source", "target") if outward else ("target", "source")
    found = visible_relations(access).filter(**{f"{here}__uuid__in": list(own)}).exclude(type__key=ATTRIBUTED_TO)
    fields = (f"{here}__uuid", f"{there}__uuid", f"{there}__quote", f"{there}__article__number")
    rows = found.order_by("pk").values_list("type__key", "attributes", *fields)
    return [Linked._make([*row, outward, None]) for row in rows]


class OpenDispute(NamedTuple):
    """A dispute about a claim that is not over."""

    number: int
    question: str
    state: str
    round: int


def open_disputes(*, access: ProjectAccess, claim: int) -> list[OpenDispute]:
    """What is disputed about a claim and not settled, in the order of its opening."""
    over = (DisputeState.RESOLVED.value, DisputeState.WITHDRAWN.value)
    found = visible_disputes(access).filter(claim__number=claim).exclude(state__in=over)
    return [OpenDispute(*row) for row in found.order_by("number").values_list("number", "question", "state", "round")]
