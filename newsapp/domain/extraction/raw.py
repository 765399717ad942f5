"""Cleaning of scraped plain text: what a person pastes, or what another crawler wrote."""

from collections.abc import Sequence

from newsapp.domain.extraction.article import CleanedArticle, put_together, removals_of
from newsapp.domain.extraction.headlines import find_headline, find_repetitions, fullest_of
from newsapp.domain.extraction.kinds import settle_kinds
from newsapp.domain.extraction.leftovers import find_leftovers
from newsapp.domain.extraction.lines import Line, lines_of, mark
from newsapp.domain.extraction.switchers import find_switchers
from newsapp.domain.languages import detect_language
from newsapp.domain.texts import refuse_unstorable

NOTHING: frozenset[str] = frozenset()


def clean_raw(*, raw: str, keep: frozenset[str] = NOTHING) -> CleanedArticle:
    """Clean scraped plain text.

    The same `raw` and `keep` always give the same article. Ids of removals depend on `raw` alone, so that each
    removal can be taken back by itself, in any combination: its lines then stand in their old place.

    Args:
        raw: the text as it was pasted or decoded; any line ends.
        keep: ids of removals to take back (`Removal.id`).

    Raises:
        RuleViolation: what cannot be stored, ``empty_text``, or an id in `keep` that is none (``unknown_removal``).
        TooLarge: more than `newsapp.domain.texts.MAX_TEXT` code points.
    """
    refuse_unstorable(text=raw, path="raw")
    lines = lines_of(raw)
    editions = take_furniture(lines)
    headline = find_headline(remaining(lines))
    if headline:
        headline = take_repetitions(lines, headline)
        headline.kind, headline.settled = "headline", True
    settle_kinds(remaining(lines))
    text, blocks = put_together(lines=lines, keep=keep)
    return CleanedArticle(
        title=headline.text if headline else None,
        language=detect_language(text="\n".join(line.text for line in remaining(lines))),
        text=text,
        blocks=blocks,
        editions=editions,
        url=None,
        outlet=None,
        author=None,
        published_at=None,
        cleaning=removals_of(lines=lines, keep=keep),
    )


def remaining(lines: Sequence[Line]) -> list[Line]:
    """The lines that no rule took out (what is kept by a person's wish never changes what the rules see)."""
    return [line for line in lines if line.removal is None]


def take_furniture(lines: Sequence[Line], *, spare: Line | None = None) -> tuple[str, ...]:
    """Mark switchers and leftovers among `lines`, never `spare`; answers the languages that the switchers offer."""
    counts: dict[str, int] = {}
    editions: dict[str, None] = {}
    for switcher, languages in find_switchers([line for line in remaining(lines) if line is not spare]):
        mark(lines=switcher, rule="switcher", counts=counts)
        editions.update(dict.fromkeys(languages))
    for rule, leftover in find_leftovers([line for line in remaining(lines) if line is not spare]):
        mark(lines=leftover, rule=rule, counts=counts)
    return tuple(editions)


def take_repetitions(lines: Sequence[Line], headline: Line, *, fixed: bool = False) -> Line:
    """Mark every line that only says the headline again, each as a removal; answers the form that stays.

    That is the one that says most, or `headline` itself where it is `fixed`.
    """
    counts: dict[str, int] = {}
    near = remaining(lines)
    again = find_repetitions(lines=near, headline=headline)
    stays = headline if fixed else fullest_of([headline, *again])
    for line in (line for line in [headline, *again] if line is not stays):
        mark(lines=[line], rule="repeated_headline", counts=counts)
    return stays
