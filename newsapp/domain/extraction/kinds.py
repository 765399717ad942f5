"""Kinds of block, guessed from the shape of lines of plain text. What a document says itself is never overruled."""

import re
from collections.abc import Sequence
from typing import Final

from newsapp.domain.extraction.headlines import is_date_like
from newsapp.domain.extraction.lines import Line, starts_like_a_list_item

MAX_SUBHEADING: Final = 120
"""Longest sub-heading that is recognised in plain text, in code points."""

_MAX_WORDS = 16
_ENDS_PROSE = re.compile(r"[.!?…。！？।۔؟:;»”“\"’')\]]$")
_NO_HEADING_END = re.compile(r"[.!…:;,。！，、।۔؛،–—-]$")
_BYLINE = re.compile(
    r"(?:by|автор\w*|text|текст|source|джерело|источник|photo|фото|video|відео|видео)\b[\s:]", re.IGNORECASE
)
_CAPTION = re.compile(
    r"(?:[(\[]?\s*(?:photo|photos|image|picture|file photo|illustrative photo|illustration|"
    r"фото|ілюстративне фото|иллюстративное фото|зображення|скриншот|скріншот|foto|bild)\b[^.:]{0,40}[:/©]\s*\S"
    r"|(?:photo|image) (?:by|courtesy of|credit)\s)",
    re.IGNORECASE,
)
_MAX_CAPTION = 220
_QUOTES = {"“": "”", "«": "»", "„": "“”", "”": "”", '"': '"', "「": "」", "『": "』"}


def _is_quotation(text: str) -> bool:
    """One pair of quotation marks around all of the line, none closing before its end."""
    if text.startswith("> "):
        return True
    closers = _QUOTES.get(text[:1])
    bare = text.rstrip(".,!?… ")
    if not closers or len(bare) < 40 or bare[-1] not in closers:
        return False
    return not any(mark in closers for mark in bare[1:-1])


def _is_list_item(lines: Sequence[Line], index: int) -> bool:
    """A bullet always is; a hyphen, a dash or a number only beside another, since prose may begin with one."""
    text = lines[index].text
    if not starts_like_a_list_item(text):
        return False
    if text[0] in "•‣▪●◦∙":
        return True
    beside = [lines[place].text for place in (index - 1, index + 1) if 0 <= place < len(lines)]
    return any(
        starts_like_a_list_item(other) and (other[0] == text[0] or (other[0].isdigit() and text[0].isdigit()))
        for other in beside
    )


def _is_subheading(lines: Sequence[Line], index: int, *, after_paragraph: bool) -> bool:
    text = lines[index].text
    before = lines[index - 1] if index else None
    after = lines[index + 1] if index + 1 < len(lines) else None
    if before is None or after is None or before.kind == "headline":
        return False
    if len(text) > MAX_SUBHEADING or len(text.split()) > _MAX_WORDS or len(text) < 3:
        return False
    opens = next((c for c in text if c.isalnum()), "")
    if not opens or opens.islower() or _NO_HEADING_END.search(text) or is_date_like(text) or _BYLINE.match(text):
        return False
    is_prose = len(after.text) >= max(80, len(text)) and _ENDS_PROSE.search(after.text)
    return bool(is_prose and after_paragraph and not _is_quotation(text))


def settle_kinds(lines: Sequence[Line]) -> None:
    """Set the kind of each line of an article that the document left open; `lines` are the ones that stay, in order."""
    after_paragraph = False
    for index, line in enumerate(lines):
        if line.settled:
            pass
        elif _is_list_item(lines, index):
            line.kind = "list_item"
        elif len(line.text) <= _MAX_CAPTION and _CAPTION.match(line.text):
            line.kind = "caption"
        elif _is_quotation(line.text):
            line.kind = "quotation"
        elif _is_subheading(lines, index, after_paragraph=after_paragraph):
            line.kind = "subheading"
        after_paragraph = after_paragraph or line.kind in ("paragraph", "quotation")
