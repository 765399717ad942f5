"""Many highlights at once: all or none."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.domain.highlighting import HighlightRecord
from annotations.models import Highlight, HighlightTag
from annotations.queries.highlights import record_of
from annotations.services.highlights import HighlightDraft, add_highlights
from newsapp.access import open_articles
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation, Several
from newsapp.models import Article, Event, Project
from newsapp.services.articles import delete_article
from tests.factories import draft_of, make_article, make_highlight, manager_of, opened, opened_article

pytestmark = pytest.mark.django_db


def add(project: Project, drafts: list[HighlightDraft]) -> list[HighlightRecord]:
    user = manager_of(project)
    numbers = {draft.article for draft in drafts}
    articles = open_articles(user=user, slug=project.slug, numbers=numbers, action=Action.HIGHLIGHT)
    return add_highlights(access=opened(project=project, user=user), articles=articles, drafts=drafts)


def faults_of(project: Project, drafts: list[HighlightDraft]) -> list[tuple[str, str]]:
    with pytest.raises(Several) as caught:
        add(project, drafts)
    return [(fault.path, fault.code) for fault in caught.value.violations]


def test_highlights_come_in_the_order_that_they_were_sent_in(article: Article, project: Project) -> None:
    other = make_article(project=project, text="Soldiers came. Others left.")
    drafts = [
        draft_of(article=other, quote="Others", tags=["source", "claim"], note="n"),
        replace(draft_of(article=article, quote="soldiers"), id=None),
        draft_of(article=other, quote="Soldiers", attributes={"claim": {"polarity": "negative"}}),
        draft_of(article=article, quote="Ministry", tags=["source"]),
    ]
    made = add(project, drafts)
    assert [record.quote for record in made] == ["Others", "soldiers", "Soldiers", "Ministry"]
    assert [record_of(project_id=project.pk, uuid=record.id) for record in made] == made
    events = Event.objects.filter(verb="highlight.created").order_by("pk")
    assert [event.object_id for event in events] == [str(record.id) for record in made]


def test_a_thousand_highlights_take_as_many_statements_as_two(article: Article, project: Project) -> None:
    make_highlight(article=article)
    articles = {article.number: opened_article(article=article)}
    counts = []
    for number in (2, 1_000):
        drafts = [draft_of(article=article, quote="soldiers", note="n") for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            add_highlights(access=opened_article(article=article), articles=articles, drafts=drafts)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert Highlight.objects.count() == HighlightTag.objects.count() == 1_003


def test_every_fault_is_named_with_its_index_and_nothing_is_stored(article: Article, project: Project) -> None:
    good = draft_of(article=article, quote="soldiers")
    drafts = [
        good,
        replace(good, id=uuid4(), end=10_000),
        replace(good, id=uuid4(), article=99),
        replace(good, id=uuid4(), tags=["claim", "rumour"]),
        replace(good, id=uuid4(), revision=4),
        replace(good, id=uuid4(), quote="other"),
    ]
    assert faults_of(project, drafts) == [
        ("1.end", "outside_text"),
        ("2.article", "unknown_article"),
        ("3.tags.1", "unknown_tag"),
        ("4.revision", "unknown_revision"),
        ("5.quote", "quote_mismatch"),
    ]
    assert not Highlight.objects.exists()
    assert not Event.objects.filter(verb="highlight.created").exists()


def test_the_fault_of_a_single_one_is_named_without_an_index(article: Article, project: Project) -> None:
    with pytest.raises(RuleViolation) as caught:
        add(project, [draft_of(article=article, quote="soldiers", tags=["rumour"])])
    assert (caught.value.code, caught.value.path) == ("unknown_tag", "tags.0")


def test_an_id_that_is_taken_is_named_and_the_others_are_not_stored(article: Article, project: Project) -> None:
    there = make_highlight(article=article)
    drafts = [draft_of(article=article, quote="soldiers") for _ in range(3)]
    drafts[1] = replace(drafts[1], id=there.id)
    assert faults_of(project, drafts) == [("1.id", "id_taken")]
    assert Highlight.objects.get().uuid == there.id
    assert Event.objects.filter(verb="highlight.created").count() == 1


@pytest.mark.parametrize("tags", [["claim"], ["hedge"]])
def test_one_id_twice_in_a_request_is_named(article: Article, project: Project, tags: list[str]) -> None:
    first = draft_of(article=article, quote="soldiers")
    second = draft_of(article=article, quote="Ministry", tags=tags, uuid=first.id)
    third = draft_of(article=article, quote="winter")
    assert faults_of(project, [first, third, second]) == [("2.id", "id_taken")]
    assert not Highlight.objects.exists()


def test_an_article_that_was_deleted_meanwhile_takes_none_with_it(article: Article, project: Project) -> None:
    other = make_article(project=project, text="Soldiers came.")
    articles = {row.number: opened_article(article=row) for row in (article, other)}
    drafts = [draft_of(article=article, quote="soldiers"), draft_of(article=other, quote="Soldiers")]
    delete_article(access=articles[other.number], version=1)
    with pytest.raises(Several) as caught:
        add_highlights(access=opened(project=project), articles=articles, drafts=drafts)
    assert [fault.path for fault in caught.value.violations] == ["1.id"]
    assert not Highlight.objects.exists()
