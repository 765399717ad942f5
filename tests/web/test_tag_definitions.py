"""The pages of a tag that means something else."""

import pytest
from django.test import Client

from annotations.services.scheme_edits import edit_tag
from newsapp.models import Article, Assignment, Project, User
from tests.factories import make_highlight, opened

pytestmark = pytest.mark.django_db

TAG = "/projects/front-pages/scheme/tags/claim/"


@pytest.fixture
def lead(client: Client, manager: User, project: Project) -> Client:
    client.force_login(manager)
    return client


def test_the_form_asks_only_when_something_has_the_tag(lead: Client, article: Article) -> None:
    assert 'name="redefined"' not in lead.get(TAG).content.decode()
    make_highlight(article=article)
    assert 'name="redefined"' in lead.get(TAG).content.decode()


def test_a_changed_meaning_is_shown_in_the_scheme_and_leads_to_whose_work_it_is(
    lead: Client, article: Article, analyst: User
) -> None:
    make_highlight(article=article, by=analyst)
    form = {
        "version": "1",
        "label": "Claim",
        "description": "New.",
        "colour": "red",
        "pattern": "thick",
        "shortcut": "c",
    }
    assert lead.post(TAG, {**form, "redefined": "yes", "clear": "yes"}).status_code == 302
    assert "1 under an older definition" in lead.get("/projects/front-pages/scheme/").content.decode()
    shown = lead.get(f"{TAG}definition/").content.decode()
    assert "1 highlight was coded under an older definition." in shown
    assert ">ana<" in shown
    refused = lead.post(f"{TAG}definition/", {"reason": " "})
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    sent = lead.post(f"{TAG}definition/", {"reason": "Claims are facts now."}, follow=True)
    assert "1 article went back." in sent.content.decode()
    assert Assignment.objects.get().sent_back_reason == "Claims are facts now."


def test_nothing_to_send_back_is_said(lead: Client) -> None:
    shown = lead.get(f"{TAG}definition/").content.decode()
    assert "Everything was coded" in shown
    assert '<form method="post" class="form"' not in shown


def test_whoever_gets_an_article_back_reads_why(
    client: Client, article: Article, analyst: User, project: Project
) -> None:
    make_highlight(article=article, by=analyst)
    edit_tag(access=opened(project=project), key="claim", version=1, changes={}, redefined=True)
    Assignment.objects.create(
        project=project, article=article, user=analyst, sent_back_at=article.created_at, sent_back_reason="Look again."
    )
    client.force_login(analyst)
    shown = client.get("/projects/front-pages/articles/1/").content.decode()
    assert "This article was sent back to you: Look again." in shown
    assert "older definition of Claim" in shown
    assert "sent back</span>" in shown
