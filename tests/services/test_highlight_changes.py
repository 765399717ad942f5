"""Editing, deleting and restoring highlights."""

from typing import Any

import pytest

from annotations.access import open_highlight
from annotations.domain.highlighting import HighlightRecord
from annotations.models import Highlight, HighlightTag, Tag
from annotations.queries.highlights import record_of
from annotations.services.highlight_edits import HighlightChange, delete_highlight, edit_highlight, restore_highlight
from annotations.services.highlights import HighlightDraft, put_highlight
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import Gone, RuleViolation, Stale
from newsapp.models import Article, Event, Project, User
from tests.conftest import AtOnce
from tests.factories import TEXT, make_article, make_highlight, make_project, manager_of, opened_article

pytestmark = pytest.mark.django_db


def opened_highlight(
    article: Article, record: HighlightRecord, *, user: User | None = None, deleted: bool = False
) -> tuple[ProjectAccess, Highlight]:
    return open_highlight(
        user=user or manager_of(article.project),
        slug=article.project.slug,
        uuid=record.id,
        action=Action.HIGHLIGHT,
        deleted=deleted,
    )


def edit(
    article: Article, record: HighlightRecord, *, user: User | None = None, version: int | None = None, **change: Any
) -> HighlightRecord:
    access, highlight = opened_highlight(article, record, user=user)
    return edit_highlight(
        access=access, highlight=highlight, version=version or record.version, change=HighlightChange(**change)
    )


def delete(article: Article, record: HighlightRecord, *, user: User | None = None) -> None:
    access, highlight = opened_highlight(article, record, user=user)
    delete_highlight(access=access, highlight=highlight, version=highlight.version)


def stored(article: Article, record: HighlightRecord) -> HighlightRecord:
    found = record_of(project_id=article.project_id, uuid=record.id)
    assert found is not None
    return found


@pytest.fixture
def highlight(article: Article, analyst: User) -> HighlightRecord:
    """The analyst's, with tags, attributes and a note."""
    return make_highlight(
        article=article,
        quote="About 1,000 soldiers",
        by=analyst,
        tags=["claim", "quantity"],
        attributes={"quantity": {"value": 1000}, "claim": {"polarity": "positive"}},
        note="first",
    )


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"note": "second"}, {"note": "second"}),
        ({"note": ""}, {"note": ""}),
        ({"tags": ["quantity", "claim"]}, {"tags": ["quantity", "claim"]}),
        ({"tags": ["claim"]}, {"tags": ["claim"], "attributes": {"claim": {"polarity": "positive"}}}),
        ({"tags": ["hedge"]}, {"tags": ["hedge"], "attributes": {}}),
        ({"attributes": {}}, {"attributes": {}}),
        ({"attributes": {"claim": {"polarity": "negative"}}}, {"attributes": {"claim": {"polarity": "negative"}}}),
        ({"end": 57}, {"end": 57, "segments": [[46, 57]], "quote": TEXT[46:57]}),
        ({"start": 52, "quote": "1,000 soldiers"}, {"start": 52, "segments": [[52, 66]], "quote": "1,000 soldiers"}),
        ({"start": 0, "end": 8}, {"start": 0, "end": 8, "segments": [[0, 8]], "quote": "Ministry"}),
        ({"segments": [[46, 51], [58, 66]]}, {"segments": [[46, 51], [58, 66]]}),
        ({}, {}),
    ],
)
def test_an_edit_changes_what_it_names_and_nothing_else(
    article: Article, highlight: HighlightRecord, change: dict[str, Any], fields: dict[str, Any]
) -> None:
    assert (highlight.start, highlight.end) == (46, 66)
    edited = edit(article, highlight, **change)
    assert edited == highlight._replace(version=2, updated_at=edited.updated_at, **fields)
    assert edited.updated_at > highlight.updated_at
    assert stored(article, highlight) == edited


def test_moving_an_outer_edge_keeps_the_inner_ones(article: Article) -> None:
    record = make_highlight(article=article, quote=TEXT[0:30])
    record = edit(article, record, segments=[[0, 8], [18, 30]])
    assert edit(article, record, end=25).segments == [[0, 8], [18, 25]]
    record = stored(article, record)
    with pytest.raises(RuleViolation) as caught:
        edit(article, record, end=10)
    assert caught.value.path == "segments.1"
    assert edit(article, record, segments=[[2, 4]]).segments == [[2, 4]]
    assert Highlight.objects.get().segments is None


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"start": 90}, "end"),
        ({"end": 9_999}, "end"),
        ({"quote": "other words"}, "quote"),
        ({"tags": []}, "tags"),
        ({"tags": ["claim", "rumour"]}, "tags.1"),
        ({"attributes": {"hedge": {}}}, "attributes.hedge"),
        ({"attributes": {"claim": {"polarity": "maybe"}}}, "attributes.claim.polarity"),
        ({"note": "x" * 10_001}, "note"),
    ],
)
def test_a_fault_is_named_and_changes_nothing(
    article: Article, highlight: HighlightRecord, change: dict[str, Any], path: str
) -> None:
    with pytest.raises(RuleViolation) as caught:
        edit(article, highlight, **change)
    assert caught.value.path == path
    assert stored(article, highlight) == highlight


def test_a_retired_tag_may_stay_but_not_come_back(
    article: Article, highlight: HighlightRecord, project: Project
) -> None:
    Tag.objects.filter(project=project, key="claim").update(retired_at=highlight.created_at)
    type(project).objects.filter(pk=project.pk).update(scheme_version=2)
    edited = edit(article, highlight, note="still a claim")
    assert edited.tags == ["claim", "quantity"]
    edited = edit(article, edited, tags=["quantity"])
    with pytest.raises(RuleViolation) as caught:
        edit(article, edited, tags=["quantity", "claim"])
    assert caught.value.code == "retired_tag"


def test_a_stale_edit_is_refused_with_the_state_that_stands(article: Article, highlight: HighlightRecord) -> None:
    current = edit(article, highlight, note="second")
    with pytest.raises(Stale) as caught:
        edit(article, highlight, version=1, note="third")
    assert caught.value.current == current == stored(article, highlight)


def test_of_two_editors_at_once_one_sees_that_she_is_late(at_once: AtOnce) -> None:
    article = make_article(project=make_project())
    record = make_highlight(article=article)
    answers = at_once(
        lambda: edit(article, record, note="a", tags=["hedge"]), lambda: edit(article, record, note="b", tags=["cue"])
    )
    won = [answer for answer in answers if isinstance(answer, HighlightRecord)]
    late = [answer for answer in answers if isinstance(answer, Stale)]
    assert (len(won), len(late)) == (1, 1)
    assert late[0].current == won[0] == stored(article, record)
    assert HighlightTag.objects.count() == 1


def test_of_an_edit_and_a_deletion_at_once_one_happens(at_once: AtOnce) -> None:
    article = make_article(project=make_project())
    for _ in range(3):
        record = make_highlight(article=article)
        answers = at_once(lambda r=record: edit(article, r, note="n"), lambda r=record: delete(article, r))
        refused = [answer for answer in answers if isinstance(answer, Exception)]
        assert len(refused) <= 1
        assert all(isinstance(answer, Stale | Gone) for answer in refused)
        events = Event.objects.filter(object_id=str(record.id)).order_by("pk")
        assert [event.data["version"] for event in events] == list(range(1, stored(article, record).version + 1))


def test_a_reviewers_edit_leaves_the_highlight_to_its_analyst_and_is_logged_as_such(
    article: Article, highlight: HighlightRecord, analyst: User, reviewer: User
) -> None:
    assert edit(article, highlight, user=reviewer, note="second").analyst == "ana"
    event = Event.objects.get(verb="highlight.changed")
    assert (event.actor, event.data["of"]) == (reviewer, analyst.pk)
    edit(article, stored(article, highlight), user=analyst, note="third")
    assert "of" not in Event.objects.filter(verb="highlight.changed").latest("pk").data


def test_a_deleted_highlight_is_gone_until_it_is_restored(
    article: Article, highlight: HighlightRecord, analyst: User
) -> None:
    delete(article, highlight, user=analyst)
    with pytest.raises(Gone):
        opened_highlight(article, highlight)
    access, found = opened_highlight(article, highlight, user=analyst, deleted=True)
    restored = restore_highlight(access=access, highlight=found)
    assert restored == highlight._replace(version=3, updated_at=restored.updated_at)
    assert opened_highlight(article, highlight)[1].deleted_at is None


def test_a_stale_deletion_is_refused_with_the_state_that_stands(article: Article, highlight: HighlightRecord) -> None:
    access, found = opened_highlight(article, highlight)
    current = edit(article, highlight, note="second")
    with pytest.raises(Stale) as caught:
        delete_highlight(access=access, highlight=found, version=1)
    assert caught.value.current == current
    assert Highlight.objects.present().count() == 1


def test_restoring_what_is_not_deleted_changes_nothing(article: Article, highlight: HighlightRecord) -> None:
    access, found = opened_highlight(article, highlight)
    events = Event.objects.count()
    assert restore_highlight(access=access, highlight=found) == highlight
    assert Event.objects.count() == events


def test_two_who_restore_at_once_restore_once(article: Article, highlight: HighlightRecord) -> None:
    delete(article, highlight)
    access, one = opened_highlight(article, highlight, deleted=True)
    _, other = opened_highlight(article, highlight, deleted=True)
    first = restore_highlight(access=access, highlight=one)
    assert restore_highlight(access=access, highlight=other) == first
    assert Event.objects.filter(verb="highlight.restored").count() == 1


def test_a_deleted_highlight_cannot_be_edited_through_an_older_page(
    article: Article, highlight: HighlightRecord
) -> None:
    access, found = opened_highlight(article, highlight)
    delete(article, highlight)
    for version in (1, 2):
        with pytest.raises(Stale):
            edit_highlight(access=access, highlight=found, version=version, change=HighlightChange(note="n"))


def test_an_edit_to_the_body_of_another_draft_does_not_make_it_that_draft(article: Article) -> None:
    record = make_highlight(article=article, note="one")
    edit(article, record, note="two")
    draft = HighlightDraft(
        article=article.number, start=record.start, end=record.end, tags=record.tags, note="one", id=record.id
    )
    again, new = put_highlight(access=opened_article(article=article), draft=draft)
    assert (again.note, new) == ("two", False)
