"""Reading suggested highlights and what was decided about them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from annotations.access import visible_highlights
from annotations.domain.highlighting import HighlightRecord
from annotations.domain.suggestions import SUGGESTED, DecisionRecord
from annotations.models import Highlight, SuggestionDecision
from annotations.models.suggestions import SuggestionDecisionQuerySet
from annotations.queries.highlights import records
from newsapp.access import ArticleAccess, ProjectAccess
from newsapp.anonymity import Names, coder_asked_for, coder_names
from newsapp.blindness import sees_part_in
from newsapp.queries.pages import Page, Window, page_of

_FIELDS = (
    "suggestion__uuid",
    "suggestion__article__number",
    "user__username",
    "decision",
    "highlight__uuid",
    "created_at",
    "suggestion__score",
)


@dataclass(frozen=True, slots=True)
class DecisionFilter:
    """Which decisions; None leaves a field open.

    Attributes:
        article: number within the project.
        user: who decided: username, or what the member sees for it.
        decision: `accepted`, `changed`, `rejected`.
    """

    article: int | None = None
    user: str | None = None
    decision: str | None = None


def undecided_suggestions(access: ArticleAccess) -> list[HighlightRecord]:
    """Those of an article's current revision that the member did not decide yet, in reading order; one statement."""
    decided = SuggestionDecision.objects.filter(suggestion=OuterRef("pk"), user=access.user).in_force()
    found = visible_highlights(access).filter(
        ~Exists(decided), layer=SUGGESTED, article=access.article, revision=access.revision
    )
    return records(found.order_by("start", "-end", "uuid"), coder_names(access))


def articles_of_suggestions(*, access: ProjectAccess, ids: Collection[UUID]) -> dict[UUID, int]:
    """The numbers of the articles of those of some suggestions that a member may see, deleted or not."""
    found = visible_highlights(access, deleted=None).filter(uuid__in=set(ids), layer=SUGGESTED).order_by()
    return dict(found.values_list("uuid", "article__number"))


def suggestions_made_into(*, access: ProjectAccess, highlights: Collection[UUID]) -> list[UUID]:
    """The suggestions of which the member herself made some highlights, deleted or not."""
    hers = SuggestionDecision.objects.filter(project=access.project, user=access.user)
    return list(hers.filter(highlight__uuid__in=set(highlights)).values_list("suggestion__uuid", flat=True))


def visible_decisions(access: ProjectAccess) -> SuggestionDecisionQuerySet:
    """What a member may see of the decisions in force: those about a suggestion, and with a highlight, that she sees.

    A suggestion that was deleted takes no decision away: what was decided stays to be learnt from. Where coders work blind
    she sees others' decisions on an article when she sees their highlights in it.
    """
    seen = visible_highlights(access).order_by().values("pk")
    gone = visible_highlights(access, deleted=True).filter(layer=SUGGESTED).order_by().values("pk")
    found = SuggestionDecision.objects.in_force().filter(
        sees_part_in(access, "suggestion__article", "user"), project=access.project
    )
    return found.filter(Q(suggestion__in=seen) | Q(suggestion__in=gone), Q(highlight=None) | Q(highlight__in=seen))


def page_of_decisions(*, access: ProjectAccess, wanted: DecisionFilter, window: Window) -> Page[DecisionRecord]:
    """A page of the decisions that a member may see, in the order in which the suggestions were first decided."""
    conditions, names = Q(), coder_names(access)
    if wanted.article is not None:
        conditions &= Q(suggestion__article__number=wanted.article)
    if wanted.user is not None:
        conditions &= Q(user__username=coder_asked_for(access, wanted.user, path="user"))
    if wanted.decision is not None:
        conditions &= Q(decision=wanted.decision)
    return page_of(
        visible_decisions(access).filter(conditions),
        window,
        key="pk",
        read=lambda rows: [(key, _decision(row, names)) for key, *row in rows.values_list("pk", *_FIELDS)],
    )


def _decision(row: Sequence[Any], names: Names) -> DecisionRecord:
    record = DecisionRecord(*row)
    return record._replace(user=names(record.user) or "")


def decision_about(*, user_id: int, suggestion_id: int) -> DecisionRecord | None:
    """What somebody decided about a suggestion, by its row, if it holds."""
    found = SuggestionDecision.objects.in_force().filter(suggestion=suggestion_id, user=user_id)
    row: Any = found.values_list(*_FIELDS).first()
    return DecisionRecord(*row) if row else None


def suggestions_behind(
    *, user_id: int, highlight_ids: Collection[int]
) -> list[tuple[int, HighlightRecord, HighlightRecord]]:
    """What somebody's own highlights were made of, for those of some that were made of a suggestion.

    Returns:
        The row of each decision, the suggestion that it was about, and the highlight as it is now.
    """
    decisions = SuggestionDecision.objects.filter(
        user=user_id, highlight__in=highlight_ids, highlight__analyst=user_id
    ).values_list("pk", "suggestion_id", "highlight_id", "suggestion__uuid", "highlight__uuid")
    rows = list(decisions)
    if not rows:
        return []
    both = {pk for _, suggestion, highlight, _, _ in rows for pk in (suggestion, highlight)}
    known = {record.id: record for record in records(Highlight.objects.filter(pk__in=both))}
    return [(pk, known[suggested], known[made]) for pk, _, _, suggested, made in rows]
