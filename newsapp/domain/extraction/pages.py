"""Cleaning of HTML pages: trafilatura says what the article is, and our own rules clean what it leaves."""

from collections.abc import Sequence

from lxml import html

from newsapp.domain.extraction.article import CleanedArticle, Stated, put_together, removals_of
from newsapp.domain.extraction.dom import PageLine, lines_of_page, parse_page
from newsapp.domain.extraction.headlines import MAX_LENGTH, find_headline, says_again, words_of
from newsapp.domain.extraction.kinds import settle_kinds
from newsapp.domain.extraction.lines import Line, mark, one_line
from newsapp.domain.extraction.metadata import stated_by
from newsapp.domain.extraction.raw import NOTHING, remaining, take_furniture, take_repetitions
from newsapp.domain.extraction.selection import MIN_COVERED, extract_blocks, select_lines
from newsapp.domain.extraction.switchers import languages_of_switcher, single_language
from newsapp.domain.languages import detect_language

_SITE_TOP = 60


def clean_html(*, page: str, keep: frozenset[str] = NOTHING) -> CleanedArticle:
    """Clean a page.

    As with `newsapp.domain.extraction.raw.clean_raw`, ids of removals depend on `page` alone. What trafilatura leaves
    out is one removal, ``boilerplate-1``; taken back, all visible text of the page stands in document order.

    Args:
        page: the HTML source as text, whatever charset it declares.
        keep: ids of removals to take back.

    Raises:
        RuleViolation: ``nul``, ``lone_surrogate``, ``too_deep``, ``truncated_page``, ``unreadable_page``,
            ``empty_text``, ``unknown_removal``.
        TooLarge: more bytes, elements or characters of text than the limits allow.
    """
    root = parse_page(page)
    stated = stated_by(root)
    found = lines_of_page(root)
    lines = _lines_with_boilerplate_marked(root, found)
    headline = _headline_of(stated, found, lines)
    if headline:
        headline.kind, headline.settled, headline.removal = "headline", True, None
        lines = [headline, *(line for line in lines if line is not headline)]
    own_editions = _switcher_of_site(found)
    switcher_editions = take_furniture(lines, spare=headline)
    if headline is None and (headline := find_headline(remaining(lines))):
        headline.kind, headline.settled = "headline", True
    if headline:
        take_repetitions(lines, headline, fixed=True)
    _settle(found, lines, headline)
    text, blocks = put_together(lines=lines, keep=keep)
    prose = "\n".join(line.text for line in remaining(lines))
    return CleanedArticle(
        title=headline.text if headline else None,
        language=detect_language(text=prose, stated=stated.language),
        text=text,
        blocks=blocks,
        editions=switcher_editions or stated.editions or own_editions,
        url=stated.url,
        outlet=stated.outlet,
        author=stated.author,
        published_at=stated.published_at,
        cleaning=removals_of(lines=lines, keep=keep),
    )


def _lines_with_boilerplate_marked(root: html.HtmlElement, found: Sequence[PageLine]) -> list[Line]:
    """The page's lines, what is no article marked as ``boilerplate-1``; hidden lines only where it is article."""
    blocks = extract_blocks(root)
    selected, covered = select_lines(lines=found, blocks=blocks) if blocks else (set[int](), 0.0)
    foreign = [Line(text) for block in blocks if (text := one_line(block))] if covered < MIN_COVERED else []
    if foreign:
        selected = set()  # the text stands elsewhere in the page, for example in its JSON-LD
    lines = [page_line.line for index, page_line in enumerate(found) if index in selected or not page_line.hidden]
    chosen = {id(found[index].line) for index in selected}
    if chosen or foreign:
        outside = [line for line in lines if id(line) not in chosen]
        if outside:
            mark(lines=outside, rule="boilerplate", counts={})
    return [*foreign, *lines]


def _headline_of(stated: Stated, found: Sequence[PageLine], lines: Sequence[Line]) -> Line | None:
    """The page's own heading that its metadata agrees with, else a new line with what the metadata says."""
    claims = [claim for claim in (stated.headline, stated.title) if claim and words_of(claim)]
    visible = [f.line for f in found if f.tag in ("h1", "h2") and not f.hidden and len(f.line.text) <= MAX_LENGTH]
    firsts = [f.line for f in found if f.tag == "h1" and not f.hidden and len(f.line.text) <= MAX_LENGTH]
    listed = {id(line) for line in lines}
    for claim in claims:
        for line in [*firsts, *visible]:
            if id(line) in listed and (says_again(headline=claim, text=line.text) or _opens(claim, line.text)):
                return line
    if stated.headline and words_of(stated.headline):
        return Line(_without_outlet(stated.headline, stated.outlet))
    if len(firsts) == 1 and id(firsts[0]) in listed:
        return firsts[0]
    if stated.title and words_of(stated.title) and len(stated.title) <= MAX_LENGTH:
        return Line(_without_outlet(stated.title, stated.outlet))
    return None


def _opens(claim: str, heading: str) -> bool:
    """Whether a heading of several words opens the title, as in "Heading | Section | Site"."""
    words, whole = words_of(heading), words_of(claim)
    return len(words) > 2 and whole[: len(words)] == words


def _without_outlet(title: str, outlet: str | None) -> str:
    """`title` without a suffix that names the outlet which the page states; any other stays (" - WSJ")."""
    if outlet:
        for dash in (" - ", " – ", " — ", " | ", " • ", " · ", " :: "):
            head, found, tail = title.rpartition(dash)
            if found and words_of(tail) == words_of(outlet) and words_of(head):
                return head.strip()
    return title


def _settle(found: Sequence[PageLine], lines: Sequence[Line], headline: Line | None) -> None:
    """Kinds of what the page left open, and its lead: the article's first paragraph, if the page marks it."""
    stays = remaining(lines)
    settle_kinds(stays)
    marked = {id(page_line.line) for page_line in found if page_line.marked_lead}
    first = next((line for line in stays if line.kind == "paragraph" and line is not headline), None)
    if first is not None and id(first) in marked:
        first.lead = True


def _switcher_of_site(found: Sequence[PageLine]) -> tuple[str, ...]:
    """Languages of a switcher in the page's head, which extraction leaves out as boilerplate."""
    run: list[str] = []
    for page_line in [*found[:_SITE_TOP], None]:
        text = page_line.line.text if page_line else ""
        if languages := languages_of_switcher(text):
            return languages
        if page_line and (code := single_language(text)):
            run.append(code)
        elif len(set(run)) > 1:
            return tuple(dict.fromkeys(run))
        else:
            run = []
    return ()
