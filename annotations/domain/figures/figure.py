"""A figure as it was read from a text."""

from dataclasses import dataclass
from decimal import Decimal

from annotations.domain.figures.units import Unit
from annotations.domain.figures.vocabulary import Bound

_SIGNS: dict[Bound, str] = {"exact": "", "approximate": "≈ ", "at_most": "≤ ", "at_least": "≥ "}
_THIN = "\u202f"


@dataclass(frozen=True, slots=True)
class Part:
    """What a product is made of: two brigades, 6,000 soldiers each.

    Attributes:
        start: its first code point in the text.
        end: one past its last.
        value: how many.
        unit: of what; None when the text does not say.
    """

    start: int
    end: int
    value: Decimal
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: what is said to be how many, where and when.

    Attributes:
        start: first code point of the whole expression in the text, the words of its bound among them.
        end: one past its last, its unit among them.
        words: the text from `start` to `end`.
        value: the number; of a range its lower end; None where the words give no number ("hundreds of soldiers").
        upper: the upper end of a range; None when it is none.
        bound: how the number is meant; a range and a number without a cue are `exact`, words without a number
            `approximate`.
        unit: what is counted or measured; None when the text does not say.
        place: where it holds, as the text has it; None when that cannot be told safely.
        time: when it holds, as the text has it; None when that cannot be told safely.
        date: the date within `time`, as far as said (`2024-10-31`, `--10`); "" when there is none.
        parts: the factors of a product, in the order of the text; else empty.
        sentence: first and one past the last code point of its sentence.
    """

    start: int
    end: int
    words: str
    value: Decimal | None
    upper: Decimal | None
    bound: Bound
    unit: Unit | None
    place: str | None
    time: str | None
    date: str
    parts: tuple[Part, ...]
    sentence: tuple[int, int]

    def __str__(self) -> str:
        """In signs that need no language: "≤ 11 000 soldier", "2 × 6 000 = 12 000", "5 000–7 000 km"."""
        if self.value is None:
            return self.words
        number = readable(self.value)
        if self.upper is not None:
            number = f"{number}–{readable(self.upper)}"
        if self.parts:
            number = f"{' × '.join(readable(part.value) for part in self.parts)} = {number}"
        return f"{_SIGNS[self.bound]}{number} {self.unit.lemma if self.unit else ''}".rstrip()


def readable(value: Decimal) -> str:
    """A number with thin spaces between thousands and a point before decimals."""
    return f"{plain(round(value, 4)):,}".replace(",", _THIN).replace("-", "−")


def plain(value: Decimal) -> int | float:
    """A number as JSON has it: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def quantities_of(figure: Figure) -> list[dict[str, str | int | float]]:
    """A figure as attributes of the tag `quantity`.

    A range is two quantities, at least the one and at most the other: the scheme's bounds have no other way to say it,
    and a number in the middle is nobody's statement. What is not known is left out.
    """
    ends: list[tuple[Decimal | None, Bound]] = [(figure.value, figure.bound)]
    if figure.value is not None and figure.upper is not None:
        ends = [(figure.value, "at_least"), (figure.upper, "at_most")]
        ends = [end for end in ends if figure.bound in (end[1], "exact", "approximate")]
    circumstances = {
        "unit": figure.unit.words if figure.unit else None,
        "place": figure.place,
        "time": figure.time,
    }
    known = {key: words for key, words in circumstances.items() if words}
    return [
        {**({"value": plain(value)} if value is not None else {}), "bound": bound, **known} for value, bound in ends
    ]
