"""The sentences for what people do with articles, assignments, members, guidelines and the project itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as n_

from newsapp.access import ProjectAccess
from newsapp.domain.languages import name_of
from newsapp.queries.activity import EventRow, Person, coders_by_id, people_by_id
from newsapp.web.changes import changes_of, plainly
from newsapp.web.roles import ROLE_NAMES
from newsapp.web.telling import Change, Chapter, Sentence, Told, Words, add_chapter, person_html, tag_labels

FIELDS: dict[str, Words] = {
    "title": _("Title"),
    "language": _("Language"),
    "outlet": _("Outlet"),
    "url": _("Address"),
    "published_at": _("Published"),
    "story": _("Story"),
    "tags": _("Tags"),
    "metadata": _("Other details"),
}
"""What people call what is known of an article."""

_PROJECT_FIELDS: dict[str, Words] = {
    "name": _("Name"),
    "description": _("Description"),
    "coders_per_article": _("People per article"),
    "blind": _("Blind coding"),
    "coders_anonymous": _("Coders without names"),
    "small_team": _("Small team"),
    "gold_threshold": _("Agreement that makes gold"),
    "assign_automatically": _("Whoever asks gets an article"),
    "assign_order": _("Order of handing out"),
    "open_at_once": _("Most open at once"),
    "due_days": _("Days until due"),
    "stalled_days": _("Days until stalled"),
}

ARTICLES: dict[str, Sentence] = {
    "article.added": Sentence(
        _("%(who)s added %(article)s"),
        n_("%(who)s added an article", "%(who)s added %(count)d articles", "count"),
        across=True,
    ),
    "article.changed": Sentence(
        _("%(who)s changed what is known of %(article)s"),
        n_(
            "%(who)s changed what is known of an article",
            "%(who)s changed what is known of articles, %(count)d times",
            "count",
        ),
        across=True,
    ),
    "article.tagged": Sentence(
        _("%(who)s changed the tags of %(article)s"),
        n_("%(who)s changed the tags of an article", "%(who)s changed the tags of %(count)d articles", "count"),
        across=True,
    ),
    "article.archived": Sentence(
        _("%(who)s archived %(article)s"),
        n_("%(who)s archived an article", "%(who)s archived %(count)d articles", "count"),
        across=True,
    ),
    "article.unarchived": Sentence(
        _("%(who)s brought %(article)s back from the archive"),
        n_(
            "%(who)s brought an article back from the archive",
            "%(who)s brought %(count)d articles back from the archive",
            "count",
        ),
        across=True,
    ),
    "article.deleted": Sentence(
        _("%(who)s deleted %(article)s"),
        n_("%(who)s deleted an article", "%(who)s deleted %(count)d articles", "count"),
        across=True,
    ),
}

ORDERS: dict[str, Words] = {
    "oldest": _("as they came in"),
    "random": _("in a random order"),
    "language": _("language by language"),
}
"""The orders in which articles are handed out, as people say them."""

COMPARISON: dict[str, Sentence] = {
    "comparison.opened": Sentence(
        _("%(who)s opened the comparison of %(article)s"),
        n_("%(who)s opened a comparison", "%(who)s opened %(count)d comparisons", "count"),
        across=True,
    ),
    "comparison.closed": Sentence(_("%(who)s had %(article)s coded again")),
}
_OPENED_BY_ITSELF = Sentence(_("The comparison of %(article)s opened: everybody who had it was done"))

ASSIGNMENTS: dict[str, Sentence] = {
    "assignment.made": Sentence(
        _("%(who)s assigned %(article)s to %(person)s"),
        n_("%(who)s made an assignment", "%(who)s made %(count)d assignments", "count"),
        across=True,
    ),
    "assignment.removed": Sentence(
        _("%(who)s took %(article)s back from %(person)s"),
        n_("%(who)s took back an assignment", "%(who)s took back %(count)d assignments", "count"),
        across=True,
    ),
    "assignment.done": Sentence(
        _("%(who)s is done with %(article)s"),
        n_("%(who)s is done with an article", "%(who)s is done with %(count)d articles", "count"),
        across=True,
    ),
    "assignment.handed_back": Sentence(_("%(who)s handed %(article)s back")),
    "assignment.moved": Sentence(_("%(who)s gave %(article)s of %(person)s to somebody else")),
    "assignment.sent_back": Sentence(
        _("%(who)s sent %(article)s back to %(person)s"),
        n_("%(who)s sent an article back", "%(who)s sent articles back, %(count)d times", "count"),
        across=True,
    ),
    "assignment.reopened": Sentence(_("%(who)s took up %(article)s again, which was done")),
    "assignment.skipped": Sentence(_("%(who)s skipped %(article)s")),
    "assignment.taken_up": Sentence(_("%(who)s took up %(article)s, which was skipped")),
}
_TOOK_ON = Sentence(
    _("%(who)s took on %(article)s"),
    n_("%(who)s took on an article", "%(who)s took on %(count)d articles", "count"),
    across=True,
)
_GAVE_UP = Sentence(_("%(who)s gave %(article)s back"))

MEMBERS: dict[str, Sentence] = {
    "member.added": Sentence(_("%(who)s added %(person)s as %(role)s")),
    "member.role_changed": Sentence(_("%(who)s gave %(person)s the role of %(role)s")),
    "member.coding_changed": Sentence(_("%(who)s changed what %(person)s is handed")),
    "member.removed": Sentence(_("%(who)s removed %(person)s from the project")),
    "member.left": Sentence(_("%(who)s left the project")),
    "invitation.made": Sentence(_("%(who)s invited somebody as %(role)s")),
    "invitation.revoked": Sentence(_("%(who)s withdrew an invitation")),
    "invitation.accepted": Sentence(_("%(who)s accepted an invitation")),
    "user.deactivated": Sentence(_("%(who)s closed the account of %(person)s")),
    "user.reactivated": Sentence(_("%(who)s opened the account of %(person)s again")),
}
_JOINED = Sentence(_("%(who)s joined as %(role)s"))
_ROLE_TAKEN = Sentence(_("%(who)s took the role of %(role)s"))

GUIDELINES: dict[str, Sentence] = {
    "guidelines.published": Sentence(_("%(who)s published %(version)s of the guidelines")),
}

PROJECT: dict[str, Sentence] = {
    "project.created": Sentence(_("%(who)s opened the project")),
    "project.changed": Sentence(_("%(who)s changed the project’s settings")),
    "project.archived": Sentence(_("%(who)s archived the project")),
    "project.unarchived": Sentence(_("%(who)s brought the project back from the archive")),
    "project.deleted": Sentence(_("%(who)s deleted the project")),
    "project.restored": Sentence(_("%(who)s restored the project")),
    "project.purged": Sentence(_("%(who)s purged a project")),
}


def field_words(name: str, value: Any) -> str:
    """What is known of an article, as people read it."""
    if name == "language" and value:
        return str(name_of(str(value)))
    if name == "published_at" and value:
        moment = parse_datetime(str(value))
        return date_format(moment, "j F Y, H:i") + " UTC" if moment else str(value)
    return plainly(name, value)


_EDITS = ("article.changed", "article.tagged")


def _read_articles(access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    labels = tag_labels(access) if any(row.verb in _EDITS for row in rows) else {}

    def write(name: str, value: Any) -> str:
        if name == "tags" and isinstance(value, list):
            return ", ".join(labels.get(str(key), str(key)) for key in value)
        return field_words(name, value)

    return {
        row.id: Told(
            changes=changes_of(row, FIELDS, write=write) if row.verb in _EDITS else (),
            erased=row.verb == "article.changed" and not row.detail and not row.data.get("after"),
        )
        for row in rows
    }


def _rows_named(rows: Iterable[EventRow]) -> list[int]:
    return [int(row.object_id) for row in rows if row.object_id.isdigit()]


def _read_assignments(access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    people = coders_by_id(access, _rows_named(rows))
    own = {"assignment.made": _TOOK_ON, "assignment.removed": _GAVE_UP}
    return {
        row.id: Told(
            {"person": _named(access, people, row)},
            sentence=own.get(row.verb) if _is_own(row) else None,
            remark=str(row.detail.get("reason", "")),
        )
        for row in rows
    }


def _read_comparison(_access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    return {
        row.id: Told(
            sentence=None if row.data.get("by_hand", True) else _OPENED_BY_ITSELF,
            remark=str(row.detail.get("reason", "")),
        )
        for row in rows
    }


def _is_own(row: EventRow) -> bool:
    return row.actor is not None and row.object_id == str(row.actor.id)


def _named(access: ProjectAccess, people: Mapping[int, Person], row: EventRow) -> str:
    person = people.get(int(row.object_id)) if row.object_id.isdigit() else None
    return person_html(access, person) if person else str(_("somebody"))


def _read_members(access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    people = people_by_id(_rows_named(row for row in rows if row.topic != "invitation"))
    own = {"member.added": _JOINED, "member.role_changed": _ROLE_TAKEN}
    return {
        row.id: Told(
            {
                "person": _named(access, people, row) if row.topic != "invitation" else "",
                "role": str(ROLE_NAMES.get(str(row.data.get("role")), row.data.get("role", ""))),
            },
            sentence=own.get(row.verb) if _is_own(row) else None,
        )
        for row in rows
    }


def _read_guidelines(access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    try:
        address = reverse("guidelines", args=[access.project.slug])
    except NoReverseMatch:
        address = ""
    return {
        row.id: Told({"version": _version(row, address)}, remark=str(row.detail.get("summary", ""))) for row in rows
    }


def _version(row: EventRow, address: str) -> str:
    words = _("version %(number)s") % {"number": row.object_id}
    return format_html('<a href="{}">{}</a>', address, words) if address else str(words)


def _setting_words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("on") if value else _("off"))
    if name == "gold_threshold":
        return f"{value * 100:.4g} %" if value else str(_("by reviewers alone"))
    if name == "assign_order":
        return str(ORDERS.get(str(value), value))
    if name in ("open_at_once", "due_days") and value is None:
        return str(_("none"))
    return plainly(name, value)


def settings_words(project: Any) -> list[tuple[Words, str]]:
    """How a project hands out, codes and reviews articles, as people read it: label and value of each setting."""
    names = [name for name in _PROJECT_FIELDS if name not in ("name", "description", "coders_per_article")]
    return [(_PROJECT_FIELDS[name], _setting_words(name, getattr(project, name))) for name in names]


def changed_setting(name: str, before: Any, after: Any) -> Change:
    """A project's setting, as people read what becomes of it."""
    return Change(_PROJECT_FIELDS[name], _setting_words(name, before), _setting_words(name, after))


def _read_project(_access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    return {
        row.id: Told(
            changes=changes_of(row, _PROJECT_FIELDS, write=_setting_words),
            erased=not row.detail and not {"name", "description"}.isdisjoint(row.data.get("fields", ())),
        )
        for row in rows
    }


def add_chapters() -> None:
    """Make the sentences of this app known."""
    for chapter in (
        Chapter("articles", _("Articles"), 10, ("article",), ARTICLES, _read_articles),
        Chapter("assignments", _("Assignments"), 30, ("assignment",), ASSIGNMENTS, _read_assignments),
        Chapter("comparison", _("Comparison"), 32, ("comparison",), COMPARISON, _read_comparison),
        Chapter("members", _("Members"), 40, ("member", "invitation", "user"), MEMBERS, _read_members),
        Chapter("guidelines", _("Guidelines"), 60, ("guidelines",), GUIDELINES, _read_guidelines),
        Chapter("project", _("Project"), 70, ("project",), PROJECT, _read_project),
    ):
        add_chapter(chapter)
