"""Blocks: how a text is cut into headline, paragraphs and the like, without changing it.

**White space** here is every character that `str.isspace` knows (the Unicode property White_Space and the four
information separators U+001C to U+001F) and U+FEFF, which ECMAScript counts as white space too. This holds all that a
browser collapses (space, tab, LF, CR, FF); zero-width joiners are no white space.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _

KINDS: Final = ("headline", "subheading", "paragraph", "quotation", "caption", "list_item")

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


class Block(NamedTuple):
    """A part of a text.

    Attributes:
        kind: one of `KINDS`.
        start: first code point.
        end: one past the last code point.
        lead: whether the page marks this paragraph as its lead.
    """

    kind: str
    start: int
    end: int
    lead: bool = False

    def to_json(self) -> dict[str, str | int | bool]:
        """``{"kind", "start", "end"}``, and ``"lead": true`` where it is one."""
        shape: dict[str, str | int | bool] = {"kind": self.kind, "start": self.start, "end": self.end}
        return {**shape, "lead": True} if self.lead else shape

    @classmethod
    def from_json(cls, shape: Any, *, path: str = "") -> "Block":
        """Read what `to_json` wrote; RuleViolation (``bad_block``) names the field at fault below `path`."""
        if not isinstance(shape, dict):
            raise RuleViolation("bad_block", _("A block is an object."), path=path)
        unknown = sorted(set(shape) - {"kind", "start", "end", "lead"}, key=str)
        if unknown:
            raise RuleViolation(
                "bad_block",
                _("A block has no field “{unknown}”.", unknown=unknown[0]),
                path=_below(path, str(unknown[0])),
            )
        kind, start, end, lead = shape.get("kind"), shape.get("start"), shape.get("end"), shape.get("lead", False)
        if not isinstance(kind, str) or kind not in KINDS:
            raise RuleViolation(
                "bad_block",
                _("A block's kind is one of: {choices}.", choices=", ".join(KINDS)),
                path=_below(path, "kind"),
            )
        if type(start) is not int:
            raise RuleViolation("bad_block", _("A block's start is a whole number."), path=_below(path, "start"))
        if type(end) is not int:
            raise RuleViolation("bad_block", _("A block's end is a whole number."), path=_below(path, "end"))
        if type(lead) is not bool or (lead and kind != "paragraph"):
            raise RuleViolation("bad_block", _("Only a paragraph is a lead."), path=_below(path, "lead"))
        return cls(kind, start, end, lead)


def _below(path: str, field: str) -> str:
    return f"{path}.{field}" if path else field


def is_blank(text: str) -> bool:
    """Whether there is nothing but white space (as this module defines it) in `text`; true for an empty one."""
    return not text or text.isspace() or all(c.isspace() or c == "\ufeff" for c in text)


def blocks_of_plain_text(text: str) -> list[Block]:
    """Cut a text that must be kept as it is into paragraphs.

    Where there are blank lines they separate the blocks; otherwise every line is a block. CR LF, LF and CR end a line.
    Leading and trailing spaces of its lines belong to a block, so everything between two blocks is line ends and
    blank lines. All kinds are ``paragraph``: a text that arrives as data does not say which line is its headline.
    """
    lines = list(_lines_of(text))
    blank = [is_blank(text[start:end]) for start, end in lines]
    written = [index for index, empty in enumerate(blank) if not empty]
    if not written:
        return []
    split_on_blank = any(blank[written[0] : written[-1]])
    runs = [[written[0]]]
    for before, index in pairwise(written):
        if split_on_blank and index == before + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return [Block("paragraph", lines[run[0]][0], lines[run[-1]][1]) for run in runs]


def _lines_of(text: str) -> Iterator[tuple[int, int]]:
    for match in _LINE.finditer(text):
        yield match.start(1), match.end(1)
        if match.end() == len(text):
            return


def check_blocks(*, text: str, blocks: Sequence[Block], path: str = "blocks") -> None:
    """Check that `blocks` fit `text`: in order, inside, none empty or overlapping, and only white space outside them.

    Raises:
        RuleViolation: ``bad_block``, with the path of the first block at fault (``"blocks.3"``).
    """
    after = 0
    for index, block in enumerate(blocks):
        here = f"{path}.{index}"
        if block.kind not in KINDS:
            raise RuleViolation("bad_block", _("“{kind}” is no kind of block.", kind=block.kind), path=f"{here}.kind")
        if block.lead and block.kind != "paragraph":
            raise RuleViolation("bad_block", _("Only a paragraph is a lead."), path=f"{here}.lead")
        if block.start < after:
            raise RuleViolation("bad_block", _("Blocks come in order and do not overlap."), path=f"{here}.start")
        if not block.start < block.end <= len(text):
            raise RuleViolation("bad_block", _("A block ends after its start and within the text."), path=f"{here}.end")
        if is_blank(text[block.start : block.end]):
            raise RuleViolation("bad_block", _("A block holds more than white space."), path=here)
        if not is_blank(text[after : block.start]):
            raise RuleViolation(
                "bad_block", _("There is text before block {index} that no block holds.", index=index), path=here
            )
        after = block.end
    if not is_blank(text[after:]):
        raise RuleViolation("bad_block", _("There is text after the last block."), path=path)
