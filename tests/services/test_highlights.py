"""Making highlights: once, whatever is sent again, and at the place that was meant."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.access import open_highlight
from annotations.models import Highlight, HighlightTag, Tag
from annotations.queries.highlights import highlights_of_article, record_of
from annotations.services.highlight_edits import HighlightChange, delete_highlight, edit_highlight
from annotations.services.highlights import HighlightDraft, put_highlight
from newsapp.access import open_article
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, Gone, NotAllowed, NotVisible, RuleViolation
from newsapp.models import Article, Event, Project, User
from newsapp.services.articles import delete_article
from tests.conftest import AtOnce
from tests.factories import (
    TEXT,
    draft_of,
    make_article,
    make_highlight,
    make_project,
    make_revision,
    opened,
    opened_article,
)

pytestmark = pytest.mark.django_db

characters = st.one_of(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    st.sampled_from("\r\n \u0301\u200d\u200f\ufeff😀👩🏽🇺🇦אب"),
)


def test_a_highlight_holds_what_was_sent(article: Article, analyst: User) -> None:
    draft = draft_of(
        article=article,
        quote="About 1,000 soldiers",
        tags=["quantity", "claim"],
        attributes={"quantity": {"value": 1000, "unit": "soldiers"}, "claim": {"polarity": "positive"}},
        note="  Which\r\nones? 😀",
    )
    made, new = put_highlight(access=opened_article(article=article, user=analyst), draft=draft)
    assert new
    assert (made.id, made.article, made.revision, made.version) == (draft.id, article.number, 1, 1)
    assert (made.start, made.end, made.segments) == (draft.start, draft.end, [[draft.start, draft.end]])
    assert made.quote == TEXT[made.start : made.end] == "About 1,000 soldiers"
    assert made.tags == ["quantity", "claim"]
    assert made.attributes == {"claim": {"polarity": "positive"}, "quantity": {"value": 1000, "unit": "soldiers"}}
    assert (made.note, made.analyst, made.layer, made.state) == ("  Which\r\nones? 😀", "ana", "analyst", "exact")
    assert made.created_at == made.updated_at


def test_what_a_making_answers_is_what_is_stored(article: Article, project: Project) -> None:
    for segments in (None, [[0, 8], [18, 30]]):
        draft = HighlightDraft(
            article=article.number,
            start=0,
            end=30,
            segments=segments,
            tags=["source", "claim"],
            attributes={"source": {"name": "Ministry"}},
            note="n",
            id=uuid4(),
        )
        made, _ = put_highlight(access=opened_article(article=article), draft=draft)
        assert record_of(project_id=project.pk, uuid=made.id) == made
    assert made.segments == [[0, 8], [18, 30]]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(characters, min_size=1, max_size=60).filter(lambda text: any(map(str.isalnum, text))), st.data())
def test_the_quote_is_the_text_at_its_code_points_whatever_the_text(
    project: Project, text: str, data: st.DataObject
) -> None:
    article = make_article(project=project, text=f"{uuid4()} {text}")
    whole = opened_article(article=article).revision.text
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start + 1, len(whole)))
    draft = HighlightDraft(article=article.number, start=start, end=end, tags=["claim"], id=uuid4())
    put_highlight(access=opened_article(article=article), draft=draft)
    stored = Highlight.objects.select_related("revision").get(article=article)
    assert stored.quote == whole[start:end] == stored.revision.text[stored.start : stored.end]


def test_the_same_again_is_no_second_one(article: Article, analyst: User) -> None:
    draft = draft_of(article=article, quote="soldiers", attributes={"claim": {"polarity": "negative"}}, note="n")
    first, new = put_highlight(access=opened_article(article=article, user=analyst), draft=draft)
    events = Event.objects.count()
    second, again = put_highlight(access=opened_article(article=article, user=analyst), draft=draft)
    assert (new, again) == (True, False)
    assert first == second
    assert Highlight.objects.count() == HighlightTag.objects.count() == 1
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    "other",
    [{"note": "other"}, {"tags": ["hedge"]}, {"tags": ["claim", "hedge"]}, {"quote": "soldiers were"}, {"nth": 1}],
)
def test_another_body_under_the_same_id_is_a_conflict_with_what_is_there(
    article: Article, other: dict[str, object]
) -> None:
    first = make_highlight(article=article, quote="soldiers")
    draft = draft_of(article=article, uuid=first.id, **{"quote": "soldiers", **other})  # type: ignore[arg-type]
    with pytest.raises(Conflict) as caught:
        put_highlight(access=opened_article(article=article), draft=draft)
    assert (caught.value.code, caught.value.existing) == ("id_taken", first)
    assert Highlight.objects.get().note == ""


def test_the_same_body_in_another_article_is_a_conflict(article: Article, project: Project) -> None:
    other = make_article(project=project, text=TEXT + " Also.")
    first = make_highlight(article=article)
    with pytest.raises(Conflict):
        make_highlight(article=other, uuid=first.id)


def test_somebody_elses_id_is_a_conflict_that_shows_nothing(article: Article, analyst: User, reviewer: User) -> None:
    first = make_highlight(article=article, by=analyst)
    with pytest.raises(Conflict) as caught:
        make_highlight(article=article, by=reviewer, uuid=first.id)
    assert caught.value.existing is None


def test_one_id_in_two_projects_is_two_highlights(project: Project, strangers_project: Project) -> None:
    uuid = uuid4()
    for owner in (project, strangers_project):
        assert make_highlight(article=make_article(project=owner), uuid=uuid).version == 1
    assert Highlight.objects.filter(uuid=uuid).count() == 2


def test_a_retry_after_an_edit_answers_the_state_that_stands(article: Article, analyst: User) -> None:
    draft = draft_of(article=article, quote="soldiers")
    access = opened_article(article=article, user=analyst)
    made, _ = put_highlight(access=access, draft=draft)
    opened_project, highlight = open_highlight(user=analyst, slug="front-pages", uuid=made.id, action=Action.HIGHLIGHT)
    edited = edit_highlight(
        access=opened_project,
        highlight=highlight,
        version=1,
        change=HighlightChange(start=made.start - 6, tags=["hedge"], note="edited"),
    )
    assert put_highlight(access=access, draft=draft) == (edited, False)


def test_a_retry_after_the_deletion_is_gone_and_brings_nothing_back(article: Article, analyst: User) -> None:
    draft = draft_of(article=article, quote="soldiers")
    access = opened_article(article=article, user=analyst)
    made, _ = put_highlight(access=access, draft=draft)
    _, highlight = open_highlight(user=analyst, slug="front-pages", uuid=made.id, action=Action.HIGHLIGHT)
    delete_highlight(access=access, highlight=highlight, version=1)
    with pytest.raises(Gone):
        put_highlight(access=access, draft=draft)
    assert Highlight.objects.present().count() == 0


def test_one_id_put_twice_at_once_is_made_once(at_once: AtOnce) -> None:
    article = make_article(project=make_project())
    access, draft = opened_article(article=article), draft_of(article=article, quote="soldiers", note="n")
    answers = at_once(*[lambda: put_highlight(access=access, draft=draft)] * 4)
    assert sorted(new for _, new in answers) == [False, False, False, True]
    assert len({record.created_at for record, _ in answers}) == 1
    assert Highlight.objects.count() == HighlightTag.objects.count() == 1
    assert Event.objects.filter(verb="highlight.created").count() == 1


def test_two_bodies_under_one_id_at_once_are_one_highlight_and_one_conflict(at_once: AtOnce) -> None:
    article = make_article(project=make_project())
    access, uuid = opened_article(article=article), uuid4()
    drafts = [draft_of(article=article, quote="soldiers", uuid=uuid, note=note) for note in ("one", "two")]
    answers = at_once(*[lambda draft=draft: put_highlight(access=access, draft=draft) for draft in drafts])
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "tuple"]
    assert Highlight.objects.count() == 1


def test_a_stale_revision_is_answered_with_the_place_in_the_new_text(article: Article) -> None:
    draft = draft_of(article=article, quote="Up to 11,000 soldiers", revision=1)
    make_revision(article=article, text=f"😀 Corrected.\n\n{TEXT}")
    with pytest.raises(Conflict) as caught:
        put_highlight(access=opened_article(article=article), draft=draft)
    assert draft.start is not None
    assert draft.end is not None
    start, end = draft.start + 14, draft.end + 14
    assert (caught.value.code, caught.value.path) == ("stale_revision", "revision")
    assert caught.value.existing == {
        "revision": 2,
        "start": start,
        "end": end,
        "segments": [[start, end]],
        "quote": "Up to 11,000 soldiers",
    }
    assert not Highlight.objects.exists()


def test_a_stale_place_whose_words_are_gone_is_answered_with_nothing(article: Article) -> None:
    draft = draft_of(article=article, quote="Up to 11,000 soldiers", revision=1)
    make_revision(article=article, text="Nothing of it is true.")
    with pytest.raises(Conflict) as caught:
        put_highlight(access=opened_article(article=article), draft=draft)
    assert caught.value.existing == {"revision": 2, "start": None, "end": None, "segments": None, "quote": None}


def test_a_retry_after_a_new_revision_is_still_the_same_highlight(article: Article, analyst: User) -> None:
    draft = draft_of(article=article, quote="Up to 11,000 soldiers", revision=1)
    made, _ = put_highlight(access=opened_article(article=article, user=analyst), draft=draft)
    make_revision(article=article, text=f"Corrected.\n\n{TEXT}")
    again, new = put_highlight(access=opened_article(article=article, user=analyst), draft=draft)
    assert (again, new) == (made, False)
    _, highlight = open_highlight(user=analyst, slug="front-pages", uuid=made.id, action=Action.HIGHLIGHT)
    delete_highlight(access=opened_article(article=article, user=analyst), highlight=highlight, version=1)
    with pytest.raises(Gone):
        put_highlight(access=opened_article(article=article, user=analyst), draft=draft)


def test_a_retry_after_its_tag_was_retired_is_still_the_same_highlight(article: Article, project: Project) -> None:
    draft = draft_of(article=article, quote="soldiers")
    made, _ = put_highlight(access=opened_article(article=article), draft=draft)
    Tag.objects.filter(project=project, key="claim").update(retired_at=made.created_at)
    Project.objects.filter(pk=project.pk).update(scheme_version=2)
    assert put_highlight(access=opened_article(article=article), draft=draft) == (made, False)
    with pytest.raises(RuleViolation) as caught:
        put_highlight(access=opened_article(article=article), draft=draft_of(article=article, quote="winter"))
    assert caught.value.code == "retired_tag"


def test_a_revision_that_there_never_was_is_refused(article: Article) -> None:
    with pytest.raises(RuleViolation) as caught:
        put_highlight(
            access=opened_article(article=article), draft=draft_of(article=article, quote="soldiers", revision=7)
        )
    assert (caught.value.code, caught.value.path) == ("unknown_revision", "revision")


def test_a_revision_that_came_after_the_loading_takes_no_highlight(article: Article) -> None:
    access, draft = opened_article(article=article), draft_of(article=article, quote="soldiers")
    make_revision(article=article, text="Nothing of it is true.")
    with pytest.raises(Conflict) as caught:
        put_highlight(access=access, draft=draft)
    assert caught.value.code == "article_changed"
    assert not Highlight.objects.exists()


def test_an_article_that_was_deleted_after_the_loading_takes_no_highlight(article: Article) -> None:
    access, draft = opened_article(article=article), draft_of(article=article, quote="soldiers")
    delete_article(access=access, version=1)
    with pytest.raises(Conflict):
        put_highlight(access=access, draft=draft)
    assert not Highlight.objects.exists()


@pytest.mark.parametrize(
    "fault",
    [
        {"start": -1},
        {"end": 10_000},
        {"end": 0},
        {"quote": "other words"},
        {"tags": ["rumour"]},
        {"tags": ["satire"]},
        {"tags": []},
        {"attributes": {"claim": {"polarity": "maybe"}}},
        {"note": "\0"},
    ],
)
def test_a_fault_is_named_and_nothing_is_stored(article: Article, fault: dict[str, object]) -> None:
    good: dict[str, object] = {"article": article.number, "start": 0, "end": 8, "tags": ["claim"], "id": uuid4()}
    events = Event.objects.count()
    with pytest.raises(RuleViolation) as caught:
        put_highlight(access=opened_article(article=article), draft=HighlightDraft(**{**good, **fault}))  # type: ignore[arg-type]
    assert caught.value.path.split(".")[0] == next(iter(fault))
    assert not Highlight.objects.exists()
    assert Event.objects.count() == events


def test_highlights_may_overlap_nest_and_stand_at_the_same_place(article: Article, project: Project) -> None:
    quotes = ["About 1,000 soldiers", "1,000 soldiers were", "soldiers", "soldiers", "About 1,000 soldiers were to go"]
    for quote in quotes:
        make_highlight(article=article, quote=quote)
    listed = highlights_of_article(access=opened(project=project), article_id=article.pk)
    assert [record.quote for record in listed] == [
        "About 1,000 soldiers were to go", "About 1,000 soldiers", "1,000 soldiers were", "soldiers", "soldiers",
    ]  # fmt: skip


def test_saving_a_highlight_takes_at_most_four_statements(article: Article) -> None:
    make_highlight(article=article)  # the scheme is read once for each of its versions
    access = opened_article(article=article)
    draft = draft_of(
        article=article,
        quote="soldiers",
        tags=["claim", "hedge"],
        attributes={"claim": {"polarity": "positive"}},
        note="n",
    )
    with CaptureQueriesContext(connection) as captured:
        put_highlight(access=access, draft=draft)
    statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(statements) <= 4, statements
    assert any("newsapp_event" in statement for statement in statements)


def test_opening_an_article_to_save_takes_one_statement(article: Article, analyst: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        access = open_article(user=analyst, slug="front-pages", number=article.number, action=Action.HIGHLIGHT)
        assert access.revision.text == TEXT
    assert len(captured) == 1


def test_a_highlight_opens_for_members_and_changes_for_whoever_may(
    article: Article, analyst: User, other_analyst: User, reviewer: User, viewer: User, stranger: User
) -> None:
    uuid = make_highlight(article=article, by=analyst).id

    def opens(user: User, action: Action) -> bool:
        try:
            return open_highlight(user=user, slug="front-pages", uuid=uuid, action=action)[1].uuid == uuid
        except NotAllowed:
            return False

    readers = (analyst, other_analyst, reviewer, viewer)
    assert [opens(user, Action.READ) for user in readers] == [True] * 4
    assert [opens(user, Action.HIGHLIGHT) for user in readers] == [True, False, True, False]
    for action in (Action.READ, Action.HIGHLIGHT):
        with pytest.raises(NotVisible):
            opens(stranger, action)


def test_an_unknown_highlight_one_of_another_project_and_one_of_a_deleted_article_answer_alike(
    article: Article, analyst: User, strangers_project: Project
) -> None:
    foreign = make_highlight(article=make_article(project=strangers_project))
    lost = make_highlight(article=article, by=analyst)
    delete_article(access=opened_article(article=article), version=1)
    for uuid in (uuid4(), foreign.id, lost.id):
        with pytest.raises(NotVisible):
            open_highlight(user=analyst, slug="front-pages", uuid=uuid)
