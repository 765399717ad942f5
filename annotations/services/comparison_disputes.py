"""Opening a dispute about what coders say differently."""

from collections.abc import Iterator

from django.db import transaction

from annotations.domain.comparison import Coded, Difference
from annotations.domain.disputes import DisputeKind, DisputeOrigin
from annotations.domain.schemes import Scheme
from annotations.models import Dispute
from annotations.queries.comparison import Compared, comparison_of
from annotations.queries.schemes import scheme_of
from annotations.services.comparison import group_as_seen, locked_article, refuse_disputed
from annotations.services.disputes import PositionDraft, open_dispute
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.models import Article
from newsapp.wording import gettext as _

EXCERPT = 120
"""Code points of a quote in the title of a position."""


@transaction.atomic
def dispute_group(
    *, access: ProjectAccess, article: Article, key: str, kind: DisputeKind, question: str, words: str = ""
) -> Dispute:
    """Open a dispute about a group of readings: each of them that differs is a position.

    Args:
        access: the project.
        article: of it.
        key: of the group as the member saw it.
        kind: what is disputed.
        question: what is to be settled, in words.
        words: why.

    Raises:
        NotAllowed: her role is too low.
        RuleViolation: a field at fault.
        Conflict: the comparison is not open, a dispute about it is, or it is not as she saw it.
    """
    access.require(Action.OPEN_DISPUTE)
    article = locked_article(access, article)
    comparison = comparison_of(access=access, article=article)
    group = group_as_seen(comparison, key)
    refuse_disputed(group)
    assert article.current_revision is not None
    return open_dispute(
        access=access,
        kind=kind,
        question=question,
        article=article,
        positions=list(_positions(group, article.current_revision.text, scheme_of(access.project))),
        coders=[coder.row for coder in comparison.coders],
        origin=DisputeOrigin.COMPARISON,
        words=words,
    )


def _positions(group: Compared, text: str, scheme: Scheme) -> Iterator[PositionDraft]:
    seen = set()
    for reading in group.group.readings if group.group else ():
        if reading.said not in seen:
            yield PositionDraft(_title(reading, text, scheme), highlight=reading.id)
        seen.add(reading.said)
    if Difference.ONE_ONLY in group.differences:
        yield PositionDraft(str(_("Nothing is to be marked here")), reading={})


def _title(reading: Coded, text: str, scheme: Scheme) -> str:
    quote = " ".join(text[reading.start : reading.end].split())
    labels = ", ".join(scheme.tags[key].label for key in reading.tags if key in scheme.tags)
    return f"“{quote if len(quote) <= EXCERPT else quote[:EXCERPT] + '…'}”: {labels}"[:300]
