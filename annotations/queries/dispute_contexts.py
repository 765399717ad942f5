"""Where the statement of a dispute appears, in context, with the readings of it marked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from annotations.access import visible_appearances, visible_highlights
from annotations.domain.contexts import Context, Segments, context_of
from annotations.domain.dispute_records import DisputeRecord
from annotations.models import Highlight
from newsapp.access import ProjectAccess
from newsapp.models import Article, Revision

MOST_APPEARANCES = 40
"""Places of a claim that the page of a dispute shows."""

DISPUTED = "disputed"
"""The name of the mark on what no position reads: the disputed highlight, or the place where a claim appears."""


class Appearing(NamedTuple):
    """A place where the statement appears.

    Attributes:
        article: number; `title`, `outlet`, `language` and `published_at` are its.
        revision: number of the text that the place counts into.
        newest: whether that is the article's current one.
        highlight: its id, for a link; None where only readings are.
        state: how that highlight came to its place.
        story: the article's story, "" for none.
    """

    article: int
    title: str
    outlet: str
    language: str
    published_at: datetime | None
    revision: int
    newest: bool
    highlight: UUID | None
    state: str
    story: str
    context: Context


def appearances_of(*, access: ProjectAccess, dispute: DisputeRecord) -> list[Appearing]:
    """The disputed place with the readings of the positions, then wherever else the claim appears that a member may see."""
    own = _disputed_place(access, dispute)
    shown = {own.highlight} if own else set()
    others = [each for each in _of_claim(access, dispute) if each.highlight not in shown]
    return ([own] if own else []) + others


def reading_marks(dispute: DisputeRecord) -> dict[str, Mapping[str, Any]]:
    """The readings of the positions that mark something, by the letter of each position."""
    return {letter_of(position.place): position.reading for position in dispute.positions if position.reading}


def ruled_words(*, access: ProjectAccess, dispute: DisputeRecord) -> list[str]:
    """For each ruling the words at which its reading marks something, "" for one without; a statement if there are any."""
    numbers = {ruling.reading["revision"] for ruling in dispute.rulings if ruling.reading}
    texts: dict[int, str] = {}
    if numbers and dispute.article is not None:
        there = Revision.objects.filter(article__project=access.project, article__number=dispute.article)
        texts = dict(there.filter(number__in=numbers).values_list("number", "text"))
    return [_words(ruling.reading, texts) for ruling in dispute.rulings]


def _words(reading: Mapping[str, Any] | None, texts: Mapping[int, str]) -> str:
    text = texts.get(reading["revision"], "") if reading else ""
    return " … ".join(text[start:end] for start, end in _segments(reading)) if reading else ""


def letter_of(place: int) -> str:
    """What people call a position: A, B, C."""
    return chr(ord("A") + place)


def _disputed_place(access: ProjectAccess, dispute: DisputeRecord) -> Appearing | None:
    if dispute.article is None:
        return None
    there = Article.objects.select_related("current_revision", "outlet", "story").filter(
        project=access.project, number=dispute.article, deleted_at=None
    )
    article = there.first()
    if article is None or article.current_revision is None:
        return None
    highlight = None
    if dispute.highlight is not None:
        seen = visible_highlights(access, deleted=None).select_related("revision")
        highlight = seen.filter(uuid=dispute.highlight).first()
    readings: dict[str, Segments] = {letter: _segments(reading) for letter, reading in reading_marks(dispute).items()}
    number = min((reading["revision"] for reading in reading_marks(dispute).values()), default=None)
    if not readings and highlight is not None:
        readings, number = (
            {DISPUTED: highlight.segments or [[highlight.start, highlight.end]]},
            highlight.revision.number,
        )
    if not readings or number is None:
        return None
    # Readings of another text than the first's are left out: their places count into that one.
    readings = {
        name: segments
        for name, segments in readings.items()
        if name == DISPUTED or reading_marks(dispute)[name]["revision"] == number
    }
    revision = Revision.objects.get(article=article, number=number)
    return _appearing(article, revision, highlight, context_of(revision.text, readings))


def _segments(reading: Mapping[str, Any]) -> Segments:
    segments: Segments = reading["segments"] or [[reading["start"], reading["end"]]]
    return segments


def _of_claim(access: ProjectAccess, dispute: DisputeRecord) -> Sequence[Appearing]:
    """Where the disputed claim appears, or the one in which the disputed highlight does."""
    seen = visible_appearances(access)
    if dispute.claim is not None:
        found = seen.filter(claim__number=dispute.claim)
    elif dispute.highlight is not None:
        found = seen.filter(claim__appearances__highlight__uuid=dispute.highlight)
    else:
        return []
    rows = found.select_related("highlight__revision", "highlight__article__outlet", "highlight__article__story")
    rows = rows.filter(highlight__deleted_at=None).order_by("highlight__article__published_at", "pk")
    return [
        _appearing(
            row.highlight.article,
            row.highlight.revision,
            row.highlight,
            context_of(
                row.highlight.revision.text,
                {DISPUTED: row.highlight.segments or [[row.highlight.start, row.highlight.end]]},
            ),
        )
        for row in rows[:MOST_APPEARANCES]
    ]


def _appearing(article: Article, revision: Revision, highlight: Highlight | None, context: Context) -> Appearing:
    return Appearing(
        article=article.number,
        title=article.title,
        outlet=article.outlet.name if article.outlet else "",
        language=article.language,
        published_at=article.published_at,
        revision=revision.number,
        newest=revision.pk == article.current_revision_id,
        highlight=highlight.uuid if highlight else None,
        state=highlight.state if highlight else "",
        story=article.story.name if article.story else "",
        context=context,
    )
