"""The sentences for what people do with claims and with evidence."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as n_

from annotations.queries.activity import Quoted, quoted_highlights
from newsapp.access import ProjectAccess
from newsapp.queries.activity import EventRow
from newsapp.web.changes import changes_of
from newsapp.web.telling import Sentence, Told, Words

CLAIMS: dict[str, Sentence] = {
    "claim.created": Sentence(
        _("%(who)s wrote %(claim)s"), n_("%(who)s wrote a claim", "%(who)s wrote %(count)d claims", "count")
    ),
    "claim.changed": Sentence(_("%(who)s changed %(claim)s")),
    "claim.deleted": Sentence(_("%(who)s deleted %(claim)s")),
    "claim.appearance_added": Sentence(
        _("%(who)s found %(claim)s in %(article)s"),
        n_(
            "%(who)s found a claim in another place",
            "%(who)s found claims in %(count)d places",
            "count",
        ),
        across=True,
    ),
    "claim.appearance_removed": Sentence(_("%(who)s took a place in %(article)s away from %(claim)s")),
    "claim.merged": Sentence(_("%(who)s merged %(claim)s into %(other)s")),
    "claim.parted": Sentence(_("%(who)s took the merge of %(claim)s into %(other)s back")),
    "claim.split": Sentence(_("%(who)s split %(claim)s off %(other)s")),
    "claim.proposal_accepted": Sentence(_("%(who)s accepted a proposal about %(claim)s and %(other)s")),
    "claim.proposal_rejected": Sentence(_("%(who)s rejected a proposal about %(claim)s and %(other)s")),
    "claim.proposal_reconsidered": Sentence(
        _("%(who)s took the rejection of a proposal about %(claim)s and %(other)s back")
    ),
    "claim.ruled": Sentence(_("%(who)s ruled on %(claim)s")),
    "claim.ratings_changed": Sentence(_("%(who)s changed how verdicts are rated in reviews")),
}

EVIDENCE: dict[str, Sentence] = {
    "evidence.added": Sentence(
        _("%(who)s added evidence about %(about)s"),
        n_("%(who)s added evidence", "%(who)s added %(count)d pieces of evidence", "count"),
    ),
    "evidence.changed": Sentence(_("%(who)s changed evidence about %(about)s")),
    "evidence.deleted": Sentence(_("%(who)s deleted evidence about %(about)s")),
}

_CLAIM_FIELDS: dict[str, Words] = {
    "text": _("Claim"),
    "language": _("Language"),
    "translations": _("Translations"),
    "claimants": _("Claimants"),
    "claimed_on": _("Date"),
    "claimed_precision": _("Precision of the date"),
    "place": _("Place"),
    "quantities": _("Figures"),
    "supported": _("Supported"),
    "conflicting_evidence": _("Conflicting evidence"),
    "refuted": _("Refuted"),
    "not_enough_evidence": _("Not enough evidence"),
    "not_checkable": _("Not checkable"),
}

_FIELDS: dict[str, Words] = {
    "title": _("Title"),
    "quote": _("Quote"),
    "stance": _("Stance"),
    "directness": _("Knows it"),
    "url": _("Address"),
    "archived_url": _("Archived copy"),
    "published_at": _("Published"),
    "retrieved_at": _("Retrieved"),
    "language": _("Language"),
    "independence_group": _("Independence group"),
    "answers": _("Answers the question"),
}


_NEW = ("claim.created", "claim.split")
"""Events that hold all of what a claim says."""


def read_claims(access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    """What is to be known of events about claims: their numbers, the words of highlights, what was different."""
    quoted = quoted_highlights(access=access, ids=[uuid for row in rows if (uuid := _highlight(row))])
    told: dict[int, Told] = {}
    for row in rows:
        uuid = _highlight(row)
        there = quoted.get(uuid) if uuid else None
        number = int(row.object_id) if row.object_id.isdigit() else 0
        other = row.data.get("into") or row.data.get("from") or row.data.get("other") or 0
        told[row.id] = Told(
            {"claim": claim_html(access, number), "other": claim_html(access, int(other))},
            quote=there.quote if there else _said(row),
            address=_place(access, there, uuid) if there else "",
            changes=changes_of(row, _CLAIM_FIELDS) if row.verb in ("claim.changed", "claim.ratings_changed") else (),
            remark=str(row.detail.get("reason", "")),
            erased=row.verb in _NEW and not row.detail,
        )
    return told


def _highlight(row: EventRow) -> UUID | None:
    try:
        return UUID(str(row.data.get("highlight")))
    except ValueError:
        return None


def _said(row: EventRow) -> str:
    """The claim's own words, where the event keeps them."""
    after = row.detail.get("after")
    words = after.get("text") if isinstance(after, Mapping) and row.verb in _NEW else row.detail.get("text")
    return str(words or "")


def _place(access: ProjectAccess, there: Quoted, uuid: UUID | None) -> str:
    return f"{reverse('article', args=[access.project.slug, there.article])}#mark-{uuid}"


def read_evidence(access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    """What is to be known of events about evidence: about what it is, its words, what was different."""
    return {
        row.id: Told(
            {"about": _about(access, row.data)},
            quote=str(row.detail.get("quote", "")),
            changes=changes_of(row, _FIELDS) if row.verb == "evidence.changed" else (),
            erased=row.verb == "evidence.added" and not row.detail,
        )
        for row in rows
    }


def _about(access: ProjectAccess, data: Mapping[str, Any]) -> str:
    """The claim or the dispute that it belongs to, leading there."""
    if isinstance(data.get("claim"), int):
        return claim_html(access, data["claim"])
    return _linked(access, "dispute", now_("dispute %(number)d"), data.get("dispute", 0))


def claim_html(access: ProjectAccess, number: int) -> str:
    """A claim by its number, leading to it."""
    return _linked(access, "claim", now_("claim %(number)d"), number)


def _linked(access: ProjectAccess, route: str, words: str, number: int) -> str:
    try:
        address = reverse(route, args=[access.project.slug, number])
    except NoReverseMatch:
        return words % {"number": number}
    return format_html('<a href="{}">{}</a>', address, words % {"number": number})
