"""Exporting 50,000 spans, and 30,000 settled spans with 500 disputes: by REST, by command and in process.

Against a bare `COPY (SELECT json …)` of the same content.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from benchmarks.corpus import make_project
from benchmarks.load import HttpClient
from benchmarks.saves import UP
from benchmarks.scratch import ROOT, bare_connection, serving

ARTICLES, SPANS, GOLD, DISPUTES, ROUNDS = 1_000, 50_000, 30_000, 500, 7

COPY = """
COPY (
    SELECT json_build_object(
        'id', a.number, 'title', a.title, 'text', r.text, 'language', a.language, 'outlet', o.name, 'url', a.url,
        'published_at', a.published_at, 'story', s.name, 'revision', r.number, 'sha256', r.sha256, 'tags', a.tags,
        'metadata', a.metadata,
        'spans', (
            SELECT json_agg(json_build_object(
                'id', h.uuid, 'start', h.start, 'end', h."end",
                'segments', coalesce(h.segments, jsonb_build_array(jsonb_build_array(h.start, h."end"))),
                'quote', h.quote,
                'tags', (SELECT json_agg(t.key ORDER BY x.position) FROM annotations_highlighttag x
                         JOIN annotations_tag t ON t.id = x.tag_id WHERE x.highlight_id = h.id),
                'attributes', (SELECT json_object_agg(t.key, x.attributes) FROM annotations_highlighttag x
                         JOIN annotations_tag t ON t.id = x.tag_id
                         WHERE x.highlight_id = h.id AND x.attributes <> '{}'),
                'note', h.note, 'analyst', u.username, 'layer', h.layer, 'created_at', h.created_at
            ) ORDER BY h.start, h."end", h.uuid)
            FROM annotations_highlight h LEFT JOIN newsapp_user u ON u.id = h.analyst_id
            WHERE h.article_id = a.id AND h.revision_id = a.current_revision_id AND h.deleted_at IS NULL)
    )
    FROM newsapp_article a JOIN newsapp_revision r ON r.id = a.current_revision_id
    LEFT JOIN newsapp_outlet o ON o.id = a.outlet_id LEFT JOIN newsapp_story s ON s.id = a.story_id
    WHERE a.project_id = (SELECT id FROM newsapp_project WHERE slug = 'exports') AND a.deleted_at IS NULL
    ORDER BY a.number
) TO STDOUT
"""


COPY_OF_DECISIONS = """
COPY (
    SELECT json_build_object(
        'id', g.uuid, 'kind', g.kind, 'article', a.number, 'title', a.title, 'revision', r.number, 'sha256', r.sha256,
        'created_at', g.created_at, 'gold', h.uuid, 'start', h.start, 'end', h."end", 'quote', h.quote,
        'tags', (SELECT json_agg(t.key ORDER BY x.position) FROM annotations_highlighttag x
                 JOIN annotations_tag t ON t.id = x.tag_id WHERE x.highlight_id = h.id),
        'readings', (SELECT json_agg(json_build_object('id', c.uuid, 'coder', u.username, 'quote', c.quote,
                                                       'reading', s.reading) ORDER BY u.username, c.uuid)
                     FROM annotations_goldreading s JOIN annotations_highlight c ON c.id = s.highlight_id
                     JOIN newsapp_user u ON u.id = c.analyst_id WHERE s.origin_id = g.id),
        'history', (SELECT json_agg(json_build_object('at', e.created_at, 'verb', e.verb, 'said', e.data))
                    FROM newsapp_event e WHERE e.article_id = g.article_id AND e.object_id = g.uuid::text)
    )
    FROM annotations_goldorigin g JOIN newsapp_article a ON a.id = g.article_id
    JOIN annotations_highlight h ON h.id = g.highlight_id JOIN newsapp_revision r ON r.id = h.revision_id
    WHERE g.project_id = (SELECT id FROM newsapp_project WHERE slug = 'reviewed') AND g.replaced_at IS NULL
    ORDER BY a.number, g.uuid
) TO STDOUT
"""


def _copy(statement: str) -> None:
    with bare_connection() as bare, bare.cursor().copy(statement) as rows:
        for _ in rows:
            pass


def _in_process(slug: str, export_format: str) -> None:
    from annotations.queries.highlights import HighlightFilter
    from annotations.services.exports import open_export
    from newsapp.access import open_project_as_operator

    access = open_project_as_operator(slug=slug)
    for _ in open_export(access=access, export_format=export_format, wanted=HighlightFilter()):
        pass


def _command(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


def run() -> None:
    """Print the figures and the ratios: medians of rounds in which each way has its turn."""
    from benchmarks.review import make_disputes, make_gold
    from newsapp.services.people import create_token, create_user

    owner = create_user(username="exporter", email="exporter@news.example")
    make_project(slug="exports", owner=owner, articles=ARTICLES, spans=SPANS)
    reviewed = make_project(slug="reviewed", owner=owner, articles=ARTICLES, spans=GOLD)
    make_gold(reviewed, spans=GOLD)
    make_disputes(reviewed, disputes=DISPUTES)
    token = create_token(user=owner)
    with bare_connection() as bare:
        bare.autocommit = True
        bare.execute("VACUUM ANALYZE")
    with serving(UP, port=8532, environment=dict(os.environ)):
        client = HttpClient(8532, token=token)
        _compare(
            f"Export of {SPANS:,} spans in {ARTICLES:,} articles",
            {
                "COPY (SELECT json …)": lambda: _copy(COPY),
                "JSONL in process": lambda: _in_process("exports", "jsonl"),
                "JSONL by REST": lambda: client.send("GET", "/api/v1/projects/exports/export/jsonl/"),
                "JSONL by command": lambda: _command("export_project", "exports", "jsonl"),
                "a command that does nothing": lambda: _command("export_formats"),
                "CSV by REST": lambda: client.send("GET", "/api/v1/projects/exports/export/csv/"),
            },
            items=SPANS,
        )
        _compare(
            f"Adjudications of {GOLD:,} gold spans and {DISPUTES:,} disputes in {ARTICLES:,} articles",
            {
                "COPY (SELECT json …)": lambda: _copy(COPY_OF_DECISIONS),
                "in process": lambda: _in_process("reviewed", "adjudications"),
                "by REST": lambda: client.send("GET", "/api/v1/projects/reviewed/export/adjudications/"),
            },
            items=GOLD + DISPUTES,
        )


def _compare(title: str, ways: dict[str, Callable[[], object]], *, items: int) -> None:
    """Time some ways of the same thing; the first is what the others are compared with."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(ROUNDS + 1):
        for name, way in ways.items():
            begin = time.perf_counter()
            way()
            if turn:  # the first round warms up
                times[name].append(time.perf_counter() - begin)
    print(f"{title}, medians of {ROUNDS} rounds")
    baseline = statistics.median(next(iter(times.values())))
    for name, seen in times.items():
        median = statistics.median(seen)
        print(
            f"  {name:30} {median * 1000:6.0f} ms   {median / baseline:5.2f} x COPY   {items / median:9,.0f} a second"
        )
