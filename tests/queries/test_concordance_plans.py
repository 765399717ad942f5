"""The orders and filters of the list of highlights that an index must serve, however many there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.queries.concordance import page_of_lines
from annotations.queries.highlights import HighlightFilter
from annotations.queries.schemes import scheme_of
from newsapp.models import Article, Project
from tests.factories import make_article, make_highlight, make_project, opened

pytestmark = pytest.mark.django_db


# Among a handful of rows the planner reads them all, in whatever way.
_MORE = """
INSERT INTO annotations_highlight
    (project_id, article_id, revision_id, uuid, start, "end", quote, note, analyst_id, layer, state, body_sha256,
     created_at, updated_at, version)
SELECT project_id, article_id, revision_id, gen_random_uuid(), start, "end", quote, note, analyst_id, layer, state,
       body_sha256, created_at, updated_at, version
FROM annotations_highlight, generate_series(1, 3000) WHERE article_id = %s
"""


@pytest.mark.parametrize(
    ("sort", "wanted", "index"),
    [
        ("place", HighlightFilter(), "highlight_by_place"),
        ("newest", HighlightFilter(), "Index Scan Backward using highlight_"),
        ("newest", HighlightFilter(state="orphaned"), "highlight_needs_attention"),
    ],
)
def test_an_index_serves_it(project: Project, article: Article, sort: str, wanted: HighlightFilter, index: str) -> None:
    other = make_article(project=make_project())
    with connection.cursor() as cursor:
        for marked in (article, other):
            make_highlight(article=marked)
            cursor.execute(_MORE, [marked.pk])
        cursor.execute("ANALYZE annotations_highlight, newsapp_article")
        with CaptureQueriesContext(connection) as captured:
            page_of_lines(access=opened(project=project), wanted=wanted, sort=sort, number=1, scheme=scheme_of(project))
        chosen = next(q["sql"] for q in captured.captured_queries if "LIMIT 51" in q["sql"])
        cursor.execute("EXPLAIN " + chosen)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert index in plan, plan
    if wanted == HighlightFilter():
        assert "Sort" not in plan, plan
