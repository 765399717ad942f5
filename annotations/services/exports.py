"""Taking a project's labelled spans out, as a stream."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from annotations.domain.claims import ClaimStatus
from annotations.domain.disputes import DisputeState
from annotations.domain.verdicts import Verdict
from annotations.exporters.formats import ExportFormat
from annotations.exporters.registry import export_formats, find_export_format
from annotations.queries.disputes import UNSETTLED
from annotations.queries.highlights import HighlightFilter
from annotations.queries.review_filters import ReviewFilter
from annotations.queries.snapshots import NO_CASE, open_snapshot
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, RuleViolation
from newsapp.services.articles import moment_of
from newsapp.wording import gettext as _

LAYERS = ("analyst", "gold", "suggested")
STATES = ("exact", "moved", "changed", "ambiguous", "orphaned")
FILTERS = tuple(name for name in HighlightFilter.__dataclass_fields__ if name != "attributes")
DISPUTE_STATES = (*(state.value for state in DisputeState), UNSETTLED)
CLAIM_STATUSES = tuple(status.value for status in ClaimStatus)
CLAIM_VERDICTS = (*(verdict.value for verdict in Verdict), "none")
REVIEW_FILTERS = tuple(ReviewFilter.__dataclass_fields__)
"""Those that only formats of what review makes take."""


def find_format(*, key: str) -> ExportFormat:
    """The format with a key.

    Raises:
        NotVisible: there is none.
    """
    found = find_export_format(key)
    if found is None:
        raise NotVisible(
            _("There is no export format “{key}”. There are: {choices}.", key=key, choices=", ".join(export_formats()))
        )
    return found


def filter_of_words(words: Mapping[str, str | None]) -> HighlightFilter:
    """A filter as a person wrote it: in an address, on the command line. None and "" leave a field open.

    The names are those of `HighlightFilter`, and `tag.attribute` for the value of an attribute.

    Raises:
        RuleViolation: an unknown name, or a value of another form; its path is the name.
    """
    values: dict[str, Any] = {}
    attributes = []
    for name, word in words.items():
        tag, dot, attribute = name.partition(".")
        if dot and tag and attribute:
            if word:
                attributes.append((tag, attribute, _word(name, word)))
            continue
        if name not in FILTERS:
            raise RuleViolation("bad_parameter", _("There is no filter “{name}”.", name=name), path=name)
        if word:
            values[name] = _FORMS.get(name, _word)(name, word)
    return HighlightFilter(**values, attributes=tuple(sorted(attributes)))


def review_filter_of_words(words: Mapping[str, str | None]) -> ReviewFilter:
    """The same for the filters of what review makes, whose names are those of `ReviewFilter`."""
    return ReviewFilter(**{name: _REVIEW_FORMS[name](name, word) for name, word in words.items() if word})


def words_of_filter(wanted: HighlightFilter) -> dict[str, str]:
    """The reverse of `filter_of_words`, without what is open."""
    words = {name: getattr(wanted, name) for name in FILTERS}
    moment = wanted.created_after
    if moment is not None:
        words["created_after"] = moment.isoformat()
    words |= {f"{tag}.{attribute}": value for tag, attribute, value in wanted.attributes}
    return {name: str(value) for name, value in words.items() if value is not None}


def _word(name: str, word: str) -> str:
    if "\0" in word:
        raise RuleViolation("bad_parameter", _("A NUL character is in no text."), path=name)
    return word


def _number(name: str, word: str) -> int:
    if not word.isascii() or not word.isdigit() or len(word) > 9 or int(word) < 1:
        raise RuleViolation("bad_parameter", _("Expected the number of an article."), path=name)
    return int(word)


def _moment(name: str, word: str) -> Any:
    moment = moment_of(word)
    if moment is None:
        raise RuleViolation("bad_parameter", _("Expected a time, like 2026-01-31T12:00:00Z."), path=name)
    return moment


def _one_of(*values: str) -> Any:
    def read(name: str, word: str) -> str:
        if word not in values:
            raise RuleViolation("bad_parameter", _("Expected one of: {choices}.", choices=", ".join(values)), path=name)
        return word

    return read


_FORMS = {
    "article": _number,
    "created_after": _moment,
    "layer": _one_of(*LAYERS),
    "state": _one_of(*STATES, "attention"),
    "where": _one_of("quote", "note"),
    "noted": _one_of("yes", "no"),
    "outdated": _one_of("yes", "no"),
}


_REVIEW_FORMS = {
    "dispute_state": _one_of(*DISPUTE_STATES),
    "status": _one_of(*CLAIM_STATUSES),
    "verdict": _one_of(*CLAIM_VERDICTS),
    "claimant": _word,
}


class ExportStream(Iterator[bytes]):
    """An export under way: chunks of bytes, read once. It holds a connection until it is read to its end or closed.

    An error in mid-stream is raised and nothing follows it, so whoever passes the bytes on must not end the file as if
    it were whole.

    Attributes:
        format: what is written.
        filename: a name for the file.
    """

    def __init__(
        self,
        *,
        access: ProjectAccess,
        export_format: ExportFormat,
        wanted: HighlightFilter,
        case: ReviewFilter = NO_CASE,
    ) -> None:
        self.format = export_format
        self.filename = f"{access.project.slug}.{export_format.extension}"
        self._open = ExitStack()
        try:
            snapshot = self._open.enter_context(open_snapshot(access=access, wanted=wanted, case=case))
            self._chunks = export_format.write(snapshot)
            # The first chunk is made here: what is wrong from the beginning is refused before any byte is sent.
            self._first = next(self._chunks, b"")
        except BaseException:
            self.close()
            raise

    @property
    def headers(self) -> dict[str, str]:
        """What an answer over HTTP says of the file: a download, and not to be taken for anything else."""
        return {
            "Content-Type": self.format.media_type,
            "Content-Disposition": f'attachment; filename="{self.filename}"',
            "X-Content-Type-Options": "nosniff",
        }

    def __next__(self) -> bytes:
        if self._first:
            first, self._first = self._first, b""
            return first
        try:
            return next(self._chunks)
        except BaseException:  # StopIteration is one
            self.close()
            raise

    def close(self) -> None:
        """End the transaction and give the connection back; further calls do nothing."""
        self._first, self._chunks = b"", iter(())
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_export(
    *, access: ProjectAccess, export_format: str, wanted: HighlightFilter, case: ReviewFilter = NO_CASE
) -> ExportStream:
    """One snapshot of a project in a format; read it to its end or close it.

    Args:
        access: the project.
        export_format: key of the format.
        wanted: which highlights; see `annotations.queries.snapshots.open_snapshot` for what becomes of articles.
        case: which cases of review and claims.

    Raises:
        NotAllowed: the member may not export.
        NotVisible: there is no such format.
        RuleViolation: the format can do nothing with a filter, or this member may not use it; its path is the name.
    """
    access.require(Action.EXPORT)
    found = find_format(key=export_format)
    _check_filters(found, wanted, case)
    return ExportStream(access=access, export_format=found, wanted=wanted, case=case)


def _check_filters(found: ExportFormat, wanted: HighlightFilter, case: ReviewFilter) -> None:
    asked = {name: getattr(each, name) for each in (wanted, case) for name in each.__dataclass_fields__}
    for name, value in asked.items():
        if value not in (None, ()) and name not in found.filters:
            message = _("The format “{key}” has no filter “{name}”.", key=found.key, name=name)
            raise RuleViolation("bad_parameter", message, path=name)
