"""Projects that were removed, for the operator: nobody else sees them."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from newsapp.errors import NotVisible, RuleViolation
from newsapp.models import Project
from newsapp.wording import Wording
from newsapp.wording import gettext as _


class RemovedProject(NamedTuple):
    """A removed project; `id` tells two of one address apart."""

    id: int
    slug: str
    name: str
    removed_at: datetime
    articles: int


def removed_projects() -> list[RemovedProject]:
    """All of them, the newest removal first."""
    rows = Project.objects.exclude(deleted_at=None).annotate(
        number=Count("articles", filter=Q(articles__deleted_at=None))
    )
    fields = rows.order_by("-deleted_at").values_list("pk", "slug", "name", "deleted_at", "number")
    return [RemovedProject(pk, slug, name, moment, number) for pk, slug, name, moment, number in fields if moment]


def find_removed_project(*, slug: str, project_id: int | None = None) -> Project:
    """A removed project by its address; `project_id` says which when several had it.

    Raises:
        NotVisible: no removed project had this address.
        RuleViolation: several had it, and no id was given.
    """
    return _only(
        Project.objects.exclude(deleted_at=None).filter(slug=slug),
        slug,
        project_id,
        _("There is no removed project “{slug}”.", slug=slug),
    )


def find_living_project(*, slug: str, project_id: int | None = None) -> Project:
    """A project that is not removed, whoever its members are.

    Raises:
        NotVisible: there is none.
    """
    return _only(
        Project.objects.filter(slug=slug, deleted_at=None),
        slug,
        project_id,
        _("There is no living project “{slug}”.", slug=slug),
    )


def _only(rows: QuerySet[Project], slug: str, project_id: int | None, missing: Wording) -> Project:
    if project_id is not None:
        rows = rows.filter(pk=project_id)
    found = list(rows.select_related("team").order_by("-deleted_at")[:2])
    if not found:
        raise NotVisible(missing)
    if len(found) > 1:
        raise RuleViolation(
            "several", _("Several removed projects had “{slug}”: name one by --id (see --list).", slug=slug)
        )
    return found[0]
