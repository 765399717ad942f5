"""The pages of the corpus: projects, the list of articles, adding one, activity."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from newsapp.models import Article, ArticleDraft, Project, RawDocument, User
from tests.factories import make_article, make_highlight

pytestmark = pytest.mark.django_db

PASTED = """EN | UK | RU

Harbour council delays vote on new quay

Harbour council delays vote on new quay

The harbour council put off its vote on the new quay until spring, the mayor said on Monday. Three members had asked for it.

What happens next

A second hearing is to be held in March, the council's secretary added. Nobody expects the figures to change much by then.
"""


@pytest.fixture
def signed_in(client: Client, manager: User, project: Project) -> Client:
    client.force_login(manager)
    return client


def test_the_front_page_lists_only_ones_own_projects(signed_in: Client, strangers_project: Project) -> None:
    page = signed_in.get("/").content.decode()
    assert "Front pages" in page
    assert "Back pages" not in page


def test_an_empty_project_says_what_to_do(signed_in: Client) -> None:
    assert "No articles yet" in signed_in.get("/projects/front-pages/").content.decode()


def test_an_empty_project_proposes_nothing_that_its_reader_cannot_do(
    signed_in: Client, project: Project, viewer: User
) -> None:
    project.archived_at = timezone.now()
    project.save(update_fields=["archived_at"])
    page = signed_in.get("/projects/front-pages/").content.decode()
    assert "The project was archived without any." in page
    assert "Paste a text" not in page
    project.archived_at = None
    project.save(update_fields=["archived_at"])
    signed_in.force_login(viewer)
    page = signed_in.get("/projects/front-pages/").content.decode()
    assert "What analysts add to the project stands here." in page
    assert "Paste a text" not in page


def test_the_list_shows_title_outlet_language_and_highlights(signed_in: Client, project: Project) -> None:
    article = make_article(project=project, title="A title", outlet="The Harbour Post", language="en")
    make_highlight(article=article)
    page = signed_in.get("/projects/front-pages/").content.decode()
    for words in ("A title", "The Harbour Post", "1 highlight<", "1 article<"):
        assert words in page, words


def test_an_article_without_a_title_is_called_by_its_beginning(signed_in: Client, project: Project) -> None:
    make_article(project=project, text="  First words.\nAnd more of them.")
    assert "<bdi>First words.</bdi>" in signed_in.get("/projects/front-pages/").content.decode()


@pytest.mark.parametrize(
    ("q", "found"), [("quay", 1), ("QUAY", 1), ("qua", 1), ('"new quay"', 1), ("quay boats", 0), ("-quay", 1)]
)
def test_search_finds_words_their_beginnings_and_phrases(
    signed_in: Client, project: Project, q: str, found: int
) -> None:
    make_article(project=project, text="The council talks about the new quay.", language="en")
    make_article(project=project, text="Рада говорить про бюджет.", language="uk")
    answer = signed_in.get("/projects/front-pages/", {"q": q})
    assert len(answer.context["rows"]) == found


def test_search_finds_other_forms_of_a_word_in_its_language(signed_in: Client, project: Project) -> None:
    make_article(project=project, text="Ministers were voting about soldiers.", language="en")
    make_article(project=project, text="Министры говорили о солдатах.", language="ru")
    assert len(signed_in.get("/projects/front-pages/", {"q": "voted soldier"}).context["rows"]) == 1
    assert len(signed_in.get("/projects/front-pages/", {"q": "солдаты"}).context["rows"]) == 1


def test_the_list_goes_on_by_pages_and_loses_none(signed_in: Client, project: Project) -> None:
    for number in range(53):
        make_article(project=project, text=f"Text number {number} of the list.")
    first = signed_in.get("/projects/front-pages/")
    second = signed_in.get("/projects/front-pages/" + first.context["next"])
    numbers = [row.number for row in (*first.context["rows"], *second.context["rows"])]
    assert numbers == list(range(53, 0, -1))
    assert second.context["next"] is None
    back = signed_in.get("/projects/front-pages/" + second.context["previous"])
    assert [row.number for row in back.context["rows"]] == numbers[:50]


@pytest.mark.parametrize("query", ["after=x", "before=-1", "after=99999999999999999999"])
def test_a_page_that_is_none_is_refused(signed_in: Client, query: str) -> None:
    assert signed_in.get(f"/projects/front-pages/?{query}").status_code == 400


def test_the_list_takes_the_same_number_of_statements_however_long(
    signed_in: Client, project: Project, django_assert_num_queries: Any
) -> None:
    make_article(project=project, text="One text.")
    signed_in.get("/projects/front-pages/")
    with django_assert_num_queries(16):
        signed_in.get("/projects/front-pages/")
    for number in range(20):
        make_highlight(article=make_article(project=project, text=f"About 1,000 soldiers, {number}."))
    with django_assert_num_queries(16):
        signed_in.get("/projects/front-pages/")


def paste(client: Client, text: str, **fields: object) -> Any:
    return client.post("/projects/front-pages/articles/new/", {"text": text, **fields})


def test_a_pasted_text_is_cleaned_shown_and_saved(signed_in: Client) -> None:
    preview = paste(signed_in, PASTED.replace("\n", "\r\n"))
    assert preview.status_code == 302
    page = signed_in.get(preview["Location"])
    words = page.content.decode()
    assert "Language switcher" in words
    assert "Repeated headline" in words
    assert page.context["form"]["title"].value() == "Harbour council delays vote on new quay"
    saved = signed_in.post(preview["Location"], {"save": "1", "title": "Harbour council delays vote on new quay"})
    assert saved.status_code == 302
    article = Article.objects.select_related("current_revision").get()
    assert saved["Location"] == f"/projects/front-pages/articles/{article.number}/"
    revision = article.current_revision
    assert revision is not None
    assert [block["kind"] for block in revision.blocks] == ["headline", "paragraph", "subheading", "paragraph"]
    assert revision.text.startswith("Harbour council delays vote on new quay\n\nThe harbour council")
    assert article.metadata == {"editions": ["en", "uk", "ru"]}
    assert bytes(RawDocument.objects.get().content) == PASTED.encode()
    assert not ArticleDraft.objects.exists()


def test_whoever_has_more_to_add_goes_on_to_the_next(signed_in: Client) -> None:
    answer = signed_in.post(paste(signed_in, PASTED)["Location"], {"save": "another"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/projects/front-pages/articles/new/"
    assert "Article 1 was added" in answer.content.decode()


def test_a_removal_can_be_taken_back_before_saving(signed_in: Client) -> None:
    address = paste(signed_in, PASTED)["Location"]
    fragment = signed_in.post(address, {"keep": "switcher-1"}, headers={"HX-Request": "true"}).content.decode()
    assert not fragment.lstrip().startswith("<!doctype")
    assert "EN | UK | RU" in re.sub(r"<[^>]+>", "", fragment)
    signed_in.post(address, {"keep": ["switcher-1"], "save": "1"})
    assert "EN | UK | RU" in Article.objects.get().current_revision.text  # type: ignore[union-attr]


def test_a_removal_that_is_not_there_cannot_be_taken_back(signed_in: Client) -> None:
    address = paste(signed_in, PASTED)["Location"]
    assert signed_in.post(address, {"keep": "switcher-9", "save": "1"}).status_code == 400
    assert not Article.objects.exists()


def test_an_uploaded_page_is_cleaned_and_what_it_states_is_filled_in(signed_in: Client) -> None:
    page = """<!doctype html><html lang="en"><head><title>Quay vote put off</title>
    <meta property="og:site_name" content="The Harbour Post"><link rel="canonical" href="https://harbour.example/quay">
    </head><body><nav>Home News Sport</nav><article><h1>Quay vote put off</h1>
    <p>The harbour council put off its vote on the new quay until spring, the mayor said on Monday morning.</p>
    <p>Three members of the council had asked for more time to read the figures that the builders handed in.</p>
    </article><footer>© 2024 The Harbour Post</footer></body></html>"""
    upload = SimpleUploadedFile("quay.html", page.encode(), content_type="text/html")
    answer = signed_in.post("/projects/front-pages/articles/new/", {"file": upload})
    form = signed_in.get(answer["Location"]).context["form"]
    assert form["outlet"].value() == "The Harbour Post"
    assert form["url"].value() == "https://harbour.example/quay"
    assert form["published_at"].value() is None


def test_an_exact_text_is_kept_to_the_last_space(signed_in: Client) -> None:
    text = "  Two  spaces\r\n\r\n\u0301combining, \U0001f468\u200d\U0001f469\u200d\U0001f467 and\ttabs \u05e9\u05dc\u05d5\u05dd  "
    upload = SimpleUploadedFile("exact.txt", text.encode(), content_type="text/plain")
    answer = signed_in.post("/projects/front-pages/articles/new/", {"file": upload, "exact": "on"})
    assert answer.status_code == 302
    assert Article.objects.get().current_revision.text == text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"text": ""}, 422, "Paste a text, or choose a file."),
        ({"text": " \n "}, 422, "Paste a text, or choose a file."),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 ...", content_type="application/pdf")}, 400, "a PDF"),
        ({"text": "a\x00b"}, 422, "Null characters are not allowed"),
    ],
)
def test_what_is_no_article_is_refused_in_words(
    signed_in: Client, fields: dict[str, Any], status: int, words: str
) -> None:
    answer = signed_in.post("/projects/front-pages/articles/new/", fields)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not ArticleDraft.objects.exists()


def test_the_same_text_again_leads_to_the_article_that_has_it(signed_in: Client) -> None:
    first = paste(signed_in, PASTED)["Location"]
    signed_in.post(first, {"save": "1"})
    again = signed_in.post(paste(signed_in, PASTED)["Location"], {"save": "1"})
    assert again.status_code == 409
    assert 'href="/projects/front-pages/articles/1/"' in again.content.decode()
    assert Article.objects.count() == 1


def test_a_draft_is_its_makers_alone(signed_in: Client, client: Client, analyst: User) -> None:
    address = paste(signed_in, PASTED)["Location"]
    other = Client()
    other.force_login(analyst)
    assert other.get(address).status_code == 404


def test_a_viewer_sees_articles_but_adds_none(client: Client, viewer: User, project: Project) -> None:
    client.force_login(viewer)
    page = client.get("/projects/front-pages/")
    assert page.status_code == 200
    assert "Add an article" not in page.content.decode()
    assert client.get("/projects/front-pages/articles/new/").status_code == 403


def _without_token(page: str) -> str:
    return re.sub(r'(csrf-token" content|csrfmiddlewaretoken" value)="\w+"', "", page)


def test_a_stranger_learns_nothing(client: Client, stranger: User, project: Project) -> None:
    client.force_login(stranger)
    there = client.get("/projects/front-pages/")
    nowhere = client.get("/projects/no-such-project/")
    assert there.status_code == nowhere.status_code == 404
    assert _without_token(there.content.decode()) == _without_token(nowhere.content.decode())


def test_markup_in_titles_and_texts_stays_words(signed_in: Client, project: Project) -> None:
    make_article(project=project, title="<script>alert(1)</script>", text="<img src=x onerror=alert(2)>")
    page = signed_in.get("/projects/front-pages/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
