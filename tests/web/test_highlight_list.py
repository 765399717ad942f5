"""The list of highlights in context: lines, filters, orders, the way into a text and back."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from uuid6 import uuid7

from annotations.models import Highlight, Tag
from annotations.queries import concordance
from annotations.services.exports import filter_of_words, words_of_filter
from annotations.services.highlights import HighlightDraft, put_highlight
from newsapp.models import Article, Project, User
from newsapp.services.articles import delete_article
from tests.factories import TEXT, make_article, make_highlight, make_revision, opened_article

pytestmark = pytest.mark.django_db

LIST = "/projects/front-pages/highlights/"


@pytest.fixture
def signed_in(client: Client, analyst: User, project: Project) -> Client:
    client.force_login(analyst)
    return client


def page(client: Client, query: str = "", **headers: str) -> str:
    answer = client.get(LIST + query, headers=headers)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def words_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def lines(html: str) -> list[str]:
    """What each line says, its context included."""
    return [words_of(line) for line in re.findall(r'<p class="kwic-line".*?</p>', html, re.S)]


def quotes(html: str) -> list[str]:
    found = re.findall(r'<a class="kwic-quote.*?</a>', html, re.S)
    return [" ".join(words_of(quote).split()) for quote in found]


def test_a_line_has_the_quote_what_is_around_it_and_what_is_known_of_it(
    signed_in: Client, project: Project, analyst: User
) -> None:
    article = make_article(project=project, text=TEXT, title="A title", outlet="The Harbour Post", language="en")
    make_highlight(
        article=article, by=analyst, quote="Up to 11,000 soldiers", tags=["claim", "quantity"],
        attributes={"claim": {"verifiable": "prediction"}, "quantity": {"value": 11000}}, note="Which?",
    )  # fmt: skip
    html = page(signed_in)
    assert lines(html) == [
        "… to go first, a business daily reported, citing two people. ¶ "
        "Up to 11,000 soldiers are expected to follow, allegedly before the winter."
    ]
    for words in ("Claim", "Quantity", "prediction", "11000", "A title", "The Harbour Post", "EN", "ana", "note"):
        assert words in html, words
    assert "hue-red pattern-thick" in html
    assert "1 highlight<" in html


def test_an_empty_project_says_what_to_do(signed_in: Client) -> None:
    html = page(signed_in)
    assert "No highlights yet" in html
    assert "press a tag’s key" in html


def test_nothing_found_leads_out(signed_in: Client, article: Article) -> None:
    make_highlight(article=article)
    html = page(signed_in, "?q=nowhere")
    assert "Nothing found" in html
    assert f'href="{LIST}"' in html


def test_right_to_left_articles_and_unknown_languages_have_their_direction(signed_in: Client, project: Project) -> None:
    arabic = make_article(project=project, text="وصل نحو 1,000 جندي إلى الحدود.", language="ar")
    make_highlight(article=arabic, quote="1,000 جندي", tags=["quantity"])
    make_highlight(article=make_article(project=project, text="Words of no language."), quote="Words")
    html = page(signed_in)
    assert re.findall(r'kwic-line" dir="(\w+)"( lang="\w+")?', html) == [("rtl", ' lang="ar"'), ("auto", "")]


def test_what_people_wrote_is_never_html(signed_in: Client, project: Project) -> None:
    text = "Before <b>bold</b> <script>x</script> after"
    article = make_article(project=project, text=text, title="<i>title</i>", outlet="<u>o</u>")
    make_highlight(article=article, quote="<script>x</script>", note="<img src=x>")
    html = page(signed_in)
    for tag in ("<b>bold", "<script>x", "<i>title", "<u>o", "<img src=x"):
        assert tag not in html
    assert lines(html) == [text]


def test_an_orphaned_highlight_is_shown_in_its_own_text(signed_in: Client, article: Article) -> None:
    made = make_highlight(article=article, quote="allegedly", tags=["hedge"])
    make_revision(article=article, text="Nothing of it is left.")
    Highlight.objects.filter(uuid=made.id).update(state="orphaned")
    html = page(signed_in, "?state=attention")
    assert "to follow, allegedly before the winter." in lines(html)[0]
    assert "its words are gone" in html


def test_segments_are_shown_with_their_gap(signed_in: Client, article: Article) -> None:
    draft = HighlightDraft(article=article.number, tags=["claim"], segments=[[0, 8], [26, 30]], id=uuid7())
    put_highlight(access=opened_article(article=article), draft=draft)
    assert quotes(page(signed_in)) == ["Ministry … size"]


def test_a_deleted_article_takes_its_lines_along(signed_in: Client, article: Article) -> None:
    make_highlight(article=article)
    delete_article(access=opened_article(article=article), version=1)
    assert "No highlights yet" in page(signed_in)


def test_a_huge_note_and_a_huge_quote_do_not_make_a_huge_page(signed_in: Client, project: Project) -> None:
    article = make_article(project=project, text="word " * 60_000)
    make_highlight(article=article, quote="word " * 50_000, note="n" * 10_000)
    html = page(signed_in)
    assert len(html) < 60_000
    assert "[…]" in lines(html)[0]


@pytest.fixture
def various(project: Project, analyst: User, other_analyst: User) -> None:
    """Five highlights that the filters can tell apart."""
    first = make_article(project=project, title="One", language="en", outlet="Post", story="Quay")
    second = make_article(project=project, text="Bezirk 100% fertig_gestellt\\ sagt er.", language="de", outlet="Blatt")
    make_highlight(article=first, by=analyst, quote="Ministry", attributes={"claim": {"verifiable": "prediction"}})
    make_highlight(article=first, by=analyst, quote="soldiers", note="Which SOLDIERS?")
    make_highlight(
        article=first, by=other_analyst, quote="Up to 11,000", tags=["quantity"],
        attributes={"quantity": {"value": 11000, "unit": "Soldiers"}},
    )  # fmt: skip
    make_highlight(article=second, by=other_analyst, quote="100%", tags=["quantity", "hedge"])
    moved = make_highlight(article=second, by=other_analyst, quote="fertig_gestellt\\", tags=["hedge"])
    Highlight.objects.filter(uuid=moved.id).update(state="moved", layer="gold")


ALL = ["Ministry", "soldiers", "Up to 11,000", "100%", "fertig_gestellt\\"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ALL),
        ("?tag=claim", ["Ministry", "soldiers"]),
        ("?tag=hedge", ["100%", "fertig_gestellt\\"]),
        ("?tag=rumour", []),
        ("?tag=claim&claim.verifiable=prediction", ["Ministry"]),
        ("?claim.verifiable=prediction", ["Ministry"]),
        ("?tag=claim&claim.verifiable=-", ["soldiers"]),
        ("?tag=&claim.verifiable=prediction", ALL),
        ("?tag=quantity&claim.verifiable=prediction", ["Up to 11,000", "100%"]),
        ("?quantity.value=11000&quantity.unit=soldiers", ["Up to 11,000"]),
        ("?quantity.value=1100", []),
        ("?analyst=bela", ["Up to 11,000", "100%", "fertig_gestellt\\"]),
        ("?layer=gold", ["fertig_gestellt\\"]),
        ("?state=moved", ["fertig_gestellt\\"]),
        ("?state=attention", ["fertig_gestellt\\"]),
        ("?article=2", ["100%", "fertig_gestellt\\"]),
        ("?language=de", ["100%", "fertig_gestellt\\"]),
        ("?outlet=Post", ["Ministry", "soldiers", "Up to 11,000"]),
        ("?story=Quay&analyst=bela", ["Up to 11,000"]),
        ("?q=SOLDIERS", ["soldiers"]),
        ("?q=%25", ["100%"]),
        ("?q=_", ["fertig_gestellt\\"]),
        ("?q=%5C", ["fertig_gestellt\\"]),
        ("?q=soldiers&where=note", ["soldiers"]),
        ("?noted=yes", ["soldiers"]),
        ("?noted=no&tag=claim", ["Ministry"]),
    ],
)
def test_a_filter_in_the_address_lets_these_through(
    signed_in: Client, various: None, query: str, found: list[str]
) -> None:
    assert quotes(page(signed_in, query)) == found


@pytest.mark.django_db(transaction=True)
def test_an_export_of_what_is_filtered_has_the_same_highlights(signed_in: Client, various: None) -> None:
    for query, count in [
        ("?claim.verifiable=prediction", 1),
        ("?noted=yes", 1),
        ("?state=attention", 1),
        ("?q=100%25", 1),
    ]:
        html = page(signed_in, query)
        address = unescape(re.search(r'href="(/projects/front-pages/export/csv/[^"]*)"', html)[1])  # type: ignore[index]
        answer = signed_in.get(address)
        rows = b"".join(answer.streaming_content).decode().strip().splitlines()  # type: ignore[attr-defined]
        assert len(rows) == 1 + count, query


def test_a_filter_reads_as_it_is_written() -> None:
    words = {"tag": "claim", "claim.verifiable": "-", "q": "a b", "where": "note", "article": "7", "state": "attention"}
    assert words_of_filter(filter_of_words(words)) == words


@pytest.mark.parametrize(
    "query",
    [
        "?layer=silver", "?state=lost", "?article=x", "?article=0", "?article=99999999999999999999", "?noted=perhaps",
        "?created_after=yesterday",
    ],
)  # fmt: skip
def test_a_value_of_another_form_is_refused(signed_in: Client, article: Article, query: str) -> None:
    assert signed_in.get(LIST + query).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "?page=0", "?page=-1", "?page=x", "?page=999999999999", "?sort=colour", "?foo=bar", "?.=x", "?a.=x", "?.b=x",
        "?claim.0=x", "?claim.verifiable.more=x", "?changed=x", "?changed=00000000-0000-0000-0000-000000000000",
        "?q=%F0%9F%99%82", "?q=%ED%A0%80", "?tag=%F0%9F%99%82", "?where=quote", "?from=//evil.example",
        "?" + "&".join(f"claim.a{n}=1" for n in range(60)),
    ],
)  # fmt: skip
def test_an_address_that_means_nothing_is_no_error(signed_in: Client, article: Article, query: str) -> None:
    make_highlight(article=article)
    assert signed_in.get(LIST + query).status_code == 200


def test_filters_that_are_on_can_be_taken_off_one_by_one(signed_in: Client, various: None) -> None:
    html = page(signed_in, "?tag=claim&claim.verifiable=prediction&analyst=ana&sort=left&page=1")
    chips = [unescape(address) for address in re.findall(r'<a class="filter-chip" href="([^"]*)"', html)]
    assert [parse_qs(urlsplit(chip).query) for chip in chips] == [
        {"analyst": ["ana"], "sort": ["left"]},  # an attribute goes with its tag
        {"tag": ["claim"], "claim.verifiable": ["prediction"], "sort": ["left"]},
        {"tag": ["claim"], "analyst": ["ana"], "sort": ["left"]},
    ]
    assert "Clear all" in html


def test_a_filter_by_an_analyst_says_her_name(signed_in: Client, various: None) -> None:
    User.objects.filter(username="ana").update(first_name="Ana", last_name="Bell")
    assert signed_in.get(LIST + "?analyst=ana").context["chips"][0].value == "Ana Bell"
    assert signed_in.get(LIST + "?analyst=zoe").context["chips"][0].value == "zoe"


def test_the_attributes_of_the_tag_are_further_filters(signed_in: Client, various: None) -> None:
    html = page(signed_in, "?tag=quantity")
    assert re.findall(r'name="(quantity\.\w+)"', html) == [
        "quantity.value", "quantity.bound", "quantity.unit", "quantity.place", "quantity.time",
    ]  # fmt: skip
    assert "claim.verifiable" not in html


SORTABLE = "Zebra met ant. Apple hit dog. Ёлка и Ель. Apple met bee."


@pytest.fixture
def sortable(project: Project) -> None:
    """Six highlights of one text, made in another order than they stand there."""
    article = make_article(project=project, text=SORTABLE)
    for quote, tag in [("bee", "claim"), ("ant", "hedge"), ("dog", "source"), ("Ель", "cue"), ("Ёлка", "claim")]:
        make_highlight(article=article, quote=quote, tags=[tag])


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("place", ["ant", "dog", "Ёлка", "Ель", "bee"]),
        ("newest", ["Ёлка", "Ель", "dog", "ant", "bee"]),
        ("quote", ["ant", "bee", "dog", "Ёлка", "Ель"]),
        ("left", ["Ёлка", "dog", "bee", "ant", "Ель"]),  # dog · hit · met Apple · met Zebra · и
        ("right", ["bee", "ant", "Ель", "dog", "Ёлка"]),  # nothing · Apple hit · Apple met · Ёлка · и
        ("tag", ["Ёлка", "bee", "dog", "Ель", "ant"]),
    ],
)
def test_lines_are_sorted(signed_in: Client, sortable: None, sort: str, found: list[str]) -> None:
    assert quotes(page(signed_in, f"?sort={sort}")) == found


def test_past_the_limit_the_page_says_what_was_sorted(
    signed_in: Client, sortable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concordance, "SORTED", 3)
    html = page(signed_in, "?sort=quote")
    assert quotes(html) == ["ant", "dog", "Ёлка"]
    assert "More highlights match than can be sorted" in html
    assert "More highlights match" not in page(signed_in, "?sort=place")


@pytest.mark.parametrize("sort", ["place", "newest", "left", "quote", "tag"])
def test_pages_hold_every_line_once(signed_in: Client, project: Project, sort: str) -> None:
    article = make_article(project=project, text=" ".join(f"word{n:03}" for n in range(120)))
    for n in range(120):
        make_highlight(article=article, quote=f"word{n:03}")
    found: list[str] = []
    for number in (1, 2, 3):
        html = page(signed_in, f"?sort={sort}&page={number}")
        found += quotes(html)
        assert ('rel="next"' in html) == (number < 3)
        assert ('rel="prev"' in html) == (number > 1)
    assert sorted(found) == [f"word{n:03}" for n in range(120)]
    assert "This page is empty" in page(signed_in, f"?sort={sort}&page=4")


def test_a_page_takes_as_many_statements_for_one_line_as_for_fifty(
    signed_in: Client, project: Project, django_assert_num_queries: Any
) -> None:
    page(signed_in)  # reads the scheme
    article = make_article(project=project)
    for number in (1, 60):
        for _ in range(number):
            make_highlight(article=article, tags=["claim", "hedge"])
        with django_assert_num_queries(11):
            page(signed_in)
        with django_assert_num_queries(7):
            page(signed_in, "?tag=claim", HX_Request="true", HX_Target="concordance")
        with django_assert_num_queries(13):
            page(signed_in, "?sort=left")


def test_sorting_reads_each_text_once(signed_in: Client, project: Project) -> None:
    article = make_article(project=project)
    for _ in range(20):
        make_highlight(article=article)
    with CaptureQueriesContext(connection) as captured:
        page(signed_in, "?sort=right")
    texts = [
        query for query in captured.captured_queries if '"newsapp_revision"."text"' in query["sql"].split("FROM")[0]
    ]
    assert len([query for query in texts if "substr" not in query["sql"].lower()]) == 1


def test_htmx_gets_the_lines_alone(signed_in: Client, various: None) -> None:
    html = page(signed_in, "?tag=claim", HX_Request="true", HX_Target="concordance")
    assert html.lstrip().startswith('<section id="concordance"')
    assert "<html" not in html
    assert "<html" in page(signed_in, "?tag=claim", HX_Request="true")


def test_a_viewer_sees_the_lines_and_nothing_to_change_them(
    client: Client, viewer: User, project: Project, article: Article
) -> None:
    make_highlight(article=article)
    client.force_login(viewer)
    html = page(client)
    assert quotes(html) == ["About 1,000 soldiers"]
    assert "bulk-bar" not in html
    assert "data-pick" not in html


def test_a_retired_tag_can_still_be_filtered_by(signed_in: Client, project: Project, article: Article) -> None:
    make_highlight(article=article, tags=["hedge"])
    Tag.objects.filter(project=project, key="hedge").update(retired_at="2026-01-01T00:00:00Z")
    project.scheme_version += 1
    project.save()
    html = page(signed_in, "?tag=hedge")
    assert quotes(html) == ["About 1,000 soldiers"]
    assert "Hedge (retired)" in html


def test_a_line_leads_into_its_text_and_back_to_the_same_place(signed_in: Client, article: Article) -> None:
    made = make_highlight(article=article)
    html = page(signed_in, "?sort=left&tag=claim&q=soldiers")
    address = unescape(re.search(r'href="(/projects/front-pages/articles/1/[^"]*)"', html)[1])  # type: ignore[index]
    workbench = signed_in.get(address).content.decode()
    back = unescape(re.search(r'href="([^"]*)"[^>]* data-way-back', workbench)[1])  # type: ignore[index]
    assert back == f"{LIST}?tag=claim&q=soldiers&sort=left#mark-{made.id}"


@pytest.mark.parametrize(
    "way",
    [
        "https://evil.example/projects/front-pages/highlights/", "//evil.example/projects/front-pages/highlights/",
        "/projects/back-pages/highlights/", "/projects/front-pages/", "javascript:alert(1)", "http://[", "\\\\evil",
        "/projects/front-pages/highlights/../../../accounts/logout/", "/projects/front-pages/highlights",
    ],
)  # fmt: skip
def test_a_way_back_that_leads_elsewhere_is_not_offered(signed_in: Client, article: Article, way: str) -> None:
    made = make_highlight(article=article)
    answer = signed_in.get("/projects/front-pages/articles/1/", {"highlight": str(made.id), "from": way})
    assert answer.status_code == 200
    assert "data-way-back" not in answer.content.decode()


def test_a_highlight_of_an_older_text_is_named_where_its_line_leads(signed_in: Client, article: Article) -> None:
    made = make_highlight(article=article, quote="allegedly before the winter")
    make_revision(article=article, text="Nothing of it is left.")
    html = signed_in.get("/projects/front-pages/articles/1/", {"highlight": str(made.id)}).content.decode()
    assert "stands in an older text" in html
    assert "allegedly before the winter" in html
    for nothing in ("x", "00000000-0000-0000-0000-000000000000", ""):
        html = signed_in.get("/projects/front-pages/articles/1/", {"highlight": nothing}).content.decode()
        assert "older text" not in html
