"""What the workbench shows beside the text: the articles around the one that is open."""

from typing import NamedTuple

from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Left

from annotations.queries.highlights import count_by_article
from newsapp.access import ArticleAccess
from newsapp.models import Assignment
from newsapp.queries.articles import visible_articles

BEFORE = 4
AFTER = 20


class Neighbour(NamedTuple):
    """An article in the queue.

    `marks` is how many of its highlights the member may see; `own` says whether it is hers to code: `open`, `done`,
    `skipped`, `back` (sent back to her), "".
    """

    number: int
    heading: str
    language: str
    outlet: str | None
    same_story: bool
    current: bool
    marks: int
    own: str


class Queue(NamedTuple):
    """The articles around one, in the order of their numbers; `previous` and `following` are numbers."""

    rows: list[Neighbour]
    previous: int | None
    following: int | None


def queue_around(access: ArticleAccess) -> Queue:
    """At most `BEFORE` articles before the open one, it, and `AFTER` after it, in two statements.

    Archived ones are left out, unless it is the open one.
    """
    hers = Assignment.objects.filter(article=OuterRef("pk"), user=access.user)
    articles = visible_articles(access).annotate(
        beginning=Left("current_revision__text", 120),
        outlet_name=F("outlet__name"),
        part=Subquery(
            hers.values(
                part=Case(
                    When(skipped_at__isnull=False, then=Value("skipped")),
                    When(sent_back_at__isnull=False, then=Value("back")),
                    When(done_at=None, then=Value("open")),
                    default=Value("done"),
                )
            )
        ),
    )
    fields = ("pk", "number", "title", "beginning", "language", "outlet_name", "story_id", "part")
    articles = articles.filter(Q(archived_at=None) | Q(pk=access.article.pk))
    before = articles.filter(number__lt=access.article.number).order_by("-number").values_list(*fields)[:BEFORE]
    onward = articles.filter(number__gte=access.article.number).order_by("number").values_list(*fields)[: AFTER + 1]
    found = sorted(before.union(onward, all=True), key=lambda row: row[1])
    counts = count_by_article(access=access, article_ids=[row[0] for row in found])
    own = access.article
    rows = [
        Neighbour(
            number,
            title or beginning.strip().split("\n")[0].strip(),
            language,
            outlet,
            story is not None and story == own.story_id and pk != own.pk,
            pk == own.pk,
            counts.get(pk, 0),
            part or "",
        )
        for pk, number, title, beginning, language, outlet, story, part in found
    ]
    numbers = [row.number for row in rows]
    here = numbers.index(own.number)
    return Queue(rows, numbers[here - 1] if here else None, numbers[here + 1] if here + 1 < len(numbers) else None)
