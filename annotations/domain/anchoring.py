"""Finding a place again in another state of a text."""

from annotations.domain.highlighting import Place

CONTEXT = 32
"""Code points before and after a quote that tell two equal quotes apart."""


def same_words_in(*, old: str, new: str, place: Place) -> Place | None:
    """Where the quote of a place stands in a new text, or None when its words are not there any more.

    Among equal quotes the one with the longest common context wins, then the one nearest to where it stood, measured
    from the end that is nearer to the edge of the text. Segments move with the quote.

    Args:
        old: the text that the place counts into, in code points.
        new: the text to look in.
        place: the place in `old`.
    """
    quote = old[place.start : place.end]
    before, after = old[max(0, place.start - CONTEXT) : place.start], old[place.end : place.end + CONTEXT]
    best: tuple[int, int, int] | None = None
    found = new.find(quote)
    while found >= 0:
        end = found + len(quote)
        context = _common_end(before, new[max(0, found - CONTEXT) : found]) + _common_start(
            after, new[end : end + CONTEXT]
        )
        distance = min(abs(found - place.start), abs((len(new) - end) - (len(old) - place.end)))
        candidate = (-context, distance, found)
        best = candidate if best is None else min(best, candidate)
        found = new.find(quote, found + 1)
    if best is None:
        return None
    shift = best[2] - place.start
    return Place(
        place.start + shift, place.end + shift, tuple((start + shift, end + shift) for start, end in place.segments)
    )


def _common_start(one: str, other: str) -> int:
    length = min(len(one), len(other))
    return next((index for index in range(length) if one[index] != other[index]), length)


def _common_end(one: str, other: str) -> int:
    return _common_start(one[::-1], other[::-1])
