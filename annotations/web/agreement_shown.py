"""What the pages of agreement share: what an address asks for, and the confusion matrix as a table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from annotations.domain.agreement.confusion import NO_TAG, Cell
from annotations.domain.agreement.pooled import Statistic
from annotations.domain.schemes import Scheme
from annotations.queries.agreement import AgreementFilter, Confusion
from annotations.queries.agreement_readings import UNKNOWN_LANGUAGE
from annotations.web.ways_back import with_query
from newsapp.access import ProjectAccess
from newsapp.domain.languages import name_of

SHADES = 5
_GROUPS = ("pair", "language", "week")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for.

    Attributes:
        statistic: that of which the course over weeks is shown.
        cell: of the confusion matrix, for the page of what is behind it.
    """

    wanted: AgreementFilter
    statistic: Statistic = Statistic.GAMMA
    cell: Cell | None = None

    @property
    def group(self) -> str:
        """The group as a form has it."""
        return f"{self.wanted.dimension}:{self.wanted.key}" if self.wanted.key else ""

    @property
    def query(self) -> dict[str, str]:
        """The group and the tag, as an address has them."""
        return {name: value for name, value in (("group", self.group), ("tag", self.wanted.tag)) if value}

    def of_group(self, dimension: str, key: str) -> "Asked":
        """The same of another group."""
        return replace(self, wanted=replace(self.wanted, dimension=dimension, key=key))

    def differences(self, slug: str, cell: Cell | None = None) -> str:
        """The address of the spans behind a cell; of all on which coders differ unless one is named."""
        named = {} if cell is None else {"row": cell[0], "column": cell[1]}
        return with_query(reverse("agreement_differences", args=[slug]), {**self.query, **named})


def asked_by(query: Mapping[str, str]) -> Asked:
    """What an address asks for; what means nothing is passed over."""
    dimension, _colon, key = query.get("group", "").partition(":")
    tag = query.get("tag", "")
    wanted = AgreementFilter(dimension, key, tag) if key and dimension in _GROUPS else AgreementFilter(tag=tag)
    named = query.get("statistic", "")
    statistic = Statistic(named) if named in set(Statistic) else Statistic.GAMMA
    cell = (query["row"], query["column"]) if "row" in query and "column" in query else None
    return Asked(wanted, statistic, cell)


def label_of(scheme: Scheme, key: str) -> str:
    """What people call a tag; that there is none for none."""
    if key == NO_TAG:
        return _("not marked")
    return scheme.tags[key].label if key in scheme.tags else key


def told(dimension: str, key: str) -> str:
    """A group in words; "" for the whole project, or for what is no group."""
    if dimension == "pair":
        first, _comma, second = key.partition(",")
        return _("%(first)s and %(second)s") % {"first": first, "second": second}
    if dimension == "week":
        try:
            return date_format(date.fromisoformat(key), "j F Y")
        except ValueError:
            return ""
    if dimension == "language":
        return _("unknown") if key == UNKNOWN_LANGUAGE else name_of(key)
    return ""


class MatrixCell(NamedTuple):
    """How often, how strongly it is shaded (0 to `SHADES`), and where what is behind it is told ("" for nothing)."""

    times: int
    shade: int
    address: str
    alike: bool
    row: str
    column: str


class MatrixRow(NamedTuple):
    """What one side has, and what the other has there."""

    label: str
    cells: list[MatrixCell]
    total: int


class Matrix(NamedTuple):
    """The confusion matrix as a table; `first` and `second` are the coders of a pair, "" of more."""

    columns: list[str]
    rows: list[MatrixRow]
    n: int
    alike: int
    first: str
    second: str


def matrix_of(access: ProjectAccess, found: Confusion, asked: Asked, scheme: Scheme) -> Matrix:
    """The matrix, each cell shaded by its share of its row."""
    labels = {tag: label_of(scheme, tag) for tag in found.tags}
    rows = []
    for row in found.tags:
        counts = [found.cells.get((row, column), 0) for column in found.tags]
        cells = [
            MatrixCell(
                count,
                -(-count * SHADES // sum(counts)) if count else 0,
                asked.differences(access.project.slug, (row, column)) if count else "",
                row == column,
                labels[row],
                labels[column],
            )
            for column, count in zip(found.tags, counts, strict=True)
        ]
        rows.append(MatrixRow(labels[row], cells, sum(counts)))
    first, _comma, second = asked.wanted.key.partition(",") if found.of_pair else ("", "", "")
    return Matrix(list(labels.values()), rows, found.n, found.alike, first, second)
