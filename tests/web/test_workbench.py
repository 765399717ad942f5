"""The article page and its fragments as the server gives them."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client

from annotations.models import Highlight
from annotations.queries.highlights import highlights_of_article
from annotations.queries.schemes import scheme_of
from annotations.services.highlight_edits import delete_highlight
from annotations.web.cards import cards_of
from annotations.web.text_html import paragraph_numbers, text_html
from newsapp.domain.blocks import Block
from newsapp.domain.roles import Action, Role
from newsapp.models import Article, Project, User
from newsapp.templatetags.scripts import module_preloads
from tests.factories import make_article, make_highlight, make_member, make_project, make_user, opened_article

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "annotations"


def address(article: Article, project: Project) -> str:
    return f"/projects/{project.slug}/articles/{article.number}/"


def cards(html: str) -> list[dict[str, object]]:
    return [
        json.loads(unescape(data))
        for data in re.findall(r'<li [^>]*class="mark [^>]*data-highlight=\'([^\']+)\'', html)
    ]


@pytest.fixture
def signed_in(client: Client, analyst: User) -> Client:
    client.force_login(analyst, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_has_the_text_its_highlights_and_the_scheme(
    signed_in: Client, project: Project, article: Article, analyst: User
) -> None:
    made = make_highlight(
        article=article, by=analyst, note="Which soldiers?", attributes={"claim": {"verifiable": "yes"}}
    )
    html = signed_in.get(address(article, project)).content.decode()
    assert "Ministry will not confirm size of contingent</p>" in html
    assert cards(html) == [
        {
            "id": str(made.id), "start": made.start, "end": made.end, "tags": ["claim"],
            "attributes": {"claim": {"verifiable": "yes"}}, "note": "Which soldiers?", "editable": True, "version": 1,
        }
    ]  # fmt: skip
    assert '"shortcut": "c"' in html
    assert "1 highlight<" in html


def test_whatever_a_note_holds_stays_within_its_attribute(
    signed_in: Client, project: Project, article: Article, analyst: User
) -> None:
    note = """' onfocus='alert(1)' "x" <b>&amp; ’"""
    make_highlight(article=article, by=analyst, note=note)
    html = signed_in.get(address(article, project)).content.decode()
    assert cards(html)[0]["note"] == note
    assert "onfocus='" not in html


def test_somebody_elses_highlight_is_shown_and_cannot_be_edited_by_an_analyst(
    signed_in: Client, project: Project, article: Article, manager: User
) -> None:
    make_highlight(article=article, by=manager)
    html = signed_in.get(address(article, project)).content.decode()
    assert "editable" not in cards(html)[0]
    assert "<bdi>mira</bdi>" in html


def test_nobody_else_gets_in(client: Client, project: Project, article: Article, stranger: User) -> None:
    where = address(article, project)
    assert client.get(where).status_code == 302
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(where).status_code == 404
    made = make_highlight(article=article)
    assert client.get(f"/projects/{project.slug}/highlights/{made.id}/card/").status_code == 404


def test_what_is_not_there_is_404(signed_in: Client, project: Project, article: Article) -> None:
    for number in (0, 999, 10**30):
        assert signed_in.get(f"/projects/{project.slug}/articles/{number}/").status_code == 404
    assert signed_in.get(f"/projects/{project.slug}/highlights/{uuid4()}/card/").status_code == 404
    assert signed_in.post(address(article, project)).status_code == 405


def test_a_viewer_gets_no_palette(client: Client, project: Project, article: Article, viewer: User) -> None:
    client.force_login(viewer, backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(address(article, project)).content.decode()
    assert "data-palette" not in html
    assert '"mayHighlight": false' in html


def test_the_card_is_the_one_that_the_page_holds(
    signed_in: Client, project: Project, article: Article, analyst: User
) -> None:
    made = make_highlight(article=article, by=analyst)
    page = signed_in.get(address(article, project)).content.decode()
    card = signed_in.get(f"/projects/{project.slug}/highlights/{made.id}/card/").content.decode()
    assert card.strip() in page


def test_the_card_of_a_deleted_highlight_is_gone(
    signed_in: Client, project: Project, article: Article, analyst: User
) -> None:
    from annotations.access import open_highlight

    made = make_highlight(article=article, by=analyst)
    access, highlight = open_highlight(user=analyst, slug=project.slug, uuid=made.id, action=Action.HIGHLIGHT)
    delete_highlight(access=access, highlight=highlight, version=1)
    assert signed_in.get(f"/projects/{project.slug}/highlights/{made.id}/card/").status_code == 410


def test_the_queue_has_neighbours_in_order_and_only_of_the_project(
    signed_in: Client, project: Project, stranger: User
) -> None:
    numbers = [make_article(project=project, text=f"Text {n}.", title=f"Title {n}").number for n in range(8)]
    make_article(project=make_project(owner=stranger), text="Elsewhere.", title="Not to be seen")
    html = signed_in.get(f"/projects/{project.slug}/articles/{numbers[6]}/").content.decode()
    titles = re.findall(r'class="queue-heading">(Title \d)', html)
    assert titles == [f"Title {n}" for n in (2, 3, 4, 5, 6, 7)]
    assert f'data-next-article href="/projects/{project.slug}/articles/{numbers[7]}/"' in html
    assert f'data-previous-article href="/projects/{project.slug}/articles/{numbers[5]}/"' in html
    assert "Not to be seen" not in html


@pytest.mark.parametrize("highlights", [0, 30])
def test_statements_do_not_grow_with_the_highlights(
    signed_in: Client,
    project: Project,
    article: Article,
    analyst: User,
    highlights: int,
    django_assert_max_num_queries: Any,
) -> None:
    for index in range(highlights):
        make_highlight(article=article, by=analyst, quote="soldiers", tags=["claim"], nth=index % 2)
    signed_in.get(address(article, project))
    with django_assert_max_num_queries(14):
        signed_in.get(address(article, project))


def test_a_javascript_address_is_no_link(signed_in: Client, project: Project, article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(url="javascript:alert(1)")
    assert "javascript:alert" not in signed_in.get(address(article, project)).content.decode()
    Article.objects.filter(pk=article.pk).update(url="https://harbour.example/a")
    html = signed_in.get(address(article, project)).content.decode()
    assert 'href="https://harbour.example/a" rel="noopener noreferrer"' in html


@pytest.mark.django_db
def test_names_that_look_like_markup_stay_words(client: Client) -> None:
    owner = make_user()
    project = make_project(owner=owner, name="<script>alert(1)</script>")
    article = make_article(project=project, title='"><img src=x>', outlet="<b>Post</b>")
    project.scheme_tags.filter(key="claim").update(label="</script><script>alert(2)</script>")
    reader = make_member(project=project, role=Role.VIEWER)
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(f"/projects/{project.slug}/articles/{article.number}/").content.decode()
    for piece in ("<script>alert", "<img src=x>", "<b>Post"):
        assert piece not in html


def test_blocks_become_elements_and_gaps_stay() -> None:
    text = "Head\r\n\r\nOne\n\nTwo\n\n“Q”\n"
    blocks = [
        Block("headline", 0, 4),
        Block("list_item", 8, 11),
        Block("list_item", 13, 16),
        Block("quotation", 18, 21),
    ]
    html = text_html(text, blocks)
    assert re.sub(r' (class|dir|data-paragraph)="[^"]*"', "", html) == (
        "<h1>Head</h1>&#13;\n&#13;\n<ul><li>One</li>\n\n<li>Two</li></ul>\n\n<blockquote>“Q”</blockquote>\n"
    )
    assert paragraph_numbers(blocks) == [None, 1, 2, 3]


ASKED_FOR_BY_SCRIPTS = {
    "_occurrences.html",
    "_occurrences_made.html",
    "_guidelines_beside.html",
    "_workbench_parts.html",
    "_card_reviews.html",
}
"""A panel that a script opens, parts that it takes in: without scripts nothing can be selected in the text either."""
DRAWN_APART = {"_key_columns.html"}
"""What is kept from one page to the next."""


def test_every_fragment_of_the_workbench_is_part_of_a_whole_page() -> None:
    sources = "".join(path.read_text() for path in TEMPLATES.glob("*.html"))
    for fragment in TEMPLATES.glob("_*.html"):
        assert fragment.name in ASKED_FOR_BY_SCRIPTS | DRAWN_APART or f'"annotations/{fragment.name}"' in sources


def test_every_import_of_a_script_ends_with_a_semicolon() -> None:
    """Django's manifest storage rewrites no import without one."""
    for path in STATIC.rglob("*.js"):
        source = path.read_text()
        starts = re.findall(r"^(?:import|export [*{][^;]*?from)\b", source, flags=re.MULTILINE)
        whole = re.findall(r'^(?:import|export)\b[^;"]*"\.{1,2}/[^"]+\.js";$', source, flags=re.MULTILINE)
        assert len(starts) == len(whole), path


def test_no_script_holds_a_sentence_of_the_interface() -> None:
    for path in STATIC.rglob("*.js"):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(), flags=re.DOTALL)
        for words in re.findall(r'"([^"\n]*)"', code):
            assert not re.fullmatch(r"[A-Z][a-z]+ [a-z]+ .*", words), (path, words)


def test_all_modules_of_the_script_are_fetched_at_once() -> None:
    preloads = module_preloads("js/workbench.js")
    for name in ("js/workbench/store.js", "js/lib/uuid7.js", "js/lib/offsets.js", "js/lib/csrf.js"):
        assert preloads.count(f'"{static(name)}"') == 1
    assert "js/workbench.js" not in preloads


def test_a_card_that_looks_the_same_is_drawn_once(project: Project, analyst: User, manager: User) -> None:
    article = make_article(project=project)
    make_highlight(article=article, quote="Up to 11,000", by=analyst)
    scheme = scheme_of(article.project)

    def drawn(user: User) -> str:
        access = opened_article(article=article, user=user)
        records = highlights_of_article(access=access, article_id=article.pk)
        return cards_of(access, records=records, scheme=scheme, blocks=[])[0].html

    before = drawn(analyst)
    assert drawn(analyst) is before
    assert "by <bdi>ana</bdi>" in drawn(manager)
    assert "by <bdi>ana</bdi>" not in before
    Highlight.objects.update(note="Twice", version=2)
    assert "Twice" in drawn(analyst)


def test_suggestions_wait_apart_from_the_highlights(
    signed_in: Client, project: Project, article: Article, analyst: User, manager: User, viewer: User
) -> None:
    made = make_highlight(article=article, by=manager, layer="suggested")
    html = signed_in.get(address(article, project)).content.decode()
    (data,) = re.findall(r"data-suggestion=\'([^\']+)\'", html)
    assert json.loads(unescape(data)) == {
        "id": str(made.id), "start": made.start, "end": made.end, "tags": ["claim"], "by": "mira", "version": 1,
    }  # fmt: skip
    assert "Suggested (1)" in html
    assert html.count("data-decide=") == 3
    assert cards(html) == []
    assert signed_in.get(f"/projects/{project.slug}/highlights/{made.id}/card/").status_code == 404
    signed_in.force_login(viewer, backend="django.contrib.auth.backends.ModelBackend")
    html = signed_in.get(address(article, project)).content.decode()
    assert ("Suggested (1)" in html, "data-decide=" in html) == (True, False)
