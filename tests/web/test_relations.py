"""Links between highlights on the pages: what the workbench is given, what the activity tells."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from annotations.access import open_relation
from annotations.services.relation_changes import RelationChange, change_relation, delete_relation, restore_relation
from newsapp.domain.roles import Action
from newsapp.models import Article, Project, User
from tests.factories import make_highlight, make_relation

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(project: Project, article: Article, analyst: User) -> Any:
    """A claim that is attributed, by ana."""
    claim = make_highlight(article=article, by=analyst)
    source = make_highlight(article=article, quote="a business daily", tags=["source"], by=analyst)
    return make_relation(project=project, source=claim, target=source, attributes={"mode": "explicit"}, by=analyst)


def given(client: Client, user: User, article: Article) -> dict[str, Any]:
    """What the page's scripts read."""
    client.force_login(user)
    html = client.get(f"/projects/front-pages/articles/{article.number}/").content.decode()
    found = re.search(r'<script id="workbench-relations" type="application/json">(.*?)</script>', html)
    assert found
    return dict(json.loads(found[1]))


def test_the_workbench_knows_the_links_and_whose_they_are(
    client: Client, article: Article, link: Any, analyst: User, other_analyst: User, reviewer: User, viewer: User
) -> None:
    shape = {
        "id": str(link.id),
        "type": "attributed_to",
        "from": str(link.source),
        "to": str(link.target),
        "attributes": {"mode": "explicit"},
        "version": 1,
    }
    setup = given(client, analyst, article)
    assert setup["url"] == "/api/v1/projects/front-pages/relations/"
    assert [kind["key"] for kind in setup["types"]][:2] == ["attributed_to", "part_of"]
    assert setup["there"] == [{**shape, "editable": True}]
    assert given(client, other_analyst, article)["there"] == [{**shape, "editable": False, "by": "ana"}]
    assert given(client, reviewer, article)["there"] == [{**shape, "editable": True, "by": "ana"}]
    assert given(client, viewer, article)["there"] == [{**shape, "editable": False, "by": "ana"}]


@pytest.mark.parametrize("links", [1, 5])
def test_statements_do_not_grow_with_the_links(
    client: Client,
    project: Project,
    article: Article,
    manager: User,
    link: Any,
    links: int,
    django_assert_max_num_queries: Any,
) -> None:
    source = make_highlight(article=article)
    target = make_highlight(article=article, quote="two people", tags=["source"])
    for key in ("supports", "refutes", "updates", "contradicts")[: links - 1]:
        make_relation(project=project, source=source, target=target, type=key)
    assert len(given(client, manager, article)["there"]) == links
    with django_assert_max_num_queries(14):
        client.get(f"/projects/front-pages/articles/{article.number}/")


def test_what_happened_to_a_link_is_told(
    client: Client, project: Project, article: Article, link: Any, analyst: User, manager: User
) -> None:
    def opened(user: User, *, deleted: bool = False) -> dict[str, Any]:
        access, row = open_relation(
            user=user, slug=project.slug, uuid=link.id, action=Action.HIGHLIGHT, deleted=deleted
        )
        return {"access": access, "relation": row}

    change_relation(**opened(manager), version=1, change=RelationChange(attributes={"mode": "inherited"}))
    delete_relation(**opened(analyst), version=2)
    restore_relation(**opened(analyst, deleted=True))
    client.force_login(manager)
    html = client.get("/projects/front-pages/activity/?kind=relations").content.decode()
    words = re.sub(r"\s+", " ", strip_tags(html.split("<main")[1]))
    place = "Ministry will not confirm size of contingent"
    for said in (
        f"ana linked two highlights in {place}: Attributed to",
        f"mira changed a link by ana between highlights in {place}: Attributed to",
        f"ana deleted a link between highlights in {place}: Attributed to",
        f"ana restored a link between highlights in {place}: Attributed to",
        "Mode inherited",
    ):
        assert said in words, words
    assert '<q dir="auto">About 1,000 soldiers → a business daily</q>' in html
