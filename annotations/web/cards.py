"""A highlight as its card shows it."""

import json
from bisect import bisect_right
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from annotations.domain.gold import GOLD
from annotations.domain.highlighting import HighlightRecord
from annotations.domain.schemes import Scheme, TagSpec
from annotations.queries.card_reviews import CardReview
from annotations.web.dispute_words import STATE_LOOKS, STATE_NAMES
from annotations.web.text_html import paragraph_numbers
from newsapp.access import ArticleAccess
from newsapp.domain.blocks import Block
from newsapp.domain.roles import Action
from newsapp.web.telling import Words

DRAWN = 20_000
"""Cards that a process keeps as HTML: about a kilobyte each."""
EXCERPT = 280
"""Code points of a quote that a card shows."""


class Reviewed(NamedTuple):
    """What review has to do with a highlight, as its card shows it.

    Attributes:
        id: the highlight's.
        slug: its project's.
        review: what `annotations.queries.card_reviews` found.
    """

    id: UUID
    slug: str
    review: CardReview

    @property
    def threads(self) -> int:
        """Remarks that are not settled."""
        return self.review.threads

    @property
    def disputes(self) -> list[tuple[int, Words, str]]:
        """Number, state in words, and the class of its badge."""
        return [(number, STATE_NAMES[state], STATE_LOOKS.get(state, "")) for number, state in self.review.disputes]

    @property
    def claim(self) -> int | None:
        """The number of the claim that appears in it."""
        return self.review.claim


@dataclass(frozen=True)
class Card:
    """What `annotations/_card.html` needs.

    Attributes:
        record: the highlight.
        tags: its tags as the scheme defines them, in its order.
        paragraph: number of the paragraph it begins in, None in a headline.
        own: whether the person who looks made it.
        editable: whether she may change it.
        newest_guidelines: the number of the guidelines that count now.
        reviewed: what review has to do with it; None for nothing.
    """

    record: HighlightRecord
    tags: list[TagSpec]
    paragraph: int | None
    own: bool
    editable: bool
    newest_guidelines: int = 0
    reviewed: Reviewed | None = None

    @cached_property
    def data(self) -> str:
        """What scripts read of it, as JSON; without what is as it usually is, since a page may hold thousands."""
        record = self.record
        data: dict[str, Any] = {"id": str(record.id), "start": record.start, "end": record.end, "tags": record.tags}
        if len(record.segments) > 1:
            data["segments"] = record.segments
        if record.attributes:
            data["attributes"] = record.attributes
        if record.note:
            data["note"] = record.note
        if self.editable:
            data["editable"] = True
        if not self.own and record.analyst:
            data["by"] = record.analyst
        if record.score is not None:
            data["score"] = record.score
        if record.outdated:
            data["outdated"] = record.outdated
        return json.dumps({**data, "version": record.version}, ensure_ascii=False, separators=(",", ":"))

    @property
    def attribute(self) -> SafeString:
        """`data` as an attribute between single quotes: the double ones that JSON is full of stay one character each."""
        return SafeString(self.data.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;"))

    @property
    def html(self) -> SafeString:
        """The card itself; one that was drawn before, and looks the same to whoever looks now, is not drawn again."""
        return _drawn(_Drawing(self._looks, self))

    @property
    def _looks(self) -> Hashable:
        """All that the card shows. The words of a highlight are one with its id and version, which are in `data`."""
        record = self.record
        tags = tuple((tag.label, tag.colour, tag.pattern, tag.attributes) for tag in self.tags)
        return (
            self.data,
            tags,
            self.paragraph,
            self.own,
            record.analyst,
            record.layer,
            record.state,
            self.older_guidelines,
            self.reviewed,
            get_language(),
        )

    @property
    def older_guidelines(self) -> tuple[int, int] | None:
        """The number of the guidelines that it was made under and that of the newest; None when they are the same."""
        then = self.record.guidelines
        return (then, self.newest_guidelines) if then is not None and then < self.newest_guidelines else None

    @property
    def redefined(self) -> list[str]:
        """The labels of its tags that were defined otherwise when they were put on it."""
        return [tag.label for tag in self.tags if tag.key in self.record.outdated]

    @property
    def hue(self) -> str:
        """The colour of its first tag."""
        return self.tags[0].colour if self.tags else "slate"

    @property
    def percent(self) -> int | None:
        """How sure a suggestion is, of a hundred; None when nobody said."""
        return None if self.record.score is None else round(100 * self.record.score)

    @property
    def excerpt(self) -> str:
        """Its words, shortened, its segments apart."""
        record = self.record
        parts = [record.quote[start - record.start : end - record.start] for start, end in record.segments]
        words = " … ".join(parts)
        return words if len(words) <= EXCERPT else words[:EXCERPT] + "…"

    @property
    def values(self) -> list[str]:
        """The attributes' values in the order of the scheme, readable."""
        given = self.record.attributes
        return [
            str(given[tag.key][asked.key]).replace("_", " ")
            if asked.type == "choice"
            else str(given[tag.key][asked.key])
            for tag in self.tags
            for asked in tag.attributes
            if asked.key in given.get(tag.key, {})
        ]

    @property
    def aside(self) -> str:
        """What stands beside its tags: its values, and the paragraph that it is in."""
        return " · ".join([*self.values, *([f"¶{self.paragraph}"] if self.paragraph else [])])

    @property
    def missing(self) -> list[str]:
        """The labels of what is asked for and not given, for whoever may give it."""
        if not self.editable:
            return []
        given = self.record.attributes
        return [
            asked.label
            for tag in self.tags
            for asked in tag.attributes
            if asked.required and asked.key not in given.get(tag.key, {})
        ]


@dataclass(frozen=True)
class _Drawing:
    looks: Hashable
    card: Card = field(compare=False)


@lru_cache(maxsize=DRAWN)
def _drawn(drawing: _Drawing) -> SafeString:
    return render_to_string("annotations/_card.html", {"card": drawing.card})


def cards_of(
    access: ArticleAccess,
    *,
    records: Sequence[HighlightRecord],
    scheme: Scheme,
    blocks: Sequence[Block],
    reviews: Mapping[UUID, CardReview] | None = None,
) -> list[Card]:
    """The cards of highlights in the article's current revision; without `reviews` they tell nothing of review."""
    reviewed = shown_reviews(access, reviews or {})
    starts = [block.start for block in blocks]
    numbers = paragraph_numbers(blocks)
    edits_any = access.may(Action.EDIT_ANY_HIGHLIGHT)
    marks = access.may(Action.HIGHLIGHT)
    cards = []
    for record in records:
        block = bisect_right(starts, record.start) - 1
        own = record.analyst == access.user.username
        cards.append(
            Card(
                record,
                [scheme.tags[key] for key in record.tags],
                numbers[block] if block >= 0 else None,
                own,
                marks and (own or edits_any) and record.layer != GOLD,
                access.project.guidelines_version,
                reviewed.get(record.id),
            )
        )
    return cards


def shown_reviews(access: ArticleAccess, reviews: Mapping[UUID, CardReview]) -> dict[UUID, Reviewed]:
    """What review has to do with highlights, as cards show it."""
    return {uuid: Reviewed(uuid, access.project.slug, review) for uuid, review in reviews.items()}
