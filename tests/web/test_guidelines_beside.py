"""The guidelines beside the text: the fragment, its versions, the passages of tags."""

from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.models import Tag
from newsapp.models import Project, User
from newsapp.services.guidelines import publish_guidelines
from tests.factories import make_article, make_highlight, opened

pytestmark = pytest.mark.django_db

ADDRESS = "/projects/front-pages/guidelines/beside/"
TEXT = (
    "# How we mark\n\n## Claim\n\nMark **the words**.\n\n### Edges\n\nNo full stop.\n\n## Source\n\n<script>x</script>"
)


@pytest.fixture
def browser(client: Client, viewer: User) -> Client:
    client.force_login(viewer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def publish(project: Project, text: str) -> None:
    access = opened(project=project)
    publish_guidelines(access=access, text=text, version=access.project.guidelines_version)


def page(client: Client, query: str = "") -> str:
    answer = client.get(ADDRESS + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def passage(html: str, tag: str) -> str:
    return html.split(f'data-passage="{tag}"')[1].split("</template>")[0]


def test_the_newest_text_with_contents_and_passages(browser: Client, project: Project) -> None:
    publish(project, "Old.")
    publish(project, TEXT)
    answer = browser.get(ADDRESS)
    assert b"<script>" not in answer.content
    html = page(browser)
    assert 'data-guidelines-version="2"' in html
    assert '<h3 id="section-how-we-mark">' in html
    assert 'href="#section-edges"' in html
    assert "Old." not in html
    claim = passage(html, "claim")
    assert "<strong>the words</strong>" in claim
    assert "<h3>Edges</h3>" in claim
    assert "Claim</h3>" not in claim
    assert "&lt;script" not in claim
    assert "no heading for this tag" in passage(html, "hedge")


def test_a_tags_description_stands_above_its_passage(browser: Client, project: Project) -> None:
    publish(project, TEXT)
    tag = Tag.objects.get(project=project, key="claim")
    claim = passage(page(browser), "claim")
    assert tag.description
    assert claim.index(tag.description) < claim.index("the words")


def test_what_the_page_has_is_not_sent_again_and_what_is_newer_is_said(browser: Client, project: Project) -> None:
    publish(project, "One.")
    assert browser.get(ADDRESS + "?known=1").status_code == 204
    publish(project, "Two.")
    html = page(browser, "?known=1")
    assert "Version 2 was published while this page was open." in html
    assert "/guidelines/2/changes/?since=1" in html
    assert "while this page was open" not in page(browser)


@pytest.mark.parametrize("known", ["", "x", "-1", "٣", "9" * 30, "7"])
def test_an_odd_number_gets_the_whole(browser: Client, project: Project, known: str) -> None:
    publish(project, "One.")
    html = page(browser, f"?known={known}")
    assert "One." in html
    assert "while this page was open" not in html


def test_without_guidelines_the_tags_are_described_all_the_same(browser: Client, project: Project) -> None:
    html = page(browser)
    assert "No guidelines yet" in html
    assert "/guidelines/edit/" not in html
    assert Tag.objects.get(project=project, key="claim").description in passage(html, "claim")
    assert browser.get(ADDRESS + "?known=0").status_code == 204
    publish(project, "First.")
    assert "Version 1 was published" in page(browser, "?known=0")


def test_it_takes_few_statements(browser: Client, project: Project) -> None:
    publish(project, TEXT)
    browser.get(ADDRESS)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        browser.get(ADDRESS)
    assert len(queries) <= 9, [query["sql"][:80] for query in queries]


def test_a_card_says_that_newer_guidelines_count_now(browser: Client, project: Project) -> None:
    article = make_article(project=project)
    early = make_highlight(article=article)
    publish(project, "One.")
    under_one = make_highlight(article=article)
    address = f"/projects/front-pages/articles/{article.number}/"
    assert "guidelines 1 of" not in browser.get(address).content.decode()
    publish(project, "Two.")
    html = browser.get(address).content.decode()
    assert html.count("guidelines 1 of 2") == 1
    assert "guidelines 1 of 2" in browser.get(f"/projects/front-pages/highlights/{under_one.id}/card/").content.decode()
    publish(project, "Three.")
    assert "guidelines 1 of 3" in browser.get(address).content.decode()
    early_card = browser.get(f"/projects/front-pages/highlights/{early.id}/card/").content.decode()
    assert " of 3" not in early_card
