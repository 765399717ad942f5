"""Reading a project's guidelines, the newest and those before."""

from datetime import datetime
from typing import NamedTuple

from newsapp.access import ProjectAccess
from newsapp.errors import NotVisible
from newsapp.models import Guidelines
from newsapp.wording import gettext as _


class GuidelinesRecord(NamedTuple):
    """One published state; `author` is a username, `author_name` what pages show."""

    version: int
    text: str
    summary: str
    created_at: datetime
    author: str | None
    author_name: str


def _record(row: Guidelines) -> GuidelinesRecord:
    author = row.created_by
    return GuidelinesRecord(
        row.number,
        row.text,
        row.summary,
        row.created_at,
        author.username if author else None,
        author.display_name if author else "",
    )


def guidelines_at(access: ProjectAccess, number: int) -> GuidelinesRecord:
    """One state by its number.

    Raises:
        NotVisible: there is none.
    """
    rows = Guidelines.objects.filter(project=access.project, number=number).select_related("created_by")
    row = rows.first() if number < 2**31 else None
    if row is None:
        raise NotVisible(_("The guidelines have no such version."))
    return _record(row)


def newest_guidelines(access: ProjectAccess) -> GuidelinesRecord | None:
    """The state that counts now; None while nothing was published."""
    number = access.project.guidelines_version
    return guidelines_at(access, number) if number else None


def guidelines_versions(access: ProjectAccess, *, limit: int = 200) -> list[GuidelinesRecord]:
    """The published states, the newest first, without their texts (they are empty strings here)."""
    rows = Guidelines.objects.filter(project=access.project).select_related("created_by").defer("text")
    return [
        GuidelinesRecord(
            row.number,
            "",
            row.summary,
            row.created_at,
            row.created_by.username if row.created_by else None,
            row.created_by.display_name if row.created_by else "",
        )
        for row in rows.order_by("-number")[:limit]
    ]
