"""The sentences for what people do with highlights and with the tag scheme."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.utils.translation import ngettext_lazy as n_

from annotations.domain.schemes import Scheme
from annotations.domain.suggestions import SUGGESTED
from annotations.queries.activity import quoted_highlights
from annotations.queries.schemes import scheme_of
from annotations.web.claim_sentences import CLAIMS, EVIDENCE, read_claims, read_evidence
from annotations.web.dispute_sentences import COMMENTS, DISPUTES, read_comments, read_disputes
from annotations.web.gold_sentences import GOLD, read_gold
from annotations.web.relation_sentences import RELATIONS, read_relations
from newsapp.access import ProjectAccess
from newsapp.queries.activity import EventRow, Person, coders_by_id
from newsapp.web.changes import changes_of, plainly
from newsapp.web.telling import Change, Chapter, Sentence, Told, Words, add_chapter, person_html, use_tag_labels

HIGHLIGHTS: dict[str, Sentence] = {
    "highlight.created": Sentence(
        _("%(who)s marked %(tags)s in %(article)s"),
        n_("%(who)s made a highlight in %(article)s", "%(who)s made %(count)d highlights in %(article)s", "count"),
    ),
    "highlight.changed": Sentence(
        _("%(who)s changed a highlight in %(article)s"),
        n_(
            "%(who)s changed a highlight in %(article)s",
            "%(who)s changed highlights in %(article)s, %(count)d times",
            "count",
        ),
    ),
    "highlight.deleted": Sentence(
        _("%(who)s deleted a highlight in %(article)s"),
        n_(
            "%(who)s deleted a highlight in %(article)s", "%(who)s deleted %(count)d highlights in %(article)s", "count"
        ),
    ),
    "highlight.restored": Sentence(
        _("%(who)s restored a highlight in %(article)s"),
        n_(
            "%(who)s restored a highlight in %(article)s",
            "%(who)s restored %(count)d highlights in %(article)s",
            "count",
        ),
    ),
}

_AT_ONCE: dict[str, Sentence] = {
    "highlight.created": Sentence(
        HIGHLIGHTS["highlight.created"].one,
        n_("%(who)s made a highlight", "%(who)s made %(count)d highlights at once", "count"),
    ),
    "highlight.changed": Sentence(
        HIGHLIGHTS["highlight.changed"].one,
        n_("%(who)s changed a highlight", "%(who)s changed %(count)d highlights at once", "count"),
    ),
    "highlight.deleted": Sentence(
        HIGHLIGHTS["highlight.deleted"].one,
        n_("%(who)s deleted a highlight", "%(who)s deleted %(count)d highlights at once", "count"),
    ),
    "highlight.restored": Sentence(
        HIGHLIGHTS["highlight.restored"].one,
        n_("%(who)s restored a highlight", "%(who)s restored %(count)d highlights at once", "count"),
    ),
}

_TAKEN_BACK: dict[str, Sentence] = {
    **_AT_ONCE,
    "highlight.changed": Sentence(
        _("%(who)s took a change of a highlight in %(article)s back"),
        n_(
            "%(who)s took a change of a highlight back",
            "%(who)s took a change of %(count)d highlights back",
            "count",
        ),
    ),
}

_OF_SOMEBODY: dict[str, Sentence] = {
    "highlight.changed": Sentence(
        _("%(who)s changed a highlight of %(person)s in %(article)s"),
        n_(
            "%(who)s changed a highlight of %(person)s in %(article)s",
            "%(who)s changed highlights of %(person)s in %(article)s, %(count)d times",
            "count",
        ),
    ),
}

_SUGGESTED: dict[str, Sentence] = {
    "highlight.created": Sentence(
        _("%(who)s suggested %(tags)s in %(article)s"),
        n_("%(who)s made a suggestion in %(article)s", "%(who)s made %(count)d suggestions in %(article)s", "count"),
    ),
}

SUGGESTIONS: dict[str, Sentence] = {
    "suggestion.rejected": Sentence(
        _("%(who)s rejected a suggestion in %(article)s"),
        n_(
            "%(who)s rejected a suggestion in %(article)s",
            "%(who)s rejected %(count)d suggestions in %(article)s",
            "count",
        ),
    ),
    "suggestion.reconsidered": Sentence(
        _("%(who)s took the rejection of a suggestion in %(article)s back"),
        n_(
            "%(who)s took the rejection of a suggestion in %(article)s back",
            "%(who)s took the rejection of %(count)d suggestions in %(article)s back",
            "count",
        ),
    ),
}

SCHEME: dict[str, Sentence] = {
    "scheme.installed": Sentence(_("%(who)s set up the tag scheme")),
    "scheme.replaced": Sentence(_("%(who)s replaced the whole tag scheme")),
    "tag.created": Sentence(_("%(who)s added the tag %(tag)s")),
    "tag.changed": Sentence(_("%(who)s changed the tag %(tag)s")),
    "tag.redefined": Sentence(_("%(who)s gave the tag %(tag)s another meaning")),
    "tag.merged": Sentence(_("%(who)s merged the tag %(tag)s into %(into)s")),
    "tag.split": Sentence(_("%(who)s split the tag %(into)s off %(tag)s")),
    "tag.retired": Sentence(_("%(who)s retired the tag %(tag)s")),
    "tag.restored": Sentence(_("%(who)s brought the tag %(tag)s back")),
    "tag.deleted": Sentence(_("%(who)s deleted the tag %(tag)s")),
    "tag.values_cleared": Sentence(_("%(who)s took values of the tag %(tag)s away")),
    "tag.followed": Sentence(_("%(who)s changed the tag %(tag)s, and more of what had it followed")),
    "tag.reordered": Sentence(_("%(who)s put the tags into another order")),
    "relation_type.created": Sentence(_("%(who)s added the relation %(tag)s")),
    "relation_type.changed": Sentence(_("%(who)s changed the relation %(tag)s")),
    "relation_type.retired": Sentence(_("%(who)s retired the relation %(tag)s")),
    "relation_type.restored": Sentence(_("%(who)s brought the relation %(tag)s back")),
    "relation_type.deleted": Sentence(_("%(who)s deleted the relation %(tag)s")),
    "relation_type.reordered": Sentence(_("%(who)s put the relations into another order")),
}

_FIELDS: dict[str, Words] = {
    "tags": _("Tags"),
    "segments": _("Characters"),
    "attributes": _("Details"),
    "note": _("Note"),
    "label": _("Label"),
    "colour": _("Colour"),
    "pattern": _("Underline"),
    "shortcut": _("Shortcut"),
    "parent": _("Parent"),
    "description": _("Description"),
    "scope": _("Put on"),
    "from_tags": _("From"),
    "to_tags": _("To"),
    "acyclic": _("Without circles"),
}


def _read_highlights(access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    scheme = scheme_of(access.project)
    ids = {row.id: _uuid(row.object_id) for row in rows}
    quoted = quoted_highlights(access=access, ids=[uuid for uuid in ids.values() if uuid])
    people = coders_by_id(access, (row.data["of"] for row in rows if isinstance(row.data.get("of"), int)))
    told: dict[int, Told] = {}
    for row in rows:
        uuid = ids[row.id]
        there = quoted.get(uuid) if uuid else None
        owner = people.get(row.data.get("of", 0))
        changes = _changes(row, scheme) if row.verb == "highlight.changed" else []
        told[row.id] = Told(
            {
                "tags": _tags(row.data.get("tags", []), scheme),
                "person": person_html(access, owner) if owner else "",
            },
            sentence=_sentence(row, owner),
            quote=there.quote if there else "",
            address=f"{reverse('article', args=[access.project.slug, there.article])}#mark-{uuid}" if there else "",
            changes=changes,
            erased=row.verb == "highlight.changed" and not changes,
        )
    return told


def _sentence(row: EventRow, owner: Person | None) -> Sentence | None:
    """Another one than the table has, for what was done to many at once and to what is somebody else's."""
    if "batch" in row.data:
        return (_TAKEN_BACK if row.data.get("undo") else _AT_ONCE).get(row.verb)
    if row.data.get("layer") == SUGGESTED:
        return _SUGGESTED.get(row.verb)
    return _OF_SOMEBODY.get(row.verb) if owner else None


def _uuid(words: str) -> UUID | None:
    try:
        return UUID(words)
    except ValueError:
        return None


def _tags(keys: Sequence[str], scheme: Scheme) -> str:
    """Tags as their labels with the sample of each one's underline; one that is gone is called by its key."""
    known = [(key, scheme.tags.get(key)) for key in keys]
    return format_html_join(
        ", ",
        '<span class="told-tag"><span class="tag-mark hue-{} pattern-{}" aria-hidden="true"></span><bdi>{}</bdi></span>',
        ((tag.colour, tag.pattern, tag.label) if tag else ("slate", "thin", key) for key, tag in known),
    )


def _changes(row: EventRow, scheme: Scheme) -> list[Change]:
    def write(name: str, value: Any) -> str:
        if name == "segments" and isinstance(value, list):
            return ", ".join(f"{start}–{end}" for start, end in value)
        if name == "tags" and isinstance(value, list):
            return ", ".join(_label(scheme, str(key)) for key in value)
        if name == "attributes" and isinstance(value, Mapping):
            return "; ".join(f"{_label(scheme, key)}: {_values(scheme, key, given)}" for key, given in value.items())
        return plainly(name, value)

    # What begins and ends is said by the segments.
    return [change for change in changes_of(row, _FIELDS, write=write) if change.label not in ("start", "end")]


def _label(scheme: Scheme, key: str) -> str:
    tag = scheme.tags.get(key)
    return tag.label if tag else key


def _values(scheme: Scheme, key: str, given: Mapping[str, Any]) -> str:
    tag = scheme.tags.get(key)
    labels = {asked.key: asked.label for asked in tag.attributes} if tag else {}
    return ", ".join(f"{labels.get(name, name)} {str(value).replace('_', ' ')}" for name, value in given.items())


def _read_scheme(access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    scheme = scheme_of(access.project)
    try:
        address = reverse("scheme", args=[access.project.slug])
    except NoReverseMatch:
        address = ""
    return {
        row.id: Told(
            {
                "tag": _named(scheme, row, row.object_id, address),
                "into": _named(scheme, row, str(row.data.get("into", "")), address),
            },
            changes=_scheme_changes(row, scheme) if row.verb.endswith(".changed") else (),
            remark=_followed(row),
        )
        for row in rows
    }


def _scheme_changes(row: EventRow, scheme: Scheme) -> list[Change]:
    def write(name: str, value: Any) -> str:
        if name in ("parent", "merged_into") and value:
            return _label(scheme, str(value))
        if name in ("from_tags", "to_tags") and isinstance(value, list):
            return ", ".join(_label(scheme, str(key)) for key in value)
        if name == "attributes" and isinstance(value, Mapping):
            return ", ".join(str(words.get("label") or key) for key, words in value.items())
        if name == "attributes" and isinstance(value, list):
            return "; ".join(": ".join(filter(None, (asked["key"], ", ".join(asked["values"])))) for asked in value)
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        return plainly(name, value)

    return changes_of(row, _FIELDS, write=write)


def _followed(row: EventRow) -> str:
    """How much a merged or split tag took along."""
    highlights, articles = row.data.get("highlights"), row.data.get("articles")
    if isinstance(highlights, int) and highlights:
        return ngettext("%(count)d highlight followed", "%(count)d highlights followed", highlights) % {
            "count": highlights
        }
    if isinstance(articles, int) and articles:
        return ngettext("%(count)d article followed", "%(count)d articles followed", articles) % {"count": articles}
    return ""


def _named(scheme: Scheme, row: EventRow, key: str, address: str) -> str:
    """A tag or relation by its label; by what the log says, or by its key, once it is gone."""
    there = scheme.relations.get(key) if row.topic == "relation_type" else scheme.tags.get(key)
    label = there.label if there else str(row.detail.get("label") or key)
    if there and address:
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, label)
    return format_html("<bdi>{}</bdi>", label)


def _labels(access: ProjectAccess) -> dict[str, str]:
    return {key: tag.label for key, tag in scheme_of(access.project).tags.items()}


def add_chapters() -> None:
    """Make the sentences of this app known."""
    add_chapter(
        Chapter(
            "highlights", _("Highlights"), 20, ("highlight", "suggestion"), HIGHLIGHTS | SUGGESTIONS, _read_highlights
        )
    )
    add_chapter(Chapter("relations", _("Links"), 25, ("relation",), RELATIONS, read_relations))
    add_chapter(Chapter("gold", _("Gold"), 30, ("gold",), GOLD, read_gold))
    add_chapter(Chapter("disputes", _("Disputes"), 34, ("dispute",), DISPUTES, read_disputes))
    add_chapter(Chapter("comments", _("Comments"), 38, ("comment",), COMMENTS, read_comments))
    add_chapter(Chapter("claims", _("Claims"), 35, ("claim",), CLAIMS, read_claims))
    add_chapter(Chapter("evidence", _("Evidence"), 36, ("evidence",), EVIDENCE, read_evidence))
    add_chapter(Chapter("scheme", _("Scheme"), 50, ("scheme", "tag", "relation_type"), SCHEME, _read_scheme))
    use_tag_labels(_labels)
