"""Names that are one in Ukrainian, Russian and Latin letters: Зеленський, Зеленского, Zelenskyy.

Cyrillic is romanised by the two tables that are in general use (resolution 55 of the Cabinet of Ministers of Ukraine,
27 January 2010; BGN/PCGN 1947 for Russian) without their rules for the beginnings of words. What such tables and
newspapers do differently is taken away: case endings, the ways to write и, і, ї, й and ы, г as g or h, doubled letters.
Of a name with four consonants or more it is forgotten which vowels it has, as in indexes of names since Soundex
(Russell, US patent 1,261,167, 1918). Keys are to be compared and not to be shown; different names can have one.
"""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from annotations.domain.figures.vocabulary import folded, primary, vocabulary_of

_FILE = Path(__file__).resolve().parent / "names.toml"
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")

_BOTH = dict(
    zip("абвдежзийклмнопрстуфхцчшщ", "a b v d e zh z i i k l m n o p r s t u f kh ts ch sh shch".split(), strict=True)
)
_UKRAINIAN = str.maketrans(
    _BOTH | {"г": "h", "ґ": "g", "и": "y", "є": "ie", "і": "i", "ї": "i", "ю": "iu", "я": "ia", "ь": "", "'": ""}
)
_RUSSIAN = str.maketrans(
    _BOTH
    | {"г": "g", "ы": "y", "й": "y", "э": "e", "ю": "yu", "я": "ya", "ь": "", "ъ": "", "і": "i", "ў": "w", "'": ""}
)

# Case endings of names and adjectives in East Slavic languages, longest first. Those of surnames (-ов, -ів) stay.
_ENDINGS = tuple(
    sorted(
        "ього ому ого ими ыми ями ами еві єві ий ый ій ой ая яя ої им ым ім ом ем єм ою ею єю ах ях ам ям ую юю "
        "их ых ые ие а я у ю і ї и ы е є о й ь".split(),
        key=len,
        reverse=True,
    )
)
_SHORTEST_STEM = 3
_MANY_CONSONANTS = 4
_LONGEST_NAME = 3

# Spellings of one sound in Latin letters, longest first; what they become are signs of the key and no spelling.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|sch|sh", "š"), ("tch|cz|ch", "č"), ("dzh|^j", "ž"), ("zgh", "zh"), ("zh", "ž"), ("kh", "h"), ("ph", "f"),
        ("th", "t"), ("ts|tz", "ц"), ("ck|c(?![eiy])|q", "k"), ("c", "s"), ("x", "ks"), ("w", "v"), ("g", "h"),
        ("[eyij]+", "i"), (r"(.)\1+", r"\1"), ("[ioe]v$", "iv"), ("(?<=..)[aiou]+$", ""),
    )
]  # fmt: skip
_VOWELS = re.compile("[aiou]+")


def _romanised(word: str, language: str) -> str:
    table = _UKRAINIAN if primary(language) == "uk" else _RUSSIAN
    latin = folded(word).translate(table)
    return "".join(sign for sign in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(sign))


@lru_cache(maxsize=100_000)
def name_key(word: str, language: str) -> str:
    """What the forms and spellings of a name share in Ukrainian, Russian and Latin letters; "" for what is no word.

    Args:
        word: one word of the name, in any case.
        language: of the text; tells which table romanises it.
    """
    key = _romanised(_stem(folded(word).removesuffix("'s")), language).replace("'", "")
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    if len(_VOWELS.sub("", key)) < _MANY_CONSONANTS:
        return key
    return _VOWELS.sub("-", key)


def _stem(word: str) -> str:
    if not "а" <= word[:1] <= "ґ":
        return word
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) - len(one) >= _SHORTEST_STEM), "")
    return word.removesuffix(ending)


@cache
def _known() -> dict[tuple[str, ...], str]:
    names = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    keys = {}
    for code, spellings in names.items():
        for spelling in spellings.split("|"):
            # Ukrainian and Russian differ in a few letters alone, and a key of either is looked up.
            for language in ("uk", "ru"):
                keys[tuple(_known_key(word, language) for word in spelling.split())] = code
    return keys


def _known_key(word: str, language: str) -> str:
    return word if word.isupper() else name_key(word, language)


def known_at(words: Sequence[str], at: int, language: str) -> tuple[str, int] | None:
    """The country or union whose name begins at a word, and how many words it has; None when none does."""
    if not words[at:]:
        return None
    if words[at].isascii() and not words[at][0].isupper():
        return None  # china, turkey, polish
    for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
        code = _known().get(tuple(_known_key(word, language) for word in words[at : at + length]))
        if code is not None:
            return code, length
    return None


def place_key(place: str, language: str) -> str:
    """What the ways to write a place share: "in the Kursk region" and «Курська область»; "" for no place."""
    vocabulary = vocabulary_of(language)
    words = [word for word in _WORD.findall(place) if not vocabulary.has("places.article", folded(word))]
    known = known_at(words, 0, language)
    if known is not None:
        return known[0]
    names = [word for word in words if not vocabulary.has("places.kinds", folded(word))]
    return " ".join(name_key(word, language) for word in names or words)


def words_key(words: str) -> str:
    """Words to be compared as they are: in small letters, with single spaces."""
    return " ".join(folded(words).split())
