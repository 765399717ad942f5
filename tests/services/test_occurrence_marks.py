"""Every place that has some words: found in many articles, marked as one change, taken back, done again."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.domain.finding import wanted_words
from annotations.models import BulkChange, Highlight
from annotations.queries import occurrences as query
from annotations.queries.bulk_changes import change_made, recent_changes
from annotations.queries.occurrences import OccurrencePage, occurrences_in
from annotations.services.bulk_changes import undo_change
from annotations.services.occurrence_marks import MOST, PickedPlace, mark_again, mark_places
from newsapp.access import open_articles
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation
from newsapp.models import Event, Project, User
from newsapp.queries.articles import ArticleFilter, wanted_articles
from newsapp.services.articles import delete_article
from tests.conftest import AtOnce
from tests.factories import make_article, make_highlight, make_project, make_revision, opened, opened_article

pytestmark = pytest.mark.django_db


def look(
    project: Project, user: User, words: str, *, after: int = 0, tags: tuple[str, ...] = ("claim",), **choices: bool
) -> OccurrencePage:
    access = opened(project=project, user=user)
    return occurrences_in(
        access=access,
        articles=wanted_articles(access=access, wanted=ArticleFilter(with_archived=False)),
        wanted=wanted_words(words, **choices),
        tags=tags,
        after=after,
    )


def picked(page: OccurrencePage) -> list[PickedPlace]:
    return [
        PickedPlace(article.number, article.revision, place.start, place.end)
        for article in page.articles
        for place in article.places
        if not place.already
    ]


def mark(project: Project, user: User, places: list[PickedPlace], tags: tuple[str, ...] = ("claim",)) -> UUID:
    numbers = {place.article for place in places}
    articles = open_articles(user=user, slug=project.slug, numbers=numbers, action=Action.HIGHLIGHT)
    return mark_places(access=opened(project=project, user=user), articles=articles, places=places, tags=tags)


def quotes() -> list[str]:
    rows = Highlight.objects.present().select_related("revision").order_by("article__number", "start")
    for row in rows:
        assert row.revision.text[row.start : row.end] == row.quote
    return [row.quote for row in rows]


def test_places_of_many_articles_are_marked_and_taken_back_as_one(project: Project, analyst: User) -> None:
    make_article(project=project, text="\U0001f6a2 Soldiers and soldiers.")
    make_article(project=project, text="Nobody is here.")
    make_article(project=project, text="The SOLDIERS’ children.")
    page = look(project, analyst, "soldiers")
    assert (page.read, page.places, page.following) == (3, 3, None)
    change = mark(project, analyst, picked(page))
    assert quotes() == ["Soldiers", "soldiers", "SOLDIERS"]
    made = change_made(access=opened(project=project, user=analyst), change_id=change)
    assert (made.action, made.tag, made.number, made.undoable) == ("mark", "claim", 3, True)
    assert recent_changes(opened(project=project))[0].id == change
    events = Event.objects.filter(verb="highlight.created")
    assert [event.data["batch"] for event in events] == [str(change)] * 3
    assert look(project, analyst, "soldiers").open == 0
    undo_change(access=opened(project=project, user=analyst), change_id=change)
    assert quotes() == []
    mark_again(access=opened(project=project, user=analyst), change_id=change)
    assert quotes() == ["Soldiers", "soldiers", "SOLDIERS"]
    undo_change(access=opened(project=project, user=analyst), change_id=change)
    assert quotes() == []
    assert Highlight.objects.count() == 3
    assert Event.objects.filter(verb="highlight.restored").count() == 3


def test_what_somebody_changed_since_is_left(project: Project, analyst: User) -> None:
    make_article(project=project, text="Soldiers and soldiers.")
    change = mark(project, analyst, picked(look(project, analyst, "soldiers")))
    first = Highlight.objects.order_by("start")[0]
    Highlight.objects.filter(pk=first.pk).update(version=2, note="A colleague's")
    undo_change(access=opened(project=project, user=analyst), change_id=change)
    assert quotes() == ["Soldiers"]
    assert change_made(access=opened(project=project, user=analyst), change_id=change).undo_left == 1
    mark_again(access=opened(project=project, user=analyst), change_id=change)
    assert quotes() == ["Soldiers", "soldiers"]
    assert Highlight.objects.get(pk=first.pk).note == "A colleague's"
    undo_change(access=opened(project=project, user=analyst), change_id=change)
    assert quotes() == ["Soldiers"]


def test_what_is_marked_already_is_said_and_left(project: Project, analyst: User, other_analyst: User) -> None:
    article = make_article(project=project, text="Soldiers and soldiers.")
    make_highlight(article=article, by=analyst, quote="Soldiers", tags=["claim", "hedge"])
    make_highlight(article=article, by=other_analyst, quote="soldiers")
    page = look(project, analyst, "soldiers")
    assert [(place.marked, place.already) for place in page.articles[0].places] == [
        (("claim", "hedge"), True),
        ((), False),
    ]
    assert look(project, analyst, "soldiers", tags=("quantity",)).open == 2
    every = [PickedPlace(article.number, 1, place.start, place.end) for place in page.articles[0].places]
    change = mark(project, analyst, every)
    assert change_made(access=opened(project=project), change_id=change).left == {"as_it_is": 1}
    with pytest.raises(RuleViolation, match="None of these places"):
        mark(project, analyst, every)


def test_an_article_that_changed_since_is_left(project: Project, analyst: User) -> None:
    changed = make_article(project=project, text="Soldiers.")
    gone = make_article(project=project, text="Soldiers!")
    make_article(project=project, text="Soldiers?")
    places = picked(look(project, analyst, "soldiers"))
    make_revision(article=changed, text="No soldiers.")
    delete_article(access=opened_article(article=gone), version=1)
    change = mark(project, analyst, places)
    assert quotes() == ["Soldiers"]
    assert change_made(access=opened(project=project), change_id=change).left == {"meanwhile": 2}


def test_all_or_none(project: Project, analyst: User) -> None:
    article = make_article(project=project, text="Soldiers.")
    places = [PickedPlace(article.number, 1, 0, 8), PickedPlace(article.number, 1, 0, 800)]
    with pytest.raises(RuleViolation):
        mark(project, analyst, places)
    with pytest.raises(RuleViolation):
        mark(project, analyst, places[:1], tags=("no_such_tag",))
    with pytest.raises(RuleViolation):
        mark(project, analyst, places[:1], tags=())
    with pytest.raises(RuleViolation, match="At most"):
        mark(project, analyst, [PickedPlace(article.number, 1, 0, end) for end in range(1, MOST + 2)])
    assert not Highlight.objects.exists()
    assert not BulkChange.objects.exists()


def test_who_may_not_mark_may_not_do_this(project: Project, analyst: User, other_analyst: User, viewer: User) -> None:
    article = make_article(project=project, text="Soldiers.")
    places = [PickedPlace(article.number, 1, 0, 8)]
    with pytest.raises(NotAllowed):
        mark(project, viewer, places)
    change = mark(project, analyst, places)
    undo_change(access=opened(project=project, user=analyst), change_id=change)
    with pytest.raises(NotAllowed):
        mark_again(access=opened(project=project, user=other_analyst), change_id=change)
    elsewhere = make_project()
    with pytest.raises(NotVisible):
        mark_again(access=opened(project=elsewhere), change_id=change)
    with pytest.raises(NotVisible):
        mark_again(access=opened(project=project), change_id=uuid4())
    mark_again(access=opened(project=project, user=analyst), change_id=change)
    with pytest.raises(Conflict):
        mark_again(access=opened(project=project, user=analyst), change_id=change)


def test_forms_come_from_the_dictionary_of_the_language(project: Project, analyst: User) -> None:
    make_article(project=project, text="Two brigades, a brigade, brigadiers.", language="en")
    make_article(project=project, text="Две бригады, бригадой; бригадир.", language="ru")
    make_article(project=project, text="Дві бригади, бригадою; бригантина.", language="uk")
    make_article(project=project, text="Дзве брыгады, бригады; бригантина.", language="be")
    english = look(project, analyst, "Brigade", forms=True)
    assert [place.words for place in english.articles[0].places] == ["brigades", "brigade"]
    russian = look(project, analyst, "бригада", forms=True)
    assert [[place.words for place in article.places] for article in russian.articles] == [
        ["бригады", "бригадой"],
        ["бригади", "бригадою"],
        ["бригады"],
    ]
    assert russian.guessed == {"be"}
    assert look(project, analyst, "two brigade", forms=True).articles[0].places[0].words == "Two brigades"


def test_forms_are_found_though_the_stem_changes_and_whatever_begins_alike_is_not(
    project: Project, analyst: User
) -> None:
    make_article(project=project, text="Уперше за рік. Торік, цього року, за два роки; роками.", language="uk")
    make_article(project=project, text="Ręka w rękę: rąk nie myją. Ręcznik.", language="pl")
    make_article(project=project, text="Рада. Радар.", language="uk")

    def found(words: str) -> list[list[str]]:
        page = look(project, analyst, words, forms=True)
        assert page.guessed == set()
        return [[place.words for place in article.places] for article in page.articles]

    assert found("рік") == [["рік", "року", "роки", "роками"]]
    assert found("ręka") == [["Ręka", "rękę", "rąk"]]
    assert found("рада") == [["Рада"]]
    # Every one of several words is there in one of its forms.
    assert found("цей рік") == [["цього року"]]
    assert found("рік миру") == []


def test_a_page_ends_and_the_next_one_goes_on(project: Project, analyst: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        make_article(project=project, text=f"Soldiers {number} and soldiers.")
    monkeypatch.setattr(query, "PLACES", 3)
    first = look(project, analyst, "soldiers")
    assert (first.read, first.places) == (2, 4)
    assert first.following is not None
    second = look(project, analyst, "soldiers", after=first.following)
    assert second.following is not None
    last = look(project, analyst, "soldiers", after=second.following)
    assert (last.read, last.places, last.following) == (1, 2, None)
    monkeypatch.setattr(query, "PLACES", 200)
    monkeypatch.setattr(query, "READ", 30)
    page = look(project, analyst, "nothing of it")
    assert (page.read, page.places) == (2, 0)
    assert page.following is not None


def test_looking_takes_a_fixed_number_of_statements(project: Project, analyst: User) -> None:
    counts = []
    for batch in range(2):
        for number in range(4):
            text = f"Soldiers and a soldier, {batch}.{number}."
            article = make_article(project=project, text=text, language="en")
            make_highlight(article=article, by=analyst, quote="Soldiers")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            look(project, analyst, "soldier", forms=True)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_the_same_click_twice_at_once_marks_once(project: Project, analyst: User, at_once: AtOnce) -> None:
    make_article(project=project, text="Soldiers and soldiers.")
    places = picked(look(project, analyst, "soldiers"))

    def click() -> bool:
        try:
            mark(project, analyst, places)
        except RuleViolation:
            return False
        return True

    assert sorted(at_once(click, click)) == [False, True]
    assert quotes() == ["Soldiers", "soldiers"]
