"""What a claim says and where it appears; how far it is on the board."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from annotations.domain.schemes import Scheme
from annotations.domain.verdicts import DatePrecision
from newsapp.domain.languages import check_language
from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

MAX_STATEMENT = 2_000
MAX_NAME = 200
MAX_CLAIMANTS = 50
MAX_TRANSLATIONS = 50
MAX_QUANTITIES = 50
MAX_APPEARANCES = 1_000

APPEARING_TAGS = ("claim", "quantity")
"""Tags of highlights in which a claim appears, in a scheme that has them; in any other scheme each highlight may."""

BOUNDS = ("exact", "approximate", "at_most", "at_least")
_QUANTITY_WORDS = ("unit", "place", "time")


class ClaimStatus(StrEnum):
    """How far a claim is, by its evidence, its disputes and its verdict; in the order of the board's columns."""

    NEW = "new"
    CHECKING = "checking"
    DISPUTED = "disputed"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a claim says, and who said it when and where; the fields of `annotations.models.Claim` of the same names."""

    text: str
    language: str = ""
    translations: Mapping[str, str] | None = None
    claimants: Sequence[str] = ()
    claimed_on: date | None = None
    claimed_precision: str = ""
    place: str = ""
    quantities: Sequence[Mapping[str, Any]] = ()

    @property
    def values(self) -> dict[str, Any]:
        """The fields as columns and JSON have them."""
        return {
            "text": self.text,
            "language": self.language,
            "translations": dict(self.translations or {}),
            "claimants": list(self.claimants),
            "claimed_on": self.claimed_on,
            "claimed_precision": self.claimed_precision,
            "place": self.place,
            "quantities": [dict(quantity) for quantity in self.quantities],
        }


STATEMENT_FIELDS = tuple(each.name for each in fields(Statement))


class AppearanceRecord(NamedTuple):
    """A highlight in which a claim appears, with what is known of its article.

    Attributes:
        highlight: its id.
        article: number within the project.
        revision: number of the text that it lies in.
        language: of the edition, "" when it is not known.
        analyst: username of whose highlight it is.
    """

    highlight: UUID
    article: int
    revision: int
    language: str
    title: str
    outlet: str | None
    url: str | None
    published_at: datetime | None
    start: int
    quote: str
    analyst: str | None


class StoredClaim(NamedTuple):
    """A claim as one member sees it.

    Attributes:
        id: its number within the project.
        appearances: those that she may see, the earliest first.
        evidence: how many pieces there are.
    """

    id: int
    text: str
    language: str
    translations: dict[str, str]
    claimants: list[str]
    claimed_on: date | None
    claimed_precision: str
    place: str
    quantities: list[dict[str, Any]]
    appearances: list[AppearanceRecord]
    status: str
    verdict: str
    accuracy: str
    confidence: float | None
    evidence: int
    created_by: str | None
    created_at: datetime
    updated_at: datetime
    version: int

    @property
    def statement(self) -> Statement:
        """What it says."""
        return Statement(**{name: getattr(self, name) for name in STATEMENT_FIELDS})


_AT_THE_END = datetime.max.replace(tzinfo=UTC)


def in_order_of_time(appearances: Iterable[AppearanceRecord]) -> list[AppearanceRecord]:
    """The earliest first; those of articles whose day nobody knows last, as the articles came in."""
    return sorted(appearances, key=lambda each: (each.published_at or _AT_THE_END, each.article, each.start))


def checked_statement(statement: Statement) -> Statement:
    """The statement without blank edges, its fields checked and its languages in canonical case.

    Raises:
        RuleViolation: naming the field at fault.
    """
    return replace(
        statement,
        text=_required(statement.text, path="text"),
        language=check_language(tag=statement.language) if statement.language else "",
        translations=_checked_translations(statement.translations or {}),
        claimants=_checked_claimants(statement.claimants),
        claimed_precision=_checked_precision(statement),
        place=_short(statement.place, path="place"),
        quantities=_checked_quantities(statement.quantities),
    )


def _words(text: str, *, most: int, path: str) -> str:
    refuse_unstorable(text=text, path=path)
    stripped = text.strip()
    if len(stripped) > most:
        message = ngettext("At most {most:,} character.", "At most {most:,} characters.", most, most=most)
        raise RuleViolation("too_long", message, path=path)
    return stripped


def _short(text: str, *, path: str) -> str:
    return _words(text, most=MAX_NAME, path=path)


def _required(text: str, *, path: str) -> str:
    words = _words(text, most=MAX_STATEMENT, path=path)
    if not words:
        raise RuleViolation("required", _("Say what is claimed."), path=path)
    return words


def _check_number_of(values: Collection[Any], *, most: int, path: str) -> None:
    if len(values) > most:
        message = ngettext("At most {most:,} entry.", "At most {most:,} entries.", most, most=most)
        raise RuleViolation("too_many", message, path=path)


def _checked_translations(translations: Mapping[str, str]) -> dict[str, str]:
    _check_number_of(translations, most=MAX_TRANSLATIONS, path="translations")
    checked: dict[str, str] = {}
    for tag, text in translations.items():
        path = f"translations.{tag}"
        if not isinstance(text, str):
            raise RuleViolation("not_a_string", _("Expected a string."), path=path)
        checked[check_language(tag=tag, path=path)] = _required(text, path=path)
    return dict(sorted(checked.items()))


def _checked_claimants(claimants: Sequence[str]) -> list[str]:
    _check_number_of(claimants, most=MAX_CLAIMANTS, path="claimants")
    names = [_short(name, path=f"claimants.{index}") for index, name in enumerate(claimants)]
    return list(dict.fromkeys(filter(None, names)))


def _checked_precision(statement: Statement) -> str:
    """How much of the date is known: the day unless somebody says less."""
    precision = statement.claimed_precision
    if precision and precision not in list(DatePrecision):
        known = ", ".join(each.value for each in DatePrecision)
        raise RuleViolation("unknown_value", _("Expected one of: {choices}.", choices=known), path="claimed_precision")
    if statement.claimed_on is None:
        if precision:
            message = _("Only a date has a precision.")
            raise RuleViolation("precision_without_date", message, path="claimed_precision")
        return ""
    return precision or DatePrecision.DAY.value


def _checked_quantities(quantities: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    _check_number_of(quantities, most=MAX_QUANTITIES, path="quantities")
    return [_checked_quantity(quantity, path=f"quantities.{index}") for index, quantity in enumerate(quantities)]


def _checked_quantity(quantity: Mapping[str, Any], *, path: str) -> dict[str, Any]:
    unknown = sorted(quantity.keys() - {"value", "bound", *_QUANTITY_WORDS})
    if unknown:
        raise RuleViolation("unknown_field", _("There is no such field."), path=f"{path}.{unknown[0]}")
    value = quantity.get("value")
    if type(value) not in (int, float) or not math.isfinite(value or 0) or abs(value or 0) > 1e300:
        raise RuleViolation("not_a_number", _("Expected a number."), path=f"{path}.value")
    bound = quantity.get("bound", BOUNDS[0])
    if bound not in BOUNDS:
        message = _("Expected one of: {choices}.", choices=", ".join(BOUNDS))
        raise RuleViolation("unknown_value", message, path=f"{path}.bound")
    words = {name: quantity.get(name, "") for name in _QUANTITY_WORDS}
    for name, text in words.items():
        if not isinstance(text, str):
            raise RuleViolation("not_a_string", _("Expected a string."), path=f"{path}.{name}")
        words[name] = _short(text, path=f"{path}.{name}")
    return {"value": value, "bound": bound, **words}


def check_appearing(scheme: Scheme, tags_of: Mapping[UUID, Collection[str]], wanted: Sequence[UUID]) -> None:
    """Refuse highlights in which no claim can appear.

    Args:
        scheme: the project's.
        tags_of: keys of the tags of those highlights that the member may see.
        wanted: which are to be appearances.

    Raises:
        RuleViolation: the path is `appearances.N`.
    """
    _check_number_of(wanted, most=MAX_APPEARANCES, path="appearances")
    asked = [key for key in APPEARING_TAGS if key in scheme.tags]
    for index, uuid in enumerate(wanted):
        path = f"appearances.{index}"
        if uuid not in tags_of:
            raise RuleViolation("unknown_highlight", _("There is no such highlight."), path=path)
        if uuid in wanted[:index]:
            raise RuleViolation("duplicate", _("This highlight is there twice."), path=path)
        if asked and not any(key in tags_of[uuid] for key in asked):
            message = _("A claim appears in highlights with one of these tags: {tags}.", tags=", ".join(asked))
            raise RuleViolation("wrong_tag", message, path=path)


def differing(before: Statement, after: Statement) -> list[str]:
    """The names of the fields in which two statements differ."""
    one, other = before.values, after.values
    return [name for name in STATEMENT_FIELDS if one[name] != other[name]]


def plain(statement: Statement, names: Iterable[str]) -> dict[str, Any]:
    """Some fields of a statement as JSON has them: a date as its words."""
    values = statement.values
    return {name: value.isoformat() if isinstance(value := values[name], date) else value for name in names}
