"""How a number is meant: the words and signs before and after it that make it a limit or an estimate."""

from collections.abc import Sequence

from annotations.domain.figures.tokens import Token, bound_at, bound_before
from annotations.domain.figures.vocabulary import Bound, Vocabulary

_SIGNS: dict[str, Bound] = {
    "~": "approximate", "≈": "approximate", "∼": "approximate", "±": "approximate",
    "≤": "at_most", "<": "at_most", "≥": "at_least", ">": "at_least",
}  # fmt: skip
_OPENING = frozenset("«“„\"'(‘")
_MOST_CUES = 2
_CHANGE_REACH = 8


def bound_in_front(
    tokens: Sequence[Token], at: int, vocabulary: Vocabulary, *, floor: int = 0
) -> tuple[Bound | None, int]:
    """The bound that stands before a token and not before `floor`, and the first token of its words.

    Of two cues a limit outweighs an estimate: “more than about 1,000” is `at_least`.
    """
    found: list[Bound] = []
    while at > floor and len(found) < _MOST_CUES:
        cue = _cue_before(tokens, at, vocabulary)
        if cue is None or at - cue[0] < floor:
            break
        at -= cue[0]
        found.append(cue[1])
    limits = [bound for bound in found if bound != "approximate"]
    return (limits or found or [None])[-1], at


def _cue_before(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> tuple[int, Bound] | None:
    sign = _SIGNS.get(tokens[at - 1].word)
    if sign is not None:
        return 1, sign
    skipped = 1 if at > 1 and tokens[at - 1].word in _OPENING else 0
    skipped += at - skipped > 1 and vocabulary.has("cue_gap", tokens[at - skipped - 1].word)
    cue = bound_before(tokens, at - skipped, vocabulary.before)
    if cue is None or _says_change(tokens, at - skipped - cue[0], cue[0], vocabulary):
        return None
    return cue[0] + skipped, cue[1]


def _says_change(tokens: Sequence[Token], at: int, length: int, vocabulary: Vocabulary) -> bool:
    """«Зросли до 11 тисяч» says where a figure went, and no limit."""
    words = tuple(token.word for token in tokens[at : at + length])
    return words in vocabulary.said("changes.cues") and changes_before(tokens, at, vocabulary)


def changes_before(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> bool:
    """Whether one of the last words before a token says that something grew, fell or reached a figure."""
    return any(
        vocabulary.starts("changes.stems", token.word) for token in tokens[max(0, at - _CHANGE_REACH) : max(0, at)]
    )


def bound_after(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> tuple[Bound | None, int]:
    """The bound that stands from a token on, and one past the last token of its words."""
    if at < len(tokens) and tokens[at].word == "+":
        return "at_least", at + 1
    comma = int(at < len(tokens) and tokens[at].word == ",")
    cue = bound_at(tokens, at + comma, vocabulary.after)
    if cue is None or _belongs_to_next(tokens, at + comma + cue[0], vocabulary):
        return None, at
    return cue[1], at + comma + cue[0]


def _belongs_to_next(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> bool:
    """Whether a number follows, which the words are about: “5 ships, at least 300 men”."""
    if at >= len(tokens):
        return False
    word = tokens[at].word
    return tokens[at].kind == "number" or word in vocabulary.numbers or word in vocabulary.scales


def combined(first: Bound | None, second: Bound | None) -> Bound:
    """The bound of words with two of them: a limit before an estimate; two limits that differ leave an estimate."""
    said = {bound for bound in (first, second) if bound not in (None, "exact")}
    limits = said - {"approximate"}
    if len(limits) == 1:
        return limits.pop() or "exact"
    return "approximate" if said else "exact"
