"""What a person types into a search field, taken apart, and the words by which a list of articles is narrowed."""

import re
from dataclasses import dataclass
from enum import StrEnum

from newsapp.errors import RuleViolation
from newsapp.wording import ngettext

MAX_SEARCH = 300
"""Longest search, in code points."""

MAX_TERMS = 30
"""Most words and phrases of one search."""

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

# What phones and word processors make of a straight quotation mark.
_QUOTES = str.maketrans("“”„‟«»", '""""""')


class Status(StrEnum):
    """How far the work on an article is, as the list is narrowed to it.

    `STARTED` are those of `ASSIGNED` in which somebody has begun, `SKIPPED` those that somebody passed over; an archived
    article is only `ARCHIVED`.
    """

    NEW = "new"
    ASSIGNED = "assigned"
    STARTED = "started"
    SKIPPED = "skipped"
    DONE = "done"
    ARCHIVED = "archived"


class Sort(StrEnum):
    """In which order articles stand: by when they were taken in, by when they were published, by how well they match."""

    NEWEST = "newest"
    OLDEST = "oldest"
    PUBLISHED = "published"
    RELEVANCE = "relevance"


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
        RuleViolation: longer than `MAX_SEARCH`, or more than `MAX_TERMS`, with path `q`.
    """
    if len(search) > MAX_SEARCH:
        raise RuleViolation(
            "too_long",
            ngettext("At most {most} character.", "At most {most} characters.", MAX_SEARCH, most=MAX_SEARCH),
            path="q",
        )
    terms = []
    for minus, phrase, word in _TERM.findall(search.translate(_QUOTES)):
        words = (phrase or word).strip()
        if any(character.isalnum() for character in words):
            terms.append(Term(words, exact=bool(phrase), without=bool(minus)))
    if len(terms) > MAX_TERMS:
        raise RuleViolation(
            "too_long", ngettext("At most {most} word.", "At most {most} words.", MAX_TERMS, most=MAX_TERMS), path="q"
        )
    return terms


def stemming_of(language: str | None) -> str | None:
    """The configuration that stems a language (a BCP 47 tag), None when there is none."""
    return STEMMED.get((language or "").split("-")[0].lower())
