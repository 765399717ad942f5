"""A claim through time: who said it first, who repeated whom, how its figure changed; and who has it from whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from annotations.domain.claims import AppearanceRecord

ATTRIBUTED_TO = "attributed_to"
"""Key of the relation type that leads from what is said to whoever says it."""

MOST_CHAINS = 20
"""Chains of one appearance that are followed; more say nothing new to a reader."""


class Voice(NamedTuple):
    """A source that a text names.

    Attributes:
        highlight: where it is named.
        name: as the coder wrote it down, or else the words of the text.
    """

    highlight: UUID
    name: str


Chain = tuple[Voice, ...]
"""Sources from the one that said it to the one that the article has it from."""


class Moment(NamedTuple):
    """An appearance in its place in time.

    Attributes:
        chains: to whom the article attributes the claim.
        first: whether nobody is known to have said it earlier.
        repeats: an earlier appearance, in the outlet that the article names as a source; None where it names none.
        figure: what the claim's figure is here, "" where none was read.
        before: the figure of the appearance before, where it was another one; else "".
    """

    appearance: AppearanceRecord
    chains: tuple[Chain, ...]
    first: bool
    repeats: AppearanceRecord | None
    figure: str
    before: str


def timeline(
    appearances: Sequence[AppearanceRecord],
    *,
    chains: Mapping[UUID, Sequence[Chain]],
    figures: Mapping[UUID, str],
) -> list[Moment]:
    """The appearances of a claim, one after the other.

    Args:
        appearances: the earliest first.
        chains: to whom each is attributed.
        figures: the figure of each that names one.
    """
    moments: list[Moment] = []
    earlier: dict[str, tuple[int, AppearanceRecord]] = {}
    last = ""
    for index, appearance in enumerate(appearances):
        own = tuple(chains.get(appearance.highlight, ()))
        figure = figures.get(appearance.highlight, "")
        before = last if figure and last and figure != last else ""
        repeats = _repeated(own, earlier)
        first = index == 0 and appearance.published_at is not None
        moments.append(Moment(appearance, own, first, repeats, figure, before))
        last = figure or last
        if appearance.outlet:
            earlier.setdefault(_alike(appearance.outlet), (index, appearance))
    return moments


def _repeated(chains: Iterable[Chain], earlier: Mapping[str, tuple[int, AppearanceRecord]]) -> AppearanceRecord | None:
    """The earliest appearance in an outlet that one of the chains names; `earlier` has the first of each outlet."""
    named = {_alike(voice.name) for chain in chains for voice in chain}
    found = [earlier[name] for name in named if name in earlier]
    return min(found, key=itemgetter(0))[1] if found else None


def _alike(name: str) -> str:
    return " ".join(name.casefold().removeprefix("the ").split())


def chains_from(start: int, *, onward: Mapping[int, Sequence[int]], voices: Mapping[int, Voice]) -> list[Chain]:
    """Every way from a highlight along its attributions to a source that is attributed to nobody.

    Args:
        start: row of the highlight.
        onward: rows that each row is attributed to.
        voices: the sources, by row; a way ends in front of one that is not among them.
    """
    chains: list[Chain] = []
    waiting: list[tuple[int, ...]] = [(start,)]
    while waiting and len(chains) < MOST_CHAINS:
        way = waiting.pop(0)
        following = [row for row in onward.get(way[-1], ()) if row in voices and row not in way]
        if not following and len(way) > 1:
            chains.append(tuple(voices[row] for row in way[1:]))
        waiting.extend((*way, row) for row in following)
    return chains


@dataclass(slots=True)
class Branch:
    """Somebody in the tree of who has it from whom: an outlet, or a source.

    Attributes:
        name: as it was met first.
        outlet: whether it published an article in which the claim appears, and is no mere source.
        appearances: the articles whose chain ends here.
        branches: whom it has the claim from.
    """

    name: str
    outlet: bool = False
    appearances: list[AppearanceRecord] = field(default_factory=list)
    branches: "list[Branch]" = field(default_factory=list)

    def below(self, name: str, *, outlet: bool = False) -> "Branch":
        """The branch of that name, made when there is none."""
        for branch in self.branches:
            if _alike(branch.name) == _alike(name):
                return branch
        self.branches.append(Branch(name, outlet))
        return self.branches[-1]


def attribution_tree(moments: Iterable[Moment], *, unnamed: str) -> list[Branch]:
    """Who has the claim from whom, over all its appearances: outlets, below each its sources, below those theirs.

    Args:
        moments: the appearances.
        unnamed: what an outlet is called that nobody named.
    """
    root = Branch("")
    for moment in moments:
        outlet = root.below(moment.appearance.outlet or unnamed, outlet=True)
        for chain in moment.chains or ((),):
            branch = outlet
            for voice in reversed(chain):
                branch = branch.below(voice.name)
            branch.appearances.append(moment.appearance)
    return root.branches
