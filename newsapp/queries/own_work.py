"""What somebody has been assigned: her state in one article, and what comes next for her."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.functions import Left

from newsapp.access import ArticleAccess
from newsapp.models import Assignment

BEGINNING = 120
"""Code points of a text by which an article without a title is called."""


class NextArticle(NamedTuple):
    """An article that waits for her; `heading` is its title, or how its text begins."""

    number: int
    heading: str
    language: str


class OwnWork(NamedTuple):
    """Her part in an article.

    `assigned` says whether it is hers to code, `done_at` since when she is done with it, `skip_reason` why she passed it
    over ("" when she did not), `sent_back_reason` why it was given back to her ("" when it was not); `following` is the
    next one that is hers, and neither done nor skipped.
    """

    assigned: bool
    done_at: datetime | None
    skip_reason: str
    sent_back_reason: str
    following: NextArticle | None

    @property
    def seen(self) -> str:
        """What tells whether somebody changed since when she is done; see `seen_of`."""
        return seen_of(self.done_at)


def seen_of(done_at: datetime | None) -> str:
    """Since when somebody is done as a form sends it back; "" when she is not."""
    return done_at.isoformat() if done_at else ""


def own_work(access: ArticleAccess) -> OwnWork:
    """Her part in an open article, in one statement; the next one is the first after it, then the first of all."""
    article = access.article
    hers = Assignment.objects.filter(project=access.project, user=access.user)
    heading = Case(
        When(article__title="", then=Left("article__current_revision__text", BEGINNING)), default=F("article__title")
    )
    ahead = Case(When(article__number__gt=article.number, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = hers.annotate(number=F("article__number"), heading=heading, language=F("article__language"), ahead=ahead)
    fields = ("number", "heading", "language", "done_at", "skip_reason", "sent_back_reason", "ahead")
    here = rows.filter(article=article).values_list(*fields)
    waiting = rows.filter(done_at=None, skipped_at=None, article__deleted_at=None, article__archived_at=None).exclude(
        article=article
    )
    found = list(here.union(waiting.order_by("ahead", "number").values_list(*fields)[:1], all=True))
    own = next((row for row in found if row[0] == article.number), None)
    following = next((row for row in found if row[0] != article.number), None)
    return OwnWork(
        own is not None,
        own[3] if own else None,
        own[4] if own else "",
        own[5] if own else "",
        NextArticle(following[0], following[1].strip().split("\n")[0].strip(), following[2]) if following else None,
    )
