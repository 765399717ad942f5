"""Saved views of the list of articles: one's own, and those that a manager shares with everybody."""

from django.db import IntegrityError, transaction

from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation
from newsapp.models import SavedView
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

MOST = 40
"""Most views of one person in one project."""

MAX_NAME = 80
MAX_QUERY = 1_000


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    refuse_unstorable(text=name, path="name")
    if not name:
        raise RuleViolation("empty", _("A view needs a name."), path="name")
    if len(name) > MAX_NAME:
        raise RuleViolation(
            "too_long",
            ngettext("At most {most} character.", "At most {most} characters.", MAX_NAME, most=MAX_NAME),
            path="name",
        )
    return name


@transaction.atomic
def save_view(*, access: ProjectAccess, name: str, query: str, shared: bool) -> SavedView:
    """Keep a way of looking at the list under a name; a view of one's own with that name is changed.

    Args:
        access: the project.
        name: what it is called.
        query: filters and order as they stand in the address, without a leading `?`.
        shared: whether every member sees it; only a manager may.

    Raises:
        RuleViolation: no name, too long a name or query, too many views.
        NotAllowed: to share takes a manager.
    """
    name = _checked_name(name)
    if len(query) > MAX_QUERY:
        raise RuleViolation("too_long", _("This search is too long to be saved: shorten it."), path="query")
    if shared:
        access.require(Action.MANAGE_PROJECT)
    own = SavedView.objects.filter(project=access.project, user=access.user)
    if not own.filter(name=name).exists() and own.count() >= MOST:
        raise RuleViolation(
            "too_many",
            ngettext(
                "You have {most} view: delete one first.", "You have {most} views: delete one first.", MOST, most=MOST
            ),
            path="name",
        )
    values = {"query": query, "shared": shared}
    return SavedView.objects.update_or_create(project=access.project, user=access.user, name=name, defaults=values)[0]


def _opened(access: ProjectAccess, view_id: int) -> SavedView:
    """A view that the member may change: her own, and as a manager a shared one."""
    view = SavedView.objects.select_for_update().filter(project=access.project, pk=view_id).first()
    if view is None or (view.user_id != access.user.pk and not view.shared):
        raise NotVisible(_("This view is no longer there."))
    if view.user_id != access.user.pk and not access.may(Action.MANAGE_PROJECT):
        raise NotAllowed(_("Only its maker or a manager changes a shared view."))
    return view


@transaction.atomic
def change_view(*, access: ProjectAccess, view_id: int, name: str, shared: bool) -> SavedView:
    """Rename a view, share it or stop sharing it.

    Raises:
        NotVisible: there is none for her.
        NotAllowed: it is somebody else's; to share takes a manager.
        Conflict: its maker has another of this name.
    """
    view = _opened(access, view_id)
    if shared and not view.shared:
        access.require(Action.MANAGE_PROJECT)
    view.name, view.shared = _checked_name(name), shared
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "shared"])
    except IntegrityError as error:
        raise Conflict("view_exists", _("There is a view of this name already."), path="name") from error
    return view


@transaction.atomic
def delete_view(*, access: ProjectAccess, view_id: int) -> str:
    """Delete a view; answers its name.

    Raises:
        NotVisible: there is none for her.
        NotAllowed: it is somebody else's.
    """
    view = _opened(access, view_id)
    name = view.name
    view.delete()
    return name
