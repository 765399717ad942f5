"""Handing out articles: who gets which."""

from collections.abc import Collection, Mapping, Sequence


def spread(
    *,
    articles: Sequence[int],
    people: Sequence[int],
    per_article: int,
    already: Mapping[int, Collection[int]],
    load: Mapping[int, int],
) -> list[tuple[int, int]]:
    """Who gets which article, so that everybody's load stays even.

    Each article goes to as many of the people as it lacks to `per_article`; those with the smallest load come first, and
    among equals those who come first in `people`, turn by turn.

    Args:
        articles: rows of the articles, in the order in which they are handed out.
        people: rows of those who may get some.
        per_article: how many people an article is to have in all.
        already: for an article, who has it (chosen people or others); those count.
        load: how many articles each person has in hand; none when she is not there.

    Returns:
        New pairs of article and person.
    """
    loads = {person: load.get(person, 0) for person in people}
    order = {person: place for place, person in enumerate(people)}
    pairs: list[tuple[int, int]] = []
    for article in articles:
        has = set(already.get(article, ()))
        free = sorted((person for person in loads if person not in has), key=lambda p: (loads[p], order[p]))
        for person in free[: max(0, per_article - len(has))]:
            pairs.append((article, person))
            loads[person] += 1
    return pairs
