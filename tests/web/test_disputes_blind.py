"""Where coders work blind, disputes and comments tell nobody of work that is hidden from her."""

import pytest
from django.test import Client

from annotations.access import visible_comments, visible_disputes
from annotations.services.comments import CommentDraft, add_comment
from newsapp.errors import RuleViolation
from newsapp.models import Article, Project, User
from newsapp.services.comparisons import open_comparison
from tests.disputes import make_dispute
from tests.factories import make_highlight, opened, opened_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(project: Project, article: Article, analyst: User) -> str:
    """Id of a highlight of the analyst's in a blind project, with a comment on it; it is also disputed."""
    Project.objects.filter(pk=project.pk).update(blind=True)
    access = opened(project=project, user=analyst)
    mark = make_highlight(article=article, by=analyst, quote="allegedly", tags=["hedge"])
    add_comment(access=access, draft=CommentDraft("A hedge, I say.", highlight=mark.id))
    add_comment(access=access, draft=CommentDraft("I marked a hedge.", article=article.number))
    make_dispute(article=article, coders=[analyst], by=analyst, question="Is it a hidden claim?")
    return str(mark.id)


def texts(client: Client, *paths: str) -> str:
    return "".join(client.get(path).content.decode() for path in paths)


PATHS = (
    "/projects/front-pages/disputes/?state=any",
    "/projects/front-pages/comments/",
    "/projects/front-pages/needs-me/",
    "/projects/front-pages/activity/",
    "/api/v1/projects/front-pages/disputes/",
    "/api/v1/projects/front-pages/comments/",
    "/api/v1/projects/front-pages/events/",
)


def test_another_coder_sees_neither_the_dispute_nor_what_is_said_of_the_highlight(
    project: Project, hidden: str, analyst: User, other_analyst: User
) -> None:
    client, own = Client(), Client()
    client.force_login(other_analyst)
    own.force_login(analyst)
    for words in ("Is it a hidden claim?", "A hedge, I say.", "I marked a hedge.", hidden):
        assert words not in texts(client, *PATHS)
    assert "Is it a hidden claim?" in texts(own, PATHS[0])
    assert "A hedge, I say." in texts(own, PATHS[1])
    assert client.get("/projects/front-pages/disputes/1/").status_code == 404
    assert client.post("/projects/front-pages/disputes/1/evidence/", {"quote": "x"}).status_code == 404
    assert client.get(f"/projects/front-pages/disputes/new/?highlight={hidden}").status_code == 404
    with pytest.raises(RuleViolation):
        access = opened(project=project, user=other_analyst)
        add_comment(access=access, draft=CommentDraft("What is it?", dispute=1))


def test_a_reviewer_who_does_not_code_the_article_sees_them(project: Project, hidden: str, reviewer: User) -> None:
    access = opened(project=project, user=reviewer)
    assert visible_disputes(access).count() == 1
    assert visible_comments(access).count() == 2


def test_everybody_sees_them_once_the_comparison_is_open(
    project: Project, article: Article, hidden: str, other_analyst: User
) -> None:
    open_comparison(access=opened_article(article=article))
    access = opened(project=project, user=other_analyst)
    assert visible_disputes(access).count() == 1
    assert visible_comments(access).count() == 2
