"""The dictionary forms of words, of languages that `simplemma` has a dictionary for.

Searching asks only for those that PostgreSQL does not stem (`has_lemmas`).
"""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simplemma import Lemmatizer

_LANGUAGES = frozenset("bg cs lt lv mk pl sk sl uk".split())


def has_lemmas(language: str) -> bool:
    """Whether there is a dictionary for a language (a BCP 47 tag)."""
    return _code(language) in _LANGUAGES


def lemma_of(word: str, language: str) -> str:
    """The form under which a dictionary has a word, in small letters; a word that it does not have is guessed by rules.

    Args:
        word: as it stands, with its accents; capitals tell names from other words.
        language: one that `has_lemmas`.
    """
    return _lemma(word, _code(language))


def base_form(word: str, language: str) -> str:
    """As `lemma_of`, also in languages that PostgreSQL stems; where there is no dictionary, the word in small letters."""
    code = _code(language)
    return _lemma(word, code) if code in _supported() else word.lower()


def _code(language: str) -> str:
    return language.split("-")[0].lower()


@cache
def _supported() -> frozenset[str]:
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

    return frozenset(SUPPORTED_LANGUAGES)


@cache
def _lemmatizer() -> "Lemmatizer":
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy

    # 3 to 50 MB for a language; without it Polish alone takes 350.
    return Lemmatizer(lemmatization_strategy=DefaultStrategy(low_memory=True))


@lru_cache(maxsize=100_000)
def _lemma(word: str, code: str) -> str:
    return _lemmatizer().lemmatize(word, lang=code).lower()
