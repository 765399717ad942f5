"""Doing something with many articles at once, saved views, and who may."""

import re
from typing import Any

import pytest
from django.test import Client

from newsapp.domain.roles import Action
from newsapp.errors import NotAllowed, RuleViolation
from newsapp.models import Article, Assignment, Event, Outlet, Project, SavedView, User
from newsapp.services import article_bulk as services
from newsapp.services.article_bulk import archive_articles, file_articles, tag_articles
from newsapp.services.assignments import assign_articles, mark_done
from tests.conftest import AtOnce
from tests.factories import make_article, opened, opened_article

pytestmark = pytest.mark.django_db

LIST = "/projects/front-pages/"
BULK, ASSIGN, VIEWS = LIST + "articles/bulk/", LIST + "articles/assign/", LIST + "views/"


@pytest.fixture
def articles(project: Project) -> list[Article]:
    return [make_article(project=project, text=f"Text {index}.", outlet="Post") for index in range(4)]


@pytest.fixture
def lead(client: Client, manager: User, articles: list[Article]) -> Client:
    client.force_login(manager)
    return client


@pytest.fixture
def editor(client: Client, reviewer: User, articles: list[Article]) -> Client:
    client.force_login(reviewer)
    return client


def _tagged() -> list[int]:
    return list(Article.objects.filter(tags__contains=["opinion"]).order_by("number").values_list("number", flat=True))


def _undo(client: Client) -> Any:
    page = client.get(LIST).content.decode()
    notice = re.search(r'name="notice" value="(\w+)"', page)
    assert notice, "no notice"
    return client.post(BULK, {"action": "undo", "notice": notice[1], "query": "?"}, follow=True)


def test_chosen_articles_are_tagged_and_that_is_taken_back(editor: Client, project: Project) -> None:
    tag_articles(access=opened(project=project), numbers=[2], tag="opinion", on=True)
    answer = editor.post(
        BULK, {"action": "tag", "tag": "opinion", "number": ["1", "2", "99"], "query": "?language=en&after=7"}
    )
    assert answer["Location"] == LIST + "?language=en&after=7"
    assert _tagged() == [1, 2]
    events = Event.objects.filter(verb="article.tagged").order_by("pk")
    assert [(event.object_id, event.data["after"]["tags"]) for event in events] == [
        ("2", ["opinion"]),
        ("1", ["opinion"]),
    ]
    assert Article.objects.get(number=1).version == 2
    assert editor.session["articles_done"]["message"] == "1 article was tagged “Opinion piece”."
    assert "Taken back for 1 article" in _undo(editor).content.decode()
    assert _tagged() == [2]


def test_a_thing_is_taken_back_once(editor: Client) -> None:
    editor.post(BULK, {"action": "archive", "number": "1", "query": "?"})
    notice = editor.session["articles_done"]["id"]
    assert "1 article was archived" in editor.get(LIST).content.decode()
    assert "was archived" not in editor.get(LIST).content.decode()
    for words in ("Taken back for 1 article", "no longer be taken back"):
        page = editor.post(BULK, {"action": "undo", "notice": notice, "query": "?"}, follow=True).content.decode()
        assert words in page
    assert not Article.objects.filter(archived_at__isnull=False).exists()


def test_all_that_match_are_archived_and_brought_back(editor: Client, project: Project) -> None:
    make_article(project=project, text="Of another outlet.", outlet="Wire")
    editor.post(BULK, {"action": "archive", "all": "1", "query": "?outlet=Post"})
    away = Article.objects.filter(archived_at__isnull=False)
    assert sorted(away.values_list("number", flat=True)) == [1, 2, 3, 4]
    editor.post(BULK, {"action": "unarchive", "all": "1", "query": "?status=archived"})
    assert not away.exists()


def test_more_than_the_most_are_refused(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsapp.web.article_bulk.MOST", 3)
    page = editor.post(BULK, {"action": "archive", "all": "1", "query": "?"}, follow=True).content.decode()
    assert "More than 3 articles match" in page
    assert not Article.objects.filter(archived_at__isnull=False).exists()


def test_ten_thousand_ids_are_refused_at_once(editor: Client) -> None:
    assert editor.post(BULK, {"action": "archive", "number": [str(n) for n in range(10_000)]}).status_code == 400
    ranges = editor.post(BULK, {"action": "archive", "numbers": "1-10000"})
    assert ranges.status_code == 400
    assert not Article.objects.filter(archived_at__isnull=False).exists()


def test_another_projects_articles_are_left_alone(editor: Client, strangers_project: Project) -> None:
    other = [make_article(project=strangers_project, text=f"Other {n}.") for n in range(6)]
    editor.post(BULK, {"action": "archive", "number": [str(article.number) for article in other], "query": "?"})
    assert not Article.objects.filter(project=strangers_project, archived_at__isnull=False).exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"action": "tag", "tag": "opinion"}, {"action": "tag", "number": "1"}, {"action": "tag", "tag": "claim", "number": "1"},
        {"action": "tag", "tag": "x" * 999, "number": "1"}, {"action": "tag", "tag": "\ud83d"[:0] + "🙂", "number": "1"},
        {"action": "launch", "number": "1"}, {"number": "1"}, {"action": "archive", "number": "one"},
        {"action": "archive", "number": "1" * 30}, {"action": "story", "number": "1", "to_story": " "},
        {"action": "story", "number": "1", "to_story": "x" * 201}, {"action": "archive", "numbers": "1-x"},
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_and_changes_nothing(editor: Client, sent: dict[str, str]) -> None:
    before = Event.objects.count()
    assert editor.post(BULK, sent).status_code == 400
    answer = editor.post(BULK, {**sent, "query": "?"}, follow=True)
    assert answer.status_code == 200
    assert "alert error" in answer.content.decode()
    assert Event.objects.count() == before


def test_nothing_leads_out_of_the_site(editor: Client) -> None:
    for query in ("?//evil.example", "//evil.example", "?after=//evil.example", "?q=%0d%0aSet-Cookie:x"):
        answer = editor.post(BULK, {"action": "archive", "number": "1", "query": query})
        assert answer.status_code == 302
        assert answer["Location"].startswith(LIST)


def test_articles_are_put_into_a_story_and_an_outlet(editor: Client) -> None:
    editor.post(BULK, {"action": "story", "to_story": "The quay", "number": ["1", "2"], "query": "?"})
    editor.post(BULK, {"action": "outlet", "to_outlet": "Wire", "number": "1", "query": "?"})
    assert sorted(Article.objects.filter(story__name="The quay").values_list("number", flat=True)) == [1, 2]
    assert Article.objects.get(outlet__name="Wire").number == 1
    detail = Event.objects.filter(verb="article.changed").latest("pk").detail.data
    assert detail == {"before": {"outlet": "Post"}, "after": {"outlet": "Wire"}}


def test_changing_many_takes_the_same_number_of_statements_however_many(
    project: Project, articles: list[Article], django_assert_num_queries: Any
) -> None:
    access = opened(project=project)
    Outlet.objects.create(project=project, name="Wire")
    for numbers, outlet in (([1], "Wire"), ([1, 2, 3, 4], "Post")):
        with django_assert_num_queries(7):
            assert tag_articles(access=access, numbers=numbers, tag="opinion", on=True)
        tag_articles(access=access, numbers=numbers, tag="opinion", on=False)
        with django_assert_num_queries(5):
            assert archive_articles(access=access, numbers=numbers, archived=True)
        archive_articles(access=access, numbers=numbers, archived=False)
        with django_assert_num_queries(7):
            file_articles(access=access, numbers=numbers, field="outlet", name=outlet)


def test_a_reviewer_edits_and_an_analyst_sees_no_boxes(
    client: Client, project: Project, articles: list[Article], analyst: User, reviewer: User
) -> None:
    client.force_login(analyst)
    assert "data-choose" not in client.get(LIST).content.decode()
    client.force_login(reviewer)
    page = client.get(LIST).content.decode()
    assert 'value="archive"' in page
    assert "data-assign" not in page
    assert client.post(BULK, {"action": "assign", "number": "1"}).status_code == 403
    with pytest.raises(NotAllowed):
        tag_articles(access=opened(project=project, user=analyst), numbers=[1], tag="opinion", on=True)


def test_nothing_is_changed_in_an_archived_project(lead: Client, project: Project, articles: list[Article]) -> None:
    project.archived_at = articles[0].created_at
    project.save()
    assert "data-choose" not in lead.get(LIST).content.decode()
    assert lead.post(BULK, {"action": "archive", "number": "1"}).status_code == 403
    assert lead.post(ASSIGN, {"step": "assign", "numbers": "1", "people": "mira"}).status_code == 403


def test_a_lead_sees_who_gets_how_many_before_it_is_done(lead: Client, analyst: User, other_analyst: User) -> None:
    page = lead.post(BULK, {"action": "assign", "number": ["1", "2", "3", "4"], "query": "?sort=oldest"})
    assert page.context["numbers"] == "1-4"
    sent = {"numbers": "1-4", "people": ["ana", "bela"], "mode": "spread", "per_article": "1", "query": "?sort=oldest"}
    preview = lead.post(ASSIGN, {**sent, "step": "preview"}, headers={"HX-Request": "true"})
    assert preview.context["plan"].per_person == {"ana": 2, "bela": 2}
    assert not Assignment.objects.exists()
    answer = lead.post(ASSIGN, {**sent, "step": "assign"})
    assert answer["Location"] == LIST + "?sort=oldest"
    assert Assignment.objects.count() == 4
    assert "4 articles handed out: ana 2, bela 2." in lead.get(LIST).content.decode()


def test_a_hand_out_is_taken_back_but_not_what_was_begun(
    lead: Client, project: Project, articles: list[Article], analyst: User, other_analyst: User
) -> None:
    assign_articles(access=opened(project=project), numbers=[4], usernames=["bela"])
    lead.post(ASSIGN, {"step": "assign", "numbers": "1-4", "people": "ana", "mode": "each", "query": "?"})
    mark_done(access=opened_article(article=articles[0], user=analyst), done=True)
    assert "3 assignments were taken back" in _undo(lead).content.decode()
    left = Assignment.objects.order_by("article__number").values_list("article__number", "user__username")
    assert list(left) == [(1, "ana"), (4, "bela")]
    assert Article.objects.get(number=2).status == "new"


def test_taking_back_leaves_what_is_done(
    lead: Client, project: Project, articles: list[Article], analyst: User
) -> None:
    assign_articles(access=opened(project=project), numbers=[1, 2], usernames=["ana"])
    mark_done(access=opened_article(article=articles[0], user=analyst), done=True)
    lead.post(ASSIGN, {"step": "unassign", "numbers": "1,2", "query": "?"})
    assert list(Assignment.objects.values_list("article__number", flat=True)) == [1]


def test_choosing_people_can_be_led_to_by_a_link_that_changes_nothing(lead: Client, analyst: User) -> None:
    answer = lead.get(ASSIGN, {"numbers": "2-4", "people": "ana", "mode": "each", "step": "assign"})
    assert answer.context["plan"].per_person == {"ana": 3}
    assert not Assignment.objects.exists()
    assert lead.get(ASSIGN).status_code == lead.get(ASSIGN, {"numbers": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"people": [], "mode": "each"}, "Choose at least one person"),
        ({"people": ["stella"], "mode": "each"}, "no member"),
        ({"people": ["ana"], "mode": "spread", "per_article": "0"}, "1 to 20"),
        ({"people": ["ana"], "mode": "spread", "per_article": "1e3"}, "1 to 20"),
    ],
)
def test_a_hand_out_that_cannot_be_is_explained(
    lead: Client, analyst: User, stranger: User, sent: dict[str, Any], words: str
) -> None:
    answer = lead.post(ASSIGN, {"step": "assign", "numbers": "1-4", **sent})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Assignment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_archive_and_tag_the_same_at_once_both_succeed(project: Project, at_once: AtOnce) -> None:
    numbers = [make_article(project=project, text=f"Text {index}.").number for index in range(6)]
    access = opened(project=project, action=Action.REVISE_ARTICLE)
    answers = at_once(
        lambda: tag_articles(access=access, numbers=numbers, tag="opinion", on=True),
        lambda: archive_articles(access=access, numbers=numbers[::-1], archived=True),
        lambda: tag_articles(access=access, numbers=numbers, tag="opinion", on=True),
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert sorted(len(answer) for answer in answers) == [0, 6, 6]
    assert set(Article.objects.values_list("version", flat=True)) == {3}
    assert {tuple(tags) for tags in Article.objects.values_list("tags", flat=True)} == {("opinion",)}


def test_the_service_takes_no_more_than_the_most(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST", 2)
    for numbers in ([], [1, 2, 3]):
        with pytest.raises(RuleViolation):
            archive_articles(access=opened(project=project), numbers=numbers, archived=True)


def test_a_view_is_saved_shown_renamed_and_deleted(lead: Client) -> None:
    answer = lead.post(VIEWS, {"name": " English  news ", "query": "?language=en&status=new&after=3&evil=1"})
    assert answer["Location"] == LIST + "?language=en&status=new"
    view = SavedView.objects.get()
    assert (view.name, view.query, view.shared) == ("English news", "language=en&status=new", False)
    page = lead.get(answer["Location"])
    assert page.context["shown_view"].id == view.pk
    lead.post(f"{VIEWS}{view.pk}/", {"name": "<b>News</b>"})
    assert "<bdi>&lt;b&gt;News&lt;/b&gt;</bdi>" in lead.get(LIST).content.decode()
    lead.post(f"{VIEWS}{view.pk}/", {"delete": "1"})
    assert not SavedView.objects.exists()


def test_a_shared_view_is_everybodys_and_a_managers_to_remove(
    client: Client, project: Project, articles: list[Article], manager: User, reviewer: User, analyst: User
) -> None:
    client.force_login(reviewer)
    assert client.post(VIEWS, {"name": "Ours", "query": "?status=new", "shared": "1"}).status_code == 403
    client.post(VIEWS, {"name": "Mine", "query": "?status=new"})
    client.force_login(manager)
    client.post(VIEWS, {"name": "Ours", "query": "?status=done", "shared": "1"})
    ours, mine = SavedView.objects.get(name="Ours"), SavedView.objects.get(name="Mine")
    assert client.post(f"{VIEWS}{mine.pk}/", {"delete": "1"}).status_code == 404
    client.force_login(analyst)
    page = client.get(LIST).content.decode()
    assert "Ours" in page
    assert "Mine" not in page
    assert client.post(f"{VIEWS}{ours.pk}/", {"delete": "1"}).status_code == 403
    client.force_login(manager)
    assert client.post(f"{VIEWS}{ours.pk}/", {"delete": "1"}).status_code == 302
    assert client.post(f"{VIEWS}{10**30}/", {"delete": "1"}).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"name": " "},
        {"name": "x" * 81},
        {"name": "a", "query": "?q=" + "%D1%8F" * 300},
        {"name": "Taken", "view": "Other"},
    ],
)
def test_a_view_that_cannot_be_is_explained(lead: Client, sent: dict[str, str]) -> None:
    lead.post(VIEWS, {"name": "Taken", "query": "?status=new"})
    lead.post(VIEWS, {"name": "Other", "query": "?status=done"})
    path = f"{VIEWS}{SavedView.objects.get(name=sent['view']).pk}/" if "view" in sent else VIEWS
    assert "alert error" in lead.post(path, sent, follow=True).content.decode()
    assert SavedView.objects.count() == 2
