"""Numbers of a sentence on their way to being figures: with bounds and units, ranges and products put together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from annotations.domain.figures.bounds import bound_after, bound_in_front, changes_before, combined
from annotations.domain.figures.nouns import unit_behind, unit_in_front, with_substance
from annotations.domain.figures.numerals import Number
from annotations.domain.figures.tokens import Token, cue_at
from annotations.domain.figures.units import SHARE, Unit, unit_key
from annotations.domain.figures.vocabulary import Bound, Vocabulary

_PRONOUNS = 10
"""Numbers in words up to this stand for persons and things as well as counting them."""

_DASHES = frozenset("-–—−\u2010\u2011")
_TIMES = frozenset("×xх")
_MINUS = frozenset("-−–")


@dataclass(slots=True)
class Draft:
    """A figure in the making; `first` and `last` are tokens, half-open, of the whole expression."""

    first: int
    last: int
    value: Decimal | None
    upper: Decimal | None
    bound: Bound | None = None
    unit: Unit | None = None
    worded: bool = False
    factors: list["Draft"] = field(default_factory=list)


def drafts_of(tokens: Sequence[Token], numbers: Sequence[Number], vocabulary: Vocabulary) -> list[Draft]:
    """The figures of a sentence, in order.

    Args:
        tokens: of the sentence.
        numbers: those that are quantities, in order.
        vocabulary: of the sentence's language.
    """
    drafts: list[Draft] = []
    at = 0
    while at < len(numbers):
        both = _range(tokens, numbers[at], numbers[at + 1], vocabulary) if at + 1 < len(numbers) else None
        draft = both or _single(tokens, numbers[at], vocabulary)
        at += 2 if both else 1
        _describe(tokens, draft, vocabulary, share=numbers[at - 1].share, floor=drafts[-1].last if drafts else 0)
        drafts.append(draft)
    return [draft for draft in _products(tokens, drafts, vocabulary) if not _says_little(tokens, draft)]


def _says_little(tokens: Sequence[Token], draft: Draft) -> bool:
    """“The two agreed”, or a year that nothing says is one: no unit, no bound, and mostly no quantity."""
    if draft.value is None or draft.unit is not None or draft.upper is not None or draft.bound != "exact":
        return False
    if draft.factors:
        return False
    digits = tokens[draft.last - 1].text
    is_year = digits.isdecimal() and len(digits) == 4 and 1900 <= draft.value < 2100
    return is_year or (draft.worded and 0 <= draft.value <= _PRONOUNS)


def _single(tokens: Sequence[Token], number: Number, vocabulary: Vocabulary) -> Draft:
    bound: Bound | None = "approximate" if number.value is None or number.about else None
    draft = Draft(number.first, number.last, number.value, None, bound, worded=number.worded)
    before = number.first - 1
    if draft.value is not None and before >= 0 and _is_minus(tokens, before, vocabulary):
        draft.value, draft.first = -draft.value, before
    return draft


def _is_minus(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> bool:
    if vocabulary.has("minus", tokens[at].word):
        return True
    glued_left = at > 0 and tokens[at - 1].end == tokens[at].start and tokens[at - 1].kind != "sign"
    return tokens[at].word in _MINUS and tokens[at].end == tokens[at + 1].start and not glued_left


def _range(tokens: Sequence[Token], low: Number, high: Number, vocabulary: Vocabulary) -> Draft | None:
    """“5–7 thousand”, “between 5,000 and 7,000”, «від 5 до 7 тисяч»; not “rose from 5 to 7”."""
    if low.value is None or high.value is None:
        return None
    link = _without_units(tokens, low.last, high, vocabulary)
    first = _opening(tokens, low.first, link, vocabulary)
    if first is None:
        return None
    value = low.value
    if low.scale == 1 and high.scale > 1 and value < high.value / high.scale:
        value *= high.scale
    unit = unit_in_front(tokens, low.first, vocabulary) if first < low.first else None
    draft = Draft(first, high.last, value, high.value, unit=unit, worded=high.worded)
    return draft if value < high.value else None


def _without_units(tokens: Sequence[Token], at: int, high: Number, vocabulary: Vocabulary) -> Sequence[Token]:
    """What stands between two numbers without the unit of the first, if it is that of both: “5 km to 7 km”."""
    link = [token for token in tokens[at : high.first] if token.word != "."]
    if link and _is_currency(link[-1], vocabulary):
        link = link[:-1]
    after = unit_key(tokens[high.last].text, vocabulary.language) if high.last < len(tokens) else None
    if link and after is not None and unit_key(link[0].text, vocabulary.language) == after:
        link = link[1:]
    return link


def _is_currency(token: Token, vocabulary: Vocabulary) -> bool:
    return token.kind == "sign" and unit_key(token.text, vocabulary.language) is not None


def _opening(tokens: Sequence[Token], at: int, link: Sequence[Token], vocabulary: Vocabulary) -> int | None:
    """The first token of a range that the words between two numbers make; None when they make none."""
    opener = at - 1 - (at > 0 and _is_currency(tokens[at - 1], vocabulary))
    opened = opener >= 0 and cue_at(tokens, opener, vocabulary.said("ranges.open")) == 1
    if opened and _is_link(link, vocabulary.said("ranges.from") | vocabulary.said("ranges.between")):
        return None if changes_before(tokens, opener, vocabulary) else opener
    dash = len(link) == 1 and link[0].word in _DASHES
    return at if dash or _is_link(link, vocabulary.said("ranges.bare")) else None


def _is_link(link: Sequence[Token], cues: frozenset[tuple[str, ...]]) -> bool:
    return bool(link) and cue_at(link, 0, cues) == len(link)


def _describe(tokens: Sequence[Token], draft: Draft, vocabulary: Vocabulary, *, share: bool, floor: int) -> None:
    """Find the unit and the bound of a figure; what stands before `floor` is another's."""
    currency = unit_in_front(tokens, draft.first, vocabulary) if draft.first > floor and draft.unit is None else None
    if currency is not None and currency.kind == "money":
        draft.unit, draft.first = currency, draft.first - 1
    before, draft.first = bound_in_front(tokens, draft.first, vocabulary, floor=floor)
    close, draft.last = bound_after(tokens, _past_point(tokens, draft.last), vocabulary)
    behind = None if draft.unit is not None else unit_behind(tokens, draft.last, vocabulary)
    if share:
        draft.unit, draft.last = with_substance(tokens, draft.last, SHARE, vocabulary)
    elif behind is not None:
        draft.unit, draft.last = behind
    elif draft.unit is None and draft.first > floor:
        draft.unit = unit_in_front(tokens, draft.first, vocabulary)
    after, draft.last = bound_after(tokens, draft.last, vocabulary)
    draft.bound = combined(combined(draft.bound, before), combined(close, after))


def _past_point(tokens: Sequence[Token], at: int) -> int:
    """Past the point of an abbreviation, where the sentence goes on: “6 тис. осіб”."""
    short = 0 < at < len(tokens) - 1 and tokens[at].word == "." and tokens[at - 1].kind == "word"
    return at + 1 if short and tokens[at].start == tokens[at - 1].end else at


def _products(tokens: Sequence[Token], drafts: list[Draft], vocabulary: Vocabulary) -> list[Draft]:
    made: list[Draft] = []
    for draft in drafts:
        product = _product(tokens, made[-1], draft, vocabulary) if made else None
        if product is not None:
            made[-1] = product
        else:
            made.append(draft)
    return made


def _product(tokens: Sequence[Token], groups: Draft, size: Draft, vocabulary: Vocabulary) -> Draft | None:
    """“Two brigades of 6,000”, «дві бригади по шість тисяч», “2 × 6,000”."""
    if groups.value is None or size.value is None or size.upper is not None or groups.upper is not None:
        return None
    link = [token for token in tokens[groups.last : size.first] if token.word != ","]
    end = _each_end(tokens, size.last, vocabulary)
    area = size.unit is not None and size.unit.kind == "measure"
    if not ((_is_times(link, groups) and not area) or _is_of(link, groups, end > size.last, vocabulary)):
        return None
    return Draft(
        groups.first, end, groups.value * size.value, None, combined(groups.bound, size.bound), size.unit,
        factors=[groups, size],
    )  # fmt: skip


def _is_times(link: Sequence[Token], groups: Draft) -> bool:
    return len(link) == 1 and link[0].word in _TIMES and groups.unit is None


def _is_of(link: Sequence[Token], groups: Draft, each: bool, vocabulary: Vocabulary) -> bool:
    if groups.unit is None or groups.unit.kind in ("measure", "time", "money", "share"):
        return False
    if link and cue_at(link, 0, vocabulary.said("products.each")):
        each, link = True, link[cue_at(link, 0, vocabulary.said("products.each")) :]
    if _is_link(link, vocabulary.said("products.any_noun")):
        return True
    if _is_link(link, vocabulary.said("products.of")):
        return each or groups.unit.kind == "group"
    return each and (not link or _is_link(link, vocabulary.said("products.with")))


def _each_end(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> int:
    comma = int(at < len(tokens) and tokens[at].word == ",")
    found = cue_at(tokens, at + comma, vocabulary.said("products.each"))
    return at + comma + found if found else at
