"""Opening the comparison of an article's readings, and having it coded again.

In a project that codes blind this is the moment from which everybody sees what everybody made of the article.
"""

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from newsapp.access import ArticleAccess
from newsapp.blindness import codes
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, NotAllowed, RuleViolation
from newsapp.models import Article, Assignment
from newsapp.services.activity import Happening, record
from newsapp.services.article_locks import locked_articles
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

LONGEST_REASON = 300
"""Code points of a reason for coding an article again."""

# Everybody who has it in hand is done, and they are enough; who skipped it does not have it in hand.
_OPEN = """
UPDATE newsapp_article a SET comparison_opened_at = now()
FROM newsapp_project p
WHERE a.id = ANY (%s) AND a.comparison_opened_at IS NULL AND p.id = a.project_id AND (
    SELECT count(s.done_at) = count(*) AND count(*) >= p.coders_per_article
    FROM newsapp_assignment s WHERE s.article_id = a.id AND s.skipped_at IS NULL
)
RETURNING a.id, a.number
"""


def open_when_done(article_ids: Sequence[int]) -> list[Happening]:
    """Open the comparison of those of some articles whose coders are all done and as many as the project wants.

    The caller holds the articles' locks, and records what is answered.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [list(article_ids)])
        return [
            Happening("comparison.opened", str(number), article_id, {"by_hand": False})
            for article_id, number in cursor.fetchall()
        ]


@transaction.atomic
def open_comparison(*, access: ArticleAccess) -> Article:
    """Open an article's comparison by hand, before its coders are done; one that is open stays as it is.

    Args:
        access: the article, opened for `REVIEW`.

    Raises:
        NotAllowed: the role is too low, or she codes the article herself.
    """
    access.require(Action.REVIEW)
    (article,) = locked_articles(
        project_id=access.project.pk, numbers=[access.article.number], fields=["comparison_opened_at"]
    )
    if article.comparison_opened_at is not None:
        return article
    if codes(access):
        raise NotAllowed(_("You code this article yourself: another reviewer can open its comparison."))
    article.comparison_opened_at = timezone.now()
    article.save(update_fields=["comparison_opened_at"])
    happening = Happening("comparison.opened", str(article.number), article.pk, {"by_hand": True})
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=[happening])
    return article


@transaction.atomic
def code_again(*, access: ArticleAccess, reason: str) -> Article:
    """Close an article's comparison and have its coders code it again: nobody is done with it any more.

    Their readings stay as they are. Where coders work blind, others' are hidden again.

    Args:
        access: the article, opened for `ASSIGN`.
        reason: in words, at most `LONGEST_REASON` code points.

    Raises:
        RuleViolation: no reason, or one that is too long.
        Conflict: its comparison is not open.
    """
    access.require(Action.ASSIGN)
    said = " ".join(reason.split())
    if not said:
        raise RuleViolation("no_reason", _("Say why, in a word or two."), path="reason")
    if len(said) > LONGEST_REASON:
        message = ngettext(
            "At most {most} character.", "At most {most} characters.", LONGEST_REASON, most=LONGEST_REASON
        )
        raise RuleViolation("too_long", message, path="reason")
    (article,) = locked_articles(
        project_id=access.project.pk, numbers=[access.article.number], fields=["comparison_opened_at"]
    )
    if article.comparison_opened_at is None:
        raise Conflict("not_open", _("The comparison of this article is not open."))
    again = Assignment.objects.filter(article=article, done_at__isnull=False).update(done_at=None)
    article.comparison_opened_at = None
    article.status = Article.Status.ASSIGNED if again else article.status
    article.save(update_fields=["comparison_opened_at", "status"])
    happening = Happening(
        "comparison.closed", str(article.number), article.pk, {"coders": again}, detail={"reason": said}
    )
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=[happening])
    return article
