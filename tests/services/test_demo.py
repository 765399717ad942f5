"""The demo project: made once, and not again for whoever removed it."""

import pytest

from annotations.models import Highlight
from annotations.services.demo import SLUG, create_demo
from newsapp.access import open_project
from newsapp.models import Article, Event, Project, User
from newsapp.services.people import DEMO_USERNAME
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_the_demo_can_be_worked_in_at_once() -> None:
    assert create_demo()
    project, owner = Project.objects.get(), User.objects.get()
    assert (project.slug, owner.username) == (SLUG, DEMO_USERNAME)
    assert not owner.has_usable_password()
    assert open_project(user=owner, slug=SLUG).role.value == "manager"
    languages = list(Article.objects.order_by("number").values_list("language", flat=True))
    assert languages == ["en", "uk", "en"]
    assert Article.objects.values("story").distinct().count() == 1
    for article in Article.objects.select_related("current_revision"):
        assert article.title
        assert article.current_revision is not None
        assert article.current_revision.text.startswith(article.title)
    for highlight in Highlight.objects.select_related("revision"):
        assert highlight.quote == highlight.revision.text[highlight.start : highlight.end]
    assert Highlight.objects.count() > 5


def test_the_demo_made_twice_is_there_once() -> None:
    assert create_demo()
    counts = [model.objects.count() for model in (User, Project, Article, Highlight, Event)]
    assert not create_demo()
    assert [model.objects.count() for model in (User, Project, Article, Highlight, Event)] == counts


def test_the_demo_belongs_to_a_demo_account_that_was_there() -> None:
    owner = make_user(username=DEMO_USERNAME)
    create_demo()
    assert open_project(user=owner, slug=SLUG).user == owner
