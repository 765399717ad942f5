"""Blocks of texts that are kept as they are."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsapp.domain.blocks import Block, blocks_of_plain_text, check_blocks, is_blank
from newsapp.errors import RuleViolation

TEXTS = st.text(
    st.one_of(
        st.sampled_from("\r\n\t  ab\u3000\ufeff\u200d😀é\u0301א\x0b\x85"), st.characters(exclude_categories=["Cs"])
    ),
    max_size=80,
)


def quotes(text: str) -> list[str]:
    return [text[block.start : block.end] for block in blocks_of_plain_text(text)]


@given(TEXTS)
def test_blocks_hold_all_that_is_written_and_always_pass_their_check(text: str) -> None:
    blocks = blocks_of_plain_text(text)
    check_blocks(text=text, blocks=blocks)
    held = "".join(text[block.start : block.end] for block in blocks)
    assert [c for c in held if not is_blank(c)] == [c for c in text if not is_blank(c)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blank_lines_separate_blocks_whatever_ends_a_line(end: str) -> None:
    text = f"one{end}two{end}{end}  three{end} \t{end}four{end}"
    assert quotes(text) == [f"one{end}two", "  three", "four"]


def test_without_blank_lines_every_line_is_a_block() -> None:
    assert quotes("one\n two \nthree") == ["one", " two ", "three"]


def test_blank_lines_only_around_the_text_do_not_separate() -> None:
    assert quotes("\n\none\ntwo\n\n") == ["one", "two"]


def test_a_text_of_one_line_is_one_block() -> None:
    assert blocks_of_plain_text("Just this.") == [Block("paragraph", 0, 10)]


@pytest.mark.parametrize("text", ["", " ", "\r\n\r\n", "\u3000\ufeff\n"])
def test_a_blank_text_has_no_blocks(text: str) -> None:
    assert blocks_of_plain_text(text) == []


def test_json_says_lead_only_where_it_is_true() -> None:
    assert Block("caption", 3, 9).to_json() == {"kind": "caption", "start": 3, "end": 9}
    assert Block("paragraph", 3, 9, lead=True).to_json() == {"kind": "paragraph", "start": 3, "end": 9, "lead": True}


@given(st.builds(Block, st.just("paragraph"), st.integers(0), st.integers(0), st.booleans()))
def test_json_gives_the_block_back(block: Block) -> None:
    assert Block.from_json(block.to_json()) == block


@pytest.mark.parametrize(
    ("shape", "path"),
    [
        ([], "blocks.0"),
        ({"kind": "title", "start": 0, "end": 1}, "blocks.0.kind"),
        ({"kind": "headline", "start": True, "end": 1}, "blocks.0.start"),
        ({"kind": "headline", "start": 0, "end": "1"}, "blocks.0.end"),
        ({"kind": "headline", "start": 0, "end": 1.0}, "blocks.0.end"),
        ({"kind": "headline", "start": 0, "end": 1, "lead": True}, "blocks.0.lead"),
        ({"kind": "headline", "start": 0, "end": 1, "text": ""}, "blocks.0.text"),
    ],
)
def test_bad_json_is_refused_with_the_field_at_fault(shape: Any, path: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        Block.from_json(shape, path="blocks.0")
    assert caught.value.path == path


@pytest.mark.parametrize(
    "blocks",
    [
        [],
        [Block("paragraph", 0, 3)],
        [Block("paragraph", 5, 8)],
        [Block("paragraph", 5, 8), Block("paragraph", 0, 3)],
        [Block("paragraph", 0, 6), Block("paragraph", 5, 8)],
        [Block("paragraph", 0, 3), Block("paragraph", 5, 9)],
        [Block("paragraph", 0, 3), Block("paragraph", 3, 5), Block("paragraph", 5, 8)],
        [Block("paragraph", 0, 3), Block("verse", 5, 8)],
        [Block("caption", 0, 3, lead=True), Block("paragraph", 5, 8)],
    ],
)
def test_blocks_that_do_not_fit_are_refused(blocks: list[Block]) -> None:
    with pytest.raises(RuleViolation) as caught:
        check_blocks(text="one\n\ntwo", blocks=blocks)
    assert caught.value.code == "bad_block"


def test_a_narrow_no_break_space_between_blocks_is_white_space_and_a_joiner_is_not() -> None:
    both = [Block("paragraph", 0, 1), Block("paragraph", 2, 3)]
    check_blocks(text="a\u202fb", blocks=both)
    with pytest.raises(RuleViolation):
        check_blocks(text="a\u200db", blocks=both)
