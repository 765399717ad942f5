"""A text as sentences, and a sentence as words, numbers and signs with their places."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from annotations.domain.figures.vocabulary import Bound, Cue, folded

# Between thousands: comma, point, apostrophes, and the spaces that are in use (SI brochure 9th ed. 5.4.4; CLDR).
_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:(?P<sep>[,.'’ \u00a0\u2009\u202f])\d{3})(?:(?P=sep)\d{3})*(?![\d])(?:[.,]\d+)?[½⅓¼¾⅔]?"
    r"|\d+(?:[.,]\d+)?[½⅓¼¾⅔]?|[½⅓¼¾⅔])"
    r"|(?P<word>(?:[^\W\d_][\u0300-\u036f]*)+(?:['’ʼ`](?:[^\W\d_][\u0300-\u036f]*)+)*)"
    r"|(?P<sign>°[CСF]|[^\w\s]|_)"
)
_TERMINATOR = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+(?=[\"'“‘«(\[„—–-]*\s*[^\W_])|\n\s*")
_TITLES = frozenset("mr mrs ms dr gen col lt sgt prof st no approx ca vs ген полк ім им пан проф вул ул м".split())

Kind = Literal["word", "number", "sign"]

LONGEST_CUE = 5
"""Most tokens of a cue."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign.

    Attributes:
        start: its first code point.
        end: one past its last.
        kind: which of the three.
        text: as it stands.
        word: as it is compared.
    """

    start: int
    end: int
    kind: Kind
    text: str
    word: str


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text are: half-open, in order, without the white space between them.

    A point ends one when a capital, a digit or a quotation mark follows, and not behind a title or an initial.
    """
    begin = 0
    for match in _TERMINATOR.finditer(text):
        if "\n" not in match.group() and _goes_on(text, match):
            continue
        end = match.start() + len(match.group().rstrip())
        if text[begin:end].strip():
            yield begin, end
        begin = match.end()
    end = len(text.rstrip())
    if begin < end:
        yield begin, end


def _goes_on(text: str, match: re.Match[str]) -> bool:
    following = re.search(r"[^\W_]", text[match.end() : match.end() + 5])
    if following is not None and following.group().islower():
        return True
    if not match.group().startswith(".") or match.group().startswith(".."):
        return False
    last = re.search(r"[^\W\d_]+$", text[max(0, match.start() - 20) : match.start()])
    if last is None:
        return False
    word = last.group()
    return word.lower() in _TITLES or (len(word) == 1 and word.isupper())


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """The tokens of `text[start:end]`, in order."""
    found = []
    for match in _TOKEN.finditer(text, start, end):
        kind: Kind = "word" if match["word"] else "sign" if match["sign"] else "number"
        found.append(Token(match.start(), match.end(), kind, match.group(), folded(match.group())))
    return found


def adjoins(tokens: Sequence[Token], left: int) -> bool:
    """Whether nothing stands between a token and the next one."""
    return 0 <= left < len(tokens) - 1 and tokens[left].end == tokens[left + 1].start


def cue_at(tokens: Sequence[Token], at: int, cues: frozenset[Cue]) -> int:
    """How many tokens the longest cue has that begins at a token; 0 when none does."""
    if 0 <= at < len(tokens) and tokens[at].word not in _openings(cues):
        return 0
    words = _words(tokens, at, at + LONGEST_CUE)
    return next((length for length in range(len(words), 0, -1) if words[:length] in cues), 0)


@cache
def _openings(cues: frozenset[Cue]) -> frozenset[str]:
    """The first words of cues: few words of a text are one of them."""
    return frozenset(cue[0] for cue in cues)


def bound_at(tokens: Sequence[Token], at: int, cues: Mapping[Cue, Bound]) -> tuple[int, Bound] | None:
    """The longest cue of a bound that begins at a token: how many tokens it has, and the bound."""
    words = _words(tokens, at, at + LONGEST_CUE)
    return next(((length, cues[words[:length]]) for length in range(len(words), 0, -1) if words[:length] in cues), None)


def bound_before(tokens: Sequence[Token], at: int, cues: Mapping[Cue, Bound]) -> tuple[int, Bound] | None:
    """As `bound_at`, for a cue that ends right before a token."""
    words = _words(tokens, max(0, at - LONGEST_CUE), at)
    return next(
        ((len(words) - first, cues[words[first:]]) for first in range(len(words)) if words[first:] in cues), None
    )


def _words(tokens: Sequence[Token], start: int, end: int) -> Cue:
    return tuple(token.word for token in tokens[max(0, start) : max(0, end)])
