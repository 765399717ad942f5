"""Handing out articles to the people who code them, and saying that one is done."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from newsapp.access import ArticleAccess, ProjectAccess
from newsapp.blindness import may_hide, sees_part_in
from newsapp.domain.assigning import Offered, in_order, spread
from newsapp.domain.project_settings import Order
from newsapp.domain.roles import Action, Role, may
from newsapp.errors import Conflict, RuleViolation, Several
from newsapp.models import Article, Assignment, Membership, Project
from newsapp.queries.articles import open_for
from newsapp.queries.own_work import seen_of
from newsapp.services.activity import Happening, record
from newsapp.services.article_locks import locked_articles
from newsapp.services.comparisons import open_when_done, record_opening
from newsapp.services.reasons import said_reason
from newsapp.wording import gettext as _

_FOLLOW = """
UPDATE newsapp_article a SET status = counted.status, updated_at = now()
FROM (
    SELECT given.id, CASE WHEN count(s.id) = 0 THEN 'new' WHEN count(s.id) = count(s.done_at) THEN 'done'
                          ELSE 'assigned' END AS status
    FROM unnest(%s::bigint[]) AS given (id) LEFT JOIN newsapp_assignment s ON s.article_id = given.id
    GROUP BY given.id
) counted
WHERE a.id = counted.id AND a.status <> counted.status
"""


def due_day(project: Project) -> date | None:
    """By the end of which day what is handed out now is to be done, unless somebody says otherwise."""
    return timezone.localdate() + timedelta(days=project.due_days) if project.due_days else None


class Handout(NamedTuple):
    """What handing out came to.

    Attributes:
        made: new assignments.
        articles: articles that got at least one.
        per_person: new assignments by username.
        moment: when they were made, None while they are only planned; see `take_back_handout`.
    """

    made: int
    articles: int
    per_person: dict[str, int]
    moment: datetime | None = None


def follow_assignments(article_ids: Iterable[int]) -> list[Happening]:
    """Let the articles' status follow their assignments, and open comparisons; the caller holds their locks.

    Returns:
        What happened by itself, to be recorded after what brought it about.
    """
    rows = list(article_ids)
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, [rows])
    return open_when_done(rows)


def coders_named(access: ProjectAccess, usernames: Sequence[str]) -> dict[int, str]:
    """The members with these names who may highlight, by row of the account, in the given order.

    Raises:
        RuleViolation: somebody is no member, or her role does not let her highlight.
    """
    found = {
        row.user.username: row
        for row in Membership.objects.select_related("user").filter(
            project=access.project, user__username__in=usernames, user__is_active=True
        )
    }
    for name in usernames:
        if name not in found:
            raise RuleViolation("unknown_member", _("“{name}” is no member of this project.", name=name), path="people")
        if not may(Role(found[name].role), Action.HIGHLIGHT):
            raise RuleViolation("cannot_code", _("“{name}” may only read here.", name=name), path="people")
    return {found[name].user_id: name for name in dict.fromkeys(usernames)}


def plan_handout(
    *, access: ProjectAccess, numbers: Sequence[int], usernames: Sequence[str], per_article: int | None = None
) -> Handout:
    """What `assign_articles` would come to now; nothing is written, refusals are the same."""
    people = _checked(access, usernames, per_article)
    place = {number: index for index, number in enumerate(numbers)}
    found = Article.objects.filter(project=access.project, number__in=numbers, deleted_at=None)
    articles = sorted(found.only("pk", "number", "language"), key=lambda article: place[article.number])
    return _handout(_pairs(access, articles, people, per_article), people)


@transaction.atomic
def assign_articles(
    *,
    access: ProjectAccess,
    numbers: Sequence[int],
    usernames: Sequence[str],
    per_article: int | None = None,
    due_on: date | None = None,
) -> Handout:
    """Hand articles out to people.

    Spread, an article goes to whoever reads it and has not as many open as she may have, in the project's order, and to no
    more people than `per_article`. Given to each, it goes to whom the manager says: by hand, no rule stands in the way.

    Args:
        access: the project, opened for `ASSIGN`.
        numbers: the articles'; unknown ones are left out.
        usernames: who may get some.
        per_article: how many people each article is to have in all, evenly spread over `usernames`; None gives every
            article to each of them.
        due_on: by the end of which day; None takes the project's `due_days`.

    Raises:
        RuleViolation: nobody is named, somebody cannot code here, or `per_article` is less than 1.
    """
    people = _checked(access, usernames, per_article)
    place = {number: index for index, number in enumerate(numbers)}
    locked = locked_articles(project_id=access.project.pk, numbers=numbers, fields=["language"])
    articles = sorted(locked, key=lambda article: place[article.number])
    pairs = _pairs(access, articles, people, per_article)
    # One moment for all of them: by it they are taken back together.
    moment = timezone.now()
    Assignment.objects.bulk_create(
        Assignment(
            project=access.project,
            article_id=article_id,
            user_id=user_id,
            assigned_by=access.user,
            created_at=moment,
            due_on=due_on or due_day(access.project),
        )
        for article_id, user_id in pairs
    )
    follow_assignments(article_id for article_id, _ in pairs)
    if pairs:
        record(
            project_id=access.project.pk,
            actor_id=access.user.pk,
            happenings=[Happening("assignment.made", str(user_id), article_id) for article_id, user_id in pairs],
        )
    return _handout(pairs, people)._replace(moment=moment)


class AssignmentDraft(NamedTuple):
    """An article for somebody, by hand; `due_on` as `assign_articles` has it."""

    article: int
    user: str
    due_on: date | None = None


@transaction.atomic
def assign_each(*, access: ProjectAccess, drafts: Sequence[AssignmentDraft]) -> None:
    """Hand articles out by hand, all or none.

    Args:
        access: the project, opened for `ASSIGN`.
        drafts: in order.

    Raises:
        RuleViolation: the one draft at fault.
        Conflict: there is one draft, and that person has that article already.
        Several: of more drafts, those at fault; each path begins with the index.
    """
    faults = []
    for index, draft in enumerate(drafts):
        try:
            _assign_one(access, draft)
        except RuleViolation as fault:
            if len(drafts) == 1:
                raise
            fault.path = f"{index}.{fault.path}"
            faults.append(fault)
    if faults:
        raise Several(faults)


def _assign_one(access: ProjectAccess, draft: AssignmentDraft) -> None:
    if not Article.objects.filter(project=access.project, number=draft.article, deleted_at=None).exists():
        raise RuleViolation("unknown_article", _("There is no such article."), path="article")
    try:
        made = assign_articles(access=access, numbers=[draft.article], usernames=[draft.user], due_on=draft.due_on)
    except RuleViolation as refusal:
        refusal.path = "user"
        raise
    if not made.made:
        raise Conflict("has_it", _("“{name}” has this article already.", name=draft.user), path="user")


def _checked(access: ProjectAccess, usernames: Sequence[str], per_article: int | None) -> dict[int, str]:
    access.require(Action.ASSIGN)
    if not usernames:
        raise RuleViolation("nobody", _("Choose at least one person."), path="people")
    if per_article is not None and per_article < 1:
        raise RuleViolation("too_few", _("Each article goes to at least one person."), path="per_article")
    return coders_named(access, usernames)


def _pairs(
    access: ProjectAccess, articles: Sequence[Article], people: Mapping[int, str], per_article: int | None
) -> list[tuple[int, int]]:
    already: dict[int, set[int]] = {article.pk: set() for article in articles}
    for article_id, user_id in Assignment.objects.filter(article__in=articles).values_list("article_id", "user_id"):
        already[article_id].add(user_id)
    if per_article is None:
        return [(a.pk, person) for a in articles for person in people if person not in already[a.pk]]
    in_hand = Assignment.objects.filter(project=access.project, user_id__in=people, done_at=None, skipped_at=None)
    project = Project.objects.get(pk=access.project.pk)
    members = list(Membership.objects.filter(project=project, user_id__in=people))
    limits = {row.user_id: row.open_at_once or project.open_at_once for row in members}
    offered = [Offered(article.pk, article.number, article.language) for article in articles]
    return spread(
        articles=in_order(offered, order=Order(project.assign_order), seed=project.pk),
        people=list(people),
        per_article=per_article,
        already=already,
        load=Counter(in_hand.values_list("user_id", flat=True)),
        languages={row.user_id: row.languages for row in members},
        most={user_id: limit for user_id, limit in limits.items() if limit is not None},
    )


def _handout(pairs: Sequence[tuple[int, int]], people: Mapping[int, str]) -> Handout:
    counted = Counter(people[user_id] for _, user_id in pairs)
    return Handout(len(pairs), len({article_id for article_id, _ in pairs}), dict(counted))


@transaction.atomic
def unassign_articles(
    *, access: ProjectAccess, numbers: Sequence[int], usernames: Sequence[str], undone_only: bool = False
) -> int:
    """Take articles back from people; their highlights stay. Answers how many assignments went.

    Args:
        access: the project, opened for `ASSIGN`.
        numbers: the articles'.
        usernames: from whom; empty takes them back from everybody.
        undone_only: leave those with whom somebody is done, and those of which one may not know.
    """
    access.require(Action.ASSIGN)
    articles = locked_articles(project_id=access.project.pk, numbers=numbers)
    gone = Assignment.objects.filter(article__in=articles)
    if usernames:
        gone = gone.filter(user__username__in=usernames)
    if undone_only:
        gone = gone.filter(sees_part_in(access, "article", "user"), done_at=None)
    return _removed(access, gone.values_list("pk", "article_id", "user_id"))


@transaction.atomic
def take_back_handout(*, access: ProjectAccess, moment: datetime) -> int:
    """Undo one's own hand-out; answers how many assignments went. Those that somebody has visibly begun with stay.

    Args:
        access: the project, opened for `ASSIGN`.
        moment: `Handout.moment`.
    """
    access.require(Action.ASSIGN)
    untouched = Q(started_at=None, done_at=None)
    if may_hide(access):
        untouched |= ~sees_part_in(access, "article", "user")
    gone = Assignment.objects.filter(untouched, project=access.project, assigned_by=access.user, created_at=moment)
    locked_articles(project_id=access.project.pk, numbers=gone.values_list("article__number", flat=True))
    return _removed(access, gone.values_list("pk", "article_id", "user_id"))


@transaction.atomic
def drop_assignments(*, access: ProjectAccess, user_id: int) -> int:
    """Take back what somebody has in hand and has not done, when she leaves.

    Answers how many assignments went, as far as the member who takes them back may know: see `open_for`.
    """
    known = Assignment.objects.filter(open_for(access), user=user_id).count() if may_hide(access) else None
    open_ones = Assignment.objects.filter(project=access.project, user_id=user_id, done_at=None)
    locked_articles(project_id=access.project.pk, numbers=open_ones.values_list("article__number", flat=True))
    gone = _removed(access, open_ones.values_list("pk", "article_id", "user_id"))
    return gone if known is None else known


def _removed(access: ProjectAccess, rows: Iterable[tuple[int, int, int]]) -> int:
    gone = list(rows)
    Assignment.objects.filter(pk__in=[pk for pk, _, _ in gone]).delete()
    opened = follow_assignments(article_id for _, article_id, _ in gone)
    if gone:
        removed = [Happening("assignment.removed", str(user_id), article_id) for _, article_id, user_id in gone]
        record_opening(access=access, happenings=[*removed, *opened])
    return len(gone)


@transaction.atomic
def mark_done(*, access: ArticleAccess, done: bool, seen: str | None = None) -> None:
    """Say that one is done with an article, or take that back; whoever was not assigned to it is, by this.

    The last one opens its comparison, see `newsapp.services.comparisons`; taking it back closes that no more.

    Args:
        access: the article, opened for `HIGHLIGHT`.
        done: whether it is done.
        seen: what stood there for whoever says so, see `newsapp.queries.own_work.seen_of`; None is whatever stands there.

    Raises:
        Conflict: something else stands there, and not what she says.
    """
    access.require(Action.HIGHLIGHT)
    locked_articles(project_id=access.project.pk, numbers=[access.article.number])
    assignment, made = Assignment.objects.get_or_create(
        article=access.article, user=access.user, defaults={"project": access.project, "assigned_by": access.user}
    )
    if not made and (assignment.done_at is not None) == done:
        return
    if seen is not None and seen != seen_of(assignment.done_at):
        message = _("Left as it is: this was changed meanwhile, in another window or by whoever hands out articles.")
        raise Conflict("changed_meanwhile", message)
    assignment.done_at = timezone.now() if done else None
    assignment.skipped_at, assignment.skip_reason = None, ""
    assignment.sent_back_at, assignment.sent_back_reason = None, ""
    assignment.save(update_fields=["done_at", "skipped_at", "skip_reason", "sent_back_at", "sent_back_reason"])
    opened = follow_assignments([access.article.pk])
    taken = [Happening("assignment.made", str(access.user.pk), access.article.pk)] if made else []
    verb = "assignment.done" if done else "assignment.reopened"
    said = Happening(verb, str(access.user.pk), access.article.pk)
    record_opening(access=access, happenings=[*taken, said, *opened])


@transaction.atomic
def skip_article(*, access: ArticleAccess, reason: str) -> None:
    """Pass an article over: it waits for her no more, and whoever hands out articles sees why.

    Args:
        access: the article, opened for `HIGHLIGHT`.
        reason: in her words, see `newsapp.services.reasons`.

    Raises:
        RuleViolation: no reason, or one that is too long.
        Conflict: she said that she is done with it.
    """
    access.require(Action.HIGHLIGHT)
    said = said_reason(reason)
    locked_articles(project_id=access.project.pk, numbers=[access.article.number])
    assignment, made = Assignment.objects.get_or_create(
        article=access.article, user=access.user, defaults={"project": access.project, "assigned_by": access.user}
    )
    if assignment.done_at is not None:
        raise Conflict("done", _("You said that you are done with this article. Take that back first."))
    if assignment.skipped_at is not None and assignment.skip_reason == said:
        return
    assignment.skipped_at, assignment.skip_reason = timezone.now(), said
    assignment.save(update_fields=["skipped_at", "skip_reason"])
    opened = follow_assignments([access.article.pk])
    taken = [Happening("assignment.made", str(access.user.pk), access.article.pk)] if made else []
    skipped = Happening("assignment.skipped", str(access.user.pk), access.article.pk, detail={"reason": said})
    record_opening(access=access, happenings=[*taken, skipped, *opened])


@transaction.atomic
def take_up_article(*, access: ArticleAccess) -> None:
    """Take up again what one has skipped; what is not skipped stays as it is.

    Args:
        access: the article, opened for `HIGHLIGHT`.
    """
    access.require(Action.HIGHLIGHT)
    locked_articles(project_id=access.project.pk, numbers=[access.article.number])
    hers = Assignment.objects.filter(article=access.article, user=access.user, skipped_at__isnull=False)
    if hers.update(skipped_at=None, skip_reason=""):
        happening = Happening("assignment.taken_up", str(access.user.pk), access.article.pk)
        record(project_id=access.project.pk, actor_id=access.user.pk, happenings=[happening])
