"""Claims: JSON lines with everything, a flat table, and schema.org's `ClaimReview`. See docs/formats.md."""

import csv
from collections.abc import Iterator
from typing import Any

from annotations.domain.claim_records import SCHEMA, ClaimRecord
from annotations.domain.claim_timeline import Branch
from annotations.domain.snapshots import Snapshot
from annotations.exporters.chunks import utf8_chunks
from annotations.exporters.csv import BYTE_ORDER_MARK, Line, inert
from annotations.exporters.formats import ExportFormat
from annotations.exporters.records import json_lines, plain, to_json

FILTERS = ("article", "tag", "language", "outlet", "q", "created_after", "status", "verdict", "claimant")

COLUMNS = (
    "id", "text", "language", "claimants", "claimed_on", "claimed_precision", "place", "quantities", "status", "verdict",
    "accuracy", "confidence", "ruled_at", "appearances", "articles", "outlets", "languages", "first_article",
    "first_outlet", "first_published_at", "first_quote", "evidence", "supports", "refutes", "context",
    "independent_sources", "disputes", "merged", "created_by", "created_at", "updated_at",
)  # fmt: skip


def _write_lines(snapshot: Snapshot) -> Iterator[bytes]:
    return json_lines(_line(record) for record in snapshot.claims)


def _line(record: ClaimRecord) -> dict[str, Any]:
    # `evidence` is a number in lists of claims, and here the pieces themselves.
    own = {name: value for name, value in plain(record.claim).items() if name != "evidence"}
    own["appearances"] = [
        {
            **plain(each.appearance),
            "first": index == 0,
            "chains": plain(each.chains),
            "figures": plain(each.figures),
        }
        for index, each in enumerate(record.appearances)
    ]
    return {
        "schema": SCHEMA,
        **own,
        "tree": [_branch(branch) for branch in record.tree],
        "links": plain(record.links),
        "evidence": [{**plain(each.evidence), "warnings": list(each.warnings)} for each in record.evidence],
        "independent_sources": record.independent,
        "verdicts": plain(record.verdicts),
        "disputes": list(record.disputes),
        "merged": list(record.merged),
    }


def _branch(branch: Branch) -> dict[str, Any]:
    return {
        "name": branch.name,
        "outlet": branch.outlet,
        "appearances": [str(each.highlight) for each in branch.appearances],
        "branches": [_branch(each) for each in branch.branches],
    }


def _write_reviews(snapshot: Snapshot) -> Iterator[bytes]:
    return utf8_chunks(_reviews(snapshot))


def _reviews(snapshot: Snapshot) -> Iterator[str]:
    """One JSON-LD document, a line a review; the context stands once."""
    yield '{"@context":"https://schema.org","@graph":['
    separator = "\n"
    for record in snapshot.claims:
        if record.claim.verdict:
            review = {name: value for name, value in record.review.items() if name != "@context"}
            yield separator + to_json(review)
            separator = ",\n"
    yield "\n]}\n"


def _write_table(snapshot: Snapshot) -> Iterator[bytes]:
    return utf8_chunks(_rows(snapshot))


def _rows(snapshot: Snapshot) -> Iterator[str]:
    line = Line()
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    yield BYTE_ORDER_MARK + line.text
    for record in snapshot.claims:
        writer.writerow([inert(cell) if isinstance(cell, str) else cell for cell in _cells(record)])
        yield line.text


def _cells(record: ClaimRecord) -> list[Any]:
    claim = record.claim
    places = [each.appearance for each in record.appearances]
    first = places[0] if places else None
    stances = [each.evidence.stance for each in record.evidence]
    ruled = [each.resolved_at for each in record.verdicts if each.withdrawn_at is None]
    return [
        *(claim.id, claim.text, claim.language, _joined(claim.claimants), plain(claim.claimed_on)),
        *(claim.claimed_precision, claim.place, to_json(plain(claim.quantities)) if claim.quantities else ""),
        *(claim.status, claim.verdict, claim.accuracy, claim.confidence, plain(ruled[-1]) if ruled else None),
        *(len(places), len({each.article for each in places})),
        _joined(sorted({each.outlet for each in places if each.outlet})),
        _joined(sorted({each.language for each in places if each.language})),
        *((first.article, first.outlet, plain(first.published_at), first.quote) if first else (None,) * 4),
        *(len(stances), stances.count("supports"), stances.count("refutes"), stances.count("context")),
        *(record.independent, _joined(map(str, record.disputes)), _joined(map(str, record.merged))),
        *(claim.created_by, plain(claim.created_at), plain(claim.updated_at)),
    ]


def _joined(words: Any) -> str:
    return ";".join(words)


LINES = ExportFormat(
    key="claims",
    title="Claims (JSON lines, one claim a line)",
    media_type="application/x-ndjson",
    extension="claims.jsonl",
    write=_write_lines,
    drops="article texts, highlights in which no claim appears, and the votes of disputes",
    filters=FILTERS,
)
TABLE = ExportFormat(
    key="claims-csv",
    title="Claims (CSV, one row a claim)",
    media_type="text/csv; charset=utf-8",
    extension="claims.csv",
    write=_write_table,
    drops="all but each claim, its first appearance and numbers of the rest",
    filters=FILTERS,
)
REVIEWS = ExportFormat(
    key="claim-reviews",
    title="Claim reviews (schema.org ClaimReview, JSON-LD)",
    media_type="application/ld+json",
    extension="claim-reviews.jsonld",
    write=_write_reviews,
    drops="claims without a verdict, and what schema.org has no word for",
    filters=FILTERS,
)
