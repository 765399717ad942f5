"""Handing an article to whoever asks for one, in projects that do so."""

from typing import Any

from django.db import transaction
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from newsapp.access import ProjectAccess
from newsapp.blindness import coded_articles
from newsapp.domain.project_settings import Order
from newsapp.domain.roles import Action
from newsapp.errors import Conflict
from newsapp.models import Article, Assignment, Event, Membership, Project
from newsapp.services.activity import Happening, record
from newsapp.services.article_locks import locked_articles
from newsapp.services.assignments import due_day, follow_assignments
from newsapp.wording import gettext as _


@transaction.atomic
def take_next(*, access: ProjectAccess) -> tuple[int, bool]:
    """The article that somebody is to code now: one that she has in hand, or one that she is handed by this.

    What she is handed lacks coders, is in a language that she reads, and was neither coded nor handed back by her. Two who
    ask at once are served one after the other, so that no article gets more than `coders_per_article`.

    Args:
        access: the project, opened for `HIGHLIGHT`.

    Returns:
        The article's number, and whether it was handed to her by this.

    Raises:
        Conflict: `by_hand`: articles are handed out by hand here, and she has none; `nothing_left`: there is none for her.
    """
    access.require(Action.HIGHLIGHT)
    project = Project.objects.select_for_update(no_key=True).get(pk=access.project.pk)
    number = _in_hand(access)
    if number is not None:
        return number, False
    if not project.assign_automatically:
        raise Conflict("by_hand", _("Nothing is waiting for you. Articles are handed out by a manager here."))
    membership = Membership.objects.get(project=project, user=access.user)
    while (number := _wanting(access, project, membership).values_list("number", flat=True).first()) is not None:
        # Whoever hands out by hand does not wait for the project's lock.
        for article in locked_articles(project_id=project.pk, numbers=[number]):
            if _wanting(access, project, membership).filter(pk=article.pk).exists():
                _hand_out(access, project, article)
                return number, True
    raise Conflict("nothing_left", _("There is no article left for you here: none that you read lacks coders."))


def _in_hand(access: ProjectAccess) -> int | None:
    """The number of what she has in hand: what is due first, then what came in first."""
    hers = Assignment.objects.filter(
        project=access.project, user=access.user, done_at=None, skipped_at=None,
        article__deleted_at=None, article__archived_at=None,
    )  # fmt: skip
    by_day = hers.order_by(F("due_on").asc(nulls_last=True), "article__number")
    return by_day.values_list("article__number", flat=True).first()


def _wanting(access: ProjectAccess, project: Project, membership: Membership) -> QuerySet[Any]:
    """The articles that lack coders and that she can be one of, in the project's order."""
    has = Assignment.objects.filter(article=OuterRef("pk"))
    coders = has.filter(skipped_at=None).order_by().values("article").annotate(number=Count("pk")).values("number")
    handed_back = Event.objects.filter(
        article=OuterRef("pk"), verb="assignment.handed_back", object_id=str(access.user.pk)
    )
    found = Article.objects.filter(
        ~coded_articles(access), ~Exists(handed_back), _read_by(membership),
        project=project, deleted_at=None, archived_at=None, comparison_opened_at=None,
    ).annotate(coders=Coalesce(Subquery(coders), 0))  # fmt: skip
    return _ordered(found.filter(coders__lt=project.coders_per_article), project, membership)


def _read_by(membership: Membership) -> Q:
    if not membership.languages:
        return Q()
    known = Q(language="")
    for language in membership.languages:
        known |= Q(language=language) | Q(language__startswith=f"{language}-")
    return known


def _ordered(articles: QuerySet[Any], project: Project, membership: Membership) -> QuerySet[Any]:
    if project.assign_order == Order.RANDOM:
        # As `newsapp.domain.assigning.shuffled` says it.
        text = Concat(Value(f"{project.pk}:"), Cast("pk", CharField()), output_field=CharField())
        return articles.order_by(Func(text, function="md5", output_field=CharField()))
    if project.assign_order == Order.LANGUAGE:
        liked = [
            When(Q(language=code) | Q(language__startswith=f"{code}-"), then=Value(place))
            for place, code in enumerate(membership.languages)
        ]
        place = Case(*liked, default=Value(len(liked)), output_field=IntegerField())
        return articles.order_by(place, "language", "number")
    return articles.order_by("number")


def _hand_out(access: ProjectAccess, project: Project, article: Article) -> None:
    Assignment.objects.create(
        project=project, article=article, user=access.user, assigned_by=access.user, due_on=due_day(project),
        created_at=timezone.now(),
    )  # fmt: skip
    follow_assignments([article.pk])
    happening = Happening("assignment.made", str(access.user.pk), article.pk, {"automatic": True})
    record(project_id=project.pk, actor_id=access.user.pk, happenings=[happening])
