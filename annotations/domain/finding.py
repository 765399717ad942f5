"""Where some words stand in a text: whatever their case, their accents, how their characters are composed, their form.

Offsets are Unicode code points. `static/js/lib/folding.js` has the same rules for finding words as one types.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotations.domain.concordance import is_edge
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _

MOST_WORDS = 500
"""Longest words that are looked for, in code points."""

# Letters that only look as if they had an accent: another letter of the alphabet, not a variant.
_LETTERS = {"и\u0306": "й", "і\u0308": "ї", "у\u0306": "ў", "И\u0306": "Й", "І\u0308": "Ї", "У\u0306": "Ў"}
_ALIKE = {"ς": "σ", "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"'}
_LEFT_OUT = frozenset("\u00ad\u200b\u2060\ufeff")
_PIECES = re.compile(r"(\w+)|(\s+)|([^\w\s]+)")
_WORD = re.compile(r"\w+")
# Accents, Hebrew points and Arabic vowel signs; the marks of other scripts are letters to whoever reads them.
_MARKS = "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u0652\u0670"
_MARK = re.compile(f"[{_MARKS}]")
_ROUGH = re.compile(f"[{_MARKS}\u00ad\u200b\u2060\ufeff]")
_JOINS = re.compile(f"[{''.join(sorted(_LEFT_OUT))}]")
_MANY = 1_000
_ENDING = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that are looked for.

    Attributes:
        words: any white space in them is any white space.
        match_case: whether case counts.
        whole_words: no part of a longer word.
        forms: their other forms too, which are whole words.
    """

    words: str
    match_case: bool = False
    whole_words: bool = True
    forms: bool = False

    @property
    def pieces(self) -> list[str]:
        """The words proper, as they are compared."""
        return _WORD.findall(folded(self.words, match_case=self.match_case).text)


def wanted_words(words: str, *, match_case: bool = False, whole_words: bool = True, forms: bool = False) -> Wanted:
    """Words to look for.

    Raises:
        RuleViolation: there are none, or too many.
    """
    stripped = words.strip()
    if not folded(stripped, match_case=match_case).text.strip():
        raise RuleViolation("required", _("Say which words."), path="words")
    if len(stripped) > MOST_WORDS:
        raise RuleViolation("too_long", _("At most {most_words} characters.", most_words=MOST_WORDS), path="words")
    return Wanted(stripped, match_case, whole_words, forms)


class Folded(NamedTuple):
    """A text as it is compared; `starts` says where each of its code points began, and where the text ends."""

    text: str
    starts: Sequence[int]


def folded(text: str, *, match_case: bool) -> Folded:
    """A text as it is compared: composed or not, accents or not, case or not, is the same."""
    if text.isascii():
        return Folded(text if match_case else text.lower(), range(len(text) + 1))
    out: list[str] = []
    starts: list[int] = []
    for index, character in enumerate(text):
        if character in _LEFT_OUT:
            continue
        # Syllables of Hangul stay whole: taken apart they would begin with each other.
        whole = "\uac00" <= character <= "\ud7a3"
        for part in character if whole else unicodedata.normalize("NFD", character):
            if _MARK.match(part):
                letter = _LETTERS.get(out[-1] + part) if out else None
                if letter:
                    out[-1] = letter
                continue
            same = _ALIKE.get(part, part)
            for unit in same if match_case else _lower(same):
                out.append(unit)
                starts.append(index)
    starts.append(len(text))
    return Folded("".join(out), starts)


def _lower(part: str) -> str:
    small = part.lower()
    return _ALIKE.get(small, small)


def may_have(text: str, wanted: Wanted) -> bool:
    """Quickly: whether the words could stand in a text at all; most texts of many do not have them."""
    rough = _rough(text)
    return all(_rough(beginning_of(piece) if wanted.forms else piece) in rough for piece in wanted.pieces)


def _rough(text: str) -> str:
    return _ROUGH.sub("", unicodedata.normalize("NFD", text)).lower().replace("ς", "σ")


def beginning_of(piece: str) -> str:
    """What forms of a word begin with: all of it when it is short, else without its last letter or two."""
    if len(piece) <= 3 or any(character.isdigit() for character in piece):
        return piece
    return piece[: -1 if len(piece) <= 6 else -2]


def looks_like_form(piece: str, word: str) -> bool:
    """Whether two words may be forms of one, where no dictionary knows: the same beginning, and endings of few letters."""
    beginning = beginning_of(piece)
    if beginning == piece:
        return word == piece
    return word.startswith(beginning) and len(word) - len(beginning) <= _ENDING


def words_like(text: str, wanted: Wanted) -> Iterator[tuple[str, str, str]]:
    """For each of the wanted words, the words of a text that may be forms of it.

    Yields:
        The wanted word as it is compared, the text's word as it is compared, the text's word as it stands.
    """
    haystack = folded(text, match_case=wanted.match_case)
    pieces = {piece: beginning_of(piece)[: max(3, len(piece) // 2)] for piece in wanted.pieces}
    for match in _WORD.finditer(haystack.text):
        for piece, beginning in pieces.items():
            if match[0].startswith(beginning):
                yield piece, match[0], text[haystack.starts[match.start()] : _end(haystack, match.end())]


def words_beginning_alike(text: str, wanted: Wanted) -> Iterator[tuple[str, str, str]]:
    """As `words_like`, but all that share the first letter: the vowels of a stem may change. Each word once."""
    joined = _JOINS.sub("", unicodedata.normalize("NFC", text))
    by_letter: dict[str, list[str]] = defaultdict(list)
    for word in set(_WORD.findall(joined)):
        by_letter[word[0]].append(word)
    for piece in wanted.pieces:
        for letter, words in by_letter.items():
            if _rough(letter) == _rough(piece[0]):
                yield from ((piece, folded(word, match_case=wanted.match_case).text, word) for word in words)


def places_of(
    text: str, wanted: Wanted, *, forms: Mapping[str, Iterable[str]] | None = None, most: int = _MANY
) -> list[tuple[int, int]]:
    """Where the words stand: places that do not overlap, from the beginning.

    Args:
        text: to look in.
        wanted: which words.
        forms: (with `wanted.forms`) the forms of each of the words, all as they are compared.
        most: no more places than these.
    """
    haystack = folded(text, match_case=wanted.match_case)
    found: list[tuple[int, int]] = []
    for match in _pattern(wanted, forms or {}).finditer(haystack.text):
        start, end = haystack.starts[match.start()], _end(haystack, match.end())
        if is_edge(text, start) and is_edge(text, end):
            found.append((start, end))
        if len(found) >= most:
            break
    return found


def _pattern(wanted: Wanted, forms: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    parts = []
    for word, space, other in _PIECES.findall(folded(wanted.words, match_case=wanted.match_case).text.strip()):
        if word and wanted.forms:
            alternatives = sorted({word, *forms.get(word, ())}, key=len, reverse=True)
            parts.append(f"(?:{'|'.join(map(re.escape, alternatives))})(?!\\w)")
        else:
            parts.append(r"\s+" if space else re.escape(word or other))
    whole = wanted.whole_words or wanted.forms
    # An edge that is no letter may stand against one: “$5” in “US$5”.
    before = r"(?<!\w)" if whole and re.match(r"\(|\w", parts[0][:1] if parts else "") else ""
    after = r"(?!\w)" if whole and parts and re.search(r"\w$", parts[-1]) else ""
    return re.compile(before + "".join(parts) + after)


def _end(haystack: Folded, index: int) -> int:
    """Where the character ends whose folded form ends at an index."""
    starts = haystack.starts
    end = index
    while end < len(starts) - 1 and starts[end] == starts[end - 1]:
        end += 1
    return starts[end]
