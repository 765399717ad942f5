"""How PostgreSQL finds, counts and sorts the articles of a list: every plan, at 100,000 articles in one project.

Finding and counting must take what they need from indexes alone: of articles and assignments, nothing but index-only
scans that fetch (next to) no row. What full-text search reads besides is its own table. Ends with status 1 when a plan
is not so.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from django.db import connection

from annotations.services.schemes import create_project_with_scheme
from benchmarks.scratch import bare_connection
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.roles import Role
from newsapp.domain.searching import Sort
from newsapp.models import User
from newsapp.queries.article_list import (
    ListWindow,
    article_page,
    count_in_hand,
    count_up_to,
    facets_of,
    find_page,
    numbers_of,
)
from newsapp.queries.articles import NOBODY, ArticleFilter
from newsapp.services.article_bulk import MOST, archive_articles, tag_articles
from newsapp.services.assignments import assign_articles
from newsapp.services.members import add_member
from newsapp.services.people import create_user

ARTICLES, OTHERS, PEOPLE = 100_000, 10_000, 20
_HEAP_FETCHES = 50
"""Rows that an index-only scan may look up all the same: those written since the last vacuum."""

_INDEX_ONLY = {"newsapp_article", "newsapp_assignment"}

_ROWS = """
INSERT INTO newsapp_article (project_id, number, url, title, language, outlet_id, story_id, published_at, metadata, tags, status,
                             text_sha256, created_at, updated_at, version, archived_at, deleted_at)
SELECT %(project)s, n, 'https://news.example/2024/10/' || md5('u' || n) || '-a-headline-in-the-address.html', 'Article ' || n || ' about ' || (ARRAY['harbours','prices','votes','soldiers'])[1 + n %% 4],
       (ARRAY['en','en','en','en-GB','uk','uk','ru','de'])[1 + (n * 7) %% 8],
       CASE WHEN n %% 10 > 0 THEN (SELECT min(id) FROM newsapp_outlet WHERE project_id = %(project)s) + (n * 13) %% 300 END,
       CASE WHEN n %% 3 > 0 THEN (SELECT min(id) FROM newsapp_story WHERE project_id = %(project)s) + (n * 17) %% 2000 END,
       CASE WHEN n %% 10 > 0 THEN timestamptz '2020-01-01Z' + (n * 7919 %% 2000000) * interval '1 minute' END,
       '{"author": "Somebody Or Other", "editions": ["en", "uk", "ru"]}', CASE WHEN n %% 25 = 0 THEN ARRAY['opinion'] WHEN n %% 999 = 0 THEN ARRAY['incomplete'] ELSE '{}' END,
       'new', md5('a' || n) || md5('b' || n), now() - (n || ' seconds')::interval, now(), 1,
       CASE WHEN n %% 20 = 1 THEN now() END, CASE WHEN n %% 101 = 0 THEN now() END
FROM generate_series(1, %(count)s) n
"""

_TEXTS = """
INSERT INTO newsapp_revision (article_id, number, text, length, sha256, blocks, cleaning, origin, created_at)
SELECT a.id, 1, t.text, char_length(t.text), a.text_sha256, '[]', '[]', 'data', now()
FROM newsapp_article a JOIN bench_text t ON t.number = 1 + a.number %% 5000
WHERE a.project_id = %(project)s;
"""

_REST = """
UPDATE newsapp_article a SET current_revision_id = r.id FROM newsapp_revision r
WHERE r.article_id = a.id AND a.project_id = %(project)s;
INSERT INTO newsapp_articlesearch (article_id, vector)
SELECT a.id, t.vector || setweight(to_tsvector('simple', a.title), 'A') || ('''#' || a.project_id || '''')::tsvector
FROM newsapp_article a JOIN bench_text t ON t.number = 1 + a.number %% 5000 WHERE a.project_id = %(project)s;
INSERT INTO newsapp_assignment (project_id, article_id, user_id, created_at, started_at, done_at, skip_reason)
SELECT a.project_id, a.id, m.user_id, now(), CASE WHEN a.number %% 7 > 1 THEN now() END,
       CASE WHEN a.number %% 7 > 2 THEN now() END
FROM newsapp_article a
JOIN (SELECT user_id, row_number() OVER (ORDER BY id) - 1 AS place FROM newsapp_membership WHERE project_id = %(project)s) m
  ON m.place IN (a.number %% 20, (a.number * 3 + 1) %% 20)
WHERE a.project_id = %(project)s AND a.number %% 3 > 0;
UPDATE newsapp_article a SET status = CASE WHEN a.number %% 7 > 2 THEN 'done' ELSE 'assigned' END
WHERE a.project_id = %(project)s AND EXISTS (SELECT 1 FROM newsapp_assignment s WHERE s.article_id = a.id);
UPDATE newsapp_project SET article_counter = %(count)s WHERE id = %(project)s;
"""


class Plan(NamedTuple):
    """What one statement came to; `faults` says which scans are not as they should be."""

    milliseconds: float
    buffers: int
    heap_fetches: int
    scans: list[str]
    faults: list[str]


def run() -> None:
    """Make the articles, look at every plan, change many articles at once."""
    access = _corpus()
    _sizes()
    print(f"\n{'plans':44} {'ms':>8} {'buffers':>8} {'fetches':>8}  scans")
    faults = [fault for name, ask in _questions(access) for fault in _look(name, ask)]
    print("\nwhole pages, with reading their 50 rows")
    for name, wanted, sort in _pages():
        _time(
            name,
            partial(article_page, access=access, wanted=wanted, sort=sort, window=ListWindow(50)),
        )
    print(f"\nchanging {MOST:,} articles at once")
    numbers = list(range(1, MOST + 1))
    names = [coder.username for coder in User.objects.filter(username__startswith="coder")[:10]]
    _time("put a tag on", lambda: tag_articles(access=access, numbers=numbers, tag="satire", on=True), times=1)
    _time("archive", lambda: archive_articles(access=access, numbers=numbers, archived=True), times=1)
    _time(
        "assign to two of ten",
        lambda: assign_articles(access=access, numbers=numbers, usernames=names, per_article=2),
        times=1,
    )
    if faults:
        sys.exit("Not index-only: " + "; ".join(faults))


def _filters() -> Iterator[tuple[str, ArticleFilter]]:
    def wanted(**fields: Any) -> ArticleFilter:
        return ArticleFilter(with_archived=False, **fields)

    yield "everything", wanted()
    yield "language", wanted(language="en")
    yield "language, rare", wanted(language="fr")
    yield "outlet", wanted(outlet="Outlet 7")
    yield "story", wanted(story="Story 8")
    yield "status new", wanted(status="new")
    yield "status started", wanted(status="started")
    yield "status skipped", wanted(status="skipped")
    yield "status done", wanted(status="done")
    yield "archived", wanted(status="archived")
    yield "tag", wanted(tag="opinion")
    yield "tag, rare", wanted(tag="incomplete")
    yield "somebody's, in hand", wanted(assignee="coder3", status="assigned")
    yield "somebody's", wanted(assignee="coder3")
    yield "nobody's", wanted(assignee=NOBODY)
    yield "outlet, tag, status, language", wanted(outlet="Outlet 7", tag="opinion", status="new", language="en")
    yield "search, common word", wanted(q="harbours")
    yield "search, rare word", wanted(q="zq4999")
    yield "search, two words, language, status", wanted(q="harbours w100", language="en", status="new")


def _questions(access: ProjectAccess) -> Iterator[tuple[str, Callable[[], Any]]]:
    deep = {Sort.NEWEST: (50_000,), Sort.OLDEST: (50_000,), Sort.PUBLISHED: (1_640_000_000_000_000, 50_000)}
    for name, wanted in _filters():
        sorts = [Sort.NEWEST, Sort.PUBLISHED] if not wanted.q else [Sort.RELEVANCE, Sort.NEWEST]
        for sort in sorts:
            yield f"{name}: {sort}", _finding(access, wanted, sort, ListWindow(50))
        yield f"{name}: count", partial(count_up_to, access=access, wanted=wanted)
    for sort, place in deep.items():
        for window in (ListWindow(50, after=place), ListWindow(50, before=place)):
            side = "after" if window.after else "before"
            yield f"deep {side}: {sort}", _finding(access, ArticleFilter(with_archived=False), sort, window)
    yield "facets", lambda: facets_of(access)
    yield "in hand: count", lambda: count_in_hand(access)
    every = ArticleFilter(with_archived=False)
    yield "numbers for many at once", lambda: numbers_of(access=access, wanted=every, sort=Sort.NEWEST, limit=MOST + 1)


def _finding(access: ProjectAccess, wanted: ArticleFilter, sort: Sort, window: ListWindow) -> Callable[[], Any]:
    return lambda: find_page(access=access, wanted=wanted, sort=sort, window=window)


def _pages() -> Iterator[tuple[str, ArticleFilter, Sort]]:
    yield "everything, newest first", ArticleFilter(with_archived=False), Sort.NEWEST
    yield "search by relevance, with excerpts", ArticleFilter(q="harbours w100", with_archived=False), Sort.RELEVANCE
    yield "search, newest first, with excerpts", ArticleFilter(q="harbours", with_archived=False), Sort.NEWEST


def _look(name: str, ask: Callable[[], Any]) -> list[str]:
    asked: list[tuple[str, Any]] = []
    with _listening(asked):
        ask()
    faults = []
    for sql, params in asked:
        best = min((_explained(sql, params) for _ in range(3)), key=lambda plan: plan.milliseconds)
        line = f"{name:44} {best.milliseconds:8.2f} {best.buffers:8} {best.heap_fetches:8}  {', '.join(best.scans)}"
        print(line + ("  <- " + ", ".join(best.faults) if best.faults else ""))
        faults += [f"{name} ({fault})" for fault in best.faults]
    return faults


@contextmanager
def _listening(asked: list[tuple[str, Any]]) -> Iterator[None]:
    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield


def _explained(sql: str, params: Any) -> Plan:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        found = cursor.fetchone()[0]
    (plan,) = json.loads(found) if isinstance(found, str) else found
    top = plan["Plan"]
    scans, faults, fetches = [], [], 0
    for node in _nodes(top):
        table = node.get("Relation Name")
        if table is None:
            continue
        fetches += node.get("Heap Fetches", 0)
        scans.append(f"{node['Node Type']} {node.get('Index Name', table)}")
        if table not in _INDEX_ONLY or node["Actual Loops"] == 0:
            continue
        if node["Node Type"] != "Index Only Scan" or node.get("Heap Fetches", 0) > _HEAP_FETCHES:
            faults.append(scans[-1])
    buffers = top.get("Shared Hit Blocks", 0) + top.get("Shared Read Blocks", 0)
    return Plan(plan["Execution Time"], buffers, fetches, scans, faults)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)


def _time(name: str, do: Callable[[], Any], *, times: int = 5) -> None:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        do()
        taken.append((time.perf_counter() - start) * 1_000)
    print(f"{name:44} {min(taken):8.1f} ms")


def _corpus() -> ProjectAccess:
    started = time.perf_counter()
    owner = create_user(username="coder0", email="coder0@news.example")
    people = [create_user(username=f"coder{n}", email=f"coder{n}@news.example") for n in range(1, PEOPLE)]
    _texts()
    for slug, count in (("other-1", OTHERS), ("large", ARTICLES), ("other-2", OTHERS)):
        project = create_project_with_scheme(slug=slug, owner=owner)
        for person in people:
            add_member(project=project, user=person, role=Role.ANALYST, by=None)
        with bare_connection() as bare:
            given = {"project": project.pk, "count": count}
            bare.execute(
                "INSERT INTO newsapp_outlet (project_id, name) SELECT %(project)s, 'Outlet ' || n FROM generate_series(0, 299) n",
                given,
            )
            bare.execute(
                "INSERT INTO newsapp_story (project_id, name, created_at) SELECT %(project)s, 'Story ' || n, now() FROM generate_series(0, 1999) n",
                given,
            )
            bare.execute(_ROWS, given)
            bare.execute(_TEXTS, given)
            for statement in _REST.split(";\n"):
                if statement.strip():
                    bare.execute(statement, given)
    with bare_connection() as bare:
        bare.autocommit = True
        # As rows lie that are written once; then what an index-only scan needs to know.
        bare.execute("VACUUM FULL newsapp_article, newsapp_assignment, newsapp_articlesearch")
        bare.execute("VACUUM (ANALYZE)")
    print(
        f"{ARTICLES:,} articles in one project, {OTHERS:,} in each of two others: made in {time.perf_counter() - started:.0f} s"
    )
    return open_project(user=owner, slug="large")


def _texts() -> None:
    """5,000 texts of 150 words each: a few frequent words, many rare ones."""
    rng = random.Random(1)
    words = [f"w{n}" for n in range(2_000)]
    weights = [1 / (n + 5) for n in range(2_000)]
    with bare_connection() as bare:
        bare.execute("CREATE TABLE bench_text (number int PRIMARY KEY, text text, vector tsvector)")
        with bare.cursor().copy("COPY bench_text (number, text) FROM STDIN") as copy:
            for number in range(1, 5_001):
                copy.write_row((number, f"zq{number} " + " ".join(rng.choices(words, weights, k=150))))
        bare.execute(
            "UPDATE bench_text SET vector = setweight(to_tsvector('simple', text), 'C') || "
            "setweight(to_tsvector('english', text), 'D')"
        )


def _sizes() -> None:
    with bare_connection() as bare:
        rows = bare.execute(
            "SELECT indexrelname, pg_relation_size(indexrelid) FROM pg_stat_user_indexes WHERE relname IN "
            "('newsapp_article', 'newsapp_articlesearch', 'newsapp_assignment') ORDER BY 2 DESC"
        ).fetchall()
    print("\nindexes, MB")
    for name, size in rows:
        print(f"{name:60} {size / 1024**2:8.1f}")
