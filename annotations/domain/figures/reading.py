"""Figures read from a text as value, bound, unit, place and time.

Everything is told by words and their neighbours, language by language (`words/*.toml`); where a rule cannot tell, the
answer says None. The bounds are those of the claim scheme.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotations.domain.figures.drafts import Draft, drafts_of
from annotations.domain.figures.exclusions import is_quantity
from annotations.domain.figures.figure import Figure, Part
from annotations.domain.figures.moments import Moment, moments_of
from annotations.domain.figures.numerals import Number, number_at
from annotations.domain.figures.places import Place, places_of
from annotations.domain.figures.surroundings import nearest
from annotations.domain.figures.tokens import Token, sentences, tokens_of
from annotations.domain.figures.vocabulary import Vocabulary, vocabulary_of


def figures_in(*, text: str, language: str, start: int = 0, end: int | None = None) -> list[Figure]:
    """The figures of a text, in order, with offsets into all of it.

    Args:
        text: as it is stored; of a highlight the text around it, which is read for its unit, place and time.
        language: a BCP 47 tag; of a language without a word list, digits and signs are read.
        start: of a highlight, in code points: only figures that it touches.
        end: of the highlight; the text's when None.
    """
    last = len(text) if end is None else end
    vocabulary = vocabulary_of(language)
    return [
        figure
        for first, until in sentences(text)
        if first < last and start < until
        for figure in _of_sentence(text, first, until, vocabulary)
        if figure.start < last and start < figure.end
    ]


def _of_sentence(text: str, start: int, end: int, vocabulary: Vocabulary) -> list[Figure]:
    tokens = tokens_of(text, start, end)
    moments = moments_of(text, tokens, vocabulary)
    counted = _without_moments(tokens, moments)
    drafts = drafts_of(counted, list(_numbers(text, counted, vocabulary)), vocabulary)
    if not drafts:
        return []
    _inherit_units(drafts)
    spans = [(tokens[draft.first].start, tokens[draft.last - 1].end) for draft in drafts]
    places = places_of(text, tokens, vocabulary)
    times = [moment for moment in moments if moment.kind != "clock"]
    return [
        _figure(
            text,
            tokens,
            draft,
            spans[at],
            (start, end),
            nearest(text, places, spans, at),
            nearest(text, times, spans, at),
        )
        for at, draft in enumerate(drafts)
    ]


def _figure(
    text: str,
    tokens: Sequence[Token],
    draft: Draft,
    span: tuple[int, int],
    sentence: tuple[int, int],
    place: Place | None,
    moment: Moment | None,
) -> Figure:
    return Figure(
        start=span[0],
        end=span[1],
        words=text[slice(*span)],
        value=draft.value,
        upper=draft.upper,
        bound=draft.bound or "exact",
        unit=draft.unit,
        place=place.words if place else None,
        time=moment.words if moment else None,
        date=moment.key if moment else "",
        parts=tuple(_part(tokens, factor) for factor in draft.factors),
        sentence=sentence,
    )


def _without_moments(tokens: Sequence[Token], moments: Sequence[Moment]) -> list[Token]:
    """The tokens with a sign in place of every word of time, so that no number or noun is read from it."""
    return [
        replace(token, kind="sign", text="…", word="…")
        if any(moment.start <= token.start < moment.end for moment in moments)
        else token
        for token in tokens
    ]


def _numbers(text: str, tokens: Sequence[Token], vocabulary: Vocabulary) -> Iterator[Number]:
    at = 0
    while at < len(tokens):
        number = number_at(tokens, at, vocabulary)
        if number is not None and is_quantity(text, tokens, number, vocabulary):
            yield number
        at = number.last if number is not None else at + 1


def _inherit_units(drafts: Sequence[Draft]) -> None:
    """“Up to 11,000 soldiers, two brigades of 6,000”: the size of a group counts what was counted before it."""
    counted = None
    for draft in drafts:
        if draft.factors and draft.unit is None:
            draft.unit = counted
        elif draft.unit is not None and draft.unit.kind in ("person", "thing", ""):
            counted = draft.unit


def _part(tokens: Sequence[Token], draft: Draft) -> Part:
    assert draft.value is not None
    return Part(tokens[draft.first].start, tokens[draft.last - 1].end, draft.value, draft.unit)
