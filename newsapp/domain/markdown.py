"""Markdown that people write (guidelines, comments) as HTML that is safe to show.

CommonMark without raw HTML (markdown-it), then nh3's allow-list over the result: two walls, either of which would do.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, **{heading: {"id"} for heading in _HEADINGS}}
_NOT_WORD = re.compile(r"[^\w]+")


class Heading(NamedTuple):
    """A heading of a rendered text; `anchor` is its id in the page, `level` 1 to 6 as written."""

    level: int
    anchor: str
    words: str


class Rendered(NamedTuple):
    """Markdown as safe HTML, with its headings in order."""

    html: str
    headings: tuple[Heading, ...]


@lru_cache(maxsize=128)
def render(text: str, *, prefix: str = "section", lowest: int = 2) -> Rendered:
    """Render Markdown.

    Args:
        text: what somebody wrote.
        prefix: with what the ids of headings begin, so that no text takes an id of the page.
        lowest: the level that the highest heading gets in the page, whose own title is above it.
    """
    tokens = _MARKDOWN.parse(text)
    found: list[Heading] = []
    taken: set[str] = set()
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = lowest - min(levels) if levels else 0
    for place, token in enumerate(tokens):
        if token.type not in {"heading_open", "heading_close"}:
            continue
        level = int(token.tag[1])
        token.tag = f"h{min(6, max(lowest, level + shift))}"
        if token.type == "heading_open":
            words = _words(tokens[place + 1])
            anchor = _anchor(prefix, words, len(found) + 1, taken)
            taken.add(anchor)
            token.attrSet("id", anchor)
            found.append(Heading(level, anchor, words))
    return Rendered(_safe(tokens), tuple(found))


class Section(NamedTuple):
    """A heading and what stands below it, up to the next heading of the same or a higher level.

    `words` is the heading's text, `codes` what stands in backticks in it, `tokens` heading and all.
    """

    words: str
    codes: tuple[str, ...]
    tokens: tuple[Token, ...]

    def html(self, *, lowest: int, heading: bool = True) -> str:
        """As safe HTML without ids, so that it can stand in a page that shows the whole text, too.

        Args:
            lowest: the level that its heading gets, or would get.
            heading: whether it is there.
        """
        shift = lowest - int(self.tokens[0].tag[1])
        levelled = [
            token.copy(tag=f"h{min(6, max(lowest, int(token.tag[1]) + shift))}")
            if token.type in {"heading_open", "heading_close"}
            else token
            for token in self.tokens[0 if heading else 3 :]
        ]
        return _safe(levelled)


@lru_cache(maxsize=128)
def sections(text: str) -> tuple[Section, ...]:
    """The sections of a Markdown text in order; one with deeper headings in it holds their sections as well.

    A heading within a quote or a list begins none.
    """
    tokens = _MARKDOWN.parse(text)
    starts = [n for n, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
    found = []
    for place, start in enumerate(starts):
        after = (n for n in starts[place + 1 :] if tokens[n].tag <= tokens[start].tag)
        inline = tokens[start + 1]
        codes = tuple(child.content.strip() for child in inline.children or () if child.type == "code_inline")
        found.append(Section(_words(inline), codes, tuple(tokens[start : next(after, len(tokens))])))
    return tuple(found)


def _safe(tokens: list[Token]) -> str:
    return nh3.clean(
        _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def _words(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in {"text", "code_inline"}).strip()


def _anchor(prefix: str, words: str, number: int, taken: set[str]) -> str:
    slug = _NOT_WORD.sub("-", words.lower()).strip("-")[:60]
    anchor = f"{prefix}-{slug or number}"
    return anchor if anchor not in taken else f"{anchor}-{number}"
