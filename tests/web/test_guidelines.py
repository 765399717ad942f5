"""Guidelines as pages: read, compared, written."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.models import Tag
from newsapp.domain.roles import Role
from newsapp.models import Guidelines, Project, User
from newsapp.services.guidelines import publish_guidelines
from tests.factories import make_member, opened

pytestmark = pytest.mark.django_db

ADDRESS = "/projects/front-pages/guidelines/"


@pytest.fixture
def browser(client: Client, manager: User, project: Project) -> Client:
    """The manager's."""
    client.force_login(manager)
    return client


def raw(response: Any) -> str:
    text: str = response.content.decode()
    return text


def html(response: Any) -> str:
    return unescape(raw(response))


def publish(project: Project, text: str, summary: str = "") -> Guidelines:
    access = opened(project=project)
    return publish_guidelines(access=access, text=text, version=access.project.guidelines_version, summary=summary)


def write(client: Client, text: str, version: int = 0, **fields: str) -> Any:
    return client.post(ADDRESS + "edit/", {"text": text, "version": version, "summary": "", **fields})


def test_without_guidelines_a_manager_is_shown_how_to_begin(browser: Client, viewer: User) -> None:
    page = html(browser.get(ADDRESS))
    assert "No guidelines yet" in page
    assert f'href="{ADDRESS}start/"' in page
    browser.force_login(viewer)
    assert f"{ADDRESS}start/" not in html(browser.get(ADDRESS))


def test_the_newest_version_is_shown_with_contents_and_versions(browser: Client, project: Project) -> None:
    publish(project, "Old.")
    publish(project, "# One\n\n## Two\n\n## Three\n\nWords **here**.", "Headings")
    page = html(browser.get(ADDRESS))
    assert "<strong>here</strong>" in page
    assert 'href="#section-two"' in page
    assert "Version 2 ·" in page
    assert "Headings" in page
    older = html(browser.get(f"{ADDRESS}1/"))
    assert "Old." in older
    assert "It no longer counts." in older


def test_markdown_cannot_bring_code_into_the_page(browser: Client, project: Project) -> None:
    publish(
        project,
        "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1))\n\n"
        '<a hx-get="/" data-hx-get="/">y</a>\n\n# <b id="main">z</b>\n\n[a](http://x "t\\" onclick=\\"x")',
    )
    for address in (ADDRESS, f"{ADDRESS}1/changes/", f"{ADDRESS}edit/"):
        page = raw(browser.get(address))
        assert "<script>alert" not in page
        assert "<img" not in page
        assert 'href="javascript:' not in page
        assert "<a hx-get" not in page
        assert '<b id="main">' not in page


def test_words_from_right_to_left_stay_in_their_place(browser: Client, project: Project) -> None:
    publish(project, "# مبادئ\n\n\u202eabc", "\u202eملخص")
    page = html(browser.get(ADDRESS))
    assert 'class="prose" dir="auto"' in page
    assert 'class="version-summary" dir="auto"' in page


def test_two_versions_are_compared_word_by_word(browser: Client, project: Project) -> None:
    publish(project, "Mark the whole sentence.\n\nAsk.")
    publish(project, "Mark the whole clause.\n\nAsk.")
    publish(project, "Mark the whole clause, <b>always</b>.\n\nAsk.")
    page = raw(browser.get(f"{ADDRESS}2/changes/"))
    assert "sentence" in page.split("<del>")[1].split("</del>")[0]
    assert "clause" in page.split("<ins>")[1].split("</ins>")[0]
    assert "<b>always" not in raw(browser.get(f"{ADDRESS}3/changes/"))
    over_two = html(browser.get(f"{ADDRESS}3/changes/", {"since": "1"}))
    assert "From version 1 to 3" in over_two
    assert "all of it new" in html(browser.get(f"{ADDRESS}1/changes/"))
    assert "The two are the same" in html(browser.get(f"{ADDRESS}3/changes/", {"since": "3"}))


@pytest.mark.parametrize(("since", "status"), [("9", 404), ("x", 400), ("-1", 400), ("²", 400), ("9" * 30, 400)])
def test_a_version_that_is_not_there_is_refused(browser: Client, project: Project, since: str, status: int) -> None:
    publish(project, "One.")
    assert browser.get(f"{ADDRESS}1/changes/", {"since": since}).status_code == status
    for number in ("9", "99999999999"):
        assert browser.get(f"{ADDRESS}{number}/").status_code == 404
        assert browser.get(f"{ADDRESS}{number}/changes/").status_code == 404


def test_writing_publishes_a_version_with_its_summary(browser: Client, project: Project) -> None:
    assert write(browser, "# One\r\n\r\nTwo", summary="First").status_code == 302
    made = Guidelines.objects.get()
    assert (made.text, made.summary, made.number) == ("# One\n\nTwo", "First", 1)
    assert ">\n# One\n\nTwo</textarea>" in raw(browser.get(ADDRESS + "edit/"))


def test_the_preview_shows_the_text_and_publishes_nothing(browser: Client) -> None:
    whole = html(write(browser, "Some **strong** words", preview="1"))
    assert "<strong>strong</strong>" in whole
    assert "Some **strong** words</textarea>" in whole
    headers = {"HX-Request": "true", "HX-Target": "guidelines-preview"}
    data = {"text": "Some **strong** words", "version": 0, "preview": "1"}
    part = html(browser.post(ADDRESS + "edit/", data, headers=headers))
    assert "<strong>strong</strong>" in part
    assert "<textarea" not in part
    assert not Guidelines.objects.exists()


def test_of_two_writers_the_second_sees_what_the_first_changed_and_keeps_her_text(
    browser: Client, project: Project
) -> None:
    publish(project, "Mark claims.")
    publish(project, "Mark all claims.", "Theirs")
    response = write(browser, "Mark my claims.", version=1, summary="Mine")
    assert response.status_code == 412
    page = html(response)
    assert "Mark my claims.</textarea>" in page
    assert 'value="Mine"' in page
    assert 'name="version" value="2"' in page
    assert "Meanwhile version 2 was published." in page
    assert "<ins>" in page
    assert Guidelines.objects.count() == 2
    assert write(browser, "Mark my claims.", version=2).status_code == 302
    assert Guidelines.objects.get(number=3).text == "Mark my claims."


def test_two_first_versions_at_once_keep_both_texts(browser: Client, project: Project) -> None:
    publish(project, "Theirs.")
    page = html(write(browser, "Mine.", version=0))
    assert "Mine.</textarea>" in page
    assert "Theirs." in page


@pytest.mark.parametrize(
    ("text", "fields", "status"),
    [
        ("", {}, 400),
        ("x" * 200_001, {}, 400),
        ("Words", {"summary": "x" * 301}, 422),
        ("Words", {"version": "x"}, 422),
        ("a\0b", {}, 422),
        ("Words", {"version": "9"}, 412),
    ],
)
def test_what_cannot_be_published_comes_back_as_it_was_typed(
    browser: Client, text: str, fields: dict[str, str], status: int
) -> None:
    response = write(browser, text, **fields)  # type: ignore[arg-type]
    assert response.status_code == status
    assert f"{text}</textarea>" in raw(response)
    assert not Guidelines.objects.exists()


def test_guidelines_at_the_limit_are_published_shown_and_compared(browser: Client, project: Project) -> None:
    line = "Розмічайте **твердження** цілком, 😀 не більше.\n\n"
    text = (line * (200_000 // len(line) + 1))[:200_000].rstrip()
    assert write(browser, text).status_code == 302
    assert browser.get(ADDRESS).status_code == 200
    assert write(browser, text.replace("цілком", "усе"), version=1).status_code == 302
    assert browser.get(f"{ADDRESS}2/changes/").status_code == 200


def test_the_first_text_is_made_of_the_scheme_and_is_not_published(browser: Client, project: Project) -> None:
    Tag.objects.filter(project=project, key="claim").update(label="*Claim* <b>#1</b>\n# x")
    Project.objects.filter(pk=project.pk).update(scheme_version=7)
    page = html(browser.get(ADDRESS + "start/"))
    text = page.split('spellcheck="true">\n')[1].split("</textarea>")[0]
    assert "### Source" in text
    assert "- **Kind**" in text
    assert "\\*Claim\\* \\<b\\>\\#1\\</b\\> \\# x" in text
    assert "**Satire**" in text
    assert not Guidelines.objects.exists()
    assert 'name="version" value="0"' in page


def test_an_empty_scheme_gives_a_first_text_too(client: Client) -> None:
    from tests.factories import make_project, manager_of

    project = make_project(slug="bare", scheme="empty")
    client.force_login(manager_of(project))
    assert "The scheme has no tags yet." in html(client.get("/projects/bare/guidelines/start/"))


def test_the_page_takes_as_many_statements_for_one_version_as_for_many(browser: Client, project: Project) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(ADDRESS)
        return len(captured)

    publish(project, "0")
    browser.get(ADDRESS)
    one = statements()
    for number in range(1, 8):
        publish_guidelines(
            access=opened(project=project, user=make_member(project=project, role=Role.MANAGER)),
            text=str(number),
            version=number,
        )
    assert statements() == one
    assert one == 5  # session, person, membership, newest, versions
