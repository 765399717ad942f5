"""Comparing coders' readings, and settling what they say."""

import json
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.domain.comparison import Difference, Status
from annotations.domain.highlighting import HighlightRecord
from annotations.domain.joining import Merge
from annotations.models import GoldOrigin, Highlight, Relation
from annotations.queries.comparison import Compared, Comparison, comparison_of
from annotations.queries.highlights import records
from annotations.services.comparison import Choice, settle_agreed, settle_group
from annotations.services.exports import filter_of_words, open_export
from newsapp.domain.roles import Action, Role
from newsapp.errors import Conflict, NotAllowed, RuleViolation
from newsapp.models import Article, Event, Project, User
from newsapp.services.assignments import assign_articles, mark_done
from newsapp.services.comparisons import open_comparison
from tests.conftest import AtOnce
from tests.factories import (
    TEXT,
    make_article,
    make_highlight,
    make_member,
    make_relation,
    make_revision,
    opened,
    opened_article,
)
from tests.services.test_highlight_changes import delete, edit

pytestmark = pytest.mark.django_db


def open_now(article: Article, **settings: Any) -> None:
    """Open the comparison, with these settings of the project."""
    Article.objects.filter(pk=article.pk).update(comparison_opened_at=timezone.now())
    Project.objects.filter(pk=article.project_id).update(**settings)


def fresh(article: Article) -> Article:
    return Article.objects.select_related("current_revision").get(pk=article.pk)


def compared(article: Article, user: User) -> Comparison:
    return comparison_of(access=opened(project=article.project, user=user), article=fresh(article))


def only_group(article: Article, user: User) -> Compared:
    (group,) = compared(article, user).groups
    return group


def settle(article: Article, user: User, key: str, **choice: Any) -> None:
    settle_group(
        access=opened(project=article.project, user=user), article=fresh(article), key=key, choice=Choice(**choice)
    )


def agree(article: Article, user: User) -> int:
    return settle_agreed(access=opened(project=article.project, user=user), article=fresh(article))


def gold(article: Article) -> list[HighlightRecord]:
    return records(Highlight.objects.present().filter(article=article, layer="gold").order_by("start", "pk"))


@pytest.fixture
def differing(article: Article, analyst: User, other_analyst: User) -> tuple[HighlightRecord, HighlightRecord]:
    """Two readings of one place with other bounds, the comparison open; the analyst is coder A, the other coder B."""
    mine = make_highlight(article=article, by=analyst, quote="About 1,000 soldiers were to go first")
    hers = make_highlight(article=article, by=other_analyst, quote="1,000 soldiers were to go first")
    open_now(article)
    return mine, hers


Readings = tuple[HighlightRecord, HighlightRecord]


def label_of(article: Article, user: User) -> str:
    return next(coder.label for coder in compared(article, user).coders if coder.row == user.pk)


def test_comparison_is_refused_while_it_is_not_open(article: Article, reviewer: User) -> None:
    with pytest.raises(Conflict) as refusal:
        compared(article, reviewer)
    assert refusal.value.code == "comparison_closed"


def test_only_coders_readings_of_the_current_text_are_compared(
    article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    make_highlight(article=article, by=analyst)
    make_highlight(article=article, by=other_analyst, layer="suggested")
    make_revision(article=article, text=f"{TEXT} More.")
    open_now(article)
    assert compared(article, reviewer).groups == []


def test_who_is_done_without_a_mark_is_a_coder(
    article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    make_highlight(article=article, by=analyst)
    mark_done(access=opened_article(article=article, user=other_analyst), done=True)
    open_now(article)
    found = compared(article, reviewer)
    assert {coder.row for coder in found.coders} == {analyst.pk, other_analyst.pk}
    assert found.groups[0].differences == (Difference.ONE_ONLY,)


def test_coders_of_an_anonymous_project_are_not_in_the_order_of_their_names(
    article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    make_highlight(article=article, by=analyst)
    make_highlight(article=article, by=other_analyst)
    open_now(article, coders_anonymous=True)
    labels = [coder.label for coder in compared(article, reviewer).coders]
    assert labels == ["A", "B"]
    assert compared(article, reviewer).coders == compared(article, analyst).coders


def test_a_reviewer_accepts_one_reading(
    article: Article, differing: Readings, other_analyst: User, reviewer: User
) -> None:
    group = only_group(article, reviewer)
    assert (group.status, group.differences) == (Status.OPEN, (Difference.BOUNDARY,))
    settle(article, reviewer, group.key, accept=label_of(article, other_analyst))

    (made,) = gold(article)
    assert (made.start, made.end) == (differing[1].start, differing[1].end)
    assert only_group(article, reviewer).status is Status.SETTLED


def test_a_reviewer_merges_readings(article: Article, differing: Readings, reviewer: User) -> None:
    settle(article, reviewer, only_group(article, reviewer).key, merge=Merge.UNION)
    (made,) = gold(article)
    assert (made.start, made.end) == (differing[0].start, differing[0].end)


def test_a_reviewer_writes_another_reading(article: Article, differing: Readings, reviewer: User) -> None:
    start = differing[0].start
    reading = {"start": start, "end": start + 5, "tags": ["hedge"], "attributes": {}}
    settle(article, reviewer, only_group(article, reviewer).key, reading=reading)
    (made,) = gold(article)
    assert (made.quote, made.tags) == ("About", ["hedge"])


def test_a_reviewer_says_that_nothing_is_there(article: Article, differing: Readings, reviewer: User) -> None:
    settle(article, reviewer, only_group(article, reviewer).key, reading={})
    assert gold(article) == []
    assert only_group(article, reviewer).status is Status.SETTLED


def test_a_settled_group_is_settled_otherwise_by_whoever_sees_what_holds(
    article: Article, differing: Readings, reviewer: User
) -> None:
    settle(article, reviewer, only_group(article, reviewer).key, merge=Merge.UNION)
    settle(article, reviewer, only_group(article, reviewer).key, merge=Merge.INTERSECTION)
    (made,) = gold(article)
    assert made.start == differing[1].start


def test_what_a_colleague_settled_meanwhile_is_not_settled_again_and_the_refusal_says_what_it_is_now(
    article: Article, differing: Readings, reviewer: User, manager: User
) -> None:
    seen = only_group(article, manager)
    settle(article, reviewer, seen.key, reading={})
    with pytest.raises(Conflict) as refusal:
        settle(article, manager, seen.key, merge=Merge.UNION)
    assert refusal.value.code == "group_changed"
    assert refusal.value.existing == only_group(article, manager)
    assert gold(article) == []


def test_what_a_coder_changed_meanwhile_is_not_settled_unseen(
    article: Article, differing: Readings, analyst: User, reviewer: User
) -> None:
    seen = only_group(article, reviewer)
    edit(article, differing[0], user=analyst, end=differing[0].end - 6)
    with pytest.raises(Conflict):
        settle(article, reviewer, seen.key, merge=Merge.UNION)


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_at_once_one_settles_and_the_other_is_told(
    article: Article, differing: Readings, reviewer: User, manager: User, at_once: AtOnce
) -> None:
    key = only_group(article, reviewer).key
    outcomes = at_once(
        lambda: settle(article, reviewer, key, merge=Merge.UNION),
        lambda: settle(article, manager, key, reading={}),
    )
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert [type(outcome) for outcome in refused] == [Conflict]
    assert GoldOrigin.objects.count() == 1


def test_who_is_no_reviewer_settles_nothing(article: Article, differing: Readings, project: Project) -> None:
    analyst = make_member(project=project, role=Role.ANALYST)
    with pytest.raises(NotAllowed, match="reviewer"):
        settle(article, analyst, only_group(article, analyst).key, reading={})


def test_a_reviewer_who_coded_the_article_settles_nothing_in_it(
    article: Article, differing: Readings, reviewer: User
) -> None:
    make_highlight(article=article, by=reviewer, quote="allegedly", tags=["hedge"])
    key = compared(article, reviewer).groups[0].key
    with pytest.raises(NotAllowed, match="You coded"):
        settle(article, reviewer, key, reading={})


def test_a_small_team_waives_that_and_the_log_says_so(article: Article, differing: Readings, reviewer: User) -> None:
    make_highlight(article=article, by=reviewer, quote="allegedly", tags=["hedge"])
    open_now(article, small_team=True)
    settle(article, reviewer, compared(article, reviewer).groups[0].key, reading={})
    assert Event.objects.get(verb="gold.settled").data["waivers"] == ["decided_own"]
    assert GoldOrigin.objects.get().waivers == ["decided_own"]


def test_what_all_say_alike_becomes_gold_and_what_differs_waits(
    article: Article, differing: Readings, analyst: User, other_analyst: User, reviewer: User
) -> None:
    for coder in (analyst, other_analyst):
        make_highlight(article=article, by=coder, quote="allegedly", tags=["hedge"])
    assert agree(article, reviewer) == 1
    (made,) = gold(article)
    assert (made.quote, made.tags) == ("allegedly", ["hedge"])
    assert GoldOrigin.objects.get().kind == "agreement"
    assert [group.status for group in compared(article, reviewer).groups] == [Status.OPEN, Status.SETTLED]


def test_settling_what_is_agreed_twice_changes_nothing(
    article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    for coder in (analyst, other_analyst):
        make_highlight(article=article, by=coder)
    open_now(article)
    assert [agree(article, reviewer), agree(article, reviewer)] == [1, 0]
    assert len(gold(article)) == 1


@pytest.mark.django_db(transaction=True)
def test_settling_what_is_agreed_twice_at_once_settles_it_once(
    article: Article, analyst: User, other_analyst: User, reviewer: User, manager: User, at_once: AtOnce
) -> None:
    for coder in (analyst, other_analyst):
        make_highlight(article=article, by=coder)
    open_now(article)
    assert sorted(at_once(lambda: agree(article, reviewer), lambda: agree(article, manager))) == [0, 1]
    assert len(gold(article)) == 1


def test_without_a_threshold_nothing_is_settled_by_itself(
    article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    for coder in (analyst, other_analyst):
        make_highlight(article=article, by=coder)
    open_now(article, gold_threshold=None)
    assert agree(article, reviewer) == 0


def test_two_of_three_are_enough_for_a_threshold_of_two_thirds(
    article: Article, analyst: User, other_analyst: User, manager: User, reviewer: User
) -> None:
    for coder in (analyst, other_analyst):
        make_highlight(article=article, by=coder, quote="11,000 soldiers", tags=["quantity"])
    make_highlight(article=article, by=manager, quote="Up to 11,000 soldiers", tags=["quantity"])
    open_now(article)
    assert agree(article, reviewer) == 0
    open_now(article, gold_threshold=0.66)
    assert agree(article, reviewer) == 1
    assert [made.quote for made in gold(article)] == ["11,000 soldiers"]
    assert only_group(article, reviewer).status is Status.SETTLED


def test_a_changed_reading_opens_a_settled_group_and_agreeing_leaves_it_to_a_reviewer(
    article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    mine = make_highlight(article=article, by=analyst)
    hers = make_highlight(article=article, by=other_analyst)
    open_now(article)
    agree(article, reviewer)
    edit(article, mine, user=analyst, end=mine.end - 9)
    assert only_group(article, reviewer).status is Status.CHANGED
    edit(article, hers, user=other_analyst, end=mine.end - 9)
    assert agree(article, reviewer) == 0
    assert gold(article)[0].end == mine.end


def test_gold_whose_readings_are_all_deleted_is_still_shown_and_can_be_taken_away(
    article: Article, differing: Readings, analyst: User, other_analyst: User, reviewer: User
) -> None:
    settle(article, reviewer, only_group(article, reviewer).key, merge=Merge.UNION)
    delete(article, differing[0], user=analyst)
    delete(article, differing[1], user=other_analyst)
    group = only_group(article, reviewer)
    assert (group.group, group.status) == (None, Status.CHANGED)
    settle(article, reviewer, group.key, reading={})
    assert compared(article, reviewer).groups == []


def test_a_later_coder_who_says_what_gold_says_opens_nothing(
    article: Article, analyst: User, other_analyst: User, manager: User, reviewer: User
) -> None:
    for coder in (analyst, other_analyst):
        make_highlight(article=article, by=coder)
    open_now(article)
    agree(article, reviewer)
    make_highlight(article=article, by=manager)
    assert only_group(article, reviewer).status is Status.SETTLED
    make_highlight(article=article, by=reviewer, quote="About 1,000")
    assert only_group(article, manager).status is Status.CHANGED


def linked(article: Article, coder: User, **attributes: str) -> None:
    claim = make_highlight(article=article, by=coder, quote="About 1,000 soldiers were to go first")
    source = make_highlight(article=article, by=coder, quote="a business daily", tags=["source"])
    make_relation(project=article.project, source=claim, target=source, by=coder, attributes=attributes)


def test_links_that_coders_agree_on_become_gold_with_what_they_link(
    article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    linked(article, analyst, mode="explicit")
    linked(article, other_analyst, mode="explicit")
    open_now(article)
    assert agree(article, reviewer) == 3
    made = Relation.objects.select_related("source", "target", "type").get(layer="gold")
    assert (made.type.key, made.attributes, made.analyst) == ("attributed_to", {"mode": "explicit"}, None)
    assert [made.source.uuid, made.target.uuid] == [each.id for each in gold(article)]
    (links,) = compared(article, reviewer).links
    assert links.status is Status.SETTLED
    assert agree(article, reviewer) == 0


def test_a_link_is_settled_after_what_it_links(
    article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    linked(article, analyst, mode="explicit")
    linked(article, other_analyst, mode="inherited")
    open_now(article)
    (links,) = compared(article, reviewer).links
    assert links.group.differing == ("attributes",)
    accepted = label_of(article, other_analyst)
    with pytest.raises(Conflict, match="first"):
        settle(article, reviewer, links.key, accept=accepted)
    agree(article, reviewer)
    settle(article, reviewer, compared(article, reviewer).links[0].key, accept=accepted)
    assert Relation.objects.get(layer="gold").attributes == {"mode": "inherited"}


def test_a_gold_link_follows_the_gold_that_is_replaced(
    article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    linked(article, analyst)
    linked(article, other_analyst)
    open_now(article)
    agree(article, reviewer)
    claim = compared(article, reviewer).groups[0]
    settle(article, reviewer, claim.key, reading={"start": claim.start, "end": claim.start + 20, "tags": ["claim"]})
    made = Relation.objects.select_related("source").get(layer="gold")
    assert made.source.uuid == gold(article)[0].id
    settle(article, reviewer, compared(article, reviewer).groups[0].key, reading={})
    assert compared(article, reviewer).links[0].status is Status.CHANGED


def test_links_are_accepted_and_not_merged(article: Article, analyst: User, reviewer: User) -> None:
    linked(article, analyst)
    open_now(article)
    with pytest.raises(RuleViolation) as refusal:
        settle(article, reviewer, compared(article, reviewer).links[0].key, merge=Merge.UNION)
    assert refusal.value.path == "merge"


def test_a_comparison_takes_as_many_statements_however_much_was_coded(
    article: Article, analyst: User, other_analyst: User, reviewer: User, django_assert_max_num_queries: Any
) -> None:
    for coder in (analyst, other_analyst):
        linked(article, coder)
        make_highlight(article=article, by=coder, quote="allegedly", tags=["hedge"])
    open_now(article)
    agree(article, reviewer)
    with django_assert_max_num_queries(12):
        compared(article, reviewer)


def test_agreed_readings_are_gold_as_soon_as_the_last_coder_is_done(
    article: Article, analyst: User, other_analyst: User, manager: User
) -> None:
    assign_articles(
        access=opened(project=article.project, action=Action.ASSIGN),
        numbers=[article.number],
        usernames=[analyst.username, other_analyst.username],
    )
    for coder in (analyst, other_analyst):
        linked(article, coder)
        assert gold(article) == []
        mark_done(access=opened_article(article=article, user=coder), done=True)
    assert [made.tags for made in gold(article)] == [["claim"], ["source"]]
    assert Relation.objects.get(layer="gold").type.key == "attributed_to"


def test_agreed_readings_are_gold_when_a_reviewer_opens_the_comparison(
    article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    for coder in (analyst, other_analyst):
        make_highlight(article=article, by=coder)
    open_comparison(access=opened_article(article=article, user=reviewer, action=Action.REVIEW))
    assert len(gold(article)) == 1


def test_what_is_agreed_is_written_in_as_many_statements_however_much_it_is(
    article: Article, project: Project, analyst: User, other_analyst: User, reviewer: User
) -> None:
    def statements(of: Article, quotes: list[str]) -> int:
        for coder, quote in product((analyst, other_analyst), quotes):
            make_highlight(article=of, by=coder, quote=quote)
        open_now(of)
        with CaptureQueriesContext(connection) as queries:
            assert agree(of, reviewer) == len(quotes)
        return len(queries)

    other = make_article(project=project, text=f"{TEXT} More.")
    assert statements(article, ["allegedly"]) == statements(other, ["allegedly", "a business daily", "two people"])


@pytest.mark.django_db(transaction=True)
def test_exports_choose_the_gold_layer_and_name_nobody(
    article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    for coder in (analyst, other_analyst):
        linked(article, coder)
    make_highlight(article=article, by=analyst, quote="allegedly", tags=["hedge"])
    open_now(article)
    agree(article, reviewer)
    wanted = filter_of_words({"layer": "gold"})
    access = opened(project=article.project, user=reviewer)
    (line,) = map(json.loads, b"".join(open_export(access=access, export_format="jsonl", wanted=wanted)).splitlines())
    assert {(span["layer"], span["analyst"]) for span in line["spans"]} == {("gold", None)}
    assert [span["id"] for span in line["spans"]] == [str(made.id) for made in gold(article)]
    assert [(relation["layer"], relation["analyst"]) for relation in line["relations"]] == [("gold", None)]
    assert [relation["from"] for relation in line["relations"]] == [line["spans"][0]["id"]]
