"""The pages that tell what happened."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from annotations.access import open_highlight, open_suggestion
from annotations.domain.retagging import plan_of
from annotations.queries.schemes import scheme_of
from annotations.services.bulk_changes import change_highlights, undo_change
from annotations.services.highlight_edits import HighlightChange, delete_highlight, edit_highlight
from annotations.services.suggestions import reconsider_suggestion, reject_suggestion
from newsapp.domain.articles import Details
from newsapp.domain.roles import Action, Role
from newsapp.models import Article, Event, EventDetail, Project, User
from newsapp.services.activity import Happening, record
from newsapp.services.articles import delete_article, edit_article
from newsapp.services.assignments import assign_articles, mark_done
from newsapp.services.guidelines import publish_guidelines
from newsapp.services.members import add_member
from newsapp.services.projects import change_project
from newsapp.web.telling import Line
from tests.factories import make_article, make_highlight, make_member, make_project, opened, opened_article

pytestmark = pytest.mark.django_db

HERE = "/projects/front-pages/activity/"


@pytest.fixture
def signed_in(client: Client, manager: User, project: Project) -> Client:
    client.force_login(manager)
    return client


def words_of(html: str) -> str:
    """What a page says, without markup."""
    return re.sub(r"\s+", " ", strip_tags(html.split("<main")[1]))


def told(client: Client, address: str = HERE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return words_of(answer.content.decode())


def lines(answer: Any) -> list[Line]:
    return [line for day in answer.context["days"] for run in day.runs for line in run.lines]


def edit(article: Article, uuid: Any, user: User, **change: Any) -> None:
    access, highlight = open_highlight(user=user, slug=article.project.slug, uuid=uuid, action=Action.HIGHLIGHT)
    edit_highlight(access=access, highlight=highlight, version=highlight.version, change=HighlightChange(**change))


def test_people_articles_and_tags_are_told_by_their_names(signed_in: Client, project: Project, analyst: User) -> None:
    User.objects.filter(pk=analyst.pk).update(first_name="Ana", last_name="Balodis")
    article = make_article(project=project, title="Council delays vote")
    make_highlight(article=article, by=analyst, tags=["claim", "quantity"])
    html = signed_in.get(HERE).content.decode()
    assert "Ana Balodis marked Claim, Quantity in Council delays vote" in words_of(html)
    assert 'href="/projects/front-pages/people/ana/activity/"><bdi>Ana Balodis</bdi>' in html
    assert 'href="/projects/front-pages/articles/1/"><bdi>Council delays vote</bdi>' in html
    assert re.search(r'articles/1/#mark-[0-9a-f-]{36}"><q dir="auto">About 1,000 soldiers</q>', html)


def test_members_assignments_and_guidelines_are_told(signed_in: Client, project: Project, analyst: User) -> None:
    article = make_article(project=project, title="Vote")
    add_member(project=project, user=analyst, role=Role.REVIEWER, by=article.project.memberships.all()[0].user)
    assign_articles(access=opened(project=project), numbers=[1], usernames=["ana"])
    mark_done(access=opened_article(article=article, user=analyst), done=True)
    mark_done(access=opened_article(article=article), done=True)
    publish_guidelines(access=opened(project=project), text="# Rules", version=0, summary="First words")
    page = told(signed_in)
    for sentence in (
        "mira opened the project",
        "mira joined as Manager",
        "The command line added ana as Analyst",
        "mira gave ana the role of Reviewer",
        "mira assigned Vote to ana",
        "ana is done with Vote",
        "mira took on Vote",
        "mira published version 1 of the guidelines First words",
    ):
        assert sentence in page, sentence


def test_what_changed_is_told_from_before_to_after(signed_in: Client, project: Project, analyst: User) -> None:
    article = make_article(project=project, title="Old", language="en")
    access = opened_article(article=article, action=Action.REVISE_ARTICLE)
    edit_article(access=access, version=1, details=Details(title="New", language="uk", outlet="Harbour Post"))
    made = make_highlight(article=article, by=analyst, note="Which?", attributes={"claim": {"verifiable": "yes"}})
    edit(article, made.id, analyst, note="", tags=["hedge"], attributes={})
    page = told(signed_in)
    assert "Title Before: Old After: New" in page
    assert "Language Before: English After: Ukrainian" in page
    assert "Outlet After: Harbour Post" in page
    assert "Tags Before: Claim After: Hedge" in page
    assert re.search(r"Details Before: Claim: [^:]+ yes nothing", page)
    assert "Note Before: Which? nothing" in page


def test_a_reviewers_change_says_whose_highlight_it_was(
    signed_in: Client, article: Article, analyst: User, reviewer: User
) -> None:
    made = make_highlight(article=article, by=analyst)
    edit(article, made.id, reviewer, tags=["hedge"])
    assert "rita changed a highlight of ana in" in told(signed_in)


def test_erased_words_are_said_to_be_gone(signed_in: Client, project: Project, article: Article) -> None:
    change_project(access=opened(project=project), version=1, name="Other")
    edit_article(
        access=opened_article(article=article, action=Action.REVISE_ARTICLE), version=1, details=Details(title="New")
    )
    assert "After: Other" in told(signed_in)
    EventDetail.objects.all().delete()
    page = told(signed_in)
    assert page.count("What was written is no longer kept.") == 2
    assert "After:" not in page


def test_a_deleted_article_keeps_its_title_and_is_no_link(signed_in: Client, project: Project) -> None:
    article = make_article(project=project, title="Gone by now")
    delete_article(access=opened_article(article=article, action=Action.REVISE_ARTICLE), version=1)
    html = signed_in.get(HERE).content.decode()
    assert "mira deleted Gone by now" in words_of(html)
    assert "/articles/1/" not in html
    assert "mira deleted Gone by now" in told(signed_in, HERE + "?article=1")


def test_the_quote_of_a_deleted_highlight_is_not_shown(signed_in: Client, article: Article, analyst: User) -> None:
    made = make_highlight(article=article, by=analyst, quote="before the winter")
    assert "before the winter" in told(signed_in)
    access, highlight = open_highlight(user=analyst, slug="front-pages", uuid=made.id, action=Action.HIGHLIGHT)
    delete_highlight(access=access, highlight=highlight, version=1)
    page = told(signed_in)
    assert "before the winter" not in page
    assert "ana deleted a highlight in" in page


def test_a_run_is_told_once_with_all_of_it_below(signed_in: Client, project: Project, analyst: User) -> None:
    article = make_article(project=project, title="Vote")
    for index in range(5):
        make_highlight(article=article, by=analyst, quote="soldiers", nth=index % 2)
    answer = signed_in.get(HERE)
    page = words_of(answer.content.decode())
    assert "ana made 5 highlights in Vote" in page
    assert "Show all 5" in page
    assert page.count("ana marked Claim in Vote “soldiers”") == 0
    assert page.count("ana marked Claim in Vote soldiers") == 5
    assert len(lines(answer)) == Event.objects.filter(project=project).count()


def test_two_of_the_same_are_told_one_by_one_and_others_work_ends_a_run(
    signed_in: Client, project: Project, analyst: User, other_analyst: User
) -> None:
    article, other = make_article(project=project, title="One"), make_article(project=project, text="Two.", title="Two")
    for by, at, quote in (
        [(analyst, article, "winter")] * 2
        + [(other_analyst, article, "winter")]
        + [(analyst, article, "winter")] * 2
        + [(analyst, other, "Two")]
    ):
        make_highlight(article=at, by=by, quote=quote)
    page = told(signed_in)
    assert "highlights in" not in page
    assert page.count("ana marked Claim in One") == 4


def test_what_was_done_at_once_is_one_run_over_all_articles(
    signed_in: Client, project: Project, reviewer: User
) -> None:
    articles = [make_article(project=project, text=f"Text {n}.", title=f"Title {n}") for n in range(4)]
    record(
        project_id=project.pk,
        actor_id=reviewer.pk,
        happenings=[Happening("highlight.changed", "x", a.pk, {"batch": 7, "version": 2}) for a in articles],
    )
    assert "rita changed 4 highlights at once" in told(signed_in)


def test_a_change_of_many_and_taking_it_back_are_told_apart(signed_in: Client, project: Project) -> None:
    articles = [make_article(project=project, text=f"Text {n}.", title=f"Title {n}") for n in range(3)]
    marks = [make_highlight(article=article, quote="Text") for article in articles]
    access = opened(project=project)
    plan = plan_of(scheme_of(project), kind="add", tag="cue")
    change = change_highlights(access=access, plan=plan, picked={mark.id: mark.version for mark in marks})
    assert "took" not in told(signed_in)
    undo_change(access=access, change_id=change)
    page = told(signed_in)
    assert "mira took a change of 3 highlights back" in page
    assert "mira changed 3 highlights at once" in page


def test_pages_lead_on_and_back_and_hold_each_event_once(signed_in: Client, project: Project) -> None:
    for number in range(105):
        make_article(project=project, text=f"Text {number}.")
    first = signed_in.get(HERE)
    assert not first.context["newer"]
    second = signed_in.get(HERE + first.context["older"])
    assert not second.context["older"]
    ids = [line.event.id for line in (*lines(first), *lines(second))]
    assert ids == sorted(Event.objects.filter(project=project).values_list("pk", flat=True), reverse=True)
    again = signed_in.get(HERE + second.context["newer"])
    assert [line.event.id for line in lines(again)] == ids[:100]


def test_a_run_that_goes_on_beyond_the_page_says_so(signed_in: Client, project: Project) -> None:
    for number in range(105):
        make_article(project=project, text=f"Text {number}.")
    first = signed_in.get(HERE)
    assert "mira added 100 articles and more before" in words_of(first.content.decode())
    second = words_of(signed_in.get(HERE + first.context["older"]).content.decode())
    assert "mira added 5 articles and more after" in second
    assert words_of(signed_in.get(HERE + "?to=2000-01-01").content.decode()).count("and more") == 0


def test_filters_let_through_what_they_say(signed_in: Client, project: Project, analyst: User) -> None:
    one, two = (make_article(project=project, text=f"Text {n}.", title=f"Title {n}") for n in (1, 2))
    make_highlight(article=one, by=analyst, quote="Text")
    make_highlight(article=two, quote="Text")

    def verbs(query: str) -> list[str]:
        return sorted(line.event.verb for line in lines(signed_in.get(HERE + query)))

    assert verbs("?person=ana") == ["highlight.created"]
    assert verbs("?kind=highlights") == ["highlight.created"] * 2
    assert verbs("?kind=scheme") == ["scheme.installed"]
    assert verbs("?article=2") == ["article.added", "highlight.created"]
    assert verbs("?kind=highlights&article=2&person=ana") == []
    assert verbs("?person=nobody") == []
    everything = Event.objects.filter(project=project).count()
    assert len(verbs("?person=&kind=&article=&from=&to=")) == everything


def test_filters_stay_with_page_links_and_can_be_taken_away(signed_in: Client, project: Project, analyst: User) -> None:
    User.objects.filter(pk=analyst.pk).update(first_name="Ana", last_name="Bell")
    for number in range(101):
        make_article(project=project, text=f"Text {number}.", by=analyst)
    answer = signed_in.get(HERE + "?person=ana&kind=articles")
    assert answer.context["older"].startswith("?kind=articles&person=ana&after=")
    assert [choice.address for choice in answer.context["taken"]] == ["?kind=articles"]
    assert [choice.label for choice in answer.context["taken"]] == ["by Ana Bell"]
    assert [choice.label for choice in answer.context["kinds"] if choice.current] == ["Articles"]


@pytest.mark.parametrize(
    "query", ["kind=x", "article=x", "article=-1", "from=x", "to=2024-02-31", "from=0001-01-01", "to=9999-12-31",
              "after=x", "before=1.5", "after=" + "9" * 30, "person=" + "x" * 3_000]
)  # fmt: skip
def test_what_is_no_filter_is_refused_or_finds_nothing(signed_in: Client, query: str) -> None:
    assert signed_in.get(f"{HERE}?{query}").status_code == (200 if query.startswith("person") else 400)


def test_days_are_those_of_the_reader(signed_in: Client, project: Project, manager: User) -> None:
    Event.objects.filter(project=project).values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO newsapp_event (project_id, actor_id, verb, object_id, data, created_at)"
            " VALUES (%s, %s, 'project.created', 'x', '{}', %s)",
            [project.pk, manager.pk, datetime(2024, 10, 31, 23, 30, tzinfo=UTC)],
        )
    assert "Thursday, 31 October 2024 23:30" in told(signed_in, HERE + "?to=2024-12-31")
    User.objects.filter(pk=manager.pk).update(time_zone="Europe/Kyiv")
    page = told(signed_in, HERE + "?to=2024-12-31")
    assert "Friday, 1 November 2024 01:30" in page
    assert "Times are those of Europe/Kyiv." in page
    assert "opened the project" not in told(signed_in, HERE + "?to=2024-10-31")
    assert "opened the project" in told(signed_in, HERE + "?from=2024-11-01&to=2024-11-01")
    User.objects.filter(pk=manager.pk).update(time_zone="Not/There")
    assert "Times are those of UTC." in told(signed_in)


def test_an_article_and_a_person_have_pages_of_their_own(
    signed_in: Client, project: Project, article: Article, analyst: User
) -> None:
    make_highlight(article=article, by=analyst)
    make_article(project=project, text="Another one.", title="Elsewhere")
    of_article = told(signed_in, "/projects/front-pages/articles/1/activity/")
    assert "ana marked Claim in this article" in of_article
    assert "Elsewhere" not in of_article
    of_person = told(signed_in, "/projects/front-pages/people/ANA/activity/")
    assert "Analyst here since" in of_person
    assert "ana marked Claim" in of_person
    assert "mira" not in of_person.partition("Times are those of")[0]
    assert "ana" in told(signed_in, "/projects/front-pages/people/ana/activity/?kind=scheme")


def test_somebody_who_left_can_still_be_read_about_and_strangers_cannot(
    signed_in: Client, project: Project, article: Article, analyst: User, stranger: User
) -> None:
    make_highlight(article=article, by=analyst)
    project.memberships.filter(user=analyst).delete()
    assert "No longer a member" in told(signed_in, "/projects/front-pages/people/ana/activity/")
    for name in ("stella", "nobody-at-all"):
        assert signed_in.get(f"/projects/front-pages/people/{name}/activity/").status_code == 404


def test_another_projects_activity_is_not_seen(
    signed_in: Client, article: Article, strangers_project: Project, stranger: User
) -> None:
    make_article(project=strangers_project, title="Not to be seen")
    assert signed_in.get("/projects/back-pages/activity/").status_code == 404
    make_project(slug="third")
    page = told(signed_in)
    assert "third" not in page
    assert "Not to be seen" not in page


def test_names_that_look_like_markup_or_placeholders_stay_words(signed_in: Client, project: Project) -> None:
    eve = make_member(project=project, role=Role.ANALYST, username="eve")
    User.objects.filter(pk=eve.pk).update(first_name="<b>%(article)s", last_name="100%")
    make_article(project=project, title="<script>alert(1)</script> %(who)s", by=eve)
    html = signed_in.get(HERE).content.decode()
    assert "<script>alert" not in html
    assert "<bdi>&lt;b&gt;%(article)s 100%</bdi>" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; %(who)s" in html


def test_a_verb_without_a_sentence_is_told_all_the_same(signed_in: Client, project: Project, manager: User) -> None:
    record(project_id=project.pk, actor_id=manager.pk, happenings=[Happening("weather.turned", "x")])
    assert "mira did something that this page has no words for: weather.turned" in told(signed_in)


def test_an_empty_page_says_what_would_be_there(signed_in: Client, project: Project, viewer: User) -> None:
    assert "Nothing has been done under this name" in told(signed_in, "/projects/front-pages/people/vera/activity/")
    assert "Nothing of this kind" in told(signed_in, HERE + "?person=vera")


def test_htmx_gets_the_part_that_changes(signed_in: Client) -> None:
    part = signed_in.get(HERE, headers={"HX-Request": "true", "HX-Target": "activity"}).content.decode()
    assert "<html" not in part
    assert part.count('id="activity"') == 1
    assert 'id="filter-person"' in part


@pytest.mark.parametrize("address", [HERE, "/projects/front-pages/articles/1/activity/"])
def test_statements_do_not_grow_with_the_events(
    signed_in: Client,
    project: Project,
    article: Article,
    analyst: User,
    other_analyst: User,
    reviewer: User,
    address: str,
) -> None:
    def happen() -> None:
        assign_articles(access=opened(project=project), numbers=[1], usernames=["ana", "bela"])
        for number in range(5):
            for by in (analyst, other_analyst):
                made = make_highlight(article=article, by=by, quote="soldiers", tags=["claim", "hedge"])
                edit(article, made.id, reviewer, note=f"Note {number}")

    happen()
    signed_in.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        signed_in.get(address)
    for _ in range(6):
        happen()
    with CaptureQueriesContext(connection) as many:
        answer = signed_in.get(address)
    assert len(lines(answer)) == 100
    # One more for what stands beyond the page.
    assert len(many) <= len(few) + 1
    assert len(many) <= 11, [query["sql"] for query in many]


def test_a_run_ends_at_midnight(signed_in: Client, project: Project, manager: User) -> None:
    midnight = datetime(2024, 10, 31, tzinfo=UTC)
    with connection.cursor() as cursor:
        for minutes in (-3, -2, -1, 1, 2, 3):
            cursor.execute(
                "INSERT INTO newsapp_event (project_id, actor_id, verb, object_id, data, created_at)"
                " VALUES (%s, %s, 'article.added', '1', '{}', %s)",
                [project.pk, manager.pk, midnight + timedelta(minutes=minutes)],
            )
    assert told(signed_in, HERE + "?to=2024-12-31").count("mira added 3 articles") == 2


def test_suggestions_and_their_rejections_are_told(
    signed_in: Client, project: Project, article: Article, analyst: User, reviewer: User
) -> None:
    suggested = make_highlight(article=article, by=reviewer, layer="suggested")
    access, suggestion = open_suggestion(user=analyst, slug=project.slug, uuid=suggested.id)
    reject_suggestion(access=access, suggestion=suggestion)
    assert "rita suggested Claim in" in told(signed_in)
    assert "ana rejected a suggestion in" in told(signed_in)
    reconsider_suggestion(access=access, suggestion=suggestion)
    assert "ana took the rejection of a suggestion in" in told(signed_in)
