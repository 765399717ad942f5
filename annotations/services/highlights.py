"""Making highlights. What becomes of them later is in `annotations.services.highlight_edits`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from annotations.domain.anchoring import same_words_in
from annotations.domain.highlighting import HighlightRecord, Marking, Place, marking_of, marking_on, place_in
from annotations.domain.schemes import Scheme
from annotations.domain.suggestions import SUGGESTED, check_score
from annotations.models import Highlight
from annotations.queries.highlights import record_of
from annotations.queries.schemes import scheme_of
from annotations.services.suggestions import keep_acceptance, suggestion_to_accept
from newsapp.access import ArticleAccess, ProjectAccess
from newsapp.errors import Conflict, Gone, RuleViolation, Several
from newsapp.models import Revision
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _


@dataclass(frozen=True, slots=True)
class HighlightDraft:
    """A highlight as its maker sends it; offsets are code points of the article's current revision.

    Attributes:
        article: number within the project.
        start, end, segments: see `annotations.domain.highlighting.place_in`.
        tags, quote, attributes, note: see `annotations.domain.highlighting.marking_on`.
        revision: the number of the revision that the offsets count into, if the maker knows it.
        id: made by the client; None has one made.
        layer: `suggested` proposes it to everybody; its analyst is who sent it.
        suggestion: the one that it accepts, as it is or changed; only with an `id`.
        score: how sure a suggestion is, see `annotations.domain.suggestions.check_score`.
    """

    article: int
    tags: Sequence[str]
    start: int | None = None
    end: int | None = None
    segments: Sequence[Sequence[int]] | None = None
    quote: str | None = None
    attributes: Mapping[str, Any] | None = None
    note: str = ""
    revision: int | None = None
    id: UUID | None = None
    layer: str = "analyst"
    suggestion: UUID | None = None
    score: float | None = None


@transaction.atomic
def put_highlight(*, access: ArticleAccess, draft: HighlightDraft) -> tuple[HighlightRecord, bool]:
    """Make a highlight under the id that its maker chose; the same again is no second one.

    Args:
        access: the article, opened for `HIGHLIGHT`.
        draft: with `id`.

    Returns:
        The highlight, and whether it was made by this call.

    Raises:
        RuleViolation: a field at fault.
        Conflict: another body under the same id, `stale_revision`, or she accepted the suggestion already.
        Gone: it was made and deleted; a retry does not bring it back.
    """
    assert draft.id is not None
    scheme = scheme_of(access.project)
    try:
        marking = _marking(access, scheme, draft)
    except RuleViolation as refusal:
        # What was lawful when it was made need not be any more: the text and the scheme change.
        there = Highlight.objects.filter(project=access.project, uuid=draft.id)
        if refusal.code not in _LAWFUL_ONCE or not there.exists():
            raise
        return _answer_retry(access, draft), False
    suggestion = None
    if draft.suggestion is not None:
        if Highlight.objects.filter(project=access.project, uuid=draft.id).exists():
            return _answer_retry(access, draft), False
        suggestion = suggestion_to_accept(access=access, uuid=draft.suggestion, article_id=access.article.pk)
    made = _insert(access, scheme, [(access, draft, marking)])
    if made:
        if suggestion is not None:
            keep_acceptance(access=access, suggestion=suggestion, made=made[0])
        return made[0], True
    return _answer_retry(access, draft), False


_LAWFUL_ONCE = {"stale_revision", "retired_tag", "unknown_tag", "unknown_attribute", "invalid_attribute"}


@transaction.atomic
def add_highlights(
    *,
    access: ProjectAccess,
    articles: Mapping[int, ArticleAccess],
    drafts: Sequence[HighlightDraft],
    batch: UUID | None = None,
) -> list[HighlightRecord]:
    """Make highlights in any of the project's articles, all or none, in the given order.

    Args:
        access: the project, opened for `HIGHLIGHT`.
        articles: those that the drafts name, by number; see `newsapp.access.open_articles`.
        drafts: an `id` among them must be new.
        batch: the change of many that they belong to; their events say so.

    Raises:
        RuleViolation: (one draft) the field at fault.
        Several: (more of them) each fault, its path beginning with the draft's index.
    """
    scheme = scheme_of(access.project)
    prepared, faults = _prepared(scheme, articles, dict(enumerate(drafts)))
    for index, fault in faults:
        if len(drafts) == 1:
            raise fault
        fault.path = f"{index}.{fault.path}" if fault.path else f"{index}"
    if faults:
        raise Several([fault for _, fault in faults])
    made = _insert(access, scheme, prepared, batch=batch)
    if len(made) < len(prepared):
        there = {record.id for record in made}
        lost = [index for index, (_, draft, _) in enumerate(prepared) if draft.id not in there]
        raise Several(
            [
                RuleViolation("id_taken", _("This id is taken, or the article was changed."), path=f"{i}.id")
                for i in lost
            ]
        )
    return made


def faults_of(
    *, access: ProjectAccess, articles: Mapping[int, ArticleAccess], drafts: Mapping[int, HighlightDraft]
) -> list[tuple[int, RuleViolation]]:
    """What `add_highlights` would refuse, and nothing made; for a request that is refused already."""
    return _prepared(scheme_of(access.project), articles, drafts)[1]


_Prepared = list[tuple[ArticleAccess, HighlightDraft, Marking]]


def _prepared(
    scheme: Scheme, articles: Mapping[int, ArticleAccess], drafts: Mapping[int, HighlightDraft]
) -> tuple[_Prepared, list[tuple[int, RuleViolation]]]:
    prepared: _Prepared = []
    faults: list[tuple[int, RuleViolation]] = []
    seen: set[UUID] = set()
    for index, draft in drafts.items():
        try:
            if draft.article not in articles:
                raise RuleViolation("unknown_article", _("There is no such article."), path="article")
            if draft.id in seen:
                raise RuleViolation("id_taken", _("This id comes twice in this request."), path="id")
            if draft.suggestion is not None:
                message = _("A suggestion is accepted with a PUT under an id of your own, one at a time.")
                raise RuleViolation("needs_id", message, path="suggestion")
            article = articles[draft.article]
            named = replace(draft, id=draft.id or uuid7())
            prepared.append((article, named, _marking(article, scheme, draft)))
            seen.add(named.id or uuid7())
        except RuleViolation as fault:
            faults.append((index, fault))
    return prepared, faults


def _marking(access: ArticleAccess, scheme: Scheme, draft: HighlightDraft) -> Marking:
    if draft.layer not in ("analyst", SUGGESTED):
        message = _("Only a review makes highlights of this layer.")
        raise RuleViolation("made_by_review", message, path="layer")
    if draft.suggestion is not None and draft.layer == SUGGESTED:
        raise RuleViolation("suggestion_of_suggestion", _("A suggestion accepts no other."), path="suggestion")
    check_score(draft.score, layer=draft.layer)
    if draft.revision is not None and draft.revision != access.revision.number:
        raise _stale_revision(access, draft)
    return _marking_on(access.revision.text, scheme, draft)


def _digest(draft: HighlightDraft, place: Place, quote: str) -> str:
    """Of what its maker sent, with her tags, whatever became of them since."""
    attributes = {key: values for key, values in (draft.attributes or {}).items() if isinstance(values, Mapping)}
    sent = marking_of(quote, place=place, tags=draft.tags, attributes=attributes, note=draft.note)
    return sent.digest(article=draft.article, layer=draft.layer, score=draft.score)


def _digest_then(access: ArticleAccess, draft: HighlightDraft) -> str:
    """Likewise, in the revision that she had before her."""
    seen = access.revision
    if draft.revision is not None and draft.revision != seen.number:
        seen = access.article.revisions.filter(number=draft.revision).first() or seen
    place = place_in(seen.text, start=draft.start, end=draft.end, segments=draft.segments)
    return _digest(draft, place, seen.text[place.start : place.end])


@contextmanager
def tags_that_are_there() -> Iterator[None]:
    """Refuse what is saved with a tag that was deleted after the scheme was read.

    Raises:
        RuleViolation: in place of the database's refusal.
    """
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", None) != "highlight_tag_tag_in_project":
            raise
        message = _("The scheme was changed meanwhile: it has no such tag any more.")
        raise RuleViolation("unknown_tag", message, path="tags") from error


def _marking_on(text: str, scheme: Scheme, draft: HighlightDraft) -> Marking:
    place = place_in(text, start=draft.start, end=draft.end, segments=draft.segments)
    return marking_on(
        text,
        scheme,
        place=place,
        tags=draft.tags,
        quote=draft.quote,
        attributes=draft.attributes,
        note=draft.note,
    )


def _stale_revision(access: ArticleAccess, draft: HighlightDraft) -> RuleViolation:
    old = Revision.objects.filter(article=access.article, number=draft.revision or 0).first()
    if old is None:
        return RuleViolation("unknown_revision", _("The article has no such revision."), path="revision")
    place = place_in(old.text, start=draft.start, end=draft.end, segments=draft.segments)
    found = same_words_in(old=old.text, new=access.revision.text, place=place)
    message = _("The article has a newer revision, {number}.", number=access.revision.number)
    return Conflict(
        "stale_revision",
        message,
        path="revision",
        existing={
            "revision": access.revision.number,
            "start": found.start if found else None,
            "end": found.end if found else None,
            "segments": [list(segment) for segment in found.all_segments] if found else None,
            "quote": access.revision.text[found.start : found.end] if found else None,
        },
    )


def _insert(
    access: ProjectAccess,
    scheme: Scheme,
    prepared: Sequence[tuple[ArticleAccess, HighlightDraft, Marking]],
    *,
    batch: UUID | None = None,
) -> list[HighlightRecord]:
    """Insert and record; answers those that were made, in the given order."""
    rows = [
        {
            "uuid": draft.id,
            "article_id": article.article.pk,
            "revision_id": article.revision.pk,
            "start": marking.place.start,
            "end": marking.place.end,
            "segments": marking.place.stored_segments,
            "quote": marking.quote,
            "note": marking.note,
            "analyst_id": access.user.pk,
            "layer": draft.layer,
            "state": Highlight.State.EXACT.value,
            "score": draft.score,
            "body_sha256": _digest(draft, marking.place, marking.quote),
            "tags": [
                {"tag_id": scheme.tags[key].id, "attributes": marking.attributes.get(key, {})} for key in marking.tags
            ],
        }
        for article, draft, marking in prepared
    ]
    with tags_that_are_there():
        made = Highlight.objects.all().insert_drafts(project_id=access.project.pk, drafts=rows)
    there = [row for row in prepared if row[1].id in made]
    if not there:
        return []
    record(
        project_id=access.project.pk,
        actor_id=access.user.pk,
        happenings=[
            _made(article, draft, marking, batch, made[draft.id].guidelines)
            for article, draft, marking in there
            if draft.id is not None
        ],
    )
    return [
        HighlightRecord(
            id=draft.id,
            article=draft.article,
            revision=article.revision.number,
            **marking.fields,
            analyst=access.user.username,
            layer=draft.layer,
            state="exact",
            created_at=made[draft.id].at,
            updated_at=made[draft.id].at,
            version=1,
            guidelines=made[draft.id].guidelines,
            score=draft.score,
        )
        for article, draft, marking in there
        if draft.id is not None
    ]


def _made(
    article: ArticleAccess, draft: HighlightDraft, marking: Marking, batch: UUID | None, guidelines: int | None
) -> Happening:
    known = {
        "suggestion": draft.suggestion and str(draft.suggestion),
        "score": draft.score,
        "batch": batch and str(batch),
        "guidelines": guidelines,
    }
    return Happening(
        "highlight.created",
        str(draft.id),
        article.article.pk,
        {
            "revision": article.revision.number,
            "version": 1,
            "layer": draft.layer,
            **_places(marking),
            **{name: value for name, value in known.items() if value is not None},
        },
        _words(marking),
    )


def _places(marking: Marking) -> dict[str, Any]:
    place = marking.place
    segments = {"segments": place.stored_segments} if place.segments else {}
    return {"start": place.start, "end": place.end, **segments, "tags": list(marking.tags)}


def _words(marking: Marking) -> dict[str, Any] | None:
    words = {"note": marking.note, "attributes": marking.attributes}
    return {key: value for key, value in words.items() if value} or None


def _answer_retry(access: ArticleAccess, draft: HighlightDraft) -> HighlightRecord:
    assert draft.id is not None
    there = Highlight.objects.filter(project=access.project, uuid=draft.id).first()
    if there is None:
        # Neither made nor there: the article was deleted or revised after it was loaded.
        raise Conflict("article_changed", _("The article was changed meanwhile. Load it again."))
    if there.analyst_id == access.user.pk and there.deleted_at is not None:
        raise Gone("deleted", _("This highlight was deleted; it can be restored."))
    current = record_of(project_id=access.project.pk, uuid=draft.id)
    assert current is not None
    same = there.body_sha256 == _digest_then(access, draft)
    if not same or there.analyst_id != access.user.pk or there.article_id != access.article.pk:
        message = _("Another highlight has this id.")
        raise Conflict("id_taken", message, existing=current if there.analyst_id == access.user.pk else None, path="id")
    return current
