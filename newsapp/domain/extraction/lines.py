"""Lines: what cleaning works on. A line is one block to be, or what a rule takes out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from newsapp.domain.texts import nfc

_LINE_END = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACE = re.compile(r"[\s\ufeff]+")
_BULLET = re.compile(r"(?:[•‣▪●◦∙·*–-]|\d{1,3}[.)])\s+\S")

_MIN_WRAPPED = 3
_WIDTHS = range(40, 125)


@dataclass(slots=True)
class Line:
    """A stretch of text without line ends, its white space normalised, in NFC.

    Attributes:
        text: never blank.
        kind: kind of block, when it stays.
        settled: whether the document itself says the kind, so that no rule guesses it.
        lead: whether the page marks it as the lead.
        removal: id of the removal that takes it out, or None.
    """

    text: str
    kind: str = "paragraph"
    settled: bool = False
    lead: bool = False
    removal: str | None = None

    def stays(self, keep: frozenset[str]) -> bool:
        """Whether the line is in the article when the removals in `keep` are taken back."""
        return self.removal is None or self.removal in keep


def one_line(text: str) -> str:
    """`text` in NFC on one line: every run of white space becomes one space, none is left at the ends."""
    return _SPACE.sub(" ", nfc(text)).strip(" ")


def starts_like_a_list_item(text: str) -> bool:
    """Whether `text` begins with a bullet or a number. Never an em dash: that begins direct speech."""
    return bool(_BULLET.match(text))


def lines_of(raw: str) -> list[Line]:
    """The lines of scraped plain text; a paragraph that was hard-wrapped (an e-mail, a wire) becomes one line again."""
    chunks: list[list[str]] = [[]]
    for part in _LINE_END.split(raw):
        if text := one_line(part):
            chunks[-1].append(text)
        elif chunks[-1]:
            chunks.append([])
    if _is_hard_wrapped(chunks):
        width = max(len(text) for chunk in chunks for text in chunk)
        chunks = [_unwrapped(chunk, width) for chunk in chunks]
    return [Line(text) for chunk in chunks for text in chunk]


def _is_hard_wrapped(chunks: Sequence[Sequence[str]]) -> bool:
    """Whether nearly every line end within a chunk stands where the next word would not have fitted."""
    width = max((len(text) for chunk in chunks for text in chunk), default=0)
    ends = [_is_full(line, after, width) for chunk in chunks for line, after in pairwise(chunk)]
    return width in _WIDTHS and len(ends) >= _MIN_WRAPPED and sum(ends) >= 0.75 * len(ends)


def _is_full(line: str, after: str, width: int) -> bool:
    return len(line) + 1 + len(after.split(" ", 1)[0]) > width * 0.94 and not starts_like_a_list_item(after)


def _unwrapped(chunk: Sequence[str], width: int) -> list[str]:
    joined: list[str] = []
    before = ""
    for text in chunk:
        if joined and _is_full(before, text, width):
            joined[-1] = f"{joined[-1]} {text}"
        else:
            joined.append(text)
        before = text
    return joined


def mark(*, lines: Iterable[Line], rule: str, counts: dict[str, int]) -> None:
    """Take `lines` out by one new removal of `rule`; `counts` holds how many removals each rule has so far."""
    counts[rule] = counts.get(rule, 0) + 1
    for line in lines:
        line.removal = f"{rule}-{counts[rule]}"
