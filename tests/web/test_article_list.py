"""The list of articles as a lead's tool: search, filters, order, pages, counts."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from newsapp.domain.articles import Details
from newsapp.models import Article, Project, User
from newsapp.queries import article_list as queries
from newsapp.services.article_bulk import archive_articles
from newsapp.services.articles import edit_article
from newsapp.services.assignments import assign_articles, drop_assignments, mark_done
from newsapp.services.members import remove_member
from tests.factories import make_article, make_highlight, make_project, opened, opened_article

pytestmark = pytest.mark.django_db

LIST = "/projects/front-pages/"


@pytest.fixture
def lead(client: Client, manager: User, project: Project) -> Client:
    client.force_login(manager)
    return client


def numbers(client: Client, **query: str) -> list[int]:
    answer = client.get(LIST, query)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return [row.number for row in answer.context["rows"]]


def snippet(page: str) -> str:
    found = re.search(r'<p class="snippet"[^>]*>(.*?)</p>', page, re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("language", "text", "q"),
    [
        ("en", "Ministers were voting about the quays.", "voted"),
        ("ru", "Министры говорили о солдатах.", "солдаты"),
        ("de", "Die Häfen wurden geschlossen.", "häfen"),
        ("ar", "قال الوزير إن السفن وصلت إلى الميناء", "الميناء"),
        ("uk", "Рада говорить про солдатів.", "солдат"),
        ("el", "Οι υπουργοί μίλησαν.", "υπουργός"),
        ("ja", "大臣 会見 港", "会見"),
    ],
)
def test_words_are_found_in_the_articles_own_language(
    lead: Client, project: Project, language: str, text: str, q: str
) -> None:
    make_article(project=project, text=text, language=language)
    assert numbers(lead, q=q) == [1]
    assert numbers(lead, q=q, language=language) == [1]
    assert numbers(lead, q=q, language="fr" if language != "fr" else "en") == []


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ('"new quay"', [1]), ("“new quay”", [1]), ('"quay new"', []), ("quay -vote", []), ("-vote", [2]), ("qua", [1]),
        ("new", [2, 1]), ("title", [2]), ('-"new quay" new', [2]), ("...", []), ('"', []), ("🙂", []), ("'", []), ("\\", []),
        ("quay:* | !", [1]), ("quay & (vote", [1]), ("<->", []), ("#1", []), ("%", []),
    ],
)  # fmt: skip
def test_a_search_has_phrases_beginnings_and_exclusions(
    lead: Client, project: Project, q: str, found: list[int]
) -> None:
    make_article(project=project, text="A vote on the new quay.", language="en")
    make_article(project=project, text="Something new.", title="A title", language="en")
    assert sorted(numbers(lead, q=q)) == sorted(found)


def test_another_projects_articles_are_not_found(lead: Client, project: Project, strangers_project: Project) -> None:
    make_article(project=strangers_project, text="The quay.", language="en")
    assert numbers(lead, q="quay") == []


def test_a_changed_title_is_found_in_its_project_alone(lead: Client, article: Article) -> None:
    edit_article(access=opened_article(article=article), version=1, details=Details(title="Zeppelin", language="en"))
    assert numbers(lead, q="zeppelin") == [1]


@pytest.mark.parametrize("q", ["a" * 301, "a b " * 40, "ب" * 1000])
def test_a_search_that_is_too_long_is_refused_in_words(lead: Client, article: Article, q: str) -> None:
    answer = lead.get(LIST, {"q": q})
    assert answer.status_code == 400
    assert "At most 30" in answer.content.decode()
    assert lead.get(LIST, {"q": q}, headers={"HX-Request": "true", "HX-Target": "article-list"}).status_code == 200


def test_a_null_character_is_refused(lead: Client) -> None:
    assert lead.get(LIST + "?q=%00").status_code == 400


def test_found_words_are_marked_in_a_piece_of_the_text(lead: Client, project: Project) -> None:
    make_article(
        project=project, text="Nothing here. " * 300 + "They were voting on the quay.", title="Voted", language="en"
    )
    page = lead.get(LIST, {"q": "votes"}).content.decode()
    assert "<mark>Voted</mark>" in page
    assert "<mark>voting</mark>" in snippet(page)
    assert len(snippet(page)) < 1_000


def test_a_word_far_down_a_long_text_is_shown(lead: Client, project: Project) -> None:
    make_article(project=project, text="Nothing here. " * 5_000 + "The zeppelin.", language="en")
    assert (
        "<mark>zeppelin</mark>" in snippet(lead.get(LIST, {"q": "zeppel"}).content.decode())
        or "<mark>zeppelin" in lead.get(LIST, {"q": "zeppelin"}).content.decode()
    )


def test_a_word_of_the_title_alone_is_marked_there(lead: Client, project: Project) -> None:
    make_article(project=project, text="Other words.", title="The quay", language="en")
    page = lead.get(LIST, {"q": "quay"}).content.decode()
    assert "The <mark>quay</mark>" in page
    assert snippet(page) == ""


def test_markup_in_a_text_stays_words_in_an_excerpt(lead: Client, project: Project) -> None:
    text = "\ue000<img src=x onerror=alert(1)>\ue001 quay </mark><script>alert(2)</script> & more"
    make_article(project=project, text=text, title="\ue000quay<b>\ue001", language="en")
    page = lead.get(LIST, {"q": "quay"}).content.decode()
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert "<mark>quay</mark>" in page


@pytest.fixture
def corpus(project: Project, analyst: User, other_analyst: User) -> list[Article]:
    """Six articles: 2 and 3 are Ana's (3 done), 4 Bela's and started, 5 archived, 6 without anything."""
    made = [
        make_article(project=project, text="About 1,000 soldiers, one.", language="en", outlet="Post", story="Quay",
                     tags=("opinion",), published_at=datetime(2024, 5, 1, tzinfo=UTC)),
        make_article(project=project, text="About 1,000 soldiers, two.", language="en-GB", outlet="Post"),
        make_article(project=project, text="Три.", language="uk", outlet="Wire", published_at=datetime(2024, 7, 1, tzinfo=UTC)),
        make_article(project=project, text="About 1,000 soldiers, four.", language="en", story="Quay"),
        make_article(project=project, text="Five.", language="de", outlet="Post"),
        make_article(project=project, text="Six.", language="en"),
    ]  # fmt: skip
    access = opened(project=project)
    assign_articles(access=access, numbers=[2, 3], usernames=["ana"])
    assign_articles(access=access, numbers=[4], usernames=["bela"])
    mark_done(access=opened_article(article=made[2], user=analyst), done=True)
    make_highlight(article=made[3], by=other_analyst)
    archive_articles(access=access, numbers=[5], archived=True)
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [6, 4, 3, 2, 1]),
        ({"language": "en"}, [6, 4, 2, 1]), ({"language": "en-GB"}, [2]), ({"language": "xx"}, []),
        ({"outlet": "Post"}, [2, 1]), ({"outlet": "post"}, []), ({"story": "Quay"}, [4, 1]), ({"story": "x" * 999}, []),
        ({"status": "new"}, [6, 1]), ({"status": "assigned"}, [4, 2]), ({"status": "started"}, [4]), ({"status": "done"}, [3]),
        ({"status": "archived"}, [5]), ({"status": "nonsense"}, [6, 4, 3, 2, 1]),
        ({"tag": "opinion"}, [1]), ({"tag": "no-such"}, []), ({"tag": "{"}, []),
        ({"assignee": "ana"}, [3, 2]), ({"assignee": "ana", "status": "assigned"}, [2]), ({"assignee": "ana", "status": "done"}, [3]),
        ({"assignee": "bela", "status": "started"}, [4]), ({"assignee": "nobody"}, [6, 1]), ({"assignee": "me"}, []),
        ({"assignee": "stella"}, []), ({"assignee": "nobody", "status": "done"}, []),
        ({"outlet": "Post", "language": "en", "tag": "opinion", "status": "new", "story": "Quay"}, [1]),
        ({"sort": "oldest"}, [1, 2, 3, 4, 6]), ({"sort": "published"}, [3, 1, 6, 4, 2]), ({"sort": "nonsense"}, [6, 4, 3, 2, 1]),
        ({"q": "soldiers", "sort": "newest"}, [4, 2, 1]), ({"q": "soldiers", "sort": "published"}, [1, 4, 2]),
        ({"sort": "relevance"}, [6, 4, 3, 2, 1]),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_and_ordered(
    lead: Client, corpus: list[Article], query: dict[str, str], found: list[int]
) -> None:
    assert numbers(lead, **query) == found


def test_titles_count_most_for_relevance(lead: Client, project: Project) -> None:
    make_article(project=project, text="Other words here.", title="The quay", language="en")
    make_article(project=project, text="Many words, and one of them is quay.", language="en")
    assert numbers(lead, q="quay") == [1, 2]


@pytest.mark.parametrize("query", [{}, {"sort": "oldest"}, {"sort": "published"}, {"q": "soldiers"}])
def test_pages_go_there_and_back_in_every_order(
    lead: Client, project: Project, query: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsapp.web.articles.ROWS", 3)
    for index in range(8):
        day = datetime(2024, 1, 1 + index // 2, tzinfo=UTC) if index % 3 else None
        make_article(project=project, text="soldiers " * (1 + index % 2) + str(index), published_at=day, language="en")
    whole = []
    pages = [lead.get(LIST, query)]
    while pages[-1].context["next"]:
        pages.append(lead.get(LIST + pages[-1].context["next"]))
    whole = [[row.number for row in page.context["rows"]] for page in pages]
    assert sorted(number for page in whole for number in page) == list(range(1, 9))
    back = [pages[-1]]
    while back[-1].context["previous"]:
        back.append(lead.get(LIST + back[-1].context["previous"]))
    assert [[row.number for row in page.context["rows"]] for page in reversed(back)] == whole


@pytest.mark.parametrize(
    "place", ["after=1.2", "before=99999999999999999999.1", "after=-999999999999999999.1&sort=published", "after=9&sort=published",
              "after=999999999999999999.1&q=a"],
)  # fmt: skip
def test_a_place_of_another_order_is_no_error(lead: Client, corpus: list[Article], place: str) -> None:
    assert lead.get(f"{LIST}?{place}").status_code in {200, 400}


def test_past_a_thousand_the_page_says_so(lead: Client, corpus: list[Article], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsapp.web.articles.COUNTED", 3)
    monkeypatch.setattr(queries, "COUNTED", 3)
    monkeypatch.setattr("newsapp.web.articles.ROWS", 2)
    assert "3+ articles" in lead.get(LIST).content.decode()
    assert "2 articles" in lead.get(LIST, {"outlet": "Post"}).content.decode()


def test_a_thousand_is_written_with_its_comma(
    lead: Client, corpus: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsapp.web.articles.count_up_to", lambda **_: queries.COUNTED + 1)
    monkeypatch.setattr("newsapp.web.articles.ROWS", 2)
    page = lead.get(LIST).content.decode()
    for words in ("1,000+ articles", "All 1,000+ that match", 'Archived <span class="view-count">1,000+</span>'):
        assert words in page


def test_filters_that_are_on_are_links_that_take_them_off(lead: Client, corpus: list[Article]) -> None:
    page = lead.get(LIST, {"q": "soldiers", "outlet": "Post", "assignee": "me"}).content.decode()
    for address in ("?outlet=Post&amp;assignee=me", "?q=soldiers&amp;assignee=me", "?q=soldiers&amp;outlet=Post"):
        assert f'href="/projects/front-pages/{address}"' in page
    assert "Clear all" in page


def test_a_filter_by_a_person_says_her_name(lead: Client, corpus: list[Article], analyst: User) -> None:
    User.objects.filter(pk=analyst.pk).update(first_name="Ana", last_name="Bell")
    values = {name: lead.get(LIST, {"assignee": name}).context["chips"][0].value for name in ("ana", "me", "zoe")}
    assert values == {"ana": "Ana Bell", "me": "me", "zoe": "zoe"}


def test_a_fragment_tells_the_browser_its_short_address(lead: Client, corpus: list[Article]) -> None:
    headers = {"HX-Request": "true", "HX-Target": "article-list"}
    answer = lead.get(LIST, {"q": "", "language": "en", "outlet": "", "sort": ""}, headers=headers)
    assert answer["HX-Push-Url"] == "/projects/front-pages/?language=en"
    assert "<!doctype" not in answer.content.decode()


def test_a_row_says_who_has_it_and_how_far_she_is(lead: Client, corpus: list[Article]) -> None:
    page = lead.get(LIST).content.decode()
    for words in ("<bdi>ana</bdi>: Assigned", "<bdi>ana</bdi>: Done", "<bdi>bela</bdi>: Started", "Opinion"):
        assert words in page, words


def test_views_say_how_many_there_are(client: Client, corpus: list[Article], analyst: User) -> None:
    client.force_login(analyst)
    views = {str(view.name): view.number for view in client.get(LIST).context["built_in"]}
    assert views == {"All": 5, "Assigned to me": 1, "Not assigned": 2, "Done": 1, "Archived": 1}
    assert numbers(client, assignee="me", status="assigned") == [2]


def test_who_was_removed_is_still_shown_with_what_she_has_done(
    lead: Client, project: Project, corpus: list[Article], analyst: User
) -> None:
    remove_member(access=opened(project=project), username="ana")
    assert "<bdi>ana</bdi>: Done" in lead.get(LIST).content.decode()
    assert numbers(lead, assignee="ana") == [3]


def test_an_archived_article_leaves_list_and_queue_but_can_be_read(lead: Client, corpus: list[Article]) -> None:
    assert lead.get(f"{LIST}articles/5/").status_code == 200
    queue = lead.get(f"{LIST}articles/4/").context["queue"]
    assert [row.number for row in queue.rows] == [1, 2, 3, 4, 6]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"q": "zeppelin"}, "Nothing found"), ({"outlet": "None"}, "Take one of the filters off"),
        ({"assignee": "me", "status": "assigned"}, "You have nothing in hand"), ({"after": "1"}, "The list ends here"),
    ],
)  # fmt: skip
def test_an_empty_list_says_what_now(lead: Client, corpus: list[Article], query: dict[str, str], words: str) -> None:
    page = lead.get(LIST, query).content.decode()
    assert words in page
    assert 'class="button" href="/projects/front-pages/' in page


def test_a_title_of_a_thousand_characters_and_one_from_right_to_left(lead: Client, project: Project) -> None:
    make_article(project=project, text="Long.", title="w" * 1000)
    make_article(project=project, text="قال الوزير", title="عنوان \u202e طويل", language="ar")
    page = lead.get(LIST).content.decode()
    assert "w" * 1000 in page
    assert 'dir="auto" lang="ar"><bdi>عنوان' in page


def test_a_search_takes_the_same_number_of_statements_however_long(
    lead: Client, project: Project, django_assert_num_queries: Any
) -> None:
    assign_articles(
        access=opened(project=project),
        numbers=[make_article(project=project, text="One quay.").number],
        usernames=["mira"],
    )
    headers = {"HX-Request": "true", "HX-Target": "article-list"}
    lead.get(LIST, {"q": "quay"}, headers=headers)
    with django_assert_num_queries(13):
        lead.get(LIST, {"q": "quay"}, headers=headers)
    for index in range(20):
        make_article(project=project, text=f"Quay {index}.", outlet=f"O{index}")
    with django_assert_num_queries(13):
        lead.get(LIST, {"q": "quay"}, headers=headers)


def test_the_interface_for_programs_knows_the_status(lead: Client, corpus: list[Article]) -> None:
    def ids(query: str) -> list[int]:
        return [row["id"] for row in lead.get(f"/api/v1/projects/front-pages/articles/{query}").json()["results"]]

    assert ids("") == [1, 2, 3, 4, 5, 6]
    assert {status: ids(f"?status={status}") for status in ("new", "assigned", "done", "archived")} == {
        "new": [1, 6], "assigned": [2, 4], "done": [3], "archived": [5],
    }  # fmt: skip
    assert lead.get("/api/v1/projects/front-pages/articles/5/").json()["status"] == "archived"


def test_dropping_what_somebody_has_frees_it(
    lead: Client, project: Project, corpus: list[Article], analyst: User
) -> None:
    drop_assignments(access=opened(project=project), user_id=analyst.pk)
    assert numbers(lead, assignee="nobody") == [6, 2, 1]
    assert make_project(slug="third")
