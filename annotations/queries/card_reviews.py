"""What review has to do with the highlights of an article: what is said about them, disputes, the claim they belong to."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q

from annotations.access import visible_appearances, visible_comments, visible_disputes
from annotations.domain.disputes import DisputeState
from annotations.models import Position
from newsapp.access import ProjectAccess


class CardReview(NamedTuple):
    """What review has to do with a highlight.

    Attributes:
        threads: remarks on it that are not settled.
        disputes: number and state of those about it, or in which a position names it, but for withdrawn ones.
        claim: number of the claim that appears in it.
    """

    threads: int = 0
    disputes: tuple[tuple[int, DisputeState], ...] = ()
    claim: int | None = None


NOTHING = CardReview()


class ArticleReview(NamedTuple):
    """What review has to do with an article.

    Attributes:
        highlights: those of its highlights with which it has to do.
        remarks: on the article itself, that are not settled.
    """

    highlights: dict[UUID, CardReview]
    remarks: int


def review_of_article(*, access: ProjectAccess, article_id: int) -> ArticleReview:
    """What review has to do with an article, as far as a member may see it; 3 statements."""
    disputes: dict[UUID, list[tuple[int, DisputeState]]] = {}
    for number, state, uuid, others in _disputes(access, article_id):
        for about in {*others, *([uuid] if uuid else [])}:
            disputes.setdefault(about, []).append((number, DisputeState(state)))
    threads = _threads(access, article_id)
    remarks = threads.pop(None, 0)
    claims = _claims(access, article_id)
    found = {
        uuid: CardReview(threads.get(uuid, 0), tuple(disputes.get(uuid, ())), claims.get(uuid))
        for uuid in threads.keys() | disputes.keys() | claims.keys()
        if uuid is not None
    }
    return ArticleReview(found, remarks)


def open_threads_on_article(*, access: ProjectAccess, article_id: int) -> int:
    """How many remarks on an article itself are not settled."""
    return visible_comments(access).filter(article=article_id, parent=None, resolved_at=None).count()


def _threads(access: ProjectAccess, article_id: int) -> dict[UUID | None, int]:
    """By highlight; None stands for the article itself."""
    here = Q(highlight__article=article_id) | Q(article=article_id)
    found = visible_comments(access).filter(here, parent=None, resolved_at=None)
    return dict(found.order_by().values_list("highlight__uuid").annotate(Count("pk")))


def _disputes(access: ProjectAccess, article_id: int) -> list[tuple[int, str, UUID | None, list[UUID]]]:
    named = Position.objects.filter(dispute=OuterRef("pk"), highlight__isnull=False).values("highlight__uuid")
    found = visible_disputes(access).filter(article=article_id).exclude(state=DisputeState.WITHDRAWN.value)
    rows = found.order_by("number").annotate(named=ArraySubquery(named))
    return list(rows.values_list("number", "state", "highlight__uuid", "named"))


def _claims(access: ProjectAccess, article_id: int) -> Mapping[UUID, int]:
    found = visible_appearances(access).filter(highlight__article=article_id, claim__deleted_at=None)
    return dict(found.order_by().values_list("highlight__uuid", "claim__number"))
