"""The parts of the article page that may change while it is open, as a fragment."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from newsapp.models import Article, Project, User
from newsapp.services.guidelines import publish_guidelines
from tests.factories import make_highlight, make_revision, opened

pytestmark = pytest.mark.django_db


def parts(client: Client, article: Article) -> str:
    answer = client.get(f"/projects/{article.project.slug}/articles/{article.number}/parts/")
    assert answer.status_code == 200
    return answer.content.decode()


def follows(html: str) -> dict[str, Any]:
    found = re.search(r'<script id="workbench-follows" type="application/json">(.*?)</script>', html)
    assert found
    return dict(json.loads(found[1]))


@pytest.mark.parametrize("name", ["palette", "suggestions", "link-chooser"])
def test_they_are_written_as_the_page_writes_them(
    client: Client, article: Article, analyst: User, reviewer: User, name: str
) -> None:
    make_highlight(article=article, by=reviewer, layer="suggested")
    client.force_login(analyst, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/projects/{article.project.slug}/articles/{article.number}/").content.decode()
    found = re.search(rf'<(div|section|dialog) class="{name}".*?</\1>', parts(client, article), re.DOTALL)
    assert found
    assert found[0] in page


def test_they_say_how_everything_stands(client: Client, project: Project, article: Article, viewer: User) -> None:
    client.force_login(viewer, backend="django.contrib.auth.backends.ModelBackend")
    make_revision(article=article, text="Another text.")
    publish_guidelines(access=opened(project=project), text="# Claims", version=0)
    html = parts(client, article)
    assert "data-palette" not in html
    said = follows(html)
    assert said["standing"] == {
        "article": {"article": article.number, "revision": 2, "archived": False, "deleted": False},
        "project": {"scheme": project.scheme_version, "guidelines": 1, "archived": False},
    }
    assert [tag["key"] for tag in said["tags"]][:2] == ["claim", "source"]
    assert "attributed_to" in [kind["key"] for kind in said["types"]]


@pytest.mark.parametrize("suggestions", [0, 20])
def test_statements_do_not_grow_with_the_suggestions(
    client: Client,
    article: Article,
    analyst: User,
    reviewer: User,
    suggestions: int,
    django_assert_max_num_queries: Any,
) -> None:
    for index in range(suggestions):
        make_highlight(article=article, by=reviewer, quote="soldiers", nth=index % 2, layer="suggested")
    client.force_login(analyst, backend="django.contrib.auth.backends.ModelBackend")
    parts(client, article)
    with django_assert_max_num_queries(6):
        parts(client, article)
