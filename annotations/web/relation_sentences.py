"""The sentences for what people do with relations between highlights."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as n_

from annotations.domain.schemes import Scheme
from annotations.queries.activity import Quoted, quoted_highlights
from annotations.queries.schemes import scheme_of
from newsapp.access import ProjectAccess
from newsapp.queries.activity import EventRow, coders_by_id
from newsapp.web.changes import changes_of, plainly
from newsapp.web.telling import Change, Sentence, Told, Words, person_html

RELATIONS: dict[str, Sentence] = {
    "relation.created": Sentence(
        _("%(who)s linked two highlights in %(article)s: %(type)s"),
        n_(
            "%(who)s linked two highlights in %(article)s",
            "%(who)s made %(count)d links between highlights in %(article)s",
            "count",
        ),
    ),
    "relation.changed": Sentence(
        _("%(who)s changed a link between highlights in %(article)s: %(type)s"),
        n_(
            "%(who)s changed a link between highlights in %(article)s",
            "%(who)s changed links between highlights in %(article)s, %(count)d times",
            "count",
        ),
    ),
    "relation.deleted": Sentence(
        _("%(who)s deleted a link between highlights in %(article)s: %(type)s"),
        n_(
            "%(who)s deleted a link between highlights in %(article)s",
            "%(who)s deleted %(count)d links between highlights in %(article)s",
            "count",
        ),
    ),
    "relation.restored": Sentence(
        _("%(who)s restored a link between highlights in %(article)s: %(type)s"),
        n_(
            "%(who)s restored a link between highlights in %(article)s",
            "%(who)s restored %(count)d links between highlights in %(article)s",
            "count",
        ),
    ),
}

_OF_SOMEBODY: dict[str, Sentence] = {
    "relation.changed": Sentence(
        _("%(who)s changed a link by %(person)s between highlights in %(article)s: %(type)s"),
        RELATIONS["relation.changed"].many,
    ),
    "relation.deleted": Sentence(
        _("%(who)s deleted a link by %(person)s between highlights in %(article)s: %(type)s"),
        RELATIONS["relation.deleted"].many,
    ),
    "relation.restored": Sentence(
        _("%(who)s restored a link by %(person)s between highlights in %(article)s: %(type)s"),
        RELATIONS["relation.restored"].many,
    ),
}

_FIELDS: dict[str, Words] = {"type": _("Type"), "from": _("From"), "to": _("To"), "attributes": _("Details")}


def read_relations(access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    """What is to be known of events about relations: the type's label, the words of both ends."""
    scheme = scheme_of(access.project)
    quoted = quoted_highlights(access=access, ids=[uuid for row in rows for uuid in _ends(row)])
    people = coders_by_id(access, (row.data["of"] for row in rows if isinstance(row.data.get("of"), int)))
    told: dict[int, Told] = {}
    for row in rows:
        ends = [_uuid(row.data.get(side)) for side in ("from", "to")]
        there = [quoted.get(uuid) if uuid else None for uuid in ends]
        owner = people.get(row.data.get("of", 0))
        start = there[0]
        address = f"{reverse('article', args=[access.project.slug, start.article])}#mark-{ends[0]}" if start else ""
        told[row.id] = Told(
            {
                "type": format_html("<bdi>{}</bdi>", _label(scheme, str(row.data.get("type", "")))),
                "person": person_html(access, owner) if owner else "",
            },
            sentence=_OF_SOMEBODY.get(row.verb) if owner else None,
            quote=" → ".join(end.quote for end in there if end) if all(there) else "",
            address=address,
            changes=_changes(row, scheme, quoted) if row.verb == "relation.changed" else (),
        )
    return told


def _ends(row: EventRow) -> list[UUID]:
    sides = [row.data, row.data.get("before"), row.data.get("after")]
    found = [_uuid(side.get(name)) for side in sides if isinstance(side, dict) for name in ("from", "to")]
    return [uuid for uuid in found if uuid]


def _changes(row: EventRow, scheme: Scheme, quoted: dict[UUID, Quoted]) -> list[Change]:
    def write(name: str, value: Any) -> str:
        if name == "type" and value:
            return _label(scheme, str(value))
        if name in ("from", "to"):
            uuid = _uuid(value)
            return quoted[uuid].quote if uuid in quoted else ""
        if name == "attributes" and isinstance(value, dict):
            return _values(scheme, str(row.data.get("type", "")), value)
        return plainly(name, value)

    return changes_of(row, _FIELDS, write=write)


def _values(scheme: Scheme, key: str, given: dict[str, Any]) -> str:
    spec = scheme.relations.get(key)
    labels = {asked.key: asked.label for asked in spec.attributes} if spec else {}
    return ", ".join(f"{labels.get(name, name)} {str(value).replace('_', ' ')}" for name, value in given.items())


def _label(scheme: Scheme, key: str) -> str:
    spec = scheme.relations.get(key)
    return spec.label if spec else key


def _uuid(words: object) -> UUID | None:
    try:
        return UUID(str(words))
    except ValueError:
        return None
