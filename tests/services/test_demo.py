"""The demo project: files that hold what they say, work of three coders, made once and made again after it was removed."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from annotations.domain.schemes import CLAIMS
from annotations.models import Dispute, Highlight, Relation
from annotations.queries.needs_me import needs_of
from annotations.services.demo import CODERS, REVIEWERS, SLUG, create_demo
from annotations.services.demo_files import FaultyFile, demo_files, guidelines_text, read_demo_article
from newsapp.access import open_project
from newsapp.domain.markdown import render
from newsapp.models import Article, Assignment, Event, Guidelines, Membership, Project, User
from newsapp.services.people import DEMO_USERNAME
from tests.factories import make_user

FILES = demo_files()
USERNAMES = [f"demo-{coder}" for coder in CODERS]
EVERYTHING = (User, Project, Membership, Article, Assignment, Guidelines, Highlight, Relation, Event)

FILE = """
title = "Eleven trains"
language = "en"
outlet = "The Harbour Post"
url = "https://harbourpost.example/trains"
published_at = 2024-11-01T08:00:00Z
story = "Trains"
assigned = { olena = "done", ivan = "new" }
text = '''
Eleven trains

About 500 people were in each train, a dispatcher said. About 500 more are allegedly to follow.
'''

[[mark]]
by = "olena"
tag = "hedge"
quote = "allegedly"
"""


def counts() -> list[int]:
    return [model.objects.count() for model in EVERYTHING]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_of_the_demo_holds_an_article_whose_marks_are_lawful(path: Path) -> None:
    demo = read_demo_article(path)
    article, details = demo.article, demo.article.details
    headline = article.blocks[0]
    assert headline.kind == "headline"
    assert article.text[headline.start : headline.end] == details.title
    assert 140 <= len(article.text.split()) <= 720
    assert path.stem.endswith(f"_{details.language}")
    assert (details.url or "").split("/")[2].endswith(".example")
    assert details.outlet
    assert details.story
    assert details.published_at is not None
    assert timedelta() <= details.published_at - datetime(2024, 10, 28, tzinfo=UTC) < timedelta(days=14)
    for markings in demo.marks.values():
        places = [(marking.place, marking.tags) for marking in markings]
        assert len(set(places)) == len(places)
        for marking in markings:
            assert marking.quote == marking.quote.strip()


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "trains_en.toml"
    more = """
[[mark]]
by = "olena"
tag = "claim quantity"
quote = ["About 500", "are allegedly to follow"]
nth = 2
value = 500
polarity = "positive"
olena = { quote = ["About 500 more", "to follow"], nth = 1, note = "In two pieces." }
"""
    path.write_text(FILE + more, encoding="utf-8")
    demo = read_demo_article(path)
    assert demo.article.text.startswith("Eleven trains\n\nAbout 500 people")
    assert demo.assigned == {"olena": "done", "ivan": "new"}
    pieces, hedge = demo.marks["olena"]
    assert [demo.article.text[start:end] for start, end in pieces.place.all_segments] == ["About 500 more", "to follow"]
    assert pieces.tags == ("claim", "quantity")
    assert pieces.attributes == {"claim": {"polarity": "positive"}, "quantity": {"value": 500}}
    assert pieces.note == "In two pieces."
    assert hedge.quote == "allegedly"


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('quote = "allegedly"', 'quote = "reportedly"', "does not have these words"),
        ('quote = "allegedly"', 'quote = "About 500"', "2 times: say which"),
        ('quote = "allegedly"', 'quote = "About 500"\nnth = 3', "2 times, not 3"),
        ('tag = "hedge"', 'tag = "hedges"', "no tag “hedges”"),
        ('tag = "hedge"', 'tag = "opinion"', "whole articles"),
        ('tag = "hedge"', 'tag = "hedge"\nvalue = 500', "no tag “quantity”"),
        ('tag = "hedge"', 'tag = "quantity"\nbound = "around"', "Expected one of: exact"),
        ('tag = "hedge"', 'tag = "hedge"\nsurely = "no"', "no field “surely”"),
        ('by = "olena"', 'by = "marta"', "marta was not assigned"),
        ('by = "olena"', 'by = "olena"\nivan = { note = "No." }', "did not make it"),
        ('by = "olena"', 'by = "olena ivan"', "ivan is “new”, but has 1 marks"),
        ('ivan = "new"', 'ivan = "started"', "ivan is “started”, but has 0 marks"),
        ('ivan = "new"', 'ivan = "waiting"', "takes new, started, done"),
        ('story = "Trains"', 'story = "Trains"\nstories = 1', "no field “stories”"),
        ('story = "Trains"', 'story = "Trains"\ntags = ["claim"]', "“claim” is no tag for articles"),
        ("assigned =", "given =", "no field “given”"),
    ],
)
def test_a_file_that_says_what_cannot_be_is_refused(tmp_path: Path, before: str, after: str, reason: str) -> None:
    path = tmp_path / "trains_en.toml"
    assert FILE.count(before) == 1
    path.write_text(FILE.replace(before, after), encoding="utf-8")
    with pytest.raises(FaultyFile, match=reason) as refusal:
        read_demo_article(path)
    assert "trains_en.toml" in str(refusal.value)


def test_the_guidelines_have_a_section_for_every_tag() -> None:
    headings = {heading.words for heading in render(guidelines_text()).headings}
    assert {spec.label for spec in CLAIMS.tags.values()} <= headings


@pytest.mark.django_db
def test_the_demo_can_be_worked_in_at_once() -> None:
    assert create_demo()
    project, owner = Project.objects.get(), User.objects.get(username=DEMO_USERNAME)
    assert (project.slug, project.is_demo, project.guidelines_version) == (SLUG, True, 1)
    roles = dict(project.memberships.values_list("user__username", "role"))
    coding = {"demo-olena": "analyst", "demo-ivan": "analyst", "demo-marta": "analyst"}
    assert roles == {"demo": "manager", "demo-nadia": "reviewer", **coding}
    for user in User.objects.all():
        assert not user.has_usable_password()
        assert user.email == f"{user.username}@demo.example"
    assert open_project(user=owner, slug=SLUG).role.value == "manager"
    for article in Article.objects.select_related("current_revision"):
        assert article.current_revision is not None
        assert article.current_revision.text.startswith(article.title)
    waiting = Assignment.objects.filter(user=owner, started_at=None).values_list("article__language", flat=True)
    assert sorted(waiting) == ["en", "ru", "uk"]


@pytest.mark.django_db
def test_three_stories_are_told_in_three_languages_by_outlets_that_disagree() -> None:
    create_demo()
    told: dict[str, set[str]] = {}
    for story, language in Article.objects.values_list("story__name", "language"):
        told.setdefault(story, set()).add(language)
    assert len(told) == 3
    assert all(languages == {"en", "uk", "ru"} for languages in told.values())
    assert Article.objects.count() == len(FILES)
    assert Article.objects.values("outlet").distinct().count() >= 5
    assert Counter(tag for tags in Article.objects.values_list("tags", flat=True) for tag in tags) == {
        "opinion": 1,
        "incomplete": 1,
    }
    assert Article.objects.filter(metadata__editions=["uk", "en", "ru"]).count() >= 3


@pytest.mark.django_db
def test_every_coder_made_her_highlights_herself_and_every_one_is_in_the_log() -> None:
    create_demo()
    for username in USERNAMES:
        own = Highlight.objects.filter(analyst__username=username)
        logged = Event.objects.filter(actor__username=username, verb="highlight.created")
        assert own.count() == logged.count() > 50
    coded = Highlight.objects.exclude(layer=Highlight.Layer.GOLD)
    assert coded.count() == Event.objects.filter(verb="highlight.created").count()
    assert Highlight.objects.exclude(note="").count() > 15
    assert Highlight.objects.exclude(segments=None).exists()


@pytest.mark.django_db
def test_every_attribute_that_the_scheme_asks_for_is_given_somewhere() -> None:
    create_demo()
    given: set[tuple[str, str]] = set()
    for highlight in Highlight.objects.prefetch_related("tagging__tag"):
        for link in highlight.tagging.all():
            given |= {(link.tag.key, name) for name in link.attributes}
    asked = {(key, attribute.key) for key, spec in CLAIMS.tags.items() for attribute in spec.attributes}
    assert given == asked


@pytest.mark.parametrize("pair", list(combinations(CODERS, 2)), ids="-".join)
def test_two_coders_of_an_article_agree_often_and_not_always(pair: tuple[str, str]) -> None:
    """F1 over the same tags at the same place, in articles that both are done with."""
    same = made = 0
    for demo in map(read_demo_article, FILES):
        if all(demo.assigned.get(coder) == "done" for coder in pair):
            first, second = ({(m.place, m.tags) for m in demo.marks[coder]} for coder in pair)
            same += len(first & second)
            made += len(first) + len(second)
    assert 0.4 < 2 * same / made < 0.85


@pytest.mark.django_db
def test_every_article_has_two_coders_and_some_are_done_some_started_some_new() -> None:
    create_demo()
    coders = Counter(Assignment.objects.values_list("article__number", flat=True))
    assert len(coders) == len(FILES)
    assert min(coders.values()) == 2
    states = Counter(
        "done" if done else "started" if started else "new"
        for started, done in Assignment.objects.values_list("started_at", "done_at")
    )
    assert min(states["done"], states["started"], states["new"]) >= 3
    unmarked = Article.objects.exclude(pk__in=Highlight.objects.readings().values("article"))
    assert unmarked.count() == 3
    assert set(Article.objects.values_list("status", flat=True)) == {"done", "assigned"}


@pytest.mark.django_db
def test_the_demo_made_twice_is_there_once() -> None:
    assert create_demo()
    before = counts()
    assert not create_demo()
    assert not create_demo(unless_removed=True)
    assert counts() == before


@pytest.mark.django_db
def test_the_demo_can_be_made_again_after_it_was_removed() -> None:
    assert create_demo()
    first = Highlight.objects.count()
    Project.objects.update(deleted_at=timezone.now())
    assert create_demo()
    assert Project.objects.filter(slug=SLUG, deleted_at=None).count() == 1
    assert Highlight.objects.filter(project__deleted_at=None).count() == first
    assert User.objects.count() == 1 + len(CODERS) + len(REVIEWERS)
    assert not create_demo()


@pytest.mark.django_db
def test_the_demo_does_not_come_back_by_itself_to_whoever_removed_it() -> None:
    assert create_demo(unless_removed=True)
    Project.objects.update(deleted_at=timezone.now())
    before = counts()
    assert not create_demo(unless_removed=True)
    assert counts() == before
    Project.objects.update(slug="purged")
    assert not create_demo(unless_removed=True)


@pytest.mark.django_db
def test_the_demo_belongs_to_a_demo_account_that_was_there() -> None:
    owner = make_user(username=DEMO_USERNAME, password="correct horse battery")
    create_demo()
    assert open_project(user=owner, slug=SLUG).user == owner
    owner.refresh_from_db()
    assert owner.has_usable_password()
    assert not owner.email.endswith("@demo.example")


@pytest.mark.django_db
def test_making_the_demo_asks_the_database_per_coder_and_article_not_per_highlight(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    captured: CaptureQueriesContext
    with django_assert_max_num_queries(900) as captured:
        create_demo()
    assert len(captured) > 100


def test_the_coders_linked_who_said_what(db: None) -> None:
    create_demo()
    links = Relation.objects.present().values_list("type__key", "attributes__mode", "attributes__dimension")
    kinds = Counter(links)
    assert kinds["attributed_to", "explicit", None] > 10
    assert kinds["attributed_to", "inherited", None] >= 3
    assert kinds["contradicts", None, "quantity"] >= 3
    # A chain of three: what is said, who said it, who reported that.
    assert Relation.objects.filter(
        type__key="attributed_to", target__relations_from__type__key="attributed_to"
    ).exists()


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ('by = "olena"\ntype = "attributed_to"\nfrom = "allegedly"\nto = "allegedly"', "one of these tags"),
        ('by = "olena"\ntype = "contradicts"\nfrom = "allegedly"\nto = "About 500"', "She did not mark “About 500”"),
        ('by = "ivan"\ntype = "contradicts"\nfrom = "allegedly"\nto = "allegedly"', "ivan"),
    ],
)
def test_a_link_that_cannot_be_is_refused_by_name(tmp_path: Path, link: str, said: str) -> None:
    path = tmp_path / "links.toml"
    path.write_text(f"{FILE}\n[[relation]]\n{link}\n")
    with pytest.raises(FaultyFile, match=said):
        read_demo_article(path)


def test_suggestions_wait_in_an_article_that_nobody_marked_yet(db: None) -> None:
    create_demo()
    suggested = Highlight.objects.filter(layer="suggested")
    numbers = set(suggested.values_list("article__number", flat=True))
    assert (suggested.count(), len(numbers)) == (5, 1)
    assert not Highlight.objects.filter(article__number__in=numbers).readings().exists()


def test_a_suggestion_that_cannot_be_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "suggestions.toml"
    path.write_text(f'{FILE}\n[[suggestion]]\nby = "ivan"\ntag = "hedge"\nquote = "possibly"\n')
    with pytest.raises(FaultyFile, match="suggestion “possibly”"):
        read_demo_article(path)


@pytest.mark.django_db
def test_the_owner_of_the_demo_finds_a_vote_a_ruling_and_a_comparison_that_wait_for_her() -> None:
    create_demo()
    owner = User.objects.get(username=DEMO_USERNAME)
    access = open_project(user=owner, slug=SLUG)
    needs = needs_of(access)
    assert dict(Dispute.objects.filter(number__in=needs.disputes).values_list("number", "state")) == {
        1: "voting",
        2: "proposed",
    }
    assert needs.mentions == 1
    assert Dispute.objects.get(kind="verdict").state == "evidence"
    compared = Article.objects.exclude(comparison_opened_at=None)
    assert compared.count() >= 5
    assert Highlight.objects.filter(layer="gold", article__in=compared).exists()
