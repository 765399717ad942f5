"""Highlights across articles as lines of a concordance: which, in which order, and what stands around them.

A page is two or three statements: which highlights it has, in order, then their lines. Texts are touched for the lines
of the page alone (`substr`), and where the order depends on them; then each text is read once, however many
highlights lie in it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Least, Left, Right, Substr

from annotations.access import visible_highlights
from annotations.domain import concordance
from annotations.domain.concordance import Key, Quote, Shortened
from annotations.domain.schemes import Scheme, TagSpec
from annotations.models import HighlightTag
from annotations.models.highlights import HighlightQuerySet
from annotations.queries.highlights import HighlightFilter, filtered, with_tags
from annotations.queries.schemes import scheme_of
from newsapp.access import ArticleAccess, ProjectAccess
from newsapp.anonymity import coder_names, shown_coder
from newsapp.models import Outlet, Revision, Story, User

ROWS = 50
COUNTED = 1_000
"""Where counting stops: past it the page says "1,000+"."""

SORTED = 5_000
"""Most highlights that are sorted by their words: the first ones, by article and place."""

LAST_PAGE = 20_000
"""Pages behind this one are not there, whatever the address says."""

_TEXT_AT_ONCE = 4_000_000
"""Code points of texts that are in memory together."""

_PLACE = ("article_id", "start", "end", "uuid")
"""Articles as they came in, and in each from its beginning; as the index `highlight_by_place` has them."""

SORTS = ("place", "newest", "left", "right", "quote", "tag")
BY_WORDS = ("left", "right", "quote", "tag")
"""Orders that are made for `SORTED` highlights only."""


class Line(NamedTuple):
    """A highlight with what stands around it.

    Attributes:
        pk: its row.
        article: number within the project.
        title: the article's, or how its text begins.
        language: BCP 47 tag, "" when it is not known.
        tags: as the scheme defines them, in the highlight's order.
        values: of its attributes in the order of the scheme: (label, value).
        note: its beginning.
        analyst: username; None where nobody made it.
        current: whether it lies in the article's current text; else `left` and `right` are from its own revision.
    """

    pk: int
    id: UUID
    article: int
    title: str
    language: str
    outlet: str | None
    left: Shortened
    quote: Quote
    right: Shortened
    tags: list[TagSpec]
    values: list[tuple[str, str]]
    note: str
    analyst: str | None
    layer: str
    state: str
    revision: int
    current: bool
    version: int


@dataclass(frozen=True, slots=True)
class LinePage:
    """A page of lines.

    Attributes:
        number: of the page, from 1.
        more: whether another one follows.
        bounded: whether only the first `SORTED` highlights were sorted, and there are more.
    """

    lines: list[Line]
    number: int
    more: bool
    bounded: bool


def page_of_lines(
    *, access: ProjectAccess, wanted: HighlightFilter, sort: str, number: int, scheme: Scheme
) -> LinePage:
    """A page of the highlights that a member may see.

    Args:
        access: the project.
        wanted: which highlights.
        sort: one of `SORTS`.
        number: of the page, from 1.
        scheme: the project's.
    """
    found = filtered(access, wanted)
    first, behind = (number - 1) * ROWS, number * ROWS
    bounded = False
    if sort in BY_WORDS:
        keys, bounded = _sorted_by_words(found, sort, scheme)
        chosen, more = keys[first:behind], len(keys) > behind
    else:
        order = ("-pk",) if sort == "newest" else _PLACE
        chosen = list(found.order_by(*order).values_list("pk", flat=True)[first : behind + 1])
        more = len(chosen) > ROWS
        del chosen[ROWS:]
    return LinePage(lines_of(access=access, keys=chosen, scheme=scheme), number, more, bounded)


def count_up_to(*, access: ProjectAccess, wanted: HighlightFilter, most: int = COUNTED) -> int:
    """How many highlights there are, counted no further than `most` + 1."""
    return filtered(access, wanted)[: most + 1].count()


def first_keys(*, access: ProjectAccess, wanted: HighlightFilter, most: int) -> tuple[list[int], bool]:
    """The rows of the first highlights by article and place, at most so many, and whether there are more."""
    keys = list(filtered(access, wanted).order_by(*_PLACE).values_list("pk", flat=True)[: most + 1])
    return keys[:most], len(keys) > most


_FIELDS = (
    "pk", "uuid", "article__number", "article__title", "beginning", "article__language", "article__outlet__name",
    "start", "end", "segments", "head", "tail", "before", "after", "revision__length", "tag_list", "note_beginning",
    "analyst__username", "layer", "state", "revision__number", "revision_id", "article__current_revision_id", "version",
)  # fmt: skip


def lines_of(*, access: ProjectAccess, keys: Sequence[int], scheme: Scheme) -> list[Line]:
    """The lines of some highlights, in the given order; those that the member may see. One statement."""
    if not keys:
        return []
    window = concordance.WINDOW
    shown = with_tags(visible_highlights(access).filter(pk__in=keys)).annotate(
        beginning=Left("article__current_revision__text", 120),
        before=Substr("revision__text", Greatest(F("start") - window, 0) + 1, Least(F("start"), Value(window))),
        after=Substr("revision__text", F("end") + 1, window),
        head=Left("quote", concordance.HEAD),
        tail=Right("quote", concordance.TAIL),
        note_beginning=Left("note", 600),
    )
    names = coder_names(access)
    lines = {row[0]: _line(row, scheme) for row in shown.values_list(*_FIELDS)}
    return [lines[key]._replace(analyst=names(lines[key].analyst)) for key in keys if key in lines]


def _line(row: Sequence[Any], scheme: Scheme) -> Line:
    pk, uuid, article, title, beginning, language, outlet, start, end, segments, head, tail, before, after, length = (
        row[:15]
    )
    tag_list, note, analyst, layer, state, revision, revision_id, current_id, version = row[15:]
    tags = [scheme.tags[tag["key"]] for tag in tag_list if tag["key"] in scheme.tags]
    given = {tag["key"]: tag["attributes"] for tag in tag_list}
    values = [
        (asked.label, str(given[tag.key][asked.key]).replace("_", " " if asked.type == "choice" else "_"))
        for tag in tags
        for asked in tag.attributes
        if asked.key in given[tag.key]
    ]
    return Line(
        pk=pk,
        id=uuid,
        article=article,
        title=title or beginning.strip().split("\n")[0],
        language=language,
        outlet=outlet,
        left=concordance.before(before, starts_text=start <= len(before)),
        quote=concordance.quote_of(start=start, end=end, segments=segments, head=head, tail=tail),
        right=concordance.after(after, ends_text=end + len(after) >= length),
        tags=tags,
        values=values,
        note=note,
        analyst=analyst,
        layer=layer,
        state=state,
        revision=revision,
        current=revision_id == current_id,
        version=version,
    )


def _sorted_by_words(found: HighlightQuerySet, sort: str, scheme: Scheme) -> tuple[list[int], bool]:
    """The rows of the first `SORTED`, in the order of their words; those that are alike stay by place."""
    among = found.order_by(*_PLACE)
    keyed: list[tuple[Any, int]]
    if sort == "tag":
        first = HighlightTag.objects.filter(highlight=OuterRef("pk")).order_by("position").values("tag__key")[:1]
        places = {key: place for place, key in enumerate(scheme.tags)}
        rows = among.annotate(first_tag=Coalesce(Subquery(first), Value("")))
        keyed = [(places.get(key, -1), pk) for pk, key in rows.values_list("pk", "first_tag")[: SORTED + 1]]
    elif sort == "quote":
        rows = among.annotate(head=Left("quote", 2 * concordance.WINDOW))
        keyed = [(concordance.words_after(head), pk) for pk, head in rows.values_list("pk", "head")[: SORTED + 1]]
    else:
        places_of = list(among.values_list("pk", "revision_id", "start", "end")[: SORTED + 1])
        keys = dict(_context_keys(places_of, _before if sort == "left" else _after))
        keyed = [(keys[pk], pk) for pk, _, _, _ in places_of]
    bounded = len(keyed) > SORTED
    del keyed[SORTED:]
    return [pk for _, pk in sorted(keyed, key=lambda pair: pair[0])], bounded


def _before(text: str, start: int, _end: int) -> Key:
    first = max(0, start - concordance.WINDOW)
    return concordance.words_before(text[first:start], starts_text=first == 0)


def _after(text: str, _start: int, end: int) -> Key:
    return concordance.words_after(text[end : end + concordance.WINDOW])


def _context_keys(
    places: Sequence[tuple[int, int, int, int]], key_of: Callable[[str, int, int], Key]
) -> Iterator[tuple[int, Key]]:
    by_revision: dict[int, list[tuple[int, int, int]]] = {}
    for pk, revision, start, end in places:
        by_revision.setdefault(revision, []).append((pk, start, end))
    for revision, text in _texts(by_revision):
        for pk, start, end in by_revision[revision]:
            yield pk, key_of(text, start, end)


def _texts(revisions: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Each text once, no more than `_TEXT_AT_ONCE` in memory: one statement for the lengths, one for each batch."""
    batch: list[int] = []
    size = 0
    for revision, length in Revision.objects.filter(pk__in=list(revisions)).order_by("pk").values_list("pk", "length"):
        if batch and size + length > _TEXT_AT_ONCE:
            yield from Revision.objects.filter(pk__in=batch).values_list("pk", "text")
            batch, size = [], 0
        batch.append(revision)
        size += length
    if batch:
        yield from Revision.objects.filter(pk__in=batch).values_list("pk", "text")


def analysts_of(access: ProjectAccess) -> list[tuple[str, str]]:
    """Who has highlights in the project that the member may see: username and name as she sees them."""
    there = visible_highlights(access).readings().filter(analyst=OuterRef("pk"))
    people = User.objects.filter(Exists(there)).only("username", "first_name", "last_name")
    named = (shown_coder(access, user.username, user.display_name) for user in people)
    return sorted(named, key=lambda pair: pair[1].casefold())


def outlets_of(access: ProjectAccess, *, most: int = 300) -> list[str]:
    """The names of the project's outlets, by name."""
    return list(Outlet.objects.filter(project=access.project).order_by("name").values_list("name", flat=True)[:most])


def stories_of(access: ProjectAccess, *, most: int = 300) -> list[str]:
    """The names of the project's stories, by name."""
    return list(Story.objects.filter(project=access.project).order_by("name").values_list("name", flat=True)[:most])


def highlight_in_older_text(*, access: ArticleAccess, uuid: UUID) -> Line | None:
    """A highlight of an article that lies in a text which the article no longer has; None when there is none."""
    found = visible_highlights(access).filter(article=access.article, uuid=uuid).exclude(revision=access.revision)
    keys = list(found.values_list("pk", flat=True))
    return next(iter(lines_of(access=access, keys=keys, scheme=scheme_of(access.project))), None)
