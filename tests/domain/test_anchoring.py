"""Finding a quote again in another state of the text."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.anchoring import CONTEXT, same_words_in
from annotations.domain.highlighting import Place

OLD = "The ministry said 1,000 men would go. Others said 1,000 men would stay."

texts = st.text(st.sampled_from("ab 😀\u0301\n"), max_size=40)


def place_of(quote: str, *, text: str = OLD, nth: int = 0) -> Place:
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return Place(start, start + len(quote))


@given(texts, st.text(st.sampled_from("ab 😀\u0301\n"), min_size=1, max_size=10), texts, texts, texts)
def test_a_place_that_is_found_has_the_same_words(before: str, quote: str, after: str, left: str, right: str) -> None:
    old, new = before + quote + after, left + quote + right
    found = same_words_in(old=old, new=new, place=Place(len(before), len(before) + len(quote)))
    assert found is not None
    assert new[found.start : found.end] == quote


@given(texts, texts)
def test_nothing_is_found_just_when_the_words_are_gone(old: str, new: str) -> None:
    place = Place(0, len(old[:3]))
    if place.end:
        assert (same_words_in(old=old, new=new, place=place) is None) == (old[:3] not in new)


@given(st.text(st.sampled_from("ab 😀\u0301\n"), min_size=1, max_size=60), st.data())
def test_in_the_same_text_every_place_is_where_it_was(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    place = Place(start, data.draw(st.integers(start + 1, len(text))))
    assert same_words_in(old=text, new=text, place=place) == place


def test_a_paragraph_before_moves_a_place_by_its_code_points() -> None:
    place = place_of("Others")
    found = same_words_in(old=OLD, new=f"😀 New.\n\n{OLD}", place=place)
    assert found == Place(place.start + 8, place.end + 8)


def test_of_equal_quotes_the_one_with_the_same_neighbours_wins() -> None:
    new = "Others said 1,000 men would stay. The ministry said 1,000 men would go."
    first = same_words_in(old=OLD, new=new, place=place_of("1,000 men"))
    second = same_words_in(old=OLD, new=new, place=place_of("1,000 men", nth=1))
    assert first == place_of("1,000 men", text=new, nth=1)
    assert second == place_of("1,000 men", text=new)


def test_of_equal_quotes_with_equal_neighbours_the_nearest_wins() -> None:
    filling = "." * (2 * CONTEXT)
    old = f"{filling}x{filling}x{filling}"
    new = f"{old}x{filling}"
    assert same_words_in(old=old, new=new, place=place_of("x", text=old)) == place_of("x", text=new)


def test_a_quote_at_the_end_is_measured_from_the_end() -> None:
    filling = "." * (2 * CONTEXT)
    old = f"{filling}x{filling}x{filling}"
    new = f"{filling}x.{old}"
    assert same_words_in(old=old, new=new, place=place_of("x", text=old, nth=1)) == place_of("x", text=new, nth=2)


def test_segments_move_with_their_quote() -> None:
    place = Place(4, 20, ((4, 12), (18, 20)))
    found = same_words_in(old=OLD, new=f"ab{OLD}", place=place)
    assert found == Place(6, 22, ((6, 14), (20, 22)))


def test_words_that_are_gone_are_not_found() -> None:
    assert same_words_in(old=OLD, new="Nothing of it.", place=place_of("ministry")) is None
