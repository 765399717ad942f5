"""Pages as lines: parsing that never loses text silently, and the text of a page in document order."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from newsapp.domain.extraction.lines import Line, one_line
from newsapp.domain.texts import MAX_RAW_BYTES, refuse_surrogates
from newsapp.errors import RuleViolation, TooLarge
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

MAX_ELEMENTS = 300_000
"""Most elements of a page."""

_END_OF_PAGE = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SKIPPED = frozenset(
    ["script", "style", "template", "head", "svg", "iframe", "object", "embed", "canvas", "select", "textarea",
    "button", "input", "audio", "video"]
)  # fmt: skip
_FURNITURE = frozenset(["nav", "footer", "aside", "form", "menu", "dialog"])
_INLINE = frozenset(
    ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "meter", "nobr", "output", "picture", "progress", "q", "rb", "rp", "rt", "rtc", "ruby",
    "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img", "amp-img",
    "math", "mi", "mo", "mn", "mrow", "msup", "msub"]
)  # fmt: skip
_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "subheading"),
    "li": "list_item",
    "dd": "list_item",
    "blockquote": "quotation",
    "figcaption": "caption",
    "caption": "caption",
}
_CAPTION_CLASS = re.compile(
    r"(?:^|[\s_-])(?:fig|wp|image|img|photo|media|picture)?-?_?caption(?:$|[\s_-])", re.IGNORECASE
)
_LEAD_CLASS = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|standfirst|deck|dek|intro|summary-lead|article-lead|post-lead|sapo)(?:$|[\s_]|-(?:text|paragraph)\b)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class PageLine:
    """A line of a page, and where it stands there.

    Attributes:
        line: its text and kind.
        element: the innermost block element that holds it.
        tag: ``h1`` and the like, by which its kind was found; ``p`` where there is none.
        hidden: a browser would not show it (or only without scripts).
        furniture: it stands in navigation, a footer, an aside or a form.
        marked_lead: the page marks it as lead.
        linked: the share of its characters that are links, 0 to 1.
    """

    line: Line
    element: html.HtmlElement
    tag: str
    hidden: bool
    furniture: bool
    marked_lead: bool
    linked: float


def parse_page(page: str) -> html.HtmlElement:
    """Parse HTML.

    libxml2 drops whatever is nested deeper than 256 elements, and all that follows, without failing. A mark is put
    behind the page's last character; if it does not arrive, the text is not whole and the page is refused. What
    follows ``</body>`` or ``</html>`` would land in a second root and be lost too, so those end tags go (a browser
    ignores them as well).

    Raises:
        TooLarge: ``too_large`` (bytes in UTF-8), ``too_many_elements``.
        RuleViolation: ``nul``, ``lone_surrogate``, ``too_deep``, ``truncated_page``, ``empty_text``.
    """
    refuse_surrogates(text=page, path="html")
    place = page.find("\0")
    if place >= 0:
        raise RuleViolation("nul", _("A NUL at character {place} cannot be stored.", place=place), path="html")
    raw = page.removeprefix("\ufeff").encode()
    if len(raw) > MAX_RAW_BYTES:
        raise TooLarge(
            "too_large",
            ngettext(
                "The page has {count:,} byte; the limit is {most:,}.",
                "The page has {count:,} bytes; the limit is {most:,}.",
                len(raw),
                count=len(raw),
                most=MAX_RAW_BYTES,
            ),
            path="html",
        )
    if page.count("<") > 4 * MAX_ELEMENTS:
        raise TooLarge(
            "too_many_elements",
            ngettext(
                "The page has more than {most:,} element.",
                "The page has more than {most:,} elements.",
                MAX_ELEMENTS,
                most=MAX_ELEMENTS,
            ),
            path="html",
        )
    if not page.strip():
        raise RuleViolation("empty_text", _("The page is empty."), path="html")
    mark = f"x-end-{secrets.token_hex(8)}"
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)
    try:
        root = html.document_fromstring(_END_OF_PAGE.sub(b"", raw) + f"<{mark}></{mark}>".encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise RuleViolation("unreadable_page", _("This cannot be read as a page."), path="html") from None
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise RuleViolation(
            "too_deep", _("The page nests its elements deeper than can be read as a whole."), path="html"
        )
    _take_mark(root, mark)
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise TooLarge(
            "too_many_elements",
            ngettext(
                "The page has more than {most:,} element.",
                "The page has more than {most:,} elements.",
                MAX_ELEMENTS,
                most=MAX_ELEMENTS,
            ),
            path="html",
        )
    return root


def _take_mark(root: html.HtmlElement, mark: str) -> None:
    """Remove the mark; RuleViolation when the parser did not get so far."""
    for element in root.iter(mark):
        element.drop_tree()
        return
    # A script, style or comment that is never closed swallows the rest, for a browser too.
    for node in root.iter("script", "style", "textarea", "title", "noscript", "iframe", "xmp", etree.Comment):
        if mark in (node.text or ""):
            node.text = (node.text or "").partition(f"<{mark}")[0]
            return
    raise RuleViolation(
        "truncated_page", _("The page cannot be read to its end: part of its text would be lost."), path="html"
    )


class _Walk:
    """The state of one walk over a page."""

    def __init__(self) -> None:
        self.found: list[PageLine] = []
        self.open: list[html.HtmlElement] = []
        self.parts: list[str] = []
        self.linked = 0
        self.breaks = 0

    def add(self, text: str | None, *, in_link: bool) -> None:
        if not text:
            return
        if text.strip():
            self.breaks = 0
            self.linked += len(text.strip()) if in_link else 0
        self.parts.append(text)

    def flush(self) -> None:
        text = one_line("".join(self.parts))
        linked, self.linked, self.breaks = self.linked, 0, 0
        self.parts.clear()
        if not text:
            return
        kind, tag = _kind_of(self.open)
        marked_lead = any(
            _LEAD_CLASS.search(f"{e.get('class') or ''} {e.get('itemprop') or ''}") for e in self.open[-2:]
        )
        line = Line(text, kind=kind, settled=kind != "paragraph" or tag == "p")
        if marked_lead and kind == "subheading" and tag != "h1":
            line.kind, tag = "paragraph", "p"
        self.found.append(
            PageLine(
                line=line,
                element=self.open[-1] if self.open else html.Element("p"),
                tag=tag,
                hidden=any(_is_hidden(element) for element in self.open),
                furniture=any(element.tag in _FURNITURE for element in self.open),
                marked_lead=marked_lead,
                linked=min(1.0, linked / len(text)),
            )
        )


def _is_hidden(element: html.HtmlElement) -> bool:
    return (
        element.tag == "noscript"
        or element.get("hidden") is not None
        or bool(_HIDDEN_STYLE.search(element.get("style") or ""))
    )


def _kind_of(open_elements: list[html.HtmlElement]) -> tuple[str, str]:
    """(kind, tag that says so) of text within these elements: a heading or caption first, then the innermost."""
    innermost = ""
    for element in reversed(open_elements):
        tag = element.tag
        kind = _KINDS.get(tag)
        if kind in ("subheading", "caption"):
            return kind, tag
        if tag in ("p", "div", "span") and _CAPTION_CLASS.search(element.get("class") or ""):
            return "caption", tag
        if kind and not innermost:
            innermost = tag
    return (_KINDS[innermost], innermost) if innermost else ("paragraph", "p")


def lines_of_page(root: html.HtmlElement) -> list[PageLine]:
    """The text of a page's body in document order, a line for each block; two line breaks in a row end one too."""
    walk = _Walk()
    links = 0
    body = root.find("body")
    walker = etree.iterwalk(root if body is None else body, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if event in ("comment", "pi"):
            walk.add(node.tail, in_link=links > 0)
            continue
        tag = node.tag
        if event == "start":
            if tag in _SKIPPED:
                walker.skip_subtree()
                continue
            if tag == "br":
                walk.breaks += 1
                if walk.breaks > 1:
                    walk.flush()
                else:
                    walk.parts.append(" ")
                continue
            links += tag == "a"
            if tag not in _INLINE:
                walk.flush()
                walk.open.append(node)
            if tag == "pre":
                for chunk in _paragraphs_of_pre(node):
                    walk.parts.append(chunk)
                    walk.flush()
                walker.skip_subtree()
                continue
            walk.add(node.text, in_link=links > 0)
        else:
            links -= tag == "a"
            if tag not in _INLINE and tag not in _SKIPPED and tag != "br":
                walk.flush()
                walk.open.pop()
            walk.add(node.tail, in_link=links > 0)
    walk.flush()
    return walk.found


def _paragraphs_of_pre(node: html.HtmlElement) -> Iterator[str]:
    yield from re.split(r"\n[ \t]*\n", "".join(node.itertext()))
