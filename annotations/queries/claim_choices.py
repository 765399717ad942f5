"""The claims of which a highlight may be a place: those most like it first, narrowed down by words."""

from typing import NamedTuple

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from annotations.access import visible_claims
from annotations.domain.claims import StoredClaim
from annotations.models import Claim
from annotations.queries.claim_proposals import likest
from annotations.queries.claims import stored_claims
from newsapp.access import ProjectAccess

MOST = 20
"""Claims that are offered at once."""

MOST_WORDS = 12
"""Words of a search that are looked for."""


class ClaimChoice(NamedTuple):
    """Claims to choose from; `more` when others match too."""

    claims: list[StoredClaim]
    more: bool


def claims_to_choose(*, access: ProjectAccess, quote: str, language: str, words: str) -> ClaimChoice:
    """Claims that a quote may belong to: those most like it, then the newest.

    Args:
        access: the project.
        quote: the words of the highlight.
        language: BCP 47 tag of its language; "" when it is not known.
        words: all of them are in the claim or one of its translations, in any case; or the number of a claim.
    """
    matching = _matching(access, words)
    liked = likest(access=access, text=quote, language=language, most=MOST)
    there = set(matching.filter(number__in=liked).values_list("number", flat=True))
    newest = matching.exclude(number__in=liked).order_by("-pk").values_list("number", flat=True)[: MOST + 1]
    numbers = [number for number in liked if number in there] + list(newest)
    stored = stored_claims(access=access, numbers=numbers[:MOST])
    return ClaimChoice([stored[number] for number in numbers[:MOST] if number in stored], len(numbers) > MOST)


def _matching(access: ProjectAccess, words: str) -> QuerySet[Claim]:
    found = visible_claims(access).annotate(translated=Cast("translations", TextField()))
    number = words.strip().removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 10:
        return found.filter(_has(number) | Q(number=int(number)))
    for word in words.split()[:MOST_WORDS]:
        found = found.filter(_has(word))
    return found


def _has(word: str) -> Q:
    return Q(text__icontains=word) | Q(translated__icontains=word)
