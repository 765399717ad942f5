"""The agreement of 1,000 articles with two coders and 30 spans of each, and gold beside them: what a background job takes."""

import random
import time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from benchmarks.corpus import make_project

if TYPE_CHECKING:
    from annotations.models import Highlight
    from newsapp.access import ProjectAccess
    from newsapp.models import User

ARTICLES, SPANS = 1_000, 30
SECONDS = 10
"""What it must stay below."""
_SHIFTED, _ANOTHER_TAG, _MISSED = 0.3, 0.1, 0.1


def run() -> None:
    """Fill a project, compute its agreement and print how long that took.

    Raises:
        SystemExit: it took too long.
    """
    from django.db import connection

    from annotations.queries.agreement import AgreementFilter, stored_agreement
    from annotations.queries.agreement_readings import coded_articles
    from annotations.services.agreement import compute_agreement
    from newsapp.access import open_project
    from newsapp.domain.roles import Role
    from newsapp.services.members import add_member
    from newsapp.services.people import create_user

    owner, second = (create_user(username=f"agree-{n}", email=f"agree-{n}@bench.example") for n in (1, 2))
    make_project(slug="agreement", owner=owner, articles=ARTICLES, spans=ARTICLES * SPANS)
    access = open_project(user=owner, slug="agreement")
    add_member(project=access.project, user=second, role=Role.ANALYST, by=None)
    _code_again(access, second)
    _settle(access)
    with connection.cursor() as cursor:
        # As autovacuum has done when coders marked that over weeks, and not a moment ago.
        cursor.execute("VACUUM ANALYZE")
    begin, worked = time.perf_counter(), time.process_time()
    compute_agreement(project_id=access.project.pk)
    seconds, processor = time.perf_counter() - begin, time.process_time() - worked
    found = stored_agreement(access=access, wanted=AgreementFilter())
    begin = time.perf_counter()
    coded = coded_articles(access=access, opened_only=False)
    spans = sum(len(units) for reading in coded.together for units in reading.units)
    print(f"Agreement of {found.articles:,} articles, {spans:,} tags on spans, by two coders")
    print(f"  computed and kept            {seconds:8.1f} s")
    print(f"  of which at work              {processor:7.1f} s")
    print(f"  of which reading             {time.perf_counter() - begin:8.1f} s")
    for figure in found.figures:
        print(f"  {figure.statistic:28} {figure.estimate.value or 0:8.3f}  {figure.estimate.interval}")
    if seconds > SECONDS:
        raise SystemExit(f"It took more than {SECONDS} s.")


def _code_again(access: "ProjectAccess", by: "User") -> None:
    """What a second coder made of the same articles: much the same, with other boundaries and tags here and there."""
    from annotations.access import visible_highlights
    from annotations.models import Tag

    chance = random.Random(1)
    tags = list(Tag.objects.filter(project=access.project, scope="span").values_list("pk", flat=True))
    drafts = []
    rows = visible_highlights(access).filter(analyst=access.user).select_related("revision")
    for row in rows.prefetch_related("tags"):
        if chance.random() < _MISSED:
            continue
        start = row.start
        if chance.random() < _SHIFTED:
            start = max(0, start - chance.randint(1, 12))
        tag = chance.choice(tags) if chance.random() < _ANOTHER_TAG else row.tags.all()[0].pk
        drafts.append(
            _draft(row, start, tag, analyst_id=by.pk, layer="analyst") | {"uuid": UUID(int=chance.getrandbits(128))}
        )
    _insert(access, drafts)


def _settle(access: "ProjectAccess") -> None:
    """Gold: what the first coder made of the articles, but for a part."""
    from annotations.access import visible_highlights

    chance = random.Random(2)
    rows = visible_highlights(access).filter(analyst=access.user, layer="analyst").select_related("revision")
    _insert(
        access,
        [
            _draft(row, row.start, row.tags.all()[0].pk, analyst_id=None, layer="gold")
            | {"uuid": UUID(int=chance.getrandbits(128))}
            for row in rows.prefetch_related("tags")
            if chance.random() >= _MISSED
        ],
    )


def _draft(row: "Highlight", start: int, tag: int, *, analyst_id: int | None, layer: str) -> dict[str, Any]:
    return {
        "article_id": row.article_id, "revision_id": row.revision_id, "start": start, "end": row.end, "segments": None,
        "quote": row.revision.text[start : row.end], "note": "", "analyst_id": analyst_id, "layer": layer,
        "state": "exact", "body_sha256": "", "score": None, "tags": [{"tag_id": tag, "attributes": {}}],
    }  # fmt: skip


def _insert(access: "ProjectAccess", drafts: list[dict[str, Any]]) -> None:
    from annotations.models import Highlight

    for first in range(0, len(drafts), 1_000):
        Highlight.objects.insert_drafts(project_id=access.project.pk, drafts=drafts[first : first + 1_000])
