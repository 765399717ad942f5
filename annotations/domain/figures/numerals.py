"""Numbers in digits and in words.

A number in words is read as grammars of numerals have it (Hurford, The Linguistic Theory of Numerals, 1975): a smaller
number adds to a larger one before it, and a scale multiplies what stands before it.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from annotations.domain.figures.digits import digits_value
from annotations.domain.figures.tokens import Token, adjoins, bound_before, cue_at
from annotations.domain.figures.vocabulary import Scale, Vocabulary

_HYPHENS = frozenset("-\u2010\u2011")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is said.

    Attributes:
        first: its first token.
        last: one past its last token.
        value: what it is; None where the words give no number ("hundreds of").
        scale: what it was multiplied by as a whole ("5 thousand"); 1 when by nothing.
        share: whether it is a part of something, from 0 to 1: half, two thirds.
        worded: whether words say it, without digits.
        about: whether its words stand in the order of an estimate: «тисяч десять».
    """

    first: int
    last: int
    value: Decimal | None
    scale: int = 1
    share: bool = False
    worded: bool = False
    about: bool = False


def number_at(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Number | None:
    """The number that begins at a token, as long as it goes; None when none does."""
    for read in (_half, _fraction, _inverted):
        number = read(tokens, at, vocabulary)
        if number is not None:
            return number
    return _Reading(tokens, at, vocabulary).number


def scale_at(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Scale | None:
    """The scale that a token is; “m” is one in “$5m” and “5m people”, and a metre elsewhere."""
    scale = vocabulary.scales.get(_word(tokens, at))
    if scale is None or not scale.glued:
        return scale
    if not adjoins(tokens, at - 1) or tokens[at - 1].kind != "number":
        return None
    following = _word(tokens, at + 1)
    counted = following[:1].isalpha() and not vocabulary.has("stops", following)
    return scale if counted or unicodedata.category((_word(tokens, at - 2) or " ")[0]) == "Sc" else None


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""


def _half(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Number | None:
    """“Half”, “half a million”, “половина”; not the half of a match."""
    word = tokens[at].word
    if vocabulary.words.get(word) == Decimal("0.5"):
        return Number(at, at + 1, Decimal("0.5"), share=True, worded=True)
    if not vocabulary.has("half", word) or vocabulary.has("not_half", _word(tokens, at - 1)):
        return None
    after = at + 1
    while vocabulary.has("article", _word(tokens, after)) or _word(tokens, after) == "-":
        after += 1
    scale = scale_at(tokens, after, vocabulary)
    if scale is not None:
        return Number(at, after + 1, Decimal(scale.value) / 2, scale.value, worded=True)
    # Behind an article stands what is halved: half an hour is no share of something.
    return Number(at, after, Decimal("0.5"), share=after == at + 1, worded=True)


def _fraction(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Number | None:
    """“A third of”, “two thirds”, «дві третини», «чверть»; an ordinal alone is none."""
    word = tokens[at].word
    count = Decimal(1) if vocabulary.has("article", word) else vocabulary.numbers.get(word)
    place = at if count is None else at + 1
    if count is not None and _word(tokens, place) == "-":
        place += 1
    found = vocabulary.fractions.get(_word(tokens, place))
    if found is None:
        return None
    of, many = found
    if count is None or count == 1:
        is_noun = vocabulary.has("fractions_alone", _word(tokens, place))
        if not is_noun and (count is None or not vocabulary.has("products.of", _word(tokens, place + 1))):
            return None
    elif not many:
        return None
    return Number(at, place + 1, (count or Decimal(1)) / of, share=True, worded=True)


def _inverted(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Number | None:
    """«Тисяч десять»: where cases tell nouns, a scale before its number makes it an estimate."""
    scale = scale_at(tokens, at, vocabulary)
    count = vocabulary.numbers.get(_word(tokens, at + 1))
    if scale is None or count is None or scale.alone == "one" or not vocabulary.has("noun", "case"):
        return None
    if scale_at(tokens, at + 2, vocabulary) is not None or count >= scale.value:
        return None
    return Number(at, at + 2, count * scale.value, scale.value, worded=True, about=True)


class _Reading:
    """One pass over the tokens of a number."""

    def __init__(self, tokens: Sequence[Token], first: int, vocabulary: Vocabulary) -> None:
        self._tokens, self._first, self._vocabulary = tokens, first, vocabulary
        self._at = first
        self._total = Decimal(0)  # what a scale has closed
        self._group: Decimal | None = None  # what still grows
        self._room = Decimal(0)  # only something smaller may be added to the group
        self._closed = 0  # by which scale
        self._scale = 1
        self._pure = True  # one number before the scales and nothing behind them
        self._digits = self._vague = False
        self.number = self._read()

    def _read(self) -> Number | None:
        self._opening()
        while self._at < len(self._tokens) and self._step(self._tokens[self._at]):
            pass
        if self._group is None and not self._closed:
            return None
        value = None if self._vague else self._total + (self._group or 0)
        return Number(self._first, self._at, value, self._scale if self._pure else 1, worded=not self._digits)

    def _opening(self) -> None:
        """“A thousand”; “several thousand”, “a couple of hundred”, where a scale has no number."""
        vocabulary, at = self._vocabulary, self._first
        at += vocabulary.has("article", _word(self._tokens, at))
        if vocabulary.has("vague", _word(self._tokens, at)):
            at += 1
            at += vocabulary.has("products.of", _word(self._tokens, at))
            self._vague = scale_at(self._tokens, at, vocabulary) is not None
        if scale_at(self._tokens, at, vocabulary) is not None:
            self._at = at

    def _step(self, token: Token) -> bool:
        if token.kind == "number":
            return self._take_digits(token)
        scale = scale_at(self._tokens, self._at, self._vocabulary)
        if scale is not None:
            return self._take_scale(scale)
        value = self._vocabulary.numbers.get(token.word, self._vocabulary.words.get(token.word))
        return self._add(value) if value is not None else self._link(token)

    def _take_digits(self, token: Token) -> bool:
        scaled = scale_at(self._tokens, self._at + 1, self._vocabulary) is not None
        value = digits_value(token.text, self._vocabulary, scaled=scaled)
        if value is None or self._group is not None or (self._closed and not self._goes_on_in_digits(value)):
            return False
        self._group, self._room, self._digits = value, Decimal(0), True
        self._pure = not self._closed
        self._at += 1
        if _word(self._tokens, self._at) in _HYPHENS and adjoins(self._tokens, self._at - 1):
            self._at += 2 * self._vocabulary.has("cardinal_endings", _word(self._tokens, self._at + 1))
        return True

    def _add(self, value: Decimal) -> bool:
        if self._digits or self._vague:
            return False
        if self._group is None and (not self._closed or value < self._closed):
            self._group = value
            self._pure = not self._closed
        elif self._group is not None and value < self._room:
            self._group += value
            self._pure = self._pure and self._scale == 1
        else:
            return False
        self._room = _room_behind(value)
        self._at += 1
        return True

    def _take_scale(self, scale: Scale) -> bool:
        if self._group is None and self._closed:
            self._total *= scale.value  # a thousand million
        else:
            self._open(scale)
            self._multiply(scale.value)
        self._scale *= scale.value
        self._at += 1
        return True

    def _open(self, scale: Scale) -> None:
        if self._group is None:
            cue = bound_before(self._tokens, self._at, self._vocabulary.before)
            self._vague = self._vague or (self._at == self._first and _is_many(scale, behind_cue=cue is not None))
            self._group = Decimal(1)

    def _multiply(self, value: int) -> None:
        grown = (self._group or Decimal(1)) * value
        if value < 1000:
            self._group, self._room = grown, Decimal(value)
        else:
            self._total, self._group, self._closed = self._total + grown, None, value

    def _link(self, token: Token) -> bool:
        """What stands within a number: a hyphen, “and”, “of” between scales, “and a half”."""
        half = cue_at(self._tokens, self._at, self._vocabulary.said("and_half"))
        if half and (self._group is not None or self._closed):
            if self._group is not None:
                self._group, self._room = self._group + Decimal("0.5"), Decimal(0)
            else:
                self._total += Decimal(self._closed) / 2
            self._at += half
            return True
        following = self._vocabulary.numbers.get(_word(self._tokens, self._at + 1), Decimal(1000))
        hyphen = token.word in _HYPHENS and self._room == 10 and following < 10
        joined = self._vocabulary.has("and", token.word) and self._scale > 1 and self._adds_to_hundreds(following)
        between = self._vague and self._vocabulary.has("products.of", token.word)
        if hyphen or joined or (between and scale_at(self._tokens, self._at + 1, self._vocabulary) is not None):
            self._at += 1
            return True
        return False

    def _goes_on_in_digits(self, value: Decimal) -> bool:
        """“11 тысяч 500”."""
        return self._digits and value < self._closed and value == value.to_integral_value()

    def _adds_to_hundreds(self, following: Decimal) -> bool:
        return following < 100 and not self._digits and (self._group is None or self._room == 100)


def _room_behind(value: Decimal) -> Decimal:
    """What may be added to a number in words has to be smaller than this."""
    return Decimal(100 if 100 <= value < 1000 else 10 if 20 <= value < 100 else 0)


def _is_many(scale: Scale, *, behind_cue: bool) -> bool:
    return scale.alone == "many" or (scale.alone == "either" and not behind_cue)
