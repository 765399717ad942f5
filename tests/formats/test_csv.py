"""CSV: one row a span, nothing that a spreadsheet runs, nothing lost of what it holds."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.schemes import EMPTY
from annotations.exporters.csv import COLUMNS, FORMAT, OTHER_ATTRIBUTES, inert
from tests.formats.snapshots import MADE, a_span, an_article, labelled, written
from tests.formats.test_native_jsonl import STORABLE

FORMULA_STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]


def rows_of(raw: bytes) -> list[dict[str, str]]:
    """The file as Python's reader of RFC 4180 has it."""
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))


def test_the_form_is_fixed() -> None:
    article = an_article(id=3, title="A, “b”", outlet="The Daily", published_at=MADE)
    span = a_span(
        article, 0, 9, segments=((0, 2), (8, 9)), tags=("claim", "hedge"), note='two\nlines, "quoted"',
        attributes={"claim": {"verifiable": "yes"}, "quantity": {"value": -5.5}, "gone": {"b": [1], "a": "x"}},
    )  # fmt: skip
    old = a_span(article, 0, 2, quote="Hi", revision=0, analyst=None)
    head, rest = written(FORMAT, labelled(article, [span], [old])).split(b"\r\n", 1)
    assert head.decode("utf-8") == (
        "\ufeffarticle,title,language,outlet,url,published_at,story,id,revision,anchored,start,end,segments,quote,tags,note,"
        "analyst,layer,created_at,claim.check_worthiness,claim.verifiable,claim.factuality,claim.polarity,source.kind,"
        "source.name,quantity.value,quantity.bound,quantity.unit,quantity.place,quantity.time,quotation.directness,"
        "other_attributes"
    )
    assert rest.decode() == (
        f'3,"A, “b”",en,The Daily,,{MADE},,{span.id},1,true,0,9,"[[0,2],[8,9]]",He said 🌍,claim;hedge,'
        f'"two\nlines, ""quoted""",ana,analyst,{MADE},,yes,,,,,-5.5,,,,,,"{{""gone"":{{""a"":""x"",""b"":[1]}}}}"\r\n'
        f'3,"A, “b”",en,The Daily,,{MADE},,{old.id},0,false,0,2,"[[0,2]]",Hi,claim,,,analyst,{MADE},,,,,,,,,,,,,\r\n'
    )


def test_an_empty_project_has_a_header_alone() -> None:
    assert written(FORMAT, scheme=EMPTY) == ("\ufeff" + ",".join([*COLUMNS, OTHER_ATTRIBUTES]) + "\r\n").encode()
    assert written(FORMAT, labelled(an_article()), scheme=EMPTY).count(b"\r\n") == 1


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_text_begins_a_formula(start: str) -> None:
    evil = f'{start}HYPERLINK("https://evil.example","x")'
    article = an_article(evil, title=evil, outlet=evil, url=evil, story=evil)
    span = a_span(
        article, note=evil, analyst=evil, attributes={"source": {"name": evil}, "gone": {"": evil}, "claim": {"": evil}}
    )
    for name, cell in rows_of(written(FORMAT, labelled(article, [span])))[0].items():
        assert not cell or cell[0] not in FORMULA_STARTS, name


@given(STORABLE)
def test_taking_the_apostrophe_away_gives_the_text_back(text: str) -> None:
    cell = inert(text)
    bare = cell.lstrip("'")
    assert (cell[1:] if cell.startswith("'") and bare[:1] in FORMULA_STARTS and bare else cell) == text


@given(text=STORABLE, note=STORABLE, values=st.dictionaries(STORABLE, STORABLE | st.integers() | st.none(), max_size=3))
def test_a_reader_of_the_standard_gets_every_cell(text: str, note: str, values: dict[str, Any]) -> None:
    article = an_article(text)
    (row,) = rows_of(written(FORMAT, labelled(article, [a_span(article, note=note, attributes={"claim": values})])))
    assert (row["quote"], row["note"]) == (inert(text), inert(note))
    assert (int(row["start"]), int(row["end"])) == (0, len(text))
