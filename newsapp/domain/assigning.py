"""Handing out articles: who gets which."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from newsapp.domain.project_settings import Order


class Offered(NamedTuple):
    """An article that is handed out; `row` is its row, `number` the one within the project."""

    row: int
    number: int
    language: str


def in_order(articles: Sequence[Offered], *, order: Order, seed: int) -> list[Offered]:
    """Articles in the order in which a project hands them out.

    Args:
        articles: in any order.
        order: the project's.
        seed: the project's row: its random order stays the same.
    """
    keys: dict[Order, Any] = {
        Order.OLDEST: lambda article: article.number,
        Order.RANDOM: lambda article: shuffled(seed=seed, row=article.row),
        Order.LANGUAGE: lambda article: (article.language, article.number),
    }
    return sorted(articles, key=keys[order])


def shuffled(*, seed: int, row: int) -> str:
    """What a random order is sorted by; SQL can say the same (`md5`)."""
    return hashlib.md5(f"{seed}:{row}".encode(), usedforsecurity=False).hexdigest()


def reads(languages: Collection[str], language: str) -> bool:
    """Whether somebody who reads these languages (all, if there are none) reads an article in this one, if it is known."""
    return not languages or not language or any(language == one or language.startswith(f"{one}-") for one in languages)


def spread(
    *,
    articles: Sequence[Offered],
    people: Sequence[int],
    per_article: int,
    already: Mapping[int, Collection[int]],
    load: Mapping[int, int],
    languages: Mapping[int, Collection[str]],
    most: Mapping[int, int],
) -> list[tuple[int, int]]:
    """Who gets which article, so that everybody's load stays even.

    Each article goes to as many of the people as it lacks to `per_article`; those with the smallest load come first, and
    among equals those who come first in `people`, turn by turn. Nobody gets what she does not read, nor more than she may
    have open.

    Args:
        articles: in the order in which they are handed out.
        people: rows of those who may get some.
        per_article: how many people an article is to have in all.
        already: for an article's row, who has it (chosen people or others); those count.
        load: how many articles each person has in hand; none when she is not there.
        languages: which languages each person reads, see `reads`.
        most: how many articles each person may have in hand; no limit when she is not there.

    Returns:
        New pairs of article and person, by their rows.
    """
    loads = {person: load.get(person, 0) for person in people}
    order = {person: place for place, person in enumerate(people)}
    pairs: list[tuple[int, int]] = []
    for article in articles:
        has = set(already.get(article.row, ()))
        free = [
            person
            for person in loads
            if person not in has
            and reads(languages.get(person, ()), article.language)
            and loads[person] < most.get(person, loads[person] + 1)
        ]
        free.sort(key=lambda person: (loads[person], order[person]))
        for person in free[: max(0, per_article - len(has))]:
            pairs.append((article.row, person))
            loads[person] += 1
    return pairs
