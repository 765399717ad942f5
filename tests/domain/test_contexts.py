"""Stretches of a text with several readings marked in them."""

from annotations.domain.contexts import Piece, context_of

TEXT = "A headline\n\nAbout 1,000 soldiers were to go first, a daily reported.\n\nMore."


def place(quote: str) -> list[list[int]]:
    start = TEXT.index(quote)
    return [[start, start + len(quote)]]


def test_each_piece_says_which_readings_mark_it() -> None:
    context = context_of(TEXT, {"A": place("About 1,000 soldiers"), "B": place("1,000")})
    assert context.pieces == (
        Piece("About ", ("A",)),
        Piece("1,000", ("A", "B")),
        Piece(" soldiers", ("A",)),
        Piece(" were to go first, a daily reported.", ()),
    )
    assert (context.before, context.after) == (True, True)


def test_a_discontinuous_reading_leaves_its_gap_unmarked() -> None:
    context = context_of(TEXT, {"A": [*place("About"), *place("soldiers")]})
    assert [piece.words for piece in context.pieces if piece.marks] == ["About", "soldiers"]


def test_readings_in_two_paragraphs_show_what_is_between_them() -> None:
    context = context_of(TEXT, {"A": place("headline"), "B": place("daily")})
    assert "".join(piece.words for piece in context.pieces) == TEXT.removesuffix("\n\nMore.")
    assert not context.before


def test_a_long_paragraph_is_cut_between_words_and_never_within_a_character() -> None:
    words = "word " * 100 + "CLAIM" + " word" * 100
    start = words.index("CLAIM")
    context = context_of(words, {"A": [[start, start + 5]]}, reach=12)
    assert "".join(piece.words for piece in context.pieces) == "word word CLAIM word word"
    assert (context.before, context.after) == (True, True)
    family = "👩‍👩‍👧" * 30
    middle = len(family) // 2 - len(family) // 2 % 5
    cut = "".join(piece.words for piece in context_of(family, {"A": [[middle, middle + 5]]}, reach=7).pieces)
    assert cut == "👩‍👩‍👧" * (len(cut) // 5)


def test_the_whole_of_a_short_text_is_its_context() -> None:
    context = context_of("Up to 11,000.", {"A": [[0, 12]]})
    assert context.pieces == (Piece("Up to 11,000", ("A",)), Piece(".", ()))
    assert (context.before, context.after) == (False, False)
