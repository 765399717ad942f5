"""Settings, archiving, deleting, copying into a project; what an open page asks."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsapp.models import Guidelines, Project, User
from newsapp.services.guidelines import publish_guidelines
from newsapp.services.people import create_token
from newsapp.services.projects import change_project, remove_project
from tests.factories import make_article, make_highlight, make_project, opened

pytestmark = pytest.mark.django_db

ADDRESS = "/projects/front-pages/settings/"


@pytest.fixture
def browser(client: Client, manager: User, project: Project) -> Client:
    """The manager's."""
    client.force_login(manager)
    return client


def html(response: Any) -> str:
    return unescape(response.content.decode())


def save(client: Client, **fields: object) -> Any:
    values = {
        "name": "Front pages",
        "description": "",
        "coders_per_article": 2,
        "gold_threshold": "100",
        "version": 1,
        **fields,
    }
    return client.post(ADDRESS, values)


def stored() -> Project:
    return Project.objects.get(slug="front-pages")


def test_settings_are_saved_and_counted(browser: Client) -> None:
    response = save(browser, name="  Fronts ", description="One\r\ntwo", coders_per_article=3)
    assert response.status_code == 302
    project = stored()
    assert (project.name, project.description, project.coders_per_article, project.version) == (
        "Fronts",
        "One\ntwo",
        3,
        2,
    )


def test_saving_what_is_there_already_changes_nothing(browser: Client) -> None:
    save(browser)
    assert stored().version == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"name": ""},
        {"name": " \t"},
        {"name": "x" * 121},
        {"description": "x" * 2_001},
        {"coders_per_article": 0},
        {"coders_per_article": 21},
        {"coders_per_article": "two"},
        {"name": "a\0"},
    ],
)
def test_a_fault_is_named_and_what_was_typed_stays(browser: Client, fault: dict[str, object]) -> None:
    response = save(browser, **{"description": "Typed words", **fault})
    assert response.status_code in {400, 422}
    assert "field-error" in html(response)
    assert stored().version == 1
    if "description" not in fault:
        assert "Typed words" in html(response)


def test_of_two_managers_the_second_sees_both_versions_and_loses_nothing(browser: Client, project: Project) -> None:
    change_project(access=opened(project=project), version=1, name="Theirs", coders_per_article=5)
    response = save(browser, name="Mine")
    assert response.status_code == 412
    page = html(response)
    assert 'value="Mine"' in page
    assert "<bdi>Theirs</bdi>" in page
    assert 'name="version" value="2"' in page
    assert stored().name == "Theirs"
    assert save(browser, name="Mine", version=2).status_code == 302
    assert stored().name == "Mine"


def test_an_archived_project_is_read_only_until_it_is_brought_back(browser: Client, project: Project) -> None:
    make_article(project=project)
    browser.post(ADDRESS + "archive/", {"archived": "1"})
    assert stored().archived_at is not None
    page = html(browser.get(ADDRESS))
    assert "Bring the project back" in page
    assert 'name="coders_per_article"' not in page
    assert save(browser, name="Other", version=2).status_code == 403
    assert browser.get("/projects/front-pages/guidelines/edit/").status_code == 403
    assert browser.get(ADDRESS + "copy/").status_code == 403
    assert browser.get("/projects/front-pages/export/jsonl/").status_code == 200
    browser.post(ADDRESS + "archive/", {"archived": "1"})
    assert stored().version == 2
    browser.post(ADDRESS + "archive/", {"archived": "0"})
    assert (stored().archived_at, stored().version) == (None, 3)


def test_the_page_says_how_much_an_archive_keeps(browser: Client, project: Project) -> None:
    article = make_article(project=project)
    make_highlight(article=article)
    make_article(project=project, text="Other.")
    assert "2 articles and 1 highlights stay" in html(browser.get(ADDRESS)).replace("1 highlight ", "1 highlights ")


def test_the_settings_page_takes_few_statements(browser: Client, manager: User) -> None:
    make_project(owner=manager)
    browser.get(ADDRESS)
    with CaptureQueriesContext(connection) as captured:
        browser.get(ADDRESS)
    first = len(captured)
    for _ in range(5):
        make_project(owner=manager)
    with CaptureQueriesContext(connection) as captured:
        browser.get(ADDRESS)
    assert len(captured) == first
    # session, person, membership, other projects with own membership, steps, highlights, articles
    assert first <= 8


def test_deleting_states_what_goes_and_wants_the_name(browser: Client, project: Project, analyst: User) -> None:
    article = make_article(project=project)
    make_highlight(article=article, by=analyst)
    make_highlight(article=article, quote="winter")
    page = html(browser.get(ADDRESS + "delete/"))
    assert "<b>1 article</b> is gone" in page
    assert "<b>2 highlights</b> go with them, the work of 2 people." in page
    refused = browser.post(ADDRESS + "delete/", {"confirmation": "front"})
    assert refused.status_code == 400
    assert "Nothing was deleted." in html(refused)
    assert 'value="front"' in html(refused)
    done = browser.post(ADDRESS + "delete/", {"confirmation": "Front pages"})
    assert (done.status_code, done["Location"]) == (302, "/")


def test_everything_of_a_deleted_project_is_404_at_once(
    browser: Client, project: Project, manager: User, analyst: User
) -> None:
    article = make_article(project=project)
    highlight = make_highlight(article=article, by=analyst)
    publish_guidelines(access=opened(project=project), text="Mark.", version=0)
    token = {"Authorization": f"Token {create_token(user=manager)}"}
    pages = [
        "", "settings/", "settings/delete/", "settings/copy/", "guidelines/", "guidelines/1/", "guidelines/1/changes/",
        "guidelines/edit/", "guidelines/start/", "activity/", "articles/1/", "articles/new/", "export/jsonl/", "access/",
        f"highlights/{highlight.id}/card/",
    ]  # fmt: skip
    routes = [
        "", "members/", "events/", "stories/", "scheme/", "tags/", "tags/claim/", "articles/", "articles/1/", "guidelines/",
        "articles/1/revisions/", "highlights/", f"highlights/{highlight.id}/", "export/jsonl/",
    ]  # fmt: skip

    def statuses() -> set[int]:
        return {browser.get(f"/projects/front-pages/{page}").status_code for page in pages} | {
            Client().get(f"/api/v1/projects/front-pages/{route}", headers=token).status_code for route in routes
        }

    assert statuses() <= {200, 204}
    remove_project(access=opened(project=project), confirmation="Front pages")
    assert statuses() == {404}
    assert browser.post(ADDRESS, {"name": "x"}).status_code == 404
    assert browser.post(ADDRESS + "delete/", {"confirmation": "Front pages"}).status_code == 404


# copying into it


def look(client: Client, source: str) -> Any:
    return client.get(ADDRESS + "copy/", {"source": source})


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of the form that copies."""
    import re

    return dict(re.findall(r'<input type="hidden" name="((?:guidelines_|scheme_)?version)" value="(\d+)"', page))


def test_copying_shows_what_would_change_and_does_it(browser: Client, manager: User) -> None:
    source = make_project(owner=manager, slug="source", name="Source", scheme="empty")
    publish_guidelines(access=opened(project=source), text="# Rules\n\nMark.", version=0)
    change_project(access=opened(project=source), version=1, coders_per_article=4)
    page = html(look(browser, "source"))
    assert "the other takes its place" in page
    assert "<del>2</del> <ins>4</ins>" in page
    assert "published as version 1" in page
    wanted = {**fields_of(page), "source": "source", "parts": ["scheme", "guidelines", "settings"]}
    assert browser.post(ADDRESS + "copy/", wanted).status_code == 302
    project = stored()
    assert (project.coders_per_article, project.guidelines_version) == (4, 1)
    assert not project.scheme_tags.exists()
    again = browser.post(ADDRESS + "copy/", wanted)
    assert again.status_code == 412
    assert Guidelines.objects.filter(project=project).count() == 1


def test_a_foreign_source_is_404_and_a_strange_form_is_refused(browser: Client, strangers_project: Project) -> None:
    assert look(browser, "back-pages").status_code == 404
    assert look(browser, "nowhere").status_code == 404
    good = {"version": 1, "scheme_version": 1, "guidelines_version": 0, "parts": ["scheme"]}
    assert browser.post(ADDRESS + "copy/", {**good, "source": "back-pages"}).status_code == 404
    assert browser.post(ADDRESS + "copy/", {**good, "source": ""}).status_code == 400
    assert browser.post(ADDRESS + "copy/", {**good, "source": "front-pages"}).status_code == 400
    assert (
        browser.post(ADDRESS + "copy/", {"source": "front-pages", "parts": ["scheme"], "version": "²"}).status_code
        == 400
    )


# what an open page asks


def test_an_open_page_learns_when_access_ends(browser: Client, project: Project, manager: User, stranger: User) -> None:
    address = "/projects/front-pages/access/"
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(address)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["X-CSRFToken"]
    assert len(captured) == 3  # session, person, membership
    assert browser.get(address, {"user": manager.pk}).status_code == 204
    assert browser.get(address, {"user": stranger.pk}).status_code == 409
    project.memberships.filter(user=manager).delete()
    assert browser.get(address).status_code == 404
    browser.logout()
    signed_out = browser.get(address)
    assert (signed_out.status_code, signed_out.content) == (401, b"")


def test_an_account_that_was_closed_is_signed_out(browser: Client, manager: User) -> None:
    User.objects.filter(pk=manager.pk).update(is_active=False)
    assert browser.get("/projects/front-pages/access/").status_code == 401


# refusals


@pytest.mark.parametrize("path", ["/nowhere/", "/projects/nowhere/", "/projects/front-pages/guidelines/9/"])
def test_a_page_that_is_not_there_says_what_now(browser: Client, path: str) -> None:
    response = browser.get(path)
    assert response.status_code == 404
    assert "There is nothing here for you" in html(response)
    assert "To your projects" in html(response)


def test_a_form_without_its_token_says_what_now(manager: User, project: Project) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(manager)
    response = browser.post(ADDRESS, {"name": "x"})
    assert response.status_code == 403
    assert "This page was open too long" in html(response)
    assert 'class="empty"' in html(response)


def test_blind_coding_is_switched_on_with_a_word_on_what_that_means(browser: Client) -> None:
    response = save(browser, blind="on", coders_anonymous="on", gold_threshold="66.7")
    project = stored()
    assert (project.blind, project.coders_anonymous, project.small_team, project.gold_threshold) == (
        True, True, False, 0.667,
    )  # fmt: skip
    assert "From now on coders work blind" in browser.get(response["Location"]).content.decode()
    page = browser.get(response["Location"]).content.decode()
    assert 'value="66.7"' in page
    response = save(browser, version=2, gold_threshold="")
    assert stored().gold_threshold is None
    assert "Nobody works blind any more" in browser.get(response["Location"]).content.decode()


@pytest.mark.parametrize("percent", ["50", "101", "nan", "most"])
def test_a_share_that_is_none_is_refused_at_its_field(browser: Client, percent: str) -> None:
    response = save(browser, gold_threshold=percent)
    assert response.status_code in {400, 422}
    assert f'value="{percent}"' in response.content.decode()
    assert stored().version == 1
