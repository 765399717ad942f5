"""What the list of articles offers for choosing: people, outlets, stories."""

from typing import NamedTuple

from django.db.models import Count

from newsapp.access import ProjectAccess
from newsapp.anonymity import shown_coder
from newsapp.domain.roles import Action, Role, may
from newsapp.models import Membership, Outlet, Story
from newsapp.queries.articles import open_for

OFFERED = 500
"""Most outlets and most stories that a field suggests; any other can be typed."""


class Coder(NamedTuple):
    """Somebody who may be given articles; `in_hand` counts those that she has and has not done, as far as one may know."""

    username: str
    name: str
    role: str
    in_hand: int


def coders_of(access: ProjectAccess) -> list[Coder]:
    """The members who may highlight, by name, in one statement."""
    coding = [role.value for role in Role if may(role, Action.HIGHLIGHT)]
    in_hand = Count("user__assignments", filter=open_for(access, "user__assignments"))
    found = (
        Membership.objects.select_related("user")
        .filter(project=access.project, role__in=coding, user__is_active=True)
        .annotate(in_hand=in_hand)
    )
    coders = [
        Coder(*shown_coder(access, row.user.username, row.user.display_name), row.role, row.in_hand) for row in found
    ]
    return sorted(coders, key=lambda coder: (coder.name.casefold(), coder.username))


def outlets_of(access: ProjectAccess) -> list[str]:
    """Names of outlets by name: the newest, when there are more than `OFFERED`."""
    newest = Outlet.objects.filter(project=access.project).order_by("-pk").values_list("name", flat=True)
    return sorted(newest[:OFFERED])


def stories_of(access: ProjectAccess) -> list[str]:
    """Names of stories by name: the newest, when there are more than `OFFERED`."""
    newest = Story.objects.filter(project=access.project).order_by("-pk").values_list("name", flat=True)
    return sorted(newest[:OFFERED])
