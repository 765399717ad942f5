"""Handing out articles, and saying that one is done."""

import pytest

from newsapp.domain.roles import Action
from newsapp.errors import Conflict, NotAllowed, RuleViolation
from newsapp.models import Article, Assignment, Event, Project, User
from newsapp.queries.articles import ArticleFilter, wanted_articles
from newsapp.queries.own_work import own_work
from newsapp.services.assignments import (
    assign_articles,
    drop_assignments,
    mark_done,
    skip_article,
    take_up_article,
    unassign_articles,
)
from tests.conftest import AtOnce
from tests.factories import make_article, make_highlight, opened, opened_article

pytestmark = pytest.mark.django_db


def _articles(project: Project, count: int) -> list[Article]:
    return [make_article(project=project, text=f"Text number {index}.") for index in range(count)]


def _status(article: Article) -> str:
    return Article.objects.get(pk=article.pk).status


def test_an_article_goes_to_everybody_who_is_named(project: Project, analyst: User, other_analyst: User) -> None:
    articles = _articles(project, 3)
    done = assign_articles(
        access=opened(project=project), numbers=[a.number for a in articles], usernames=["ana", "bela"]
    )
    assert (done.made, done.articles, done.per_person) == (6, 3, {"ana": 3, "bela": 3})
    assert {_status(article) for article in articles} == {"assigned"}
    assert Event.objects.filter(verb="assignment.made").count() == 6


def test_handing_out_again_adds_nobody_twice(project: Project, article: Article, analyst: User) -> None:
    access = opened(project=project)
    assign_articles(access=access, numbers=[article.number], usernames=["ana"])
    again = assign_articles(access=access, numbers=[article.number, 999], usernames=["ana"])
    assert again.made == 0
    assert Assignment.objects.count() == 1


def test_articles_are_spread_evenly_and_what_is_in_hand_counts(
    project: Project, analyst: User, other_analyst: User, reviewer: User
) -> None:
    articles = _articles(project, 6)
    access = opened(project=project)
    assign_articles(access=access, numbers=[articles[0].number], usernames=["ana"])
    numbers = [article.number for article in articles]
    done = assign_articles(access=access, numbers=numbers, usernames=["ana", "bela", "rita"], per_article=2)
    assert done.made == 11
    held = {name: Assignment.objects.filter(user__username=name).count() for name in ("ana", "bela", "rita")}
    assert held == {"ana": 4, "bela": 4, "rita": 4}
    assert all(Assignment.objects.filter(article=article).count() == 2 for article in articles)


@pytest.mark.parametrize(
    ("names", "per_article", "code"),
    [
        ([], None, "nobody"),
        (["nobody"], None, "unknown_member"),
        (["vera"], None, "cannot_code"),
        (["ana"], 0, "too_few"),
    ],
)
def test_a_hand_out_that_cannot_be_is_refused(
    project: Project,
    article: Article,
    analyst: User,
    viewer: User,
    names: list[str],
    per_article: int | None,
    code: str,
) -> None:
    with pytest.raises(RuleViolation) as caught:
        assign_articles(
            access=opened(project=project), numbers=[article.number], usernames=names, per_article=per_article
        )
    assert caught.value.code == code
    assert not Assignment.objects.exists()


def test_only_a_manager_hands_out(project: Project, article: Article, reviewer: User) -> None:
    with pytest.raises(NotAllowed):
        assign_articles(access=opened(project=project, user=reviewer), numbers=[article.number], usernames=["rita"])


def test_an_article_is_done_when_everybody_is(
    project: Project, article: Article, analyst: User, other_analyst: User
) -> None:
    assign_articles(access=opened(project=project), numbers=[article.number], usernames=["ana", "bela"])
    mark_done(access=opened_article(article=article, user=analyst), done=True)
    assert _status(article) == "assigned"
    mark_done(access=opened_article(article=article, user=other_analyst), done=True)
    assert _status(article) == "done"
    mark_done(access=opened_article(article=article, user=analyst), done=False)
    assert _status(article) == "assigned"
    assert list(Event.objects.filter(verb__startswith="assignment.").order_by("pk").values_list("verb", flat=True)) == [
        "assignment.made", "assignment.made", "assignment.done", "assignment.done", "assignment.reopened",
    ]  # fmt: skip


def test_saying_it_twice_is_one_event(article: Article, analyst: User) -> None:
    for _ in range(2):
        mark_done(access=opened_article(article=article, user=analyst), done=True)
    assert Event.objects.filter(verb="assignment.done").count() == 1


def test_the_first_highlight_starts_the_work_of_its_maker_alone(
    project: Project, article: Article, analyst: User, other_analyst: User
) -> None:
    assign_articles(access=opened(project=project), numbers=[article.number], usernames=["ana", "bela"])
    make_highlight(article=article, by=analyst)
    started = Assignment.objects.get(user=analyst).started_at
    assert started is not None
    assert Assignment.objects.get(user=other_analyst).started_at is None
    make_highlight(article=article, by=analyst, quote="Up to 11,000")
    assert Assignment.objects.get(user=analyst).started_at == started


def test_articles_are_taken_back(project: Project, article: Article, analyst: User, other_analyst: User) -> None:
    access = opened(project=project)
    assign_articles(access=access, numbers=[article.number], usernames=["ana", "bela"])
    assert unassign_articles(access=access, numbers=[article.number], usernames=["ana"]) == 1
    assert _status(article) == "assigned"
    assert unassign_articles(access=access, numbers=[article.number], usernames=[]) == 1
    assert _status(article) == "new"


def test_who_leaves_keeps_what_she_has_done(project: Project, analyst: User) -> None:
    first, second = _articles(project, 2)
    access = opened(project=project)
    assign_articles(access=access, numbers=[first.number, second.number], usernames=["ana"])
    mark_done(access=opened_article(article=first, user=analyst), done=True)
    assert drop_assignments(access=access, user_id=analyst.pk) == 1
    assert (_status(first), _status(second)) == ("done", "new")


@pytest.mark.django_db(transaction=True)
def test_two_hand_outs_at_once_give_each_article_to_the_right_number(
    project: Project, analyst: User, other_analyst: User, reviewer: User, at_once: AtOnce
) -> None:
    numbers = [article.number for article in _articles(project, 5)]

    def hand_out() -> object:
        return assign_articles(
            access=opened(project=project), numbers=numbers, usernames=["ana", "bela", "rita"], per_article=2
        )

    answers = at_once(hand_out, hand_out, hand_out)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Assignment.objects.count() == 10


def test_nothing_is_handed_out_in_an_archived_project(project: Project, article: Article, analyst: User) -> None:
    project.archived_at = article.created_at
    project.save()
    with pytest.raises(NotAllowed, match="archived"):
        assign_articles(access=opened(project=project), numbers=[article.number], usernames=["ana"])
    with pytest.raises(NotAllowed, match="archived"):
        opened_article(article=article, user=analyst, action=Action.HIGHLIGHT)
    assert opened_article(article=article, user=analyst, action=Action.READ).article == article


def test_a_skipped_article_waits_no_more_and_says_why(project: Project, analyst: User, other_analyst: User) -> None:
    first, second = _articles(project, 2)
    assign_articles(access=opened(project=project), numbers=[1, 2], usernames=["ana", "bela"])
    skip_article(access=opened_article(article=first, user=analyst), reason="  not \n news ")
    row = Assignment.objects.get(article=first, user=analyst)
    assert (row.skip_reason, row.done_at) == ("not news", None)
    assert row.skipped_at is not None
    assert _status(first) == "assigned"
    assert own_work(opened_article(article=second, user=analyst)).following is None
    work = own_work(opened_article(article=first, user=analyst))
    assert (work.skip_reason, work.following and work.following.number) == ("not news", 2)
    bela = own_work(opened_article(article=second, user=other_analyst)).following
    assert bela is not None
    event = Event.objects.get(verb="assignment.skipped")
    assert (event.data, event.detail.data) == ({}, {"reason": "not news"})
    skip_article(access=opened_article(article=first, user=analyst), reason="not news")
    assert Event.objects.filter(verb="assignment.skipped").count() == 1


def test_taking_up_and_being_done_both_end_the_skipping(project: Project, analyst: User) -> None:
    (article,) = _articles(project, 1)
    access = opened_article(article=article, user=analyst)
    skip_article(access=access, reason="later")
    take_up_article(access=access)
    take_up_article(access=access)
    assert Event.objects.filter(verb="assignment.taken_up").count() == 1
    assert own_work(access).skip_reason == ""
    skip_article(access=access, reason="later")
    mark_done(access=access, done=True)
    row = Assignment.objects.get()
    assert (row.skipped_at, row.skip_reason, row.done_at is None) == (None, "", False)
    with pytest.raises(Conflict, match="Take that back first"):
        skip_article(access=access, reason="later")


@pytest.mark.parametrize(("reason", "code"), [("  ", "no_reason"), ("x" * 301, "too_long")])
def test_a_reason_is_asked_for_and_has_an_end(project: Project, analyst: User, reason: str, code: str) -> None:
    (article,) = _articles(project, 1)
    with pytest.raises(RuleViolation) as refused:
        skip_article(access=opened_article(article=article, user=analyst), reason=reason)
    assert refused.value.code == code
    assert not Assignment.objects.exists()


def test_the_list_finds_what_somebody_skipped(project: Project, analyst: User, other_analyst: User) -> None:
    first, *_ = _articles(project, 3)
    access = opened(project=project)
    assign_articles(access=access, numbers=[1, 2], usernames=["ana", "bela"])
    skip_article(access=opened_article(article=first, user=analyst), reason="not news")

    def found(**wanted: str) -> list[int]:
        rows = wanted_articles(access=access, wanted=ArticleFilter(**wanted))  # type: ignore[arg-type]
        return sorted(rows.values_list("number", flat=True))

    assert found(status="skipped") == [1]
    assert found(status="skipped", assignee="bela") == []
    assert found(status="skipped", assignee="ana") == [1]
    assert found(status="assigned", assignee="ana") == [2]
    assert found(status="assigned", assignee="bela") == [1, 2]


def test_what_somebody_saw_before_it_was_changed_takes_nothing_back(article: Article, analyst: User) -> None:
    access = opened_article(article=article, user=analyst)
    mark_done(access=access, done=True, seen="")
    seen = own_work(access).seen
    mark_done(access=access, done=False, seen=seen)
    mark_done(access=access, done=True)
    since = own_work(access).done_at
    with pytest.raises(Conflict, match="changed meanwhile"):
        mark_done(access=access, done=False, seen=seen)
    # What stands there already is no conflict.
    mark_done(access=access, done=True, seen=seen)
    assert own_work(access).done_at == since
    Assignment.objects.all().delete()
    with pytest.raises(Conflict):
        mark_done(access=access, done=False, seen=seen)
    assert not Assignment.objects.exists()
