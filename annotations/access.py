"""The door to what is made of articles: what a member may see of it; load one thing for her, or refuse."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.models import Appearance, Claim, Comment, Dispute, Evidence, Highlight, Position, Relation
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


def _none_or_in(field: str, rows: QuerySet[Any]) -> Q:
    """What holds where a foreign key names nothing, or one of some rows.

    Not with `__in`: within an `OR` PostgreSQL would look up all of the rows first, however few are asked about.
    """
    return Q(**{field: None}) | Q(Exists(rows.filter(pk=OuterRef(field))))


def visible_disputes(access: ProjectAccess) -> QuerySet[Dispute]:
    """What a member may see of the project's disputes: those that are about nothing that is hidden from her.

    While a project codes blind, a dispute about an article tells of somebody's work on it, like the highlights there. That one
    of the disputed highlights was deleted hides nothing; that their article was does.
    """
    highlights = visible_highlights(access, deleted=None)
    named = Position.objects.filter(dispute=OuterRef("pk"), highlight__isnull=False)
    return Dispute.objects.filter(
        ~Exists(named.exclude(_none_or_in("highlight", highlights))),
        _none_or_in("highlight", highlights),
        _none_or_in("claim", visible_claims(access, deleted=True)),
        Q(article=None) | Q(article__deleted_at=None) & sees_part_in(access, "article", "opened_by"),
        project=access.project,
    )


def visible_comments(access: ProjectAccess, *, deleted: bool = False) -> QuerySet[Comment]:
    """What a member may see of the project's comments: those on what she may see.

    While a project codes blind, what others say about an article is hidden like their highlights in it.

    Args:
        access: the project.
        deleted: those too that were deleted.
    """
    seen = Comment.objects.filter(
        Q(article=None) | Q(article__deleted_at=None) & sees_part_in(access, "article", "author"),
        _none_or_in("highlight", visible_highlights(access, deleted=None)),
        _none_or_in("claim", visible_claims(access, deleted=True)),
        _none_or_in("dispute", visible_disputes(access)),
        project=access.project,
    )
    return seen if deleted else seen.filter(deleted_at=None)


def opened_comment(
    *, user: Person, slug: str, uuid: UUID, action: Action = Action.READ, own: bool = False
) -> tuple[ProjectAccess, Comment]:
    """A comment of a project for a member.

    Args:
        user: who asks.
        slug: the project's.
        uuid: the comment's, within the project.
        action: `READ` or `COMMENT`.
        own: whether somebody else's takes a manager.

    Raises:
        NotVisible: there is none for her.
        NotAllowed: her role is too low, or it is somebody else's.
        Gone: it was deleted.
    """
    access = open_project(user=user, slug=slug)
    comment = visible_comments(access, deleted=True).select_related("author").filter(uuid=uuid).first()
    if comment is None:
        raise NotVisible
    access.require(action)
    if own and comment.author_id != access.user.pk:
        access.require(Action.MANAGE_PROJECT)
    if comment.deleted_at is not None:
        raise Gone("deleted", _("This comment was deleted."))
    return access, comment


def opened_dispute(
    *, user: Person, slug: str, number: int, action: Action = Action.READ
) -> tuple[ProjectAccess, Dispute]:
    """A dispute of a project for a member who may do this in it.

    Args:
        user: who asks.
        slug: the project's.
        number: the dispute's, within the project.
        action: what she wants to do; what the rules of disputes say to that is another question.

    Raises:
        NotVisible: there is none for her.
        NotAllowed: her role is too low.
    """
    access = open_project(user=user, slug=slug)
    found = visible_disputes(access).select_related("article", "highlight", "claim", "opened_by", "asked")
    dispute = found.filter(number=number).first()
    if dispute is None:
        raise NotVisible
    access.require(action)
    return access, dispute


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


def visible_appearances(access: ProjectAccess) -> QuerySet[Appearance]:
    """The places where claims appear that a member may see: those whose highlight she may see."""
    seen = visible_highlights(access).order_by().values("pk")
    return Appearance.objects.filter(project=access.project, highlight__in=seen)


def visible_claims(access: ProjectAccess, *, deleted: bool = False) -> QuerySet[Claim]:
    """What a member may see of the project's claims.

    While a project codes blind, a claim tells what somebody else marked: whoever did not write it sees it from when on she
    may see a highlight in which it appears. One that appears nowhere is left to those who review.

    Args:
        access: the project.
        deleted: those too that were deleted, or merged into another.
    """
    seen = Claim.objects.filter(project=access.project)
    if not deleted:
        seen = seen.filter(deleted_at=None, merged_into=None)
    if not may_hide(access):
        return seen
    appears = visible_appearances(access).filter(claim=OuterRef("pk"))
    told = Q(created_by=access.user) | Q(Exists(appears))
    if access.may(Action.REVIEW):
        told |= Q(~Exists(Appearance.objects.filter(claim=OuterRef("pk"))))
    return seen.filter(told)


def visible_evidence(
    access: ProjectAccess, *, deleted: bool = False, of_seen_claims: bool = False
) -> QuerySet[Evidence]:
    """What a member may see of the project's evidence: of claims and in disputes that she may see.

    Args:
        access: the project.
        deleted: that too which was deleted, or whose claim was.
        of_seen_claims: the caller asks about claims alone of which it is known that she may see them.
    """
    seen = Evidence.objects.filter(_none_or_in("dispute", visible_disputes(access)), project=access.project)
    if not of_seen_claims:
        seen = seen.filter(_none_or_in("claim", visible_claims(access, deleted=deleted)))
    return seen if deleted else seen.filter(deleted_at=None)


def open_claim(
    *, user: Person, slug: str, number: int, action: Action = Action.READ, own: bool = False
) -> tuple[ProjectAccess, Claim]:
    """A claim of a project for a member.

    Args:
        user: who asks.
        slug: the project's.
        number: the claim's, within the project.
        action: `READ`, `WRITE_CLAIM` or `ADD_EVIDENCE`.
        own: whether it is for whoever wrote the claim, and for those who review.

    Raises:
        NotVisible: there is none for her.
        NotAllowed: her role is too low, or it is somebody else's.
        Gone: it was deleted, or merged into another.
    """
    access = open_project(user=user, slug=slug)
    found = visible_claims(access, deleted=True).select_related("merged_into", "created_by").filter(number=number)
    claim = found.first()
    if claim is None:
        raise NotVisible
    access.require(action)
    if own and claim.created_by_id != access.user.pk:
        access.require(Action.REVIEW)
    if claim.merged_into is not None:
        raise Gone("merged", _("This claim was merged into claim {number}.", number=claim.merged_into.number))
    if claim.deleted_at is not None:
        raise Gone("deleted", _("This claim was deleted."))
    return access, claim


def open_evidence(
    *, user: Person, slug: str, uuid: UUID, action: Action = Action.READ
) -> tuple[ProjectAccess, Evidence]:
    """A piece of evidence for a member; changing what somebody else added takes `REVIEW`.

    Raises:
        NotVisible: there is none for her.
        NotAllowed: her role is too low, or it is somebody else's.
        Gone: it was deleted.
    """
    access = open_project(user=user, slug=slug)
    evidence = visible_evidence(access, deleted=True).filter(uuid=uuid).first()
    if evidence is None:
        raise NotVisible
    if action is not Action.READ:
        access.require(action)
        if evidence.added_by_id != access.user.pk:
            access.require(Action.REVIEW)
    if evidence.deleted_at is not None:
        raise Gone("deleted", _("This evidence was deleted."))
    return access, evidence
