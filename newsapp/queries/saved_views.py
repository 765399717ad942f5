"""Reading saved views."""

from typing import NamedTuple

from django.db.models import Q

from newsapp.access import ProjectAccess
from newsapp.models import SavedView


class ViewRecord(NamedTuple):
    """A saved view as one member sees it; `own` when she made it."""

    id: int
    name: str
    query: str
    shared: bool
    own: bool
    maker: str


def views_of(access: ProjectAccess) -> list[ViewRecord]:
    """A member's own views and those that are shared, by name."""
    found = SavedView.objects.select_related("user").filter(
        Q(user=access.user) | Q(shared=True), project=access.project
    )
    return [
        ViewRecord(row.pk, row.name, row.query, row.shared, row.user_id == access.user.pk, row.user.display_name)
        for row in found.order_by("name", "pk")
    ]
