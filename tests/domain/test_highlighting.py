"""Places in a text and what is said of them. Every offset counts code points."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotations.domain.highlighting import MAX_NOTE, MAX_SEGMENTS, Marking, Place, marking_on, place_in
from annotations.domain.schemes import CLAIMS, Scheme
from newsapp.errors import RuleViolation

EMOJI = "👩‍👩‍👧 said: “об’єднані” сили"
COMBINING = "Kyi\u0308v – naïve nai\u0308ve"
ARABIC = "قالت \u200fالوزارة\u200e 11,000 جندي"

texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
        st.sampled_from("\r\n \u0301\u200d\u200f\ufeff😀👩🏽🇺🇦אب"),
    ),
    min_size=1,
    max_size=80,
)


@st.composite
def texts_with_places(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


def marking(text: str, place: Place, *, tags: Sequence[str] = ("claim",), **said: Any) -> Marking:
    return marking_on(text, CLAIMS, place=place, tags=tags, **said)


def refusal_of_place(text: str = "abcdef", **place: Any) -> tuple[str, str]:
    with pytest.raises(RuleViolation) as caught:
        place_in(text, **place)
    return caught.value.code, caught.value.path


def refusal_of_marking(scheme: Scheme = CLAIMS, **said: Any) -> tuple[str, str]:
    with pytest.raises(RuleViolation) as caught:
        marking_on("abcdef", scheme, place=Place(1, 3), **{"tags": ["claim"], **said})
    return caught.value.code, caught.value.path


@given(texts_with_places())
def test_the_quote_is_the_text_at_its_code_points(case: tuple[str, int, int]) -> None:
    text, start, end = case
    place = place_in(text, start=start, end=end)
    made = marking(text, place)
    assert made.quote == text[start:end] == "".join(list(text)[start:end])
    assert marking(text, place, quote=text[start:end]) == made


@given(texts_with_places(), texts)
def test_any_other_quote_is_refused(case: tuple[str, int, int], other: str) -> None:
    text, start, end = case
    assume(other != text[start:end])
    with pytest.raises(RuleViolation) as caught:
        marking(text, place_in(text, start=start, end=end), quote=other)
    assert (caught.value.code, caught.value.path) == ("quote_mismatch", "quote")


@given(texts, st.integers(-5, 90), st.integers(-5, 90))
def test_a_place_is_taken_just_when_it_is_within_the_text_and_runs_forward(text: str, start: int, end: int) -> None:
    if 0 <= start < end <= len(text):
        assert place_in(text, start=start, end=end) == Place(start, end)
    else:
        with pytest.raises(RuleViolation):
            place_in(text, start=start, end=end)


@pytest.mark.parametrize(
    ("text", "quote", "start"), [(EMOJI, "said", 6), (COMBINING, "i\u0308v", 2), (ARABIC, "11,000", 15)]
)
def test_emoji_combining_marks_and_right_to_left_are_counted_by_code_point(text: str, quote: str, start: int) -> None:
    assert text.index(quote) == start
    assert marking(text, place_in(text, start=start, end=start + len(quote)), quote=quote).quote == quote


def test_a_composed_quote_is_not_the_decomposed_text() -> None:
    with pytest.raises(RuleViolation):
        marking(COMBINING, Place(2, 4), quote="ï")


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        (-1, 2, ("outside_text", "start")),
        (6, 7, ("outside_text", "start")),
        (2, 7, ("outside_text", "end")),
        (2, 2, ("empty_place", "end")),
        (4, 2, ("empty_place", "end")),
        (2, -1, ("empty_place", "end")),
        (None, 2, ("required", "start")),
        (2, None, ("required", "end")),
    ],
)
def test_edges_at_fault_are_named(start: int | None, end: int | None, refused: tuple[str, str]) -> None:
    assert refusal_of_place(start=start, end=end) == refused


@pytest.mark.parametrize(
    ("segments", "refused"),
    [
        ([], ("empty_place", "segments")),
        ([[0, 1], [1, 2]], ("invalid_segment", "segments.1")),
        ([[0, 3], [2, 5]], ("invalid_segment", "segments.1")),
        ([[3, 5], [0, 1]], ("invalid_segment", "segments.1")),
        ([[0, 1], [3, 3]], ("empty_place", "segments.1")),
        ([[0, 1], [4, 3]], ("empty_place", "segments.1")),
        ([[0, 1], [4, 7]], ("outside_text", "segments.1")),
        ([[-1, 1], [4, 5]], ("outside_text", "segments.0")),
        ([[0, 1, 2], [4, 5]], ("invalid_segment", "segments.0")),
        ([[0], [4, 5]], ("invalid_segment", "segments.0")),
    ],
)
def test_segments_at_fault_are_named(segments: list[list[int]], refused: tuple[str, str]) -> None:
    assert refusal_of_place(segments=segments) == refused


def test_more_segments_than_anybody_means_are_refused() -> None:
    segments = [[2 * index, 2 * index + 1] for index in range(MAX_SEGMENTS + 1)]
    assert refusal_of_place("x" * 300, segments=segments) == ("too_many_segments", "segments")
    assert len(place_in("x" * 300, segments=segments[:-1]).segments) == MAX_SEGMENTS


def test_edges_beside_segments_must_agree_with_them() -> None:
    segments = [[0, 1], [3, 5]]
    assert place_in("abcdef", start=0, end=5, segments=segments) == Place(0, 5, ((0, 1), (3, 5)))
    assert refusal_of_place(start=1, segments=segments) == ("invalid_segment", "start")
    assert refusal_of_place(end=4, segments=segments) == ("invalid_segment", "end")


def test_one_segment_is_the_same_as_its_edges() -> None:
    assert place_in("abcdef", segments=[[1, 4]]) == place_in("abcdef", start=1, end=4)


def test_a_discontinuous_quote_runs_from_edge_to_edge() -> None:
    place = place_in("abcdef", segments=[[0, 1], [3, 5]])
    assert marking("abcdef", place).quote == "abcde"
    assert place.all_segments == ((0, 1), (3, 5))
    assert place.stored_segments == [[0, 1], [3, 5]]
    assert Place(2, 4).all_segments == ((2, 4),)
    assert Place(2, 4).stored_segments is None


def test_tags_keep_the_order_that_they_were_given_in() -> None:
    assert marking("abcdef", Place(1, 3), tags=["hedge", "claim"]).tags == ("hedge", "claim")


@pytest.mark.parametrize(
    ("tags", "refused"),
    [
        ([], ("required", "tags")),
        (["claim", "rumour"], ("unknown_tag", "tags.1")),
        (["Claim"], ("unknown_tag", "tags.0")),
        (["satire"], ("wrong_scope", "tags.0")),
        (["claim", "hedge", "claim"], ("duplicate_tag", "tags.2")),
    ],
)
def test_tags_at_fault_are_named(tags: list[str], refused: tuple[str, str]) -> None:
    assert refusal_of_marking(tags=tags) == refused


def test_a_retired_tag_may_stay_but_not_be_put_on() -> None:
    scheme = Scheme({**CLAIMS.tags, "claim": replace(CLAIMS.tags["claim"], retired=True)})
    assert refusal_of_marking(scheme) == ("retired_tag", "tags.0")
    assert marking_on("abcdef", scheme, place=Place(1, 3), tags=["claim"], already=["claim"]).tags == ("claim",)


@pytest.mark.parametrize(
    ("note", "code"), [("x" * (MAX_NOTE + 1), "too_long"), ("a\0", "nul"), ("\udfff", "lone_surrogate")]
)
def test_a_note_at_fault_is_refused(note: str, code: str) -> None:
    assert refusal_of_marking(note=note) == (code, "note")


def test_a_note_is_kept_to_the_code_point() -> None:
    note = "  two  spaces\r\nKyi\u0308v " + "😀" * (MAX_NOTE - 30)
    assert marking("abcdef", Place(1, 3), note=note).note == note


def test_attributes_have_one_form_whatever_order_they_came_in() -> None:
    one = marking(
        "abcdef",
        Place(1, 3),
        tags=["quantity", "claim"],
        attributes={"quantity": {"unit": "men", "bound": "exact"}, "claim": {}},
    )
    other = marking(
        "abcdef", Place(1, 3), tags=["quantity", "claim"], attributes={"quantity": {"bound": "exact", "unit": "men"}}
    )
    assert one == other
    assert one.digest(article=1, layer="analyst") == other.digest(article=1, layer="analyst")
    assert list(one.attributes) == ["quantity"]


def test_the_digest_tells_every_difference() -> None:
    base = marking("abcdef", Place(1, 4), tags=["claim", "source"])
    others = [
        marking("abcdef", Place(0, 4), tags=["claim", "source"]),
        marking("abcdef", Place(1, 5), tags=["claim", "source"]),
        marking("abcdef", Place(1, 4, ((1, 2), (3, 4))), tags=["claim", "source"]),
        marking("abcdef", Place(1, 4), tags=["source", "claim"]),
        marking("abcdef", Place(1, 4), tags=["claim"]),
        marking("abcdef", Place(1, 4), tags=["claim", "source"], note="n"),
        marking("abcdef", Place(1, 4), tags=["claim", "source"], attributes={"claim": {"polarity": "negative"}}),
    ]
    digests = {made.digest(article=1, layer="analyst") for made in (base, *others)}
    digests |= {base.digest(article=2, layer="analyst"), base.digest(article=1, layer="gold")}
    assert len(digests) == len(others) + 3
