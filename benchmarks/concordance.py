"""The list of highlights at 100,000 of them: each order and each filter, against a plain SELECT of as many rows."""

import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from annotations.domain.retagging import MOST, plan_of
from benchmarks.corpus import make_project
from benchmarks.scratch import bare_connection

if TYPE_CHECKING:
    from annotations.domain.schemes import Scheme
    from newsapp.access import ProjectAccess

ARTICLES, SPANS, ROUNDS = 2_000, 100_000, 7

PLAIN = """
SELECT h.id, h.uuid, h.quote FROM annotations_highlight h WHERE h.project_id = %s AND h.deleted_at IS NULL
ORDER BY h.id LIMIT 51
"""


def run() -> None:
    """Fill a project and print medians in milliseconds; a page is its lines, its count and nothing else."""
    from django.db import connection

    from annotations.queries.concordance import count_up_to, page_of_lines
    from annotations.queries.highlights import HighlightFilter
    from annotations.queries.schemes import scheme_of
    from newsapp.access import open_project
    from newsapp.services.people import create_user

    owner = create_user(username="concordance", email="concordance@bench.example")
    make_project(slug="concordance", owner=owner, articles=ARTICLES, spans=SPANS)
    access = open_project(user=owner, slug="concordance")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE annotations_highlight SET state = 'orphaned' WHERE id % 20000 = 7")
        cursor.execute("VACUUM ANALYZE")
    scheme = scheme_of(access.project)

    def page(sort: str = "place", number: int = 1, **filters: object) -> Callable[[], object]:
        wanted = HighlightFilter(**filters)  # type: ignore[arg-type]
        return lambda: page_of_lines(access=access, wanted=wanted, sort=sort, number=number, scheme=scheme)

    def count(**filters: object) -> Callable[[], object]:
        wanted = HighlightFilter(**filters)  # type: ignore[arg-type]
        return lambda: count_up_to(access=access, wanted=wanted)

    with bare_connection() as bare:
        ways: dict[str, Callable[[], object]] = {
            "plain SELECT of 51 rows": lambda: bare.execute(PLAIN, [access.project.pk]).fetchall(),
            "by place": page(),
            "by place, page 1,000": page(number=1_000),
            "by place, page 2,000": page(number=2_000),
            "newest": page("newest"),
            "newest, page 1,000": page("newest", number=1_000),
            "by left context": page("left"),
            "by right context": page("right"),
            "by quote": page("quote"),
            "by tag": page("tag"),
            "tag": page(tag="claim"),
            "tag, by left context": page("left", tag="hedge"),
            "attribute": page(attributes=(("claim", "verifiable", "prediction"),)),
            "analyst": page(analyst="concordance"),
            "state, 5 of them": page(state="orphaned"),
            "not exact, 5 of them": page(state="attention"),
            "article": page(article=1_000),
            "words in the quote, many": page(q="troops"),
            "words in the quote, none": page(q="nowhere at all"),
            "with a note": page(noted="yes"),
            "words in the note": page(q="differently", where="note"),
            "count, no filter": count(),
            "count, attribute": count(attributes=(("claim", "verifiable", "prediction"),)),
            "count, words, none": count(q="nowhere at all"),
            "count, state": count(state="orphaned"),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for turn in range(ROUNDS + 1):
            for name, way in ways.items():
                begin = time.perf_counter()
                way()
                if turn:  # the first round warms up
                    times[name].append(time.perf_counter() - begin)
    changes = _changes(access, scheme)
    print(f"List of {SPANS:,} highlights in {ARTICLES:,} articles, medians of {ROUNDS} rounds")
    for name, seen in times.items():
        print(f"  {name:28} {statistics.median(seen) * 1000:8.1f} ms")
    print(f"Changes of {MOST:,} of them, once each")
    for name, seconds in changes.items():
        print(f"  {name:28} {seconds * 1000:8.0f} ms")


def _changes(access: "ProjectAccess", scheme: "Scheme") -> dict[str, float]:
    """Seconds of a preview, of the change, of its undoing."""
    from annotations.queries.bulk_changes import preview_of
    from annotations.queries.concordance import first_keys
    from annotations.queries.highlights import HighlightFilter
    from annotations.services.bulk_changes import change_highlights, undo_change

    seconds: dict[str, float] = {}
    for kind in ("add", "replace", "delete"):
        plan = plan_of(scheme, kind=kind, tag="claim" if kind == "replace" else "cue", by="quotation")
        begin = time.perf_counter()
        keys, _ = first_keys(access=access, wanted=HighlightFilter(), most=MOST)
        found = preview_of(access=access, plan=plan, scheme=scheme, keys=keys)
        previewed = time.perf_counter()
        change_id = change_highlights(access=access, plan=plan, picked=found.picked)
        changed = time.perf_counter()
        undo_change(access=access, change_id=change_id)
        seconds |= {
            f"{kind}: preview": previewed - begin,
            f"{kind}: {found.changed:,} changed": changed - previewed,
            f"{kind}: undo": time.perf_counter() - changed,
        }
    return seconds
