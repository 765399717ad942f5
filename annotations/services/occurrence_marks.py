"""Marking many places in many articles at once, and doing it again after it was taken back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from annotations.access import visible_highlights
from annotations.domain.retagging import Fate
from annotations.models import BulkChange, Highlight
from annotations.queries.bulk_changes import may_change, visible_changes
from annotations.queries.schemes import scheme_of
from annotations.services.bulk_changes import locked_highlights, turned
from annotations.services.highlights import HighlightDraft, add_highlights
from newsapp.access import ArticleAccess, ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation
from newsapp.models import User
from newsapp.services.activity import record
from newsapp.wording import gettext as _

MOST = 1_000
"""Most places that are marked at once."""


class PickedPlace(NamedTuple):
    """A place to be marked: the article's number, the number of the revision that was looked at, code points."""

    article: int
    revision: int
    start: int
    end: int


@transaction.atomic
def mark_places(
    *,
    access: ProjectAccess,
    articles: Mapping[int, ArticleAccess],
    places: Sequence[PickedPlace],
    tags: Sequence[str],
) -> UUID:
    """Make a highlight of each place, all with the same tags: one change, which can be taken back as one.

    Left are the places in articles that were deleted or got another text since they were looked at, and those where
    the member's own highlight has the tags already. The change says how many.

    Args:
        access: the project.
        articles: those that the places name, by number; see `newsapp.access.open_articles`.
        places: at most `MOST`, any twice counts once.
        tags: keys of span tags, at least one.

    Raises:
        NotAllowed: the member may not highlight.
        RuleViolation: too many, a tag at fault, a place outside of its text, or nothing is left to be marked.
        Several: an article was changed while this was done; nothing was made.
    """
    access.require(Action.HIGHLIGHT)
    if len(places) > MOST:
        raise RuleViolation("too_many", _("At most {most:,} places at once.", most=MOST))
    # The same click twice at once: the second one waits, and finds what the first one made.
    User.objects.select_for_update(no_key=True).get(pk=access.user.pk)
    left: Counter[str] = Counter()
    drafts = []
    marked = _marked_with(access, articles, tags)
    for place in sorted(set(places)):
        article = articles.get(place.article)
        if article is None or article.revision.number != place.revision:
            left[Fate.MEANWHILE.value] += 1
        elif (article.article.pk, place.start, place.end) in marked:
            left[Fate.AS_IT_IS.value] += 1
        else:
            drafts.append(
                HighlightDraft(
                    article=place.article, revision=place.revision, start=place.start, end=place.end, tags=list(tags)
                )
            )
    if not drafts:
        raise RuleViolation("nothing_to_change", _("None of these places can be marked (any more)."))
    batch = uuid4()
    made = add_highlights(access=access, articles=articles, drafts=drafts, batch=batch)
    rows = Highlight.objects.filter(project=access.project, uuid__in=[highlight.id for highlight in made])
    tag = scheme_of(access.project).followed(tags[0]).key
    BulkChange.objects.create(
        id=batch,
        project=access.project,
        user=access.user,
        kind=BulkChange.Kind.MARK,
        data={"action": BulkChange.Kind.MARK.value, "tag": tag, "left": dict(left)},
        items=[{"id": pk, "version": version} for pk, version in rows.order_by("pk").values_list("pk", "version")],
    )
    return batch


def _marked_with(
    access: ProjectAccess, articles: Mapping[int, ArticleAccess], tags: Sequence[str]
) -> set[tuple[int, int, int]]:
    own = visible_highlights(access).filter(
        article_id__in=[article.article.pk for article in articles.values()],
        analyst=access.user,
        layer=Highlight.Layer.ANALYST,
        segments__isnull=True,
        revision_id=F("article__current_revision_id"),
    )
    for key in tags:
        own = own.filter(tags__key=key)
    return set(own.values_list("article_id", "start", "end"))


@transaction.atomic
def mark_again(*, access: ProjectAccess, change_id: UUID) -> None:
    """Do again what was marked at once and taken back: each highlight that nobody touched since comes back as it was.

    Raises:
        NotVisible: the project has no such change.
        NotAllowed: it is somebody else's, and the role does not reach.
        Conflict: it was not taken back, or it was no marking.
    """
    access.require(Action.HIGHLIGHT)
    change = visible_changes(access).select_for_update().filter(pk=change_id).first()
    if change is None:
        raise NotVisible
    if change.user_id != access.user.pk and not access.may(Action.EDIT_ANY_HIGHLIGHT):
        raise NotAllowed(_("Somebody else made this change; a reviewer can do it again."))
    if change.kind != BulkChange.Kind.MARK or change.undone_at is None:
        raise Conflict("not_undone", _("This was not taken back."))
    versions = {item["id"]: item["version"] + 1 for item in change.items}
    found = [
        candidate
        for candidate in locked_highlights(access, Highlight.objects.filter(pk__in=list(versions)), deleted=True)
        if candidate.version == versions[candidate.pk] and may_change(access, candidate)
    ]
    if not found:
        raise Conflict("nothing_to_change", _("None of these highlights is as it was left: nothing was done again."))
    now = timezone.now()
    Highlight.objects.filter(pk__in=[candidate.pk for candidate in found]).update(
        deleted_at=None, updated_at=now, version=F("version") + 1
    )
    change.undone_at = None
    change.data = {name: value for name, value in change.data.items() if name != "undo"}
    change.items = [{"id": candidate.pk, "version": candidate.version + 1} for candidate in found]
    change.save(update_fields=["undone_at", "data", "items"])
    data = {"batch": str(change.pk)}
    record(
        project_id=access.project.pk,
        actor_id=access.user.pk,
        happenings=[turned(access, candidate, "highlight.restored", data) for candidate in found],
    )
