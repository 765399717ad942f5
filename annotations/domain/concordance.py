"""Keywords in context: what stands before and after a highlight, cut and sorted as concordances do.

Everything here counts code points, and nothing is cut within what people see as one character.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

WINDOW = 80
"""Code points that are read on each side; of them at most `CONTEXT` are shown, the rest tells where a word begins."""

CONTEXT = 60
WORDS = 10
"""Most code points and words of context on one side."""

QUOTE = 64
"""Code points of a quote in the line; a longer one is shortened in its middle."""

HEAD = 2_000
TAIL = 200
"""How much of a longer quote is read: its beginning and its end."""

GAP = " … "
"""Stands for what was left out, and for what lies between the segments of a discontinuous highlight."""

_PARAGRAPH = re.compile(r"[^\S\n]*\n[^\S\n]*\n\s*")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+")
_JOINER = "\u200d"

# Letters of the Cyrillic alphabets whose place in the alphabet is not that of their code point.
_PLACED = str.maketrans(
    {
        "ґ": "г\uffff", "є": "е\uffff", "ё": "е", "і": "и\uffff", "ї": "и\uffff\uffff", "й": "и\uffff\uffff\uffff",
        "ў": "у\uffff", "ђ": "д\uffff", "ј": "и\uffff\uffff", "љ": "л\uffff", "њ": "н\uffff", "ћ": "т\uffff",
    }
)  # fmt: skip


class Shortened(NamedTuple):
    """Words of a line; `cut` says that there are more of them in the text."""

    words: str
    cut: bool


def before(piece: str, *, starts_text: bool) -> Shortened:
    """The context in front of a highlight.

    Args:
        piece: the code points before it, as many as `WINDOW` of them.
        starts_text: whether the text begins with the piece.
    """
    first = max(0, len(piece) - CONTEXT)
    if first or not starts_text:
        first = _word_start(piece, first)
    starts = [match.start() for match in re.finditer(r"\S+", piece[first:])]
    if len(starts) > WORDS:
        first += starts[-WORDS]
    return Shortened(_one_line(piece[first:]), bool(first) or not starts_text)


def after(piece: str, *, ends_text: bool) -> Shortened:
    """The context behind a highlight; as for `before`."""
    last = len(piece)
    if len(piece) > CONTEXT or not ends_text:
        last = _word_end(piece, min(last, CONTEXT))
    ends = [match.end() for match in re.finditer(r"\S+", piece[:last])]
    if len(ends) > WORDS:
        last = ends[WORDS - 1]
    return Shortened(_one_line(piece[:last]), last < len(piece) or not ends_text)


def _word_start(piece: str, least: int) -> int:
    """The first beginning of a word from `least` on; of a character where words have no spaces between them."""
    space = _SPACE.search(piece, max(0, least - 1))
    if space is not None and space.end() < len(piece):
        return space.end()
    while least < len(piece) and not is_edge(piece, least):
        least += 1
    return least


def _word_end(piece: str, most: int) -> int:
    found = [match.start() for match in _SPACE.finditer(piece, 0, most + 1)]
    if found and found[-1]:
        return found[-1]
    # Where the piece was read no further, nobody knows whether its last character goes on.
    most = min(most, len(piece) - 1)
    while most > 0 and not is_edge(piece, most):
        most -= 1
    return max(most, 0)


def _one_line(piece: str) -> str:
    """On one line: a new paragraph as a pilcrow, any other white space as one space."""
    return _SPACE.sub(" ", _PARAGRAPH.sub(" ¶ ", piece))


def is_edge(text: str, at: int) -> bool:
    """Whether a text may be cut at an offset without taking apart what people see as one character.

    The rules of Unicode's extended grapheme clusters (UAX 29) for marks, joined emoji, flags, Hangul and CR LF.
    """
    if at <= 0 or at >= len(text):
        return True
    left, right = text[at - 1], text[at]
    if left == "\r" and right == "\n":
        return False
    if right == _JOINER or _extends(right):
        return left in "\r\n"
    if left == _JOINER and not right.isalnum() and not right.isspace():
        return False
    if _is_flag(left) and _is_flag(right):
        run = at
        while run > 0 and _is_flag(text[run - 1]):
            run -= 1
        return (at - run) % 2 == 0
    return not (
        ("\u1100" <= left <= "\u115f" and "\u1100" <= right <= "\u11ff")
        or ("\u1160" <= left <= "\u11ff" and "\u1160" <= right <= "\u11ff")
        or ("\uac00" <= left <= "\ud7a3" and "\u1160" <= right <= "\u11ff")
    )


def _extends(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Mc", "Me"} or "\U0001f3fb" <= character <= "\U0001f3ff"


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


class Quote(NamedTuple):
    """A quote as a line shows it.

    Attributes:
        parts: what is shown of it; a gap stands between two of them.
        whole: all of it that was read, gaps in it; longer than the line when `shortened`.
        shortened: whether the line leaves something out.
    """

    parts: tuple[str, ...]
    whole: str
    shortened: bool


def quote_of(
    *, start: int, end: int, segments: Sequence[Sequence[int]] | None, head: str, tail: str, limit: int = QUOTE
) -> Quote:
    """A quote as a line shows it.

    Args:
        start: of the highlight, in the text.
        end: of the highlight.
        segments: when it is discontinuous.
        head: the quote's first `HEAD` code points.
        tail: its last `TAIL` code points.
        limit: most code points in the line.
    """
    pieces = [_one_line(piece) for piece in _pieces(start, end, segments, head, tail) if piece.strip()] or [head]
    whole = GAP.join(pieces)
    if len(whole) <= limit:
        return Quote(tuple(pieces), whole, False)
    half = limit // 2
    first, last = pieces[0], pieces[-1]
    first, last = _beginning(first, half), _ending(last, half)
    return Quote((first, last), whole, True)


def _pieces(start: int, end: int, segments: Sequence[Sequence[int]] | None, head: str, tail: str) -> Iterator[str]:
    reached = start + len(head)
    for first, last in segments or [(start, end)]:
        if first < reached:
            yield head[first - start : min(last, reached) - start]
        if last > reached:
            begin = max(first, end - len(tail), reached)
            if begin < last:
                yield tail[begin - (end - len(tail)) : last - (end - len(tail))]


def _beginning(words: str, most: int) -> str:
    return words if len(words) <= most else words[: _word_end(words, most)].rstrip()


def _ending(words: str, most: int) -> str:
    return words if len(words) <= most else words[_word_start(words, len(words) - most) :].lstrip()


Key = tuple[str, ...]


def words_after(piece: str) -> Key:
    """What a context behind a highlight is sorted by: its words."""
    return tuple(collated(word) for word in _WORD.findall(piece)[:WORDS])


def words_before(piece: str, *, starts_text: bool) -> Key:
    """What a context in front of a highlight is sorted by: its words, the last one first."""
    words = _WORD.findall(piece)
    if not starts_text and words and not piece[:1].isspace():
        del words[0]  # its beginning may not have been read
    return tuple(collated(word) for word in reversed(words[-WORDS:]))


def collated(word: str) -> str:
    """A word as it is sorted: no case, no accents, Cyrillic letters at their place in the alphabet."""
    folded = unicodedata.normalize("NFC", word).casefold()
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFKD", folded.translate(_PLACED))
    return "".join(character for character in decomposed if not unicodedata.combining(character))
