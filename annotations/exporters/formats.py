"""What an export format is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from annotations.domain.snapshots import Snapshot


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
    """

    key: str
    title: str
    media_type: str
    extension: str
    write: Callable[[Snapshot], Iterator[bytes]]
    drops: str = ""

    @property
    def lossless(self) -> bool:
        """Whether all of the snapshot is in the file."""
        return not self.drops
