"""Native JSONL has one fixed form."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.snapshots import RelationRecord
from annotations.exporters.native import FORMAT, SPANS_AT_ONCE
from tests.formats.snapshots import MADE, a_span, an_article, labelled, written

STORABLE = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)
"""What the database can hold: all planes, controls, combining marks."""

GOLDEN = (
    '{"id":12,"title":"A “title”","text":"He said 🌍 so.","language":"en","outlet":"The Daily","url":"https://news.example/1",'
    '"published_at":"2026-01-31T09:30:00.000000Z","story":"Contingent","revision":2,"sha256":'
    '"14e61b9c7a19c7fa4d24ff4b5c3c5dee46eeb64d5a27d75ef18e3a9a4b5ae1f3","tags":["satire"],'
    '"metadata":{"a":{"b":[1,2.5,null,true],"c":""},"z":"я"},'
    '"spans":[{"id":"01890a5d-ac96-774b-bcce-b302099a8057","start":0,"end":9,"segments":[[0,2],[8,9]],'
    '"quote":"He said 🌍","tags":["source","claim"],"attributes":{"claim":{"polarity":"positive","verifiable":"yes"},'
    '"source":{"kind":"named"}},"note":"two\\nlines","analyst":"ana","layer":"analyst",'
    '"created_at":"2026-01-31T09:30:00.000000Z"}],'
    '"relations":[{"id":"01890a5d-ac96-774b-bcce-b302099a8059","type":"attributed_to",'
    '"from":"01890a5d-ac96-774b-bcce-b302099a8057","to":"01890a5d-ac96-774b-bcce-b302099a8058","attributes":{},'
    '"analyst":"ana","layer":"analyst"}],'
    '"unanchored":[{"id":"01890a5d-ac96-774b-bcce-b302099a8058","start":0,"end":2,"segments":[[0,2]],"quote":"Hi",'
    '"tags":["claim"],"attributes":{},"note":"","analyst":null,"layer":"suggested",'
    '"created_at":"2026-01-31T09:30:00.000000Z","revision":1}]}\n'
)


def test_every_key_stands_in_its_place() -> None:
    article = an_article(
        id=12, title="A “title”", outlet="The Daily", url="https://news.example/1", published_at=MADE,
        story="Contingent", revision=2, tags=("satire",),
        metadata={"z": "я", "a": {"c": "", "b": [1, 2.5, None, True]}},
    )  # fmt: skip
    span = a_span(
        article, 0, 9, segments=((0, 2), (8, 9)), tags=("source", "claim"), note="two\nlines",
        attributes={"source": {"kind": "named"}, "claim": {"verifiable": "yes", "polarity": "positive"}},
    )  # fmt: skip
    old = a_span(
        article,
        0,
        2,
        quote="Hi",
        revision=1,
        analyst=None,
        layer="suggested",
        id="01890a5d-ac96-774b-bcce-b302099a8058",
    )
    relation = RelationRecord(
        "01890a5d-ac96-774b-bcce-b302099a8059", "attributed_to", span.id, old.id, {}, "ana", "analyst"
    )
    written_line = written(FORMAT, labelled(article, [span], [old], [relation])).decode()
    assert written_line == GOLDEN.replace(
        "14e61b9c7a19c7fa4d24ff4b5c3c5dee46eeb64d5a27d75ef18e3a9a4b5ae1f3", article.sha256
    )


def test_an_article_that_nobody_touched_has_a_line() -> None:
    line = json.loads(written(FORMAT, labelled(an_article())))
    assert line["spans"] == line["relations"] == line["unanchored"] == []
    assert line["outlet"] is line["url"] is line["published_at"] is line["story"] is None


def test_an_empty_project_is_an_empty_file() -> None:
    assert written(FORMAT) == b""


@pytest.mark.parametrize("many", [1, SPANS_AT_ONCE, SPANS_AT_ONCE + 1, 2 * SPANS_AT_ONCE + 3])
def test_no_span_is_lost_between_two_batches(many: int) -> None:
    article = an_article()
    line = json.loads(written(FORMAT, labelled(article, (a_span(article, note=str(n)) for n in range(many)))))
    assert [span["note"] for span in line["spans"]] == [str(n) for n in range(many)]


@given(text=STORABLE, note=STORABLE, name=STORABLE)
def test_every_character_comes_back(text: str, note: str, name: str) -> None:
    article = an_article(text, title=text, metadata={name: note})
    raw = written(FORMAT, labelled(article, [a_span(article, note=note, attributes={"source": {"name": name}})]))
    assert raw.endswith(b"]}\n")
    assert raw.count(b"\n") == 1
    line = json.loads(raw)
    (span,) = line["spans"]
    assert (line["text"], line["title"], line["metadata"]) == (text, text, {name: note})
    assert (span["quote"], span["note"], span["attributes"]) == (text, note, {"source": {"name": name}})
    assert line["text"][span["start"] : span["end"]] == span["quote"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | STORABLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STORABLE, inner, max_size=3),
    max_leaves=8,
)


@given(metadata=st.dictionaries(STORABLE, JSON, max_size=4), note=STORABLE)
def test_the_form_is_that_of_the_json_module(metadata: dict[str, Any], note: str) -> None:
    """Keys sorted inside metadata, compact, unescaped: reading and writing again by the plain module changes nothing."""
    article = an_article(metadata=metadata)
    raw = written(FORMAT, labelled(article, [a_span(article, note=note)])).decode()
    assert raw == json.dumps(json.loads(raw), ensure_ascii=False, separators=(",", ":")) + "\n"
    inner = json.dumps(metadata, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert f'"metadata":{inner},"spans"' in raw


def test_line_separators_controls_and_right_to_left_stay_as_they_are() -> None:
    text = "\u2028\u2029 \x7f\x85 \u202eעברית\u200f é\ufeff 👩‍👩‍👧 \U0010ffff"
    raw = written(FORMAT, labelled(an_article(text))).decode()
    assert f'"text":"{text}"' in raw
    assert (
        '"text":"\\u0001\\u001f\\t\\r\\n\\b\\f\\"\\\\"'
        in written(FORMAT, labelled(an_article('\x01\x1f\t\r\n\b\f"\\'))).decode()
    )


def test_equal_attributes_of_other_spans_are_not_mixed_up() -> None:
    article = an_article()
    spans = (a_span(article, attributes={"claim": {"verifiable": value}}) for value in ["yes", "opinion"] * 600)
    line = json.loads(written(FORMAT, labelled(article, spans)))
    assert [span["attributes"]["claim"]["verifiable"] for span in line["spans"]] == ["yes", "opinion"] * 600
