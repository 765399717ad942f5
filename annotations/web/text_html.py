"""A text as HTML whose `textContent` is the text, to the code point.

Built here and not by a template: one space of a template's own between two blocks would shift every offset after it.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from newsapp.domain.blocks import Block

_ELEMENTS = {
    "subheading": ("<h2{}>", "</h2>"),
    "paragraph": ("<p{}>", "</p>"),
    "quotation": ("<blockquote{}>", "</blockquote>"),
    "caption": ("<figure><figcaption{}>", "</figcaption></figure>"),
    "list_item": ("<li{}>", "</li>"),
}


def paragraph_numbers(blocks: Sequence[Block]) -> list[int | None]:
    """The number that people call each block by (¶3); None for headlines and sub-headings."""
    count = 0
    numbers: list[int | None] = []
    for block in blocks:
        heading = block.kind in ("headline", "subheading")
        count += not heading
        numbers.append(None if heading else count)
    return numbers


def text_html(text: str, blocks: Sequence[Block]) -> SafeString:
    """The blocks as elements, what stands between them as it is.

    Args:
        text: a revision's text.
        blocks: its blocks, as `newsapp.domain.blocks.check_blocks` wants them.
    """
    return mark_safe("".join(_pieces(text, blocks)))  # noqa: S308 - every piece of the text is escaped


def _pieces(text: str, blocks: Sequence[Block]) -> Iterator[str]:
    reached = 0
    headline_seen = False
    numbered = zip(blocks, paragraph_numbers(blocks), strict=True)
    for listed, run in groupby(numbered, key=lambda pair: pair[0].kind == "list_item"):
        for index, (block, number) in enumerate(run):
            yield _escaped(text[reached : block.start])
            if listed and not index:
                yield "<ul>"
            opening, closing = _ELEMENTS.get(block.kind) or (
                ("<h2{}>", "</h2>") if headline_seen else ("<h1{}>", "</h1>")
            )
            headline_seen = headline_seen or block.kind == "headline"
            yield opening.format(_attributes(block, number))
            yield _escaped(text[block.start : block.end])
            yield closing
            reached = block.end
        if listed:
            yield "</ul>"
    yield _escaped(text[reached:])


def _attributes(block: Block, number: int | None) -> str:
    lead = " lead" if block.lead else ""
    place = f' data-paragraph="{number}"' if number else ""
    return f' class="block {block.kind}{lead}" dir="auto"{place}'


def _escaped(piece: str) -> str:
    """A parser turns CR and CR LF into LF unless they are written as references."""
    return escape(piece).replace("\r", "&#13;")
