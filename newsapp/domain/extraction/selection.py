"""Which lines of a page are its article.

trafilatura decides (https://trafilatura.readthedocs.io). Its answer is looked up among the page's own lines, so that
the result has the page's order and kinds, and everything that was left out is known to the word.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from lxml import html
from trafilatura import bare_extraction

from newsapp.domain.extraction.dom import PageLine

MIN_COVERED: Final = 0.5
"""Least share of the extractor's words that must be found among the page's lines; below it, its own text is used."""

_WORD = re.compile(r"\w+")
_LONG = 24
_ANCHOR = 60
_GRAM = 4
_MIN_GRAMS = 0.6
_OVERSHOT = 1.5


def extract_blocks(root: html.HtmlElement) -> list[str]:
    """The article of a page by trafilatura, one string a block; empty when it finds none.

    Balanced mode widens its search when it finds little, and may then sweep in a whole front page. Where it gives far
    more than recall mode, which never widens, recall mode is believed.
    """
    balanced = _run(root, recall=False)
    generous = _run(root, recall=True)
    return generous if generous and _size(balanced) > _OVERSHOT * _size(generous) else balanced or generous


def _run(root: html.HtmlElement, *, recall: bool) -> list[str]:
    document = bare_extraction(
        root, include_comments=False, include_tables=True, favor_recall=recall, with_metadata=False, deduplicate=False
    )
    body = getattr(document, "body", None)
    if body is None:
        return []
    blocks: list[str] = []
    for element in body.iter("p", "head", "item", "quote", "cell", "code", "ab"):
        if not any(ancestor.tag in ("p", "head", "item", "cell", "code", "ab") for ancestor in element.iterancestors()):
            blocks.extend(part for part in re.split(r"\n", "".join(_texts_of(element))) if part.strip())
    return blocks


def _texts_of(element: html.HtmlElement) -> list[str]:
    parts: list[str] = []
    for node in element.iter():
        if node is not element and node.tag in ("lb", "p", "item"):
            parts.append("\n")
        parts.append(node.text or "")
        if node is not element:
            parts.append(node.tail or "")
    return parts


def _size(blocks: Sequence[str]) -> int:
    return sum(map(len, blocks))


def squeezed(text: str) -> str:
    """`text` without anything but letters, digits and underscores, case folded: how lines and blocks are compared."""
    return "".join(_WORD.findall(text)).casefold()


def select_lines(*, lines: Sequence[PageLine], blocks: Sequence[str]) -> tuple[set[int], float]:
    """(indices of the lines that `blocks` are made of, the share of the blocks' letters that they cover)."""
    keys = [squeezed(found.line.text) for found in lines]
    wholes = Counter(squeezed(block) for block in blocks)
    everything = "".join(squeezed(block) for block in blocks)
    grams = {gram for block in blocks for gram in _grams(block)}
    matching: dict[str, list[int]] = defaultdict(list)
    selected: set[int] = set()
    for index, key in enumerate(keys):
        if not key or (key not in wholes and len(key) < _LONG):
            continue
        if key in wholes or key in everything:
            matching[key].append(index)
        elif _share_of_grams(lines[index].line.text, grams) >= _MIN_GRAMS:
            selected.add(index)
    anchors = sorted(places[0] for key, places in matching.items() if len(places) == 1 and len(key) >= _ANCHOR)
    for key, places in matching.items():
        wanted = max(wholes[key], everything.count(key) if len(key) >= _LONG else 0, 1)
        if len(places) > wanted:
            places = sorted(places, key=lambda place: (lines[place].hidden, _distance(place, anchors), place))[:wanted]
        selected.update(places)
    _add_what_stands_between(lines, selected, anchors)
    covered = sum(len(keys[index]) for index in selected) / max(1, len(everything))
    return selected, covered


def _grams(text: str) -> list[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return [tuple(words[place : place + _GRAM]) for place in range(len(words) - _GRAM + 1)]


def _share_of_grams(text: str, grams: set[tuple[str, ...]]) -> float:
    own = _grams(text)
    return sum(gram in grams for gram in own) / len(own) if own else 0.0


def _distance(place: int, anchors: Sequence[int]) -> int:
    """How far a line is from the article's undoubted part."""
    if not anchors:
        return place
    return 0 if anchors[0] <= place <= anchors[-1] else min(abs(place - anchors[0]), abs(place - anchors[-1]))


def _add_what_stands_between(lines: Sequence[PageLine], selected: set[int], anchors: Sequence[int]) -> None:
    """Captions within the article, and headings and items whose neighbours under the same parent were selected."""
    if not anchors:
        return
    parents = Counter(lines[index].element.getparent() for index in selected)
    for index in range(anchors[0], anchors[-1]):
        found = lines[index]
        if index in selected or found.hidden or found.furniture or found.linked > 0.5:
            continue
        sibling = parents[found.element.getparent()] > 1
        if (sibling and found.tag in ("h2", "h3", "h4", "li")) or found.tag == "figcaption":
            selected.add(index)
