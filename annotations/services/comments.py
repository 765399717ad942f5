"""What people say to each other: comments, answers to them, and who is called by name in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from uuid6 import uuid7

from annotations.access import visible_claims, visible_comments, visible_disputes, visible_highlights
from annotations.domain.mentions import mentioned_in
from annotations.domain.readings import checked_words
from annotations.models import Comment, Mention
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, Gone, RuleViolation, Several, Stale
from newsapp.models import Article, Membership, User
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _

MOST_WORDS = 10_000
"""Code points of a comment."""


@dataclass(frozen=True, slots=True)
class CommentDraft:
    """A comment as its maker sends it: on exactly one thing, or an answer to another comment.

    Attributes:
        text: Markdown.
        article, claim, dispute: numbers.
        highlight: its id.
        parent: id of the comment that it answers; what that is on need not be said then.
        id: made by the client; None has one made.
    """

    text: str
    article: int | None = None
    highlight: UUID | None = None
    claim: int | None = None
    dispute: int | None = None
    parent: UUID | None = None
    id: UUID | None = None


@transaction.atomic
def add_comment(*, access: ProjectAccess, draft: CommentDraft) -> tuple[Comment, bool]:
    """Say something; the same again under the same id is not said twice.

    Args:
        access: the project, opened for `COMMENT`.
        draft: the comment.

    Returns:
        The comment, and whether it was made by this call.

    Raises:
        RuleViolation: a field at fault.
        Conflict: another comment has the id.
        Gone: it was made and deleted, or the highlight that it is on was.
    """
    access.require(Action.COMMENT)
    text = checked_words(draft.text, most=MOST_WORDS, path="text", needed=True)
    uuid = draft.id or uuid7()
    if Comment.objects.filter(project=access.project, uuid=uuid).exists():
        return _answer_retry(access, uuid, text), False
    about = _about(access, draft)
    now = timezone.now()
    try:
        with transaction.atomic():
            comment = Comment.objects.create(
                project=access.project,
                uuid=uuid,
                **about,
                text=text,
                author=access.user,
                created_at=now,
                updated_at=now,
            )
    except IntegrityError as error:
        if not Comment.objects.filter(project=access.project, uuid=uuid).exists():
            raise error
        return _answer_retry(access, uuid, text), False
    called = _call(access, comment)
    if comment.parent is not None:
        _take_note(access, thread=comment.parent)
    _record(access, "comment.added", comment, {"mentions": sorted(user.pk for user in called)}, {"text": text})
    return comment, True


def _answer_retry(access: ProjectAccess, uuid: UUID, text: str) -> Comment:
    there = Comment.objects.get(project=access.project, uuid=uuid)
    if there.author_id != access.user.pk or (there.text != text and there.deleted_at is None):
        raise Conflict("id_taken", _("Another comment has this id."), path="id")
    if there.deleted_at is not None:
        raise Gone("deleted", _("This comment was deleted."))
    return there


def _about(access: ProjectAccess, draft: CommentDraft) -> dict[str, Any]:
    """The rows that a comment is on."""
    if draft.parent is not None:
        return _of_parent(access, draft.parent)
    named = {
        name: value
        for name in ("article", "highlight", "claim", "dispute")
        if (value := getattr(draft, name)) is not None
    }
    if len(named) != 1:
        message = _("A comment is on one thing: an article, a highlight, a claim or a dispute.")
        raise RuleViolation("about_one_thing", message, path=next(iter([*named][1:]), "article"))
    ((name, value),) = named.items()
    seen: dict[str, Any] = {
        "article": Article.objects.filter(project=access.project, deleted_at=None),
        "highlight": visible_highlights(access),
        "claim": visible_claims(access),
        "dispute": visible_disputes(access),
    }
    row = seen[name].filter(**{"uuid" if name == "highlight" else "number": value}).first()
    if row is None and name == "highlight" and visible_highlights(access, deleted=True).filter(uuid=value).exists():
        raise Gone(
            "highlight_deleted", _("This highlight was deleted meanwhile: nothing can be said about it any more.")
        )
    if row is None:
        raise RuleViolation("unknown_thing", _("There is no such thing here."), path=name)
    return {name: row}


def _of_parent(access: ProjectAccess, uuid: UUID) -> dict[str, Any]:
    parent = visible_comments(access).filter(uuid=uuid).first()
    if parent is None:
        raise RuleViolation("unknown_comment", _("There is no such comment."), path="parent")
    if parent.parent_id is not None:
        message = _("An answer is not answered: answer the comment that it belongs to.")
        raise RuleViolation("answer_to_answer", message, path="parent")
    on = {f"{name}_id": getattr(parent, f"{name}_id") for name in ("article", "highlight", "claim", "dispute")}
    return {"parent": parent, **on}


def _call(access: ProjectAccess, comment: Comment) -> list[User]:
    """Note who is called by name in a comment and was not yet: members who may see it is decided where it is read."""
    names = [name.lower() for name in mentioned_in(comment.text)]
    members = Membership.objects.filter(project=access.project, user__is_active=True).exclude(user=access.user)
    found = members.annotate(name=Lower("user__username")).filter(name__in=names).select_related("user")
    called = [member.user for member in found]
    Mention.objects.bulk_create(
        [Mention(project=access.project, comment=comment, user=user) for user in called], ignore_conflicts=True
    )
    return called


@transaction.atomic
def add_comments(*, access: ProjectAccess, drafts: Sequence[CommentDraft]) -> list[Comment]:
    """Say several things, all or none.

    Raises:
        Several: each fault, its path beginning with the draft's index.
    """
    made: list[Comment] = []
    faults: list[RuleViolation] = []
    for index, draft in enumerate(drafts):
        try:
            comment, new = add_comment(access=access, draft=draft)
            if not new:
                raise RuleViolation("id_taken", _("This id is taken, or comes twice in this request."), path="id")
            made.append(comment)
        except RuleViolation as fault:
            fault.path = f"{index}.{fault.path}" if fault.path else f"{index}"
            faults.append(fault)
    if faults:
        raise Several(faults)
    return made


@transaction.atomic
def change_comment(
    *, access: ProjectAccess, comment: Comment, version: int, text: str | None = None, resolved: bool | None = None
) -> Comment:
    """Put a comment into other words, settle it, or both; see `edit_comment` and `settle_comment`."""
    if text is not None:
        version = edit_comment(access=access, comment=comment, version=version, text=text).version
    if resolved is not None:
        settle_comment(access=access, comment=comment, version=version, settled=resolved)
    return comment


@transaction.atomic
def edit_comment(*, access: ProjectAccess, comment: Comment, version: int, text: str) -> Comment:
    """Put one's own comment into other words; who is called in it only now hears of it.

    Raises:
        Stale: it was changed since `version`; `current` is the number of its version.
        RuleViolation: no words, or too many.
    """
    held = _held(access, comment, version=version)
    said = checked_words(text, most=MOST_WORDS, path="text", needed=True)
    if said == held.text:
        return held
    before, held.text = held.text, said
    _save(held, "text")
    called = _call(access, held)
    mentions = {"mentions": sorted(user.pk for user in called)}
    _record(access, "comment.changed", held, mentions, {"before": {"text": before}, "after": {"text": said}})
    return held


@transaction.atomic
def settle_comment(*, access: ProjectAccess, comment: Comment, version: int, settled: bool) -> Comment:
    """Say that a remark, with its answers, is settled, or open it again.

    Raises:
        Stale: it was changed since `version`; `current` is the number of its version.
        RuleViolation: it is an answer.
    """
    held = _held(access, comment, version=version)
    if held.parent_id is not None:
        message = _("An answer is settled with the comment that it belongs to.")
        raise RuleViolation("answer_not_settled", message, path="resolved")
    if settled == (held.resolved_at is not None):
        return held
    held.resolved_at = timezone.now() if settled else None
    held.resolved_by = access.user if settled else None
    _save(held, "resolved_at", "resolved_by")
    if settled:
        _take_note(access, thread=held)
    _record(access, "comment.settled" if settled else "comment.reopened", held)
    return held


@transaction.atomic
def delete_comment(*, access: ProjectAccess, comment: Comment, version: int) -> None:
    """Delete a comment; answers to it stay.

    Raises:
        Stale: it was changed since `version`; `current` is the number of its version.
    """
    held = _held(access, comment, version=version)
    held.deleted_at = timezone.now()
    _save(held, "deleted_at")
    _record(access, "comment.deleted", held, {"of": held.author_id} if held.author_id != access.user.pk else {})


@transaction.atomic
def take_note(*, access: ProjectAccess, comment: Comment) -> None:
    """Say that one has seen that one is called in a comment, or in an answer to it."""
    _take_note(access, thread=comment.parent or comment)


def _take_note(access: ProjectAccess, *, thread: Comment) -> None:
    hers = Mention.objects.filter(user=access.user, seen_at=None)
    (hers.filter(comment=thread) | hers.filter(comment__parent=thread)).update(seen_at=timezone.now())


def _held(access: ProjectAccess, comment: Comment, *, version: int) -> Comment:
    access.require(Action.COMMENT)
    held = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("highlight", "dispute", "claim")
        .get(pk=comment.pk)
    )
    if held.deleted_at is not None:
        raise Gone("deleted", _("The comment was deleted meanwhile."))
    if held.version != version:
        raise Stale(_("The comment was changed meanwhile."), current=held.version)
    return held


def _save(comment: Comment, *fields: str) -> None:
    comment.version += 1
    comment.updated_at = timezone.now()
    comment.save(update_fields=[*fields, "version", "updated_at"])


def _record(
    access: ProjectAccess,
    verb: str,
    comment: Comment,
    said: Mapping[str, Any] | None = None,
    words: Mapping[str, Any] | None = None,
) -> None:
    article = comment.article_id
    on: dict[str, Any] = {}
    if comment.highlight is not None:
        article, on = comment.highlight.article_id, {"highlight": str(comment.highlight.uuid)}
    elif comment.claim is not None:
        on = {"claim": comment.claim.number}
    elif comment.dispute is not None:
        article, on = comment.dispute.article_id, {"dispute": comment.dispute.number}
    parent = {"parent": str(comment.parent.uuid)} if comment.parent else {}
    data = {**on, **parent, "version": comment.version, **{name: v for name, v in (said or {}).items() if v}}
    happening = Happening(verb, str(comment.uuid), article, data, dict(words) if words else None)
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=[happening])
