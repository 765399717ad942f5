"""Handing an article back, giving somebody's to another person, and sending it back to whoever was done."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from newsapp.access import ArticleAccess, ProjectAccess
from newsapp.blindness import sees_work_on
from newsapp.domain.roles import Action, Role, may
from newsapp.errors import Conflict, NotAllowed, NotVisible
from newsapp.models import Assignment, Membership
from newsapp.services.activity import Happening
from newsapp.services.article_locks import locked_articles
from newsapp.services.assignments import coders_named, follow_assignments
from newsapp.services.comparisons import record_opening
from newsapp.services.reasons import said_reason
from newsapp.wording import gettext as _


@transaction.atomic
def hand_back(*, access: ArticleAccess, reason: str) -> None:
    """Give back what one has in hand, so that somebody else can have it; her highlights stay hers.

    She is not handed it again by itself.

    Args:
        access: the article, opened for `HIGHLIGHT`.
        reason: in her words, see `newsapp.services.reasons`.

    Raises:
        RuleViolation: no reason, or one that is too long.
        NotVisible: she does not have it.
        Conflict: she said that she is done with it.
    """
    access.require(Action.HIGHLIGHT)
    said = said_reason(reason)
    locked_articles(project_id=access.project.pk, numbers=[access.article.number])
    hers = Assignment.objects.filter(article=access.article, user=access.user).first()
    if hers is None:
        raise NotVisible(_("You do not have this article in hand."))
    if hers.done_at is not None:
        raise Conflict("done", _("You said that you are done with this article. Take that back first."))
    hers.delete()
    opened = follow_assignments([access.article.pk])
    happening = Happening("assignment.handed_back", str(access.user.pk), access.article.pk, detail={"reason": said})
    record_opening(access=access, happenings=[happening, *opened])


@transaction.atomic
def move_assignment(*, access: ArticleAccess, username: str, to: str) -> Assignment:
    """Give an article that somebody has in hand to another person; what the first one made stays hers.

    Args:
        access: the article, opened for `REVIEW`.
        username: who has it.
        to: who gets it, by the same day.

    Raises:
        NotAllowed: the role is too low, or one codes the article blind oneself.
        NotVisible: she does not have it.
        RuleViolation: the other cannot code here.
        Conflict: the first one is done with it, or the other has it already.
    """
    access.require(Action.REVIEW)
    if not sees_work_on(access):
        raise NotAllowed(_("You code this article yourself: another reviewer can give it to somebody else."))
    ((user_id, _name),) = coders_named(access, [to]).items()
    locked_articles(project_id=access.project.pk, numbers=[access.article.number])
    found = Assignment.objects.filter(article=access.article, user__username=username).first()
    if found is None:
        raise NotVisible(_("“{name}” does not have this article in hand.", name=username))
    if found.done_at is not None:
        raise Conflict("done", _("“{name}” is done with this article.", name=username))
    if Assignment.objects.filter(article=access.article, user=user_id).exists():
        raise Conflict("has_it", _("“{name}” has this article already.", name=to), path="to")
    first = found.user_id
    found.delete()
    made = Assignment.objects.create(
        project=access.project, article=access.article, user_id=user_id, assigned_by=access.user, due_on=found.due_on
    )
    opened = follow_assignments([access.article.pk])
    moved = Happening("assignment.moved", str(first), access.article.pk, {"to": user_id})
    given = Happening("assignment.made", str(user_id), access.article.pk, {"moved": True})
    record_opening(access=access, happenings=[moved, given, *opened])
    return made


class SentBack(NamedTuple):
    """What sending back came to: how many articles, and to how many people."""

    articles: int
    people: int


@transaction.atomic
def send_articles_back(*, access: ProjectAccess, coders: Mapping[int, Collection[int]], reason: str) -> SentBack:
    """Give articles back to people who coded them: they are not done with them any more, and read why.

    Whoever is no member any more, or may only read now, gets nothing.

    Args:
        access: the project, opened for `ASSIGN`.
        coders: the rows of the people, by number of the article; unknown articles are left out.
        reason: see `newsapp.services.reasons`.

    Raises:
        NotAllowed: her role is too low.
        RuleViolation: no reason, or one that is too long.
    """
    access.require(Action.ASSIGN)
    said = said_reason(reason)
    able = _able_coders(access)
    articles = {article.number: article for article in locked_articles(project_id=access.project.pk, numbers=coders)}
    pairs = [(articles[n], person) for n in sorted(articles) for person in sorted(able.intersection(coders[n]))]
    back = {"sent_back_at": timezone.now(), "sent_back_reason": said}
    for article, person in pairs:
        Assignment.objects.update_or_create(
            article=article,
            user_id=person,
            defaults={"done_at": None, "skipped_at": None, "skip_reason": "", **back},
            create_defaults={"project": access.project, "assigned_by": access.user, **back},
        )
    opened = follow_assignments(article.pk for article, _ in pairs)
    sent = [Happening("assignment.sent_back", str(person), a.pk, detail={"reason": said}) for a, person in pairs]
    happenings = [*sent, *opened]
    if happenings:
        record_opening(access=access, happenings=happenings)
    return SentBack(len({article.pk for article, _ in pairs}), len({person for _, person in pairs}))


def _able_coders(access: ProjectAccess) -> set[int]:
    roles = [role.value for role in Role if may(role, Action.HIGHLIGHT)]
    members = Membership.objects.filter(project=access.project, role__in=roles, user__is_active=True)
    return set(members.values_list("user_id", flat=True))
