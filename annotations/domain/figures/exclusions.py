"""Numbers that are no quantities: names of things, ordinals, versions, articles of a law."""

from collections.abc import Sequence

from annotations.domain.figures.numerals import Number, number_at, scale_at
from annotations.domain.figures.tokens import Token, adjoins
from annotations.domain.figures.units import unit_key
from annotations.domain.figures.vocabulary import Vocabulary

_HYPHENS = frozenset("-\u2010\u2011")
_ITEMS = 100
"""Lists are shorter than this; a larger number may be a whole answer: “11,000.”"""

_IN_NAMES = frozenset("/@_\\#&=№")


def is_quantity(text: str, tokens: Sequence[Token], number: Number, vocabulary: Vocabulary) -> bool:
    """Whether a number says how many: not F-16, 16-й, Article 5, № 7, 24/7, 1980s, nor “one” of a pronoun."""
    if _is_age(tokens, number.last) or _is_numbering(tokens, number) or _is_compound(tokens, number, vocabulary):
        return False
    if number.worded:
        return _counts(tokens, number, vocabulary)
    return not (
        _is_glued_in_front(text, tokens, number)
        or _is_labelled(tokens, number.first, vocabulary)
        or _is_glued_behind(text, tokens, number, vocabulary)
    )


def _is_age(tokens: Sequence[Token], at: int) -> bool:
    """“20-year-old” describes somebody."""
    return at + 2 < len(tokens) and tokens[at].word in _HYPHENS and tokens[at + 2].word in _HYPHENS


def _is_numbering(tokens: Sequence[Token], number: Number) -> bool:
    """A footnote [2], an item of a list “4.”, a score 4 : 1."""
    before = tokens[number.first - 1].word if number.first else ""
    after = tokens[number.last].word if number.last < len(tokens) else ""
    item = not before and after in (".", ")") and not number.worded and (number.value or 0) < _ITEMS
    return item or (before == "[" and after == "]") or _is_score(tokens, number, before, after)


def _is_score(tokens: Sequence[Token], number: Number, before: str, after: str) -> bool:
    behind = number.last + 1 < len(tokens) and tokens[number.last + 1].kind == "number"
    ahead = number.first > 1 and tokens[number.first - 2].kind == "number"
    return not number.worded and ((after == ":" and behind) or (before == ":" and ahead))


def _is_compound(tokens: Sequence[Token], number: Number, vocabulary: Vocabulary) -> bool:
    """“Twenty-fourth”, “three-sided”, «16-й»; not “10-kilometre”, “500-strong” and “twenty-thirty”."""
    last = number.last
    if not (adjoins(tokens, last - 1) and adjoins(tokens, last)) or tokens[last].word not in _HYPHENS:
        return False
    token = tokens[last + 1]
    counts = vocabulary.has("strong", token.word) or unit_key(token.text, vocabulary.language) is not None
    return token.kind == "word" and not counts and number_at(tokens, last + 1, vocabulary) is None


def _counts(tokens: Sequence[Token], number: Number, vocabulary: Vocabulary) -> bool:
    """A lone “one” is mostly a pronoun: it counts before a unit of the table."""
    if number.value != 1 or number.share or number.last - number.first > 1 or number.scale > 1:
        return True
    return number.last < len(tokens) and unit_key(tokens[number.last].text, vocabulary.language) is not None


def _is_glued_in_front(text: str, tokens: Sequence[Token], number: Number) -> bool:
    start = tokens[number.first].start
    before, second = text[start - 1 : start], text[max(0, start - 2) : start - 1]
    if before in _HYPHENS:
        return second.isalpha()
    return before.isalpha() or before in _IN_NAMES or (before in (".", ",", ":") and second.isdigit())


def _is_labelled(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> bool:
    if at > 1 and tokens[at - 1].word == ".":
        return vocabulary.has("label_short", tokens[at - 2].word)
    return at > 0 and (vocabulary.has("label", tokens[at - 1].word) or tokens[at - 1].word in _IN_NAMES)


def _is_glued_behind(text: str, tokens: Sequence[Token], number: Number, vocabulary: Vocabulary) -> bool:
    last, end = number.last, tokens[number.last - 1].end
    after, second = text[end : end + 1], text[end + 1 : end + 2]
    if after in (".", ",", ":") and second.isdigit():
        return True
    if after in _IN_NAMES:
        return second.isalnum()
    return after.isalpha() and not (
        unit_key(tokens[last].text, vocabulary.language) is not None or scale_at(tokens, last, vocabulary) is not None
    )
