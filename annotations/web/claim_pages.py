"""The page of a claim: what it says, where it appears, who has it from whom, evidence, verdict."""

from math import log
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations.access import open_claim
from annotations.domain.claim_records import Linked
from annotations.domain.claim_timeline import Moment, attribution_tree, timeline
from annotations.domain.claims import StoredClaim
from annotations.domain.evidence import StoredEvidence, sources_apart
from annotations.domain.schemes import Scheme
from annotations.queries.claim_contexts import (
    chains_of,
    lines_by_highlight,
    links_of,
    open_disputes,
)
from annotations.queries.claim_figures import FigureRead, figures_at, own_words
from annotations.queries.claim_reviews import rulings_of
from annotations.queries.claims import merged_claims, merged_into, stored_claim
from annotations.queries.concordance import Line
from annotations.queries.evidence import EvidenceFilter, evidence_for, warnings_for
from annotations.queries.schemes import scheme_of
from annotations.web.claim_forms import EvidenceForm
from annotations.web.claim_words import (
    ACCURACY_NAMES,
    BOUND_NAMES,
    DIRECTNESS_NAMES,
    STANCE_LOOKS,
    STANCE_NAMES,
    STATUS_NAMES,
    VERDICT_LOOKS,
    VERDICT_NAMES,
    WARNING_NAMES,
    day_words,
)
from annotations.web.comments import discussion
from annotations.web.live_pages import live_page
from annotations.web.ways_back import with_query
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.languages import direction_of, name_of
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible
from newsapp.queries.activity import ActivityFilter
from newsapp.queries.live import place_now
from newsapp.web.activity import latest
from newsapp.web.telling import Words

NEWEST = 10
"""Events on the page."""

MOST_STOPS = 40
"""Places on the page until somebody wants all of them."""


class Stop(NamedTuple):
    """An appearance on the timeline as the page shows it.

    Attributes:
        line: the highlight with the words around it.
        address: of the highlight in its text.
        direction: in which its language is written.
    """

    moment: Moment
    line: Line
    address: str
    direction: str


class Row(NamedTuple):
    """A piece of evidence as the table shows it.

    Attributes:
        stance: its words, and the class of its badge.
        warnings: in words.
        repeats: number of the row whose source this one repeats; 0 for a source of its own.
        editable: whether the person may change it.
    """

    evidence: StoredEvidence
    number: int
    stance: tuple[Words, str]
    directness: Words
    warnings: list[Words]
    repeats: int
    editable: bool


class LinkRow(NamedTuple):
    """A link to a highlight elsewhere, with its words."""

    link: Linked
    label: str
    dimension: str
    address: str


@require_safe
@login_required
def claim(request: HttpRequest, slug: str, claim: int) -> HttpResponse:
    """A claim; one that was merged leads to the one that stands for it."""
    access = open_project(user=request.user, slug=slug)
    now = merged_into(access=access, number=claim)
    if now is not None:
        return redirect("claim", slug=slug, claim=now)
    access, row = open_claim(user=request.user, slug=slug, number=claim)
    stored = stored_claim(access=access, number=claim)
    if stored is None:
        raise NotVisible
    return claim_page(request, access, stored, claim_id=row.pk)


def claim_page(
    request: HttpRequest,
    access: ProjectAccess,
    claim: StoredClaim,
    *,
    claim_id: int,
    evidence_form: EvidenceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form of evidence that was refused where there is one."""
    place = place_now()  # before anything is read: what is missing in the page follows in the stream
    scheme = scheme_of(access.project)
    stops, moments = _timeline(access, claim, scheme)
    shown = stops if request.GET.get("places") == "all" else stops[:MOST_STOPS]
    rows = _evidence(access, claim)
    links = _links(access, claim, scheme)
    context = {
        "access": access,
        "tab": "claims",
        "claim": claim,
        "status": (STATUS_NAMES[claim.status], claim.status),
        "direction": direction_of(claim.language) if claim.language else "auto",
        "language_name": name_of(claim.language) if claim.language else "",
        "translations": [(tag, name_of(tag), direction_of(tag), text) for tag, text in claim.translations.items()],
        "claimed": day_words(claim.claimed_on, precision=claim.claimed_precision),
        "quantities": [(BOUND_NAMES[said["bound"]], said) for said in claim.quantities],
        "stops": shown,
        "places": len(stops),
        "further": len(stops) - len(shown),
        "tree": attribution_tree(moments, unnamed=_("outlet not known")),
        "contradicting": [each for each in links if each.link.type == "contradicts"],
        "links": [each for each in links if each.link.type != "contradicts"],
        "evidence": rows,
        "independent": len({row.repeats or row.number for row in rows}),
        "evidence_form": evidence_form or EvidenceForm(),
        "merged": merged_claims(access=access, claim_id=claim_id),
        "days": latest(access, wanted=_events(claim, rows), events=NEWEST),
        **discussion(access, {"claim": claim.id}),
        **live_page(access, place, claim=claim.id),
        **_verdict(access, claim),
        **_may(access, claim),
    }
    return render(request, "annotations/claim.html", context, status=status)


def _timeline(access: ProjectAccess, claim: StoredClaim, scheme: Scheme) -> tuple[list[Stop], list[Moment]]:
    uuids = [each.highlight for each in claim.appearances]
    lines = lines_by_highlight(access=access, uuids=uuids, scheme=scheme)
    chains = chains_of(access=access, uuids=uuids)
    moments = timeline(claim.appearances, chains=chains, figures=_figures(access, claim))
    stops = [
        Stop(
            moment,
            lines[moment.appearance.highlight],
            highlight_address(access, moment.appearance.article, moment.appearance.highlight),
            direction_of(moment.appearance.language) if moment.appearance.language else "auto",
        )
        for moment in moments
        if moment.appearance.highlight in lines
    ]
    return stops, moments


def _figures(access: ProjectAccess, claim: StoredClaim) -> dict[UUID, str]:
    """The figure of each appearance that names one: of several the one nearest to the claim's own."""
    found = figures_at(access=access, uuids=[each.highlight for each in claim.appearances])
    own = [float(said["value"]) for said in claim.quantities if said["value"] > 0][:1]

    def distance(read: FigureRead) -> float:
        value = float(read.figure.value or 0)
        return abs(log(value / own[0])) if own and value > 0 else 0

    numbered = {uuid: [read for read in reads if read.figure.value is not None] for uuid, reads in found.items()}
    return {uuid: own_words(min(reads, key=distance).figure) for uuid, reads in numbered.items() if reads}


def highlight_address(access: ProjectAccess, article: int, highlight: UUID) -> str:
    """Where a highlight stands in its text."""
    path = reverse("article", args=[access.project.slug, article])
    return with_query(path, {"highlight": str(highlight)})


def _evidence(access: ProjectAccess, claim: StoredClaim) -> list[Row]:
    found = evidence_for(access=access, wanted=EvidenceFilter(claim=claim.id))
    warnings = warnings_for(access=access, evidence=found)
    firsts = sources_apart(each.source for each in found)
    return [
        Row(
            each,
            index + 1,
            (STANCE_NAMES[each.stance], STANCE_LOOKS[each.stance]),
            DIRECTNESS_NAMES[each.directness],
            [WARNING_NAMES[warning] for warning in warnings[each.id]],
            first + 1 if first != index else 0,
            access.may(Action.ADD_EVIDENCE) and (each.added_by == access.user.username or access.may(Action.REVIEW)),
        )
        for index, (each, first) in enumerate(zip(found, firsts, strict=True))
    ]


def _links(access: ProjectAccess, claim: StoredClaim, scheme: Scheme) -> list[LinkRow]:
    return [
        LinkRow(
            link,
            scheme.relations[link.type].label if link.type in scheme.relations else link.type,
            str(link.attributes.get("dimension", "")),
            highlight_address(access, link.article, link.there),
        )
        for link in links_of(access=access, claim=claim)
    ]


def _verdict(access: ProjectAccess, claim: StoredClaim) -> dict[str, Any]:
    rulings = rulings_of(access, claim=claim.id)
    disputes = open_disputes(access=access, claim=claim.id)
    return {
        "heard_again": bool(claim.verdict) and any(dispute.round > 1 for dispute in disputes),
        "verdict": (VERDICT_NAMES[claim.verdict], VERDICT_LOOKS[claim.verdict]) if claim.verdict else None,
        "accuracy": ACCURACY_NAMES.get(claim.accuracy, ""),
        "confidence": None if claim.confidence is None else round(claim.confidence * 100),
        "rulings": [
            (ruling, VERDICT_NAMES.get(ruling.verdict, ""), dispute_address(access, ruling.dispute.number))
            for ruling in rulings
        ],
        "disputes": [(dispute, dispute_address(access, dispute.number)) for dispute in disputes],
    }


def dispute_address(access: ProjectAccess, number: int) -> str:
    """The page of a dispute; "" where there is none."""
    try:
        return reverse("dispute", args=[access.project.slug, number])
    except NoReverseMatch:
        return ""


def _events(claim: StoredClaim, rows: list[Row]) -> ActivityFilter:
    evidence = [("evidence", str(row.evidence.id)) for row in rows]
    return ActivityFilter(objects=(("claim", str(claim.id)), *evidence))


def _may(access: ProjectAccess, claim: StoredClaim) -> dict[str, bool]:
    writes = access.may(Action.WRITE_CLAIM)
    own = claim.created_by == access.user.username
    return {
        "may_write": writes,
        "may_delete": writes and (own or access.may(Action.REVIEW)),
        "may_add_evidence": access.may(Action.ADD_EVIDENCE),
        "may_dispute": access.may(Action.OPEN_DISPUTE),
    }
