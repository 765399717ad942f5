"""Writing the gold layer, and what opens it again."""

from typing import Any

import pytest

from annotations.access import open_highlight
from annotations.domain.gold import GoldKind
from annotations.domain.highlighting import HighlightRecord
from annotations.models import GoldOrigin, GoldReading, Highlight
from annotations.queries.gold import GoldRecord, gold_history, gold_of
from annotations.queries.highlights import record_of
from annotations.services.gold import write_gold
from annotations.services.highlight_edits import HighlightChange, delete_highlight, edit_highlight, restore_highlight
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, RuleViolation
from newsapp.models import Article, Event, User
from newsapp.services.purging import purge_project
from tests.conftest import AtOnce
from tests.factories import TEXT, make_article, make_highlight, make_revision, opened

pytestmark = pytest.mark.django_db


def row_of(record: HighlightRecord) -> int:
    return Highlight.objects.get(uuid=record.id).pk


def as_reading(record: HighlightRecord) -> dict[str, Any]:
    return {
        "start": record.start,
        "end": record.end,
        "segments": record.segments if len(record.segments) > 1 else None,
        "tags": record.tags,
        "attributes": record.attributes,
    }


def settle(
    article: Article, by: User, reading: dict[str, Any], *readings: HighlightRecord, **more: Any
) -> Highlight | None:
    return write_gold(
        access=opened(project=article.project, user=by),
        article=Article.objects.select_related("current_revision").get(pk=article.pk),
        reading=reading,
        readings=[row_of(each) for each in readings],
        kind=more.pop("kind", GoldKind.ADOPTION),
        **more,
    )


def settling(article: Article, record: HighlightRecord) -> GoldRecord | None:
    return gold_of(project_id=article.project_id, highlights=[record.id]).get(record.id)


def verbs(article: Article) -> list[str]:
    return list(
        Event.objects.filter(article=article, verb__startswith="gold.").order_by("pk").values_list("verb", flat=True)
    )


def change(article: Article, record: HighlightRecord, by: User, **fields: Any) -> None:
    access, highlight = open_highlight(
        user=by, slug=article.project.slug, uuid=record.id, action=Action.HIGHLIGHT, deleted=True
    )
    edit_highlight(access=access, highlight=highlight, version=highlight.version, change=HighlightChange(**fields))


@pytest.fixture
def coded(article: Article, analyst: User) -> HighlightRecord:
    return make_highlight(
        article=article, by=analyst, tags=["claim"], attributes={"claim": {"verifiable": "yes"}}, note="sure"
    )


def test_gold_says_what_the_reading_says_and_is_nobodys(
    article: Article, coded: HighlightRecord, reviewer: User
) -> None:
    gold = settle(article, reviewer, as_reading(coded), coded)

    assert gold is not None
    made = record_of(project_id=article.project_id, uuid=gold.uuid)
    assert made is not None
    assert (made.layer, made.analyst, made.quote) == ("gold", None, coded.quote)
    assert (made.tags, made.attributes, made.note) == (["claim"], {"claim": {"verifiable": "yes"}}, "")
    assert record_of(project_id=article.project_id, uuid=coded.id) == coded


def test_the_decision_names_who_made_it_and_what_it_settles(
    article: Article, coded: HighlightRecord, other_analyst: User, reviewer: User
) -> None:
    other = make_highlight(article=article, by=other_analyst, quote="1,000 soldiers")
    gold = settle(article, reviewer, as_reading(other), coded, other)

    decision = settling(article, coded)
    assert gold is not None
    assert decision is not None
    assert decision == settling(article, other)
    assert (decision.kind, decision.decided_by, decision.changed) == ("adoption", reviewer.username, False)
    assert decision.highlight is not None
    assert decision.highlight.id == gold.uuid
    assert {each.id: each.reading["start"] for each in decision.readings} == {
        coded.id: coded.start,
        other.id: other.start,
    }


def test_what_coders_agree_on_is_decided_by_nobody(article: Article, coded: HighlightRecord, reviewer: User) -> None:
    settle(article, reviewer, as_reading(coded), coded, kind=GoldKind.AGREEMENT)
    decision = settling(article, coded)
    assert decision is not None
    assert decision.decided_by is None


def test_nothing_there_is_a_decision_too(article: Article, coded: HighlightRecord, reviewer: User) -> None:
    assert settle(article, reviewer, {}, coded) is None
    decision = settling(article, coded)
    assert decision is not None
    assert decision.highlight is None
    assert not Highlight.objects.filter(layer="gold").exists()


def test_a_later_decision_takes_the_place_of_an_earlier_one_and_both_stay_in_the_record(
    article: Article, coded: HighlightRecord, reviewer: User
) -> None:
    first = settle(article, reviewer, as_reading(coded), coded)
    second = settle(article, reviewer, {**as_reading(coded), "end": coded.end - 9}, coded)

    assert first is not None
    assert second is not None
    there = Highlight.objects.filter(layer="gold").present()
    assert [each.uuid for each in there] == [second.uuid]
    assert [
        record.highlight and record.highlight.id
        for record in gold_history(project_id=article.project_id, highlights=[coded.id])
    ] == [first.uuid, second.uuid]


def test_gold_that_is_named_is_replaced_though_its_readings_are_others(
    article: Article, coded: HighlightRecord, other_analyst: User, reviewer: User
) -> None:
    other = make_highlight(article=article, by=other_analyst, quote="Up to 11,000 soldiers")
    first = settle(article, reviewer, as_reading(other), other)
    assert first is not None
    settle(article, reviewer, {}, coded, replaces=[first.pk])
    assert not Highlight.objects.filter(layer="gold").present().exists()
    assert settling(article, other) is None


@pytest.mark.parametrize(
    ("broken", "path"),
    [
        ({"end": 10_000}, "end"),
        ({"tags": ["no-such-tag"]}, "tags.0"),
        ({"tags": []}, "tags"),
        ({"attributes": {"claim": {"verifiable": "perhaps"}}}, "attributes.claim.verifiable"),
        ({"segments": [[1, 3], [2, 4]], "start": None, "end": None}, "segments.1"),
    ],
)
def test_a_reading_that_cannot_be_is_refused_and_nothing_written(
    article: Article, coded: HighlightRecord, reviewer: User, broken: dict[str, Any], path: str
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        settle(article, reviewer, {**as_reading(coded), **broken}, coded)
    assert refusal.value.path == path
    assert not GoldOrigin.objects.exists()


def test_a_highlight_of_another_article_is_no_reading_of_this_one(
    article: Article, coded: HighlightRecord, reviewer: User
) -> None:
    elsewhere = make_article(project=article.project, text=f"{TEXT} And more.")
    with pytest.raises(RuleViolation) as refusal:
        settle(elsewhere, reviewer, {}, coded)
    assert refusal.value.path == "readings"


def test_gold_is_no_reading_of_gold(article: Article, coded: HighlightRecord, reviewer: User) -> None:
    gold = settle(article, reviewer, as_reading(coded), coded)
    assert gold is not None
    with pytest.raises(RuleViolation, match="no such reading"):
        settle(article, reviewer, {}, _record(gold))


def _record(highlight: Highlight) -> HighlightRecord:
    found = record_of(project_id=highlight.project_id, uuid=highlight.uuid)
    assert found is not None
    return found


def test_an_article_that_got_another_text_meanwhile_is_not_settled(
    article: Article, coded: HighlightRecord, reviewer: User
) -> None:
    before = Article.objects.select_related("current_revision").get(pk=article.pk)
    make_revision(article=article, text=f"{TEXT} And more.")
    with pytest.raises(Conflict):
        write_gold(
            access=opened(project=article.project, user=reviewer),
            article=before,
            reading={},
            readings=[row_of(coded)],
            kind=GoldKind.ADOPTION,
        )


def test_a_coder_who_changes_a_settled_highlight_opens_it_again_and_gold_stays(
    article: Article, coded: HighlightRecord, analyst: User, reviewer: User
) -> None:
    gold = settle(article, reviewer, as_reading(coded), coded)
    assert gold is not None
    change(article, coded, analyst, end=coded.end - 9)

    decision = settling(article, coded)
    assert decision is not None
    assert decision.changed
    assert decision.highlight is not None
    assert (decision.highlight.start, decision.highlight.end) == (coded.start, coded.end)
    assert verbs(article) == ["gold.settled", "gold.reopened"]


def test_a_note_opens_nothing(article: Article, coded: HighlightRecord, analyst: User, reviewer: User) -> None:
    settle(article, reviewer, as_reading(coded), coded)
    change(article, coded, analyst, note="quite sure")
    assert verbs(article) == ["gold.settled"]


def test_deleting_a_settled_highlight_opens_it_and_restoring_it_settles_it_again(
    article: Article, coded: HighlightRecord, analyst: User, reviewer: User
) -> None:
    settle(article, reviewer, as_reading(coded), coded)
    access, highlight = open_highlight(user=analyst, slug=article.project.slug, uuid=coded.id, action=Action.HIGHLIGHT)
    delete_highlight(access=access, highlight=highlight, version=highlight.version)
    opened_again = settling(article, coded)
    restore_highlight(access=access, highlight=highlight)
    settled_again = settling(article, coded)

    assert opened_again is not None
    assert opened_again.changed
    assert settled_again is not None
    assert not settled_again.changed
    assert verbs(article) == ["gold.settled", "gold.reopened", "gold.settled_again"]


def test_gold_is_not_edited_like_a_highlight_not_even_by_a_manager(
    article: Article, coded: HighlightRecord, manager: User
) -> None:
    gold = settle(article, manager, as_reading(coded), coded)
    assert gold is not None
    with pytest.raises(RuleViolation, match="review alone"):
        change(article, _record(gold), manager, end=coded.end - 9)
    access, highlight = open_highlight(user=manager, slug=article.project.slug, uuid=gold.uuid, action=Action.HIGHLIGHT)
    with pytest.raises(RuleViolation, match="review alone"):
        delete_highlight(access=access, highlight=highlight, version=highlight.version)


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_a_place_at_once_leave_one_decision_in_force(
    article: Article, coded: HighlightRecord, reviewer: User, manager: User, at_once: AtOnce
) -> None:
    at_once(
        lambda: settle(article, reviewer, as_reading(coded), coded),
        lambda: settle(article, manager, {}, coded),
    )
    assert GoldOrigin.objects.count() == 2
    assert GoldOrigin.objects.in_force().count() == 1
    assert GoldReading.objects.filter(replaced_at=None).count() == 1


def test_the_log_holds_what_was_settled_and_the_words_apart(
    article: Article, coded: HighlightRecord, reviewer: User
) -> None:
    gold = settle(article, reviewer, as_reading(coded), coded, waivers=["decided_own"])
    event = Event.objects.select_related("detail").get(verb="gold.settled")
    assert gold is not None
    assert event.data["highlight"] == str(gold.uuid)
    assert event.data["readings"] == [{"id": str(coded.id), "version": 1}]
    assert event.data["waivers"] == ["decided_own"]
    assert (event.data["start"], event.data["end"], event.data["tags"]) == (coded.start, coded.end, ["claim"])
    assert "attributes" not in event.data
    assert event.detail.data == {"attributes": {"claim": {"verifiable": "yes"}}}


def test_a_purged_project_takes_its_gold_along(article: Article, coded: HighlightRecord, reviewer: User) -> None:
    settle(article, reviewer, as_reading(coded), coded)
    purge_project(project=article.project)
    assert not GoldOrigin.objects.exists()
    assert not GoldReading.objects.exists()
