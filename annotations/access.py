"""The door to highlights and relations: load one for a member, or refuse."""

from uuid import UUID

from annotations.models import Highlight, Relation
from newsapp.access import Person, ProjectAccess, open_project
from newsapp.domain.roles import Action
from newsapp.errors import Gone, NotVisible
from newsapp.wording import gettext as _


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
        Highlight.objects.select_related("article", "revision", "analyst")
        .defer("revision__blocks", "revision__cleaning")
        .filter(project=access.project, uuid=uuid, article__deleted_at=None)
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
        Relation.objects.select_related("type", "source", "target", "analyst")
        .filter(project=access.project, uuid=uuid)
        .filter(source__article__deleted_at=None, target__article__deleted_at=None)
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
