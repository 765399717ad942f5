"""The noun that a figure counts, found behind it by the endings of words; no grammar is parsed."""

from collections.abc import Sequence
from dataclasses import replace

from annotations.domain.figures.tokens import Token, tokens_of
from annotations.domain.figures.units import Unit, substance_key, unit_key, unit_of
from annotations.domain.figures.vocabulary import Vocabulary, folded, vocabulary_of
from annotations.domain.lemmas import base_form

_REACH = 5
"""How many words behind a figure its noun may be."""

_SIGNS = frozenset("»”’\"'-\u2011)")


def unit_behind(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> tuple[Unit, int] | None:
    """The unit that stands behind a figure, and one past its last token; None when none does.

    The first word that the table of units has; else, where a language marks the plural, the first plural, and where
    cases tell, the first noun that is no adjective, or the last adjective that stands for one («загиблих»).
    """
    at = _start(tokens, at, vocabulary)
    pair = [token for token in tokens[at : at + 3] if token.word != "."][:2]  # per cent, кв. км
    if _is_one_unit([token.text for token in pair], vocabulary):
        unit = unit_of([token.text for token in pair], vocabulary.language)
        return unit, at + 2 + (tokens[at + 1].word == ".")
    run = _run(tokens, at, vocabulary)
    if not run:
        return None
    place = _noun(run, vocabulary)
    if place is None:
        return None
    last = at + place
    words = [token.text for token in run[max(0, place - 1) : place + 1]]
    if not _is_one_unit(words, vocabulary):
        words = words[-1:]
    return _extended(tokens, last, unit_of(words, vocabulary.language), vocabulary)


def unit_named(words: str, language: str) -> Unit | None:
    """The unit that somebody wrote down: "North Korean soldiers", "crowns a month", "тонн зерна", "%"; None for no words.

    Read as if it stood behind a figure; where that finds no noun, the last word before "of", "a", «на» is it.
    """
    vocabulary = vocabulary_of(language)
    tokens = tokens_of(words, 0, len(words))
    if not tokens:
        return None
    found = unit_behind(tokens, 0, vocabulary)
    if found is None:
        last = max(0, len(_run(tokens, 0, vocabulary)) - 1)
        found = _extended(tokens, last, unit_of([tokens[last].text], language), vocabulary)
    return replace(found[0], words=words.strip())


def unit_in_front(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Unit | None:
    """A currency before the digits ($5, UAH 300), or a noun of persons («військових близько 8 тис.»)."""
    if at <= 0:
        return None
    token = tokens[at - 1]
    key = unit_key(token.text, vocabulary.language)
    unit = unit_of([token.text], vocabulary.language) if key else None
    if unit is None or (token.kind == "word" and not token.text.isupper() and unit.kind != "person"):
        return None
    return unit if unit.kind == "money" or (unit.kind == "person" and vocabulary.has("noun", "case")) else None


def _start(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> int:
    while at < len(tokens) and (
        tokens[at].word in _SIGNS
        or vocabulary.has("products.of", tokens[at].word)
        or vocabulary.has("article", tokens[at].word)
        or vocabulary.has("skipped", tokens[at].word)
    ):
        at += 1
    return at


def _run(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Sequence[Token]:
    """The words that can be the noun and what describes it."""
    end = at
    while end < len(tokens) and end - at < _REACH and _goes_on(tokens[end], end == at, vocabulary):
        end += 1
    return tokens[at:end]


def _goes_on(token: Token, first: bool, vocabulary: Vocabulary) -> bool:
    if token.kind != "word":
        return first and unit_key(token.text, vocabulary.language) is not None
    known = unit_key(token.text, vocabulary.language) is not None
    if vocabulary.has("stops", token.word) or token.word in vocabulary.months:
        return False
    return known or (len(token.word) > 1 and not _is_verb(token, vocabulary))


def _is_verb(token: Token, vocabulary: Vocabulary) -> bool:
    return vocabulary.ends("verb_endings", folded(base_form(token.text, vocabulary.language)))


def _noun(run: Sequence[Token], vocabulary: Vocabulary) -> int | None:
    for place, token in enumerate(run):
        if unit_key(token.text, vocabulary.language) is not None:
            return place
    if vocabulary.has("noun", "plural"):
        plurals = (place for place, token in enumerate(run) if _is_plural(token, vocabulary))
        return next(plurals, None)
    if vocabulary.has("noun", "case"):
        nouns = (place for place, token in enumerate(run) if not _is_adjective(token, vocabulary))
        return next(nouns, len(run) - 1)
    return None


def _is_plural(token: Token, vocabulary: Vocabulary) -> bool:
    lemma = base_form(token.text, vocabulary.language)
    return token.word != lemma and token.word.endswith("s") and lemma[:2] == token.word[:2]


def _is_adjective(token: Token, vocabulary: Vocabulary) -> bool:
    return vocabulary.ends("adjective_endings", folded(base_form(token.text, vocabulary.language)))


def _is_one_unit(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    return len(words) == 2 and ":" not in unit_of(words, vocabulary.language).key


def _extended(tokens: Sequence[Token], last: int, unit: Unit, vocabulary: Vocabulary) -> tuple[Unit, int]:
    """With the substance of a measure or share and the time that it is counted by."""
    end = last + 1
    if (
        end < len(tokens) - 1
        and tokens[end].word == "."
        and tokens[last].end == tokens[end].start
        and len(unit.lemma) < 4
    ):
        end += 1
    if unit.kind in ("amount", "share"):
        unit, end = with_substance(tokens, end, unit, vocabulary)
    return _with_time(tokens, end, unit, vocabulary)


def with_substance(tokens: Sequence[Token], end: int, unit: Unit, vocabulary: Vocabulary) -> tuple[Unit, int]:
    """A measure or share with what it is of ("tonnes of grain", «тонн зерна»), and one past the last token."""
    linked = vocabulary.has("noun", "plural")
    if linked and not (end < len(tokens) and vocabulary.has("products.of", tokens[end].word)):
        return unit, end
    place = end + linked
    while linked and place < len(tokens) and vocabulary.has("skipped", tokens[place].word):
        place += 1
    if place >= len(tokens) or not tokens[place].word.isalpha() or not _goes_on(tokens[place], False, vocabulary):
        return unit, end
    if not linked and _is_adjective(tokens[place], vocabulary):
        return unit, end
    shown = " ".join([unit.words, *([tokens[end].text] if linked else []), tokens[place].text]).lstrip()
    return replace(unit, words=shown, of=substance_key(tokens[place].text, vocabulary.language)), place + 1


def _with_time(tokens: Sequence[Token], end: int, unit: Unit, vocabulary: Vocabulary) -> tuple[Unit, int]:
    if end + 1 < len(tokens) and vocabulary.has("times.rate", tokens[end].word) and unit.kind != "time":
        time = unit_of([tokens[end + 1].text], vocabulary.language)
        if time.kind == "time":
            shown = f"{unit.words} {tokens[end].text} {tokens[end + 1].text}"
            return replace(unit, words=shown, per=time.key), end + 2
    return unit, end
