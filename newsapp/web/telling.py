"""Telling events as sentences: the mechanism. The sentences of each topic stand with the app that records it.

A sentence is a whole one with named placeholders (`%(who)s`, `%(article)s` and what its chapter reads for it), so that a
translation can put them in any order. What somebody does many times in a row is told once, with all of it below.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsapp.access import ProjectAccess
from newsapp.queries.activity import ActivityPage, ArticleNamed, EventRow, Person

Words = str | Promise

FOLDED = 3
"""From how many in a row on a run is told by one sentence."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """How one verb is told.

    Attributes:
        one: about one event.
        many: about several in a row (`ngettext_lazy` with `count`); None tells each of them.
        across: whether a run may go on from article to article.
    """

    one: Words
    many: Words | None = None
    across: bool = False


class Change(NamedTuple):
    """What one field was and is; an empty string where there was nothing, or where it is not kept."""

    label: Words
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a chapter knows of one event.

    Attributes:
        words: what stands for the sentence's placeholders.
        sentence: another one than the table has for the verb.
        quote: the words of the text that it is about, "" for none.
        address: where they stand.
        changes: what was different before.
        remark: what the person wrote about it.
        erased: whether words of it are known to be erased.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    sentence: Sentence | None = None
    quote: str = ""
    address: str = ""
    changes: Sequence[Change] = ()
    remark: str = ""
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """The sentences of one kind of thing.

    Attributes:
        kind: its name in addresses.
        label: its name on the page.
        place: where it stands among the others.
        topics: what stands before the dot in its verbs.
        sentences: by verb.
        read: what is to be known of some events of these topics, by event; a fixed number of statements. None when
            the sentences have no placeholders but `who` and `article`.
    """

    kind: str
    label: Words
    place: int
    topics: tuple[str, ...]
    sentences: Mapping[str, Sentence]
    read: Callable[[ProjectAccess, Sequence[EventRow]], Mapping[int, Told]] | None = None


_CHAPTERS: dict[str, Chapter] = {}


def add_chapter(chapter: Chapter) -> None:
    """Make a chapter known, once at start; the same kind again takes the place of the first."""
    _CHAPTERS[chapter.kind] = chapter


TagLabels = Callable[[ProjectAccess], Mapping[str, str]]

_tag_labels: list[TagLabels] = []


def use_tag_labels(read: TagLabels) -> None:
    """Say where the labels of a project's tags come from, by key; once at start."""
    _tag_labels[:] = [read]


def tag_labels(access: ProjectAccess) -> Mapping[str, str]:
    """The labels of a project's tags, by key."""
    return _tag_labels[0](access) if _tag_labels else {}


def chapters() -> list[Chapter]:
    """All that are known, in the order of the page."""
    return sorted(_CHAPTERS.values(), key=lambda chapter: chapter.place)


def sentence_for(verb: str) -> Sentence | None:
    """The sentence that tells a verb, None when nobody has written one."""
    return next((c.sentences[verb] for c in _CHAPTERS.values() if verb in c.sentences), None)


_UNKNOWN = Sentence(gettext_lazy("%(who)s did something that this page has no words for: %(verb)s"))


@dataclass(frozen=True, slots=True)
class Line:
    """One event as it is shown."""

    event: EventRow
    at: datetime
    words: SafeString
    told: Told


@dataclass(frozen=True, slots=True)
class Run:
    """Events in a row that one sentence tells; the newest first.

    `earlier` and `later` say that it goes on beyond what is shown: its number counts what is shown.
    """

    lines: list[Line]
    words: SafeString
    earlier: bool = False
    later: bool = False

    @property
    def folded(self) -> bool:
        """Whether the lines are told by the one sentence."""
        return len(self.lines) >= FOLDED

    @property
    def first(self) -> Line:
        """The oldest."""
        return self.lines[-1]

    @property
    def last(self) -> Line:
        """The newest."""
        return self.lines[0]


@dataclass(frozen=True, slots=True)
class Day:
    """The runs of one day, in the time zone of whoever reads."""

    day: date
    today: bool
    yesterday: bool
    runs: list[Run]


def tell(
    access: ProjectAccess, activity: ActivityPage, *, zone: tzinfo, now: datetime, here: int | None = None
) -> list[Day]:
    """A page of the log, told.

    Args:
        access: for whom.
        activity: see `newsapp.queries.activity.page_of_activity`.
        zone: in whose days.
        now: what today is.
        here: number of the article that the page is about, which is “this article” then.
    """
    rows = activity.page.rows
    told = _read(access, [row for row in (activity.newer, *rows, activity.older) if row is not None])
    teller = _Teller(access, zone, here)
    lines = [teller.line(row, told.get(row.id, Told())) for row in rows]
    later, earlier = (
        _run_key(row, told.get(row.id, Told()), zone) if row is not None else None
        for row in (activity.newer, activity.older)
    )
    today = now.astimezone(zone).date()
    days: list[Day] = []
    for day, of_day in groupby(lines, key=lambda line: line.at.date()):
        runs = [
            Run(
                run,
                teller.many(run),
                earlier=key == earlier and run[-1] is lines[-1],
                later=key == later and run[0] is lines[0],
            )
            for key, run in _runs(list(of_day), zone)
        ]
        days.append(Day(day, day == today, day == today - timedelta(days=1), runs))
    return days


def _read(access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    told: dict[int, Told] = {}
    for chapter in _CHAPTERS.values():
        of_chapter = [row for row in rows if row.topic in chapter.topics]
        if chapter.read is not None and of_chapter:
            told |= chapter.read(access, of_chapter)
    return told


def _runs(lines: list[Line], zone: tzinfo) -> Iterator[tuple[tuple[object, ...], list[Line]]]:
    """Neighbours that say the same; a run too short to be folded comes as its lines."""
    for key, group in groupby(lines, key=lambda line: _run_key(line.event, line.told, zone)):
        run = list(group)
        if len(run) >= FOLDED and key[-1] is not None:
            yield key, run
        else:
            yield from (((), [line]) for line in run)


def _run_key(row: EventRow, told: Told, zone: tzinfo) -> tuple[object, ...]:
    """What the events of a run have in common; None at the end when the verb is not told by runs."""
    sentence = _sentence(row, told)
    batch = row.data.get("batch")
    across = sentence.across or batch is not None
    article = None if across or row.article is None else row.article.id
    day = row.created_at.astimezone(zone).date()
    return (
        row.verb,
        row.actor.id if row.actor else 0,
        article,
        batch,
        day,
        None if sentence.many is None else str(sentence.one),
    )


def _sentence(row: EventRow, told: Told) -> Sentence:
    return told.sentence or sentence_for(row.verb) or _UNKNOWN


class _Counted(dict[str, int]):
    def __missing__(self, key: str) -> str:
        return f"%({key})s"


@dataclass(frozen=True, slots=True)
class _Teller:
    access: ProjectAccess
    zone: tzinfo
    here: int | None

    def line(self, row: EventRow, told: Told) -> Line:
        words = {**self._common(row), **told.words}
        return Line(row, row.created_at.astimezone(self.zone), filled(str(_sentence(row, told).one), words), told)

    def many(self, run: list[Line]) -> SafeString:
        first = run[0]
        many = _sentence(first.event, first.told).many
        if many is None or len(run) < FOLDED:
            return first.words
        # The number chooses the form; the other placeholders stay for `filled`.
        template = many % _Counted(count=len(run))
        return filled(str(template), {**self._common(first.event), **first.told.words})

    def _common(self, row: EventRow) -> dict[str, str]:
        if row.article is None:
            article = ""
        elif row.article.number == self.here:
            article = _("this article")
        else:
            article = article_html(self.access, row.article)
        return {"who": person_html(self.access, row.actor), "article": article, "verb": row.verb}


def filled(template: str, words: Mapping[str, str]) -> SafeString:
    """A sentence with words for its placeholders; what is not safe is escaped, the sentence itself too."""
    return mark_safe(escape(template) % {key: conditional_escape(value) for key, value in words.items()})  # noqa: S308


def person_html(access: ProjectAccess, person: Person | None) -> SafeString:
    """Somebody's name, leading to what she did; None is whoever works on the command line."""
    if person is None:
        return format_html('<span class="told-person">{}</span>', _("The command line"))
    address = reverse("person_activity", args=[access.project.slug, person.username])
    return format_html('<a class="told-person" href="{}"><bdi>{}</bdi></a>', address, person.name)


def article_html(access: ProjectAccess, article: ArticleNamed) -> SafeString:
    """An article's heading, leading to it while it is there."""
    heading = article.heading or _("article %(number)d") % {"number": article.number}
    if article.deleted:
        return format_html('<bdi class="told-article">{}</bdi>', heading)
    address = reverse("article", args=[access.project.slug, article.number])
    return format_html('<a class="told-article" href="{}"><bdi>{}</bdi></a>', address, heading)
