"""The page about an article, and saying that one is done with it."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from newsapp.domain.articles import Details
from newsapp.domain.roles import Action
from newsapp.models import Article, Assignment, Event, Project, User
from newsapp.services.articles import add_articles, article_of_document, edit_article, read_document
from newsapp.services.assignments import assign_articles, mark_done
from tests.factories import make_article, make_highlight, opened, opened_article

pytestmark = pytest.mark.django_db

HERE = "/projects/front-pages/articles/1/details/"
DONE = "/projects/front-pages/articles/1/done/"


def as_one(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def known(project: Project) -> Article:
    """An article of which everything is known."""
    return make_article(
        project=project,
        title="Council delays vote",
        language="en",
        outlet="The Harbour Post",
        url="https://harbour.example/vote",
        published_at=datetime(2024, 10, 31, 9, 20, 33, tzinfo=UTC),
        story="The quay",
        metadata={"author": "N. N."},
        tags=(),
    )


def words_of(answer: Any) -> str:
    return unescape(re.sub(r"\s+", " ", strip_tags(answer.content.decode().split("<main")[1].replace("<", " <"))))


def sent(article: Article, **change: object) -> dict[str, Any]:
    """What the form sends when nothing but `change` is typed."""
    fields = {
        "title": article.title,
        "language": article.language,
        "outlet": "The Harbour Post",
        "url": article.url or "",
        "published_at": "2024-10-31T09:20",
        "story": "The quay",
        "version": article.version,
    }
    return {**fields, **change}


def test_everybody_reads_what_is_known_and_a_viewer_changes_nothing(
    client: Client, known: Article, viewer: User, analyst: User
) -> None:
    make_highlight(article=known, by=analyst)
    page = as_one(client, viewer).get(HERE)
    said = words_of(page)
    for words in ("Council delays vote", "The Harbour Post", "31 October 2024, 09:20", "English", "The quay", "N. N.",
                  "https://harbour.example/vote", "came as data", "ana 1", "ana marked Claim"):  # fmt: skip
        assert words in said, words
    assert "<form" not in page.content.decode().split("<main")[1]


def test_a_reviewer_changes_it_and_what_she_does_not_touch_stays(
    client: Client, known: Article, reviewer: User
) -> None:
    answer = as_one(client, reviewer).post(HERE, sent(known, title="Council puts off vote"))
    assert answer.status_code == 302
    now = Article.objects.select_related("outlet", "story").get(pk=known.pk)
    assert now.title == "Council puts off vote"
    assert now.published_at == known.published_at  # to the second, which the field does not have
    assert now.metadata == {"author": "N. N."}
    assert (now.outlet and now.outlet.name, now.story and now.story.name) == ("The Harbour Post", "The quay")


def test_times_are_those_of_the_reader_when_read_and_when_typed(client: Client, known: Article, reviewer: User) -> None:
    User.objects.filter(pk=reviewer.pk).update(time_zone="Europe/Kyiv")
    page = as_one(client, reviewer).get(HERE)
    assert "31 October 2024, 11:20" in words_of(page)
    assert 'value="2024-10-31T11:20"' in page.content.decode()
    client.post(HERE, sent(known, published_at="2024-10-31T12:20"))
    assert Article.objects.get(pk=known.pk).published_at == datetime(2024, 10, 31, 10, 20, tzinfo=UTC)


def test_of_two_who_edit_at_once_the_second_sees_both_and_loses_nothing(
    client: Client, known: Article, reviewer: User
) -> None:
    access = opened_article(article=known, action=Action.REVISE_ARTICLE)
    edit_article(access=access, version=1, details=Details(title="Theirs", language="en", outlet="The Harbour Post"))
    answer = as_one(client, reviewer).post(HERE, sent(known, title="Mine", story="Mine too"))
    assert answer.status_code == 412
    html = answer.content.decode()
    assert "Title Theirs Mine" in words_of(answer)
    assert "Mine</textarea>" in html
    assert 'value="Mine too"' in html
    assert 'name="version" value="2"' in html
    assert Article.objects.get(pk=known.pk).title == "Theirs"
    assert client.post(HERE, sent(known, title="Mine", version=2)).status_code == 302
    assert Article.objects.get(pk=known.pk).title == "Mine"


def test_tags_of_articles_are_chosen_by_label(client: Client, project: Project, known: Article, reviewer: User) -> None:
    page = as_one(client, reviewer).get(HERE).content.decode()
    assert re.search(r'value="opinion">.*<bdi>Opinion piece</bdi>', page)
    assert client.post(HERE, sent(known, tags=["opinion"])).status_code == 302
    assert Article.objects.get(pk=known.pk).tags == ["opinion"]
    page = client.get(HERE).content.decode()
    assert re.search(r'value="opinion" checked>', page)
    assert "Tags After: Opinion piece" in words_of(client.get(HERE))
    answer = client.post(HERE, sent(known, tags=["no-such"], version=2))
    assert answer.status_code == 400
    assert "no such article tag" in words_of(answer)


@pytest.mark.parametrize(
    ("change", "status"),
    [({"url": "javascript:alert(1)"}, 400), ({"published_at": "soon"}, 422), ({"title": "x" * 1001}, 422),
     ({"language": "not a language"}, 422), ({"version": ""}, 422), ({"title": "a\x00b"}, 422)],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_what_was_typed(
    client: Client, known: Article, reviewer: User, change: dict[str, Any], status: int
) -> None:
    answer = as_one(client, reviewer).post(HERE, sent(known, **change))
    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode() or "version" in change
    assert Article.objects.get(pk=known.pk).version == 1


def test_a_manager_assigns_and_takes_back(
    client: Client, known: Article, manager: User, analyst: User, viewer: User
) -> None:
    page = as_one(client, manager).get(HERE)
    assert re.findall(r'name="people" value="(\w+)"', page.content.decode()) == ["ana", "mira"]
    where = "/projects/front-pages/articles/1/people/"
    assert client.post(where, {"people": ["ana"]}).status_code == 302
    assert "Assigned to ana." in client.get(HERE).content.decode()
    assert re.search(r"ana assigned \d", words_of(client.get(HERE)))
    mark_done(access=opened_article(article=known, user=analyst), done=True)
    assert re.search(r"ana done \d", words_of(client.get(HERE)))
    client.post(where, {"take_back": "ana"})
    assert not Assignment.objects.exists()
    assert client.post(where).status_code == 400
    assert client.post(where, {"people": ["vera"]}).status_code == 400


def test_deleting_says_what_it_means_and_takes_the_version_that_was_seen(
    client: Client, known: Article, reviewer: User
) -> None:
    assert "leaves the project with all its highlights" in words_of(as_one(client, reviewer).get(HERE))
    where = "/projects/front-pages/articles/1/delete/"
    assert client.post(where, {"version": "7"}).status_code == 412
    assert client.post(where, {"version": "x"}).status_code == 400
    assert client.post(where, {"version": "1"}).url == "/projects/front-pages/"  # type: ignore[attr-defined]
    assert client.get(HERE).status_code == 404


def test_a_reviewer_archives_it_and_brings_it_back(client: Client, known: Article, reviewer: User) -> None:
    where = "/projects/front-pages/articles/1/archive/"
    for answer, offered in (("yes", "Bring back"), ("no", "Archive")):
        assert as_one(client, reviewer).post(where, {"archived": answer}).status_code == 302
        assert offered in words_of(client.get(HERE))
        assert (Article.objects.get(pk=known.pk).archived_at is not None) == (answer == "yes")


def test_the_original_is_saved_and_never_shown(client: Client, project: Project, manager: User) -> None:
    page = b"<html><body><h1>Vote delayed</h1><p>The council put off its vote until spring, it said on Monday.</p><script>alert(1)</script></body></html>"
    document = read_document(content=page, filename='vo"te.html')
    access = opened(project=project, action=Action.ADD_ARTICLE)
    add_articles(access=access, articles=[article_of_document(document=document, details=Details())])
    where = "/projects/front-pages/articles/1/originals/1/"
    assert where in as_one(client, manager).get(HERE).content.decode()
    answer = client.get(where)
    assert answer.content == page
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get("/projects/front-pages/articles/1/originals/2/").status_code == 404
    assert client.get(f"/projects/front-pages/articles/1/originals/{10**30}/").status_code == 404


def test_statements_of_the_page_are_few(client: Client, known: Article, manager: User, analyst: User) -> None:
    as_one(client, manager).get(HERE)
    for _ in range(5):
        make_highlight(article=known, by=analyst)
    assign_articles(access=opened(project=known.project), numbers=[1], usernames=["ana", "mira"])
    with CaptureQueriesContext(connection) as statements:
        client.get(HERE)
    assert len(statements) <= 13, [row["sql"] for row in statements]


def test_done_and_not_done_after_all(client: Client, article: Article, analyst: User) -> None:
    where = "/projects/front-pages/articles/1/"
    assert "Nobody gave you this article" in words_of(as_one(client, analyst).get(where))
    assert client.post(DONE, {"done": "yes"}).url == where  # type: ignore[attr-defined]
    page = client.get(where)
    assert "You are done with this article. Not done after all" in words_of(page)
    assert "Nothing else is waiting for you" in words_of(page)
    assert 'aria-pressed="true"' in page.content.decode().split("done-head-button")[1][:200]
    client.post(DONE, {"done": "no"})
    assert "This article is yours to mark." in words_of(client.get(where))
    verbs = list(Event.objects.filter(verb__startswith="assignment").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["assignment.made", "assignment.done", "assignment.reopened"]
    assert client.post(DONE, {"done": "x"}).status_code == 400


def test_the_next_article_is_the_first_of_hers_after_this_one_then_the_first_of_all(
    client: Client, project: Project, analyst: User, other_analyst: User
) -> None:
    articles = [make_article(project=project, text=f"Text {n}.", title=f"Title {n}") for n in range(1, 6)]
    access = opened(project=project)
    assign_articles(access=access, numbers=[1, 2, 4], usernames=["ana"])
    assign_articles(access=access, numbers=[3], usernames=["bela"])
    mark_done(access=opened_article(article=articles[2], user=analyst), done=True)
    as_one(client, analyst)

    def following(number: int) -> str:
        client.post(f"/projects/front-pages/articles/{number}/done/", {"done": "yes"})
        said = words_of(client.get(f"/projects/front-pages/articles/{number}/"))
        return said.split("Next for you: ")[-1][:7] if "Next for you: " in said else ""

    assert following(2) == "Title 4"
    assert following(4) == "Title 1"
    assert following(1) == ""


def test_htmx_gets_both_buttons_and_a_viewer_has_none(
    client: Client, article: Article, analyst: User, viewer: User
) -> None:
    answer = as_one(client, analyst).post(DONE, {"done": "yes"}, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert "<html" not in html
    for piece in ('id="done-head"', 'id="done-end" hx-swap-oob="true"', "innerHTML:#done-status"):
        assert html.count(piece) == 1, piece
    as_one(client, viewer)
    assert "done-head" not in client.get("/projects/front-pages/articles/1/").content.decode()


def test_the_queue_says_which_articles_are_hers(
    client: Client, project: Project, article: Article, analyst: User
) -> None:
    make_article(project=project, text="Another.")
    make_article(project=project, text="A third.")
    assign_articles(access=opened(project=project), numbers=[1, 2], usernames=["ana"])
    mark_done(access=opened_article(article=article, user=analyst), done=True)
    html = as_one(client, analyst).get("/projects/front-pages/articles/3/").content.decode()
    assert len(re.findall(r'"queue-own is-done">done<', html)) == 1
    assert len(re.findall(r'"queue-own">yours<', html)) == 1
