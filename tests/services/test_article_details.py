"""Editing what is known of an article, and deleting it."""

from datetime import UTC, datetime

import pytest

from newsapp.domain.articles import Details
from newsapp.errors import Conflict, RuleViolation, Stale
from newsapp.models import Article, ArticleSearch, Event, Project, User
from newsapp.services.articles import delete_article, edit_article
from tests.conftest import AtOnce
from tests.factories import make_article, make_project, opened_article

pytestmark = pytest.mark.django_db


def test_an_edit_replaces_all_details_and_leaves_the_text(article: Article, reviewer: User) -> None:
    moment = datetime(2024, 10, 31, tzinfo=UTC)
    details = Details(
        title="Contingent",
        language="uk",
        url="https://news.example/1",
        outlet="Delta Wire",
        story="Contingent",
        published_at=moment,
        metadata={"desk": 2},
        tags=("satire",),
    )
    edited = edit_article(access=opened_article(article=article, user=reviewer), version=1, details=details)
    stored = Article.objects.select_related("outlet", "story").get(pk=article.pk)
    assert edited.version == stored.version == 2
    assert stored.outlet is not None
    assert stored.story is not None
    assert details == Details(
        title=stored.title,
        language=stored.language,
        url=stored.url,
        outlet=stored.outlet.name,
        story=stored.story.name,
        published_at=stored.published_at,
        metadata=stored.metadata,
        tags=tuple(stored.tags),
    )
    assert (stored.text_sha256, stored.current_revision_id) == (article.text_sha256, article.current_revision_id)


def test_the_record_of_an_edit_names_what_was_before_and_after(article: Article) -> None:
    first = Details(title="One", language="en", outlet="Delta Wire", story="A", metadata={"a": 1}, tags=("opinion",))
    second = Details(title="One", language="en", outlet="The Post", metadata={"b": 2}, tags=("satire",))
    edit_article(access=opened_article(article=article), version=1, details=first)
    edit_article(
        access=opened_article(article=article),
        version=2,
        details=Details(
            **{name: getattr(second, name) for name in Details.__dataclass_fields__ if name != "published_at"},
            published_at=datetime(2024, 10, 31, tzinfo=UTC),
        ),
    )
    event = Event.objects.select_related("detail").get(verb="article.changed", data__version=3)
    assert event.data == {"version": 3, "before": {"tags": ["opinion"]}, "after": {"tags": ["satire"]}}
    assert event.detail.data == {
        "before": {"outlet": "Delta Wire", "story": "A", "published_at": None, "metadata": {"a": 1}},
        "after": {
            "outlet": "The Post",
            "story": None,
            "published_at": "2024-10-31T00:00:00+00:00",
            "metadata": {"b": 2},
        },
    }


def test_an_edit_changes_what_search_finds(article: Article) -> None:
    def found(word: str) -> bool:
        return ArticleSearch.objects.filter(article=article, vector=word).exists()

    assert found("ministry")
    assert not found("zeppelin")
    edit_article(access=opened_article(article=article), version=1, details=Details(title="Zeppelin"))
    assert found("zeppelin")
    assert found("ministry")


def test_of_two_editors_the_later_sees_that_she_is_late(article: Article) -> None:
    access = opened_article(article=article)
    edit_article(access=access, version=1, details=Details(title="One"))
    with pytest.raises(Stale) as caught:
        edit_article(access=access, version=1, details=Details(title="Two"))
    assert caught.value.current == 2
    assert Article.objects.get(pk=article.pk).title == "One"


def test_of_two_editors_at_once_one_is_late(at_once: AtOnce) -> None:
    access = opened_article(article=make_article(project=make_project()))
    answers = at_once(
        lambda: edit_article(access=access, version=1, details=Details(title="One")),
        lambda: edit_article(access=access, version=1, details=Details(title="Two")),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Article", "Stale"]


def test_the_address_of_another_article_is_a_conflict(article: Article, project: Project) -> None:
    make_article(project=project, text="Other.", url="https://news.example/1")
    access = opened_article(article=article)
    with pytest.raises(Conflict) as caught:
        edit_article(access=access, version=1, details=Details(url="https://news.example/1"))
    assert caught.value.path == "url"
    assert Article.objects.get(pk=article.pk).version == 1
    edit_article(access=access, version=1, details=Details(url="https://news.example/2"))


def test_a_tag_that_the_scheme_has_not_is_refused(article: Article) -> None:
    access = opened_article(article=article)
    for tags in (("claim",), ("rumour",)):
        with pytest.raises(RuleViolation) as caught:
            edit_article(access=access, version=1, details=Details(tags=tags))
        assert (caught.value.code, caught.value.path) == ("unknown_tag", "tags")
    assert edit_article(access=access, version=1, details=Details(tags=("opinion",))).tags == ["opinion"]


def test_a_detail_at_fault_changes_nothing(article: Article) -> None:
    with pytest.raises(RuleViolation):
        edit_article(access=opened_article(article=article), version=1, details=Details(title="T", url="nowhere"))
    assert (Article.objects.get(pk=article.pk).title, article.version) == ("", 1)


def test_a_stale_deletion_is_refused(article: Article) -> None:
    access = opened_article(article=article)
    edit_article(access=access, version=1, details=Details(title="One"))
    with pytest.raises(Stale) as caught:
        delete_article(access=access, version=1)
    assert caught.value.current == 2
    assert Article.objects.get(pk=article.pk).deleted_at is None


def test_a_deleted_article_can_be_neither_edited_nor_deleted_again(article: Article) -> None:
    access = opened_article(article=article)
    delete_article(access=access, version=1)
    for version in (1, 2):
        with pytest.raises(Stale):
            edit_article(access=access, version=version, details=Details(title="One"))
        with pytest.raises(Stale):
            delete_article(access=access, version=version)
    assert Event.objects.filter(verb="article.deleted", article=article).count() == 1
