"""What claims can have in common: figures, names, dates and words."""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from annotations.domain.figures.figure import Figure, plain
from annotations.domain.figures.moments import dates_in
from annotations.domain.figures.reading import figures_in
from annotations.domain.figures.tokens import sentences
from annotations.domain.figures.units import unit_key
from annotations.domain.figures.vocabulary import Vocabulary, folded, primary, vocabulary_of
from annotations.domain.lemmas import base_form
from annotations.domain.names import known_at, name_key

_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+(?:['’ʼ][^\W\d_]+)*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_SHORTEST_WORD = 3

FeatureKind = Literal["figure", "name", "date", "word"]

ANY = ""
"""The space of what can be shared with a claim in any language."""

KINDRED = "cyrillic"
"""The space of words that kindred languages write alike: Ukrainian, Russian, Belarusian, Bulgarian."""


class Feature(NamedTuple):
    """Something that two claims can share.

    Attributes:
        kind: of what sort.
        key: the same in both.
        space: where it can be shared: `ANY`, the language of a word, or `cyrillic` for words that kindred languages
            write alike.
    """

    kind: FeatureKind
    key: str
    space: str


@dataclass(frozen=True, slots=True)
class ClaimText:
    """What is compared of a claim.

    Attributes:
        id: names it in the answers.
        texts: its words by language (BCP 47 tag): the claim's own, and its translations.
        claimants: who is said to have made it.
        date: when it was made, as much of ISO 8601 as is known, else "".
    """

    id: Hashable
    texts: Mapping[str, str]
    claimants: Sequence[str] = field(default=())
    date: str = ""


def features_of(claim: ClaimText) -> dict[Feature, str]:
    """The features of a claim, each with the words that it was read from."""
    found: dict[Feature, str] = {}
    for language, text in claim.texts.items():
        for feature, words in _read(text, language):
            found.setdefault(feature, words)
        for claimant in claim.claimants:
            for feature, words in _names(_WORD.findall(claimant), language):
                found.setdefault(feature, words)
    if claim.date:
        found.setdefault(Feature("date", claim.date, ANY), claim.date)
    return found


@lru_cache(maxsize=10_000)
def _read(text: str, language: str) -> tuple[tuple[Feature, str], ...]:
    """The features of a text; kept, since an index is made anew whenever somebody asks and most texts stay."""
    return tuple(_reading(text, language))


def _reading(text: str, language: str) -> Iterator[tuple[Feature, str]]:
    figures = figures_in(text=text, language=language)
    dates = dates_in(text=text, language=language)
    for figure in figures:
        yield from _of_figure(figure)
    for moment in dates:
        yield Feature("date", moment.key, ANY), moment.words
    yield from _of_words(
        text, [(one.start, one.end) for one in figures], [(one.start, one.end) for one in dates], language
    )


def _of_figure(figure: Figure) -> Iterator[tuple[Feature, str]]:
    for value in (figure.value, figure.upper):
        if value is not None:
            yield Feature("figure", str(plain(value)), ANY), figure.words


def _of_words(
    text: str, figures: Sequence[tuple[int, int]], dates: Sequence[tuple[int, int]], language: str
) -> Iterator[tuple[Feature, str]]:
    """The names and words of a text; a numeral counts as its figure, and the noun of a figure as a word."""
    vocabulary = vocabulary_of(language)
    words = [(match.group(), match.start()) for match in _WORD.finditer(text)]
    # What has a capital at the beginning of a sentence need not be a name.
    openings = {match.start() for sentence in sentences(text) if (match := _WORD.search(text, *sentence))}
    plain_words = [word for word, _ in words]
    at = 0
    while at < len(words):
        word, start = words[at]
        known = known_at(plain_words, at, language)
        if known is not None:
            yield Feature("name", known[0], ANY), " ".join(plain_words[at : at + known[1]])
            at += known[1]
            continue
        at += 1
        if any(first <= start < last for first, last in dates):
            continue
        in_figure = any(first <= start < last for first, last in figures)
        if word[0].isupper() and not in_figure and not _is_function_word(word, vocabulary):
            yield from _names([word], language)
            if start not in openings:
                continue
        yield from _of_word(word, language, vocabulary, in_figure=in_figure)


def _names(words: Sequence[str], language: str) -> Iterator[tuple[Feature, str]]:
    for word in words:
        key = name_key(word, language)
        if len(key) > 1:
            yield Feature("name", key, ANY), word


def _is_function_word(word: str, vocabulary: Vocabulary) -> bool:
    small = folded(word)
    return len(small) < _SHORTEST_WORD or vocabulary.has("stops", small) or small in vocabulary.months


def _of_word(word: str, language: str, vocabulary: Vocabulary, *, in_figure: bool) -> Iterator[tuple[Feature, str]]:
    if _is_function_word(word, vocabulary) or folded(word) in vocabulary.numbers or folded(word) in vocabulary.scales:
        return
    key = unit_key(word, language)
    if key is not None:
        yield Feature("word", key, ANY), word
        return
    if in_figure and (folded(word),) in vocabulary.before:
        return
    lemma = folded(base_form(word, language))
    yield Feature("word", lemma, primary(language)), word
    if _CYRILLIC.match(word):
        yield Feature("word", name_key(lemma, language), KINDRED), word
