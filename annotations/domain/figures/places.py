"""Places in a sentence: a name behind a preposition that says where something is.

A name is told by its capitals. In languages with cases the ending has to say “there”: «в Росії» is a place, «в Росію»
the way to it, and «у Буданова» a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.domain.figures.tokens import Token, adjoins
from annotations.domain.figures.vocabulary import Vocabulary

_NAME = 3
"""Most words of a name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a sentence names.

    Attributes:
        start: its first code point in the text, without the preposition.
        end: one past its last.
        words: as they stand.
    """

    start: int
    end: int
    words: str


def places_of(text: str, tokens: Sequence[Token], vocabulary: Vocabulary) -> list[Place]:
    """The places of a sentence, in order.

    Args:
        text: that the tokens are of.
        tokens: of the sentence.
        vocabulary: of its language.
    """
    found = []
    for at, token in enumerate(tokens[:-1]):
        if vocabulary.has("places.in", token.word):
            last = _name_end(tokens, at + 1, vocabulary)
            first = _name_start(tokens, at + 1, vocabulary)
            if last > first and _says_where(tokens, at, last, vocabulary):
                start, end = tokens[first].start, tokens[last - 1].end
                found.append(Place(start, end, text[start:end]))
    return found


def _name_start(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> int:
    return at + (at < len(tokens) and vocabulary.has("places.article", tokens[at].word))


def _name_end(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> int:
    first = end = _name_start(tokens, at, vocabulary)
    while end < len(tokens) and end - first < 2 * _NAME and _continues(tokens, end, first, vocabulary):
        end += 1
    while end > first and tokens[end - 1].word == "-":
        end -= 1
    if end > first and end < len(tokens) and vocabulary.has("places.kinds", tokens[end].word):
        end += 1
    if end > first and tokens[end - 1].word.endswith(("'s", "s'")):
        return first
    return end


def _continues(tokens: Sequence[Token], at: int, first: int, vocabulary: Vocabulary) -> bool:
    token = tokens[at]
    if token.word == "-":
        return at > first and adjoins(tokens, at - 1) and adjoins(tokens, at)
    is_time = token.word in vocabulary.months or vocabulary.has("times.weekdays", token.word)
    return token.kind == "word" and token.text[0].isupper() and not is_time


def _says_where(tokens: Sequence[Token], preposition: int, last: int, vocabulary: Vocabulary) -> bool:
    endings = vocabulary.sets.get("places.endings")
    if not endings or vocabulary.has("places.any_case", tokens[preposition].word):
        return True
    name = tokens[last - 1]
    return (name.text.isupper() and len(name.text) > 1) or name.word.endswith(tuple(endings))
