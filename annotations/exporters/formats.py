"""What an export format is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from annotations.domain.snapshots import Snapshot

SPAN_FILTERS = (
    "article", "tag", "analyst", "layer", "state", "created_after", "q", "where", "noted", "outdated", "language", "outlet",
    "story", "attributes",
)  # fmt: skip
"""The filters of highlights, by name; `attributes` stands for those of the form `tag.attribute`."""


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A way to write a snapshot.

    Attributes:
        key: name in commands and addresses, `[a-z0-9][a-z0-9_-]*`.
        title: what people read.
        media_type: as a Content-Type, with its charset where it has one.
        extension: of the file, without a dot.
        write: the snapshot as bytes, in order, without holding more of it than a few articles; the same bytes for the
            same snapshot.
        drops: what of a snapshot is not in the file, as an enumeration that follows “without”; "" when nothing is lost.
        filters: names of the filters that it can do something with; any other is refused.
    """

    key: str
    title: str
    media_type: str
    extension: str
    write: Callable[[Snapshot], Iterator[bytes]]
    drops: str = ""
    filters: tuple[str, ...] = SPAN_FILTERS

    @property
    def lossless(self) -> bool:
        """Whether all of the snapshot is in the file."""
        return not self.drops
