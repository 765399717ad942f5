"""Claims that may say the same, proposed from what they share; no pair is looked at that shares nothing rare.

Features are weighed by how few claims have them (Spärck Jones, A Statistical Interpretation of Term Specificity, 1972,
with the smoothed form `log(1 + N / n)`), and two claims compared by the cosine of their weights (Salton, Wong and Yang,
A Vector Space Model for Automatic Indexing, 1975) over what can be shared by their languages at all. Where much of a
claim cannot be compared, since its words are another language's, little evidence counts for less: the cosine is shrunk
as n / (n + λ) with n shared features (Bell and Koren, Scalable Collaborative Filtering, 2007), and λ grows with the
part that is not comparable.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from operator import mul
from typing import Protocol

from annotations.domain.similarity.features import KINDRED, ClaimText, Feature, FeatureKind, features_of

KIND_WEIGHTS: dict[FeatureKind, float] = {"figure": 1.5, "name": 1.5, "date": 1.2, "word": 1.0}
"""A figure or name that two claims share says more than a word that is as rare."""

SHRINKAGE = 2.0
"""λ for two claims of which nothing but names, figures, dates and units can be compared."""

LEADING = 3
"""At least so many of a claim's rarest features lead to others, however common they are."""

COMMON = 100
"""A feature that more claims have leads to no others, though it counts where two have it."""

MEANING = 0.5
"""The part of a score that vectors decide, where there are any."""


class Embedder(Protocol):
    """Something that turns texts into vectors whose cosine says how near they are in meaning, across languages."""

    def embed(self, texts: Sequence[str], language: str) -> Sequence[Sequence[float]]:
        """One vector for each text, all of one length; `language` is the texts' BCP 47 tag."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that two claims have in common.

    Attributes:
        kind: of what sort.
        key: what is the same: a number, a date, a lemma, the key of a name.
        first: the words of the first claim.
        second: the words of the second.
        weight: the part of all that is shared, from 0 to 1.
    """

    kind: FeatureKind
    key: str
    first: str
    second: str
    weight: float


@dataclass(frozen=True, slots=True)
class Similar:
    """Two claims that may say the same.

    Attributes:
        first: id of the one that was asked about; of a pair, of the earlier one.
        second: id of the other.
        score: from 0 to 1.
        reasons: what they share, the weightiest first.
        meaning: how near their vectors are, from 0 to 1; None without an embedder.
    """

    first: Hashable
    second: Hashable
    score: float
    reasons: tuple[Shared, ...]
    meaning: float | None = None


class SimilarClaims:
    """An index of claims in which similar ones are found.

    With an embedder the score is `(1 - MEANING) * shared + MEANING * cosine`, a negative cosine counting as 0;
    `best_for` then also finds claims that share no feature, and `pairs` only weighs anew what features have found.
    """

    def __init__(self, claims: Iterable[ClaimText], *, embedder: Embedder | None = None) -> None:
        """Read the claims.

        Args:
            claims: those of a project, each with an id of its own.
            embedder: weighs meaning; it is called once for every language.
        """
        listed = list(claims)
        self._ids = [claim.id for claim in listed]
        self._places = {claim_id: at for at, claim_id in enumerate(self._ids)}
        self._features = [features_of(claim) for claim in listed]
        having: dict[Feature, list[int]] = defaultdict(list)
        for at, features in enumerate(self._features):
            for feature in features:
                having[feature].append(at)
        self._having = having
        # Worked out when asked for: the best of one claim need a small part of them.
        self._squares: dict[Feature, float] = {}
        self._leading: dict[int, frozenset[Feature]] = {}
        self._norms: dict[int, dict[str, float]] = {}
        self._vectors = _vectors_of(listed, embedder) if embedder is not None else []

    def best_for(self, claim_id: Hashable, *, limit: int = 10, least: float = 0.3) -> list[Similar]:
        """The claims most like one, the likest first.

        Args:
            claim_id: of a claim in the index.
            limit: most of them.
            least: lowest score.

        Raises:
            KeyError: the claim is not in the index.
        """
        at = self._places[claim_id]
        others: Iterable[int] = self._candidates(at)
        if self._vectors:
            others = (other for other in range(len(self._ids)) if other != at)
        found = ((self._score(at, other), other) for other in others)
        best = nlargest(limit, (one for one in found if one[0] >= least), key=lambda one: (one[0], -one[1]))
        return [self._similar(at, other, score) for score, other in best]

    def nearest_to(self, claim: ClaimText, *, limit: int = 10, least: float = 0.3) -> list[Hashable]:
        """The ids of the claims that share most with one that need not be in the index, the likest first; no meaning.

        Args:
            claim: what they are compared with.
            limit: most of them.
            least: lowest score.
        """
        features = features_of(claim)
        norms = self._norms_in(features)
        others = {other for feature in self._leading_in(features) for other in self._having.get(feature, ())}
        found = ((self._alike(features, norms, other), other) for other in others)
        best = nlargest(limit, (one for one in found if one[0] >= least), key=lambda one: (one[0], -one[1]))
        return [self._ids[other] for _score, other in best]

    def pairs(self, *, limit: int | None = None, least: float = 0.5) -> list[Similar]:
        """All pairs that are alike, the likest first; each pair once.

        Args:
            limit: most of them; all when None.
            least: lowest score.
        """
        found = [
            (score, at, other)
            for at in range(len(self._ids))
            for other in self._pairs_from(at)
            if (score := self._score(at, other)) >= least
        ]
        found.sort(key=lambda one: (-one[0], one[1], one[2]))
        return [self._similar(min(at, other), max(at, other), score) for score, at, other in found[:limit]]

    def _count(self, feature: Feature) -> int:
        """How many claims have a feature; one that none has is as rare as one that a single claim has."""
        return len(self._having.get(feature, ())) or 1

    def _square(self, feature: Feature) -> float:
        """The square of a feature's weight."""
        square = self._squares.get(feature)
        if square is None:
            weight = KIND_WEIGHTS[feature.kind] * math.log(1 + len(self._ids) / self._count(feature))
            square = self._squares[feature] = weight**2
        return square

    def _norms_of(self, at: int) -> dict[str, float]:
        """The squares of a claim's weights, added up by the space in which they can be shared."""
        norms = self._norms.get(at)
        if norms is None:
            norms = self._norms[at] = self._norms_in(self._features[at])
        return norms

    def _norms_in(self, features: Iterable[Feature]) -> dict[str, float]:
        added: dict[str, float] = defaultdict(float)
        for feature in features:
            added[feature.space] += self._square(feature)
        return dict(added)

    def _leading_of(self, at: int) -> frozenset[Feature]:
        """The features of a claim through which others are found."""
        leading = self._leading.get(at)
        if leading is None:
            leading = self._leading[at] = self._leading_in(self._features[at])
        return leading

    def _leading_in(self, features: Iterable[Feature]) -> frozenset[Feature]:
        ordered = sorted(features, key=lambda feature: (self._count(feature), feature))
        return frozenset(
            feature for place, feature in enumerate(ordered) if place < LEADING or self._count(feature) <= COMMON
        )

    def _candidates(self, at: int) -> set[int]:
        found = {other for feature in self._leading_of(at) for other in self._having[feature]}
        found.discard(at)
        return found

    def _pairs_from(self, at: int) -> Iterator[int]:
        """The claims with which one is a pair, but for earlier ones that have found it already."""
        features = self._features[at].keys()
        for other in self._candidates(at):
            if other > at or self._leading_of(other).isdisjoint(features):
                yield other

    def _score(self, at: int, other: int) -> float:
        shared = self._shared_score(at, other)
        return shared if not self._vectors else (1 - MEANING) * shared + MEANING * self._meaning(at, other)

    def _shared_score(self, at: int, other: int) -> float:
        return self._alike(self._features[at], self._norms_of(at), other)

    def _alike(self, features: Mapping[Feature, str], one: Mapping[str, float], other: int) -> float:
        shared = features.keys() & self._features[other].keys()
        if not shared:
            return 0.0
        two = self._norms_of(other)
        spaces = one.keys() & two.keys()
        comparable = (sum(one[space] for space in spaces), sum(two[space] for space in spaces))
        covered = max(comparable[0] / sum(one.values()), comparable[1] / sum(two.values()))
        cosine = sum(self._square(feature) for feature in shared) / math.sqrt(comparable[0] * comparable[1])
        return min(1.0, cosine * len(shared) / (len(shared) + SHRINKAGE * (1 - covered)))

    def _meaning(self, at: int, other: int) -> float:
        return max(0.0, min(1.0, _product(self._vectors[at], self._vectors[other])))

    def _similar(self, at: int, other: int, score: float) -> Similar:
        return Similar(
            first=self._ids[at],
            second=self._ids[other],
            score=score,
            reasons=self._reasons(at, other),
            meaning=self._meaning(at, other) if self._vectors else None,
        )

    def _reasons(self, at: int, other: int) -> tuple[Shared, ...]:
        one, two = self._features[at], self._features[other]
        shared = one.keys() & two.keys()
        lemmas = {one[feature] for feature in shared if feature.kind == "word" and feature.space != KINDRED}
        told = [feature for feature in shared if feature.space != KINDRED or one[feature] not in lemmas]
        whole = sum(self._square(feature) for feature in told)
        reasons = (
            Shared(feature.kind, feature.key, one[feature], two[feature], self._square(feature) / whole)
            for feature in told
        )
        return tuple(sorted(reasons, key=lambda reason: (-reason.weight, reason.kind, reason.key)))


def _vectors_of(claims: Sequence[ClaimText], embedder: Embedder) -> list[Sequence[float]]:
    """A vector of length 1 for each claim: of its first text, which is its own."""
    by_language: dict[str, list[int]] = defaultdict(list)
    for at, claim in enumerate(claims):
        by_language[next(iter(claim.texts))].append(at)
    vectors: list[Sequence[float]] = [()] * len(claims)
    for language, places in by_language.items():
        texts = [claims[at].texts[language] for at in places]
        for at, vector in zip(places, embedder.embed(texts, language), strict=True):
            length = math.sqrt(_product(vector, vector)) or 1.0
            vectors[at] = tuple(value / length for value in vector)
    return vectors


def _product(one: Sequence[float], two: Sequence[float]) -> float:
    return math.fsum(map(mul, one, two))
