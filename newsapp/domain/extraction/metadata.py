"""What a page states about itself: in JSON-LD (schema.org), Open Graph and other `meta` elements, and links.

Nothing is guessed: no date from an address, no outlet from a host name, no author from the text.
"""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

from newsapp.domain.extraction.article import Stated
from newsapp.domain.extraction.lines import one_line
from newsapp.domain.languages import canonical_tag, primary_of

_ARTICLE_TYPES = re.compile(r"(?:Article|Report|BlogPosting|Posting|Review|WebPage)$")
_MAX_JSON = 1_000_000
_MAX_NODES = 5_000
_MAX_FIELD = 500


def stated_by(root: html.HtmlElement) -> Stated:
    """Read a page's metadata."""
    metas = _metas(root)
    data = _article_data(root)
    publisher = data.get("publisher")
    url = _address(_first(_link(root, "canonical"), metas.get("og:url"), _text(data.get("url"))), root)
    return Stated(
        headline=_first(
            _text(data.get("headline")), metas.get("og:title"), metas.get("twitter:title"), metas.get("dc.title")
        ),
        title=_title_element(root),
        language=_language(root, metas, data),
        url=url,
        outlet=_first(*(_name(value) for value in (metas.get("og:site_name"), publisher, metas.get("dc.publisher")))),
        author=_author(root, metas, data),
        published_at=_published(root, metas, data),
        editions=_editions(root),
    )


def _metas(root: html.HtmlElement) -> dict[str, str]:
    """Content of `meta` elements by lower-case property, name or itemprop; the first of each."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = _clip(meta.get("content"))
        if key and content:
            found.setdefault(key, content)
    return found


def _clip(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    text = one_line(value)
    return text if 0 < len(text) <= _MAX_FIELD else None


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def _text(value: object) -> str | None:
    """A JSON-LD value as text: entities are read, since many sites escape twice."""
    clipped = _clip(value)
    if clipped and "&" in clipped and (parsed := html.fragment_fromstring(clipped, create_parent="p")).text_content():
        return _clip(parsed.text_content())
    return clipped


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD document, outermost first."""
    waiting = [value]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting[:0] = node
        elif isinstance(node, dict):
            yield node
            waiting.extend(node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node)


def _article_data(root: html.HtmlElement) -> dict[str, Any]:
    """The JSON-LD object that describes an article, the one with a headline first; empty when there is none."""
    articles: list[dict[str, Any]] = []
    known: dict[str, dict[str, Any]] = {}
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "") or len(script.text or "") > _MAX_JSON:
            continue
        try:
            value = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(value):
            if isinstance(node.get("@id"), str) and "name" in node:
                known.setdefault(node["@id"], node)
            kinds = node.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(name, str) and _ARTICLE_TYPES.search(name) for name in names):
                articles.append(node)
    articles.sort(key=lambda node: (not node.get("headline"), not node.get("datePublished")))
    return {key: _resolved(value, known) for key, value in articles[0].items()} if articles else {}


def _resolved(value: Any, known: dict[str, dict[str, Any]]) -> Any:
    """`value`, or what it refers to when it is nothing but an ``@id`` (as WordPress writes authors and publishers)."""
    if isinstance(value, list):
        return [_resolved(item, known) for item in value]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value


def _title_element(root: html.HtmlElement) -> str | None:
    head = root.find("head")
    title = (head if head is not None else root).find(".//title")
    return _clip(title.text_content()) if title is not None else None


def _link(root: html.HtmlElement, rel: str) -> str | None:
    for link in root.iter("link"):
        if rel in (link.get("rel") or "").lower().split():
            return _clip(link.get("href"))
    return None


def _address(value: str | None, root: html.HtmlElement) -> str | None:
    """An absolute http(s) address; a relative one counts only where the page states its base."""
    if not value:
        return None
    base = root.find(".//base")
    try:
        address = urljoin((base.get("href") or "") if base is not None else "", value)
        parts = urlsplit(address)
        stated = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return address if stated else None


def _language(root: html.HtmlElement, metas: dict[str, str], data: dict[str, Any]) -> str | None:
    declared = [
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        root.get("xml:lang"),
        _text(data.get("inLanguage")),
        metas.get("og:locale"),
        metas.get("content-language"),
        metas.get("dc.language"),
    ]
    return next((tag for value in declared if value and (tag := canonical_tag(value))), None)


def _name(value: object) -> str | None:
    if isinstance(value, list):
        return next((name for item in value if (name := _name(item))), None)
    if isinstance(value, dict):
        return _text(value.get("name"))
    text = _text(value)
    return None if text and "://" in text else text


def _author(root: html.HtmlElement, metas: dict[str, str], data: dict[str, Any]) -> str | None:
    stated = data.get("author") or data.get("creator")
    names = [name for item in (stated if isinstance(stated, list) else [stated]) if (name := _name(item))]
    if not names:
        keys = (
            "author",
            "article:author",
            "og:article:author",
            "dc.creator",
            "parsely-author",
            "sailthru.author",
            "byl",
        )
        names = [name for key in keys if (name := _name(metas.get(key)))][:1]
    if not names:
        marked = root.xpath("//*[@itemprop='author' or contains(concat(' ',normalize-space(@rel),' '),' author ')]")
        for element in marked[:5]:
            inner = element.xpath(".//*[@itemprop='name']")
            if name := _clip((inner[0] if inner else element).text_content()):
                names.append(name)
    cleaned = (re.sub(r"^by\s+", "", name, flags=re.IGNORECASE) for name in names)
    return ", ".join(dict.fromkeys(name for name in cleaned if len(name) <= 120)) or None


def _published(root: html.HtmlElement, metas: dict[str, str], data: dict[str, Any]) -> str | None:
    keys = ("article:published_time", "og:article:published_time", "datepublished", "article:published",
    "dc.date.issued",
            "dcterms.created", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "dc.date",
            "article.published", "date")  # fmt: skip
    marked = root.xpath("//time[@pubdate or @itemprop='datePublished']/@datetime")
    marked += root.xpath("//*[@itemprop='datePublished']/@content")
    values = [_text(data.get("datePublished")), *(metas.get(key) for key in keys), *(_clip(str(v)) for v in marked[:3])]
    return next((moment for value in values if value and (moment := _moment(value))), None)


def _moment(value: str) -> str | None:
    """ISO 8601 as `value` states it: nothing is added, no zone and no time of day. None for other notations."""
    bare = re.sub(r"\s+(?=[+-]\d\d:?\d\d$|Z$)", "", value.strip())
    bare = re.sub(r"(T\d\d:\d\d:\d\d)[.,](\d{1,6})\d*", lambda m: f"{m[1]}.{m[2].ljust(6, '0')}", bare)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", bare):
            return date.fromisoformat(bare).isoformat()
        if not re.match(r"\d{4}-?\d\d-?\d\d[T ]", bare):
            return None
        return datetime.fromisoformat(bare).isoformat()
    except ValueError:
        return None


def _editions(root: html.HtmlElement) -> tuple[str, ...]:
    """Languages of `link rel=alternate hreflang`, when the page has more than one."""
    codes = [
        code
        for link in root.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split() and (code := primary_of(link.get("hreflang") or ""))
    ]
    languages = tuple(dict.fromkeys(codes))
    return languages if len(languages) > 1 else ()
