"""From a body to an article that can be stored."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from newsapp.api.fields import read_shape
from newsapp.api.parsing import strict_json
from newsapp.api.shapes import ArticleBody, ArticleUpload
from newsapp.domain.articles import Details, Document, NewArticle
from newsapp.domain.texts import MAX_RAW_BYTES
from newsapp.errors import RuleViolation, TooLarge
from newsapp.services.articles import article_of_document, article_of_text, read_document
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

SOURCES = ("text", "html", "raw")


def new_article(data: Any) -> NewArticle:
    """An article of a JSON body.

    Raises:
        ValidationError, RuleViolation: naming what is at fault.
        TooLarge: a document over `MAX_RAW_BYTES`, a text over `MAX_TEXT`.
    """
    values = read_shape(ArticleBody, data)
    given = [name for name in SOURCES if name in values]
    if not given and values.get("url"):
        message = _("Fetching an address is not offered yet: send the page as html, or the text as text or raw.")
        raise RuleViolation("fetching_not_offered", message, path="url")
    if len(given) != 1:
        message = _("Send exactly one of: text, html, raw.")
        raise RuleViolation("one_source", message, path=given[1] if given else "text")
    content = values.pop(given[0])
    details = changed_details(Details(), values)
    if given[0] == "text":
        return article_of_text(text=content, details=details)
    encoded = content.encode()
    if len(encoded) > MAX_RAW_BYTES:
        message = ngettext(
            "The document has {count:,} byte; the limit is {most:,}.",
            "The document has {count:,} bytes; the limit is {most:,}.",
            len(encoded),
            count=len(encoded),
            most=MAX_RAW_BYTES,
        )
        raise TooLarge("too_large", message, path=given[0])
    document = (
        Document("html", encoded, content, "text/html; charset=utf-8")
        if given[0] == "html"
        else Document("raw", encoded, content, "text/plain; charset=utf-8")
    )
    return article_of_document(document=document, details=details)


def uploaded_article(data: Any) -> NewArticle:
    """An article of a file and its fields.

    Raises:
        ValidationError, RuleViolation: naming what is at fault.
        TooLarge: over `MAX_RAW_BYTES`.
    """
    if hasattr(data, "getlist") and len(data.getlist("file")) > 1:
        raise RuleViolation("one_source", _("Send one file."), path="file")
    values = read_shape(ArticleUpload, data)
    file = values.pop("file")
    if "metadata" in values:
        values["metadata"] = strict_json(values["metadata"], path="metadata")
        if not isinstance(values["metadata"], dict):
            raise RuleViolation("not_an_object", _("Expected a JSON object."), path="metadata")
    if file.size > MAX_RAW_BYTES:
        message = ngettext(
            "The document has {count:,} byte; the limit is {most:,}.",
            "The document has {count:,} bytes; the limit is {most:,}.",
            file.size,
            count=file.size,
            most=MAX_RAW_BYTES,
        )
        raise TooLarge("too_large", message, path="file")
    document = read_document(
        content=file.read(),
        filename=file.name or "",
        media_type=file.content_type or "",
        charset=(file.content_type_extra or {}).get("charset") or file.charset,
    )
    return article_of_document(document=document, details=changed_details(Details(), values))


def changed_details(details: Details, values: Mapping[str, Any]) -> Details:
    """Details with some of them changed by a body's members."""
    changes = dict(values)
    if "tags" in changes:
        changes["tags"] = tuple(changes["tags"])
    return replace(details, **changes)
