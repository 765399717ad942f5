"""Changing many highlights at once, and taking it back."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.access import open_highlight
from annotations.domain.highlighting import HighlightRecord
from annotations.domain.retagging import MOST, Fate, plan_of
from annotations.models import BulkChange, Highlight, SuggestionDecision, Tag
from annotations.queries.bulk_changes import Preview, preview_of, recent_changes
from annotations.queries.highlights import record_of
from annotations.queries.schemes import scheme_of
from annotations.services.bulk_changes import change_highlights, undo_change
from annotations.services.highlight_edits import HighlightChange, delete_highlight, edit_highlight, restore_highlight
from annotations.services.highlights import put_highlight
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation
from newsapp.models import Article, Event, Project, User
from newsapp.services.articles import delete_article
from tests.conftest import AtOnce
from tests.factories import draft_of, make_article, make_highlight, make_project, manager_of, opened, opened_article

pytestmark = pytest.mark.django_db


def picked(*records: HighlightRecord) -> dict[UUID, int]:
    return {record.id: record.version for record in records}


def change(project: Project, *records: HighlightRecord, user: User | None = None, **plan: Any) -> UUID:
    return change_highlights(
        access=opened(project=project, user=user), plan=plan_of(scheme_of(project), **plan), picked=picked(*records)
    )


def preview(project: Project, *records: HighlightRecord, user: User | None = None, **plan: Any) -> Preview:
    scheme = scheme_of(project)
    return preview_of(
        access=opened(project=project, user=user),
        plan=plan_of(scheme, **plan),
        scheme=scheme,
        uuids=[record.id for record in records],
    )


def undo(project: Project, change_id: UUID, by: User | None = None) -> None:
    undo_change(access=opened(project=project, user=by), change_id=change_id)


def stored(project: Project, record: HighlightRecord) -> HighlightRecord:
    found = record_of(project_id=project.pk, uuid=record.id)
    assert found is not None
    return found


def edit(project: Project, record: HighlightRecord, **fields: Any) -> HighlightRecord:
    access, highlight = open_highlight(
        user=manager_of(project), slug=project.slug, uuid=record.id, action=Action.HIGHLIGHT
    )
    return edit_highlight(
        access=access, highlight=highlight, version=highlight.version, change=HighlightChange(**fields)
    )


def same_but_for_version(one: HighlightRecord, other: HighlightRecord) -> bool:
    return one._replace(version=0, updated_at=other.updated_at) == other._replace(version=0)


@pytest.fixture
def marks(article: Article, analyst: User, other_analyst: User) -> list[HighlightRecord]:
    """Two of the analyst's (the second with another tag too) and one of the other analyst's."""
    return [
        make_highlight(article=article, by=analyst, attributes={"claim": {"verifiable": "yes"}}),
        make_highlight(
            article=article, by=analyst, quote="Up to 11,000", tags=["quantity", "claim"],
            attributes={"quantity": {"value": 11000, "bound": "at_most"}, "claim": {"polarity": "negative"}},
        ),
        make_highlight(article=article, by=other_analyst, quote="allegedly", tags=["hedge"]),
    ]  # fmt: skip


def test_a_tag_is_added_to_all_that_lack_it(project: Project, marks: list[HighlightRecord]) -> None:
    change_id = change(project, *marks, kind="add", tag="claim")
    after = [stored(project, mark) for mark in marks]
    assert [record.tags for record in after] == [["claim"], ["quantity", "claim"], ["hedge", "claim"]]
    assert [record.version for record in after] == [1, 1, 2]
    assert after[1].attributes == marks[1].attributes
    made = BulkChange.objects.get(pk=change_id)
    assert made.data == {"action": "add", "tag": "claim", "left": {"as_it_is": 2}}
    assert (made.kind, len(made.items)) == ("retag", 1)


def test_each_change_is_an_event_with_its_batch_and_words_apart(
    project: Project, article: Article, marks: list[HighlightRecord], other_analyst: User
) -> None:
    change_id = change(project, *marks, kind="replace", tag="claim", by="quotation")
    events = Event.objects.filter(verb="highlight.changed").select_related("detail").order_by("pk")
    assert [event.object_id for event in events] == [str(mark.id) for mark in marks[:2]]
    assert events[0].data == {
        "version": 2, "before": {"tags": ["claim"]}, "after": {"tags": ["quotation"]},
        "batch": str(change_id), "of": marks_owner(marks[0]),
    }  # fmt: skip
    assert events[0].detail.data == {
        "before": {"attributes": {"claim": {"verifiable": "yes"}}},
        "after": {"attributes": {}},
    }
    assert {event.article_id for event in events} == {article.pk}


def marks_owner(record: HighlightRecord) -> int | None:
    return Highlight.objects.get(uuid=record.id).analyst_id


def test_the_preview_says_what_then_happens(project: Project, marks: list[HighlightRecord]) -> None:
    found = preview(project, *marks, kind="remove", tag="claim")
    assert found.fates == {Fate.CHANGED: 1, Fate.LAST_TAG: 1, Fate.AS_IT_IS: 1}
    assert found.dropped == {"claim.polarity": 1}
    assert found.others == 1
    assert [(e.line.quote.whole, [tag.key for tag in e.after]) for e in found.examples] == [
        ("Up to 11,000", ["quantity"])
    ]
    assert not BulkChange.objects.exists()
    change(project, *marks, kind="remove", tag="claim")
    assert [stored(project, mark).tags for mark in marks] == [["claim"], ["quantity"], ["hedge"]]
    assert BulkChange.objects.get().data["left"] == {"last_tag": 1, "as_it_is": 1}


def test_an_analyst_changes_her_own_alone(project: Project, marks: list[HighlightRecord], analyst: User) -> None:
    found = preview(project, *marks, user=analyst, kind="delete")
    assert (found.changed, found.fates[Fate.NOT_OWN]) == (2, 1)
    change(project, *marks, user=analyst, kind="delete")
    assert list(Highlight.objects.present().values_list("uuid", flat=True)) == [marks[2].id]
    assert all("of" not in event.data for event in Event.objects.filter(verb="highlight.deleted"))


def test_a_reviewer_changes_anybodys_and_the_log_says_whose(
    project: Project, marks: list[HighlightRecord], reviewer: User, other_analyst: User
) -> None:
    change(project, *marks, user=reviewer, kind="delete")
    assert not Highlight.objects.present().exists()
    events = Event.objects.filter(verb="highlight.deleted").order_by("pk")
    assert [event.actor for event in events] == [reviewer] * 3
    assert events[2].data["of"] == other_analyst.pk


def test_a_viewer_changes_nothing(project: Project, marks: list[HighlightRecord], viewer: User) -> None:
    with pytest.raises(NotAllowed):
        change(project, *marks, user=viewer, kind="delete")


def test_what_was_changed_after_the_preview_is_left_and_counted(project: Project, marks: list[HighlightRecord]) -> None:
    edit(project, marks[0], note="Meanwhile.")
    access, highlight = open_highlight(
        user=manager_of(project), slug=project.slug, uuid=marks[1].id, action=Action.HIGHLIGHT
    )
    delete_highlight(access=access, highlight=highlight, version=1)
    change(project, *marks, kind="add", tag="cue")
    assert stored(project, marks[0]).tags == ["claim"]
    assert stored(project, marks[2]).tags == ["hedge", "cue"]
    assert BulkChange.objects.get().data["left"] == {"meanwhile": 2}


def test_nothing_left_to_change_is_refused_and_leaves_no_trace(project: Project, marks: list[HighlightRecord]) -> None:
    with pytest.raises(RuleViolation) as caught:
        change(project, marks[0], kind="add", tag="claim")
    assert caught.value.code == "nothing_to_change"
    assert not BulkChange.objects.exists()


def test_highlights_of_another_project_and_of_deleted_articles_are_not_touched(
    project: Project, marks: list[HighlightRecord], strangers_project: Project
) -> None:
    theirs = make_highlight(article=make_article(project=strangers_project))
    gone_article = make_article(project=project, text="An article that goes. Its words go too.")
    gone = make_highlight(article=gone_article, quote="goes")
    delete_article(access=opened_article(article=gone_article), version=1)
    change(project, marks[0], theirs, gone, kind="add", tag="cue")
    assert stored(strangers_project, theirs).tags == ["claim"]
    assert stored(project, gone).tags == ["claim"]
    assert BulkChange.objects.get().data["left"] == {"meanwhile": 2}


def test_more_than_the_limit_is_refused(project: Project) -> None:
    plan = plan_of(scheme_of(project), kind="delete")
    with pytest.raises(RuleViolation) as caught:
        change_highlights(access=opened(project=project), plan=plan, picked={uuid4(): 1 for _ in range(MOST + 1)})
    assert caught.value.code == "too_many"


def test_a_tag_that_was_retired_after_the_preview_is_not_added(project: Project, marks: list[HighlightRecord]) -> None:
    plan = plan_of(scheme_of(project), kind="add", tag="cue")
    Tag.objects.filter(project=project, key="cue").update(retired_at="2026-01-01T00:00:00Z")
    with pytest.raises(RuleViolation) as caught:
        change_highlights(access=opened(project=project), plan=plan, picked=picked(*marks))
    assert caught.value.code == "retired_tag"


@pytest.mark.parametrize(
    "plan",
    [
        {"kind": "add", "tag": "cue"},
        {"kind": "remove", "tag": "claim"},
        {"kind": "replace", "tag": "claim", "by": "source"},
        {"kind": "delete"},
    ],
)
def test_undoing_brings_each_back_exactly(project: Project, marks: list[HighlightRecord], plan: dict[str, Any]) -> None:
    rows_before = _taggings(project)
    change_id = change(project, *marks, **plan)
    touched = {item["id"] for item in BulkChange.objects.get().items}
    undo(project, change_id)
    assert _taggings(project) == rows_before
    for mark in marks:
        after = stored(project, mark)
        assert same_but_for_version(mark, after)
        row = Highlight.objects.get(uuid=mark.id)
        assert (row.version, row.deleted_at) == (3 if row.pk in touched else 1, None)
    events = Event.objects.filter(data__batch=str(change_id), data__undo=True)
    assert {event.verb for event in events} == {
        "highlight.restored" if plan["kind"] == "delete" else "highlight.changed"
    }
    assert events.count() == len(touched)


def _taggings(project: Project) -> list[tuple[Any, ...]]:
    rows = Highlight.objects.filter(project=project).order_by("pk", "tagging__position")
    return list(rows.values_list("pk", "tagging__tag", "tagging__position", "tagging__attributes"))


def test_undoing_leaves_what_somebody_changed_since_and_names_it(
    project: Project, article: Article, marks: list[HighlightRecord]
) -> None:
    change_id = change(project, *marks, kind="add", tag="cue")
    edit(project, marks[1], note="Since.")
    undo(project, change_id)
    assert [stored(project, mark).tags for mark in marks] == [["claim"], ["quantity", "claim", "cue"], ["hedge"]]
    made = recent_changes(opened(project=project))[0]
    assert (made.undo_left, made.undo_articles, made.undoable) == (1, [article.number], False)


def test_undoing_a_deletion_leaves_what_was_restored_by_hand(project: Project, marks: list[HighlightRecord]) -> None:
    change_id = change(project, *marks, kind="delete")
    access, highlight = open_highlight(
        user=manager_of(project), slug=project.slug, uuid=marks[0].id, action=Action.HIGHLIGHT, deleted=True
    )
    restore_highlight(access=access, highlight=highlight)
    undo(project, change_id)
    assert Highlight.objects.present().count() == 3
    assert Highlight.objects.get(uuid=marks[0].id).version == 3
    assert recent_changes(opened(project=project))[0].undo_left == 1


def test_undoing_leaves_what_had_a_tag_that_was_merged_since(project: Project, marks: list[HighlightRecord]) -> None:
    change_id = change(project, *marks, kind="replace", tag="claim", by="source")
    into = Tag.objects.get(project=project, key="hedge")
    Tag.objects.filter(project=project, key="claim").update(retired_at="2026-01-01T00:00:00Z", merged_into=into)
    undo(project, change_id)
    assert [stored(project, mark).tags for mark in marks] == [["source"], ["quantity", "source"], ["hedge"]]
    assert recent_changes(opened(project=project))[0].undo_left == 2


def test_undoing_twice_is_a_conflict(project: Project, marks: list[HighlightRecord]) -> None:
    change_id = change(project, *marks, kind="delete")
    undo(project, change_id)
    with pytest.raises(Conflict) as caught:
        undo(project, change_id)
    assert caught.value.code == "already_undone"
    assert Event.objects.filter(verb="highlight.restored").count() == 3


def test_only_its_maker_or_a_reviewer_undoes(
    project: Project, marks: list[HighlightRecord], analyst: User, other_analyst: User, reviewer: User
) -> None:
    change_id = change(project, *marks, user=analyst, kind="delete")
    with pytest.raises(NotAllowed):
        undo(project, change_id, by=other_analyst)
    undo(project, change_id, by=reviewer)
    assert Highlight.objects.present().count() == 3


def test_another_projects_change_is_not_there(project: Project, marks: list[HighlightRecord]) -> None:
    change_id = change(project, *marks, kind="delete")
    with pytest.raises(NotVisible):
        undo(make_project(), change_id)


def test_two_hundred_take_as_many_statements_as_two(project: Project, article: Article) -> None:
    counts = []
    for number in (2, 200):
        records = [make_highlight(article=article) for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            change_id = change(project, *records, kind="replace", tag="claim", by="hedge")
            undo(project, change_id)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_each_highlight_gets_one(project: Project, article: Article, at_once: AtOnce) -> None:
    records = [make_highlight(article=article) for _ in range(40)]
    answers = at_once(
        lambda: change(project, *records, kind="add", tag="cue"),
        lambda: change(project, *reversed(records), kind="add", tag="hedge"),
        lambda: change(project, *records, kind="replace", tag="claim", by="source"),
    )
    made = [answer for answer in answers if isinstance(answer, UUID)]
    refused = [answer for answer in answers if isinstance(answer, RuleViolation)]
    assert (len(made), [refusal.code for refusal in refused]) == (1, ["nothing_to_change"] * 2)
    assert {tuple(stored(project, record).tags) for record in records} in (
        {("claim", "cue")}, {("claim", "hedge")}, {("source",)},
    )  # fmt: skip
    assert set(Highlight.objects.values_list("version", flat=True)) == {2}


@pytest.mark.django_db(transaction=True)
def test_a_change_and_single_edits_at_once_lose_nothing(project: Project, article: Article, at_once: AtOnce) -> None:
    records = [make_highlight(article=article) for _ in range(10)]
    answers = at_once(
        lambda: change(project, *records, kind="add", tag="hedge"),
        *[lambda record=record: edit(project, record, note="mine") for record in records[:3]],
    )
    assert not [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, RuleViolation)]
    for record in records:
        after = stored(project, record)
        said = (after.tags, after.note, after.version)
        assert said in (
            (["claim", "hedge"], "", 2), (["claim"], "mine", 2), (["claim", "hedge"], "mine", 3),
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_two_undos_at_once_one_is_refused(project: Project, article: Article, at_once: AtOnce) -> None:
    records = [make_highlight(article=article) for _ in range(10)]
    change_id = change(project, *records, kind="delete")
    answers = at_once(*[lambda: undo(project, change_id)] * 3)
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Conflict", "NoneType"]
    assert Event.objects.filter(verb="highlight.restored").count() == 10


def test_suggestions_stay_as_they_came(project: Project, article: Article) -> None:
    suggested = make_highlight(article=article, layer="suggested")
    access = opened(project=project, action=Action.HIGHLIGHT)
    plan = plan_of(scheme_of(project), kind="delete")
    with pytest.raises(RuleViolation) as refused:
        change_highlights(access=access, plan=plan, picked={suggested.id: 1})
    assert refused.value.code == "nothing_to_change"


def test_what_was_made_of_a_suggestion_is_changed_with_many_and_taken_back(
    project: Project, article: Article, analyst: User, other_analyst: User
) -> None:
    suggestion = make_highlight(article=article, layer="suggested", tags=["claim"])
    made = [
        put_highlight(
            access=opened_article(article=article, user=user),
            draft=draft_of(article=article, quote="About 1,000 soldiers", suggestion=suggestion.id),
        )[0]
        for user in (analyst, other_analyst)
    ]
    batch = change(project, *made, user=analyst, kind="add", tag="hedge")

    def decisions() -> list[str]:
        return list(SuggestionDecision.objects.order_by("pk").values_list("decision", flat=True))

    assert decisions() == ["changed", "accepted"]
    undo(project, batch, by=analyst)
    assert decisions() == ["accepted", "accepted"]
    change(project, *[stored(project, one) for one in made], kind="add", tag="hedge")
    assert decisions() == ["accepted", "accepted"]
