"""Headlines: which line is one, and which line near it only says it again."""

import re
from collections.abc import Sequence
from typing import Final

from newsapp.domain.extraction.lines import Line, starts_like_a_list_item
from newsapp.domain.texts import nfc

MAX_LENGTH: Final = 300
"""Longest headline, in code points."""

TOP: Final = 8
"""How many lines after the headline may repeat it."""

_WORD = re.compile(r"\w+(?:[’'ʼ‘`]\w+)*")
_CUT = re.compile(r"\s*(?:…|\.\.\.)\s*$")
_SUFFIX = re.compile(r"\s*(?:\s[-–—―•·:|]|\|)\s*(?=[^\s])")
_SUFFIX_WORDS = 5
_CUT_WORDS = 3
_CUT_LETTERS = 12
_PART_WORDS = 4
_PART = 0.5
_GREATER_PART = 0.75
_CLOSERS = "»”“\"'’)]"
_DATE_LIKE = re.compile(
    r"^\W*(?:(?:\d{1,4}[./:-]){1,2}\d{1,4}|\d{1,2}\s+\w{3,12}\.?,?\s+\d{4}|\w{3,12}\.?\s+\d{1,2},?\s+\d{4})\b",
    re.IGNORECASE,
)


def words_of(text: str) -> tuple[str, ...]:
    """The words of `text` as they compare: case folded, without quotes, dashes and white space, apostrophes alike."""
    return tuple(re.sub(r"[’ʼ‘`]", "'", word) for word in _WORD.findall(nfc(text).casefold()))


def ends_like_prose(text: str) -> bool:
    """Whether `text` ends in a full stop (not an ellipsis), closing quotes and brackets aside."""
    bare = text.rstrip(_CLOSERS + " ")
    return bare.endswith((".", "。", "।", "۔")) and not bare.endswith("..")


def is_date_like(text: str) -> bool:
    """Whether a short line begins with a date or a time: what stands around headlines, but is none."""
    return len(text) <= 60 and bool(_DATE_LIKE.match(text))


def find_headline(lines: Sequence[Line]) -> Line | None:
    """The headline among the lines of a scraped text that no rule took out, or None.

    It is the first line (dates aside) that is short and does not end in a full stop, provided that something longer or
    ending like prose follows; or a first line that is said again below, whatever its end.
    """
    for index, line in enumerate(lines[:3]):
        if is_date_like(line.text):
            continue
        if len(line.text) > MAX_LENGTH or starts_like_a_list_item(line.text) or not words_of(line.text):
            return None
        after = lines[index + 1 : index + 1 + TOP]
        if any(says_again(headline=line.text, text=other.text) for other in after):
            return line
        if ends_like_prose(line.text) or line.text.endswith((",", ";", ":")):
            return None
        body = lines[index + 1 :]
        return line if any(len(other.text) > len(line.text) or ends_like_prose(other.text) for other in body) else None
    return None


def says_again(*, headline: str, text: str) -> bool:
    """Whether `text` is the headline once more and nothing else.

    That is so when the words are the same (other quotes, dashes, case, spaces); when one of the two has a short suffix
    after a dash or bar (`` - WSJ``, `` | Outlet``) that the other lacks; when one is cut off by an ellipsis; or when
    one is a good part of the other, from its beginning or to its end. A paragraph that opens with the headline
    goes on, and a sentence that ends in a full stop is prose: neither is a repetition.
    """
    if ends_like_prose(text) and not ends_like_prose(headline):
        return False
    one, other = words_of(headline), words_of(text)
    if not one or not other:
        return False
    if one == other:
        return True
    return (
        _lacks_suffix(longer=headline, shorter=other)
        or _lacks_suffix(longer=text, shorter=one)
        or _is_cut(text, one)
        or _is_cut(headline, other)
        or _is_part(text, other, whole=one, share=_PART)
        or _is_part(headline, one, whole=other, share=_GREATER_PART)
    )


def fullest_of(lines: Sequence[Line]) -> Line:
    """The form of a headline that says most, the first of equals; a suffix after a bar is the name of a site."""
    best = lines[0]
    for line in lines[1:]:
        suffix = _suffix_beyond(longer=line.text, shorter=words_of(best.text))
        surplus = _suffix_beyond(longer=best.text, shorter=words_of(line.text))
        whole = words_of(line.text)
        completes = (_is_cut(best.text, whole) and not _CUT.search(line.text)) or (
            suffix is None
            and surplus is None
            and _is_part(best.text, words_of(best.text), whole=whole, share=_GREATER_PART)
        )
        if completes or (suffix is not None and "|" not in suffix) or (surplus is not None and "|" in surplus):
            best = line
    return best


def _suffix_beyond(*, longer: str, shorter: tuple[str, ...]) -> str | None:
    """What `longer` adds to the words of `shorter` after a dash or bar, when that is short; else None."""
    if ends_like_prose(longer):
        return None
    for match in _SUFFIX.finditer(longer):
        if words_of(longer[: match.start()]) == shorter and 0 < len(words_of(longer[match.end() :])) <= _SUFFIX_WORDS:
            return longer[match.start() :]
    return None


def _lacks_suffix(*, longer: str, shorter: tuple[str, ...]) -> bool:
    return len(shorter) > 1 and _suffix_beyond(longer=longer, shorter=shorter) is not None


def _is_cut(text: str, whole: tuple[str, ...]) -> bool:
    """Whether `text` is the beginning of `whole` and an ellipsis; its last word may be cut as well."""
    if not _CUT.search(text):
        return False
    words = words_of(_CUT.sub("", text))
    if len(words) < _CUT_WORDS or len(words) > len(whole) or sum(map(len, words)) < _CUT_LETTERS:
        return False
    return words[:-1] == whole[: len(words) - 1] and whole[len(words) - 1].startswith(words[-1])


def _is_part(text: str, words: tuple[str, ...], *, whole: tuple[str, ...], share: float) -> bool:
    """Whether a line that does not end like a sentence is the beginning or the end of `whole`, and enough of it."""
    if len(words) < _PART_WORDS or not share * len(whole) <= len(words) < len(whole):
        return False
    if ends_like_prose(text) or text.rstrip().endswith((",", ";", ":", "!", "?")):
        return False
    return words in (whole[: len(words)], whole[-len(words) :])


def find_repetitions(*, lines: Sequence[Line], headline: Line) -> list[Line]:
    """The lines below `headline`, among the `lines` that no rule took out, that only say it again."""
    place = next(index for index, line in enumerate(lines) if line is headline)
    near = lines[place + 1 : place + 1 + TOP]
    return [line for line in near if says_again(headline=headline.text, text=line.text)]
