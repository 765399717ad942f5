"""Where words stand in the articles of a project, with what stands around them, and what is marked there already."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db import connection
from django.db.models import F, QuerySet

from annotations.access import visible_highlights
from annotations.domain import concordance
from annotations.domain.concordance import Shortened
from annotations.domain.finding import (
    Wanted,
    folded,
    looks_like_form,
    may_have,
    places_of,
    words_beginning_alike,
    words_like,
)
from annotations.domain.lemmas import has_lemmas, lemma_of
from newsapp.access import ProjectAccess
from newsapp.domain.searching import stemming_of
from newsapp.models import Article

PLACES = 200
"""A page ends with the article in which it reaches this many places."""

READ = 2_000_000
"""And with the one in which so many code points were read: the next page goes on there."""

MOST_OF_ONE = 1_000
"""Places of one article that are looked at."""

_AT_ONCE = 20


class Occurrence(NamedTuple):
    """A place that has the words.

    Attributes:
        start, end: code points of the article's current revision.
        marked: keys of the tags that one's own highlights of this very place have.
        already: whether one of them has all the tags that are to be put on.
    """

    start: int
    end: int
    left: Shortened
    words: str
    right: Shortened
    marked: tuple[str, ...]
    already: bool


@dataclass(frozen=True, slots=True)
class Found:
    """An article that has the words; `more` when only its first places were looked at."""

    number: int
    heading: str
    language: str
    revision: int
    places: list[Occurrence]
    more: bool


@dataclass(slots=True)
class OccurrencePage:
    """Some articles of a set, in the order of their numbers.

    Attributes:
        articles: those of them that have the words.
        read: how many were read.
        following: the number after which the next page goes on; None when this was all.
        guessed: languages of articles that were read for which no dictionary knows the forms of words.
    """

    articles: list[Found] = field(default_factory=list)
    read: int = 0
    following: int | None = None
    guessed: set[str] = field(default_factory=set)

    @property
    def places(self) -> int:
        """How many places were found."""
        return sum(len(article.places) for article in self.articles)

    @property
    def open(self) -> int:
        """How many of them would be marked."""
        return sum(not place.already for article in self.articles for place in article.places)


class _Row(NamedTuple):
    pk: int
    number: int
    title: str
    language: str
    revision: int
    text: str


def occurrences_in(
    *, access: ProjectAccess, articles: QuerySet[Article], wanted: Wanted, tags: Sequence[str], after: int = 0
) -> OccurrencePage:
    """A page of the places where words stand in some articles.

    Args:
        access: the project.
        articles: those of it that are looked at; see `newsapp.queries.articles`.
        wanted: which words.
        tags: that are to be put on; a place where one's own highlight has them all is said to be marked already.
        after: the number of the article after which to go on.
    """
    page = OccurrencePage()
    forms = _Forms(wanted)
    read = 0
    while page.places < PLACES and read < READ:
        fields = ("pk", "number", "title", "language", "current_revision__number", "current_revision__text")
        rows = articles.filter(number__gt=after).order_by("number").values_list(*fields)[:_AT_ONCE]
        chunk = [_Row(*row) for row in rows]
        looked: list[_Row] = []
        for row in chunk:
            if looked and read >= READ:
                break
            looked.append(row)
            read += len(row.text)
        having = [row for row in looked if (wanted.forms and has_lemmas(row.language)) or may_have(row.text, wanted)]
        if wanted.forms:
            having = forms.learn(having)
        marked = _marked(access, [row.pk for row in having])
        for row in looked:
            page.read += 1
            after = row.number
            if wanted.forms and not stemming_of(row.language) and not has_lemmas(row.language):
                page.guessed.add(row.language)
            if row in having:
                found = _found(row, wanted, forms, marked, tags)
                if found.places:
                    page.articles.append(found)
            if page.places >= PLACES:
                break
        if after == (chunk[-1].number if chunk else after) and len(chunk) < _AT_ONCE:
            return page
    page.following = after if articles.filter(number__gt=after).exists() else None
    return page


_Candidate = tuple[str, str, str]
"""A wanted word, a word of a text that may be a form of it, both as they are compared, and that as it stands."""


class _Forms:
    """The forms of the wanted words, by language; asked for once for each word of the texts."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.known: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.stems: dict[tuple[str, str], str] = {}

    def learn(self, rows: Iterable[_Row]) -> list[_Row]:
        """Find the forms that some texts have; answers those texts that may have all of the words."""
        having = []
        candidates: dict[str, set[_Candidate]] = defaultdict(set)
        for row in rows:
            if not has_lemmas(row.language):
                candidates[row.language].update(words_like(row.text, self.wanted))
                having.append(row)
            elif self._learn_lemmas(row):
                having.append(row)
        for language, triples in candidates.items():
            config = stemming_of(language)
            if config is not None:
                self._learn_stems(language, config, triples)
                continue
            for piece, word, _ in triples:
                if looks_like_form(piece, word):
                    self.known[language][piece].add(word)
        return having

    @cached_property
    def typed(self) -> dict[str, str]:
        """The words as they were typed, by how they are compared: a dictionary may need the accents."""
        match_case = self.wanted.match_case
        return {
            piece: word for word in self.wanted.words.split() for piece in [folded(word, match_case=match_case).text]
        }

    def _learn_lemmas(self, row: _Row) -> bool:
        found: set[str] = set()
        lemmas = {piece: lemma_of(self.typed.get(piece, piece), row.language) for piece in self.wanted.pieces}
        for piece, word, raw in words_beginning_alike(row.text, self.wanted):
            if word == piece or lemma_of(raw, row.language) == lemmas[piece]:
                self.known[row.language][piece].add(word)
                found.add(piece)
        return found == lemmas.keys()

    def _learn_stems(self, language: str, config: str, triples: Iterable[_Candidate]) -> None:
        words = {raw for _, _, raw in triples} | {self.typed.get(piece, piece) for piece, _, _ in triples}
        self._ask(config, words)
        for piece, word, raw in triples:
            if self.stems[config, raw.lower()] == self.stems[config, self.typed.get(piece, piece).lower()]:
                self.known[language][piece].add(word)

    def _ask(self, config: str, words: Iterable[str]) -> None:
        new = sorted({word.lower() for word in words} - {word for known, word in self.stems if known == config})
        if not new:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT word, coalesce((ts_lexize(%s::regdictionary, word))[1], word) FROM unnest(%s::text[]) AS word",
                [f"{config}_stem", new],
            )
            self.stems.update({(config, word): stem for word, stem in cursor.fetchall()})


_Marked = dict[tuple[int, int, int], list[tuple[str, ...]]]


def _marked(access: ProjectAccess, article_ids: Sequence[int]) -> _Marked:
    """One's own highlights of one stretch in the current texts: by article and place, the tags of each."""
    found: _Marked = defaultdict(list)
    if not article_ids:
        return found
    own = visible_highlights(access).filter(
        article_id__in=article_ids,
        analyst=access.user,
        layer="analyst",
        segments__isnull=True,
        revision_id=F("article__current_revision_id"),
    )
    tags: dict[tuple[int, int, int, int], list[str]] = defaultdict(list)
    for article, start, end, pk, key in own.order_by("pk").values_list("article_id", "start", "end", "pk", "tags__key"):
        tags[article, start, end, pk].append(key)
    for (article, start, end, _), keys in tags.items():
        found[article, start, end].append(tuple(keys))
    return found


def _found(row: _Row, wanted: Wanted, forms: _Forms, marked: _Marked, tags: Sequence[str]) -> Found:
    places = places_of(row.text, wanted, forms=forms.known.get(row.language), most=MOST_OF_ONE + 1)
    shown = []
    for start, end in places[:MOST_OF_ONE]:
        there = marked.get((row.pk, start, end), [])
        already = any(set(tags) <= set(keys) for keys in there)
        window = concordance.WINDOW
        before, after = row.text[max(0, start - window) : start], row.text[end : end + window]
        shown.append(
            Occurrence(
                start=start,
                end=end,
                left=concordance.before(before, starts_text=start <= window),
                words=" ".join(row.text[start:end].split()),
                right=concordance.after(after, ends_text=end + window >= len(row.text)),
                marked=tuple(dict.fromkeys(key for keys in there for key in keys)),
                already=already,
            )
        )
    heading = row.title or row.text.strip().split("\n")[0][:120]
    return Found(row.number, heading, row.language, row.revision, shown, len(places) > MOST_OF_ONE)
