"""Taking articles in: what is kept of them, and what is there already."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsapp.domain.articles import Details
from newsapp.domain.texts import sha256_of
from newsapp.errors import Conflict, NotVisible, RuleViolation, Several
from newsapp.models import Article, Event, Outlet, Project, RawDocument, Revision, Story, User
from newsapp.services.articles import (
    add_articles,
    article_of_document,
    article_of_text,
    delete_article,
    moment_of,
    read_document,
)
from tests.conftest import AtOnce
from tests.factories import TEXT, make_article, make_project, manager_of, opened, opened_article
from tests.shared import shared_folder

pytestmark = pytest.mark.django_db

TITLE = "Russia and North Korea have secret clause in their military cooperation agreement - WSJ"
PAGE = b"<!doctype html><html lang=en><title>A storm is coming</title><body><nav>Home</nav><article>" + (
    b"<h1>A storm is coming</h1><p>The storm will reach the coast on Friday, the weather office said.</p>"
    b"<p>Ships were told to stay in port until Sunday evening.</p></article></body></html>"
)


def seed() -> Path:
    return next(iter(sorted(shared_folder("seeds").glob("000_*.txt"))))


def kept(article: Article) -> Revision:
    return Revision.objects.select_related("raw_document", "created_by").get(article=article)


def test_the_seed_comes_out_as_it_should(project: Project) -> None:
    raw = seed().read_bytes()
    document = read_document(content=raw, filename=seed().name)
    new = article_of_document(document=document, details=Details())
    article = add_articles(access=opened(project=project), articles=[new])[0]
    article, revision = Article.objects.get(pk=article.pk), kept(article)
    assert (article.title, article.language) == (TITLE, "en")
    assert (article.url, article.outlet, article.published_at, article.story) == (None, None, None, None)
    assert article.metadata == {"editions": ["uk", "en", "ru"]}
    kinds = [block["kind"] for block in revision.blocks]
    assert (kinds[0], kinds.count("paragraph"), kinds.count("subheading"), len(kinds)) == ("headline", 9, 1, 11)
    words = [revision.text[block["start"] : block["end"]] for block in revision.blocks]
    assert words[0] == TITLE
    assert words[kinds.index("subheading")] == "Russia has requested soldiers from North Korea"
    assert revision.text == "\n\n".join(words)
    assert revision.text.count(TITLE) == 1
    assert any("ua en ru" in removal["removed"] for removal in revision.cleaning)
    assert any(TITLE in removal["removed"] for removal in revision.cleaning)
    assert bytes(revision.raw_document.content) == raw
    assert revision.raw_document.sha256 == hashlib.sha256(raw).hexdigest()


def test_a_page_is_cleaned_and_its_bytes_are_kept(project: Project) -> None:
    document = read_document(content=PAGE, filename="storm.html")
    new = article_of_document(document=document, details=Details(url="https://news.example/storm"))
    revision = kept(add_articles(access=opened(project=project), articles=[new])[0])
    assert revision.origin == "html"
    assert "Home" not in revision.text
    assert revision.text.startswith("A storm is coming")
    assert bytes(revision.raw_document.content) == PAGE
    assert revision.raw_document.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert (revision.raw_document.media_type, revision.raw_document.filename) == ("text/html", "storm.html")


@pytest.mark.parametrize(
    ("content", "filename", "media_type", "kind"),
    [
        (b"plain", "a.txt", "", "raw"),
        (b"plain", "", "text/html", "html"),
        (b"plain", "a.HTM", "", "html"),
        (b"\xef\xbb\xbf\n <!DOCTYPE html><p>x", "", "", "html"),
        (b"<b>not</b> a page", "a.txt", "", "raw"),
    ],
)
def test_a_page_is_told_by_type_name_or_beginning(content: bytes, filename: str, media_type: str, kind: str) -> None:
    document = read_document(content=content, filename=filename, media_type=media_type)
    assert (document.kind, document.content) == (kind, content)


@pytest.mark.parametrize(
    "text",
    [
        "one\r\ntwo\r\n\r\n  three  four ",
        "Kyi\u0308v 👩‍👩‍👧 \u200fالوزارة\u200e \u200c \u2028 \ufeff",
        "\t\u00a0x\u0085\u2029",
    ],
)
def test_a_text_that_came_as_data_is_stored_to_the_code_point(project: Project, text: str) -> None:
    article = make_article(project=project, text=text)
    revision = kept(article)
    assert revision.text == text
    assert (revision.length, revision.origin, revision.cleaning) == (len(text), "data", [])
    assert revision.sha256 == article.text_sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert not RawDocument.objects.exists()


def test_composed_and_decomposed_texts_are_two_articles(project: Project) -> None:
    assert make_article(project=project, text="Kyïv").number == 1
    assert make_article(project=project, text="Kyi\u0308v").number == 2


def test_details_are_stored_with_the_article(project: Project, analyst: User) -> None:
    moment = datetime(2024, 10, 31, 9, 20, tzinfo=UTC)
    made = make_article(
        project=project,
        by=analyst,
        title=" Contingent ",
        language="en-gb",
        url="https://news.example/1",
        outlet="The Harbour Post",
        story="Contingent",
        published_at=moment,
        metadata={"desk": ["foreign", 2, None]},
        tags=("opinion",),
    )
    article = Article.objects.select_related("outlet", "story").get(pk=made.pk)
    assert (article.title, article.language, article.url) == ("Contingent", "en-GB", "https://news.example/1")
    assert article.outlet is not None
    assert article.story is not None
    assert (article.outlet.name, article.story.name) == ("The Harbour Post", "Contingent")
    assert (article.published_at, article.metadata) == (moment, {"desk": ["foreign", 2, None]})
    assert (article.tags, article.version) == (["opinion"], 1)
    assert kept(article).created_by == analyst


def test_outlets_and_stories_of_one_name_are_one_in_a_project(project: Project, strangers_project: Project) -> None:
    for owner in (project, strangers_project):
        for text in ("One.", "Two."):
            make_article(project=owner, text=text, outlet="The Harbour Post", story="Contingent")
    assert Outlet.objects.count() == Story.objects.count() == 2


def test_an_article_tag_that_the_scheme_has_not_is_refused(project: Project) -> None:
    for tags in (("claim",), ("opinion", "rumour")):
        with pytest.raises(RuleViolation) as caught:
            make_article(project=project, tags=tags)
        assert (caught.value.code, caught.value.path) == ("unknown_tag", "tags")
    assert not Article.objects.exists()


def test_of_many_articles_those_with_an_unknown_tag_are_named(project: Project) -> None:
    tags = [("opinion",), ("rumour",), (), ("claim",)]
    new = [article_of_text(text=f"{index}.", details=Details(tags=keys)) for index, keys in enumerate(tags)]
    with pytest.raises(Several) as caught:
        add_articles(access=opened(project=project), articles=new)
    assert [(fault.path, fault.code) for fault in caught.value.violations] == [
        ("1.tags", "unknown_tag"), ("3.tags", "unknown_tag"),
    ]  # fmt: skip
    assert not Article.objects.exists()


def test_the_same_text_again_names_the_article_that_is_there(article: Article, project: Project) -> None:
    with pytest.raises(Conflict) as caught:
        make_article(project=project, title="Another title")
    assert (caught.value.code, caught.value.existing) == ("article_exists", article.number)
    assert Article.objects.count() == 1


def test_the_same_address_again_names_the_article_that_is_there(project: Project) -> None:
    first = make_article(project=project, text="One.", url="https://news.example/1")
    with pytest.raises(Conflict) as caught:
        make_article(project=project, text="Two.", url="https://news.example/1")
    assert caught.value.existing == first.number


def test_another_project_may_have_the_same_text_and_address(project: Project, strangers_project: Project) -> None:
    for owner in (project, strangers_project):
        assert make_article(project=owner, url="https://news.example/1").number == 1


def test_many_articles_come_in_order_with_numbers_of_their_own(project: Project) -> None:
    new = [article_of_text(text=f"Text {index}.", details=Details()) for index in range(30)]
    made = add_articles(access=opened(project=project), articles=new)
    assert [article.number for article in made] == list(range(1, 31))
    stored = Article.objects.order_by("number").values_list("current_revision__text", flat=True)
    assert list(stored) == [article.text for article in new]


def test_many_articles_come_all_or_none_and_each_that_is_known_is_named(project: Project) -> None:
    there = make_article(project=project, text="There.", url="https://news.example/there")
    new = [
        article_of_text(text="New.", details=Details()),
        article_of_text(text="There.", details=Details()),
        article_of_text(text="New too.", details=Details(url="https://news.example/there")),
        article_of_text(text="New.", details=Details()),
        article_of_text(text="Newer.", details=Details(url="https://news.example/new")),
        article_of_text(text="Newest.", details=Details(url="https://news.example/new")),
    ]
    with pytest.raises(Several) as caught:
        add_articles(access=opened(project=project), articles=new)
    faults = caught.value.violations
    assert [(fault.path, fault.code) for fault in faults] == [
        ("1", "article_exists"), ("2", "article_exists"), ("3", "duplicate"), ("5", "duplicate"),
    ]  # fmt: skip
    assert [fault.existing for fault in faults if isinstance(fault, Conflict)] == [there.number] * 2
    assert Article.objects.get() == there


def test_a_refused_article_uses_up_no_number(article: Article, project: Project) -> None:
    with pytest.raises(Conflict):
        make_article(project=project)
    assert make_article(project=project, text="Next.").number == article.number + 1


def test_a_deleted_article_is_invisible_and_its_text_can_come_again(article: Article, project: Project) -> None:
    delete_article(access=opened_article(article=article), version=1)
    with pytest.raises(NotVisible):
        opened_article(article=article)
    again = make_article(project=project)
    assert again.number == article.number + 1
    assert Revision.objects.filter(sha256=sha256_of(TEXT)).count() == 2


def test_of_two_who_add_one_text_at_once_one_wins_and_the_other_learns_its_number(at_once: AtOnce) -> None:
    project = make_project()
    answers = at_once(*[lambda: make_article(project=project)] * 2)
    won = [answer for answer in answers if isinstance(answer, Article)]
    lost = [answer for answer in answers if isinstance(answer, Conflict)]
    assert (len(won), len(lost)) == (1, 1)
    assert lost[0].existing == won[0].number
    assert Article.objects.count() == Event.objects.filter(verb="article.added").count() == 1


def test_of_two_who_add_one_address_at_once_one_wins(at_once: AtOnce) -> None:
    project = make_project()
    url = "https://news.example/1"
    answers = at_once(
        lambda: make_article(project=project, text="One.", url=url),
        lambda: make_article(project=project, text="Two.", url=url),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Article", "Conflict"]


def test_articles_added_at_once_have_numbers_without_gaps_or_doubles(at_once: AtOnce) -> None:
    project = make_project()
    access = opened(project=project, user=manager_of(project))

    def add(name: str) -> list[int]:
        numbers = []
        for index in range(5):
            new = [article_of_text(text=f"{name} {index} {part}", details=Details(outlet=name)) for part in range(3)]
            numbers += [article.number for article in add_articles(access=access, articles=new)]
        return numbers

    answers = at_once(*[lambda name=name: add(name) for name in ("a", "b", "c", "d")])
    assert sorted(number for answer in answers for number in answer) == list(range(1, 61))
    assert all(answer == sorted(answer) for answer in answers)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2024-10-31", datetime(2024, 10, 31, tzinfo=UTC)),
        ("2024-10-31T09:20:00", datetime(2024, 10, 31, 9, 20, tzinfo=UTC)),
        ("2024-10-31T09:20:00+02:00", datetime(2024, 10, 31, 7, 20, tzinfo=UTC)),
        ("2024-02-30", None),
        ("yesterday", None),
    ],
)
def test_a_moment_is_read_from_iso_8601(value: str, moment: datetime | None) -> None:
    assert moment_of(value) == moment


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"{index:05d}" for index in range(16_666)),
        " ".join(chr(0x10428 + index % 40) * (3 + index % 7) + f"{index}s" for index in range(11_000)),
        "-".join(f"слов{index}ами" for index in range(9_000)),
        " ".join(f"a{index}.example/b{index}s" for index in range(5_000)),
        "\U0001f600" * 120_000,
        "字" * 120_000,
    ],
)
def test_no_text_is_too_rich_in_words_for_the_search_index(project: Project, text: str) -> None:
    for language in ("en", "ru", "uk"):
        article = make_article(project=project, text=f"{language} {text}", language=language)
        assert kept(article).length == len(text) + 3
