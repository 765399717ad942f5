"""What an article is made from, before it has a row: its details and its first revision."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from newsapp.domain.blocks import Block, blocks_of_plain_text, is_blank
from newsapp.domain.extraction.article import CleanedArticle
from newsapp.domain.languages import check_language, detect_language
from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

MAX_TITLE = 1_000
MAX_URL = 2_000
MAX_NAME = 200
MAX_TAGS = 30
"""Most tags of one article."""
MAX_METADATA_DEPTH = 20
MAX_METADATA_VALUES = 10_000

Origin = Literal["data", "raw", "html"]

_TAG_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of an article besides its text; None for what is not known.

    Attributes:
        title: the headline.
        language: BCP 47 tag; None has it detected from the text.
        url: where it was published, http or https.
        outlet: name of who published it.
        published_at: when, with a time zone.
        story: name of the story that it tells.
        metadata: anything else, JSON.
        tags: keys of the scheme's article tags.
    """

    title: str | None = None
    language: str | None = None
    url: str | None = None
    outlet: str | None = None
    published_at: datetime | None = None
    story: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A page or text as it came in.

    Attributes:
        kind: `raw` for plain text, `html` for a page.
        content: the bytes, which are kept.
        text: the same, decoded.
        media_type: as recognised, with the charset if one was declared (``text/plain; charset=koi8-r``).
        filename: of the uploaded file, or "".
    """

    kind: Literal["raw", "html"]
    content: bytes
    text: str
    media_type: str
    filename: str = ""

    def as_raw(self) -> "Document":
        """The same, to be read as plain text whatever it looks like."""
        return replace(self, kind="raw", media_type=self.media_type.replace("text/html", "text/plain"))


@dataclass(frozen=True, slots=True)
class NewArticle:
    """Everything an article needs to be stored; made by `preserved` or `cleaned`."""

    text: str
    blocks: tuple[Block, ...]
    cleaning: tuple[dict[str, Any], ...]
    origin: Origin
    details: Details
    document: Document | None = None


def checked_details(details: Details, *, text: str) -> Details:
    """The details with their forms checked and the language settled.

    Raises:
        RuleViolation: naming the field at fault.
    """
    for name, limit in (("title", MAX_TITLE), ("outlet", MAX_NAME), ("story", MAX_NAME), ("url", MAX_URL)):
        value = getattr(details, name)
        if value is None:
            continue
        refuse_unstorable(text=value, path=name)
        if len(value) > limit:
            raise RuleViolation(
                "too_long",
                ngettext("At most {most:,} character.", "At most {most:,} characters.", limit, most=limit),
                path=name,
            )
    if details.url is not None:
        check_address(details.url)
    _check_metadata(details.metadata)
    check_moment(details.published_at)
    _check_tags(details.tags)
    language = check_language(tag=details.language) if details.language else detect_language(text=text) or ""
    return Details(
        title=(details.title or "").strip(),
        language=language,
        url=details.url or None,
        outlet=(details.outlet or "").strip() or None,
        published_at=details.published_at,
        story=(details.story or "").strip() or None,
        metadata=details.metadata,
        tags=details.tags,
    )


def check_moment(moment: datetime | None, *, path: str = "published_at") -> None:
    """Refuse what has no place on the line of UTC: the database would take it and could not give it back.

    Raises:
        RuleViolation: `bad_moment`.
    """
    if moment is None:
        return
    try:
        moment.astimezone(UTC)
    except OverflowError:
        moment = moment.replace(tzinfo=None)
    if moment.tzinfo is None:
        raise RuleViolation("bad_moment", _("Expected a moment with a time zone, from the year 1 on."), path=path)


def _check_tags(tags: tuple[str, ...]) -> None:
    """Refuse what no scheme can have; whether the project's scheme has them the database says."""
    if len(tags) > MAX_TAGS:
        raise RuleViolation(
            "too_many_tags",
            ngettext(
                "An article has at most {most} tag.", "An article has at most {most} tags.", MAX_TAGS, most=MAX_TAGS
            ),
            path="tags",
        )
    for index, key in enumerate(tags):
        if not _TAG_KEY.fullmatch(key):
            raise RuleViolation("unknown_tag", _("The scheme has no such article tag."), path="tags")
        if key in tags[:index]:
            raise RuleViolation("duplicate_tag", _("“{key}” is there twice.", key=key), path="tags")


def _check_metadata(metadata: Mapping[str, Any]) -> None:
    """Refuse what a JSON column cannot hold or what nobody means by metadata; walks without recursion."""
    waiting: list[tuple[Any, int]] = [(metadata, 1)]
    seen = 0
    while waiting:
        value, depth = waiting.pop()
        seen += 1
        if depth > MAX_METADATA_DEPTH or seen > MAX_METADATA_VALUES:
            raise RuleViolation("metadata_too_large", _("The metadata is too deep or too large."), path="metadata")
        if isinstance(value, str):
            refuse_unstorable(text=value, path="metadata")
        elif isinstance(value, float) and not math.isfinite(value):
            raise RuleViolation("bad_number", _("A number in the metadata is not finite."), path="metadata")
        elif isinstance(value, Mapping):
            waiting += [(item, depth + 1) for pair in value.items() for item in pair]
        elif isinstance(value, list):
            waiting += [(item, depth + 1) for item in value]


def check_address(url: str, *, path: str = "url") -> None:
    """Refuse what is no http(s) address of a host: it becomes a link on a page.

    Raises:
        RuleViolation: `invalid_url`.
    """
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not _ADDRESS.fullmatch(url) or not host:
        raise RuleViolation("invalid_url", _("Expected an http or https address."), path=path)


def preserved(*, text: str, details: Details) -> NewArticle:
    """An article whose text came as data: kept to the code point, cut into blocks by its blank lines.

    Raises:
        RuleViolation: an empty or blank text, NUL, a lone surrogate, a detail at fault.
        TooLarge: over `MAX_TEXT`.
    """
    refuse_unstorable(text=text, path="text")
    if is_blank(text):
        raise RuleViolation("empty_text", _("The text is empty."), path="text")
    checked = checked_details(details, text=text)
    blocks = tuple(_with_headline(blocks_of_plain_text(text), text=text, title=checked.title or ""))
    return NewArticle(text, blocks, (), "data", checked)


def _with_headline(blocks: list[Block], *, text: str, title: str) -> list[Block]:
    """The first block is the headline when it says just what the title says."""
    if blocks and title and text[blocks[0].start : blocks[0].end].strip() == title:
        return [blocks[0]._replace(kind="headline"), *blocks[1:]]
    return blocks


def cleaned(*, article: CleanedArticle, document: Document, details: Details) -> NewArticle:
    """An article whose text came out of cleaning; what the caller says of it beats what the page says.

    Raises:
        RuleViolation: a detail at fault.
    """
    merged = Details(
        title=details.title or article.title,
        language=details.language or article.language,
        url=details.url or article.url,
        outlet=details.outlet or article.outlet,
        published_at=details.published_at,
        story=details.story,
        metadata={
            **details.metadata,
            **({"editions": list(article.editions)} if article.editions else {}),
            **({"author": article.author} if article.author else {}),
        },
        tags=details.tags,
    )
    return NewArticle(
        text=article.text,
        blocks=article.blocks,
        cleaning=tuple(removal.to_json() for removal in article.cleaning),
        origin=document.kind,
        details=checked_details(merged, text=article.text),
        document=document,
    )
