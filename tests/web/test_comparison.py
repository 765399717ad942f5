"""The page that compares an article's coders."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.domain.highlighting import HighlightRecord
from annotations.models import Dispute, Highlight
from newsapp.domain.roles import Role
from newsapp.models import Article, Project, User
from tests.factories import make_highlight, make_member, make_relation

PAGE = "/projects/front-pages/articles/1/compare/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def readings(article: Article, analyst: User, other_analyst: User) -> tuple[HighlightRecord, HighlightRecord]:
    """Two coders' readings of one place that differ in bounds and details; the comparison is open."""
    mine = make_highlight(
        article=article, by=analyst, quote="About 1,000 soldiers", attributes={"claim": {"verifiable": "yes"}}
    )
    hers = make_highlight(article=article, by=other_analyst, quote="1,000 soldiers")
    Article.objects.filter(pk=article.pk).update(comparison_opened_at=timezone.now())
    return mine, hers


Readings = tuple[HighlightRecord, HighlightRecord]


def page_for(user: User, query: str = "", **headers: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(PAGE + query, headers=headers)


def keys_in(answer: Any) -> list[str]:
    return re.findall(r'data-key="([^"]+)"', answer.content.decode())


def press(user: User, do: str, *, key: str, query: str = "", htmx: bool = True, **fields: Any) -> Any:
    client = Client()
    client.force_login(user)
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(f"{PAGE}settle/{query}", {"group": key, "do": do, **fields}, headers=headers)


def gold(article: Article) -> list[str]:
    return list(Highlight.objects.present().filter(article=article, layer="gold").values_list("quote", flat=True))


def test_a_closed_comparison_says_so_and_shows_nothing(article: Article, reviewer: User, analyst: User) -> None:
    make_highlight(article=article, by=analyst)
    answer = page_for(reviewer)
    assert answer.status_code == 409
    assert "not open yet" in answer.content.decode()
    assert "About 1,000" not in answer.content.decode()
    assert press(reviewer, "nothing", key="x").status_code == 409


def test_a_reader_sees_the_readings_and_no_button(readings: Readings, viewer: User, analyst: User) -> None:
    said = page_for(viewer).content.decode()
    assert "bounds differ" in said
    assert "details differ" in said
    assert analyst.display_name in said
    assert 'name="do"' not in said


def test_a_reviewer_presses_accept(article: Article, readings: Readings, reviewer: User, other_analyst: User) -> None:
    page = page_for(reviewer)
    (key,) = keys_in(page)
    label = next(coder.label for coder in page.context["coders"] if coder.name == other_analyst.display_name)
    answer = press(reviewer, f"accept:{label}", key=key)
    assert answer.status_code == 200
    assert gold(article) == ["1,000 soldiers"]
    assert "All of it is settled" in answer.content.decode()


@pytest.mark.parametrize(
    ("do", "quotes"),
    [
        ("merge:union", ["About 1,000 soldiers"]),
        ("merge:intersection", ["1,000 soldiers"]),
        ("nothing", []),
    ],
)
def test_a_reviewer_merges_or_says_that_nothing_is_there(
    article: Article, readings: Readings, reviewer: User, do: str, quotes: list[str]
) -> None:
    (key,) = keys_in(page_for(reviewer))
    assert press(reviewer, do, key=key).status_code == 200
    assert gold(article) == quotes
    assert keys_in(page_for(reviewer)) == []
    assert len(keys_in(page_for(reviewer, "?kind=settled"))) == 1


def test_a_reviewer_writes_another_reading(article: Article, readings: Readings, reviewer: User) -> None:
    (key,) = keys_in(page_for(reviewer))
    client = Client()
    client.force_login(reviewer)
    form = client.get(f"{PAGE}edit/?group={key}")
    assert f"{readings[0].start}–{readings[0].end}" in form.content.decode()
    fragment = client.get(f"{PAGE}edit/?group={key}", headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    fields: dict[str, Any] = {
        "place": "46–51, 58-66",
        "tags": "quantity",
        "quantity.value": "1000",
        "quantity.bound": "approximate",
    }
    assert press(reviewer, "edit", key=key, **fields).status_code == 200
    made = Highlight.objects.present().get(layer="gold")
    assert made.segments == [[46, 51], [58, 66]]
    assert made.tagging.get().attributes == {"value": 1000, "bound": "approximate"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"place": "here", "tags": "claim"}, "begins and ends"),
        ({"place": "46–9999", "tags": "claim"}, "Outside the text"),
        ({"place": "46–51"}, "At least one tag"),
        ({"place": "46–51", "tags": "quantity", "quantity.value": "many"}, "Expected a number"),
    ],
)
def test_a_reading_that_cannot_be_is_refused_in_words(
    article: Article, readings: Readings, reviewer: User, fields: dict[str, Any], words: str
) -> None:
    (key,) = keys_in(page_for(reviewer))
    answer = press(reviewer, "edit", key=key, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert gold(article) == []


def test_without_a_script_the_answer_leads_back_to_the_page(
    article: Article, readings: Readings, reviewer: User
) -> None:
    (key,) = keys_in(page_for(reviewer))
    answer = press(reviewer, "merge:union", key=key, query="?kind=boundary", htmx=False)
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?kind=boundary")
    assert gold(article) == ["About 1,000 soldiers"]


def test_what_a_colleague_settled_meanwhile_is_refused_and_shown_as_it_is(
    article: Article, readings: Readings, reviewer: User, manager: User
) -> None:
    (seen,) = keys_in(page_for(manager))
    press(reviewer, "nothing", key=seen)
    answer = press(manager, "merge:union", key=seen, query="?kind=all")
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "not as you saw it" in said
    assert "Nothing is to be marked here" in said
    assert reviewer.username in said
    assert "is-now" in said
    assert gold(article) == []


def test_who_coded_the_article_is_told_and_refused(article: Article, readings: Readings, reviewer: User) -> None:
    make_highlight(article=article, by=reviewer, quote="allegedly", tags=["hedge"])
    page = page_for(reviewer)
    assert "You coded this article" in page.content.decode()
    assert 'value="nothing"' not in page.content.decode()
    assert press(reviewer, "nothing", key=keys_in(page)[0]).status_code == 403


def test_in_a_small_team_she_is_told_that_the_log_says_so(article: Article, readings: Readings, reviewer: User) -> None:
    make_highlight(article=article, by=reviewer, quote="allegedly", tags=["hedge"])
    Project.objects.filter(pk=article.project_id).update(small_team=True)
    page = page_for(reviewer)
    assert "In a small team" in page.content.decode()
    assert press(reviewer, "nothing", key=keys_in(page)[0]).status_code == 200


def test_what_is_agreed_is_settled_by_a_button(
    article: Article, readings: Readings, analyst: User, other_analyst: User, reviewer: User
) -> None:
    for coder in (analyst, other_analyst):
        make_highlight(article=article, by=coder, quote="allegedly", tags=["hedge"])
    client = Client()
    client.force_login(reviewer)
    assert client.post(f"{PAGE}agreed/")["Location"] == f"{PAGE}?kind=todo"
    assert gold(article) == ["allegedly"]


def test_a_dispute_is_opened_with_the_readings_as_positions(
    article: Article, readings: Readings, analyst: User, other_analyst: User
) -> None:
    author = make_member(project=article.project, role=Role.ANALYST)
    (key,) = keys_in(page_for(author))
    answer = press(
        author, "dispute", key=key, query="?kind=all", question="Is “about” a part of it?", dispute_kind="boundary"
    )
    assert answer.status_code == 200
    dispute = Dispute.objects.get()
    assert (dispute.kind, dispute.origin, dispute.question) == ("boundary", "comparison", "Is “about” a part of it?")
    assert {position.highlight.uuid for position in dispute.positions.all() if position.highlight} == {
        reading.id for reading in readings
    }
    assert {coder.pk for coder in dispute.coders.all()} == {analyst.pk, other_analyst.pk}
    assert "Dispute 1 about this is open" in answer.content.decode()


def test_what_is_disputed_is_not_settled_beside_it(article: Article, readings: Readings, reviewer: User) -> None:
    (key,) = keys_in(page_for(reviewer))
    press(reviewer, "dispute", key=key, question="Which?", dispute_kind="boundary")
    (again,) = keys_in(page_for(reviewer, "?kind=disputed"))
    answer = press(reviewer, "nothing", key=again)
    assert answer.status_code == 409
    assert "Dispute 1" in answer.content.decode()


def test_nothing_on_the_page_tells_who_coded_what_where_coders_are_anonymous(
    article: Article, readings: Readings, analyst: User, other_analyst: User, reviewer: User
) -> None:
    Project.objects.filter(pk=article.project_id).update(coders_anonymous=True)
    for coder in (analyst, other_analyst):
        claim = make_highlight(article=article, by=coder, quote="Up to 11,000 soldiers")
        source = make_highlight(article=article, by=coder, quote="a business daily", tags=["source"])
        make_relation(project=article.project, source=claim, target=source, by=coder)
    page = page_for(reviewer, "?kind=all")
    key = keys_in(page)[0]
    client = Client()
    client.force_login(reviewer)
    said = "".join(
        answer.content.decode()
        for answer in (
            page,
            client.get(f"{PAGE}edit/?group={key}"),
            press(reviewer, "accept:A", key=key, query="?kind=all"),
        )
    )
    assert "Coder A" in said
    for coder in (analyst, other_analyst):
        assert not re.search(rf"\b{coder.username}\b", said)
        for row in (*coder.highlights.all(), *coder.relations.all()):
            assert str(row.uuid) not in said


def test_filters_count_and_show_their_rows(
    article: Article, readings: Readings, analyst: User, other_analyst: User, reviewer: User
) -> None:
    make_highlight(article=article, by=analyst, quote="allegedly", tags=["hedge"])
    page = page_for(reviewer)
    assert {each.key: each.number for each in page.context["filters"]} == {
        "todo": 2, "boundary": 1, "attribute": 1, "one_only": 1, "all": 2,
    }  # fmt: skip
    assert len(keys_in(page_for(reviewer, "?kind=one_only"))) == 1
    assert len(keys_in(page_for(reviewer, "?kind=no-such-kind"))) == 2


def test_the_page_takes_as_many_statements_however_much_was_coded(
    article: Article, readings: Readings, analyst: User, other_analyst: User, reviewer: User
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert page_for(reviewer, "?kind=all").status_code == 200
        return len(queries)

    statements()
    few = statements()
    for coder in (analyst, other_analyst):
        for quote in ("allegedly", "a business daily", "two people", "the winter"):
            make_highlight(article=article, by=coder, quote=quote, tags=["hedge"])
    assert statements() == few
