"""Importing articles from files: pages and texts are cleaned, what is data is kept to the code point."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

from django.db import transaction

from newsapp.access import ProjectAccess
from newsapp.domain.articles import Details, NewArticle
from newsapp.domain.texts import MAX_RAW_BYTES, decode
from newsapp.errors import Conflict, RuleViolation, TooLarge
from newsapp.services.articles import add_articles, article_of_document, article_of_text, moment_of, read_document
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

FileForm = Literal["auto", "raw", "html", "text", "jsonl"]

FORMS: dict[FileForm, str] = {
    "auto": "by the file's name and beginning: .jsonl is data, everything else is cleaned",
    "raw": "scraped plain text, cleaned",
    "html": "a page, cleaned",
    "text": "plain text, kept to the code point",
    "jsonl": 'one article a line, {"text": …, "title": …, …} as in POST articles/, kept to the code point',
}

_PREPARED_AHEAD = 16


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that was not imported: its file, its line (0 for a whole file), and why."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}" if self.line else f"{self.path}: {self.reason}"


@dataclass(slots=True)
class ImportReport:
    """What became of the items.

    Attributes:
        added: how many became articles; 0 when the import was refused as a whole.
        known: how many were there already.
        refused: the others.
    """

    added: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)


def files_below(paths: Iterable[Path]) -> list[Path]:
    """The files that the paths name, folders gone through in the order of names; hidden files are left out.

    Raises:
        RuleViolation: a path that is not there.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                file
                for file in path.rglob("*")
                if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
            )
        elif path.is_file():
            found.append(path)
        else:
            raise RuleViolation("no_such_file", _("There is no file {path}.", path=path))
    return found


def import_files(
    *,
    access: ProjectAccess,
    files: Sequence[Path],
    form: FileForm = "auto",
    keep_going: bool = False,
    progress: Callable[[Path], None] = lambda _file: None,
) -> ImportReport:
    """Import files into a project.

    Args:
        access: the project, opened for `ADD_ARTICLE`.
        files: see `files_below`.
        form: how to read them, one of `FORMS`.
        keep_going: keep what is good although something was refused; otherwise one refusal undoes the import.
        progress: called with each file that is done.
    """
    report = ImportReport()
    with transaction.atomic():
        for file, items in _prepared(files, form):
            for line, item in items:
                _take(access, report, file, line, item)
            progress(file)
        if report.refused and not keep_going:
            transaction.set_rollback(True)
            report.added = 0
    return report


def _take(access: ProjectAccess, report: ImportReport, file: Path, line: int, item: NewArticle | RuleViolation) -> None:
    if isinstance(item, RuleViolation):
        report.refused.append(Refused(file, line, _reason(item)))
        return
    try:
        with transaction.atomic():
            add_articles(access=access, articles=[item])
        report.added += 1
    except Conflict:
        report.known += 1
    except RuleViolation as refusal:
        report.refused.append(Refused(file, line, _reason(refusal)))


def _reason(refusal: RuleViolation) -> str:
    return f"{refusal.path}: {refusal.message}" if refusal.path else refusal.message


Items = list[tuple[int, NewArticle | RuleViolation]]


def _prepared(files: Sequence[Path], form: FileForm) -> Iterator[tuple[Path, Items]]:
    """Read and clean some files ahead of those that are being stored, in the given order."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as executor:
        waiting = iter(files)
        queue = [(file, executor.submit(_read, file, form)) for file in islice(waiting, _PREPARED_AHEAD)]
        while queue:
            file, future = queue.pop(0)
            yield file, future.result()
            queue += [(later, executor.submit(_read, later, form)) for later in islice(waiting, 1)]


def _read(file: Path, form: FileForm) -> Items:
    try:
        if form == "jsonl" or (form == "auto" and file.suffix.lower() in {".jsonl", ".ndjson"}):
            return list(_read_lines(file))
        if file.stat().st_size > MAX_RAW_BYTES:
            raise TooLarge(
                "too_large",
                ngettext(
                    "Larger than {most:,} byte.", "Larger than {most:,} bytes.", MAX_RAW_BYTES, most=MAX_RAW_BYTES
                ),
            )
        content = file.read_bytes()
        if form == "text":
            return [(0, article_of_text(text=decode(raw=content).text, details=Details(title=file.stem)))]
        document = read_document(content=content, filename=file.name, media_type="text/html" if form == "html" else "")
        if form == "raw":
            document = document.as_raw()
        return [(0, article_of_document(document=document, details=Details()))]
    except RuleViolation as refusal:
        return [(0, refusal)]
    except OSError as error:
        return [(0, RuleViolation("unreadable", error.strerror or _("It cannot be read.")))]


def _read_lines(file: Path) -> Iterator[tuple[int, NewArticle | RuleViolation]]:
    with file.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            if not raw.strip():
                continue
            try:
                yield number, _article_of_line(raw)
            except RuleViolation as refusal:
                yield number, refusal


def _article_of_line(raw: bytes) -> NewArticle:
    if len(raw) > MAX_RAW_BYTES:
        raise TooLarge(
            "too_large",
            ngettext("Longer than {most:,} byte.", "Longer than {most:,} bytes.", MAX_RAW_BYTES, most=MAX_RAW_BYTES),
        )
    try:
        fields = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise RuleViolation("bad_json", _("This line is no JSON.")) from None
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        raise RuleViolation("bad_line", _("Expected an object with a “text”."))
    for key in ("spans", "relations", "unanchored"):
        if fields.get(key):
            raise RuleViolation(
                "has_spans", _("This line has “{key}”, which would be lost: only articles are imported.", key=key)
            )
    for key in ("title", "language", "url", "outlet", "published_at", "story"):
        if fields.get(key) is not None and not isinstance(fields[key], str):
            raise RuleViolation("bad_line", _("Expected a string."), path=key)
    metadata = fields.get("metadata") or {}
    if not isinstance(metadata, dict):
        raise RuleViolation("bad_line", _("Expected an object."), path="metadata")
    published_at = moment_of(fields["published_at"]) if fields.get("published_at") else None
    if fields.get("published_at") and published_at is None:
        raise RuleViolation("bad_line", _("Expected a date or a time in ISO 8601."), path="published_at")
    details = Details(
        title=fields.get("title"),
        language=fields.get("language"),
        url=fields.get("url"),
        outlet=fields.get("outlet"),
        published_at=published_at,
        story=fields.get("story"),
        metadata=metadata,
    )
    return article_of_text(text=fields["text"], details=details)
