"""Marking every occurrence: the panel's answers, and to whom."""

import csv
import json

import pytest
from django.test import Client

from annotations.models import Highlight
from annotations.queries.highlights import HighlightFilter
from annotations.services.exports import open_export
from newsapp.models import Article, Project, User
from newsapp.services.saved_views import save_view
from tests.factories import make_article, make_highlight, make_project, opened

pytestmark = pytest.mark.django_db


def address(project: Project, article: Article, rest: str = "") -> str:
    return f"/projects/{project.slug}/articles/{article.number}/occurrences/{rest}"


@pytest.fixture
def browser(client: Client, analyst: User) -> Client:
    client.force_login(analyst, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_panel_offers_the_sets_that_there_are(browser: Client, project: Project, analyst: User) -> None:
    article = make_article(project=project, text="Soldiers.", language="en", story="Border")
    save_view(access=opened(project=project, user=analyst), name="Mine", query="language=en", shared=False)
    page = browser.get(
        address(project, article), {"words": "soldiers", "tag": "hedge", "list": "status=new"}
    ).content.decode()
    for words in ("Border", "in English", "the view “Mine”", 'value="list:status=new"', "<mark>Soldiers</mark>"):
        assert words in page
    assert 'value="hedge" checked' in page


@pytest.mark.parametrize(
    ("scope", "found"),
    [("here", 1), ("all", 3), ("story", 2), ("language", 2), ("list:language=ru", 1), ("list:q=nothing", 0)],
)
def test_a_set_of_articles(browser: Client, project: Project, scope: str, found: int) -> None:
    article = make_article(project=project, text="Soldiers, one.", language="en", story="Border")
    make_article(project=project, text="Soldiers, two.", language="ru", story="Border")
    make_article(project=project, text="Soldiers, three.", language="en")
    page = browser.get(address(project, article, "found/"), {"words": "soldiers", "whole": "on", "scope": scope})
    assert page.content.decode().count("<mark>") == found


@pytest.mark.parametrize("scope", ["story", "view:7", "view:x", "nonsense", ""])
def test_a_set_that_there_is_not_is_refused_in_words(browser: Client, project: Project, scope: str) -> None:
    article = make_article(project=project, text="Soldiers.")
    page = browser.get(address(project, article, "found/"), {"words": "soldiers", "scope": scope})
    assert page.status_code == 200
    assert "<mark>" not in page.content.decode()
    assert 'class="quiet-text"' in page.content.decode()


def test_somebody_elses_private_view_is_no_set(browser: Client, project: Project, manager: User) -> None:
    article = make_article(project=project, text="Soldiers.")
    save_view(access=opened(project=project, user=manager), name="Hers", query="", shared=False)
    page = browser.get(address(project, article), {"words": "soldiers"}).content.decode()
    assert "Hers" not in page


def test_marking_answers_what_was_made_here(browser: Client, project: Project) -> None:
    article = make_article(project=project, text="Soldiers.")
    other = make_article(project=project, text="Soldiers!")
    places = [f"{article.number}:1:0:8", f"{other.number}:1:0:8"]
    page = browser.post(address(project, article), {"place": places, "tag": ["claim"]}).content.decode()
    assert "2 places marked as" in page
    assert page.count("data-highlight=") == 1
    change = page.split('data-made="')[1].split('"')[0]
    page = browser.post(address(project, article, f"{change}/undo/")).content.decode()
    assert "Taken back." in page
    assert page.count("data-gone=") == 1
    assert "taken back already" in browser.post(address(project, article, f"{change}/undo/")).content.decode()
    assert browser.post(address(project, article, f"{change}/again/")).content.decode().count("data-highlight=") == 1
    assert Highlight.objects.present().count() == 2


@pytest.mark.parametrize("place", ["", "1:1:0", "1:1:0:x", "1:1:0:99999999999", "1:1:-1:2", "٣:1:0:2"])
def test_what_is_no_place_is_refused(browser: Client, project: Project, place: str) -> None:
    article = make_article(project=project, text="Soldiers.")
    page = browser.post(address(project, article), {"place": [place], "tag": ["claim"]})
    assert "data-refused" in page.content.decode()
    assert not Highlight.objects.exists()


def test_an_article_of_another_project_is_not_marked(browser: Client, project: Project, analyst: User) -> None:
    article = make_article(project=project, text="Soldiers.")
    elsewhere = make_project()
    for number in range(3):
        make_article(project=elsewhere, text=f"Soldiers {number}.")
    page = browser.post(address(project, article), {"place": ["3:1:0:8"], "tag": ["claim"]})
    assert "data-refused" in page.content.decode() or page.status_code == 404
    assert browser.get(address(elsewhere, article), {"words": "x"}).status_code == 404
    assert not Highlight.objects.exists()


def test_a_colleagues_marks_are_not_told(browser: Client, project: Project, other_analyst: User) -> None:
    article = make_article(project=project, text="Soldiers.")
    make_highlight(article=article, by=other_analyst, quote="Soldiers", tags=["hedge"])
    page = browser.get(address(project, article, "found/"), {"words": "soldiers"}).content.decode()
    assert "badge" not in page
    assert "checked" in page


def test_what_was_marked_at_once_stands_in_the_list_of_changes(browser: Client, project: Project) -> None:
    article = make_article(project=project, text="Soldiers.")
    browser.post(address(project, article), {"place": [f"{article.number}:1:0:8"], "tag": ["claim"]})
    assert "1 place marked as" in browser.get(f"/projects/{project.slug}/highlights/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_discontinuous_highlight_goes_out_in_its_segments(browser: Client, project: Project, analyst: User) -> None:
    article = make_article(project=project, text="Soldiers \U0001f6a2 go first.")
    body = {"article": article.number, "segments": [[0, 8], [11, 13]], "tags": ["claim"]}
    made = browser.post(
        f"/api/v1/projects/{project.slug}/highlights/", json.dumps(body), content_type="application/json"
    )
    assert made.status_code == 201
    assert made.json()["quote"] == "Soldiers \U0001f6a2 go"
    (line,) = [json.loads(line) for line in exported(project, "jsonl").splitlines() if '"segments"' in line]
    assert line["spans"][0]["segments"] == [[0, 8], [11, 13]]
    (row,) = csv.DictReader(exported(project, "csv").splitlines())
    assert json.loads(row["segments"]) == [[0, 8], [11, 13]]
    assert row["quote"] == "Soldiers \U0001f6a2 go"


def exported(project: Project, export_format: str) -> str:
    return b"".join(
        open_export(access=opened(project=project), export_format=export_format, wanted=HighlightFilter())
    ).decode("utf-8-sig")
