"""The sentences for what people do with claims and with evidence."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as n_

from newsapp.access import ProjectAccess
from newsapp.queries.activity import EventRow
from newsapp.web.changes import changes_of
from newsapp.web.telling import Sentence, Told, Words

EVIDENCE: dict[str, Sentence] = {
    "evidence.added": Sentence(
        _("%(who)s added evidence about %(about)s"),
        n_("%(who)s added evidence", "%(who)s added %(count)d pieces of evidence", "count"),
    ),
    "evidence.changed": Sentence(_("%(who)s changed evidence about %(about)s")),
    "evidence.deleted": Sentence(_("%(who)s deleted evidence about %(about)s")),
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
