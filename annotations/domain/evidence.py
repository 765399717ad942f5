"""What a piece of evidence says, what to be warned of in it, and which sources are one source in truth."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from annotations.domain.verdicts import DatePrecision, Directness, Stance
from newsapp.domain.articles import MAX_URL, check_address, check_moment
from newsapp.domain.languages import check_language
from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

LIMITS = {
    "title": 300,
    "url": MAX_URL,
    "archived_url": MAX_URL,
    "quote": 5_000,
    "independence_group": 120,
    "answers": 500,
}
"""Longest words of a field, in code points."""

_CLOCKS_APART = timedelta(minutes=10)
"""By how much the clock of whoever retrieved something may be fast."""


class EvidenceWarning(StrEnum):
    """What a reader of a piece of evidence should know before she relies on it."""

    LATER = "later_than_claim"
    UNDATED = "undated"
    UNADDRESSED = "no_address"
    UNARCHIVED = "not_archived"


@dataclass(frozen=True, slots=True)
class Source:
    """What somebody says of a source; the fields of `annotations.models.Evidence` of the same names.

    Attributes:
        quote: the exact words that count.
        stance: `supports`, `refutes` or `context`.
        directness: `primary` or `secondary`.
        independence_group: sources of one group repeat one another; "" stands for a group of its own.
    """

    quote: str
    stance: str
    directness: str
    title: str = ""
    url: str = ""
    archived_url: str = ""
    retrieved_at: datetime | None = None
    published_at: datetime | None = None
    language: str = ""
    independence_group: str = ""
    answers: str = ""

    @property
    def words(self) -> dict[str, str]:
        """What somebody wrote in it."""
        return {name: getattr(self, name) for name in LIMITS}

    @property
    def facts(self) -> dict[str, Any]:
        """The rest: keys of the scheme and moments."""
        return {
            "stance": self.stance,
            "directness": self.directness,
            "language": self.language,
            "retrieved_at": self.retrieved_at and self.retrieved_at.isoformat(),
            "published_at": self.published_at and self.published_at.isoformat(),
        }


FIELDS = tuple(each.name for each in fields(Source))


class StoredEvidence(NamedTuple):
    """A piece of evidence as everybody sees it; the fields of the contract's JSON, in its order.

    Attributes:
        claim: number of the claim that it is about.
        dispute: number of the dispute in which it was brought.
        position: place of the position that it supports, among those of the dispute.
        added_by: username; None where nobody did.
    """

    id: UUID
    claim: int | None
    dispute: int | None
    position: int | None
    title: str
    url: str
    archived_url: str
    retrieved_at: datetime | None
    published_at: datetime | None
    quote: str
    language: str
    stance: str
    directness: str
    independence_group: str
    answers: str
    added_by: str | None
    created_at: datetime
    updated_at: datetime
    version: int

    @property
    def source(self) -> Source:
        """What it says."""
        return Source(**{name: getattr(self, name) for name in FIELDS})


def checked_source(source: Source, *, now: datetime) -> Source:
    """The source without blank edges, its fields checked and its language in canonical case.

    Args:
        source: as somebody sent it.
        now: nothing was retrieved or published later.

    Raises:
        RuleViolation: naming the field at fault.
    """
    words = {name: _checked_words(name, value) for name, value in source.words.items()}
    if not words["quote"]:
        raise RuleViolation("required", _("Quote the words that count."), path="quote")
    for name in ("url", "archived_url"):
        if words[name]:
            check_address(words[name], path=name)
    _check_choice("stance", source.stance, [stance.value for stance in Stance])
    _check_choice("directness", source.directness, [each.value for each in Directness])
    _check_moments(source, now=now)
    language = check_language(tag=source.language) if source.language else ""
    return replace(
        source,
        title=words["title"],
        url=words["url"],
        archived_url=words["archived_url"],
        quote=words["quote"],
        independence_group=words["independence_group"],
        answers=words["answers"],
        language=language,
    )


def _checked_words(name: str, value: str) -> str:
    refuse_unstorable(text=value, path=name)
    stripped = value.strip()
    most = LIMITS[name]
    if len(stripped) > most:
        message = ngettext("At most {most:,} character.", "At most {most:,} characters.", most, most=most)
        raise RuleViolation("too_long", message, path=name)
    return stripped


def _check_choice(path: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        message = _("Expected one of: {choices}.", choices=", ".join(known))
        raise RuleViolation("unknown_value", message, path=path)


def _check_moments(source: Source, *, now: datetime) -> None:
    for name in ("published_at", "retrieved_at"):
        moment = getattr(source, name)
        check_moment(moment, path=name)
        if moment is not None and moment > now + _CLOCKS_APART:
            raise RuleViolation("in_the_future", _("This moment has not come yet."), path=name)
    if source.retrieved_at and source.published_at and source.retrieved_at < source.published_at:
        message = _("Nothing can be retrieved before it was published.")
        raise RuleViolation("before_published", message, path="retrieved_at")


def last_day(day: date, *, precision: str) -> date:
    """The last day that a date may mean: of its month or its year, when no more is known."""
    if precision == DatePrecision.YEAR:
        return day.replace(month=12, day=31)
    if precision == DatePrecision.MONTH:
        following = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
        return following - timedelta(days=1)
    return day


def warnings_of(source: Source, *, claimed_until: date | None) -> list[EvidenceWarning]:
    """What to be warned of in a source.

    Args:
        source: what is said of it.
        claimed_until: the last day on which the claim may have been made, see `last_day`; None when nobody knows.
            What was published later was not known to whoever made the claim, and may repeat it.
    """
    found = []
    if source.published_at is None:
        found.append(EvidenceWarning.UNDATED)
    elif claimed_until is not None and source.published_at.astimezone(UTC).date() > claimed_until:
        found.append(EvidenceWarning.LATER)
    if not source.url and not source.archived_url:
        found.append(EvidenceWarning.UNADDRESSED)
    elif not source.archived_url:
        found.append(EvidenceWarning.UNARCHIVED)
    return found


def sources_apart(sources: Iterable[Source]) -> list[int]:
    """Which of some sources are one: for each, the index of the first that it goes together with.

    Those of one independence group go together, and those of one address, archived or not; together with whatever
    else goes together with either.
    """
    firsts: list[int] = []
    known: dict[str, int] = {}
    for index, source in enumerate(sources):
        marks = _marks(source)
        joined = {firsts[known[mark]] for mark in marks if mark in known}
        first = min(joined, default=index)
        firsts = [first if each in joined else each for each in firsts]
        firsts.append(first)
        known |= dict.fromkeys(marks, index)
    return firsts


def independent_sources(sources: Iterable[Source]) -> int:
    """How many sources there are in truth: those that repeat one another count as one."""
    return len(set(sources_apart(sources)))


def _marks(source: Source) -> set[str]:
    marks = {f"address {_bare(address)}" for address in (source.url, source.archived_url) if address}
    if source.independence_group:
        marks.add(f"group {' '.join(source.independence_group.casefold().split())}")
    return marks


_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/[0-9a-z_*]+/(?P<original>.+)", re.IGNORECASE)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|yclid", re.IGNORECASE)


def _bare(address: str) -> str:
    """An address without what does not tell two pages apart; of a page in the Wayback Machine the page's own."""
    archived = _ARCHIVED.fullmatch(address)
    if archived:
        original = archived["original"]
        address = original if re.match(r"https?://", original, re.IGNORECASE) else f"http://{original}"
    parts = urlsplit(address)
    asked = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}{query}"
