"""The sentences for what becomes of the gold layer."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as n_

from annotations.domain.gold import GoldKind
from annotations.queries.activity import quoted_highlights
from newsapp.access import ProjectAccess
from newsapp.queries.activity import EventRow
from newsapp.web.telling import Sentence, Told

GOLD: dict[str, Sentence] = {
    "gold.settled": Sentence(
        _("%(who)s settled a place in %(article)s"),
        n_("%(who)s settled a place in %(article)s", "%(who)s settled %(count)d places in %(article)s", "count"),
    ),
    "gold.reopened": Sentence(
        _("A place in %(article)s is open again: %(who)s changed a highlight that was settled"),
        n_(
            "A place in %(article)s is open again: %(who)s changed a highlight that was settled",
            "%(count)d places in %(article)s are open again: %(who)s changed highlights that were settled",
            "count",
        ),
    ),
    "gold.settled_again": Sentence(
        _("A place in %(article)s is settled again: %(who)s put a highlight back as it was"),
        n_(
            "A place in %(article)s is settled again: %(who)s put a highlight back as it was",
            "%(count)d places in %(article)s are settled again: %(who)s put highlights back as they were",
            "count",
        ),
    ),
}

_AGREED = Sentence(
    _("Coders agree on a place in %(article)s: it is gold"),
    n_(
        "Coders agree on a place in %(article)s: it is gold",
        "Coders agree on %(count)d places in %(article)s: they are gold",
        "count",
    ),
)
_RULED = Sentence(
    _("A ruling by %(who)s settled a place in %(article)s"),
    n_(
        "A ruling by %(who)s settled a place in %(article)s",
        "Rulings by %(who)s settled %(count)d places in %(article)s",
        "count",
    ),
)
_NOTHING = Sentence(
    _("%(who)s settled that nothing is to be marked at a place in %(article)s"),
    n_(
        "%(who)s settled that nothing is to be marked at a place in %(article)s",
        "%(who)s settled that nothing is to be marked at %(count)d places in %(article)s",
        "count",
    ),
)


def read_gold(access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    """What is to be known of events about gold: the words at the place, and how it was settled."""
    ids = {row.id: _uuid(row.data.get("highlight")) for row in rows}
    quoted = quoted_highlights(access=access, ids=[uuid for uuid in ids.values() if uuid])
    told: dict[int, Told] = {}
    for row in rows:
        uuid = ids[row.id]
        there = quoted.get(uuid) if uuid else None
        told[row.id] = Told(
            sentence=_sentence(row),
            quote=there.quote if there else "",
            address=f"{reverse('article', args=[access.project.slug, there.article])}#mark-{uuid}" if there else "",
            remark=str(_("Somebody who coded the article decided: the project is a small team."))
            if _waived(row)
            else "",
        )
    return told


def _sentence(row: EventRow) -> Sentence | None:
    if row.verb != "gold.settled":
        return None
    kind = row.data.get("kind")
    if kind == GoldKind.AGREEMENT.value:
        return _AGREED
    if kind == GoldKind.RULING.value:
        return _RULED
    return None if row.data.get("highlight") else _NOTHING


def _waived(row: EventRow) -> bool:
    return bool(row.data.get("waivers"))


def _uuid(words: object) -> UUID | None:
    try:
        return UUID(str(words))
    except ValueError:
        return None
