"""The door to highlights and relations: what a member may see of them; load one for her, or refuse."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from annotations.models import Highlight, Relation
from annotations.models.highlights import HighlightQuerySet
from annotations.models.relations import RelationQuerySet
from newsapp.access import Person, ProjectAccess, open_project
from newsapp.blindness import coded_by, may_hide, sees_part_in
from newsapp.domain.roles import Action
from newsapp.errors import Gone, NotVisible
from newsapp.wording import gettext as _


def visible_highlights(access: ProjectAccess, *, deleted: bool | None = False) -> HighlightQuerySet:
    """What a member may see of the project's highlights: the one place that decides it.

    Where coders work blind these are her own, gold and suggestions, and everybody's where she sees their work, see
    `newsapp.blindness`.

    Args:
        access: the project.
        deleted: those that were deleted, and no others, to restore them; None for all, deleted or not.
    """
    seen = Highlight.objects.filter(project=access.project, article__deleted_at=None)
    if may_hide(access):
        seen = seen.filter(sees_part_in(access, "article", "analyst") | ~Q(layer=Highlight.Layer.ANALYST))
    return seen if deleted is None else seen.filter(deleted_at__isnull=not deleted)


def visible_relations(access: ProjectAccess, *, hidden: bool = False) -> RelationQuerySet:
    """What a member may see of the project's relations: those both of whose ends she may see.

    Where coders work blind, others' links between what she sees are hidden like their highlights.

    Args:
        access: the project.
        hidden: those too that were deleted, or an end of which was.
    """
    ends = visible_highlights(access, deleted=None if hidden else False).order_by().values("pk")
    seen = Relation.objects.filter(project=access.project, source__in=ends, target__in=ends)
    if may_hide(access):
        here, there = (sees_part_in(access, f"{end}__article", "analyst") for end in ("source", "target"))
        seen = seen.filter(here & there | ~Q(layer=Highlight.Layer.ANALYST))
    return seen if hidden else seen.present()


def _read_by(access: ProjectAccess) -> QuerySet[Any, Any]:
    """The articles in which a member made a reading, one that was deleted too."""
    hers = Highlight.objects.filter(project=access.project, analyst=access.user, layer=Highlight.Layer.ANALYST)
    return hers.order_by().values("article")


def register() -> None:
    """Make it known that whoever made a reading in an article codes it."""
    coded_by(_read_by)


def open_highlight(
    *, user: Person, slug: str, uuid: UUID, action: Action = Action.READ, deleted: bool = False
) -> tuple[ProjectAccess, Highlight]:
    """A highlight of a project for a member; changing one that is not her own takes `EDIT_ANY_HIGHLIGHT`.

    Args:
        user: who asks.
        slug: the project's.
        uuid: the highlight's, within the project.
        action: `READ` or `HIGHLIGHT`.
        deleted: let a deleted one through, to restore it.

    Raises:
        NotVisible: there is none for her.
        NotAllowed: her role is too low, or it is somebody else's.
        Gone: it was deleted.
    """
    access = open_project(user=user, slug=slug)
    highlight = (
        visible_highlights(access, deleted=None)
        .select_related("article", "revision", "analyst")
        .defer("revision__blocks", "revision__cleaning")
        .filter(uuid=uuid)
        .first()
    )
    if highlight is None:
        raise NotVisible
    if action is not Action.READ:
        access.require(action)
        if highlight.analyst_id != access.user.pk:
            access.require(Action.EDIT_ANY_HIGHLIGHT)
    if highlight.deleted_at is not None and not deleted:
        raise Gone("deleted", _("This highlight was deleted; it can be restored."))
    return access, highlight


def open_suggestion(*, user: Person, slug: str, uuid: UUID) -> tuple[ProjectAccess, Highlight]:
    """A suggestion of a project for a member who decides about it; whose it is makes no difference.

    Raises:
        NotVisible: there is none for her.
        NotAllowed: her role is too low.
        Gone: it was deleted.
    """
    access, highlight = open_highlight(user=user, slug=slug, uuid=uuid)
    if highlight.layer != Highlight.Layer.SUGGESTED:
        raise NotVisible
    access.require(Action.HIGHLIGHT)
    return access, highlight


def open_relation(
    *, user: Person, slug: str, uuid: UUID, action: Action = Action.READ, deleted: bool = False
) -> tuple[ProjectAccess, Relation]:
    """A relation of a project for a member; changing one that is not her own takes `EDIT_ANY_HIGHLIGHT`.

    Args:
        user: who asks.
        slug: the project's.
        uuid: the relation's, within the project.
        action: `READ` or `HIGHLIGHT`.
        deleted: let a deleted one through, and one that is hidden with an end of it.

    Raises:
        NotVisible: there is none for her.
        NotAllowed: her role is too low, or it is somebody else's.
        Gone: it was deleted, or a highlight that it links.
    """
    access = open_project(user=user, slug=slug)
    relation = (
        visible_relations(access, hidden=True)
        .select_related("type", "source", "target", "analyst")
        .filter(uuid=uuid)
        .first()
    )
    if relation is None:
        raise NotVisible
    if action is not Action.READ:
        access.require(action)
        if relation.analyst_id != access.user.pk:
            access.require(Action.EDIT_ANY_HIGHLIGHT)
    if relation.deleted_at is not None and not deleted:
        raise Gone("deleted", _("This relation was deleted; it can be restored."))
    if (relation.source.deleted_at or relation.target.deleted_at) and not deleted:
        raise Gone("hidden", _("A highlight that this relation links was deleted; it comes back with the highlight."))
    return access, relation
