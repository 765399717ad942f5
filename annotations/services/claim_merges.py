"""Merging claims into one, taking that back, and splitting a claim."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from annotations.access import visible_claims
from annotations.domain.claims import MAX_STATEMENT, Statement, StoredClaim, checked_statement
from annotations.models import Appearance, Claim, Comment, Dispute, Evidence
from annotations.services.claims import add_rows, creation, held, insert_claim, now_stored, tell, touch
from newsapp.access import ProjectAccess
from newsapp.errors import Conflict, RuleViolation
from newsapp.models import Event
from newsapp.services.activity import Happening
from newsapp.wording import gettext as _


@transaction.atomic
def merge_claims(*, access: ProjectAccess, claim: Claim, into: int) -> StoredClaim:
    """Say that a claim is the same as another one, which stands for both from now on.

    Its appearances, evidence, disputes and comments move there; `part_claims` takes it back.

    Args:
        access: the project, as opened by `annotations.access.open_claim`.
        claim: opened for `WRITE_CLAIM`; the one that is merged.
        into: number of the other one.

    Returns:
        The one that stands for both.

    Raises:
        RuleViolation: there is no such claim, or it is the same one; path `into`.
        Conflict: it was ruled otherwise than the other one.
    """
    target = _other_claim(access, claim, into)
    # Always in one order, so that two merges never wait for each other.
    for row in sorted([claim, target], key=lambda row: row.pk):
        held(access, row)
    if claim.verdict and claim.verdict != target.verdict:
        message = _("Claim {number} has a verdict that the other one has not: dispute it first.", number=claim.number)
        raise Conflict("ruled_otherwise", message)
    moved = _move(claim, target)
    Claim.objects.filter(pk=claim.pk).update(merged_into=target)
    touch(claim)
    touch(target)
    data = {"into": target.number, "moved": moved, "versions": [claim.version + 1, target.version + 1]}
    tell(access, Happening("claim.merged", str(claim.number), data=data))
    return now_stored(access, target)


@transaction.atomic
def part_claims(*, access: ProjectAccess, claim: Claim, merged: int) -> StoredClaim:
    """Take a merge back: the merged claim stands for itself again, with what came from it and is still there.

    Args:
        access: the project, as opened by `annotations.access.open_claim`.
        claim: opened for `WRITE_CLAIM`; the one that stands for both.
        merged: number of the one that was merged into it.

    Returns:
        The one that was merged.

    Raises:
        RuleViolation: no such claim was merged into this one; path `merged`.
    """
    held(access, claim)
    rows = Claim.objects.select_for_update(of=("self",), no_key=True).filter(merged_into=claim, number=merged)
    source = rows.first()
    if source is None:
        message = _("No claim of this number was merged into this one.")
        raise RuleViolation("not_merged", message, path="merged")
    events = Event.objects.filter(project=access.project, verb="claim.merged", object_id=str(merged))
    moved = events.order_by("-pk").values_list("data", flat=True)[0]["moved"]
    back = _move(claim, source, only=moved)
    Claim.objects.filter(pk=source.pk).update(merged_into=None)
    touch(claim)
    touch(source)
    data = {"from": claim.number, "moved": back, "versions": [source.version + 1, claim.version + 1]}
    tell(access, Happening("claim.parted", str(merged), data=data))
    return now_stored(access, source)


@transaction.atomic
def split_claim(
    *, access: ProjectAccess, claim: Claim, appearances: Sequence[UUID], statement: Statement | None = None
) -> StoredClaim:
    """Make a claim of its own of some of a claim's appearances.

    Args:
        access: the project, as opened by `annotations.access.open_claim`.
        claim: opened for `WRITE_CLAIM`.
        appearances: ids of highlights in which it appears.
        statement: what the new one says; None takes the words and the language of its first appearance.

    Returns:
        The new one.

    Raises:
        RuleViolation: a field at fault.
    """
    before = held(access, claim)
    there = {each.highlight: each for each in before.appearances}
    if not appearances:
        raise RuleViolation("required", _("Name the highlights that go."), path="appearances")
    for index, uuid in enumerate(appearances):
        if uuid not in there:
            message = _("This claim does not appear in this highlight.")
            raise RuleViolation("unknown_highlight", message, path=f"appearances.{index}")
    if statement is None:
        first = next(each for each in before.appearances if each.highlight in appearances)
        statement = Statement(text=first.quote[:MAX_STATEMENT], language=first.language)
    Appearance.objects.filter(claim=claim, highlight__uuid__in=appearances).delete()
    checked = checked_statement(statement)
    new = insert_claim(access, checked)
    add_rows(access, new, appearances)
    touch(claim)
    more = {"from": claim.number, "versions": [1, claim.version + 1]}
    tell(access, creation("claim.split", new, checked, appearances, more))
    return now_stored(access, new)


def _other_claim(access: ProjectAccess, claim: Claim, number: int) -> Claim:
    target = visible_claims(access).filter(number=number).first()
    if target is None:
        raise RuleViolation("unknown_claim", _("There is no such claim."), path="into")
    if target.pk == claim.pk:
        raise RuleViolation("same_claim", _("A claim is not merged into itself."), path="into")
    return target


def _move(source: Claim, target: Claim, *, only: dict[str, list[Any]] | None = None) -> dict[str, list[Any]]:
    """Move what belongs to a claim to another one.

    Args:
        source: from where.
        target: where to.
        only: of all that, what is named here as this function answers it; None for all.

    Returns:
        What was moved: ids of highlights, evidence and comments, numbers of disputes.
    """
    kinds: dict[str, tuple[QuerySet[Any], str]] = {
        "appearances": (Appearance.objects.filter(claim=source), "highlight__uuid"),
        "evidence": (Evidence.objects.filter(claim=source), "uuid"),
        "disputes": (Dispute.objects.filter(claim=source), "number"),
        "comments": (Comment.objects.filter(claim=source), "uuid"),
    }
    moved: dict[str, list[Any]] = {}
    for kind, (rows, name) in kinds.items():
        if only is not None:
            rows = rows.filter(**{f"{name}__in": only[kind]})
        found = rows.order_by("pk").values_list("pk", name)
        keys = dict(found)
        rows.model._base_manager.filter(pk__in=keys).update(claim=target)
        moved[kind] = [value if isinstance(value, int) else str(value) for value in keys.values()]
    return moved
