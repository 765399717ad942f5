"""The demo's articles as files: one TOML file an article, with what each coder marked in it.

A file has the fields of `newsapp.domain.articles.Details`, the `text` as it was scraped (it is cleaned like anything
that comes in), who is `assigned` (`new`, `started` or `done`) and a `[[mark]]` for every highlight:

    by = "olena ivan"                       # who made it, each her own highlight
    tag = "quantity"                        # or several, with spaces between
    quote = "about 1,000 soldiers"          # of the cleaned text; a list for a discontinuous highlight
    nth = 2                                 # which place, where the text has the quote more than once
    value = 1000                            # attributes, and a `note`
    ivan = { quote = "about 1,000" }        # what is different in this coder's

and a `[[relation]]` for every link between two of them:

    by = "olena ivan"                       # who made it, between her own highlights
    type = "attributed_to"
    from = "about 1,000 soldiers"           # the `quote` of a mark, as the mark itself has it
    to = "The Northern Ledger"
    mode = "inherited"                      # attributes, as the type asks for them
    ivan = { mode = "explicit" }            # what is different in this coder's

and a `[[suggestion]]`, with the fields of a mark, for every highlight that one coder (`by`) suggested to the others.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from annotations.domain.highlighting import Marking, marking_on, place_in
from annotations.domain.relations import End, Link, check_link
from annotations.domain.schemes import CLAIMS
from newsapp.domain.articles import Details, Document, NewArticle, cleaned
from newsapp.domain.extraction.raw import clean_raw
from newsapp.errors import RuleViolation

FOLDER = Path(__file__).resolve().parent.parent / "demo"

STATES = ("new", "started", "done")
"""How far somebody is with an article that she was assigned."""

_HEADER = ("title", "language", "outlet", "url", "published_at", "story", "tags")
_OF_A_MARK = ("tag", "quote", "nth", "note")
_ASKED_BY = {attribute.key: key for key, spec in CLAIMS.tags.items() for attribute in spec.attributes}


class FaultyFile(Exception):
    """A demo file that says something that cannot be: names the file, and the mark by its quote."""


@dataclass(frozen=True, slots=True)
class DemoRelation:
    """A link between two highlights of one coder; `source` and `target` are places in the list of her marks."""

    type: str
    source: int
    target: int
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """An article of the demo.

    Attributes:
        name: the file's.
        article: ready for `newsapp.services.articles.add_articles`.
        assigned: how far each coder is with it, one of `STATES`, by the coder's short name.
        marks: what each coder highlighted, in the order of the text.
        relations: how each coder linked what she highlighted, in the order of the file.
        suggestions: what a coder suggested, in the order of the file.
    """

    name: str
    article: NewArticle
    assigned: Mapping[str, str]
    marks: Mapping[str, Sequence[Marking]]
    relations: Mapping[str, Sequence[DemoRelation]]
    suggestions: Mapping[str, Sequence[Marking]]


def demo_files() -> list[Path]:
    """The articles' files, in the order in which they are added."""
    return sorted(FOLDER.glob("*.toml"))


def guidelines_text() -> str:
    """The coders' guide, in Markdown."""
    return (FOLDER / "guidelines.md").read_text(encoding="utf-8")


def read_demo_article(path: Path) -> DemoArticle:
    """Read and check one file.

    Raises:
        FaultyFile: a field is missing or unknown, a quote is not in the text just once (or has no such `nth` place),
            a tag or attribute is not the scheme's, somebody marked who was not assigned.
    """
    try:
        return _read(path)
    except (RuleViolation, ValueError, KeyError) as fault:
        reason = f"{fault.message} ({fault.path})" if isinstance(fault, RuleViolation) else str(fault)
        raise FaultyFile(f"{path.name}: {reason}") from fault


def _read(path: Path) -> DemoArticle:
    content = path.read_bytes()
    fields = tomllib.loads(content.decode())
    _refuse_unknown(fields, {*_HEADER, "text", "assigned", "mark", "relation", "suggestion"})
    raw, assigned = fields["text"], fields["assigned"]
    if set(assigned.values()) - set(STATES):
        raise ValueError(f"“assigned” takes {', '.join(STATES)}.")
    details = Details(**{name: fields[name] for name in _HEADER if name in fields} | {"tags": _article_tags(fields)})
    # The sandbox is for what strangers wrote; these texts are ours, and starting it takes a second.
    document = Document("raw", raw.encode(), raw, "text/plain", path.name)
    article = cleaned(article=clean_raw(raw=raw), document=document, details=details)
    marks: dict[str, list[Marking]] = {coder: [] for coder in assigned}
    named: dict[tuple[str, str], Marking] = {}
    for mark in fields.get("mark", []):
        _read_mark(mark, article.text, marks, named)
    for coder, state in assigned.items():
        if bool(marks[coder]) != (state != "new"):
            raise ValueError(f"{coder} is “{state}”, but has {len(marks[coder])} marks.")
    ordered = {coder: sorted(own, key=lambda marking: marking.place.start) for coder, own in marks.items() if own}
    return DemoArticle(
        name=path.name,
        article=article,
        assigned=assigned,
        marks=ordered,
        relations=_relations(fields.get("relation", []), ordered, named),
        suggestions=_suggestions(fields.get("suggestion", []), article.text),
    )


def _suggestions(suggestions: Sequence[Mapping[str, Any]], text: str) -> dict[str, list[Marking]]:
    found: dict[str, list[Marking]] = {}
    for suggestion in suggestions:
        fields = {name: value for name, value in suggestion.items() if name != "by"}
        try:
            found.setdefault(suggestion["by"], []).append(_marking_of(fields, text))
        except (RuleViolation, ValueError) as fault:
            raise ValueError(f"suggestion “{fields['quote']}”: {fault}") from fault
    return found


def _relations(
    relations: Sequence[Mapping[str, Any]],
    marks: Mapping[str, Sequence[Marking]],
    named: Mapping[tuple[str, str], Marking],
) -> dict[str, list[DemoRelation]]:
    found: dict[str, list[DemoRelation]] = {coder: [] for coder in marks}
    for relation in relations:
        for coder in relation["by"].split():
            shared = {name: value for name, value in relation.items() if name != "by" and name not in marks}
            own = {**shared, **relation.get(coder, {})}
            try:
                found[coder].append(_relation_of(own, coder, marks, named))
            except (RuleViolation, ValueError, KeyError) as fault:
                raise ValueError(f"{coder}, “{own['from']}” → “{own['to']}”: {fault}") from fault
    return {coder: own for coder, own in found.items() if own}


def _relation_of(
    fields: Mapping[str, Any],
    coder: str,
    marks: Mapping[str, Sequence[Marking]],
    named: Mapping[tuple[str, str], Marking],
) -> DemoRelation:
    places = []
    for side in ("from", "to"):
        if (coder, fields[side]) not in named:
            raise ValueError(f"She did not mark “{fields[side]}”.")
        wanted = named[coder, fields[side]]
        places.append(next(index for index, marking in enumerate(marks[coder]) if marking is wanted))
    attributes = {name: value for name, value in fields.items() if name not in ("type", "from", "to")}
    ends = {UUID(int=at): End(at, 1, marks[coder][at].tags) for at in places}
    check_link(CLAIMS, Link(fields["type"], UUID(int=places[0]), UUID(int=places[1]), attributes), ends=ends)
    return DemoRelation(fields["type"], places[0], places[1], attributes)


def _refuse_unknown(fields: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(fields) - known):
        raise ValueError(f"There is no field “{unknown[0]}”.")


def _article_tags(fields: Mapping[str, Any]) -> tuple[str, ...]:
    tags = tuple(fields.get("tags", ()))
    for key in tags:
        if key not in CLAIMS.tags or CLAIMS.tags[key].scope != "article":
            raise ValueError(f"“{key}” is no tag for articles.")
    return tags


def _read_mark(
    mark: Mapping[str, Any],
    text: str,
    marks: Mapping[str, list[Marking]],
    named: dict[tuple[str, str], Marking],
) -> None:
    coders = mark["by"].split()
    shared = {name: value for name, value in mark.items() if name != "by" and name not in marks}
    for coder in coders:
        if coder not in marks:
            raise ValueError(f"{coder} was not assigned, and marked “{mark['quote']}”.")
        own = {**shared, **mark.get(coder, {})}
        try:
            marking = _marking_of(own, text)
            marks[coder].append(marking)
            if isinstance(mark["quote"], str):
                # Of several with the same words the first is meant.
                named.setdefault((coder, mark["quote"]), marking)
        except (RuleViolation, ValueError) as fault:
            raise ValueError(f"{coder}, “{own['quote']}”: {fault}") from fault
    if idle := [coder for coder in marks if coder in mark and coder not in coders]:
        raise ValueError(f"“{mark['quote']}” says what is different for {idle[0]}, who did not make it.")


def _marking_of(fields: Mapping[str, Any], text: str) -> Marking:
    tags = fields["tag"].split()
    attributes: dict[str, dict[str, Any]] = {}
    _refuse_unknown(fields, {*_OF_A_MARK, *_ASKED_BY})
    for name, value in fields.items():
        if name in _ASKED_BY:
            attributes.setdefault(_ASKED_BY[name], {})[name] = value
    quotes = [fields["quote"]] if isinstance(fields["quote"], str) else fields["quote"]
    place = place_in(text, segments=[_place_of(quote, text, fields.get("nth")) for quote in quotes])
    return marking_on(text, CLAIMS, place=place, tags=tags, attributes=attributes, note=fields.get("note", ""))


def _place_of(quote: str, text: str, nth: int | None) -> tuple[int, int]:
    """Where the quote stands: the one place, or the nth of several, counted from 1."""
    starts = [at for at in range(len(text)) if text.startswith(quote, at)]
    if not starts:
        raise ValueError("The text does not have these words.")
    if nth is None and len(starts) > 1:
        raise ValueError(f"The text has these words {len(starts)} times: say which with “nth”.")
    if nth is not None and not 1 <= nth <= len(starts):
        raise ValueError(f"The text has these words {len(starts)} times, not {nth}.")
    start = starts[(nth or 1) - 1]
    return start, start + len(quote)
