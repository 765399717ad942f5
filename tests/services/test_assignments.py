"""Handing out articles, and saying that one is done."""

import pytest

from newsapp.domain.roles import Action
from newsapp.errors import NotAllowed, RuleViolation
from newsapp.models import Article, Assignment, Event, Project, User
from newsapp.services.assignments import assign_articles, drop_assignments, mark_done, unassign_articles
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
