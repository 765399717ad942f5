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
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    safe = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Rendered(safe, tuple(found))


def _words(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in {"text", "code_inline"}).strip()


def _anchor(prefix: str, words: str, number: int, taken: set[str]) -> str:
    slug = _NOT_WORD.sub("-", words.lower()).strip("-")[:60]
    anchor = f"{prefix}-{slug or number}"
    return anchor if anchor not in taken else f"{anchor}-{number}"
