"""What a source must say, what to be warned of in it, and which sources are one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from annotations.domain.evidence import (
    EvidenceWarning,
    Source,
    checked_source,
    independent_sources,
    last_day,
    sources_apart,
    warnings_of,
)
from newsapp.errors import RuleViolation

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SOURCE = Source(
    quote="No more than 3,000 were counted.",
    stance="refutes",
    directness="primary",
    url="https://ministry.example/count",
    archived_url="https://web.archive.org/web/20261101000000/https://ministry.example/count",
    published_at=datetime(2026, 11, 1, tzinfo=UTC),
    retrieved_at=datetime(2026, 11, 2, tzinfo=UTC),
)


def test_blank_edges_go_and_the_language_gets_its_case() -> None:
    sent = replace(SOURCE, quote="  3,000 were counted. ", title=" Count ", language="PT-br")
    checked = checked_source(sent, now=NOW)
    assert (checked.quote, checked.title, checked.language) == ("3,000 were counted.", "Count", "pt-BR")
    assert checked_source(checked, now=NOW) == checked


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"quote": " \n"}, "required", "quote"),
        ({"quote": "x" * 5_001}, "too_long", "quote"),
        ({"quote": "a\0b"}, "nul", "quote"),
        ({"stance": "agrees"}, "unknown_value", "stance"),
        ({"directness": "third"}, "unknown_value", "directness"),
        ({"url": "javascript:alert(1)"}, "invalid_url", "url"),
        ({"archived_url": "ftp://x.example/"}, "invalid_url", "archived_url"),
        ({"language": "english"}, "bad_language", "language"),
        ({"published_at": datetime(2026, 11, 1)}, "bad_moment", "published_at"),
        ({"retrieved_at": NOW + timedelta(days=1)}, "in_the_future", "retrieved_at"),
        ({"retrieved_at": datetime(2026, 10, 31, tzinfo=UTC)}, "before_published", "retrieved_at"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(changes: dict[str, Any], code: str, path: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        checked_source(replace(SOURCE, **changes), now=NOW)
    assert (caught.value.code, caught.value.path) == (code, path)


def test_a_clock_may_be_a_little_fast() -> None:
    assert checked_source(replace(SOURCE, retrieved_at=NOW + timedelta(minutes=5)), now=NOW)


@pytest.mark.parametrize(
    ("precision", "last"),
    [("day", date(2024, 2, 10)), ("month", date(2024, 2, 29)), ("year", date(2024, 12, 31))],
)
def test_a_date_reaches_to_the_end_of_what_is_known_of_it(precision: str, last: date) -> None:
    assert last_day(date(2024, 2, 10), precision=precision) == last


@pytest.mark.parametrize(
    ("changes", "until", "warnings"),
    [
        ({}, date(2026, 11, 1), []),
        ({}, None, []),
        ({}, date(2026, 10, 31), [EvidenceWarning.LATER]),
        ({"published_at": None}, date(2026, 10, 31), [EvidenceWarning.UNDATED]),
        ({"archived_url": ""}, None, [EvidenceWarning.UNARCHIVED]),
        ({"archived_url": "", "url": ""}, None, [EvidenceWarning.UNADDRESSED]),
        ({"url": ""}, None, []),
    ],
)
def test_a_reader_is_warned(changes: dict[str, Any], until: date | None, warnings: list[EvidenceWarning]) -> None:
    assert warnings_of(replace(SOURCE, **changes), claimed_until=until) == warnings


def _at(url: str = "", *, archived: str = "", group: str = "") -> Source:
    return replace(SOURCE, url=url, archived_url=archived, independence_group=group)


@pytest.mark.parametrize(
    ("sources", "apart"),
    [
        ([], []),
        ([_at(), _at()], [0, 1]),
        ([_at("https://a.example/1"), _at("https://b.example/1")], [0, 1]),
        ([_at("https://a.example/1", group="Agency"), _at("https://b.example/1", group=" agency")], [0, 0]),
        ([_at("https://a.example/1?utm_source=x"), _at("http://www.A.example/1/#top")], [0, 0]),
        ([_at("https://a.example/1?page=1"), _at("https://a.example/1?page=2")], [0, 1]),
        (
            [_at("https://a.example/1"), _at(archived="https://web.archive.org/web/2026id_/http://a.example/1")],
            [0, 0],
        ),
        ([_at(archived="https://archive.example/x"), _at(archived="https://archive.example/x")], [0, 0]),
        # The third is one with either of the first two, so all are one.
        (
            [
                _at("https://a.example/1", group="Agency"),
                _at("https://b.example/1"),
                _at("https://c.example/1"),
                _at("https://b.example/1", group="Agency"),
            ],
            [0, 0, 2, 0],
        ),
    ],
)
def test_sources_that_repeat_one_another_count_as_one(sources: list[Source], apart: list[int]) -> None:
    assert sources_apart(sources) == apart
    assert independent_sources(sources) == len(set(apart))
