"""Deciding about suggested highlights. Each person decides for herself; what she decided is kept for learning."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotations.access import visible_highlights
from annotations.domain.highlighting import HighlightRecord
from annotations.domain.suggestions import Decision, DecisionRecord, decision_of
from annotations.models import Highlight, SuggestionDecision
from annotations.queries.highlights import record_of
from annotations.queries.suggestions import decision_about, suggestions_behind
from newsapp.access import ProjectAccess
from newsapp.errors import Conflict, RuleViolation
from newsapp.models import User
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _


def suggestion_to_accept(*, access: ProjectAccess, uuid: UUID, article_id: int) -> Highlight:
    """A suggestion of which somebody is about to make a highlight of her own; she is locked until it is made.

    One that was deleted meanwhile may still be accepted: her work is not lost for it.

    Raises:
        RuleViolation: there is no such suggestion in the article.
        Conflict: she accepted it already; `existing` is the highlight that she made.
    """
    seen = visible_highlights(access, deleted=None)
    suggestion = seen.filter(uuid=uuid, article=article_id, layer=Highlight.Layer.SUGGESTED).first()
    if suggestion is None:
        raise RuleViolation("unknown_suggestion", _("The article has no such suggestion."), path="suggestion")
    _refuse_accepted(access, suggestion)
    return suggestion


def _refuse_accepted(access: ProjectAccess, suggestion: Highlight) -> None:
    # The same key twice at once: the second one waits, and finds what the first one made.
    User.objects.select_for_update(no_key=True).get(pk=access.user.pk)
    there = decision_about(user_id=access.user.pk, suggestion_id=suggestion.pk)
    if there is not None and there.highlight is not None:
        existing = record_of(project_id=access.project.pk, uuid=there.highlight)
        message = _("You accepted this suggestion already.")
        raise Conflict("accepted_already", message, existing=existing, path="suggestion")


def keep_acceptance(*, access: ProjectAccess, suggestion: Highlight, made: HighlightRecord) -> None:
    """Note what somebody made of a suggestion, in the transaction that made it.

    Args:
        access: the project.
        suggestion: from `suggestion_to_accept`.
        made: her highlight.
    """
    suggested = record_of(project_id=access.project.pk, uuid=suggestion.uuid)
    assert suggested is not None
    SuggestionDecision.objects.update_or_create(
        suggestion=suggestion,
        user=access.user,
        defaults={
            "project": access.project,
            "decision": decision_of(suggested, made),
            "highlight": Highlight.objects.get(project=access.project, uuid=made.id),
            "created_at": timezone.now(),
        },
    )


def keep_changes(*, access: ProjectAccess, highlight_ids: Collection[int]) -> None:
    """Note which highlights that somebody made of suggestions became like them, or unlike them, by her own change.

    Args:
        access: the project.
        highlight_ids: rows that were changed just now; others' among them are passed over.
    """
    now: dict[Decision, list[int]] = {}
    for pk, suggested, made in suggestions_behind(user_id=access.user.pk, highlight_ids=highlight_ids):
        now.setdefault(decision_of(suggested, made), []).append(pk)
    for decision, pks in now.items():
        SuggestionDecision.objects.filter(pk__in=pks).update(decision=decision)


@transaction.atomic
def reject_suggestion(*, access: ProjectAccess, suggestion: Highlight) -> tuple[DecisionRecord, bool]:
    """Put a suggestion aside for oneself; the same again changes nothing.

    Args:
        access: the project, opened for `HIGHLIGHT`.
        suggestion: from `annotations.access.open_suggestion`.

    Returns:
        The decision, and whether it was made by this call.

    Raises:
        Conflict: she accepted it; what she made of it is to be deleted first.
    """
    _refuse_accepted(access, suggestion)
    there = decision_about(user_id=access.user.pk, suggestion_id=suggestion.pk)
    if there is not None:
        return there, False
    SuggestionDecision.objects.update_or_create(
        suggestion=suggestion,
        user=access.user,
        defaults={
            "project": access.project,
            "decision": SuggestionDecision.Decision.REJECTED,
            "highlight": None,
            "created_at": timezone.now(),
        },
    )
    _record(access, suggestion, "suggestion.rejected")
    made = decision_about(user_id=access.user.pk, suggestion_id=suggestion.pk)
    assert made is not None
    return made, True


@transaction.atomic
def reconsider_suggestion(*, access: ProjectAccess, suggestion: Highlight) -> None:
    """Take a rejection back: the suggestion waits again. One that was not rejected stays as it is.

    Raises:
        Conflict: she accepted it; what she made of it is to be deleted instead.
    """
    _refuse_accepted(access, suggestion)
    rejected = SuggestionDecision.objects.filter(suggestion=suggestion, user=access.user, highlight=None)
    if rejected.delete()[0]:
        _record(access, suggestion, "suggestion.reconsidered")


def _record(access: ProjectAccess, suggestion: Highlight, verb: str) -> None:
    happening = Happening(verb, str(suggestion.uuid), suggestion.article_id)
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=[happening])
