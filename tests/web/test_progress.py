"""The page that says how far a project is."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsapp.domain.roles import Role
from newsapp.models import Article, Project, User
from newsapp.queries.progress import DAYS, progress_by_day, progress_by_person
from newsapp.services.assignments import assign_articles, mark_done
from newsapp.services.projects import change_project
from tests.factories import make_article, make_highlight, make_member, opened, opened_article

pytestmark = pytest.mark.django_db
ADDRESS = "/projects/front-pages/progress/"


@pytest.fixture
def begun(project: Project, article: Article, analyst: User, other_analyst: User) -> Article:
    """Two analysts have the article: one is done, the other has begun; a second article waits."""
    other = make_article(project=project, text="Another text.")
    assign_articles(access=opened(project=project), numbers=[article.number, other.number], usernames=["ana", "bela"])
    make_highlight(article=article, by=analyst)
    make_highlight(article=article, by=other_analyst)
    mark_done(access=opened_article(article=article, user=analyst), done=True)
    return article


def page(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get(ADDRESS).content.decode()


def test_people_are_counted_by_how_far_they_are(begun: Article, project: Project) -> None:
    rows = {row.username: row for row in progress_by_person(opened(project=project))}
    assert (rows["ana"].done, rows["ana"].started, rows["ana"].waiting, rows["ana"].total) == (1, 0, 1, 2)
    assert (rows["bela"].done, rows["bela"].started, rows["bela"].waiting) == (0, 1, 1)
    days = progress_by_day(opened(project=project))
    assert (len(days), days[-1].day, days[-1].done, sum(day.done for day in days)) == (DAYS, timezone.localdate(), 1, 1)


def test_every_chart_has_its_table(begun: Article, manager: User) -> None:
    shown = page(manager)
    charts, tables = shown.count('<svg class="chart"'), shown.count('<table class="table"')
    assert charts == tables == 4
    assert re.search(r'<th scope="row"><bdi>Claim</bdi></th><td class="number">2</td>', shown)
    assert all(f"is-{kind}" in shown for kind in ("done", "started", "waiting"))


def test_an_empty_project_says_what_is_to_come(project: Project, manager: User) -> None:
    assert "Nobody has an article yet" in page(manager)


def test_who_codes_blind_sees_her_own_numbers_alone(
    begun: Article, project: Project, other_analyst: User, viewer: User
) -> None:
    change_project(access=opened(project=project), version=1, blind=True)
    assert [row.username for row in progress_by_person(opened(project=project, user=other_analyst))] == ["bela"]
    assert progress_by_person(opened(project=project, user=viewer)) == []
    assert "only your own counts here" in page(other_analyst)
    judge = make_member(project=project, role=Role.REVIEWER)
    assert [row.username for row in progress_by_person(opened(project=project, user=judge))] == ["ana", "bela"]


def test_the_page_takes_as_many_statements_however_much_there_is(
    begun: Article, project: Project, manager: User
) -> None:
    client = Client()
    client.force_login(manager)
    client.get(ADDRESS)
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as statements:
            client.get(ADDRESS)
        counts.append(len(statements))
        for _ in range(3):
            person = make_member(project=project, role=Role.ANALYST)
            article = make_article(project=project, text=f"{person.username} {number}")
            assign_articles(access=opened(project=project), numbers=[article.number], usernames=[person.username])
    assert counts[0] == counts[1]
