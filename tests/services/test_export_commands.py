"""`manage.py export_project` as another program sees it: bytes, exit status, one line of refusal, flat memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from annotations.queries.highlights import HighlightFilter
from annotations.services.exports import open_export
from newsapp.models import Project
from tests.factories import make_article, make_highlight, opened

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
GROWTH = 12 * 1024
"""Kilobytes that the peak may differ by: batches that are not full at 1,000 spans, and the allocator's grain."""


def _environment() -> dict[str, str]:
    wanted = connection.get_connection_params()
    place = f"host={wanted.get('host', '')}&port={wanted.get('port', '')}"
    address = f"postgresql://{wanted.get('user', '')}:{wanted.get('password', '')}@/{wanted['dbname']}?{place}"
    return {**os.environ, "DATABASE_URL": address}


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """`manage.py` with some arguments, on the test's database."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=_environment(), capture_output=True, timeout=120
    )


def exported(project: Project, export_format: str = "jsonl") -> bytes:
    """What the service gives."""
    return b"".join(open_export(access=opened(project=project), export_format=export_format, wanted=HighlightFilter()))


@pytest.fixture
def labelled(project: Project) -> Project:
    """A project with two articles and two highlights."""
    make_highlight(
        article=make_article(project=project, text="Size: 1,000 🌍 soldiers."), quote="1,000 🌍", tags=("hedge",)
    )
    make_highlight(article=make_article(project=project))
    return project


def test_it_goes_to_standard_output_or_into_a_file_the_same(labelled: Project, tmp_path: Path) -> None:
    whole = exported(labelled)
    said = run("export_project", labelled.slug, "jsonl")
    assert (said.returncode, said.stdout, said.stderr) == (0, whole, b"")
    assert run("export_project", labelled.slug, "jsonl", "-o", "-").stdout == whole
    assert run("export_project", labelled.slug, "jsonl", "-o", str(tmp_path)).returncode == 0
    (tmp_path / "old.csv").write_text("old")
    assert run("export_project", labelled.slug, "csv", "-o", str(tmp_path / "old.csv")).returncode == 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "front-pages.jsonl": whole,
        "old.csv": exported(labelled, "csv"),
    }


def test_filters_are_options(labelled: Project) -> None:
    whole = exported(labelled).splitlines(keepends=True)
    assert run("export_project", labelled.slug, "jsonl", "--article", "2").stdout == whole[1]
    options = ["--tag", "hedge", "--analyst", "mira", "--layer", "analyst", "--state", "exact", "--q", "🌍"]
    assert run("export_project", labelled.slug, "jsonl", *options, "--created-after", "2020-01-01").stdout == whole[0]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere", "jsonl"], "There is no project “nowhere”."),
        (["front-pages", "doc"], "There is no export format “doc”. There are: jsonl, csv, adjudications, claims, claims-csv, claim-reviews."),
        (["front-pages", "jsonl", "--article", "x"], "--article: Expected the number of an article."),
        (["front-pages", "jsonl", "--created-after", "soon"], "--created-after: Expected a time, like 2026-01-31T12:00:00Z."),
        (["front-pages", "jsonl", "-o", "{folder}/no/such"], "{folder}/no/such: No such file or directory"),
    ],
)  # fmt: skip
def test_a_refusal_is_one_line_and_leaves_nothing(
    labelled: Project, tmp_path: Path, arguments: list[str], says: str
) -> None:
    refused = run("export_project", *(part.format(folder=tmp_path) for part in arguments))
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert refused.stderr.decode().strip() == f"CommandError: {says.format(folder=tmp_path)}"
    assert list(tmp_path.iterdir()) == []


def test_a_reader_who_has_enough_ends_it_quietly(project: Project) -> None:
    for number in range(4):
        make_article(project=project, text=f"{number} " + "x" * 500_000)
    command = f"'{sys.executable}' manage.py export_project {project.slug} jsonl | head -c 10"
    ended = subprocess.run(
        ["bash", "-c", f'{command}; exit "${{PIPESTATUS[0]}}"'], cwd=ROOT, env=_environment(), capture_output=True
    )
    assert (ended.returncode, ended.stderr, ended.stdout) == (141, b"", b'{"id":1,"t')


def test_formats_are_listed(labelled: Project) -> None:
    listed = run("export_formats")
    assert [line.split("\t")[0::2] for line in listed.stdout.decode().splitlines()][:2] == [
        ["jsonl", "lossless"],
        ["csv", "without article texts, article tags, metadata, relations and articles that have no span"],
    ]
    none_yet = run("import_formats")
    assert (none_yet.returncode, none_yet.stdout) == (0, b"")
    assert b"yet" in none_yet.stderr


def _tenfold(project: Project) -> None:
    """Ten times every highlight, straight in the database."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # or the checks of foreign keys go by tables as small as they were
        cursor.execute(
            """
            WITH made AS (
                INSERT INTO annotations_highlight (project_id, article_id, revision_id, uuid, start, "end", quote, note,
                    analyst_id, layer, state, created_at, updated_at, version, body_sha256)
                SELECT project_id, article_id, revision_id, gen_random_uuid(), start, "end", quote, note,
                    analyst_id, layer, state, created_at, updated_at, version, body_sha256
                FROM annotations_highlight, generate_series(1, 9) WHERE project_id = %(project)s
                RETURNING id, project_id
            )
            INSERT INTO annotations_highlighttag (highlight_id, tag_id, project_id, position, attributes)
            SELECT made.id, (SELECT id FROM annotations_tag WHERE project_id = %(project)s AND key = 'claim'),
                   project_id, 0, '{"verifiable": "yes"}' FROM made
            """,
            {"project": project.pk},
        )


def _peak(project: Project, export_format: str) -> tuple[int, int]:
    """Peak memory of the command in kilobytes, and how many lines and spans it wrote, as one number of bytes."""
    with subprocess.Popen(
        [sys.executable, "manage.py", "export_project", project.slug, export_format, "-o", "-"],
        cwd=ROOT, env=_environment(), stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        size = 0
        while chunk := process.stdout.read(1 << 20):
            size += len(chunk)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss, size


@pytest.mark.parametrize("export_format", ["jsonl", "csv"])
def test_memory_does_not_grow_with_the_spans(project: Project, export_format: str) -> None:
    """Also when all of them, 1,000 and 100,000, are in one article."""
    make_highlight(article=make_article(project=project, text="Soldiers went."), quote="Soldiers")
    for _ in range(3):
        _tenfold(project)
    few, small = _peak(project, export_format)
    for _ in range(2):
        _tenfold(project)
    many, large = _peak(project, export_format)
    assert large > 90 * small
    assert many - few < GROWTH
