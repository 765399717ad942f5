"""Figures as they are compared: read from a text, or written down by somebody as a quantity of the scheme."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast, get_args

from annotations.domain.figures.figure import Figure
from annotations.domain.figures.moments import dates_in
from annotations.domain.figures.nouns import unit_named
from annotations.domain.figures.units import Unit
from annotations.domain.figures.vocabulary import Bound
from annotations.domain.names import place_key, words_key


@dataclass(frozen=True, slots=True)
class Statement:
    """That something is said to be so many.

    Attributes:
        of: whose figure it is: the id of a claim or highlight.
        value: the number, of a range its lower end.
        upper: upper end of a range, else None.
        bound: how it is meant.
        unit: None when nobody says.
        place: as it is said, "" when it is not.
        place_key: the same for a place in every language.
        time: as it is said, "" when it is not.
        time_key: a date as in `Moment.key`, else the words without their case.
        sentence: what two figures of one sentence share; None when that is not known.
    """

    of: Hashable
    value: Decimal
    upper: Decimal | None
    bound: Bound
    unit: Unit | None
    place: str = ""
    place_key: str = ""
    time: str = ""
    time_key: str = ""
    sentence: Hashable | None = None


def stated(*, of: Hashable, figure: Figure, language: str, sentence: Hashable | None = None) -> Statement | None:
    """A figure from a text, to be compared; None when it has no number.

    Args:
        of: the id of what it belongs to.
        figure: as it was read.
        language: of the text.
        sentence: names the sentence among all that are compared: its text's id and `figure.sentence`.
    """
    if figure.value is None:
        return None
    return Statement(
        of=of,
        value=figure.value,
        upper=figure.upper,
        bound=figure.bound,
        unit=figure.unit,
        place=figure.place or "",
        place_key=place_key(figure.place or "", language),
        time=figure.time or "",
        time_key=figure.date or words_key(figure.time or ""),
        sentence=sentence,
    )


def stated_quantity(*, of: Hashable, quantity: Mapping[str, Any], language: str) -> Statement | None:
    """A quantity that somebody wrote down, to be compared; None when it has no number.

    Args:
        of: the id of what it belongs to.
        quantity: `value`, `bound`, `unit`, `place`, `time` as in the scheme, each of which may be absent.
        language: that unit, place and time are written in.
    """
    value, bound = quantity.get("value"), quantity.get("bound") or "exact"
    if value is None or bound not in get_args(Bound):
        return None
    place, time = quantity.get("place") or "", quantity.get("time") or ""
    date = next((moment.key for moment in dates_in(text=time, language=language)), "")
    return Statement(
        of=of,
        value=Decimal(str(value)),
        upper=None,
        bound=cast(Bound, bound),
        unit=unit_named(quantity.get("unit") or "", language),
        place=place,
        place_key=place_key(place, language),
        time=time,
        time_key=date or words_key(time),
    )
