"""The highlights of a project, in context."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from annotations.domain.retagging import MOST
from annotations.domain.schemes import Scheme
from annotations.queries.bulk_changes import Made, recent_changes
from annotations.queries.concordance import (
    BY_WORDS,
    COUNTED,
    LAST_PAGE,
    SORTED,
    SORTS,
    Line,
    analysts_of,
    count_up_to,
    outlets_of,
    page_of_lines,
    stories_of,
)
from annotations.queries.highlights import UNSET, HighlightFilter
from annotations.queries.schemes import scheme_of
from annotations.services.exports import FILTERS, filter_of_words, words_of_filter
from annotations.web.ways_back import with_query
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.languages import direction_of, name_of
from newsapp.domain.roles import Action
from newsapp.queries.article_list import languages_of

MOST_ATTRIBUTES = 20

SORT_NAMES = {
    "place": gettext_lazy("article and place"),
    "newest": gettext_lazy("newest first"),
    "left": gettext_lazy("words before"),
    "quote": gettext_lazy("the highlight’s own words"),
    "right": gettext_lazy("words after"),
    "tag": gettext_lazy("tag"),
}
LAYER_NAMES = {
    "analyst": gettext_lazy("analysts’ own"),
    "gold": gettext_lazy("gold"),
    "suggested": gettext_lazy("suggested"),
}
STATE_NAMES = {
    "attention": gettext_lazy("any that is not exact"),
    "exact": gettext_lazy("exact"),
    "moved": gettext_lazy("moved with the text"),
    "changed": gettext_lazy("its words changed"),
    "ambiguous": gettext_lazy("place not certain"),
    "orphaned": gettext_lazy("its words are gone"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    wanted: HighlightFilter
    sort: str
    page: int

    @property
    def filters(self) -> dict[str, str]:
        """The filters as an address has them."""
        return words_of_filter(self.wanted)

    @property
    def query(self) -> dict[str, str]:
        """All of it, as an address has it."""
        sort = {"sort": self.sort} if self.sort != SORTS[0] else {}
        page = {"page": str(self.page)} if self.page > 1 else {}
        return {**self.filters, **sort, **page}


def asked_by(query: Mapping[str, str]) -> Asked:
    """What an address asks for; names that mean nothing here are passed over.

    Raises:
        RuleViolation: a filter's value is of another form.
    """
    words = {name: query[name].strip() for name in query if name in FILTERS}
    dotted = [name for name in query if all(name.partition("."))][:MOST_ATTRIBUTES]
    # The page's own form always names the tag; a link that somebody wrote may name an attribute alone.
    if "tag" not in words and dotted:
        words["tag"] = dotted[0].partition(".")[0]
    words |= {name: query[name].strip() for name in dotted if name.partition(".")[0] == words.get("tag")}
    wanted = filter_of_words(words)
    if not wanted.q or wanted.where == "quote":
        wanted = replace(wanted, where=None)
    sort, number = query.get("sort", ""), query.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    return Asked(wanted, sort if sort in SORTS else SORTS[0], min(max(1, page), LAST_PAGE))


@require_safe
@login_required
def highlight_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The project's highlights in context, to be filtered, sorted, picked and changed."""
    access = open_project(user=request.user, slug=slug)
    scheme = scheme_of(access.project)
    asked = asked_by(request.GET)
    page = page_of_lines(access=access, wanted=asked.wanted, sort=asked.sort, number=asked.page, scheme=scheme)
    path = reverse("highlights", args=[slug])
    made = [shown_change(change, scheme) for change in recent_changes(access)]
    context = {
        "access": access,
        "tab": "highlights",
        "wanted": asked.wanted,
        "filtered": bool(asked.filters),
        "filters": asked.filters,
        "sort": asked.sort,
        "sorts": SORT_NAMES.items(),
        "page": page,
        "rows": [_row(line, slug, address=with_query(path, asked.query)) for line in page.lines],
        "count": count_up_to(access=access, wanted=asked.wanted),
        "counted": COUNTED,
        "sorted_most": SORTED,
        "bulk_most": MOST,
        "by_words": asked.sort in BY_WORDS,
        "address": with_query(path, asked.query),
        "following": with_query(path, replace(asked, page=asked.page + 1).query) if page.more else None,
        "preceding": with_query(path, replace(asked, page=asked.page - 1).query) if asked.page > 1 else None,
        "all_highlights": path,
        "chips": _chips(asked, scheme, path, dict(analysts_of(access)) if asked.wanted.analyst else {}),
        "asks": _asks(asked, scheme),
        "unset": UNSET,
        "exports": [
            (with_query(reverse("export", args=[slug, key]), asked.filters), words)
            for key, words in (("jsonl", _("JSON lines: everything, lossless")), ("csv", _("CSV: one row a highlight")))
        ],
        "may_change": access.may(Action.HIGHLIGHT),
        "tags": [tag for tag in scheme.tags.values() if tag.scope == "span"],
        "made": made,
        "just_made": next((row for row in made if str(row.change.id) == request.GET.get("changed")), None),
    }
    if request.headers.get("HX-Request") and request.headers.get("HX-Target") == "concordance":
        return render(request, "annotations/_concordance_rows.html", context)
    return render(request, "annotations/highlight_list.html", {**context, **_choices(access)})


def _choices(access: ProjectAccess) -> dict[str, Any]:
    """What the filters offer."""
    return {
        "analysts": analysts_of(access),
        "outlets": outlets_of(access),
        "stories": stories_of(access),
        "languages": [(code, name_of(code)) for code, _count in languages_of(access)],
        "layers": LAYER_NAMES.items(),
        "states": STATE_NAMES.items(),
    }


class Row(NamedTuple):
    """A line with what the page adds to it.

    Attributes:
        address: of the highlight in its text, with the way back.
        direction: of its article's language; `auto` when that is not known.
        state: what is to be said of its state, "" for an exact one.
    """

    line: Line
    address: str
    direction: str
    state: str


def _row(line: Line, slug: str, *, address: str) -> Row:
    text = with_query(reverse("article", args=[slug, line.article]), {"highlight": str(line.id), "from": address})
    state = "" if line.state == "exact" else str(STATE_NAMES[line.state])
    return Row(line, text, direction_of(line.language) if line.language else "auto", state)


class Chip(NamedTuple):
    """A filter that is on: what it filters by, its value as people say it, the address without it."""

    name: str
    value: str
    without: str


def _chips(asked: Asked, scheme: Scheme, path: str, analysts: Mapping[str, str]) -> list[Chip]:
    names = {
        "q": _("words in the note") if asked.wanted.where == "note" else _("words in the quote"),
        "tag": _("tag"),
        "analyst": _("analyst"),
        "layer": _("layer"),
        "state": _("state"),
        "article": _("article"),
        "language": _("language"),
        "outlet": _("outlet"),
        "story": _("story"),
        "created_after": _("made after"),
        "noted": _("note"),
        "outdated": _("definition"),
    }
    chips = []
    for name, value in asked.filters.items():
        if name == "where":
            continue
        tag, dot, attribute = name.partition(".")
        gone = {name, "page", *({"where"} if name == "q" else ())}
        without = {
            key: kept
            for key, kept in asked.query.items()
            if key not in gone and not (name == "tag" and key.startswith(f"{value}."))
        }
        label = _attribute_label(scheme, tag, attribute) if dot else names[name]
        said = analysts.get(value, value) if name == "analyst" else _said(name, value, scheme)
        chips.append(Chip(label, said, with_query(path, without)))
    return chips


def _attribute_label(scheme: Scheme, tag: str, attribute: str) -> str:
    asked = scheme.tags[tag].attributes if tag in scheme.tags else ()
    return next((one.label for one in asked if one.key == attribute), attribute)


def _said(name: str, value: str, scheme: Scheme) -> str:
    if "." in name:
        return _("not said") if value == UNSET else value.replace("_", " ")
    if name == "tag":
        return scheme.tags[value].label if value in scheme.tags else value
    if name in ("layer", "state"):
        return str((LAYER_NAMES if name == "layer" else STATE_NAMES)[value])
    if name == "language":
        return name_of(value)
    if name == "noted":
        return _("none") if value == "no" else _("there is one")
    if name == "outdated":
        return _("current") if value == "no" else _("older")
    return value


class Ask(NamedTuple):
    """An attribute of the tag that is filtered by, as a further filter."""

    name: str
    label: str
    values: tuple[str, ...]
    value: str


def _asks(asked: Asked, scheme: Scheme) -> list[Ask]:
    tag = scheme.tags.get(asked.wanted.tag or "")
    given = {attribute: value for _tag, attribute, value in asked.wanted.attributes}
    if tag is None:
        return []
    return [Ask(f"{tag.key}.{one.key}", one.label, one.values, given.get(one.key, "")) for one in tag.attributes]


class ShownChange(NamedTuple):
    """A change of many highlights with its tags as people call them."""

    change: Made
    tag: str
    by: str


def shown_change(change: Made, scheme: Scheme) -> ShownChange:
    """The change with labels in place of keys."""
    tag, by = (_label(scheme, key) for key in (change.tag, change.by))
    return ShownChange(change, tag, by)


def _label(scheme: Scheme, key: str | None) -> str:
    if key is None:
        return ""
    return scheme.tags[key].label if key in scheme.tags else key
