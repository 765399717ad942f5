"""Opening the comparison of an article's readings, and having it coded again."""

from typing import Any

import pytest

from newsapp.domain.roles import Action, Role
from newsapp.errors import Conflict, NotAllowed, RuleViolation
from newsapp.models import Article, Assignment, Event, Project, User
from newsapp.services.assignments import assign_articles, mark_done, skip_article, unassign_articles
from newsapp.services.comparisons import code_again, open_comparison
from newsapp.services.projects import change_project
from tests.conftest import AtOnce
from tests.factories import make_article, make_highlight, make_member, opened, opened_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_out(project: Project, article: Article, analyst: User, other_analyst: User, reviewer: User) -> Article:
    """The article in the hands of two analysts and a reviewer; the project wants two for each."""
    people = ["ana", "bela", "rita"]
    assign_articles(access=opened(project=project, action=Action.ASSIGN), numbers=[article.number], usernames=people)
    return article


def is_open(article: Article) -> bool:
    return Article.objects.get(pk=article.pk).comparison_opened_at is not None


def done(article: Article, user: User, *, still: bool = True) -> None:
    mark_done(access=opened_article(article=article, user=user), done=still)


def opening_events() -> list[tuple[str, str, dict[str, Any]]]:
    found = Event.objects.filter(verb__startswith="comparison.").order_by("pk").select_related("actor")
    return [(event.verb, event.actor.username if event.actor else "", event.data) for event in found]


def test_the_last_who_is_done_opens_it(handed_out: Article, analyst: User, other_analyst: User, reviewer: User) -> None:
    done(handed_out, analyst)
    done(handed_out, other_analyst)
    assert not is_open(handed_out), "the third has it in hand still"
    done(handed_out, reviewer)
    assert is_open(handed_out)
    assert opening_events() == [("comparison.opened", "rita", {"by_hand": False})]
    verbs = list(Event.objects.order_by("-pk").values_list("verb", flat=True)[:2])
    assert verbs == ["comparison.opened", "assignment.done"]


def test_whoever_skips_is_not_waited_for_and_does_not_count(
    handed_out: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    done(handed_out, analyst)
    skip_article(access=opened_article(article=handed_out, user=other_analyst), reason="I wrote it")
    skip_article(access=opened_article(article=handed_out, user=reviewer), reason="Cannot read it")
    assert not is_open(handed_out), "one coder is not two"


@pytest.mark.parametrize("way", ["skips", "is taken off"])
def test_the_last_who_is_waited_for_opens_it_by_going(
    handed_out: Article, analyst: User, other_analyst: User, reviewer: User, way: str
) -> None:
    done(handed_out, analyst)
    done(handed_out, other_analyst)
    if way == "skips":
        skip_article(access=opened_article(article=handed_out, user=reviewer), reason="Cannot read it")
    else:
        unassign_articles(access=opened(project=handed_out.project), numbers=[handed_out.number], usernames=["rita"])
    assert is_open(handed_out)


def test_taking_done_back_does_not_close_it(
    handed_out: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    for user in (analyst, other_analyst, reviewer):
        done(handed_out, user)
    done(handed_out, analyst, still=False)
    assert is_open(handed_out)
    done(handed_out, analyst)
    assert len(opening_events()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_are_done_at_once_open_it_once(project: Project, at_once: AtOnce) -> None:
    article = make_article_for_two(project)
    ana, bela = (row.user for row in Assignment.objects.select_related("user").order_by("pk"))
    answers = at_once(lambda: done(article, ana), lambda: done(article, bela))
    assert answers == [None, None]
    assert is_open(article)
    assert len(opening_events()) == 1


def make_article_for_two(project: Project) -> Article:
    article = make_article(project=project)
    people = [make_member(project=project, role=Role.ANALYST).username for _ in range(2)]
    assign_articles(access=opened(project=project), numbers=[article.number], usernames=people)
    return article


def test_a_reviewer_who_does_not_code_it_opens_it_by_hand_once(project: Project, article: Article) -> None:
    judge = make_member(project=project, role=Role.REVIEWER, username="judge")
    for _ in range(2):
        open_comparison(access=opened_article(article=article, user=judge))
    assert is_open(article)
    assert opening_events() == [("comparison.opened", "judge", {"by_hand": True})]


@pytest.mark.parametrize("coding", ["in hand", "a reading"])
def test_whoever_codes_it_does_not_open_it(article: Article, reviewer: User, coding: str) -> None:
    if coding == "in hand":
        assign_articles(access=opened(project=article.project), numbers=[article.number], usernames=["rita"])
    else:
        make_highlight(article=article, by=reviewer)
    with pytest.raises(NotAllowed):
        open_comparison(access=opened_article(article=article, user=reviewer))
    assert not is_open(article)


def test_an_analyst_does_not_open_it(article: Article, analyst: User) -> None:
    with pytest.raises(NotAllowed):
        open_comparison(access=opened_article(article=article, user=analyst))


def test_coded_again_nobody_is_done_and_the_reason_is_kept(
    handed_out: Article, analyst: User, other_analyst: User, reviewer: User, manager: User
) -> None:
    for user in (analyst, other_analyst, reviewer):
        done(handed_out, user)
    code_again(access=opened_article(article=handed_out, user=manager), reason="  Other   guidelines ")
    stored = Article.objects.get(pk=handed_out.pk)
    assert (stored.comparison_opened_at, stored.status) == (None, "assigned")
    assert not Assignment.objects.filter(done_at__isnull=False).exists()
    event = Event.objects.get(verb="comparison.closed")
    assert (event.data, event.detail.data) == ({"coders": 3}, {"reason": "Other guidelines"})


def test_coding_again_takes_a_manager_a_reason_and_an_open_comparison(
    article: Article, reviewer: User, manager: User
) -> None:
    access = opened_article(article=article, user=manager)
    with pytest.raises(NotAllowed):
        code_again(access=opened_article(article=article, user=reviewer), reason="why")
    for reason in ("  ", "x" * 301):
        with pytest.raises(RuleViolation):
            code_again(access=access, reason=reason)
    with pytest.raises(Conflict):
        code_again(access=access, reason="why")


def test_what_waits_for_fewer_coders_is_opened_by_the_next_who_is_done(
    project: Project, article: Article, analyst: User
) -> None:
    change_project(access=opened(project=project), version=1, coders_per_article=1)
    done(article, analyst)
    assert is_open(article)
