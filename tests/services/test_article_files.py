"""Importing articles from files and folders."""

import json
from pathlib import Path
from typing import Any

import pytest

from newsapp.domain.texts import MAX_RAW_BYTES
from newsapp.errors import RuleViolation
from newsapp.models import Article, Event, Project, Revision
from newsapp.services.article_files import FileForm, ImportReport, files_below, import_files
from tests.factories import make_article, opened
from tests.shared import shared_folder

pytestmark = pytest.mark.django_db

STORY = "A storm is coming\n\nThe storm will reach the coast on Friday, the weather office said in the morning.\n"


def lines(path: Path, *items: Any) -> Path:
    path.write_bytes(b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in items))
    return path


def imported(project: Project, *files: Path, form: FileForm = "auto", keep_going: bool = False) -> ImportReport:
    return import_files(access=opened(project=project), files=files, form=form, keep_going=keep_going)


def refusals(report: ImportReport) -> list[tuple[str, int]]:
    return [(refused.path.name, refused.line) for refused in report.refused]


def test_the_seed_is_imported_as_a_text_to_be_cleaned(project: Project) -> None:
    report = imported(project, *files_below([shared_folder("seeds")]))
    assert (report.added, report.refused) == (1, [])
    assert Article.objects.get().title.endswith("cooperation agreement - WSJ")
    assert Revision.objects.get().origin == "raw"


def test_what_a_file_is_is_told_by_its_name_and_beginning(project: Project, tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.write_text(f"<!doctype html><title>Page</title><article><h1>Page</h1><p>{STORY}</p></article>")
    text = tmp_path / "text.txt"
    text.write_text(STORY)
    data = lines(tmp_path / "data.JSONL", {"text": " kept\r\nas it is "})
    assert imported(project, page, text, data).added == 3
    assert list(Revision.objects.order_by("pk").values_list("origin", flat=True)) == ["html", "raw", "data"]
    assert Revision.objects.get(origin="data").text == " kept\r\nas it is "


def test_the_form_can_be_told(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "story.html"
    file.write_bytes(b"\xef\xbb\xbf<html>  one\r\n\r\ntwo</html>")
    assert imported(project, file, form="text").added == 1
    article, revision = Article.objects.get(), Revision.objects.get()
    assert (revision.text, revision.origin) == ("<html>  one\r\n\r\ntwo</html>", "data")
    assert article.title == "story"


def test_a_page_can_be_read_as_plain_text(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "story.html"
    file.write_text(STORY)
    imported(project, file, form="raw")
    assert Revision.objects.get().origin == "raw"


def test_a_line_brings_its_details(project: Project, tmp_path: Path) -> None:
    line = {
        "text": "Words.",
        "title": "Title",
        "language": "uk",
        "url": "https://news.example/1",
        "outlet": "Post",
        "published_at": "2024-10-31T09:20:00Z",
        "story": "Story",
        "metadata": {"a": [1]},
        "spans": [],
    }
    assert imported(project, lines(tmp_path / "a.jsonl", b"\xef\xbb\xbf" + json.dumps(line).encode())).added == 1
    article = Article.objects.select_related("outlet", "story").get()
    assert article.outlet is not None
    assert article.story is not None
    assert article.published_at is not None
    assert (article.title, article.language, article.url) == ("Title", "uk", "https://news.example/1")
    assert (article.outlet.name, article.story.name, article.metadata) == ("Post", "Story", {"a": [1]})
    assert article.published_at.isoformat() == "2024-10-31T09:20:00+00:00"


BAD_LINES: list[Any] = [
    b"{no json\n",
    b'{"text": "\xff"}\n',
    b"[" * 100_000 + b"\n",
    b'"text"\n',
    b"null\n",
    {"title": "no text"},
    {"text": 5},
    {"text": ""},
    {"text": "nul \0"},
    {"text": "half \ud800"},
    {"text": "a", "title": 5},
    {"text": "a", "url": "nowhere"},
    {"text": "a", "language": "klingonish"},
    {"text": "a", "published_at": "yesterday"},
    {"text": "a", "published_at": "0001-01-01T00:00:00+05:00"},
    {"text": "a", "metadata": [1]},
    b'{"text": "a", "metadata": {"a": NaN}}\n',
    {"text": "a", "spans": [{"start": 0, "end": 1}]},
    {"text": "a", "unanchored": [{}]},
]


@pytest.mark.parametrize("bad", BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_bad_line_is_refused_with_its_file_and_number(project: Project, tmp_path: Path, bad: Any) -> None:
    file = lines(tmp_path / "a.jsonl", {"text": "Good."}, b"\n", bad, {"text": "Good too."})
    report = imported(project, file)
    assert refusals(report) == [("a.jsonl", 3)]
    assert str(report.refused[0]).startswith(f"{file}:3: ")
    assert report.refused[0].reason


def test_one_refusal_undoes_the_import(project: Project, tmp_path: Path) -> None:
    file = lines(tmp_path / "a.jsonl", {"text": "Good.", "outlet": "Post"}, {"text": ""})
    events = Event.objects.count()
    report = imported(project, file)
    assert (report.added, report.known, len(report.refused)) == (0, 0, 1)
    assert not Article.objects.exists()
    assert not project.outlets.exists()
    assert Event.objects.count() == events
    assert make_article(project=project).number == 1


def test_what_is_good_is_kept_when_told_to_go_on(project: Project, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    file = lines(tmp_path / "a.jsonl", {"text": "Good."}, {"text": ""}, {"text": "Good too."})
    report = imported(project, empty, file, keep_going=True)
    assert (report.added, refusals(report)) == (2, [("empty.txt", 0), ("a.jsonl", 2)])
    assert list(Article.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_what_is_there_already_is_counted_and_not_refused(project: Project, tmp_path: Path) -> None:
    file = lines(tmp_path / "a.jsonl", {"text": "One."}, {"text": "Two."}, {"text": "One."})
    assert (imported(project, file).added, imported(project, file).known) == (2, 3)
    assert Article.objects.count() == 2


def test_a_second_run_adds_what_is_new(project: Project, tmp_path: Path) -> None:
    imported(project, lines(tmp_path / "a.jsonl", {"text": "One."}))
    report = imported(project, lines(tmp_path / "a.jsonl", {"text": "One."}, {"text": "Two."}))
    assert (report.added, report.known, report.refused) == (1, 1, [])


def test_articles_have_their_numbers_in_the_order_of_the_files(project: Project, tmp_path: Path) -> None:
    files = []
    for index in range(40):
        files.append(tmp_path / f"{index}.txt")
        files[-1].write_text(f"{index} " + STORY)
    seen: list[Path] = []
    import_files(access=opened(project=project), files=files, form="text", progress=seen.append)
    assert seen == files
    texts = Article.objects.order_by("number").values_list("current_revision__text", flat=True)
    assert list(texts) == [file.read_text() for file in files]


def test_folders_are_gone_through_by_name_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/.hidden", ".git/config", "a.txt", "c/d/3.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = files_below([tmp_path])
    assert [str(file.relative_to(tmp_path)) for file in found] == ["a.txt", "b/2.txt", "c/d/3.html"]
    assert files_below([tmp_path / "b" / ".hidden", tmp_path / "a.txt"]) == [
        tmp_path / "b" / ".hidden", tmp_path / "a.txt",
    ]  # fmt: skip


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleViolation, match="gone"):
        files_below([tmp_path, tmp_path / "gone.txt"])


def test_a_file_that_went_away_or_is_too_large_is_refused(project: Project, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(MAX_RAW_BYTES + 1)
    report = imported(project, tmp_path / "gone.txt", large, tmp_path / "gone.jsonl", keep_going=True)
    assert refusals(report) == [("gone.txt", 0), ("large.txt", 0), ("gone.jsonl", 0)]


@pytest.mark.parametrize("content", [b"%PDF-1.7\n\x00\x01\x02", b"PK\x03\x04\x00\x00", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_a_file_of_the_wrong_kind_is_refused(project: Project, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "story.txt"
    file.write_bytes(content)
    assert refusals(imported(project, file)) == [("story.txt", 0)]
