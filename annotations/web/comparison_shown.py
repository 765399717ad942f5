"""A comparison as its page shows it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.domain.comparison import Coded, CodedLink, Difference, Status
from annotations.domain.highlighting import HighlightRecord, Segments
from annotations.domain.schemes import Scheme, TagSpec
from annotations.queries.comparison import Coder, Compared, ComparedLinks, Comparison
from annotations.queries.gold import GoldRecord

Words = str | Promise

LOOKS = (
    ("blue", "thick"), ("red", "dotted"), ("teal", "double"), ("violet", "dashed"), ("orange", "wavy"), ("green", "thin"),
    ("pink", "dotted"), ("slate", "double"),
)  # fmt: skip
"""How each coder's marks are drawn, by colour and by pattern; more of them begin again."""
GOLD_LOOK = ("amber", "wash")

CONTEXT = 48
"""Code points before and after what is marked."""
LONGEST = 320
"""Code points of a stretch that is shown whole; of a longer one the ends are."""

DIFFERENCE_NAMES: Mapping[Difference, Words] = {
    Difference.AGREED: gettext_lazy("agreed"),
    Difference.BOUNDARY: gettext_lazy("bounds differ"),
    Difference.TAG: gettext_lazy("tags differ"),
    Difference.ATTRIBUTE: gettext_lazy("details differ"),
    Difference.ONE_ONLY: gettext_lazy("not marked by all"),
    Difference.RELATION: gettext_lazy("links differ"),
}
STATUS_NAMES: Mapping[Status, Words] = {
    Status.OPEN: gettext_lazy("to settle"),
    Status.SETTLED: gettext_lazy("settled"),
    Status.CHANGED: gettext_lazy("changed since"),
    Status.DISPUTED: gettext_lazy("disputed"),
}
KIND_NAMES: Mapping[str, Words] = {
    "agreement": gettext_lazy("the coders agree"),
    "ruling": gettext_lazy("a ruling"),
    "adoption": gettext_lazy("a reviewer"),
}
FILTERS: Mapping[str, Words] = {
    "todo": gettext_lazy("To settle"),
    "boundary": gettext_lazy("Bounds"),
    "tag": gettext_lazy("Tags"),
    "attribute": gettext_lazy("Details"),
    "one_only": gettext_lazy("Not by all"),
    "relation": gettext_lazy("Links"),
    "agreed": gettext_lazy("Agreed"),
    "changed": gettext_lazy("Changed since"),
    "disputed": gettext_lazy("Disputed"),
    "settled": gettext_lazy("Settled"),
    "all": gettext_lazy("All"),
}


class Part(NamedTuple):
    """Words of the text; marked or not."""

    words: str
    marked: bool


class ShownCoder(NamedTuple):
    """A coder as everybody may see her: by her name, or by a letter alone."""

    label: str
    name: str
    hue: str
    pattern: str
    done: bool
    readings: int


class Value(NamedTuple):
    """A value of an attribute; `differs` when another coder says something else."""

    label: str
    value: str
    differs: bool


class ShownReading(NamedTuple):
    """What some coders say alike, or what gold says (then without coders)."""

    coders: list[ShownCoder]
    parts: list[Part]
    tags: list[TagSpec]
    values: list[Value]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Readings of one thing as a row of the page."""

    compared: Compared
    readings: list[ShownReading]
    absent: list[ShownCoder]
    gold: ShownReading | None
    decision: GoldRecord | None
    decided: Words
    badges: list[Words]
    status: Words
    title: str

    @property
    def mergeable(self) -> bool:
        """Whether there is anything to merge."""
        return len(self.readings) > 1


class ShownLink(NamedTuple):
    """A link between two quotes."""

    coder: ShownCoder
    source: str
    type: str
    target: str
    values: list[Value]


@dataclass(frozen=True, slots=True)
class ShownLinks:
    """Links between the same two things as a row of the page."""

    compared: ComparedLinks
    links: list[ShownLink]
    absent: list[ShownCoder]
    decision: GoldRecord | None
    decided: Words
    badges: list[Words]
    status: Words
    title: str


class Filter(NamedTuple):
    """A way to look at fewer rows."""

    key: str
    label: Words
    number: int


class ShownComparison:
    """All of a comparison, for templates."""

    def __init__(self, comparison: Comparison, *, text: str, scheme: Scheme, anonymous: bool) -> None:
        self._comparison = comparison
        self._text = text
        self._scheme = scheme
        self.coders = [_shown_coder(coder, anonymous, place) for place, coder in enumerate(comparison.coders)]
        self._by_row = {coder.row: shown for coder, shown in zip(comparison.coders, self.coders, strict=True)}

    def filters(self) -> list[Filter]:
        """The ways to look at fewer rows, those that leave none out of it but the first and the last."""
        rows: list[Compared | ComparedLinks] = [*self._comparison.groups, *self._comparison.links]
        counted = {key: sum(passes(row, key) for row in rows) for key in FILTERS}
        return [Filter(key, FILTERS[key], n) for key, n in counted.items() if n or key in ("todo", "all")]

    def groups(self, wanted: str) -> list[ShownGroup]:
        """The rows of highlights that a filter lets through."""
        return [self._group(group) for group in self._comparison.groups if passes(group, wanted)]

    def links(self, wanted: str) -> list[ShownLinks]:
        """The rows of links that a filter lets through."""
        return [self._links(links) for links in self._comparison.links if passes(links, wanted)]

    def marks(self, groups: Iterable[ShownGroup]) -> dict[str, Any]:
        """What scripts paint: everything that coders marked, what is gold, and where the rows are."""
        looks = [{"key": coder.label, "colour": coder.hue, "pattern": coder.pattern} for coder in self.coders]
        gold = {"key": "gold", "colour": GOLD_LOOK[0], "pattern": GOLD_LOOK[1]}
        return {
            "looks": [*looks, gold],
            "items": [item for group in self._comparison.groups for item in self._items(group)],
            "rows": {each.compared.key: [each.compared.start, each.compared.end] for each in groups},
        }

    def _items(self, group: Compared) -> Iterator[dict[str, Any]]:
        for reading in group.group.readings if group.group else ():
            label = self._by_row[reading.coder].label
            yield mark_item(f"{group.key} {label}", reading.segments, label)
        if group.gold:
            yield mark_item(f"{group.key} gold", group.gold.segments, "gold")

    def _group(self, compared: Compared) -> ShownGroup:
        readings = compared.group.readings if compared.group else ()
        said = {reading.coder for reading in readings}
        decision = compared.decisions[-1] if compared.decisions else None
        return ShownGroup(
            compared,
            list(self._readings(readings, compared)),
            [shown for row, shown in self._by_row.items() if row not in said] if readings else [],
            self._gold(compared.gold, compared) if compared.gold else None,
            decision,
            KIND_NAMES[decision.kind] if decision else "",
            [DIFFERENCE_NAMES[each] for each in compared.differences],
            STATUS_NAMES[compared.status],
            self._quote(compared.start, compared.end),
        )

    def _quote(self, start: int, end: int) -> str:
        return " ".join(self._text[start:end].split())

    def _readings(self, readings: Sequence[Coded], compared: Compared) -> Iterator[ShownReading]:
        """What is said, by the first label of those who say it."""
        alike: dict[Any, list[Coded]] = {}
        for reading in sorted(readings, key=lambda each: self._by_row[each.coder].label):
            alike.setdefault(reading.said, []).append(reading)
        for same in alike.values():
            yield ShownReading(
                [self._by_row[each.coder] for each in same],
                self._parts(same[0].segments, compared),
                self._tags(same[0].tags),
                list(self._values(same[0], readings)),
            )

    def _gold(self, record: HighlightRecord, compared: Compared) -> ShownReading:
        segments = tuple((start, end) for start, end in record.segments)
        as_coded = Coded(record.id, 0, segments, tuple(record.tags), record.attributes)
        values = list(self._values(as_coded, [as_coded]))
        return ShownReading([], self._parts(segments, compared), self._tags(record.tags), values)

    def _tags(self, keys: Iterable[str]) -> list[TagSpec]:
        return [self._scheme.tags[key] for key in keys if key in self._scheme.tags]

    def _parts(self, segments: Segments, compared: Compared) -> list[Part]:
        """What is marked, in the words around everything that is marked in the row."""
        low, high = min(compared.start, segments[0][0]), max(compared.end, segments[-1][1])
        parts, reached = [Part(_last_words(self._text[max(0, low - CONTEXT) : low], more=low > CONTEXT), False)], low
        for start, end in segments:
            parts += [Part(_shortened(self._text[reached:start]), False), Part(_shortened(self._text[start:end]), True)]
            reached = end
        after = self._text[high : high + CONTEXT]
        parts += [Part(_shortened(self._text[reached:high]), False)]
        parts += [Part(_first_words(after, more=high + CONTEXT < len(self._text)), False)]
        return [part for part in parts if part.words]

    def _values(self, reading: Coded, others: Sequence[Coded]) -> Iterator[Value]:
        """The values of a reading, and those that it lacks and another has, in the order of the scheme."""
        for tag in self._tags(reading.tags):
            also = [other.attributes.get(tag.key, {}) for other in others if tag.key in other.tags]
            own = reading.attributes.get(tag.key, {})
            for asked in tag.attributes:
                differs = any(values.get(asked.key) != own.get(asked.key) for values in also)
                if asked.key in own or differs:
                    yield Value(asked.label, _plainly(own.get(asked.key)), differs)

    def _links(self, compared: ComparedLinks) -> ShownLinks:
        links = compared.group.links
        said = {link.coder for link in links}
        decision = compared.decisions[-1] if compared.decisions else None
        first, second = compared.ends
        return ShownLinks(
            compared,
            [self._link(link, links, compared) for link in links],
            [shown for row, shown in self._by_row.items() if row not in said],
            decision,
            KIND_NAMES[decision.kind] if decision else "",
            [DIFFERENCE_NAMES[each] for each in compared.group.differences if each is not Difference.ONE_ONLY],
            STATUS_NAMES[compared.status],
            f"{_cut(self._quote(first.start, first.end))} ↔ {_cut(self._quote(second.start, second.end))}",
        )

    def _link(self, link: CodedLink, others: Sequence[CodedLink], compared: ComparedLinks) -> ShownLink:
        source, target = compared.ends_of(link)
        spec = self._scheme.relations.get(link.type)
        values = [
            Value(
                asked.label,
                _plainly(link.attributes.get(asked.key)),
                any(other.attributes.get(asked.key) != link.attributes.get(asked.key) for other in others),
            )
            for asked in (spec.attributes if spec else ())
            if any(asked.key in other.attributes for other in others)
        ]
        return ShownLink(
            self._by_row[link.coder],
            _cut(self._quote(source.start, source.end)),
            spec.label if spec else link.type,
            _cut(self._quote(target.start, target.end)),
            values,
        )


def passes(row: Compared | ComparedLinks, wanted: str) -> bool:
    """Whether a row is let through by the filter with this key, see `FILTERS`."""
    differences = row.differences if isinstance(row, Compared) else row.group.differences
    if wanted == "all":
        return True
    if wanted == "todo":
        return row.status in (Status.OPEN, Status.CHANGED)
    if wanted in ("settled", "changed", "disputed"):
        return row.status.value == wanted
    if wanted == "one_only":
        return isinstance(row, Compared) and Difference.ONE_ONLY in differences
    return any(difference.value == wanted for difference in differences)


def _shown_coder(coder: Coder, anonymous: bool, place: int) -> ShownCoder:
    name = _("Coder %(label)s") % {"label": coder.label} if anonymous else coder.name
    return ShownCoder(coder.label, name, *LOOKS[place % len(LOOKS)], coder.done, coder.readings)


def mark_item(name: str, segments: Iterable[Sequence[int]], look: str) -> dict[str, Any]:
    pairs = [list(segment) for segment in segments]
    return {"id": name, "start": pairs[0][0], "end": pairs[-1][1], "segments": pairs, "tags": [look]}


def _last_words(words: str, *, more: bool) -> str:
    """Without the word that is cut at the start."""
    return f"…{words[words.find(' ') :]}" if more and " " in words else words


def _first_words(words: str, *, more: bool) -> str:
    """Without the word that is cut at the end."""
    return f"{words[: words.rfind(' ') + 1]}…" if more and " " in words else words


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST // 2]} … {words[-LONGEST // 2 :]}"


def _cut(quote: str) -> str:
    return quote if len(quote) <= CONTEXT * 2 else f"{quote[: CONTEXT * 2]}…"


def _plainly(value: object) -> str:
    return "–" if value is None else str(value).replace("_", " ")
