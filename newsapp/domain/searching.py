"""What a person types into a search field, taken apart."""

import re
from dataclasses import dataclass

from newsapp.errors import RuleViolation

MAX_SEARCH = 300
"""Longest search, in code points."""

STEMMED = {
    "en": "english",
    "ru": "russian",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
    "tr": "turkish",
    "ar": "arabic",
    "el": "greek",
    "hu": "hungarian",
}
"""Languages that PostgreSQL stems; the others are found by their words and by the beginnings of them."""

_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for.

    Attributes:
        words: one word, or a phrase.
        exact: given in quotes: these words in this order and form.
        without: given with a minus: what must not be there.
    """

    words: str
    exact: bool = False
    without: bool = False


def terms_of(search: str) -> list[Term]:
    """The terms of a search; all of them must hold. Words, `"phrases in quotes"`, `-word`.

    Raises:
        RuleViolation: longer than `MAX_SEARCH`, with path `q`.
    """
    if len(search) > MAX_SEARCH:
        raise RuleViolation("too_long", f"At most {MAX_SEARCH} characters.", path="q")
    terms = []
    for minus, phrase, word in _TERM.findall(search):
        words = (phrase or word).strip()
        if any(character.isalnum() for character in words):
            terms.append(Term(words, exact=bool(phrase), without=bool(minus)))
    return terms
