"""Addresses made from names: ASCII letters, digits and hyphens."""

import re
import unicodedata
from collections.abc import Collection
from itertools import count

MAX_SLUG = 60
"""Characters in the address of a project."""

RESERVED = frozenset({"new"})
"""Addresses that no project gets, since pages have them."""

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "dj", "ѓ": "gj", "е": "e", "ё": "yo", "є": "ye",
    "ж": "zh", "з": "z", "ѕ": "dz", "и": "y", "і": "i", "ї": "yi", "й": "i", "ј": "j", "к": "k", "ќ": "kj", "л": "l",
    "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u",
    "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "џ": "dzh", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y",
    "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_OTHERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
_UKRAINIAN = frozenset("ґєії")
_TABLE = str.maketrans(_CYRILLIC | _OTHERS)
_APOSTROPHES = re.compile("['’ʼ`]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def slug_of(name: str, *, fallback: str = "project") -> str:
    """An address for a name: transliterated, without accents, words joined by hyphens, at most `MAX_SLUG` characters.

    `и` is `y` in a name with a Ukrainian letter and `i` otherwise. What has no Latin letter to stand for it is left
    out; when nothing is left, the answer is `fallback`.
    """
    lowered = unicodedata.normalize("NFC", name).lower()
    if not _UKRAINIAN.intersection(lowered):
        lowered = lowered.replace("и", "i")
    latin = _APOSTROPHES.sub("", lowered.translate(_TABLE))
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(mark))
    slug = _NOT_SLUG.sub("-", plain).strip("-")[:MAX_SLUG].rstrip("-")
    return slug if slug and slug not in RESERVED else fallback


def free_slug(slug: str, *, taken: Collection[str]) -> str:
    """The slug itself, or with the first number behind it that makes it one that is not taken."""
    if slug not in taken and slug not in RESERVED:
        return slug
    return next(
        candidate
        for number in count(2)
        if (candidate := f"{slug[: MAX_SLUG - len(str(number)) - 1].rstrip('-')}-{number}") not in taken
    )
