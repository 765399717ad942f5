"""Who is handed which article: by asking, by spreading, back and on to others."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from newsapp.domain.roles import Action, Role
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation
from newsapp.models import Article, Assignment, Event, Project, User
from newsapp.queries.assignments import assignment_of
from newsapp.services.assignment_moves import hand_back, move_assignment
from newsapp.services.assignments import assign_articles, mark_done, skip_article
from newsapp.services.members import change_coding
from newsapp.services.next_articles import take_next
from newsapp.services.projects import change_project
from tests.conftest import AtOnce
from tests.factories import make_article, make_highlight, make_member, opened, opened_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def automatic(project: Project) -> Project:
    """The project, in which whoever asks gets an article; two coders for each."""
    return change_project(access=opened(project=project), version=1, assign_automatically=True)


@pytest.fixture
def asks(automatic: Project) -> Callable[[User], tuple[int, bool]]:
    """What somebody gets who asks for the next article."""
    return lambda user: take_next(access=opened(project=automatic, user=user, action=Action.HIGHLIGHT))


def articles(project: Project, *languages: str) -> list[Article]:
    return [
        make_article(project=project, text=f"Text number {index}.", language=language)
        for index, language in enumerate(languages)
    ]


def finish(article: Article, user: User) -> None:
    mark_done(access=opened_article(article=article, user=user), done=True)


def test_whoever_asks_gets_the_oldest_and_no_other_until_she_is_done(
    automatic: Project, asks: Callable[[User], tuple[int, bool]], analyst: User
) -> None:
    first, second = articles(automatic, "en", "en")
    assert asks(analyst) == (first.number, True)
    assert asks(analyst) == (first.number, False)
    finish(first, analyst)
    assert asks(analyst) == (second.number, True)
    finish(second, analyst)
    with pytest.raises(Conflict) as refusal:
        asks(analyst)
    assert refusal.value.code == "nothing_left"
    event = Event.objects.filter(verb="assignment.made").order_by("pk")[0]
    assert (event.actor, event.data) == (analyst, {"automatic": True})


def test_where_a_manager_hands_out_asking_gives_only_what_is_in_hand(
    project: Project, article: Article, analyst: User
) -> None:
    access = opened(project=project, user=analyst, action=Action.HIGHLIGHT)
    with pytest.raises(Conflict) as refusal:
        take_next(access=access)
    assert refusal.value.code == "by_hand"
    assign_articles(access=opened(project=project), numbers=[article.number], usernames=["ana"])
    assert take_next(access=access) == (article.number, False)


def test_an_article_is_handed_to_no_more_than_the_project_wants_but_whoever_skipped_does_not_count(
    automatic: Project, asks: Callable[[User], tuple[int, bool]]
) -> None:
    (article,) = articles(automatic, "en")
    people = [make_member(project=automatic, role=Role.ANALYST) for _ in range(4)]
    assert [asks(user)[0] for user in people[:2]] == [article.number] * 2
    with pytest.raises(Conflict):
        asks(people[2])
    skip_article(access=opened_article(article=article, user=people[0]), reason="I wrote it")
    assert asks(people[3])[0] == article.number


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_never_get_more_of_one_than_it_wants(
    automatic: Project, asks: Callable[[User], tuple[int, bool]], at_once: AtOnce
) -> None:
    articles(automatic, "en", "en")
    people = [make_member(project=automatic, role=Role.ANALYST) for _ in range(6)]
    answers = at_once(*(lambda user=user: asks(user) for user in people))
    assert sorted(answer[0] for answer in answers if isinstance(answer, tuple)) == [1, 1, 2, 2]
    assert sum(isinstance(answer, Conflict) for answer in answers) == 2


def test_nobody_is_handed_what_she_does_not_read_or_read_already(
    automatic: Project, asks: Callable[[User], tuple[int, bool]], analyst: User
) -> None:
    _english, ukrainian, regional, unknown = articles(automatic, "en", "uk", "pt-BR", "")
    Article.objects.filter(pk=unknown.pk).update(language="")
    change_coding(access=opened(project=automatic), username="ana", languages=["pt", "uk"], open_at_once=None)
    make_highlight(article=ukrainian, quote="Text number", by=analyst)
    got = []
    for _ in range(2):
        number, _made = asks(analyst)
        got.append(number)
        finish(Article.objects.get(project=automatic, number=number), analyst)
    assert got == [regional.number, unknown.number]
    with pytest.raises(Conflict):
        asks(analyst)


def test_language_by_language_the_one_that_she_likes_best_comes_first(
    automatic: Project, asks: Callable[[User], tuple[int, bool]], analyst: User
) -> None:
    change_project(access=opened(project=automatic), version=2, assign_order="language")
    _english, ukrainian, _ = articles(automatic, "en", "uk", "en")
    change_coding(access=opened(project=automatic), username="ana", languages=["uk", "en"], open_at_once=None)
    assert asks(analyst)[0] == ukrainian.number


def test_a_random_order_is_the_same_for_everybody(
    automatic: Project, asks: Callable[[User], tuple[int, bool]], analyst: User, other_analyst: User
) -> None:
    change_project(access=opened(project=automatic), version=2, assign_order="random")
    made = articles(automatic, *["en"] * 6)
    orders = []
    for user in (analyst, other_analyst):
        order = []
        for _ in made:
            number = asks(user)[0]
            order.append(number)
            finish(Article.objects.get(project=automatic, number=number), user)
        orders.append(order)
    assert orders[0] == orders[1]
    assert sorted(orders[0]) == [article.number for article in made]


def test_what_is_handed_back_goes_to_others_and_not_to_her_again(
    automatic: Project, asks: Callable[[User], tuple[int, bool]], analyst: User, other_analyst: User
) -> None:
    (article,) = articles(automatic, "en")
    asks(analyst)
    made = make_highlight(article=article, quote="Text", by=analyst)
    hand_back(access=opened_article(article=article, user=analyst), reason=" No   time ")
    event = Event.objects.get(verb="assignment.handed_back")
    assert event.detail.data == {"reason": "No time"}
    assert article.highlights.get(deleted_at=None).uuid == made.id
    with pytest.raises(Conflict):
        asks(analyst)
    assert asks(other_analyst)[0] == article.number


def test_handing_back_takes_a_reason_and_something_that_is_not_done(article: Article, analyst: User) -> None:
    access = opened_article(article=article, user=analyst)
    with pytest.raises(NotVisible):
        hand_back(access=access, reason="why")
    assign_articles(access=opened(project=article.project), numbers=[article.number], usernames=["ana"])
    with pytest.raises(RuleViolation):
        hand_back(access=access, reason=" ")
    finish(article, analyst)
    with pytest.raises(Conflict):
        hand_back(access=access, reason="why")


def test_a_reviewer_moves_what_somebody_left_alone_by_the_same_day(
    project: Project, article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    day = timezone.localdate() - timedelta(days=1)
    assign_articles(access=opened(project=project), numbers=[article.number], usernames=["ana"], due_on=day)
    make_highlight(article=article, by=analyst)
    found = assignment_of(access=opened(project=project), number=article.number, username="ana")
    assert found is not None
    assert (found.overdue, found.stalled, found.due_on) == (True, False, day)
    change_project(access=opened(project=project), version=1, stalled_days=1)
    moved = move_assignment(access=opened_article(article=article, user=reviewer), username="ana", to="bela")
    assert (moved.user, moved.due_on, moved.assigned_by) == (other_analyst, day, reviewer)
    assert [row.user.username for row in Assignment.objects.select_related("user")] == ["bela"]
    events = Event.objects.filter(verb__in=["assignment.moved", "assignment.made"]).order_by("-pk")[:2]
    assert [(event.verb, event.object_id, event.data) for event in events] == [
        ("assignment.made", str(other_analyst.pk), {"moved": True}),
        ("assignment.moved", str(analyst.pk), {"to": other_analyst.pk}),
    ]


def test_moving_takes_somebody_who_can_code_and_a_reviewer_who_sees_the_work(
    project: Project, article: Article, analyst: User, other_analyst: User, reviewer: User, viewer: User
) -> None:
    assign_articles(access=opened(project=project), numbers=[article.number], usernames=["ana", "bela"])
    access = opened_article(article=article, user=reviewer)
    for to, refusal in (("vera", RuleViolation), ("nobody", RuleViolation), ("bela", Conflict)):
        with pytest.raises(refusal):
            move_assignment(access=access, username="ana", to=to)
    with pytest.raises(NotAllowed):
        move_assignment(access=opened_article(article=article, user=analyst), username="bela", to="rita")
    change_project(access=opened(project=project), version=1, blind=True)
    make_highlight(article=article, by=reviewer)
    with pytest.raises(NotAllowed):
        move_assignment(access=opened_article(article=article, user=reviewer), username="ana", to="mira")


def test_spreading_keeps_to_languages_quotas_and_days(project: Project, analyst: User, other_analyst: User) -> None:
    change_project(access=opened(project=project), version=1, open_at_once=2, due_days=3)
    change_coding(access=opened(project=project), username="ana", languages=["uk"], open_at_once=None)
    change_coding(access=opened(project=project), username="bela", languages=[], open_at_once=1)
    numbers = [article.number for article in articles(project, "en", "uk", "uk", "uk")]
    done = assign_articles(access=opened(project=project), numbers=numbers, usernames=["ana", "bela"], per_article=2)
    assert done.per_person == {"ana": 2, "bela": 1}
    assert set(Assignment.objects.values_list("due_on", flat=True)) == {timezone.localdate() + timedelta(days=3)}
    by_hand = assign_articles(
        access=opened(project=project), numbers=numbers, usernames=["bela"], due_on=date(2030, 1, 31)
    )
    assert by_hand.per_person == {"bela": 3}, "by hand no rule stands in the way"


def test_what_a_member_is_handed_is_checked_and_logged(project: Project, analyst: User, reviewer: User) -> None:
    access = opened(project=project)
    change_coding(access=access, username="ana", languages=["UK", "pt-br", "uk"], open_at_once=5)
    change_coding(access=access, username="ana", languages=["uk", "pt-BR"], open_at_once=5)
    (event,) = Event.objects.filter(verb="member.coding_changed")
    assert event.data["after"] == {"languages": ["uk", "pt-BR"], "open_at_once": 5}
    with pytest.raises(RuleViolation):
        change_coding(access=access, username="ana", languages=["xx-nothing"], open_at_once=None)
    with pytest.raises(RuleViolation):
        change_coding(access=access, username="ana", languages=[], open_at_once=0)
    with pytest.raises(NotAllowed):
        change_coding(access=opened(project=project, user=reviewer), username="ana", languages=[], open_at_once=None)
