"""What cleaning gives: the article, its blocks, and every removal in a form that can be shown and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from newsapp.domain.blocks import Block
from newsapp.domain.extraction.lines import Line
from newsapp.domain.texts import MAX_TEXT
from newsapp.errors import RuleViolation, TooLarge
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

SEPARATOR: Final = "\n\n"
"""What stands between two blocks of a cleaned text."""

MAX_REMOVED: Final = 4_000
"""Longest `removed` of one removal, in code points; `characters` says how long it was."""


@dataclass(frozen=True, slots=True)
class Removal:
    """One firing of one rule.

    Attributes:
        id: stable for the same input (``switcher-1``): what `keep` names to take the removal back.
        rule: key of the rule (``switcher``).
        removed: the text that was taken out, its lines joined by a line feed; the first `MAX_REMOVED` characters of it.
        before: the text stood before this block of the result (an index into `blocks`; their number when it was last).
        lines: how many lines it had.
        characters: how many code points it had.
        kept: whether it was taken back, so that its text is in the article after all.
    """

    id: str
    rule: str
    removed: str
    before: int
    lines: int
    characters: int
    kept: bool = False

    def to_json(self) -> dict[str, Any]:
        """All attributes under their own names."""
        return {
            "id": self.id,
            "rule": self.rule,
            "removed": self.removed,
            "before": self.before,
            "lines": self.lines,
            "characters": self.characters,
            "kept": self.kept,
        }


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page says about itself; None for whatever it does not say.

    Attributes:
        headline: the headline by its metadata.
        title: the content of its `title` element.
        language: BCP 47 tag.
        url: absolute http(s) address.
        outlet: name of the publisher.
        author: names, joined by ", ".
        published_at: ISO 8601; with an offset, without one, or a mere date, just as exact as the page is.
        editions: languages of its other editions (primary codes, in the page's order, its own included).
    """

    headline: str | None = None
    title: str | None = None
    language: str | None = None
    url: str | None = None
    outlet: str | None = None
    author: str | None = None
    published_at: str | None = None
    editions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CleanedArticle:
    """An article as cleaning leaves it. `text` is `blocks` in order with `SEPARATOR` between them, in NFC.

    Attributes:
        title: the headline, None when there is none.
        language: primary code or tag, None when it is not clear.
        text, blocks: what is stored; `text[block.start:block.end]` is a block.
        editions: languages that the page's switcher or head offers.
        url, outlet, author, published_at: only what the page states (see `Stated`).
        cleaning: every rule that fired, in document order.
    """

    title: str | None
    language: str | None
    text: str
    blocks: tuple[Block, ...]
    editions: tuple[str, ...]
    url: str | None
    outlet: str | None
    author: str | None
    published_at: str | None
    cleaning: tuple[Removal, ...]

    def to_json(self) -> dict[str, Any]:
        """All attributes under their own names, JSON-compatible."""
        return {
            "title": self.title,
            "language": self.language,
            "text": self.text,
            "blocks": [block.to_json() for block in self.blocks],
            "editions": list(self.editions),
            "url": self.url,
            "outlet": self.outlet,
            "author": self.author,
            "published_at": self.published_at,
            "cleaning": [removal.to_json() for removal in self.cleaning],
        }

    @classmethod
    def from_json(cls, shape: dict[str, Any]) -> "CleanedArticle":
        """Read what `to_json` wrote."""
        return cls(
            **{
                **shape,
                "blocks": tuple(Block.from_json(block) for block in shape["blocks"]),
                "editions": tuple(shape["editions"]),
                "cleaning": tuple(Removal(**removal) for removal in shape["cleaning"]),
            }
        )


def removals_of(*, lines: Sequence[Line], keep: frozenset[str]) -> tuple[Removal, ...]:
    """The removals that the rules marked on `lines`, in document order of their first line.

    Raises:
        RuleViolation: ``unknown_removal`` when `keep` names one that is not there.
    """
    members: dict[str, list[Line]] = {}
    places: dict[str, int] = {}
    blocks = 0
    for line in lines:
        if line.removal:
            members.setdefault(line.removal, []).append(line)
            places.setdefault(line.removal, blocks)
        if line.stays(keep):
            blocks += 1
    unknown = sorted(keep - set(members))
    if unknown:
        known = ", ".join(members) or _("none")
        raise RuleViolation(
            "unknown_removal",
            _("There is no removal “{unknown}”; there are: {known}.", unknown=unknown[0], known=known),
            path="keep",
        )
    removals = []
    for key, gone in members.items():
        text = "\n".join(line.text for line in gone)
        rule = key.rpartition("-")[0]
        removals.append(Removal(key, rule, text[:MAX_REMOVED], places[key], len(gone), len(text), key in keep))
    return tuple(removals)


def put_together(*, lines: Sequence[Line], keep: frozenset[str]) -> tuple[str, tuple[Block, ...]]:
    """Text and blocks of the lines that stay.

    Raises:
        RuleViolation: ``empty_text`` when nothing stays.
        TooLarge: more than `MAX_TEXT` code points.
    """
    blocks: list[Block] = []
    parts: list[str] = []
    end = -len(SEPARATOR)
    for line in lines:
        if not line.stays(keep):
            continue
        start = end + len(SEPARATOR)
        end = start + len(line.text)
        blocks.append(Block(line.kind, start, end, line.lead and line.kind == "paragraph"))
        parts.append(line.text)
    if not parts:
        raise RuleViolation("empty_text", _("There is no article text in this document."))
    if end > MAX_TEXT:
        raise TooLarge(
            "text_too_long",
            ngettext(
                "The text has {count:,} character; the limit is {most:,}.",
                "The text has {count:,} characters; the limit is {most:,}.",
                end,
                count=end,
                most=MAX_TEXT,
            ),
        )
    return SEPARATOR.join(parts), tuple(blocks)
