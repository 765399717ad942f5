"""What is different between two texts."""

import random
import time

import pytest

from newsapp.domain.comparing import Comparison, compare


def sides(found: Comparison) -> tuple[list[str], list[str]]:
    """The lines of either side, as the comparison has them."""
    before, after = [], []
    for line in found.lines:
        if line.kind != "added":
            before.append("".join(part.words for part in line.parts if part.kind != "added"))
        if line.kind != "removed":
            after.append("".join(part.words for part in line.parts if part.kind != "removed"))
    return before, after


def test_the_words_that_changed_are_told_from_those_that_stayed() -> None:
    (line,) = compare("Mark the whole sentence.", "Mark the whole clause.").lines
    assert line.kind == "changed"
    assert [(part.kind, part.words) for part in line.parts] == [
        ("same", "Mark the whole "),
        ("removed", "sentence"),
        ("added", "clause"),
        ("same", "."),
    ]


def test_lines_with_nothing_in_common_went_and_came() -> None:
    found = compare("Never guess.", "Розмічайте лише твердження")
    assert [line.kind for line in found.lines] == ["removed", "added"]
    assert (found.added, found.removed) == (1, 1)


def test_unchanged_stretches_are_folded_and_counted() -> None:
    before = "\n".join(f"line {number}" for number in range(20))
    found = compare(before, before.replace("line 10\n", "") + "\nend")
    assert [(line.kind, line.number) for line in found.lines if line.kind == "skipped"] == [
        ("skipped", 8),
        ("skipped", 5),
    ]
    assert (found.added, found.removed) == (1, 1)


def test_the_same_text_has_no_changes() -> None:
    found = compare("a\nb", "a\nb")
    assert (found.added, found.removed) == (0, 0)
    assert compare("", "").lines == []


@pytest.mark.parametrize("seed", range(30))
def test_both_texts_can_be_read_back_from_their_comparison(seed: int) -> None:
    chance = random.Random(seed)
    words = ["claim", "source ", "\t", "  ", "й", "😀", "—", "a.b", "", "\u202e"]

    def text() -> list[str]:
        return ["".join(chance.choices(words, k=chance.randrange(6))) for _ in range(chance.randrange(12))]

    before, after = text(), text()
    found = compare("\n".join(before), "\n".join(after), context=99)
    assert sides(found) == ("\n".join(before).splitlines(), "\n".join(after).splitlines())


def test_long_texts_are_compared_within_a_second_or_two() -> None:
    chance = random.Random(1)
    long = ["x " * 100_000, "\n" * 200_000, "\n".join(str(chance.randrange(99)) for _ in range(60_000))]
    long.append("\n".join(" ".join(str(chance.randrange(60)) for _ in range(370)) for _ in range(160)))
    started = time.monotonic()
    for one in long:
        compare(one, one[::-1] + "y")
    assert time.monotonic() - started < 10
