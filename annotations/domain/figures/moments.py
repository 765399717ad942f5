"""Dates, clock times and other words of time in a sentence: none of them is a quantity, and they say when one holds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from annotations.domain.figures.tokens import Token, adjoins, cue_at, sentences, tokens_of
from annotations.domain.figures.units import unit_key
from annotations.domain.figures.vocabulary import Vocabulary, vocabulary_of

# ISO 8601, day.month.year, and hours with minutes.
_ISO = re.compile(r"(?<![\d.-])(?P<y>\d{4})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])(?![\d-])")
_DOTTED = re.compile(r"(?<![\d.])(?P<d>[0-3]?\d)[./](?P<m>0?[1-9]|1[0-2])[./](?P<y>(?:19|20)\d\d)(?![\d])")
_CLOCK = re.compile(r"(?<![\d.:])(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?(?![\d:%.,]\d|\d|\s?%)")

_DASHES = frozenset("-–—\u2010\u2011")

Kind = Literal["date", "clock", "words", "now", "phase"]


@dataclass(frozen=True, slots=True)
class Moment:
    """Words of time.

    Attributes:
        start: its first code point in the text.
        end: one past its last.
        words: as they stand.
        kind: `date` (a day, month or year), `clock`, `words` ("last week"), `now`, `phase` ("the first wave").
        key: of a date as much of ISO 8601 as is said: `2024-10-31`, `2024-10`, `2024`, `--10-31`, `--10`; "" of other words
            and of years that are a range.
    """

    start: int
    end: int
    words: str
    kind: Kind
    key: str = ""


def dates_in(*, text: str, language: str) -> list[Moment]:
    """The days, months and years that a text names, in order."""
    vocabulary = vocabulary_of(language)
    return [
        moment
        for start, end in sentences(text)
        for moment in moments_of(text, tokens_of(text, start, end), vocabulary)
        if moment.key
    ]


def moments_of(text: str, tokens: Sequence[Token], vocabulary: Vocabulary) -> list[Moment]:
    """The words of time of a sentence, in order; those with nothing but a space between them are one.

    Args:
        text: that the tokens are of.
        tokens: of the sentence.
        vocabulary: of its language.
    """
    if not tokens:
        return []
    found = list(_written(text, tokens[0].start, tokens[-1].end))
    at = 0
    while at < len(tokens):
        read = None if _within(tokens[at], found) else _read(text, tokens, at, vocabulary)
        if read is not None:
            found.append(read[0])
        at = read[1] if read is not None else at + 1
    return _joined(text, sorted(found, key=lambda moment: moment.start))


def _within(token: Token, moments: Sequence[Moment]) -> bool:
    return any(moment.start < token.end and token.start < moment.end for moment in moments)


def _written(text: str, start: int, end: int) -> Iterator[Moment]:
    taken = start
    dates = [*_ISO.finditer(text, start, end), *_DOTTED.finditer(text, start, end)]
    for match in sorted(dates, key=lambda match: match.start()):
        key = f"{match['y']}-{int(match['m']):02}-{int(match['d']):02}"
        yield Moment(match.start(), match.end(), match.group(), "date", key)
        taken = match.end()
    for match in _CLOCK.finditer(text, taken, end):
        if ":" in match.group():
            yield Moment(match.start(), match.end(), match.group(), "clock")


def _read(text: str, tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> tuple[Moment, int] | None:
    """The words of time that begin at a token, and one past its last token."""
    for finder in (_day_first, _month_first, _year, _hours, _cue, _phase):
        found = finder(tokens, at, vocabulary)
        if found is not None:
            kind, key, last = found
            start, end = tokens[at].start, tokens[last - 1].end
            return Moment(start, end, text[start:end], kind, key), last
    return None


Found = tuple[Kind, str, int]


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""


def _day(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """“31”, “31st”, «31-го»."""
    digits = _word(tokens, at)
    if not digits.isdecimal() or not 1 <= int(digits) <= 31 or len(digits) > 2:
        return None
    end = at + 1
    if _word(tokens, end) == "-" and vocabulary.has("times.day_endings", _word(tokens, end + 1)):
        end += 2
    elif adjoins(tokens, at) and vocabulary.has("times.day_endings", _word(tokens, end)):
        end += 1
    return int(digits), end


def _year_at(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """A year with the words that say that it is one: «2024 року», «2024 р.»."""
    digits = _word(tokens, at)
    if not (digits.isdecimal() and len(digits) == 4 and 1000 <= int(digits) <= 2199):
        return None
    end = at + 1
    if vocabulary.has("times.year_after", _word(tokens, end)):
        end += 1
        if len(_word(tokens, end - 1)) <= 2 and _word(tokens, end) == "." and adjoins(tokens, end - 1):
            end += 1
    return int(digits), end


def _month(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> int | None:
    word = _word(tokens, at)
    named = vocabulary.months.get(word)
    # English months have capitals, which tells them from "may" and "march"; the others have none.
    return None if named and vocabulary.has("capitals", "months") and not tokens[at].text[:1].isupper() else named


def _after_month(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> tuple[str, int]:
    """The year behind a month or day, with or without a comma; "-" when none is said."""
    place = at + 1 if _word(tokens, at) in (",", ".") else at
    year = _year_at(tokens, place, vocabulary)
    return (str(year[0]), year[1]) if year else ("-", at)


def _links_days(word: str, vocabulary: Vocabulary) -> bool:
    """“3-4 June”, “between 8 and 23 October”."""
    return word in _DASHES or (word,) in vocabulary.said("ranges.between") | vocabulary.said("ranges.from")


def _day_first(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Found | None:
    day = _day(tokens, at, vocabulary)
    if day is None:
        return None
    other = _day(tokens, day[1] + 1, vocabulary) if _links_days(_word(tokens, day[1]), vocabulary) else None
    day = (day[0], other[1]) if other else day
    place = day[1] + vocabulary.has("products.of", _word(tokens, day[1]))
    month = _month(tokens, place, vocabulary)
    if month is None:
        return None
    year, end = _after_month(tokens, place + 1, vocabulary)
    return "date", f"{year}-{month:02}" + ("" if other else f"-{day[0]:02}"), end


def _month_first(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Found | None:
    month = _month(tokens, at, vocabulary)
    if month is None:
        return None
    day = _day(tokens, at + 1, vocabulary) if vocabulary.has("capitals", "months") else None
    end = day[1] if day else at + 1
    year, last = _after_month(tokens, end, vocabulary)
    if day:
        return "date", f"{year}-{month:02}-{day[0]:02}", last
    before = _word(tokens, at - 1)
    unclear = vocabulary.has("times.months_ambiguous", _word(tokens, at))
    if (
        year == "-"
        and unclear
        and not (vocabulary.has("times.year_in", before) or vocabulary.has("times.year_before", before))
    ):
        return None
    return "date", f"{year}-{month:02}", last


def _year(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Found | None:
    year = _year_at(tokens, at, vocabulary)
    if year is None:
        return None
    number, end = year
    other = _year_at(tokens, end + 1, vocabulary) if _word(tokens, end) in _DASHES else None
    if other is not None:
        return "date", "", other[1]
    said = end > at + 1
    before, behind = _word(tokens, at - 1), _word(tokens, end)
    counted = behind[:1].isalpha() and (
        unit_key(behind, vocabulary.language) is not None or behind in vocabulary.scales
    )
    likely = 1900 <= number <= 2099 and not counted
    if likely and vocabulary.has("times.year_in", before):
        said = True
    elif likely and not behind[:1].isalpha():
        said = said or vocabulary.has("times.year_before", before) or (before == "(" and behind == ")")
    elif likely:
        said = said or (vocabulary.has("times.year_before", before) and vocabulary.has("stops", behind))
    return ("date", str(number), end) if said else None


def _hours(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Found | None:
    """“5 pm”, “5 o’clock”, «о 10 годині»."""
    if tokens[at].kind != "number" or not re.fullmatch(r"\d{1,2}([.:]\d\d)?", tokens[at].text):
        return None
    end = at + 1
    length = cue_at(tokens, end, vocabulary.said("times.clock"))
    needs = vocabulary.sets.get("times.clock_before")
    if length and (not needs or _word(tokens, at - 1) in needs):
        return "clock", "", end + length
    return None


def _cue(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Found | None:
    now = cue_at(tokens, at, vocabulary.said("times.now"))
    if now:
        return "now", "", at + now
    words = cue_at(tokens, at, vocabulary.said("times.words"))
    if words:
        return "words", "", at + words
    return ("words", "", at + 1) if vocabulary.has("times.weekdays", _word(tokens, at)) else None


def _phase(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Found | None:
    """“The initial wave”, «перша хвиля»."""
    if vocabulary.has("times.ordinals", _word(tokens, at)) and vocabulary.has("times.phases", _word(tokens, at + 1)):
        return "phase", "", at + 2
    return None


def _joined(text: str, moments: Sequence[Moment]) -> list[Moment]:
    """“In June this year”: neighbours are one moment; a phase stays by itself."""
    joined: list[Moment] = []
    for moment in moments:
        last = joined[-1] if joined else None
        if last and "phase" not in (last.kind, moment.kind) and not text[last.end : moment.start].strip():
            words = text[last.start : moment.end]
            kind = moment.kind if last.kind == "clock" else last.kind
            joined[-1] = replace(last, end=moment.end, words=words, kind=kind, key=last.key or moment.key)
        else:
            joined.append(moment)
    return joined
